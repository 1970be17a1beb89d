// How a quantity is spread, in bounded memory: count, sum, extremes and a log-linear histogram. Knows no meaning of its numbers.

/** Buckets in each doubling: a percentile is at most 1/32 above the true value, and never below it. */
const bucketsPerDoubling = 32;
const exponentBits = 5;

/** Numbers below 32 have a bucket each, each doubling above has 32: at most 1600 in all. */
export interface Distribution {
  count: number;
  sum: number;
  /** Infinity while there is nothing. */
  min: number;
  max: number;
  /** How many by bucket, up to the last that has any. */
  readonly buckets: number[];
}

/** What is told of one: cycles, or whatever was put in. */
export interface Spread {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  readonly p50: number;
  readonly p99: number;
}

export function emptyDistribution(): Distribution {
  return { count: 0, sum: 0, min: Infinity, max: 0, buckets: [] };
}

/** Floor of log2 of a whole number from 1 to 2^53, exactly. */
function exponentOf(value: number): number {
  return value < 2 ** 31 ? 31 - Math.clz32(value) : 53 - Math.clz32(Math.floor(value / 2 ** 22));
}

function bucketOf(value: number): number {
  const whole = Math.floor(value);
  if (whole < bucketsPerDoubling) return whole;
  const shift = exponentOf(whole) - exponentBits;
  return shift * bucketsPerDoubling + (whole < 2 ** 31 ? whole >>> shift : Math.floor(whole / 2 ** shift));
}

/** The largest whole number in `bucket`. */
function topOf(bucket: number): number {
  if (bucket < 2 * bucketsPerDoubling) return bucket;
  const shift = Math.floor(bucket / bucketsPerDoubling) - 1;
  return (bucket - shift * bucketsPerDoubling + 1) * 2 ** shift - 1;
}

/** Adds one value that is not negative. O(1). */
export function addValue(distribution: Distribution, value: number): void {
  addToBucket(distribution.buckets, bucketOf(value), 1);
  distribution.count++;
  distribution.sum += value;
  if (value < distribution.min) distribution.min = value;
  if (value > distribution.max) distribution.max = value;
}

function addToBucket(buckets: number[], bucket: number, count: number): void {
  while (buckets.length <= bucket) buckets.push(0);
  buckets[bucket] = (buckets[bucket] ?? 0) + count;
}

/** Adds all that `part` holds. */
export function addDistribution(sum: Distribution, part: Distribution): void {
  sum.count += part.count;
  sum.sum += part.sum;
  sum.min = Math.min(sum.min, part.min);
  sum.max = Math.max(sum.max, part.max);
  for (const [bucket, count] of part.buckets.entries()) addToBucket(sum.buckets, bucket, count);
}

/** The value that the share `quantile` of all values does not exceed, to 1/32; 0 when there is none. */
export function quantileOf({ count, min, max, buckets }: Distribution, quantile: number): number {
  let left = Math.max(1, Math.ceil(count * quantile));
  for (const [bucket, inBucket] of buckets.entries()) {
    left -= inBucket;
    if (left <= 0) return Math.max(min, Math.min(max, topOf(bucket)));
  }
  return 0;
}

/** Undefined when nothing was put in. */
export function spreadOf(distribution: Distribution): Spread | undefined {
  const { count, sum, min, max } = distribution;
  return count === 0 ? undefined : { count, sum, min, max, p50: quantileOf(distribution, 0.5), p99: quantileOf(distribution, 0.99) };
}
