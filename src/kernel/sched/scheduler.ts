// The scheduler's state: a run queue per core, timers per core, counters; and what its operations need around it. Decides nothing.
import type { Ledger } from '../ledger/ledger.js';
import type { SwitchReceipt } from '../ledger/receipt.js';
import type { TaskCounters } from '../task/counters.js';
import type { MemoryManager } from '../mm/memory-manager.js';
import type { Hardware, Hart } from '../task/hardware.js';
import { type LogHistogram, logHistogram } from '../task/log-histogram.js';
import type { TaskTable } from '../task/task-table.js';
import type { Task } from '../task/task.js';
import type { TraceBuffer } from '../trace/buffer.js';
import { type PolicyName, policies, policyNamed } from './policies.js';
import { parsePolicy, policyValues } from './policy-text.js';
import type { SchedulingPolicy } from './policy.js';
import { withRealtime } from './realtime.js';
import { TimerHeap } from './timer-heap.js';

/** What a task runs between two switches. */
export interface Slice {
  /** The switch that began it, and what the hart had reloaded by then. */
  readonly receipt: SwitchReceipt;
  readonly lines: number;
  readonly cycles: number;
  /** Whose slice it is, and who had the core before: another task, or nobody. */
  readonly task: TaskCounters;
  readonly before: TaskCounters | undefined;
}

/** lazy: f registers are saved when they changed, and loaded when the hart does not hold them; eager: both at every switch. */
export type PcbSaving = 'lazy' | 'eager';

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
  /** The running task called sched_yield. */
  yielding: boolean;
  /** Clock up to which the running task's time was reported to the policy, ns. */
  reportedNs: number;
  /** mtime of the next tick while the core is busy. */
  nextTickNs: number;
  nextBalanceNs: number;
  /** Balances in a row that found another core with just one task more. */
  unevenBalances: number;
  /** Task whose f registers the hart holds; 0: they are blank. */
  fpHolder: number;
  /** Clock when the kernel was entered, or when the last switch in it ended: where the next receipt begins. */
  entryCycles: number;
  /** A switch to a task that has not entered user mode yet. */
  openReceipt: SwitchReceipt | undefined;
  /** The present slice; undefined without caches. */
  slice: Slice | undefined;
  /** Counters of the task that had the core last. */
  lastOnCore: TaskCounters | undefined;
  readonly timers: TimerHeap;
  /** Since boot. */
  switches: number;
  ticks: number;
  interruptsSent: number;
  interruptsReceived: number;
  /** Tasks it took from other queues. */
  pulled: number;
  /** Tasks that joined it from another core: pulled, woken here, or sent away by their affinity. */
  migrations: number;
  /** Times its core chose a task, and calls of sched_yield on it. */
  choices: number;
  yields: number;
  /** Wake-ups that its core made, and those of them for itself. */
  wakeups: number;
  localWakeups: number;
  /** Of tasks put on its core. */
  readonly wakeLatencies: LogHistogram;
  runDelayNs: number;
  /** Times a task was put on the core. */
  dispatches: number;
}

/** 1, 5 and 15 minute averages and the moment they are valid for. */
export interface LoadAverages {
  readonly values: [number, number, number];
  atNs: number;
}

/** Tasks that have ended, since boot: how many, and the sums of what each took from start to end and from start to its first run. */
export interface FinishedTasks {
  count: number;
  turnaroundNs: number;
  responseNs: number;
}

export interface Scheduler {
  readonly policyName: PolicyName;
  /** Every parameter of the policy by its name. */
  readonly policyValues: Readonly<Record<string, number>>;
  /** Nanoseconds; Infinity where the policy has no slices. */
  readonly sliceNs: number;
  readonly tickNs: number;
  /** Whether cores take waiting tasks from each other. */
  readonly balancing: boolean;
  readonly pcbSaving: PcbSaving;
  readonly queues: readonly RunQueue[];
  readonly load: LoadAverages;
  readonly finished: FinishedTasks;
  /** Tasks in D, which count as load. */
  uninterruptible: number;
  /** Tasks in R, on cores and on queues. */
  runnable: number;
  nextTimerId: number;
  /** Timer id -> the queue (hart id) whose heap it lies in. */
  readonly timerHomes: Map<number, number>;
}

