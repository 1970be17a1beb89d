// What a scheduling policy is: it decides the order of tasks and nothing else. It sees no hart, no trap and no clock.
import type { Task } from '../task/task.js';

/** Why a task joins a queue. */
export type EnqueueReason = 'new' | 'woken' | 'preempted' | 'yielded' | 'migrated';

/** One number that the user may set: `name=value`. */
export interface PolicyParameter {
  readonly name: string;
  /** Times are nanoseconds; switches are 0 and 1. */
  readonly unit: 'time' | 'count' | 'percent' | 'switch';
  readonly initial: number;
  readonly lowest: number;
  readonly highest: number;
  readonly summary: string;
}

/** What a queue is made with. */
export interface PolicySettings {
  /** Every parameter of the policy by its name. */
  readonly values: Readonly<Record<string, number>>;
  /** Of the policy's chance, if it has any. */
  readonly seed: number;
  /** Number of the queue: each has another. */
  readonly index: number;
}

/**
 * `Q` is the policy's own queue of one core, plain data. The running task is not in it; `running` tells the policy which one that is.
 * Each operation costs O(log n) or less.
 */
export interface SchedulingPolicy<Q = unknown> {
  readonly name: string;
  readonly summary: string;
  readonly parameters: readonly PolicyParameter[];
  /** The parameter that says how long a task runs while others wait; undefined: it runs until it gives up or somebody more urgent comes. */
  readonly quantum: string | undefined;
  /** A ready task may wait for ever: so it is meant. */
  readonly mayStarve: boolean;
  createQueue(settings: PolicySettings): Q;
  enqueue(queue: Q, task: Task, reason: EnqueueReason): void;
  /** Takes out a queued task that goes elsewhere: stolen, killed, or with a new weight. */
  dequeue(queue: Q, task: Task): void;
  /** Takes out the task that is to run next and makes it the running one; undefined when the queue is empty. */
  pick(queue: Q): Task | undefined;
  /** The running task used `ranNs` more. */
  ran(queue: Q, running: Task, ranNs: number): void;
  /** The running task leaves the core: `asleep` (will be enqueued as woken some day) or it will be enqueued at once. */
  stopped(queue: Q, running: Task, asleep: boolean): void;
  /** Nanoseconds that the running task may go on while others wait; Infinity: until it gives up. */
  remainingNs(queue: Q, running: Task): number;
  /** Whether `woken`, just enqueued, should take the core from `running` at once. */
  preempts(queue: Q, woken: Task, running: Task): boolean;
  /** The weight of a task changes; it is not queued at this moment, but may be running. */
  reweigh(queue: Q, task: Task, weight: number, isRunning: boolean): void;
  readonly size: (queue: Q) => number;
  /** Queued tasks, in the order in which they should move when another core asks. At most the first few are looked at. */
  candidates(queue: Q): Iterable<Task>;
}

/** The row of a slice: how long a task runs while others wait. */
export function sliceParameter(initialNs: number): PolicyParameter {
  return { name: 'slice', unit: 'time', initial: initialNs, lowest: 10_000, highest: 10e9, summary: 'longest run while others wait' };
}

/** A value that `settings` must hold, since it is a row of the policy. */
export function settingOf({ values }: PolicySettings, name: string): number {
  const value = values[name];
  if (value === undefined) throw new Error(`the policy got no value of ${name}`);
  return value;
}

/** For policies that keep nothing that depends on weights. */
export function setWeight(_queue: unknown, task: Task, weight: number): void {
  task.scheduling.weight = weight;
}
