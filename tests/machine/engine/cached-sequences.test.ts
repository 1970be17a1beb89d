// Random programs behind caches and TLBs: both engines see the same hits, misses and stalls, whatever the geometry and policy.
import { expect, test } from 'vitest';
import fc from 'fast-check';
import { type CostModel, defaultCosts } from '../../../src/machine/cost-model.js';
import { memoryCounters } from '../../../src/machine/layout.js';
import type { Hierarchy } from '../../../src/machine/memory/hierarchy/geometry.js';
import { tinyHierarchy } from '../geometries.js';
import { layout, PagedMachine } from '../paged-machine.js';
import { instruction, registers, tameInstruction } from '../random-instructions.js';

const sliceNs = 400;
const slices = 10;

const geometries: Readonly<Record<string, Hierarchy>> = {
  lru: tinyHierarchy('lru'),
  plru: tinyHierarchy('plru', { sequentialOverlap: 4 }),
  fifo: tinyHierarchy('fifo', { l2tlb: { entries: 4, ways: 2, replacement: 'lru', latencyCycles: 3 } }),
  'lru with identifiers': tinyHierarchy('lru', { asid: true, itlb: { entries: 4, ways: 4, replacement: 'lru', latencyCycles: 0 } }),
  'fifo with identifiers': tinyHierarchy('fifo', { asid: true, l2tlb: { entries: 8, ways: 2, replacement: 'fifo', latencyCycles: 3 } }),
  random: tinyHierarchy('random', { l3: { sizeBytes: 4096, ways: 4, latencyCycles: 20, replacement: 'random' } }),
  'fully associative': tinyHierarchy('lru', { l1i: { sizeBytes: 256, ways: 8, latencyCycles: 1, replacement: 'lru' } }),
  'as QEMU counts': tinyHierarchy('lru', { semantics: 'qemu-cache-plugin' }),
  'as QEMU counts, fifo': tinyHierarchy('fifo', { semantics: 'qemu-cache-plugin', l2: undefined }),
  'long lines, shared L2': tinyHierarchy('lru', {
    lineBytes: 512,
    l1i: { sizeBytes: 1024, ways: 1, latencyCycles: 1, replacement: 'lru' },
    l1d: { sizeBytes: 1024, ways: 1, latencyCycles: 1, replacement: 'lru' },
    l2: { sizeBytes: 8192, ways: 4, latencyCycles: 7, replacement: 'plru', shared: true },
  }),
};

/** Costs of a core that begins several instructions a cycle and waits for some of them; loads and atomics wait for L1D too. */
function costs(issueWidth: number): CostModel {
  const instructions = { ...defaultCosts.instructions, mul: 3, div: 9, branch: 2, csr: 4, 'fp-div': 7, load: 4, atomic: 7 };
  return { ...defaultCosts, issueWidth, instructions, l1dHit: 3 };
}

/** The same page table under one of three identifiers; now and then a page, or a whole space, is forgotten whoever runs. */
function switchSpace({ machine, hart }: PagedMachine, slice: number): void {
  const [next, other] = [1 + (slice % 3), 1 + ((slice + 1) % 3)];
  hart.setAddressSpace(hart.satpRoot, next);
  if (slice % 4 === 1) machine.flushTlb(hart.satpRoot, layout.data, next);
  if (slice % 4 === 3) machine.flushTlb(hart.satpRoot, undefined, other);
}

function history(machine: PagedMachine, start: number, code: readonly number[], values: readonly bigint[]): unknown[] {
  const { hart } = machine;
  machine.reset();
  machine.fillPage(layout.code, 0x0001);
  machine.fillPage(layout.codeBehind, 0x0001);
  machine.place(start, code);
  for (const [index, value] of values.entries()) hart.writeX(index + 1, value);
  hart.cycles = 0;
  hart.instret = 0;
  hart.pc = BigInt(start);
  const seen: unknown[] = [];
  for (let slice = 1; slice <= slices; slice++) {
    const { event } = machine.machine.step(slice * sliceNs);
    seen.push({ event, ...machine.state(), counters: memoryCounters.map((name) => `${name} ${hart.counter(name)}`) });
    if (event === 'trap') hart.pc = hart.trap.cause.startsWith('instruction') ? BigInt(start) : hart.pc + 2n;
    if (event === 'trap') hart.charge(1);
    if (machine.machine.asidBits > 0) switchSpace(machine, slice);
  }
  return seen;
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
      expect(history(interpreter, start, code, values)).toEqual(history(reference, start, code, values));
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
      expect(history(interpreter, start, code, values)).toEqual(history(reference, start, code, values));
      const counted = memoryCounters.map((name, at) => [name, (hart.counters[at] ?? 0) - (before[at] ?? 0)] as const);
      const sum = (pattern: RegExp): number => counted.reduce((total, [name, count]) => (pattern.test(name) ? total + count : total), 0);
      const waited = sum(/^stall/) + sum(/^loads$/) * model.l1dHit;
      // What is left is the share of each instruction, and what mul, div and the like take beyond it.
      expect(hart.cycles - waited).toBeGreaterThanOrEqual(Math.floor(hart.instret / issueWidth));
    }),
    { numRuns: 60, seed: 12 },
  );
});
