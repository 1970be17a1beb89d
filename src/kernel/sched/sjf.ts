// Shortest job first, for study: the next burst of a task is known only from a hint and from its past bursts. Decides order only.
import type { Task } from '../task/task.js';
import { latestFirst } from './deadline-tree.js';
import { addOrdered, type OrderedQueue, orderedQueue, removeOrdered, takeFirstOf } from './ordered-queue.js';
import { type EnqueueReason, type SchedulingPolicy, setWeight, settingOf } from './policy.js';

export interface SjfQueue {
  readonly order: OrderedQueue;
  readonly guessNs: number;
  /** What the last burst counts against all before it, 0 to 1. */
  readonly share: number;
  readonly preemptive: boolean;
}

/** What is left of the burst; one that outlived what was expected is expected to take as long again. */
function leftNs({ scheduling: { data } }: Task): number {
  return data.burstNs < data.expectedNs ? data.expectedNs - data.burstNs : data.burstNs;
}

/** The burst is over: it counts for the next one's estimate. */
function endBurst(queue: SjfQueue, { scheduling: { data } }: Task): void {
  data.expectedNs = queue.share * data.burstNs + (1 - queue.share) * data.expectedNs;
  data.burstNs = 0;
}

function enqueue(queue: SjfQueue, task: Task, reason: EnqueueReason): void {
  const { data, burstHintNs } = task.scheduling;
  if (reason === 'new' || data.expectedNs === 0) {
    data.expectedNs = burstHintNs === 0 ? queue.guessNs : burstHintNs;
    data.burstNs = 0;
  }
  if (reason === 'yielded') endBurst(queue, task);
  // Who yields lets all others go first this once.
  addOrdered(queue.order, task, reason === 'yielded' ? Number.MAX_VALUE : leftNs(task));
}

/** @see OSTEP ch. 7; Silberschatz, Operating System Concepts: exponential average of the measured CPU bursts */
export const sjf: SchedulingPolicy<SjfQueue> = {
  name: 'sjf',
  summary: 'shortest expected burst first, for study: long ones may wait for ever',
  parameters: [
    { name: 'guess', unit: 'time', initial: 10_000_000, lowest: 1000, highest: 3600e9, summary: 'first burst of a task without a hint' },
    {
      name: 'share',
      unit: 'percent',
      initial: 50,
      lowest: 0,
      highest: 100,
      summary: 'what the last burst counts in the estimate of the next',
    },
    { name: 'preempt', unit: 'switch', initial: 0, lowest: 0, highest: 1, summary: 'a shorter one takes the core at once (STCF)' },
  ],
  quantum: undefined,
  mayStarve: true,
  createQueue: (settings) => ({
    order: orderedQueue(),
    guessNs: settingOf(settings, 'guess'),
    share: settingOf(settings, 'share') / 100,
    preemptive: settingOf(settings, 'preempt') === 1,
  }),
  enqueue,
  dequeue: ({ order }, task) => removeOrdered(order, task),
  pick: ({ order }) => takeFirstOf(order),
  ran: (_queue, running, ranNs) => {
    running.scheduling.data.burstNs += ranNs;
  },
  stopped: (queue, running, asleep) => {
    if (asleep) endBurst(queue, running);
  },
  remainingNs: () => Infinity,
  preempts: ({ preemptive }, woken, running) => preemptive && leftNs(woken) < leftNs(running),
  reweigh: setWeight,
  size: ({ order }) => order.size,
  candidates: ({ order }) => latestFirst(order.tree),
};
