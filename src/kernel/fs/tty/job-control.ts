// Whether a process may touch its terminal from where it stands: the answer is a signal number, sending it is the caller's. Knows groups as numbers.
import { signals } from '../../../abi/signals.js';
import { localModes } from '../../../abi/termios.js';
import type { Caller } from '../inode.js';
import { foregroundRequests } from './tty-ioctl.js';
import type { Tty } from './tty.js';

/** What a process is about to do: read, write, or an ioctl by its request number. */
export type TerminalAction = 'read' | 'write' | number;

/**
 * The signal that the caller's group gets instead: SIGTTIN or SIGTTOU; 0 when it may go on. The caller of this function then decides:
 * blocked or ignored SIGTTOU lets the action through, blocked or ignored SIGTTIN (or an orphaned group) makes it EIO.
 */
export function jobControlSignal(tty: Tty, caller: Caller, action: TerminalAction): number {
  const inBackground =
    caller.terminal === tty.device && tty.session === caller.session && tty.foreground !== caller.group && tty.foreground > 0;
  if (!inBackground) return 0;
  if (action === 'read') return signals.SIGTTIN;
  if (action === 'write') return (tty.termios.lflag & localModes.TOSTOP) === 0 ? 0 : signals.SIGTTOU;
  return foregroundRequests.has(action) ? signals.SIGTTOU : 0;
}
