// Falling asleep on wait queues and waking up. Knows no system call and no file.
import { chargeWork } from '../ledger/kernel-work.js';
import { doublings } from '../ledger/kernel-paths.js';
import { settle } from '../ledger/ledger.js';
import type { WaitQueue } from '../sleep/wait-queue.js';
import type { BlockedCall, WakeReason } from '../task/blocked-call.js';
import type { Hart } from '../task/hardware.js';
import type { Task, TaskState } from '../task/task.js';
import { traceSwitch, traceWake } from '../trace/hooks.js';
import { updateLoad } from './load-average.js';
import { placeNew, placeWoken } from './placement.js';
import { changeRunnable, dequeue, enqueue, notifyQueue, reportRun, requestSchedule } from './run-queue.js';
import { hartOf, nowNs, policyOf, type RunQueue, runQueueOf, type SchedulingContext } from './scheduler.js';
import { cancelTimer, setTimer } from './timers.js';

/** Puts the running task of `hart` to sleep in `call`; the core is given away at the end of the trap. */
export function fallAsleep(context: SchedulingContext, hart: Hart, task: Task, call: BlockedCall): void {
  const { wait } = call;
  for (const queue of wait.queues) queue.waiters.add(task.tid);
  task.blocked = call;
  if (wait.deadlineNs !== undefined && wait.deadlineNs !== Infinity) {
    call.timer = setTimer(context, hart, wait.deadlineNs, { kind: 'wake', tid: task.tid });
  }
  setSleepState(context, task, wait.uninterruptible === true ? 'D' : 'S');
  runQueueOf(context.scheduler, hart.id).reschedule = true;
}

function setSleepState(context: SchedulingContext, task: Task, state: 'S' | 'D' | 'T' | 't'): void {
  const hart = hartOf(context, task.scheduling.hart);
  changeRunnable(context, hart, task.state === 'R' ? -1 : 0);
  if (task.state === 'D') context.scheduler.uninterruptible--;
  if (state === 'D') context.scheduler.uninterruptible++;
  task.state = state;
}

/** Takes the task out of every queue that it waits on, and its deadline away. */
export function leaveWaits(context: SchedulingContext, task: Task): void {
  const { blocked } = task;
  if (blocked === undefined) return;
  for (const queue of blocked.wait.queues) queue.waiters.delete(task.tid);
  if (blocked.timer !== 0) cancelTimer(context, blocked.timer);
  blocked.timer = 0;
}

/** Whether the task sleeps so that `reason` may wake it. */
function isAsleep(task: Task, reason: WakeReason): boolean {
  return task.state === 'S' || (task.state === 'D' && reason !== 'signal');
}

/** Makes a sleeping task runnable; false when it does not sleep. */
export function wakeTask(context: SchedulingContext, task: Task, reason: WakeReason): boolean {
  if (!isAsleep(task, reason)) return false;
  leaveWaits(context, task);
  if (task.blocked !== undefined) task.blocked.progress.wokenBy = reason;
  task.counters.wakeups++;
  makeRunnable(context, task, 'woken');
  return true;
}

/** Puts a task that is in no run queue on one: a sleeper, a stopped task, a new one. */
export function makeRunnable(context: SchedulingContext, task: Task, reason: 'woken' | 'new'): void {
  const { scheduling } = task;
  const hart = hartOf(context, scheduling.hart);
  updateLoad(context.scheduler, nowNs(context, hart));
  if (task.state === 'D') context.scheduler.uninterruptible--;
  setState(task, 'R');
  context.scheduler.runnable++;
  // Still on its core: it was about to leave and need not.
  if (scheduling.onCore) {
    traceWake(context, task, wakerOf(context), reason);
    return;
  }
  const queue = reason === 'new' ? placeNew(context.scheduler, task) : placeWoken(context.scheduler, task);
  if (reason === 'new') scheduling.hart = queue.hartId;
  chargeWaker(context, queue.queued);
  enqueue(context, queue, task, reason);
  if (reason === 'woken') {
    countWakeup(context, queue);
    scheduling.wokenNs = scheduling.readyNs;
  }
  traceWake(context, task, wakerOf(context), reason);
  notifyQueue(context, queue, task);
}

