// The scheduler's state: a run queue per core, timers per core, counters. Knows no machine; the operations stand beside it.
import type { Task } from '../task/task.js';
import type { TimerHeap } from './timer-heap.js';

/** One core's queue. Written by sched/ only. */
export interface RunQueue {
  readonly hartId: number;
  /** The task whose registers the hart holds; undefined: idle. */
  current: Task | undefined;
  /** Whose address space the hart's satp holds: kept over idle spans, as Linux's lazy TLB does. 0: none. */
  activeRoot: number;
  /** The policy's own queue. */
  readonly queue: unknown;
  /** Tasks queued, the running one not counted. */
  queued: number;
  /** Another task should get the core before user mode is entered. */
  reschedule: boolean;
  /** Clock up to which the running task's time was reported to the policy, ns. */
  reportedNs: number;
  /** mtime of the next tick while the core is busy. */
  nextTickNs: number;
  nextBalanceNs: number;
  readonly timers: TimerHeap;
  /** Since boot. */
  switches: number;
  ticks: number;
  interruptsSent: number;
  interruptsReceived: number;
  /** Tasks it took from other queues. */
  pulled: number;
  runDelayNs: number;
  /** Times a task was put on the core. */
  dispatches: number;
}

/** 1, 5 and 15 minute averages and the moment they are valid for. */
export interface LoadAverages {
  readonly values: [number, number, number];
  atNs: number;
}

export interface Scheduler {
  readonly policyName: string;
  /** Nanoseconds. */
  readonly sliceNs: number;
  readonly tickNs: number;
  readonly queues: readonly RunQueue[];
  readonly load: LoadAverages;
  /** Tasks in D, which count as load. */
  uninterruptible: number;
  /** Tasks in R, on cores and on queues. */
  runnable: number;
  nextTimerId: number;
  /** Timer id -> the queue (hart id) whose heap it lies in. */
  readonly timerHomes: Map<number, number>;
}
