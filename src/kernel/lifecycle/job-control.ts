// Sessions, process groups, stopping and continuing. Knows no terminal beyond its device number.
import { SA_NOCLDSTOP } from '../../abi/signal-frame.js';
import { siCodes, signals } from '../../abi/signals.js';
import type { KernelState } from '../kernel-state.js';
import { makeRunnable, stopTask, wakeAll } from '../sched/sleep.js';
import type { SignalInfo } from '../task/signal-state.js';
import type { Process, ProcessGroup, Session } from '../task/task.js';
import { postSignal } from './post-signal.js';

/** A new session with one group, both numbered as the process. @see setsid(2) */
export function createSession(kernel: KernelState, process: Process): void {
  const { groups, sessions } = kernel.tasks;
  const session: Session = { sid: process.pid, leader: process, groups: new Set(), terminal: 0 };
  const group: ProcessGroup = { pgid: process.pid, session, members: new Set() };
  session.groups.add(group);
  sessions.set(session.sid, session);
  groups.set(group.pgid, group);
  joinGroup(kernel, process, group);
}

/** Moves a process to `group`; what it leaves empty goes away. */
export function joinGroup(kernel: KernelState, process: Process, group: ProcessGroup): void {
  if (process.group !== group) leaveGroup(kernel, process);
  process.group = group;
  group.members.add(process);
}

/** A group of the session, made when it does not exist. */
export function groupIn(kernel: KernelState, session: Session, pgid: number): ProcessGroup {
  const known = kernel.tasks.groups.get(pgid);
  if (known !== undefined) return known;
  const group: ProcessGroup = { pgid, session, members: new Set() };
  session.groups.add(group);
  kernel.tasks.groups.set(pgid, group);
  return group;
}

export function leaveGroup(kernel: KernelState, process: Process): void {
  const { group } = process;
  const { session } = group;
  group.members.delete(process);
  if (group.members.size > 0) return;
  session.groups.delete(group);
  kernel.tasks.groups.delete(group.pgid);
  if (session.groups.size === 0) kernel.tasks.sessions.delete(session.sid);
}

/** Nobody in the session but outside the group could continue it: no living member has a parent there. @see setpgid(2) */
export function isOrphaned(group: ProcessGroup): boolean {
  for (const { parent, zombie } of group.members) {
    if (zombie || parent === undefined) continue;
    if (parent.group !== group && parent.group.session === group.session) return false;
  }
  return true;
}

export function hasStopped(group: ProcessGroup): boolean {
  for (const { stop, zombie } of group.members) if (stop.stopped && !zombie) return true;
  return false;
}

/** Stops every thread, and tells the parent. */
export function stopProcess(kernel: KernelState, process: Process, signo: number): void {
  process.stop.stopped = true;
  process.stop.signal = signo;
  for (const task of process.tasks) if (task.state !== 'T' && task.state !== 'Z') stopTask(kernel, task);
  reportChange(kernel, process, 'stopped');
}

/** Lets a stopped process go on, and tells the parent; nothing when it is not stopped. */
export function continueProcess(kernel: KernelState, process: Process): void {
  const { stop } = process;
  if (!stop.stopped) return;
  stop.stopped = false;
  for (const task of process.tasks) if (task.state === 'T') makeRunnable(kernel, task, 'woken');
  reportChange(kernel, process, 'continued');
}

function reportChange(kernel: KernelState, process: Process, news: 'stopped' | 'continued'): void {
  const { parent } = process;
  process.stop.news = news;
  if (parent === undefined) return;
  parent.reportable.add(process);
  const action = parent.actions.get(signals.SIGCHLD);
  if (((action?.flags ?? 0) & SA_NOCLDSTOP) === 0) postSignal(kernel, parent, undefined, changeInfo(process, news));
  wakeAll(kernel, parent.childNews);
}

function changeInfo(process: Process, news: 'stopped' | 'continued'): SignalInfo {
  const status = news === 'stopped' ? process.stop.signal : signals.SIGCONT;
  const code = news === 'stopped' ? siCodes.CLD_STOPPED : siCodes.CLD_CONTINUED;
  return { signo: signals.SIGCHLD, code, pid: process.pid, uid: process.credentials.uid, status };
}
