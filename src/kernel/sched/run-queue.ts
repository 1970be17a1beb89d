// Putting tasks on queues and taking them off, telling cores of it. Knows no reason why a task becomes runnable.
import { chargeQueue } from '../ledger/kernel-memory.js';
import { doublings } from '../ledger/kernel-paths.js';
import { chargeWork } from '../ledger/kernel-work.js';
import { countPath, category } from '../ledger/ledger.js';
import type { Hart } from '../task/hardware.js';
import type { Task } from '../task/task.js';
import { traceMigration, traceQueue } from '../trace/hooks.js';
import { updateLoad } from './load-average.js';
import type { EnqueueReason } from './policy.js';
import { hartOf, nowNs, policyOf, type RunQueue, runQueueOf, type SchedulingContext } from './scheduler.js';

/** Under which name a queue's lines are charged when a task joins it. */
const joining: Readonly<Record<EnqueueReason, string>> = {
  new: 'wake-up',
  woken: 'wake-up',
  preempted: 'schedule',
  yielded: 'schedule',
  migrated: 'balance',
};

/** The core in the kernel touches the lines of `queue`, its own or another's; its current task pays while it lives. `way`: 0 when the first task is taken. */
export function touchQueue(context: SchedulingContext, queue: RunQueue, task: Task, name: string, way = task.tid): void {
  const { activeHart: hart } = context;
  if (hart === undefined) return;
  const { current } = runQueueOf(context.scheduler, hart.id);
  const payer = current?.state === 'Z' || current?.state === 'X' ? undefined : current;
  chargeQueue(context.ledger, hart, payer, name, { queue: queue.hartId, tid: task.tid, levels: doublings(queue.queued + 1), way });
}

/** Puts a runnable task on `queue` and sees to it that its core looks when it should. */
export function enqueue(context: SchedulingContext, queue: RunQueue, task: Task, reason: EnqueueReason): void {
  const { scheduling } = task;
  if (scheduling.queued) throw new Error(`task ${task.tid} is on a run queue already`);
  const hart = hartOf(context, queue.hartId);
  reportRun(context, queue);
  if (scheduling.hart !== queue.hartId) {
    traceMigration(context, task, queue.hartId);
    scheduling.hart = queue.hartId;
    task.counters.migrations++;
    queue.migrations++;
  }
  scheduling.queued = true;
  if (reason !== 'migrated') scheduling.readyNs = nowNs(context, hart);
  touchQueue(context, queue, task, joining[reason]);
  policyOf(context.scheduler).enqueue(queue.queue, task, reason);
  queue.queued++;
  traceQueue(context, queue);
}

/** Takes a queued task off its queue. `name`: what its lines are charged to. */
export function dequeue(context: SchedulingContext, task: Task, name = 'schedule'): void {
  const queue = runQueueOf(context.scheduler, task.scheduling.hart);
  reportRun(context, queue);
  touchQueue(context, queue, task, name);
  policyOf(context.scheduler).dequeue(queue.queue, task);
  task.scheduling.queued = false;
  queue.queued--;
  traceQueue(context, queue);
}

/** Tells the policy what the running task used since the last report. */
export function reportRun(context: SchedulingContext, queue: RunQueue): void {
  const { current } = queue;
  const atNs = hartOf(context, queue.hartId).mtimeNs;
  const ranNs = atNs - queue.reportedNs;
  queue.reportedNs = atNs;
  if (current !== undefined && ranNs > 0 && !current.scheduling.queued) policyOf(context.scheduler).ran(queue.queue, current, ranNs);
}

/** After `task` joined `queue`: an idle core is woken, a running task preempted when the policy says so, else its slice is bounded. */
export function notifyQueue(context: SchedulingContext, queue: RunQueue, task: Task): void {
  const { current } = queue;
  if (current === undefined || policyOf(context.scheduler).preempts(queue.queue, task, current)) requestSchedule(context, queue);
  else armTimer(context, queue);
}

/** Makes the core of `queue` choose anew: at the end of this trap when it is the one in the kernel, else by an interrupt. */
export function requestSchedule(context: SchedulingContext, queue: RunQueue): void {
  const { activeHart: sender } = context;
  queue.reschedule = true;
  if (sender?.id === queue.hartId) return;
  const target = hartOf(context, queue.hartId);
  if (sender === undefined) {
    target.postInterrupt(target.mtimeNs);
    return;
  }
  const sending = runQueueOf(context.scheduler, sender.id);
  sending.interruptsSent++;
  countPath(context.ledger, sender, sending.current, category(context.ledger, 'ipi'));
  chargeWork(context.ledger, sender, sending.current, 'ipi', 'sendInterrupt');
  const { interprocessorInterrupt } = context.machine.costs.events;
  target.postInterrupt(sender.mtimeNs + (interprocessorInterrupt * 1e9) / context.machine.profile.frequencyHz);
}

/** Sets the core's timer to what comes first: its earliest deadline, the end of the slice when others wait, the tick while it is busy. */
export function armTimer(context: SchedulingContext, queue: RunQueue): void {
  const hart = hartOf(context, queue.hartId);
  const { current } = queue;
  let atNs = queue.timers.earliestNs;
  if (current !== undefined) {
    atNs = Math.min(atNs, queue.nextTickNs);
    if (queue.queued > 0) {
      reportRun(context, queue);
      atNs = Math.min(atNs, hart.mtimeNs + Math.max(policyOf(context.scheduler).remainingNs(queue.queue, current), minimumRunNs));
    }
  }
  hart.timecmpNs = atNs;
}

/** A core that was given a task runs it at least this long before its slice may end: progress is certain. */
const minimumRunNs = 1000;

/** Counts a task in or out of the load, as its state changes. */
export function changeRunnable(context: SchedulingContext, hart: Hart, by: number): void {
  updateLoad(context.scheduler, nowNs(context, hart));
  context.scheduler.runnable += by;
}
