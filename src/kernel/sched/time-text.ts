// Times as people write them: `10ms`. Knows no option and no policy.

const timeUnits: Readonly<Record<string, number>> = { ns: 1, us: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };

/** Nanoseconds from `10ms`, `2s`, `1.5s`, `500us`, `3m`, or undefined; a number without a unit is refused. */
export function parseTime(text: string): number | undefined {
  const match = /^(\d{1,12}(?:\.\d{1,9})?)\s*(ns|us|ms|s|m|h)$/.exec(text);
  const factor = timeUnits[match?.[2] ?? ''];
  if (match === null || factor === undefined) return undefined;
  const value = Math.round(Number(match[1]) * factor);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** A time as the options take it: `10ms`. */
export function timeText(ns: number): string {
  const unit = ['s', 'ms', 'us'].find((name) => ns >= (timeUnits[name] ?? 1)) ?? 'ns';
  return `${Number((ns / (timeUnits[unit] ?? 1)).toFixed(3))}${unit}`;
}
