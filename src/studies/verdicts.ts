// Verdicts that several studies give the same way. Knows no study.
import type { Verdict } from './study.js';

/** The points that the range speaks of are not in the grid: nothing is accepted. */
export function noVerdict(range: string): Verdict {
  return { ok: false, range, measured: 'the points that the range speaks of were not run' };
}

function short(value: number): number {
  return Number(value.toPrecision(4));
}

/** Whether `value` lies from `low` to `high`; undefined: it was not measured. */
export function within(name: string, value: number | undefined, low: number, high: number): Verdict {
  const range = high === Infinity ? `${name} at least ${short(low)}` : `${name} from ${short(low)} to ${short(high)}`;
  if (value === undefined) return noVerdict(range);
  return { ok: value >= low && value <= high, range, measured: `${name} ${short(value)}` };
}

/** All of them. */
export function allOf(verdicts: readonly Verdict[]): Verdict {
  return {
    ok: verdicts.every(({ ok }) => ok),
    range: verdicts.map(({ range }) => range).join('; '),
    measured: verdicts.map(({ measured }) => measured).join('; '),
  };
}
