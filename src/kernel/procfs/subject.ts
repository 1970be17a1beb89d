// Whom a /proc file speaks of: a whole process, or one thread under task/. Knows how to add up threads and who may look, and no format.
import type { Caller, FsContext } from '../fs/inode.js';
import type { DescriptorTable } from '../fs/descriptor-table.js';
import { isPrivileged } from '../fs/permissions.js';
import type { KernelState } from '../kernel-state.js';
import type { AddressSpace } from '../mm/address-space.js';
import { addUsage, type Usage, zeroUsage } from '../task/counters.js';
import type { Process, Task, TaskState } from '../task/task.js';
import { unbookedUserNs } from './live-times.js';

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

/** A thread that has exited has no memory, files and directories any more, even while other threads of its process live. */
function hasExited({ task }: Subject): boolean {
  return task.state === 'Z' || task.state === 'X';
}

export function spaceOf(subject: Subject): AddressSpace | undefined {
  return hasExited(subject) ? undefined : subject.process.space;
}

export function filesOf(subject: Subject): DescriptorTable | undefined {
  return hasExited(subject) ? undefined : subject.process.files;
}

export function fsOf(subject: Subject): FsContext | undefined {
  return hasExited(subject) ? undefined : subject.process.fs;
}

/** CPU times, faults and switches up to now: of one thread, or of all threads that the process has or had. */
export function usageOf(subject: Subject, kernel: KernelState): Usage {
  const usage = zeroUsage();
  const { process, task, scope } = subject;
  if (scope === 'thread') addThread(usage, task, kernel);
  else {
    for (const thread of process.tasks) addThread(usage, thread, kernel);
    addUsage(usage, process.goneThreads);
  }
  return usage;
}

function addThread(usage: Usage, task: Task, kernel: KernelState): void {
  addUsage(usage, task.counters);
  usage.utimeNs += unbookedUserNs(kernel, task);
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

/** Looking deep into a process asks for all of its user's rights, and for a process that does not hide. @see ptrace(2) "Ptrace access mode checking" */
export function mayInspect({ process }: Subject, caller: Caller): boolean {
  const { fsuid, fsgid } = caller.credentials;
  if (isPrivileged(caller.credentials) || caller.pid === process.pid) return true;
  const { uid, euid, suid, gid, egid, sgid } = process.credentials;
  const sameUser = [uid, euid, suid].every((id) => id === fsuid) && [gid, egid, sgid].every((id) => id === fsgid);
  return sameUser && process.dumpable;
}

/**
 * Owner of what stands in a process's directory: its effective user; of a process that hides or has no memory any more, root.
 *
 * @param isOpenDirectory of mode 0555: these always belong to the user
 * @see proc(5), "/proc/[pid]"
 */
export function ownerOf(subject: Subject, isOpenDirectory = false): [uid: number, gid: number] {
  const { credentials, dumpable } = subject.process;
  const hidden = !isOpenDirectory && (!dumpable || spaceOf(subject) === undefined);
  return hidden ? [0, 0] : [credentials.euid, credentials.egid];
}
