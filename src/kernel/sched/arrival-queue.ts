// Tasks in order of arrival, for the policies that need no more: O(1) to add, to remove and to take the first.
import type { Task } from '../task/task.js';

export interface ArrivalQueue {
  /** In order of arrival. */
  readonly tasks: Set<Task>;
}

export function arrivalQueue(): ArrivalQueue {
  return { tasks: new Set() };
}

export function takeFirst(queue: ArrivalQueue): Task | undefined {
  for (const task of queue.tasks) {
    queue.tasks.delete(task);
    return task;
  }
  return undefined;
}
