// How often times of which length occurred, in bounded space: buckets that grow with the value. Knows nothing of what was measured.

/**
 * Bucket number -> count. Up to 32 ns each nanosecond has its own; above, each doubling has 16 buckets. So there are at most 800, and what is read
 * back is off by no more than 1/32 of itself.
 */
export interface LogHistogram {
  readonly counts: Map<number, number>;
  /** How many values were counted. */
  total: number;
}

const perDoubling = 16;
/** 2 to this power is `perDoubling`. */
const fractionBits = 4;

export function logHistogram(): LogHistogram {
  return { counts: new Map(), total: 0 };
}

/** Position of the highest bit of a whole number of at least 1. */
function highestBit(value: number): number {
  return value < 2 ** 32 ? 31 - Math.clz32(value) : 63 - Math.clz32(Math.floor(value / 2 ** 32));
}

/** The bucket of `ns`; parts of a nanosecond and what lies below zero do not count. */
export function bucketOf(ns: number): number {
  const value = Math.max(0, Math.floor(ns));
  if (value < perDoubling) return value;
  const shift = highestBit(value) - fractionBits;
  return perDoubling * shift + Math.floor(value / 2 ** shift);
}

/** The middle of a bucket's values. */
export function middleOf(bucket: number): number {
  if (bucket < 2 * perDoubling) return bucket;
  const shift = Math.floor(bucket / perDoubling) - 1;
  const width = 2 ** shift;
  return (perDoubling + (bucket % perDoubling)) * width + (width - 1) / 2;
}

export function countValue(histogram: LogHistogram, ns: number): void {
  const bucket = bucketOf(ns);
  histogram.counts.set(bucket, (histogram.counts.get(bucket) ?? 0) + 1);
  histogram.total++;
}

/** Adds `part` to `sum`. */
export function addHistogram(sum: LogHistogram, part: LogHistogram): void {
  for (const [bucket, count] of part.counts) sum.counts.set(bucket, (sum.counts.get(bucket) ?? 0) + count);
  sum.total += part.total;
}

/** The value that `share` (0 to 1) of all do not exceed, by nearest rank; undefined when nothing was counted. */
export function quantile(histogram: LogHistogram, share: number): number | undefined {
  const rank = Math.max(1, Math.ceil(share * histogram.total));
  let seen = 0;
  for (const [bucket, count] of [...histogram.counts].sort(([a], [b]) => a - b)) {
    seen += count;
    if (seen >= rank) return middleOf(bucket);
  }
  return undefined;
}
