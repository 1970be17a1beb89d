// Two reports side by side.
import { beforeAll, describe, expect, test } from 'vitest';
import { type Comparison, compareReports, comparisonText } from '../../src/observe/report-comparison.js';
import type { Report } from '../../src/observe/report-schema.js';
import { reportForTest } from './report-for-test.js';

function rowOf({ groups }: Comparison, group: string, name: string): unknown {
  return groups.find(({ title }) => title === group)?.rows.find((row) => row.name === name);
}

describe('a comparison', () => {
  let one: Report;
  let two: Report;
  beforeAll(async () => {
    one = await reportForTest({ cores: 1 });
    two = await reportForTest({ cores: 2, policy: 'rr' });
  });

  test('of a report with itself has only the ratio 1', () => {
    const { groups, setting } = compareReports(one, one);
    for (const { rows } of groups) for (const { ratio } of rows) expect(ratio).toBe(1);
    for (const { first, second } of setting) expect(first).toBe(second);
  });

  test('gives the second by the first', () => {
    const comparison = compareReports(one, two);
    const [first, second] = [one.switches.count, two.switches.count];
    expect(rowOf(comparison, 'Counts', 'contextSwitches')).toEqual({
      name: 'contextSwitches',
      unit: '',
      first,
      second,
      ratio: second / first,
    });
    expect(comparison.setting).toContainEqual({ name: 'policy', first: 'eevdf', second: 'rr' });
  });

  test('has no ratio for what only one of them has', () => {
    const without: Report = { ...one, syscalls: {} };
    expect(rowOf(compareReports(one, without), 'System calls', 'write')).toMatchObject({ second: undefined, ratio: undefined });
  });

  test('as text says which is which, and has no more columns than names, units, numbers and ratios', () => {
    const text = comparisonText(compareReports(one, two), ['a.json', 'b.json']);
    expect(text).toMatch(/^A: a\.json\nB: b\.json\n/);
    expect(text).toMatch(/NAME +UNIT +A +B +B\/A\n/);
    expect(text).not.toMatch(/undefined|NaN|Infinity/);
  });
});
