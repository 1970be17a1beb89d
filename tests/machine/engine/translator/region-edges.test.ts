// What regions handle specially, one small program for each case: translated at once, they do what the reference engine does.
import { expect, test } from 'vitest';
import { assemble } from '../../assembler.js';
import { tinyHierarchy } from '../../geometries.js';
import { layout, PagedMachine } from '../../paged-machine.js';
import { history, type Sequence } from '../sequence-history.js';

type Options = ConstructorParameters<typeof PagedMachine>[1];

const noValues = new Array<bigint>(31).fill(0n);

/** Runs in slices of 20 ns unless the case says something else. */
function expectSame(sequence: Partial<Sequence> & Pick<Sequence, 'code'>, options: Options = {}): void {
  const whole = { start: layout.code, values: noValues, sliceNs: 20, slices: 15, ...sequence };
  const [reference, translated] = [new PagedMachine('reference', options), new PagedMachine('auto', { hotAfter: 1, ...options })];
  expect(history(translated, whole)).toEqual(history(reference, whole));
}

/** Counts in x10 up to 30 and goes on at `end`. */
const countTo30 = (...end: readonly number[]): number[] => [
  assemble('addi', { rd: 10, rs1: 10, imm: 1 }),
  assemble('addi', { rd: 11, imm: 30 }),
  assemble('beq', { rs1: 10, rs2: 11, imm: 8 }),
  assemble('beq', { imm: -12 }),
  ...end,
];

test.each([
  ['a jump', assemble('jal', { imm: -0xf_fff0 })],
  ['a call', assemble('jal', { rd: 1, imm: -0xf_fff0 })],
  ['an indirect jump', assemble('jalr', { imm: -6 })],
  ['an indirect call', assemble('jalr', { rd: 1, imm: -6 })],
])('%s back beyond address 0', (_, jump) => {
  expectSame({ code: countTo30(jump) });
});

test('a function that calls itself by another address of the same frame', () => {
  const alias = layout.unmapped;
  const call = (at: number, to: number): number => assemble('jal', { rd: 1, imm: to - at });
  const [caller, called] = [layout.code + 0x20, layout.code + 0x40];
  expectSame(
    {
      code: [call(layout.code, caller)],
      before: (machine) => {
        machine.setPte(alias, machine.pte(layout.code));
        machine.place(caller, [call(caller, called)]);
        machine.place(called, [assemble('addi', { rd: 10, rs1: 10, imm: 1 }), call(called + 4, alias + 0x40)]);
      },
      // Called at its other address it calls what is not mapped, and all begins anew.
      between: (machine, slice) => {
        if (slice === 9) machine.place(called + 4, [call(called + 4, alias + 0x40)]);
      },
      sliceNs: 200,
    },
    { hotAfter: 28 },
  );
});

test('a loop to an instruction in two lines fetches both, though the second one is that of the branch', () => {
  const start = layout.code + 0x21e;
  const hierarchy = tinyHierarchy('lru', { l1i: { sizeBytes: 256, ways: 8, latencyCycles: 1, replacement: 'lru' } });
  const loop = [
    assemble('addi', { rd: 10, rs1: 10, imm: 1 }),
    assemble('addi', { rd: 11, imm: 5 }),
    assemble('bne', { rs1: 10, rs2: 11, imm: -8 }),
  ];
  // Seven lines more, so that one of the nine is pushed out: that which was fetched longest ago.
  const straight = new Array<number>((0x310 - 0x22a) / 2).fill(0x0001);
  expectSame({ start, code: [...loop, ...straight, assemble('jal', { imm: 0x222 - 0x310 })], sliceNs: 100 }, { hierarchy });
});

test.each([1, 60_000])('a jump to the same line by another address needs the translation of that: hot after %i', (hotAfter) => {
  const [first, second] = [layout.code + 0x200, layout.unmapped + 0x200];
  const hierarchy = tinyHierarchy('lru', { itlb: { entries: 1, ways: 1, replacement: 'lru', latencyCycles: 0 } });
  const jumps = [assemble('jalr', { rs1: 12 }), assemble('jalr', { rs1: 13 })];
  const values = noValues.with(11, BigInt(second + 4)).with(12, BigInt(first));
  const before = (machine: PagedMachine): void => machine.setPte(layout.unmapped, machine.pte(layout.code));
  expectSame({ start: first, code: jumps, values, before, sliceNs: 100 }, { hierarchy, hotAfter });
});

test.each([
  ['translated', 1, 5],
  ['interpreted', 60_000, 0],
])('an instruction that is executed outside is fetched once, where its two pages have room for one translation: %s', (_, hotAfter, frm) => {
  const hierarchy = tinyHierarchy('lru', { itlb: { entries: 1, ways: 1, replacement: 'lru', latencyCycles: 0 } });
  const code = [
    assemble('addi', { rd: 10, rs1: 10, imm: 1 }),
    assemble('fadd.s', { rd: 8, rs1: 8, rs2: 8, rm: 7 }),
    assemble('jal', { imm: -8 }),
  ];
  const before = ({ hart }: PagedMachine): void => {
    hart.fcsr = frm << 5;
  };
  expectSame({ start: layout.codeBehind - 6, code, before, sliceNs: 60 }, { hierarchy, hotAfter });
});
