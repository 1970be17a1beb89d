// What a schedule was worth, from counters: turnaround, response, delay, wake-up latency, throughput, fairness. Pure functions; reads no clock.
import { addHistogram, logHistogram, quantile } from '../kernel/task/log-histogram.js';
import type { Task } from '../kernel/task/task.js';

/** One task's schedule. Times are nanoseconds; undefined: it has not happened yet. */
export interface TaskMetrics {
  /** From start to end. */
  readonly turnaroundNs: number | undefined;
  /** From start to the first time on a core. */
  readonly responseNs: number | undefined;
  /** Ready and not on a core, all spans together. */
  readonly runDelayNs: number;
  /** On a core. */
  readonly runNs: number;
  readonly wakeups: number;
  /** From wake-up to the core, within 1/32. */
  readonly wakeP50Ns: number | undefined;
  readonly wakeP99Ns: number | undefined;
  readonly voluntarySwitches: number;
  readonly involuntarySwitches: number;
  readonly migrations: number;
}

type Counted = Pick<Task, 'counters' | 'startNs'>;

export function taskMetrics({ counters, startNs }: Counted): TaskMetrics {
  const since = (atNs: number | undefined): number | undefined => (atNs === undefined ? undefined : atNs - startNs);
  return {
    turnaroundNs: since(counters.endNs),
    responseNs: since(counters.firstRunNs),
    runDelayNs: counters.runDelayNs,
    runNs: counters.utimeNs + counters.stimeNs,
    wakeups: counters.wakeups,
    wakeP50Ns: quantile(counters.wakeLatencies, 0.5),
    wakeP99Ns: quantile(counters.wakeLatencies, 0.99),
    voluntarySwitches: counters.voluntarySwitches,
    involuntarySwitches: counters.involuntarySwitches,
    migrations: counters.migrations,
  };
}

/** A set of tasks as a whole. Means are over the tasks that have the number. */
export interface ScheduleMetrics {
  readonly tasks: number;
  readonly finished: number;
  readonly meanTurnaroundNs: number | undefined;
  readonly meanResponseNs: number | undefined;
  readonly meanRunDelayNs: number | undefined;
  readonly wakeP50Ns: number | undefined;
  readonly wakeP99Ns: number | undefined;
  /** Tasks ended per second, from the first start to the last end. */
  readonly throughputPerSecond: number | undefined;
  /** Of the tasks' time on a core, each divided by its weight: 1 when all got what their weights say. */
  readonly jainIndex: number | undefined;
}

function mean(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** Jain's index (sum x)^2 / (n sum x^2): 1 when all are equal, 1/n when one has everything; undefined when there is nothing to share. */
export function jainIndex(shares: readonly number[]): number | undefined {
  const sum = shares.reduce((total, share) => total + share, 0);
  const squares = shares.reduce((total, share) => total + share * share, 0);
  return squares === 0 ? undefined : (sum * sum) / (shares.length * squares);
}

function throughput(tasks: readonly Counted[]): number | undefined {
  const ends = tasks.flatMap(({ counters: { endNs } }) => (endNs === undefined ? [] : [endNs]));
  const spanNs = Math.max(...ends) - Math.min(...tasks.map(({ startNs }) => startNs));
  return spanNs > 0 ? (ends.length * 1e9) / spanNs : undefined;
}

export function scheduleMetrics(tasks: readonly (Counted & Pick<Task, 'scheduling'>)[]): ScheduleMetrics {
  const all = tasks.map(taskMetrics);
  const latencies = logHistogram();
  for (const { counters } of tasks) addHistogram(latencies, counters.wakeLatencies);
  return {
    tasks: tasks.length,
    finished: all.filter(({ turnaroundNs }) => turnaroundNs !== undefined).length,
    meanTurnaroundNs: mean(all.map(({ turnaroundNs }) => turnaroundNs)),
    meanResponseNs: mean(all.map(({ responseNs }) => responseNs)),
    meanRunDelayNs: mean(all.map(({ runDelayNs }) => runDelayNs)),
    wakeP50Ns: quantile(latencies, 0.5),
    wakeP99Ns: quantile(latencies, 0.99),
    throughputPerSecond: throughput(tasks),
    jainIndex: jainIndex(tasks.map(({ scheduling }, index) => (all[index]?.runNs ?? 0) / scheduling.weight)),
  };
}
