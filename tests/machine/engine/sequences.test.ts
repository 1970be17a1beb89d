// Random programs run the same in both engines, instruction for instruction: branches, faults, compressed code, code that changes itself.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lengthOf } from '../../../src/machine/isa/decode.js';
import { layout, PagedMachine } from '../paged-machine.js';
import { instruction, registers, tameInstruction } from '../random-instructions.js';
import { history } from './sequence-history.js';

const engines = { reference: new PagedMachine('reference'), interpreter: new PagedMachine('interpreter') };
const short = { sliceNs: 40, slices: 12 };

function sameHistory(code: fc.Arbitrary<number[]>, starts: readonly number[], numRuns: number): void {
  fc.assert(
    fc.property(code, registers, fc.constantFrom(...starts), (program, values, start) => {
      const sequence = { start, code: program, values, ...short };
      expect(history(engines.interpreter, sequence)).toEqual(history(engines.reference, sequence));
    }),
    { numRuns, seed: 7 },
  );
}

test('programs of small steps run the same in both engines', () => {
  sameHistory(fc.array(tameInstruction, { minLength: 5, maxLength: 60 }), [layout.code + 0x200], 120);
});

test('programs across the end of a page run the same in both engines', () => {
  sameHistory(
    fc.array(tameInstruction, { minLength: 10, maxLength: 40 }),
    [layout.code + 4070, layout.code + 4072, layout.code + 4084],
    80,
  );
});

test('programs of arbitrary instructions run the same in both engines', () => {
  sameHistory(fc.array(instruction, { minLength: 1, maxLength: 30 }), [layout.code + 0x200, layout.code + 4080], 80);
});

test('programs of random bytes run the same in both engines', () => {
  sameHistory(
    fc.array(
      fc.integer({ min: 0, max: 0xffff }).map((half) => (lengthOf(half) === 4 ? half & ~1 : half)),
      { minLength: 1, maxLength: 40 },
    ),
    [layout.code],
    60,
  );
});

test('programs that write over their own code run the same in both engines', () => {
  // Stores of x8-x15 through x8-x15, which point into the code.
  const stores = fc
    .tuple(fc.constantFrom(0x23, 0x1023, 0x2023, 0x3023), fc.integer({ min: 0, max: 0xfff }))
    .map(([match, bits]) => match | ((8 + (bits & 7)) << 15) | ((8 + ((bits >> 3) & 7)) << 20) | ((bits >> 6) << 8));
  const code = fc.array(fc.oneof(tameInstruction, stores), { minLength: 20, maxLength: 60 });
  const target = fc.integer({ min: 0, max: 255 }).map((offset) => BigInt(layout.code + 0x200 + offset));
  const pointers = fc.array(fc.oneof(target, fc.constantFrom(0x0013_0001n, 0x0001_0001n, 0x0000_a001_0505_0505n)), {
    minLength: 31,
    maxLength: 31,
  });
  fc.assert(
    fc.property(code, pointers, (program, values) => {
      const sequence = { start: layout.code + 0x200, code: program, values, ...short };
      expect(history(engines.interpreter, sequence)).toEqual(history(engines.reference, sequence));
    }),
    { numRuns: 100, seed: 11 },
  );
});
