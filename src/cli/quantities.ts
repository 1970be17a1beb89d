// Reads numbers and sizes as people type them. Knows no option.

const sizeUnits: Readonly<Record<string, number>> = { '': 1, B: 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

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

/** A size as the options take it: `256M`. */
export function sizeText(bytes: number): string {
  const unit = ['G', 'M', 'K'].find((letter) => bytes >= (sizeUnits[letter] ?? 1)) ?? '';
  return `${Number((bytes / (sizeUnits[unit] ?? 1)).toFixed(2))}${unit}`;
}
