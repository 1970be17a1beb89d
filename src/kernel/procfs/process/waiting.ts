// Where a task sleeps: /proc/[pid]/wchan, syscall and stack. Knows blocked calls as data.
import type { KernelState } from '../../kernel-state.js';
import { generalRegister, hartOf, programCounter, SP } from '../live-context.js';
import type { Subject } from '../subject.js';

/** The function a Linux kernel would sleep in; `0` while it does not sleep. @see proc_pid_wchan(5) */
export function pidWchan({ task }: Subject): string {
  return task.blocked !== undefined && task.state !== 'R' ? task.blocked.wait.channel : '0';
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}

/** Number and arguments of the blocked call, stack pointer, program counter; `running`; or -1 outside a call. @see proc_pid_syscall(5) */
export function pidSyscall({ task }: Subject, kernel: KernelState): string {
  if (hartOf(kernel, task) !== undefined || task.state === 'R') return 'running\n';
  const place = `${hex(generalRegister(kernel, task, SP))} ${hex(programCounter(kernel, task))}`;
  const { blocked } = task;
  if (blocked === undefined) return `-1 ${place}\n`;
  const registers = Array.from({ length: 6 }, (_, index) => hex(blocked.arguments[index] ?? 0n));
  return `${blocked.number} ${registers.join(' ')} ${place}\n`;
}

/** The kernel's side of a sleeping task: one frame, since a blocked call is data here and holds no kernel stack. @see proc_pid_stack(5) */
export function pidStack(subject: Subject): string {
  const channel = pidWchan(subject);
  return channel === '0' ? '' : `[<0>] ${channel}\n`;
}
