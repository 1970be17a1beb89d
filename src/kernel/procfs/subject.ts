// Whom a /proc file speaks of: a whole process, or one thread under task/. Knows how to add up threads, and no format.
import type { Caller } from '../fs/inode.js';
import { isPrivileged } from '../fs/permissions.js';
import type { KernelState } from '../kernel-state.js';
import { addUsage, type Usage, zeroUsage } from '../task/counters.js';
import type { Process, Task, TaskState } from '../task/task.js';

/** `/proc/[pid]` with its leading thread, or `/proc/[pid]/task/[tid]`. */
export interface Subject {
  readonly process: Process;
  readonly task: Task;
  readonly scope: 'process' | 'thread';
}

export function processSubject(process: Process): Subject {
  return { process, task: process.leader, scope: 'process' };
}

export function threadSubject(task: Task): Subject {
  return { process: task.process, task, scope: 'thread' };
}

/** The threads that the subject's times and switches add up. */
export function threads({ process, task, scope }: Subject): readonly Task[] {
  if (scope === 'thread') return [task];
  return process.tasks.includes(process.leader) ? process.tasks : [process.leader, ...process.tasks];
}

/** CPU times, faults and switches: of one thread, or of all threads that the process has or had. */
export function usageOf(subject: Subject): Usage {
  const usage = zeroUsage();
  for (const task of threads(subject)) addUsage(usage, task.counters);
  if (subject.scope === 'process') addUsage(usage, withoutTwice(subject));
  return usage;
}

/** A leader that has exited before its process is counted with the threads that are gone already. */
function withoutTwice({ process }: Subject): Usage {
  return process.goneThreads;
}

const stateNames: Readonly<Record<TaskState, string>> = {
  R: 'running',
  S: 'sleeping',
  D: 'disk sleep',
  T: 'stopped',
  t: 'tracing stop',
  Z: 'zombie',
  X: 'dead',
  I: 'idle',
};

/** `S (sleeping)`, as the State line has it. */
export function stateText(task: Task): string {
  return `${task.state} (${stateNames[task.state]})`;
}

/** Reaped: nothing is left to tell of it. */
export function isGone({ tasks }: KernelState, { process, task, scope }: Subject): boolean {
  return scope === 'process' ? tasks.processes.get(process.pid) !== process : tasks.tasks.get(task.tid) !== task;
}

/** Looking deep into a process asks for its user's rights. @see ptrace(2) "Ptrace access mode checking" */
export function mayInspect({ process }: Subject, { credentials }: Caller): boolean {
  return isPrivileged(credentials) || credentials.fsuid === process.credentials.uid;
}
