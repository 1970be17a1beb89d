// Where a task sleeps: /proc/[pid]/wchan, syscall and stack. Knows blocked calls as data.
import type { Caller } from '../../fs/inode.js';
import { isPrivileged } from '../../fs/permissions.js';
import type { Content } from '../../fs/virtual/virtual-inode.js';
import type { KernelState } from '../../kernel-state.js';
import type { Task } from '../../task/task.js';
import { A0, A7, generalRegister, hartOf, programCounter, SP } from '../live-context.js';
import { mayInspect, type Subject } from '../subject.js';

/** The function a Linux kernel would wait in; undefined while the task does not wait. */
function channelOf({ state, blocked }: Task): string | undefined {
  if (state === 'T' || state === 't') return state === 'T' ? 'do_signal_stop' : 'ptrace_stop';
  return state === 'S' || state === 'D' ? blocked?.wait.channel : undefined;
}

/** `0` for a task that runs, and for those who may not know. @see proc_pid_wchan(5) */
export function pidWchan(subject: Subject, _kernel: KernelState, caller: Caller): string {
  return (mayInspect(subject, caller) ? channelOf(subject.task) : undefined) ?? '0';
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}

/** Number and arguments of the call that the task is in, stack pointer, program counter; `running`; or -1 outside a call. @see proc_pid_syscall(5) */
export function pidSyscall(subject: Subject, kernel: KernelState, caller: Caller): Content {
  const { task } = subject;
  if (!mayInspect(subject, caller)) return { errno: 'EPERM' };
  if (task.state === 'Z' || task.state === 'X') return '-1 0x0 0x0\n';
  const inCall = task.tid === caller.tid;
  if (!inCall && task.state === 'R') return 'running\n';
  const place = `${hex(generalRegister(kernel, task, SP))} ${hex(programCounter(kernel, task))}`;
  const call = inCall ? ownCall(kernel, task) : task.blocked;
  if (call === undefined) return `-1 ${place}\n`;
  const registers = Array.from({ length: 6 }, (_, index) => hex(call.arguments[index] ?? 0n));
  return `${call.number} ${registers.join(' ')} ${place}\n`;
}

/** The reader's own call, still in its registers. */
function ownCall(kernel: KernelState, task: Task): { readonly number: number; readonly arguments: readonly bigint[] } | undefined {
  if (hartOf(kernel, task) === undefined) return undefined;
  const values = Array.from({ length: 6 }, (_, index) => generalRegister(kernel, task, A0 + index));
  return { number: Number(generalRegister(kernel, task, A7)), arguments: values };
}

/** The kernel's side of a waiting task: one frame, since a blocked call is data here and holds no kernel stack. @see proc_pid_stack(5) */
export function pidStack({ task }: Subject, _kernel: KernelState, caller: Caller): Content {
  if (!isPrivileged(caller.credentials)) return { errno: 'EACCES' };
  const channel = channelOf(task);
  return channel === undefined ? '' : `[<0>] ${channel}\n`;
}