/** The task whose core is in the kernel; 0: the idle loop, or the world outside. */
function wakerOf({ activeHart, scheduler }: SchedulingContext): number {
  return activeHart === undefined ? 0 : (runQueueOf(scheduler, activeHart.id).current?.tid ?? 0);
}

function setState(task: Task, state: TaskState): void {
  task.state = state;
}

/** Booked on the core that wakes; when none is in the kernel, on the one that is woken. */
function countWakeup({ activeHart, scheduler }: SchedulingContext, target: RunQueue): void {
  const waker = activeHart === undefined ? target : runQueueOf(scheduler, activeHart.id);
  waker.wakeups++;
  if (waker === target) waker.localWakeups++;
}

function chargeWaker(context: SchedulingContext, queued: number): void {
  const { activeHart } = context;
  if (activeHart === undefined) return;
  const { current } = runQueueOf(context.scheduler, activeHart.id);
  chargeWork(context.ledger, activeHart, current, 'wake-up', 'wakeUp', doublings(queued + 1));
}

/** Wakes everyone who waits on `queue`, in order of arrival. Returns how many. */
export function wakeAll(context: SchedulingContext, queue: WaitQueue): number {
  return wakeSome(context, queue, Infinity);
}

/** Wakes up to `count`. */
export function wakeSome(context: SchedulingContext, queue: WaitQueue, count: number): number {
  let woken = 0;
  if (queue.waiters.size === 0) return 0;
  for (const tid of [...queue.waiters]) {
    if (woken >= count) break;
    const task = context.tasks.tasks.get(tid);
    queue.waiters.delete(tid);
    if (task === undefined) continue;
    wakeTask(context, task, 'event');
    woken++;
  }
  return woken;
}

/** Stops a living task wherever it is. A call that it sleeps in is tried again when it continues. */
export function stopTask(context: SchedulingContext, task: Task): void {
  if (task.scheduling.queued) dequeue(context, task);
  leaveWaits(context, task);
  setSleepState(context, task, 'T');
  if (task.scheduling.onCore) requestSchedule(context, runQueueOf(context.scheduler, task.scheduling.hart));
}

/** Takes a task out of scheduling for good: running here (the core is given away at the end of the trap) or elsewhere, queued, asleep or stopped. */
export function retireTask(context: SchedulingContext, task: Task): void {
  const { scheduling } = task;
  const hart = hartOf(context, scheduling.hart);
  countEnd(context, task, nowNs(context, hart));
  if (scheduling.queued) dequeue(context, task);
  leaveWaits(context, task);
  changeRunnable(context, hart, task.state === 'R' ? -1 : 0);
  if (task.state === 'D') context.scheduler.uninterruptible--;
  if (!scheduling.onCore) return;
  const queue = runQueueOf(context.scheduler, scheduling.hart);
  if (context.activeHart?.id !== scheduling.hart) evict(context, hart, queue, task);
  requestSchedule(context, queue);
}

function countEnd({ scheduler: { finished } }: SchedulingContext, { counters, startNs }: Task, atNs: number): void {
  counters.endNs = atNs;
  finished.count++;
  finished.turnaroundNs += Math.max(0, atNs - startNs);
  finished.responseNs += Math.max(0, (counters.firstRunNs ?? atNs) - startNs);
}

/** Takes the task off another core at once: that core executes nothing more until its interrupt arrives. */
function evict(context: SchedulingContext, hart: Hart, queue: RunQueue, task: Task): void {
  settle(context.ledger, hart, task);
  reportRun(context, queue);
  policyOf(context.scheduler).stopped(queue.queue, task, true);
  task.scheduling.onCore = false;
  queue.current = undefined;
  hart.waiting = true;
  traceSwitch(context, hart, task, undefined, { reason: 'exited' });
}
