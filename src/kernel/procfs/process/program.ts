// What a process was started with: /proc/[pid]/comm, cmdline, environ, auxv. Knows where execve put them.
import type { KernelState } from '../../kernel-state.js';
import { UserMemory } from '../../mm/user-memory.js';
import type { Subject } from '../subject.js';

/** @see proc_pid_comm(5) */
export function pidComm({ task }: Subject): string {
  return `${task.comm}\n`;
}

/** Upper bound of what one of these files shows: the argument limit of execve. */
const MOST_BYTES = 128 * 1024;

function range(kernel: KernelState, { process: { space } }: Subject, start: number, end: number): Uint8Array {
  if (space === undefined || end <= start) return new Uint8Array(0);
  const bytes = new UserMemory(kernel.memory, space).readBytes(BigInt(start), Math.min(end - start, MOST_BYTES));
  return bytes === 'EFAULT' ? new Uint8Array(0) : bytes;
}

/** Arguments with a NUL behind each, from the process's own memory, so a program can change it. @see proc_pid_cmdline(5) */
export function pidCmdline(subject: Subject, kernel: KernelState): Uint8Array {
  const layout = subject.process.space?.layout;
  return layout === undefined ? new Uint8Array(0) : range(kernel, subject, layout.argStart, layout.argEnd);
}

/** @see proc_pid_environ(5) */
export function pidEnviron(subject: Subject, kernel: KernelState): Uint8Array {
  const layout = subject.process.space?.layout;
  return layout === undefined ? new Uint8Array(0) : range(kernel, subject, layout.envStart, layout.envEnd);
}

/** The vector as the kernel gave it. @see proc_pid_auxv(5) */
export function pidAuxv({ process: { space } }: Subject): Uint8Array {
  return space?.layout.auxv ?? new Uint8Array(0);
}
