// Which identifier a space has, and that no hart ever finds translations of another space under it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AddressSpace } from '../../../src/kernel/mm/address-space.js';
import { activateContext, type AsidAllocator, createAsids } from '../../../src/kernel/mm/asids.js';
import { memoryForTest, spaceForTest } from './memory-for-test.js';

const m = memoryForTest({ ramBytes: 8 << 20 });

function allocator(bits: number, harts: number): AsidAllocator {
  const asids = createAsids(bits, harts);
  if (asids === undefined) throw new Error('too few identifiers');
  return asids;
}

function spaces(count: number): AddressSpace[] {
  return Array.from({ length: count }, () => spaceForTest(m));
}

/** What a TLB compares. */
function asidOf({ context }: AddressSpace): number {
  return context % 256;
}

describe('identifiers', () => {
  test('are handed out one by one, and kept', () => {
    const asids = allocator(8, 2);
    const [first, second] = spaces(2) as [AddressSpace, AddressSpace];
    for (const space of [first, second, first]) expect(activateContext(asids, 0, space)).toBe(false);
    expect([first, second].map(asidOf)).toEqual([1, 2]);
    expect(activateContext(asids, 1, second)).toBe(false);
    expect(asidOf(second)).toBe(2);
  });

  test('are not used when two for each hart are not there', () => {
    expect(createAsids(0, 1)).toBeUndefined();
    expect(createAsids(2, 2)).toBeUndefined();
    expect(createAsids(3, 2)).toBeDefined();
    expect(createAsids(8, 64)).toBeDefined();
  });

  test('begin anew when all are taken: each hart forgets all once, and what runs elsewhere keeps its own', () => {
    const asids = allocator(3, 2);
    const [elsewhere, ...others] = spaces(8) as [AddressSpace, ...AddressSpace[]];
    activateContext(asids, 1, elsewhere);
    for (const space of others.slice(0, 6)) expect(activateContext(asids, 0, space)).toBe(false);
    expect(asids.generation).toBe(1);
    const [oldest] = others as [AddressSpace];
    const last = others[6] as AddressSpace;
    expect(activateContext(asids, 0, last)).toBe(true);
    expect(asids.generation).toBe(2);
    expect(asidOf(last)).not.toBe(asidOf(elsewhere));
    const before = asidOf(elsewhere);
    expect(activateContext(asids, 0, elsewhere)).toBe(false);
    expect(asidOf(elsewhere)).toBe(before);
    expect(activateContext(asids, 1, oldest)).toBe(true);
    expect(activateContext(asids, 1, elsewhere)).toBe(false);
  });
});

interface Step {
  readonly hart: number;
  readonly space: number;
  /** The space dies after this, and another takes its place. */
  readonly ends: boolean;
}

/** Harts with TLBs that hold one mark for each identifier: whose translations it has under it. */
class Tlbs {
  readonly #marks: Map<number, AddressSpace>[];
  readonly #running: (AddressSpace | undefined)[];
  readonly #asids: AsidAllocator;

  constructor(asids: AsidAllocator, harts: number) {
    this.#asids = asids;
    this.#marks = Array.from({ length: harts }, () => new Map());
    this.#running = Array.from({ length: harts }, () => undefined);
  }

  enter(hart: number, space: AddressSpace): void {
    const marks = this.#marks[hart] ?? new Map();
    if (this.#running[hart] !== space && activateContext(this.#asids, hart, space)) marks.clear();
    this.#running[hart] = space;
    expect(asidOf(space)).toBeGreaterThan(0);
    expect(marks.get(asidOf(space)) ?? space).toBe(space);
    marks.set(asidOf(space), space);
    // A change of its page table must find it on every hart where it runs.
    for (const [id, running] of this.#running.entries()) if (running === space) expect(this.#marks[id]?.get(asidOf(space))).toBe(space);
  }

  leave(space: AddressSpace): void {
    for (const [hart, running] of this.#running.entries()) if (running === space) this.#running[hart] = undefined;
  }
}

test('no hart ever finds translations of another space under an identifier, however often they begin anew', () => {
  const step: fc.Arbitrary<Step> = fc.record({
    hart: fc.nat(2),
    space: fc.nat(11),
    ends: fc.integer({ min: 0, max: 9 }).map((chance) => chance === 0),
  });
  let rollovers = 0;
  fc.assert(
    fc.property(fc.constantFrom(3, 4), fc.array(step, { minLength: 50, maxLength: 300, size: 'max' }), (bits, steps) => {
      const asids = allocator(bits, 3);
      const tlbs = new Tlbs(asids, 3);
      const alive: Pick<AddressSpace, 'context'>[] = Array.from({ length: 12 }, () => ({ context: 0 }));
      for (const { hart, space: index, ends } of steps) {
        const space = alive[index] as AddressSpace;
        tlbs.enter(hart, space);
        if (!ends) continue;
        tlbs.leave(space);
        alive[index] = { context: 0 };
      }
      rollovers += asids.generation - 1;
    }),
    { numRuns: 200 },
  );
  expect(rollovers).toBeGreaterThan(200);
});
