// All tasks and processes by number, groups, sessions, and the allocation of pids. Knows no lifecycle: it only stores and finds.
import type { Process, ProcessGroup, Session, Task } from './task.js';

/** Every task stands in `tasks`, and every process (zombies too) in `processes`, until it is reaped. */
export interface TaskTable {
  readonly tasks: Map<number, Task>;
  readonly processes: Map<number, Process>;
  readonly groups: Map<number, ProcessGroup>;
  readonly sessions: Map<number, Session>;
  /** Processes per real uid, for RLIMIT_NPROC: tasks that are not yet reaped. */
  readonly tasksByUser: Map<number, number>;
  /** First number to try next. */
  nextPid: number;
  /** Numbers are below this. @see proc_sys_kernel(5) pid_max */
  readonly pidMax: number;
  /** Tasks that may exist at once. */
  readonly maxTasks: number;
  /** The number given last, for /proc/loadavg. */
  lastPid: number;
  /** The process that adopts orphans and that signals cannot kill by default; 0: there is none. */
  initPid: number;
  /** Tasks created since boot, for /proc/stat `processes`. */
  created: number;
}

/** Pids restart here after wrapping, as Linux's RESERVED_PIDS. */
const firstAfterWrap = 300;

export function createTaskTable(pidMax: number, maxTasks: number): TaskTable {
  return {
    tasks: new Map(),
    processes: new Map(),
    groups: new Map(),
    sessions: new Map(),
    tasksByUser: new Map(),
    nextPid: 1,
    pidMax,
    maxTasks,
    lastPid: 0,
    initPid: 0,
    created: 0,
  };
}

/** A number that no task, group or session bears; undefined when all are taken. */
export function allocatePid(table: TaskTable): number | undefined {
  for (let tried = 0; tried < table.pidMax; tried++) {
    const pid = table.nextPid;
    table.nextPid = pid + 1 < table.pidMax ? pid + 1 : table.pidMax > 2 * firstAfterWrap ? firstAfterWrap : 1;
    if (table.tasks.has(pid) || table.processes.has(pid) || table.groups.has(pid) || table.sessions.has(pid)) continue;
    table.lastPid = pid;
    return pid;
  }
  return undefined;
}

export function insertTask(table: TaskTable, task: Task): void {
  if (table.tasks.has(task.tid)) throw new Error(`task ${task.tid} is already in the table`);
  table.tasks.set(task.tid, task);
  table.created++;
  const uid = task.process.credentials.uid;
  table.tasksByUser.set(uid, (table.tasksByUser.get(uid) ?? 0) + 1);
}

export function removeTask(table: TaskTable, task: Task): void {
  if (!table.tasks.delete(task.tid)) throw new Error(`task ${task.tid} is not in the table`);
  const uid = task.process.credentials.uid;
  const left = (table.tasksByUser.get(uid) ?? 1) - 1;
  if (left === 0) table.tasksByUser.delete(uid);
  else table.tasksByUser.set(uid, left);
}

/** Moves the count of a process's tasks from one real uid to another: setuid(2) and execve of set-id programs. */
export function moveTasksToUser(table: TaskTable, count: number, from: number, to: number): void {
  table.tasksByUser.set(from, (table.tasksByUser.get(from) ?? count) - count);
  table.tasksByUser.set(to, (table.tasksByUser.get(to) ?? 0) + count);
}

/** init, the parent of orphans; undefined when the host started programs without it. */
export function initProcess(table: TaskTable): Process | undefined {
  return table.initPid === 0 ? undefined : table.processes.get(table.initPid);
}

export function isInit(table: TaskTable, process: Process): boolean {
  return table.initPid !== 0 && process.pid === table.initPid;
}
