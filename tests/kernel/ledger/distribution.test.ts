// Spreads: exact sums, and percentiles within their promise against a sorted list.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDistribution,
  addValue,
  type Distribution,
  emptyDistribution,
  quantileOf,
  spreadOf,
} from '../../../src/kernel/ledger/distribution.js';

function distributionOf(values: readonly number[]): Distribution {
  const distribution = emptyDistribution();
  for (const value of values) addValue(distribution, value);
  return distribution;
}

const cycles = fc.oneof(fc.nat(100), fc.nat(1_000_000), fc.maxSafeNat());
const quantile = fc.constantFrom(0, 0.5, 0.9, 0.99, 1);

describe('a distribution', () => {
  test('gives percentiles at most 1/32 above the true value, and never below', () => {
    fc.assert(
      fc.property(fc.array(cycles, { minLength: 1 }), quantile, (values, share) => {
        const sorted = [...values].sort((a, b) => a - b);
        const exact = sorted[Math.max(1, Math.ceil(sorted.length * share)) - 1] ?? 0;
        const told = quantileOf(distributionOf(values), share);
        expect(told).toBeGreaterThanOrEqual(exact);
        expect(told).toBeLessThanOrEqual(exact * (1 + 1 / 32));
      }),
      { seed: 11 },
    );
  });

  test('is the same whether its values come at once or in two parts', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1e6)), fc.array(fc.nat(1e6)), (first, second) => {
        const sum = distributionOf(first);
        addDistribution(sum, distributionOf(second));
        expect(spreadOf(sum)).toEqual(spreadOf(distributionOf([...first, ...second])));
      }),
      { seed: 12 },
    );
  });

  test('of powers of two and their neighbours has its extremes exactly', () => {
    for (let exponent = 0; exponent <= 53; exponent++) {
      const value = 2 ** exponent - 1;
      expect(spreadOf(distributionOf([value]))).toEqual({ count: 1, sum: value, min: value, max: value, p50: value, p99: value });
    }
  });

  test('of nothing is undefined', () => {
    expect(spreadOf(emptyDistribution())).toBeUndefined();
    expect(quantileOf(emptyDistribution(), 0.5)).toBe(0);
  });

  test('stays small whatever is put in', () => {
    const distribution = emptyDistribution();
    for (let value = 1; value < 2 ** 52; value *= 1.01) addValue(distribution, Math.floor(value));
    expect(distribution.buckets.length).toBeLessThanOrEqual(1600);
  });
});
