// Clocks and medians for the benchmarks. Knows nothing of what is measured.

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

/** One line of the report. `bound` says what the number must keep to, `kept` whether it does. */
export interface Result {
  readonly name: string;
  readonly value: string;
  readonly bound?: string;
  readonly kept?: boolean;
}

/** A result with an upper or lower bound. */
export function bounded(name: string, value: number, unit: string, limit: { atLeast: number } | { atMost: number }): Result {
  const kept = 'atLeast' in limit ? value >= limit.atLeast : value <= limit.atMost;
  const bound = 'atLeast' in limit ? `at least ${limit.atLeast} ${unit}` : `at most ${limit.atMost} ${unit}`;
  return { name, value: `${value.toFixed(2)} ${unit}`, bound, kept };
}
