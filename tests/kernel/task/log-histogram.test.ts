// The histogram against sorted lists.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addHistogram, bucketOf, countValue, logHistogram, middleOf, quantile } from '../../../src/kernel/task/log-histogram.js';

const ns = fc.oneof(fc.nat(100), fc.nat(10_000_000), fc.nat(Number.MAX_SAFE_INTEGER));

test('a bucket is off by no more than 1/32 of what is in it, and greater values have no lower bucket', () => {
  fc.assert(
    fc.property(ns, ns, (a, b) => {
      expect(Math.abs(middleOf(bucketOf(a)) - a)).toBeLessThanOrEqual(a / 32);
      expect(bucketOf(Math.min(a, b))).toBeLessThanOrEqual(bucketOf(Math.max(a, b)));
    }),
    { seed: 1 },
  );
  expect(bucketOf(Number.MAX_SAFE_INTEGER)).toBeLessThan(800);
});

test('quantiles are those of the sorted list within that error, also when two are added', () => {
  fc.assert(
    fc.property(fc.array(ns, { minLength: 1 }), fc.array(ns), fc.double({ min: 0, max: 1, noNaN: true }), (some, more, share) => {
      const [sum, part] = [logHistogram(), logHistogram()];
      for (const value of some) countValue(sum, value);
      for (const value of more) countValue(part, value);
      addHistogram(sum, part);
      const sorted = [...some, ...more].sort((a, b) => a - b);
      const exact = sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1] ?? 0;
      expect(sum.total).toBe(sorted.length);
      expect(Math.abs((quantile(sum, share) ?? -1) - exact)).toBeLessThanOrEqual(exact / 32);
    }),
    { seed: 2 },
  );
  expect(quantile(logHistogram(), 0.5)).toBeUndefined();
});
