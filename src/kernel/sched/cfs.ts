// The completely fair scheduler: Linux's fair policy from 2.6.23 to 6.5. Decides order only; time comes to it as nanoseconds run.
import type { Task } from '../task/task.js';
import { latestFirst } from './deadline-tree.js';
import { addOrdered, firstOf, type OrderedQueue, orderedQueue, removeOrdered } from './ordered-queue.js';
import { type EnqueueReason, type SchedulingPolicy, settingOf } from './policy.js';
import { NICE_0_WEIGHT } from './weights.js';

/** The queue of one core, ordered by virtual run time. */
export interface CfsQueue {
  readonly latencyNs: number;
  readonly minimumNs: number;
  readonly wakeupNs: number;
  readonly index: number;
  readonly order: OrderedQueue;
  running: Task | undefined;
  /** Of the queued tasks. */
  weightSum: number;
  /** Least virtual run time of all, and never less than before: newcomers start near it. */
  minVruntime: number;
  /** Who yielded: the next pick passes it over if that costs little. */
  yielded: Task | undefined;
}

function virtual(ns: number, { scheduling }: Task): number {
  return (ns * NICE_0_WEIGHT) / scheduling.weight;
}

/** The share of `task` of one round: every task runs once in `latency`, or longer where that would be less than the least run for each. */
function sliceOf(queue: CfsQueue, task: Task): number {
  const tasks = queue.order.size + (queue.running === undefined ? 0 : 1);
  const weights = queue.weightSum + (queue.running?.scheduling.weight ?? 0);
  const period = Math.max(queue.latencyNs, tasks * queue.minimumNs);
  return Math.max(queue.minimumNs, (period * task.scheduling.weight) / Math.max(weights, task.scheduling.weight));
}

function updateMinimum(queue: CfsQueue): void {
  const running = queue.running?.scheduling.data.vruntime ?? Infinity;
  const least = Math.min(running, firstOf(queue.order)?.scheduling.data.vruntime ?? Infinity);
  if (least !== Infinity) queue.minVruntime = Math.max(queue.minVruntime, least);
}

/** A new task waits its first slice out; a sleeper is owed at most half a round; one from another core keeps its distance. */
function place(queue: CfsQueue, task: Task, reason: EnqueueReason): void {
  const { data } = task.scheduling;
  const least = queue.minVruntime;
  const credit = queue.latencyNs / 2;
  if (reason === 'new') data.vruntime = least + virtual(sliceOf(queue, task), task);
  else if (reason === 'woken' && data.home === queue.index) data.vruntime = Math.max(data.vruntime, least - credit);
  else if (reason === 'woken') data.vruntime = least + Math.max(data.lag, -credit);
  else if (reason === 'migrated') data.vruntime = least + data.lag;
  data.home = queue.index;
}

function enqueue(queue: CfsQueue, task: Task, reason: EnqueueReason): void {
  queue.weightSum += task.scheduling.weight;
  place(queue, task, reason);
  addOrdered(queue.order, task, task.scheduling.data.vruntime);
  if (reason === 'yielded') queue.yielded = task;
}

function takeOut(queue: CfsQueue, task: Task): void {
  removeOrdered(queue.order, task);
  queue.weightSum -= task.scheduling.weight;
  if (queue.yielded === task) queue.yielded = undefined;
}

function dequeue(queue: CfsQueue, task: Task): void {
  takeOut(queue, task);
  task.scheduling.data.lag = task.scheduling.data.vruntime - queue.minVruntime;
}

/** The leftmost; the one behind it when the leftmost yielded and the other is not far behind. */
function pick(queue: CfsQueue): Task | undefined {
  let next = firstOf(queue.order);
  if (next === undefined) return undefined;
  if (next === queue.yielded && queue.order.size > 1) {
    const passed = next;
    removeOrdered(queue.order, passed);
    const second = firstOf(queue.order);
    addOrdered(queue.order, passed, passed.scheduling.data.vruntime, 'before');
    const { vruntime } = passed.scheduling.data;
    if (second !== undefined && second.scheduling.data.vruntime - vruntime <= virtual(queue.wakeupNs, passed)) next = second;
  }
  takeOut(queue, next);
  queue.yielded = undefined;
  queue.running = next;
  next.scheduling.data.usedNs = 0;
  return next;
}

function ran(queue: CfsQueue, running: Task, ranNs: number): void {
  const { data } = running.scheduling;
  data.vruntime += virtual(ranNs, running);
  data.usedNs += ranNs;
  updateMinimum(queue);
}

function stopped(queue: CfsQueue, running: Task): void {
  updateMinimum(queue);
  const { data } = running.scheduling;
  data.lag = data.vruntime - queue.minVruntime;
  queue.running = undefined;
}

/** Until its slice is used, or until it is a slice ahead of the leftmost, though not before the least run. */
function remainingNs(queue: CfsQueue, running: Task): number {
  const { data, weight } = running.scheduling;
  const slice = sliceOf(queue, running);
  const left = firstOf(queue.order)?.scheduling.data.vruntime ?? Infinity;
  const untilAhead = ((left + slice - data.vruntime) * weight) / NICE_0_WEIGHT;
  return Math.max(0, Math.ceil(Math.min(slice - data.usedNs, Math.max(queue.minimumNs - data.usedNs, untilAhead))));
}

function preempts(queue: CfsQueue, woken: Task, running: Task): boolean {
  const ahead = running.scheduling.data.vruntime - woken.scheduling.data.vruntime;
  return ahead > virtual(queue.wakeupNs, woken);
}

function reweigh(_queue: CfsQueue, task: Task, weight: number): void {
  task.scheduling.weight = weight;
}

const time = { unit: 'time', lowest: 100_000, highest: 10e9 } as const;

/** @see OSTEP ch. 9; Linux 6.5 kernel/sched/fair.c: sched_slice, place_entity, check_preempt_tick, wakeup_preempt_entry */
export const cfs: SchedulingPolicy<CfsQueue> = {
  name: 'cfs',
  summary: 'fair by weight, least virtual run time first (Linux until 6.5)',
  parameters: [
    { ...time, name: 'latency', initial: 6_000_000, summary: 'time in which every ready task runs once' },
    { ...time, name: 'min', initial: 750_000, summary: 'least run of a task, however many there are' },
    { ...time, name: 'wakeup', initial: 1_000_000, lowest: 0, summary: 'how far behind a woken task must be to take the core' },
  ],
  quantum: 'latency',
  mayStarve: false,
  createQueue: (settings) => ({
    latencyNs: settingOf(settings, 'latency'),
    minimumNs: settingOf(settings, 'min'),
    wakeupNs: settingOf(settings, 'wakeup'),
    index: settings.index,
    order: orderedQueue(),
    running: undefined,
    weightSum: 0,
    minVruntime: 0,
    yielded: undefined,
  }),
  enqueue,
  dequeue,
  pick,
  ran,
  stopped,
  remainingNs,
  preempts,
  reweigh,
  size: ({ order }) => order.size,
  candidates: ({ order }) => latestFirst(order.tree),
};
