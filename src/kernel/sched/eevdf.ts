// Earliest eligible virtual deadline first: Linux's fair policy since 6.6. Decides order only; time comes to it as nanoseconds run.
import type { Task } from '../task/task.js';
import {
  type DeadlineTree,
  deadlineTree,
  earliestDeadline,
  earliestEligible,
  insertByDeadline,
  latestFirst,
  removeByDeadline,
} from './deadline-tree.js';
import { type EnqueueReason, type SchedulingPolicy, sliceParameter, settingOf } from './policy.js';
import { NICE_0_WEIGHT } from './weights.js';

/**
 * The queue of one core. A task's lag is what it is owed: the average virtual run time minus its own; it is eligible while that is not negative.
 * `weightSum` and `weightedSum` cover the tree; the running task is added when the average is taken.
 */
export interface EevdfQueue {
  readonly sliceNs: number;
  readonly tree: DeadlineTree;
  size: number;
  running: Task | undefined;
  weightSum: number;
  /** Sum of weight x (vruntime - base). */
  weightedSum: number;
  /** Near the average, so that sums stay small. */
  base: number;
  nextSequence: number;
}

/** Beyond this distance from the base the sums are taken anew, in nanoseconds. */
const rebaseDistance = 1e9;

function average(queue: EevdfQueue): number {
  const { running } = queue;
  const weight = queue.weightSum + (running?.scheduling.weight ?? 0);
  if (weight === 0) return queue.base;
  const runningPart = running === undefined ? 0 : running.scheduling.weight * (running.scheduling.data.vruntime - queue.base);
  return queue.base + (queue.weightedSum + runningPart) / weight;
}

function virtualSlice(queue: EevdfQueue, task: Task): number {
  return (queue.sliceNs * NICE_0_WEIGHT) / task.scheduling.weight;
}

/** Lag is kept within two slices, so that neither a long sleep nor a burst counts for ever. */
function boundedLag(queue: EevdfQueue, task: Task): number {
  const limit = 2 * virtualSlice(queue, task);
  return Math.max(-limit, Math.min(limit, average(queue) - task.scheduling.data.vruntime));
}

function addToTree(queue: EevdfQueue, task: Task): void {
  const { data, weight } = task.scheduling;
  data.sequence = queue.nextSequence++;
  insertByDeadline(queue.tree, task);
  queue.size++;
  queue.weightSum += weight;
  queue.weightedSum += weight * (data.vruntime - queue.base);
  rebase(queue);
}

function takeFromTree(queue: EevdfQueue, task: Task): void {
  const { data, weight } = task.scheduling;
  removeByDeadline(queue.tree, task);
  queue.size--;
  queue.weightSum -= weight;
  queue.weightedSum -= weight * (data.vruntime - queue.base);
  if (queue.size === 0) queue.weightedSum = 0;
}

function rebase(queue: EevdfQueue): void {
  const target = average(queue);
  if (Math.abs(target - queue.base) < rebaseDistance) return;
  queue.weightedSum -= queue.weightSum * (target - queue.base);
  queue.base = target;
}

/** Gives a task that comes from elsewhere its place: owed what it was owed when it left, its joining included. */
function place(queue: EevdfQueue, task: Task, isNew: boolean): void {
  const { data, weight } = task.scheduling;
  const load = queue.weightSum + (queue.running?.scheduling.weight ?? 0);
  const lag = isNew || load === 0 ? 0 : (data.lag * (load + weight)) / load;
  data.vruntime = average(queue) - lag;
  data.deadline = data.vruntime + virtualSlice(queue, task) / (isNew ? 2 : 1);
  data.usedNs = 0;
}

function enqueue(queue: EevdfQueue, task: Task, reason: EnqueueReason): void {
  const { data } = task.scheduling;
  if (reason === 'new' || reason === 'woken' || reason === 'migrated') place(queue, task, reason === 'new');
  if (reason === 'yielded') data.deadline = Math.max(data.deadline, data.vruntime) + virtualSlice(queue, task);
  addToTree(queue, task);
}

function dequeue(queue: EevdfQueue, task: Task): void {
  task.scheduling.data.lag = boundedLag(queue, task);
  takeFromTree(queue, task);
}

function pick(queue: EevdfQueue): Task | undefined {
  // Rounding may leave nobody eligible by a hair: then the earliest deadline goes first.
  const next = earliestEligible(queue.tree, average(queue)) ?? earliestDeadline(queue.tree);
  if (next === undefined) return undefined;
  takeFromTree(queue, next);
  queue.running = next;
  return next;
}

function ran(queue: EevdfQueue, running: Task, ranNs: number): void {
  const { data, weight } = running.scheduling;
  data.vruntime += (ranNs * NICE_0_WEIGHT) / weight;
  data.usedNs += ranNs;
  if (queue.size === 0) queue.base = data.vruntime;
}

function stopped(queue: EevdfQueue, running: Task, asleep: boolean): void {
  const { data } = running.scheduling;
  if (asleep) data.lag = boundedLag(queue, running);
  else if (data.vruntime >= data.deadline) {
    data.deadline = data.vruntime + virtualSlice(queue, running);
    data.usedNs = 0;
  }
  if (queue.size === 0) queue.base = Math.max(queue.base, data.vruntime);
  queue.running = undefined;
}

function remainingNs(_queue: EevdfQueue, running: Task): number {
  const { data, weight } = running.scheduling;
  return Math.max(0, Math.ceil(((data.deadline - data.vruntime) * weight) / NICE_0_WEIGHT));
}

function preempts(queue: EevdfQueue, woken: Task, running: Task): boolean {
  const limit = average(queue);
  if (woken.scheduling.data.vruntime > limit) return false;
  return running.scheduling.data.vruntime > limit || woken.scheduling.data.deadline < running.scheduling.data.deadline;
}

function reweigh(_queue: EevdfQueue, task: Task, weight: number, isRunning: boolean): void {
  const { data } = task.scheduling;
  const ratio = task.scheduling.weight / weight;
  if (isRunning) data.deadline = data.vruntime + (data.deadline - data.vruntime) * ratio;
  else data.lag *= ratio;
  task.scheduling.weight = weight;
}

/** @see Stoica, Abdel-Wahab 1995, "Earliest Eligible Virtual Deadline First"; Linux 6.6 kernel/sched/fair.c */
export const eevdf: SchedulingPolicy<EevdfQueue> = {
  name: 'eevdf',
  summary: 'fair by weight, with deadlines (Linux since 6.6)',
  parameters: [sliceParameter(3_000_000)],
  quantum: 'slice',
  mayStarve: false,
  createQueue: (settings) => ({
    sliceNs: settingOf(settings, 'slice'),
    tree: deadlineTree(),
    size: 0,
    running: undefined,
    weightSum: 0,
    weightedSum: 0,
    base: 0,
    nextSequence: 0,
  }),
  enqueue,
  dequeue,
  pick,
  ran,
  stopped,
  remainingNs,
  preempts,
  reweigh,
  size: (queue) => queue.size,
  candidates: (queue) => latestFirst(queue.tree),
};
