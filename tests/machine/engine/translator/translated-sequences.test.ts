// Random loops run the same when they are translated: to the cycle, with the same misses, wherever they are preempted, trap or change themselves.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultCosts } from '../../../../src/machine/cost-model.js';
import { lengthOf } from '../../../../src/machine/isa/decode.js';
import type { Hierarchy } from '../../../../src/machine/memory/hierarchy/geometry.js';
import { tinyHierarchy } from '../../geometries.js';
import { layout, PagedMachine } from '../../paged-machine.js';
import { instruction, registers, tameInstruction } from '../../random-instructions.js';
import { history } from '../sequence-history.js';

/** beq x0, x0, -bytes: back to the beginning of `code`. */
function looped(code: readonly number[]): number[] {
  const offset = -code.reduce((sum, raw) => sum + lengthOf(raw), 0);
  const bits = (high: number, low: number): number => (offset >> low) & ((1 << (high - low + 1)) - 1);
  const branch = (bits(12, 12) << 31) | (bits(10, 5) << 25) | (bits(4, 1) << 8) | (bits(11, 11) << 7) | 0x63;
  return [...code, branch];
}

const bodies = fc.oneof(
  { weight: 3, arbitrary: fc.array(tameInstruction, { minLength: 3, maxLength: 60 }) },
  fc.array(instruction, { minLength: 1, maxLength: 30 }),
);
const starts = fc.constantFrom(layout.code + 0x200, layout.code + 0x21e, layout.code + 4070, layout.code + 4084);

interface Compared {
  readonly hierarchy?: Hierarchy;
  readonly issueWidth?: number;
  readonly sliceNs: number;
}

function compare({ hierarchy, issueWidth = 1, sliceNs }: Compared, numRuns: number): void {
  const instructions = { ...defaultCosts.instructions, mul: 3, div: 9, branch: 2, 'fp-div': 7 };
  const costs = issueWidth === 1 ? defaultCosts : { ...defaultCosts, issueWidth, instructions };
  const options = { costs, ...(hierarchy === undefined ? {} : { hierarchy }) };
  const reference = new PagedMachine('reference', options);
  const translated = new PagedMachine('auto', { ...options, hotAfter: 1 });
  fc.assert(
    fc.property(bodies, registers, starts, (body, values, start) => {
      const sequence = { start, code: looped(body), values, sliceNs, slices: 10 };
      expect(history(translated, sequence)).toEqual(history(reference, sequence));
    }),
    { numRuns, seed: 21 },
  );
}

test.each([15, 60, 400])('loops without caches, in slices of %i ns', (sliceNs) => {
  compare({ sliceNs }, 150);
});

test.each(['lru', 'plru', 'fifo', 'random'] as const)('loops behind %s caches', (replacement) => {
  compare({ hierarchy: tinyHierarchy(replacement), sliceNs: 400 }, 80);
});

test('loops behind caches as QEMU counts', () => {
  compare({ hierarchy: tinyHierarchy('lru', { semantics: 'qemu-cache-plugin' }), sliceNs: 400 }, 60);
});

test.each([2, 3, 8])('loops of %i instructions a cycle', (issueWidth) => {
  compare({ hierarchy: tinyHierarchy('lru'), issueWidth, sliceNs: 300 }, 80);
});
