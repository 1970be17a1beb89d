// Random programs behind caches and TLBs: both engines see the same hits, misses and stalls, whatever the geometry and policy.
import { expect, test } from 'vitest';
import fc from 'fast-check';
import { type CostModel, defaultCosts } from '../../../src/machine/cost-model.js';
import { memoryCounters } from '../../../src/machine/layout.js';
import { geometries, tinyHierarchy } from '../geometries.js';
import { layout, PagedMachine } from '../paged-machine.js';
import { instruction, registers, tameInstruction } from '../random-instructions.js';
import { history } from './sequence-history.js';

/** Costs of a core that begins several instructions a cycle and waits for some of them; loads and atomics wait for L1D too. */
function costs(issueWidth: number): CostModel {
  const instructions = { ...defaultCosts.instructions, mul: 3, div: 9, branch: 2, csr: 4, 'fp-div': 7, load: 4, atomic: 7 };
  return { ...defaultCosts, issueWidth, instructions, l1dHit: 3 };
}

/** The same page table under one of three identifiers; now and then a page, or a whole space, is forgotten whoever runs. */
function switchSpace({ machine, hart }: PagedMachine, slice: number): void {
  if (machine.asidBits === 0) return;
  const [next, other] = [1 + (slice % 3), 1 + ((slice + 1) % 3)];
  hart.setAddressSpace(hart.satpRoot, next);
  if (slice % 4 === 1) machine.flushTlb(hart.satpRoot, layout.data, next);
  if (slice % 4 === 3) machine.flushTlb(hart.satpRoot, undefined, other);
}

const programs = fc.oneof(
  fc.array(tameInstruction, { minLength: 5, maxLength: 60 }),
  fc.array(instruction, { minLength: 1, maxLength: 30 }),
);
const starts = fc.constantFrom(layout.code + 0x200, layout.code + 0x21e, layout.code + 4070, layout.code + 4084);

test.each(Object.entries(geometries))('%s: counts and cycles are the same in both engines', (_, hierarchy) => {
  const reference = new PagedMachine('reference', { hierarchy });
  const interpreter = new PagedMachine('interpreter', { hierarchy });
  fc.assert(
    fc.property(programs, registers, starts, (code, values, start) => {
      const sequence = { start, code, values, sliceNs: 400, slices: 10, between: switchSpace };
      expect(history(interpreter, sequence)).toEqual(history(reference, sequence));
    }),
    { numRuns: 60, seed: 11 },
  );
});

test.each([2, 3, 8])('%i instructions a cycle: the clock is the same in both engines, and what it is made of', (issueWidth) => {
  const [hierarchy, model] = [tinyHierarchy('lru'), costs(issueWidth)];
  const reference = new PagedMachine('reference', { hierarchy, costs: model });
  const interpreter = new PagedMachine('interpreter', { hierarchy, costs: model });
  const { hart } = interpreter;
  fc.assert(
    fc.property(programs, registers, starts, (code, values, start) => {
      const before = hart.counters.slice();
      const sequence = { start, code, values, sliceNs: 400, slices: 10, between: switchSpace };
      expect(history(interpreter, sequence)).toEqual(history(reference, sequence));
      const counted = memoryCounters.map((name, at) => [name, (hart.counters[at] ?? 0) - (before[at] ?? 0)] as const);
      const sum = (pattern: RegExp): number => counted.reduce((total, [name, count]) => (pattern.test(name) ? total + count : total), 0);
      const waited = sum(/^stall/) + sum(/^loads$/) * model.l1dHit;
      // What is left is the share of each instruction, and what mul, div and the like take beyond it.
      expect(hart.cycles - waited).toBeGreaterThanOrEqual(Math.floor(hart.instret / issueWidth));
    }),
    { numRuns: 60, seed: 12 },
  );
});
