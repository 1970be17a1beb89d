// From the kernels' times to means, a table, verdicts and a drawing; on made-up times.
import { describe, expect, test } from 'vitest';
import { kernelChart } from '../../scripts/bench/kernel-chart.js';
import { type KernelTimes, kernelResults, kernelTable } from '../../scripts/bench/kernel-report.js';
import { bounded, geometricMean, median } from '../../scripts/bench/measure.js';

/** 2 and 0.5 times as fast as qemu; 4 and 9 times as fast as cachegrind; the full model takes 1 and 4 times as long. */
const times: readonly KernelTimes[] = [
  { kernel: 'quick', ms: { native: 10, qemu: 200, none: 100, cachegrind: 400, full: 100 } },
  { kernel: 'slow', ms: { native: 50, qemu: 50, none: 100, cachegrind: 3600, full: 400 } },
];
const lacking = { qemu: 'qemu-riscv64 is not installed' };
const withoutQemu = times.map(({ kernel, ms: { qemu: _, ...ms } }) => ({ kernel, ms }));

describe('means', () => {
  test.each([
    [[4], 4],
    [[2, 8], 4],
    [[0.5, 2], 1],
    [[1, 10, 100], 10],
  ])('the geometric mean of %j is %d', (values, mean) => expect(geometricMean(values)).toBeCloseTo(mean, 12));

  test('the median of nothing is no number', () => expect(median([])).toBeNaN());
});

describe('verdicts', () => {
  test('a mean and the slowest kernel are judged beside each peer, the slowdown by its mean', () => {
    expect(kernelResults(times).map(({ value, kept }) => [value, kept])).toEqual([
      ['1.00 x', false],
      ['0.50 x', false],
      ['6.00 x', true],
      ['4.00 x', true],
      ['2.00 x', true],
    ]);
  });

  test('the slowest kernel bears its name, and how many are as slow', () => {
    expect(kernelResults(times)[1]?.name).toContain('slow (the slowest; 1 below the bound)');
  });

  test('a peer that is not installed is named and not judged', () => {
    const [qemu, ...others] = kernelResults(withoutQemu, lacking);
    expect(qemu).toEqual({ name: expect.stringContaining('qemu-riscv64'), value: lacking.qemu });
    expect(others.every(({ bound }) => bound !== undefined)).toBe(true);
  });

  test('a bound is kept when it is met exactly', () => {
    expect(bounded('a', 2, 'x', { atMost: 2 }).kept).toBe(true);
    expect(bounded('a', 2, 'x', { atLeast: 2 }).kept).toBe(true);
  });
});

describe('the table', () => {
  test('has a line for each kernel and the means of the ratios', () => {
    const lines = kernelTable(times).split('\n');
    expect(lines[2]).toBe('| quick | 10 | 200 | 100 | 2.00 | 400 | 100 | 4.00 | 1.00 |');
    expect(lines.at(-1)).toBe('| geometric mean |  |  |  | 1.00 |  |  | 6.00 | 2.00 |');
  });

  test('says in its head why a column is empty', () => {
    const [head, , first, , mean] = kernelTable(withoutQemu, lacking).split('\n');
    expect(head).toContain('qemu-riscv64 (qemu-riscv64 is not installed)');
    expect(first).toBe('| quick | 10 | - | 100 | - | 400 | 100 | 4.00 | 1.00 |');
    expect(mean).toBe('| geometric mean |  |  |  |  |  |  | 6.00 | 2.00 |');
  });

  test('has as many cells in each line', () => {
    expect(
      new Set(
        kernelTable(times)
          .split('\n')
          .map((line) => line.split('|').length),
      ).size,
    ).toBe(1);
  });
});

describe('the drawing', () => {
  test('has a dot for each time and each mean, and says where it was measured', () => {
    const svg = kernelChart(times, '2 x <CPU>');
    const dots = 5 * (times.length + 1);
    const legend = 5;
    expect(svg.match(/<circle/g)).toHaveLength(dots + legend);
    expect(svg).toContain('2 x &lt;CPU&gt;');
    expect(svg).toContain('time, times native');
  });

  test('takes another unit where nothing runs natively', () => {
    const guests = times.map(({ kernel, ms: { none = 0, full = 0 } }) => ({ kernel, ms: { none, full } }));
    expect(kernelChart(guests, '')).toContain('time, times --timing none');
  });
});
