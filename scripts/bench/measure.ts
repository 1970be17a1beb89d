// Clocks, medians and lines of the report for the benchmarks. Knows nothing of what is measured.

/** Milliseconds that `work` takes. */
export function timed(work: () => void): number {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start) / 1e6;
}

/** Milliseconds of processor time that this process spends on `work`: what else the host does counts little. */
export function cpuMs(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Median of `rounds` measurements of one kind. */
export function medianOf(rounds: number, measure: () => number): number {
  return median(Array.from({ length: rounds }, measure));
}

/** What ratios have in common. */
export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

/** One line of the report. `bound` says what the number must keep to, `kept` whether it does. */
export interface Result {
  readonly name: string;
  readonly value: string;
  readonly bound?: string;
  readonly kept?: boolean;
}

/** What a suite is asked for: all of it, a part of it by name, or a first look. */
export interface Request {
  readonly only: readonly string[];
  /** One round of each instead of several: the bounds are judged, but by a single measurement. */
  readonly quick: boolean;
}

/** What a suite has to say beside its results: tables that are printed, files that are kept with them. */
export interface Report {
  readonly results: readonly Result[];
  readonly tables: readonly string[];
  /** Text by the file's name. */
  readonly files: Readonly<Record<string, string>>;
}

/** A result with an upper or lower bound. */
export function bounded(name: string, value: number, unit: string, limit: { atLeast: number } | { atMost: number }): Result {
  const kept = 'atLeast' in limit ? value >= limit.atLeast : value <= limit.atMost;
  const bound = 'atLeast' in limit ? `at least ${limit.atLeast} ${unit}` : `at most ${limit.atMost} ${unit}`;
  return { name, value: `${value.toFixed(2)} ${unit}`, bound, kept };
}