/** What the scheduler's operations work on: a part of KernelState. */
export interface SchedulingContext {
  readonly machine: Hardware;
  readonly memory: MemoryManager;
  readonly tasks: TaskTable;
  readonly scheduler: Scheduler;
  readonly ledger: Ledger;
  readonly trace: TraceBuffer;
  /** The hart whose trap is being handled; undefined between traps. */
  readonly activeHart: Hart | undefined;
}

export interface SchedulerOptions {
  /** As parsePolicy takes it. */
  readonly policy: string;
  /** Nanoseconds; undefined: the policy's own. */
  readonly sliceNs: number | undefined;
  readonly tickNs: number;
  readonly balancing: boolean;
  readonly pcbSaving: PcbSaving;
  readonly seed: number;
}

/** @throws RangeError when `policy` is none */
export function createScheduler(harts: readonly Hart[], options: SchedulerOptions): Scheduler {
  const { policy, sliceNs, tickNs, balancing, pcbSaving, seed } = options;
  const choice = parsePolicy(policy);
  if ('remedy' in choice) throw new RangeError(`policy: ${policy}: give ${choice.remedy}`);
  const values = policyValues(choice, sliceNs);
  const { quantum } = policyNamed(choice.name);
  const classes = allClasses[choice.name];
  return {
    policyName: choice.name,
    policyValues: values,
    sliceNs: quantum === undefined ? Infinity : (values[quantum] ?? Infinity),
    tickNs,
    balancing,
    pcbSaving,
    queues: harts.map(({ id }) => createRunQueue(id, classes.createQueue({ values, seed, index: id }))),
    load: { values: [0, 0, 0], atNs: 0 },
    finished: { count: 0, turnaroundNs: 0, responseNs: 0 },
    uninterruptible: 0,
    runnable: 0,
    nextTimerId: 1,
    timerHomes: new Map(),
  };
}

function createRunQueue(hartId: number, queue: unknown): RunQueue {
  return {
    hartId,
    current: undefined,
    activeRoot: 0,
    queue,
    queued: 0,
    reschedule: false,
    yielding: false,
    reportedNs: 0,
    nextTickNs: Infinity,
    nextBalanceNs: 0,
    unevenBalances: 0,
    fpHolder: 0,
    entryCycles: 0,
    openReceipt: undefined,
    slice: undefined,
    lastOnCore: undefined,
    timers: new TimerHeap(),
    switches: 0,
    ticks: 0,
    interruptsSent: 0,
    interruptsReceived: 0,
    pulled: 0,
    migrations: 0,
    choices: 0,
    yields: 0,
    wakeups: 0,
    localWakeups: 0,
    wakeLatencies: logHistogram(),
    runDelayNs: 0,
    dispatches: 0,
  };
}

/** Each policy below the real-time classes. */
const allClasses = Object.fromEntries(Object.keys(policies).map((name) => [name, withRealtime(policyNamed(name))])) as Readonly<
  Record<PolicyName, SchedulingPolicy<unknown>>
>;

/** What orders tasks here: the real-time classes, and the policy in force for all others. */
export function policyOf(scheduler: Scheduler): SchedulingPolicy<unknown> {
  return allClasses[scheduler.policyName];
}

export function runQueueOf(scheduler: Scheduler, hartId: number): RunQueue {
  const queue = scheduler.queues[hartId];
  if (queue === undefined) throw new Error(`hart ${hartId} has no run queue`);
  return queue;
}

export function hartOf(context: SchedulingContext, hartId: number): Hart {
  const hart = context.machine.harts[hartId];
  if (hart === undefined) throw new Error(`there is no hart ${hartId}`);
  return hart;
}

/** mtime of the hart in the kernel, else of the hart `fallback`. */
export function nowNs(context: SchedulingContext, fallback: Hart): number {
  return (context.activeHart ?? fallback).mtimeNs;
}

export function mayRunOn(task: Task, hartId: number): boolean {
  const { affinity } = task.scheduling;
  return affinity === undefined || affinity.has(hartId);
}

/** Running and queued tasks of a core. */
export function loadOf(queue: RunQueue): number {
  return queue.queued + (queue.current === undefined ? 0 : 1);
}
