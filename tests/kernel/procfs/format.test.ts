// Spellings that many files share.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cpuMask, escaped, kilobytes, line, milliseconds, rangeList, seconds, ticks } from '../../../src/kernel/procfs/format.js';

describe('sets of cpus', () => {
  test.each([
    [[], ''],
    [[0], '0'],
    [[0, 1, 2, 3, 6], '0-3,6'],
    [[1, 3, 5, 6], '1,3,5-6'],
  ])('%j is listed as %j', (members, text) => {
    expect(rangeList(members)).toBe(text);
  });

  test('list and mask tell the same set', () => {
    const cpus = 64;
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(cpus - 1)), (chosen) => {
        const members = chosen.sort((a, b) => a - b);
        const bits = BigInt(`0x${cpuMask(members, cpus).replaceAll(',', '')}`);
        const listed = rangeList(members)
          .split(',')
          .filter(Boolean)
          .flatMap((range) => {
            const [first = 0, last = first] = range.split('-').map(Number);
            return Array.from({ length: last - first + 1 }, (_, index) => first + index);
          });
        expect(listed).toEqual(members);
        expect(Array.from({ length: cpus }, (_, id) => id).filter((id) => (bits >> BigInt(id)) & 1n)).toEqual(members);
      }),
    );
  });
});

describe('numbers', () => {
  test('a field that nobody gave is a visible zero', () => {
    expect(line(5, { 2: 'b', 4: -1 })).toBe('0 b 0 -1 0\n');
  });

  test('times are cut off and not rounded', () => {
    expect(ticks(19_999_999)).toBe(1);
    expect(seconds(1_999_999_999, 2)).toBe('1.99');
    expect(milliseconds(1_234_567.9)).toBe('1.234567');
  });

  test('kibibytes stand at the right of eight places', () => {
    expect(kilobytes(132 * 1024 + 1023)).toBe('     132 kB');
    expect(kilobytes(2 ** 40)).toBe('1073741824 kB');
  });

  test('white space of paths becomes octal', () => {
    expect(escaped('a b\tc\nd\\e')).toBe('a\\040b\\011c\\012d\\134e');
    expect(escaped('a b\nc', '\n')).toBe('a b\\012c');
  });
});
