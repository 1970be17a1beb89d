// Round robin: every task gets the same slice in turn; nice has no effect. Decides order only.
import { type ArrivalQueue, arrivalQueue, takeFirst } from './arrival-queue.js';
import { type SchedulingPolicy, setWeight, sliceParameter, settingOf } from './policy.js';

export interface RoundRobinQueue extends ArrivalQueue {
  readonly sliceNs: number;
}

/** @see OSTEP ch. 7 */
export const roundRobin: SchedulingPolicy<RoundRobinQueue> = {
  name: 'rr',
  summary: 'round robin: equal slices in turn',
  parameters: [sliceParameter(10_000_000)],
  quantum: 'slice',
  mayStarve: false,
  createQueue: (settings) => ({ ...arrivalQueue(), sliceNs: settingOf(settings, 'slice') }),
  enqueue: (queue, task) => {
    queue.tasks.add(task);
  },
  dequeue: (queue, task) => {
    queue.tasks.delete(task);
  },
  pick: (queue) => {
    const next = takeFirst(queue);
    if (next !== undefined) next.scheduling.data.usedNs = 0;
    return next;
  },
  ran: (_queue, running, ranNs) => {
    running.scheduling.data.usedNs += ranNs;
  },
  stopped: () => {},
  remainingNs: (queue, running) => Math.max(0, queue.sliceNs - running.scheduling.data.usedNs),
  preempts: () => false,
  reweigh: setWeight,
  size: (queue) => queue.tasks.size,
  candidates: (queue) => queue.tasks,
};
