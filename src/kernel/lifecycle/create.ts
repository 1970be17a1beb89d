// Making tasks and processes from nothing or from a parent's state: records only, no memory and no files. Knows no system call.
import type { Errno } from '../../abi/errno.js';
import { type KernelState, mtimeNs } from '../kernel-state.js';
import { noteAccess } from '../mm/memory-work.js';
import { allocatePcb, pcbSlotBytes, releasePcb } from '../sched/pcb-slab.js';
import { waitQueue } from '../sleep/wait-queue.js';
import { zeroCounters, zeroUsage } from '../task/counters.js';
import { softLimit } from '../task/limits.js';
import { blankPcb } from '../task/pcb.js';
import { freshScheduling } from '../task/scheduling.js';
import { freshTaskSignals, noSignals } from '../task/signal-state.js';
import { allocatePid, insertTask } from '../task/task-table.js';
import type { Process, Task } from '../task/task.js';

/** What a new process takes from outside: everything that is not zero at birth. */
export type ProcessOrigin = Pick<
  Process,
  'parent' | 'space' | 'files' | 'fs' | 'executable' | 'credentials' | 'group' | 'limits' | 'actions' | 'exitSignal' | 'oomScoreAdj'
>;

/** A number and a place for registers. */
export interface TaskPlace {
  readonly tid: number;
  readonly pcbAddress: number;
}

/** A number and a PCB slot for one more task of `uid`. @see clone(2): EAGAIN for limits, ENOMEM for memory */
export function reserveTask(kernel: KernelState, process: Process | undefined): TaskPlace | Errno {
  const { tasks, memory } = kernel;
  if (tasks.tasks.size >= tasks.maxTasks) return 'EAGAIN';
  if (process !== undefined && process.credentials.uid !== 0) {
    const mine = tasks.tasksByUser.get(process.credentials.uid) ?? 0;
    if (mine >= softLimit(process.limits, 'RLIMIT_NPROC')) return 'EAGAIN';
  }
  const pcbAddress = allocatePcb(kernel.pcbs, memory.frames);
  if (pcbAddress === undefined) return 'ENOMEM';
  // Blank registers: nothing of an earlier owner may be seen.
  memory.memory.fill(pcbAddress, pcbSlotBytes, 0);
  noteAccess(memory.work, pcbAddress, pcbSlotBytes, 'store');
  const tid = allocatePid(tasks);
  if (tid !== undefined) return { tid, pcbAddress };
  // Groups and sessions of the dead hold numbers too.
  releasePcb(kernel.pcbs, memory.frames, pcbAddress);
  return 'EAGAIN';
}

/** A task that is on no queue yet; it becomes runnable by `makeRunnable`. */
function blankTask(kernel: KernelState, tid: number, pcbAddress: number, process: Process, parent: Task | undefined): Task {
  return {
    tid,
    process,
    comm: parent?.comm ?? '',
    state: 'S',
    blocked: undefined,
    pcb: blankPcb(pcbAddress),
    scheduling: freshScheduling(parent?.scheduling.hart ?? 0, parent?.scheduling),
    signals: freshTaskSignals(parent?.signals.blocked),
    counters: zeroCounters(),
    startNs: mtimeNs(kernel),
    clearChildTid: 0,
    robustList: 0,
    parentDeathSignal: 0,
    timerSlackNs: parent?.timerSlackNs ?? 50_000,
  };
}

/** One more thread of `process`. */
export function createThread(kernel: KernelState, place: TaskPlace, process: Process, parent: Task): Task {
  const task = blankTask(kernel, place.tid, place.pcbAddress, process, parent);
  process.tasks.push(task);
  insertTask(kernel.tasks, task);
  return task;
}

/** A process with its leader. It is in its parent's group, or in none when `origin.group` was made for it. */
export function createProcess(kernel: KernelState, place: TaskPlace, origin: ProcessOrigin, parentTask: Task | undefined): Process {
  const { leader, ...rest } = blankProcess(kernel, place, origin, parentTask);
  const process: Process = Object.assign(rest, { leader });
  Object.assign(leader, { process });
  process.tasks.push(leader);
  kernel.tasks.processes.set(process.pid, process);
  origin.parent?.children.add(process);
  process.group.members.add(process);
  insertTask(kernel.tasks, leader);
  return process;
}

function blankProcess(kernel: KernelState, place: TaskPlace, origin: ProcessOrigin, parentTask: Task | undefined): Process {
  const process: Omit<Process, 'leader'> = {
    pid: place.tid,
    ...origin,
    children: new Set(),
    reportable: new Set(),
    childNews: waitQueue(),
    vforkDone: undefined,
    tasks: [],
    exitStatus: undefined,
    zombie: false,
    exiting: false,
    pending: noSignals(),
    stop: { stopped: false, signal: 0, news: undefined },
    goneThreads: zeroUsage(),
    childrenUsage: zeroUsage(),
    io: { readChars: 0, writtenChars: 0, readCalls: 0, writeCalls: 0 },
    startNs: mtimeNs(kernel),
    executed: false,
    dumpable: true,
    noNewPrivileges: origin.parent?.noNewPrivileges ?? false,
    subreaper: false,
    realTimer: 0,
    realIntervalNs: 0,
    virtualTimer: { dueNs: 0, intervalNs: 0 },
    profTimer: { dueNs: 0, intervalNs: 0 },
    cpuLimitNs: 0,
    reportedCalls: undefined,
  };
  // The two refer to each other: the task is made with the half that exists, its owner sets the whole right after.
  const leader = blankTask(kernel, place.tid, place.pcbAddress, process as Process, parentTask);
  return { ...process, leader };
}
