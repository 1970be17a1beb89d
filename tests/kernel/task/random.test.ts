// The kernel's source of chance.
import { expect, test } from 'vitest';
import { Random } from '../../../src/kernel/task/random.js';

test('equal seeds give equal sequences, different seeds different ones', () => {
  const numbers = (seed: number): number[] => {
    const random = new Random(seed);
    return Array.from({ length: 8 }, () => random.next32());
  };
  expect(numbers(1)).toEqual(numbers(1));
  expect(numbers(1)).not.toEqual(numbers(2));
});

test('numbers below a limit are whole, in range and spread evenly', () => {
  const random = new Random(7);
  const counts = new Array<number>(10).fill(0);
  for (let index = 0; index < 10_000; index++) {
    const value = random.below(10);
    counts[value] = (counts[value] ?? 0) + 1;
  }
  expect(counts.length).toBe(10);
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
});

test('large limits give large numbers', () => {
  const random = new Random(3);
  expect(Array.from({ length: 50 }, () => random.below(2 ** 50)).some((value) => value > 2 ** 40)).toBe(true);
});
