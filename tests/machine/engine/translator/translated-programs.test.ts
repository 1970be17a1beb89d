// Random programs of the shapes that regions handle specially run the same when they are translated: whatever they jump to, call, write over or fault at, and
// whatever a kernel does to them in between.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultCosts } from '../../../../src/machine/cost-model.js';
import { geometries, tinyHierarchy } from '../../geometries.js';
import { layout, PagedMachine } from '../../paged-machine.js';
import { registers } from '../../random-instructions.js';
import { type Disturbance, disturbance } from '../disturbances.js';
import { assembleProgram, type Mixture, pointers, type Program, programOf, register } from '../random-programs.js';
import { history, type Sequence } from '../sequence-history.js';

type Options = NonNullable<ConstructorParameters<typeof PagedMachine>[1]>;

const slices = 14;
const starts = fc.constantFrom(layout.code + 0x200, layout.code + 0x21e, layout.code + 0xf00, layout.code + 4050, layout.code + 2);
const places = [
  layout.data,
  layout.dataBehind - 8,
  layout.dataBehind + 4090,
  layout.readOnly,
  layout.unmapped,
  layout.kernelOnly,
  layout.code + 0x200,
  layout.executeOnly,
];
const pointer = fc
  .tuple(fc.constantFrom(layout.data, ...places), fc.constantFrom(0, 0, 8, 1, 5, 30))
  .map(([page, offset]) => BigInt(page + offset));

interface Case {
  readonly program: Program;
  readonly values: bigint[];
  readonly places: bigint[];
  readonly start: number;
  readonly sliceNs: number;
  /** How deep functions recurse that call themselves, and other numbers. */
  readonly depth: number;
  readonly bits: number;
  readonly disturbances: Disturbance[];
}

function cases(mixture: Mixture, isDisturbed: boolean): fc.Arbitrary<Case> {
  return fc.record({
    program: programOf(mixture),
    values: registers,
    places: fc.array(pointer, { minLength: pointers, maxLength: pointers }),
    start: starts,
    sliceNs: fc.constantFrom(15, 60, 200, 400),
    depth: fc.constantFrom(3, 20, 300),
    bits: fc.integer(),
    disturbances: isDisturbed ? fc.array(disturbance, { minLength: slices / 2, maxLength: slices }) : fc.constant([]),
  });
}

function sequenceOf({ program, values, places: pointed, start, sliceNs, depth, bits, disturbances }: Case): Sequence {
  const x = [...values];
  x[register.sp - 1] = BigInt(layout.dataBehind + 4032);
  x[register.depth - 1] = BigInt(depth);
  for (const [index, place] of pointed.entries()) x[register.pointer + index - 1] = place;
  return {
    start,
    // What would not fit is cut off.
    code: assembleProgram(program, start).slice(0, (layout.codeBehind + 4096 - start) / 4),
    values: x,
    sliceNs,
    slices,
    before: ({ harts }) => {
      for (const [id, hart] of harts.entries()) {
        hart.fcsr = bits & 0x1f;
        hart.fpDirty = false;
        // Others than the first go their own ways.
        if (id > 0) hart.writeX(8, BigInt(bits >>> 3));
        if (id > 0) hart.writeX(register.sp, BigInt(layout.dataBehind - 64));
      }
    },
    between: (machine, slice) => {
      disturbances[slice - 1]?.(machine);
      if (slice % 3 === 0) machine.hart.fpDirty = false;
      if (machine.machine.asidBits > 0) machine.hart.setAddressSpace(machine.hart.satpRoot, 1 + (slice % 3));
    },
  };
}

interface Compared {
  readonly mixture: Mixture;
  readonly options?: Options;
  readonly numRuns: number;
  readonly isDisturbed?: boolean;
}

function compare({ mixture, options = {}, numRuns, isDisturbed = false }: Compared): void {
  const lead = options.harts === undefined ? {} : { leadCycles: 30 };
  const reference = new PagedMachine('reference', { ...options, ...lead });
  const translated = [1, 9, 20].map((hotAfter) => new PagedMachine('auto', { ...options, ...lead, hotAfter }));
  fc.assert(
    fc.property(cases(mixture, isDisturbed), (found) => {
      const sequence = sequenceOf(found);
      const expected = history(reference, sequence);
      for (const machine of translated) expect(history(machine, sequence)).toEqual(expected);
    }),
    { numRuns, seed: 31 },
  );
}

const everything: Mixture = { floating: 2, accessing: 2, reserving: 2, structured: 3, calling: 2, wild: 1, table: 1, writing: 1 };
const instructions = { ...defaultCosts.instructions, mul: 3, div: 9, branch: 2, 'fp-div': 7, load: 4 };

const mixtures: Readonly<Record<string, Mixture>> = {
  'loops and choices': { structured: 4, computing: 3 },
  'jumps anywhere': { wild: 2, structured: 1, table: 1 },
  'calls and returns': { calling: 3, wild: 1, structured: 1 },
  'code that is written over': { writing: 2, structured: 3, calling: 1, wild: 1 },
  'accesses that fault': { accessing: 4, structured: 3, calling: 1 },
  'floats in all rounding modes': { floating: 6, structured: 3, calling: 1 },
};

test.each(Object.entries(mixtures))('%s', (_, mixture) => {
  compare({ mixture, numRuns: 12 });
});

test.each(Object.entries(mixtures))('%s, behind caches in which all lines collide', (_, mixture) => {
  const none = { replacement: 'lru', latencyCycles: 0 } as const;
  const l1i = { sizeBytes: 64, ways: 1, latencyCycles: 1, replacement: 'lru' } as const;
  compare({ mixture, options: { hierarchy: tinyHierarchy('lru', { l1i, itlb: { entries: 1, ways: 1, ...none } }) }, numRuns: 10 });
});

test.each(Object.entries(geometries))('everything that there is, behind caches: %s', (_, hierarchy) => {
  compare({ mixture: everything, options: { hierarchy }, numRuns: 6 });
});

test.each(Object.entries(mixtures))('%s, while a kernel changes pages and code', (_, mixture) => {
  compare({ mixture, numRuns: 8, isDisturbed: true });
});

test.each([2, 3])('everything that there is on %i harts, with changes in between', (harts) => {
  const costs = { ...defaultCosts, issueWidth: harts, instructions };
  compare({ mixture: everything, options: { harts, costs, hierarchy: tinyHierarchy('fifo') }, numRuns: 8, isDisturbed: true });
});
