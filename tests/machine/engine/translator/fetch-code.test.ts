// What has to be looked at between two instructions: pages and lines that are new, or may have gone.
import { describe, expect, test } from 'vitest';
import { fetchBetween } from '../../../../src/machine/engine/translator/fetch-code.js';
import { tinyHierarchy } from '../../geometries.js';

const lines = tinyHierarchy('lru');
const first = tinyHierarchy('lru', { semantics: 'qemu-cache-plugin' });

function at(pc: number, bytes: 2 | 4 = 4): { pc: number; bytes: 2 | 4 } {
  return { pc, bytes };
}

describe('lines of 32 bytes', () => {
  test.each([
    ['the same line', at(0x1_0200), at(0x1_0204), []],
    ['the next line', at(0x1_021c), at(0x1_0220), [0x1_0220]],
    ['an instruction in two lines', at(0x1_021c, 2), at(0x1_021e), [0x1_0220]],
    ['behind an instruction in two lines', at(0x1_021e), at(0x1_0222), []],
    ['two lines, both new', at(0x1_0300), at(0x1_021e), [0x1_0200, 0x1_0220]],
    ['two lines, of which the second is the present one', at(0x1_0222), at(0x1_021e), [0x1_0200, 0x1_0220]],
  ])('%s', (_, from, to, expected) => {
    expect(fetchBetween(from, to, lines)).toEqual({ pages: [], lines: expected });
  });

  test('where other code was executed in between, the same line is looked at too', () => {
    expect(fetchBetween(at(0x1_0200), at(0x1_0204), lines, true)).toEqual({ pages: [], lines: [0x1_0200] });
  });

  test('as QEMU counts, an instruction is in the line of its first byte', () => {
    expect(fetchBetween(at(0x1_021c, 2), at(0x1_021e), first).lines).toEqual([]);
    expect(fetchBetween(at(0x1_021e), at(0x1_0222), first).lines).toEqual([0x1_0220]);
  });
});

describe('pages', () => {
  test.each([
    ['the same page', at(0x1_0200), at(0x1_0ffc), []],
    ['the next page', at(0x1_0ffc), at(0x1_1000), [0x1_1000]],
    ['an instruction in two pages', at(0x1_0ffa), at(0x1_0ffe), [0x1_1000]],
    ['behind an instruction in two pages', at(0x1_0ffe), at(0x1_1002), []],
    ['back from an instruction in two pages', at(0x1_0ffe), at(0x1_0ff0), []],
    ['two pages, both new', at(0x1_3000), at(0x1_0ffe), [0x1_0000, 0x1_1000]],
  ])('%s', (_, from, to, pages) => {
    expect(fetchBetween(from, to, undefined)).toEqual({ pages, lines: [] });
    expect(fetchBetween(from, to, lines).pages).toEqual(pages);
  });
});
