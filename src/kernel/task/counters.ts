// What is counted per task. Knows numbers only; the ledger, the scheduler and the fault path write them.
import type { CostTable } from './cost-table.js';
import { type LogHistogram, logHistogram } from './log-histogram.js';
import { type MemoryCounts, zeroMemoryCounts } from './memory-counts.js';

/** Times are cycles of the core the task ran on, and the same spans as nanoseconds of mtime. */
export interface TaskCounters {
  utimeCycles: number;
  stimeCycles: number;
  utimeNs: number;
  stimeNs: number;
  instructions: number;
  /** Left the core because it had to wait, stop or exit. */
  voluntarySwitches: number;
  /** Left the core although it could have gone on. */
  involuntarySwitches: number;
  /** Times it was put on a core; the first finds blank registers. */
  dispatches: number;
  migrations: number;
  wakeups: number;
  /** Nanoseconds from wake-up to first instruction: sum and worst. */
  wakeLatencyNs: number;
  wakeLatencyMaxNs: number;
  readonly wakeLatencies: LogHistogram;
  /** mtime when it was first put on a core and when it ended; undefined: not yet. */
  firstRunNs: number | undefined;
  endNs: number | undefined;
  /** Nanoseconds spent runnable on a run queue. */
  runDelayNs: number;
  minorFaults: number;
  majorFaults: number;
  systemCalls: number;
  signalsReceived: number;
  /** What the caches counted while it was in user mode, in the order of the machine's `memoryCounters`. */
  readonly memory: MemoryCounts;
  /** Cycles of reloads in slices that began with a switch to it, and in those that began with one away from it. */
  reloadCycles: number;
  reloadCyclesCaused: number;
  /** By ledger category. User time is not in here. */
  readonly costs: CostTable;
}

export function zeroCounters(): TaskCounters {
  return {
    utimeCycles: 0,
    stimeCycles: 0,
    utimeNs: 0,
    stimeNs: 0,
    instructions: 0,
    voluntarySwitches: 0,
    involuntarySwitches: 0,
    dispatches: 0,
    migrations: 0,
    wakeups: 0,
    wakeLatencyNs: 0,
    wakeLatencyMaxNs: 0,
    wakeLatencies: logHistogram(),
    firstRunNs: undefined,
    endNs: undefined,
    runDelayNs: 0,
    minorFaults: 0,
    majorFaults: 0,
    systemCalls: 0,
    signalsReceived: 0,
    memory: zeroMemoryCounts(),
    reloadCycles: 0,
    reloadCyclesCaused: 0,
    costs: [],
  };
}

/** What getrusage(2) and wait4(2) report: of threads that are gone, of children that were waited for. */
export interface Usage {
  utimeNs: number;
  stimeNs: number;
  utimeCycles: number;
  stimeCycles: number;
  instructions: number;
  maxRssBytes: number;
  minorFaults: number;
  majorFaults: number;
  voluntarySwitches: number;
  involuntarySwitches: number;
}

export function zeroUsage(): Usage {
  return {
    utimeNs: 0,
    stimeNs: 0,
    utimeCycles: 0,
    stimeCycles: 0,
    instructions: 0,
    maxRssBytes: 0,
    minorFaults: 0,
    majorFaults: 0,
    voluntarySwitches: 0,
    involuntarySwitches: 0,
  };
}

/** Adds `part` (a task's counters or another usage) to `sum`. */
export function addUsage(sum: Usage, part: Omit<Usage, 'maxRssBytes'>): void {
  sum.utimeNs += part.utimeNs;
  sum.stimeNs += part.stimeNs;
  sum.utimeCycles += part.utimeCycles;
  sum.stimeCycles += part.stimeCycles;
  sum.instructions += part.instructions;
  sum.minorFaults += part.minorFaults;
  sum.majorFaults += part.majorFaults;
  sum.voluntarySwitches += part.voluntarySwitches;
  sum.involuntarySwitches += part.involuntarySwitches;
}
