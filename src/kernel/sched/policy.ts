// What a scheduling policy is: it decides the order of tasks and nothing else. It sees no hart, no trap and no clock.
import type { Task } from '../task/task.js';

/** Why a task joins a queue. */
export type EnqueueReason = 'new' | 'woken' | 'preempted' | 'yielded' | 'migrated';

/**
 * `Q` is the policy's own queue of one core, plain data. The running task is not in it; `running` tells the policy which one that is.
 * Each operation costs O(log n) or less.
 */
export interface SchedulingPolicy<Q = unknown> {
  readonly name: string;
  readonly summary: string;
  /** Nanoseconds of a slice when the user names none. */
  readonly defaultSliceNs: number;
  createQueue(sliceNs: number): Q;
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
