// First in, first out: a task keeps the core until it waits, yields or ends. Decides order only.
import { type ArrivalQueue, arrivalQueue, takeFirst } from './arrival-queue.js';
import { type SchedulingPolicy, setWeight } from './policy.js';

/** @see OSTEP ch. 7 */
export const fifo: SchedulingPolicy<ArrivalQueue> = {
  name: 'fifo',
  summary: 'first in, first out: no preemption',
  parameters: [],
  quantum: undefined,
  mayStarve: true,
  createQueue: arrivalQueue,
  enqueue: (queue, task) => {
    queue.tasks.add(task);
  },
  dequeue: (queue, task) => {
    queue.tasks.delete(task);
  },
  pick: takeFirst,
  ran: (_queue, running, ranNs) => {
    running.scheduling.data.usedNs += ranNs;
  },
  stopped: () => {},
  remainingNs: () => Infinity,
  preempts: () => false,
  reweigh: setWeight,
  size: (queue) => queue.tasks.size,
  candidates: (queue) => queue.tasks,
};
