// Which process group a terminal listens to. Knows ttys by device number only.
import type { KernelState } from '../kernel-state.js';
import type { Session } from '../task/task.js';

/** Foreground group of the session's controlling terminal; -1 without one. */
export function foregroundGroup(kernel: KernelState, session: Session): number {
  if (session.terminal === 0) return -1;
  return kernel.vfs.terminals.get(session.terminal)?.foreground ?? -1;
}
