// Reads numbers, sizes and times as people type them. Knows no option.

const sizeUnits: Readonly<Record<string, number>> = { '': 1, B: 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

const timeUnits: Readonly<Record<string, number>> = { ns: 1, us: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };

/** A whole number in decimal or 0x form, or undefined. */
export function parseWhole(text: string): number | undefined {
  if (!/^(\d{1,16}|0x[0-9a-f]{1,13})$/i.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** Bytes from `256M`, `1.5G`, `64KiB` or a plain number of bytes, or undefined. */
export function parseSize(text: string): number | undefined {
  const match = /^(\d{1,15}(?:\.\d{1,6})?)\s*([KMGT]?)(?:i?B)?$/i.exec(text);
  const factor = sizeUnits[(match?.[2] ?? '').toUpperCase()];
  if (match === null || factor === undefined) return undefined;
  return Math.floor(Number(match[1]) * factor);
}

/** Nanoseconds from `10ms`, `2s`, `1.5s`, `500us`, `3m`, or undefined; a number without a unit is refused. */
export function parseTime(text: string): number | undefined {
  const match = /^(\d{1,12}(?:\.\d{1,9})?)\s*(ns|us|ms|s|m|h)$/.exec(text);
  const factor = timeUnits[match?.[2] ?? ''];
  if (match === null || factor === undefined) return undefined;
  const value = Math.round(Number(match[1]) * factor);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** A size as the options take it: `256M`. */
export function sizeText(bytes: number): string {
  const unit = ['G', 'M', 'K'].find((letter) => bytes >= (sizeUnits[letter] ?? 1)) ?? '';
  return `${Number((bytes / (sizeUnits[unit] ?? 1)).toFixed(2))}${unit}`;
}

/** A time as the options take it: `10ms`. */
export function timeText(ns: number): string {
  const unit = ['s', 'ms', 'us'].find((name) => ns >= (timeUnits[name] ?? 1)) ?? 'ns';
  return `${Number((ns / (timeUnits[unit] ?? 1)).toFixed(3))}${unit}`;
}
