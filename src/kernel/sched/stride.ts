// Stride scheduling: the exact counterpart of the lottery; who has the least pass runs, and pays for it in inverse proportion to its tickets. Decides order only.
import type { Task } from '../task/task.js';
import { latestFirst } from './deadline-tree.js';
import { addOrdered, type OrderedQueue, orderedQueue, removeOrdered, takeFirstOf } from './ordered-queue.js';
import { type EnqueueReason, type SchedulingPolicy, sliceParameter, settingOf } from './policy.js';
import { NICE_0_WEIGHT } from './weights.js';

/** A task's pass is its `data.vruntime`; its tickets are its weight. */
export interface StrideQueue {
  readonly sliceNs: number;
  readonly order: OrderedQueue;
  running: Task | undefined;
  weightSum: number;
  /** What a task with all tickets would have paid: newcomers begin here. */
  globalPass: number;
}

function enqueue(queue: StrideQueue, task: Task, reason: EnqueueReason): void {
  const { data, weight } = task.scheduling;
  if (reason === 'new') data.vruntime = queue.globalPass;
  else if (reason === 'woken' || reason === 'migrated') data.vruntime = queue.globalPass + data.lag;
  // Who yields pays as for a whole slice, else it might be the least again.
  else if (reason === 'yielded') data.vruntime += (Math.max(0, queue.sliceNs - data.usedNs) * NICE_0_WEIGHT) / weight;
  queue.weightSum += weight;
  addOrdered(queue.order, task, data.vruntime);
}

function dequeue(queue: StrideQueue, task: Task): void {
  removeOrdered(queue.order, task);
  queue.weightSum -= task.scheduling.weight;
  task.scheduling.data.lag = task.scheduling.data.vruntime - queue.globalPass;
}

function pick(queue: StrideQueue): Task | undefined {
  const next = takeFirstOf(queue.order);
  if (next === undefined) return undefined;
  queue.weightSum -= next.scheduling.weight;
  queue.running = next;
  next.scheduling.data.usedNs = 0;
  return next;
}

function ran(queue: StrideQueue, running: Task, ranNs: number): void {
  const { data, weight } = running.scheduling;
  data.usedNs += ranNs;
  data.vruntime += (ranNs * NICE_0_WEIGHT) / weight;
  queue.globalPass += (ranNs * NICE_0_WEIGHT) / (queue.weightSum + weight);
}

function stopped(queue: StrideQueue, running: Task): void {
  const { data } = running.scheduling;
  data.lag = data.vruntime - queue.globalPass;
  queue.running = undefined;
}

/** What it still owes or is owed shrinks as its tickets grow. */
function reweigh(queue: StrideQueue, task: Task, weight: number, isRunning: boolean): void {
  const { data } = task.scheduling;
  const ratio = task.scheduling.weight / weight;
  if (isRunning) data.vruntime = queue.globalPass + (data.vruntime - queue.globalPass) * ratio;
  else data.lag *= ratio;
  task.scheduling.weight = weight;
}

/** @see Waldspurger, Weihl 1995, "Stride Scheduling"; OSTEP ch. 9 */
export const stride: SchedulingPolicy<StrideQueue> = {
  name: 'stride',
  summary: 'proportional by weight, without chance',
  parameters: [sliceParameter(10_000_000)],
  quantum: 'slice',
  mayStarve: false,
  createQueue: (settings) => ({
    sliceNs: settingOf(settings, 'slice'),
    order: orderedQueue(),
    running: undefined,
    weightSum: 0,
    globalPass: 0,
  }),
  enqueue,
  dequeue,
  pick,
  ran,
  stopped,
  remainingNs: ({ sliceNs }, running) => Math.max(0, sliceNs - running.scheduling.data.usedNs),
  preempts: () => false,
  reweigh,
  size: ({ order }) => order.size,
  candidates: ({ order }) => latestFirst(order.tree),
};
