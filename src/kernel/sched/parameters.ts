// Changing what the scheduler holds against or for a task: nice, policy, affinity. Knows no permission.
import type { Task } from '../task/task.js';
import { placeWoken } from './placement.js';
import { dequeue, enqueue, notifyQueue, requestSchedule } from './run-queue.js';
import { mayRunOn, policyOf, runQueueOf, type SchedulingContext } from './scheduler.js';
import { weightOf } from './weights.js';

/** Sets the nice value, -20 to 19, and the weight that follows from it. */
export function setNice(context: SchedulingContext, task: Task, nice: number): void {
  const { scheduling } = task;
  const queue = runQueueOf(context.scheduler, scheduling.hart);
  const wasQueued = scheduling.queued;
  if (wasQueued) dequeue(context, task);
  scheduling.nice = nice;
  policyOf(context.scheduler).reweigh(queue.queue, task, weightOf(scheduling.policy, nice), scheduling.onCore);
  if (!wasQueued) return;
  enqueue(context, queue, task, 'migrated');
  notifyQueue(context, queue, task);
}

/** Gives a task another scheduling class: a SCHED_* number and, for the real-time classes, a priority. */
export function setPolicy(context: SchedulingContext, task: Task, policy: number, realtimePriority: number): void {
  const { scheduling } = task;
  const queue = runQueueOf(context.scheduler, scheduling.hart);
  const wasQueued = scheduling.queued;
  if (wasQueued) dequeue(context, task);
  policyOf(context.scheduler).reweigh(queue.queue, task, weightOf(policy, scheduling.nice), scheduling.onCore);
  scheduling.policy = policy;
  scheduling.realtimePriority = realtimePriority;
  if (wasQueued) {
    enqueue(context, queue, task, 'migrated');
    notifyQueue(context, queue, task);
  } else if (scheduling.onCore) requestSchedule(context, queue);
}

/** Restricts a task to `harts`; undefined: all. It leaves a core where it may no longer run. */
export function setAffinity(context: SchedulingContext, task: Task, harts: ReadonlySet<number> | undefined): void {
  const { scheduling } = task;
  scheduling.affinity = harts;
  if (mayRunOn(task, scheduling.hart)) return;
  if (scheduling.queued) {
    dequeue(context, task);
    const queue = placeWoken(context.scheduler, task);
    enqueue(context, queue, task, 'migrated');
    notifyQueue(context, queue, task);
  } else if (scheduling.onCore) requestSchedule(context, runQueueOf(context.scheduler, scheduling.hart));
}
