// Changing what the scheduler holds against or for a task: nice, policy, affinity. Knows no permission.
import type { Task } from '../task/task.js';
import { placeWoken } from './placement.js';
import { dequeue, enqueue, notifyQueue, requestSchedule } from './run-queue.js';
import { mayRunOn, policyOf, runQueueOf, type SchedulingContext } from './scheduler.js';
import { weightOfNice } from './weights.js';

/** Sets the nice value, -20 to 19, and the weight that follows from it. */
export function setNice(context: SchedulingContext, task: Task, nice: number): void {
  const { scheduling } = task;
  const queue = runQueueOf(context.scheduler, scheduling.hart);
  const wasQueued = scheduling.queued;
  if (wasQueued) dequeue(context, task);
  scheduling.nice = nice;
  policyOf(context.scheduler).reweigh(queue.queue, task, weightOfNice(nice), scheduling.onCore);
  if (!wasQueued) return;
  enqueue(context, queue, task, 'migrated');
  notifyQueue(context, queue, task);
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
