// What blocks cost: shares of a cycle, and the word of counts.
import { expect, test } from 'vitest';
import { defaultCosts } from '../../../../src/machine/cost-model.js';
import { type CompilationTarget, countsAreKept, countShift } from '../../../../src/machine/engine/region-call.js';
import { costsAhead } from '../../../../src/machine/engine/translator/block-costs.js';
import { assemble } from '../../assembler.js';
import { tinyHierarchy } from '../../geometries.js';
import { instructionsAt } from './guest-code.js';

const costs = { ...defaultCosts.instructions, mul: 3 };
const block = instructionsAt(0x1_0000, [
  assemble('ld', { rd: 1, rs1: 2 }),
  assemble('mul', { rd: 1, rs1: 1, rs2: 1 }),
  assemble('amoadd.d', { rd: 1, rs1: 2, rs2: 3 }),
  assemble('sc.d', { rd: 1, rs1: 2, rs2: 3 }),
  assemble('sw', { rs1: 2, rs2: 1 }),
]);

function countsOf(target: CompilationTarget): unknown[] {
  const field = (counts: bigint, shift: bigint): number => Number((counts >> shift) & 0xffn);
  return costsAhead(block, target).map(({ shares, counts }) => [
    shares,
    field(counts, countShift.retired),
    field(counts, countShift.loads),
    field(counts, countShift.stores),
  ]);
}

test('each instruction has the cost of it and of all behind it; accesses that may not happen are not in it', () => {
  const target = { costs, issueWidth: 1, hierarchy: tinyHierarchy('lru') };
  expect(countsOf(target)).toEqual([
    [7, 5, 2, 2],
    [6, 4, 1, 2],
    [3, 3, 1, 2],
    [2, 2, 0, 1],
    [1, 1, 0, 1],
  ]);
});

test('without caches no accesses are counted; cycles have as many shares as instructions begin in them', () => {
  expect(countsOf({ costs, issueWidth: 4, hierarchy: undefined })[0]).toEqual([4 * 2 + 5, 5, 0, 0]);
});

test('the word of counts is needed with caches, and when an instruction takes more than one cycle', () => {
  const plain = Object.fromEntries(Object.keys(costs).map((name) => [name, 1])) as typeof costs;
  expect(countsAreKept({ costs: plain, issueWidth: 1, hierarchy: undefined })).toBe(false);
  expect(countsAreKept({ costs, issueWidth: 1, hierarchy: undefined })).toBe(true);
  expect(countsAreKept({ costs: plain, issueWidth: 1, hierarchy: tinyHierarchy('lru') })).toBe(true);
});
