// Verdicts that several studies give the same way. Knows no study.
import type { Verdict } from './study.js';

/** The points that the range speaks of are not in the grid: nothing is accepted. */
export function noVerdict(range: string): Verdict {
  return { ok: false, range, measured: 'the points that the range speaks of were not run', missing: true };
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

/** All of them that can be told; none: nothing is accepted. */
export function allOf(verdicts: readonly Verdict[]): Verdict {
  const told = verdicts.filter(({ missing }) => missing !== true);
  if (told.length === 0) return noVerdict(verdicts.map(({ range }) => range).join('; '));
  return {
    ok: told.every(({ ok }) => ok),
    range: told.map(({ range }) => range).join('; '),
    measured: told.map(({ measured }) => measured).join('; '),
  };
}
