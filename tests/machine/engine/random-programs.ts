// Random programs with the shapes that translated regions have: loops in loops, functions, jumps anywhere, tables, code that is written over. Knows encodings, not meanings.
import fc from 'fast-check';
import { lengthOf } from '../../../src/machine/isa/decode.js';
import type { Instruction } from '../../../src/machine/isa/instruction.js';
import { instructions } from '../../../src/machine/isa/instructions.js';
import { type AssemblerOperands, assemble } from '../assembler.js';
import { encodingOf, tameInstruction } from '../random-instructions.js';

/** Where a piece goes: so many pieces from itself, or a function of the program. */
type Goal = number | { readonly function: number };

/** Some instructions of a program, which may need to know where others stand. */
interface Piece {
  readonly bytes: number;
  encode(at: number, addressOf: (goal: Goal) => number): readonly number[];
}

/** The main part, then the functions; each a list of pieces. */
export type Program = readonly (readonly Piece[])[];

/** Registers by what programs use them for; x8-x15 are computed with. */
export const register = { ra: 1, sp: 2, link: 5, count: 16, depth: 20, pointer: 24, address: 30, temporary: 31 } as const;
const counters = 4;
export const pointers = 6;

/** The encodings of a program that stands at `start`. */
export function assembleProgram(program: Program, start: number): number[] {
  const pieces = program.flat();
  const addresses: number[] = [];
  let at = start;
  for (const { bytes } of pieces) {
    addresses.push(at);
    at += bytes;
  }
  const functions: number[] = [];
  let first = 0;
  for (const part of program) {
    functions.push(first);
    first += part.length;
  }
  const { length } = pieces;
  return pieces.flatMap((piece, index) => {
    const indexOf = (goal: Goal): number =>
      typeof goal === 'number' ? (index + goal + 1000 * length) % length : (functions[goal.function % functions.length] ?? 0);
    return piece.encode(addresses[index] ?? start, (goal) => addresses[indexOf(goal)] ?? start);
  });
}

/** Instructions that stand for themselves. */
function plain(...encodings: readonly number[]): Piece {
  return { bytes: encodings.reduce((sum, raw) => sum + lengthOf(raw), 0), encode: () => encodings };
}

function asm(mnemonic: string, operands: AssemblerOperands = {}): Piece {
  return plain(assemble(mnemonic, operands));
}

/** A branch or a jump by its distance. */
function jumpTo(mnemonic: string, goal: Goal, operands: AssemblerOperands = {}): Piece {
  return { bytes: 4, encode: (at, addressOf) => [assemble(mnemonic, { ...operands, imm: addressOf(goal) - at })] };
}

/** The address of a piece in a register. */
function addressOfPiece(rd: number, goal: Goal): Piece {
  return {
    bytes: 8,
    encode: (at, addressOf) => {
      const distance = addressOf(goal) - at;
      const low = (distance << 20) >> 20;
      return [assemble('auipc', { rd, imm: distance - low }), assemble('addi', { rd, rs1: rd, imm: low })];
    },
  };
}

/** A word in a register. */
function constantIn(rd: number, value: number): Piece {
  const low = (value << 20) >> 20;
  return plain(assemble('lui', { rd, imm: value - low }), assemble('addiw', { rd, rs1: rd, imm: low }));
}

const any = (max: number): fc.Arbitrary<number> => fc.integer({ min: 0, max });
const tameRegister = any(7).map((number) => 8 + number);
const distance = fc.oneof({ weight: 3, arbitrary: fc.integer({ min: -6, max: 8 }) }, fc.integer({ min: -60, max: 60 }));
const aFunction = any(5).map((number): Goal => ({ function: 1 + number }));
const pointer = any(pointers - 1).map((number) => register.pointer + number);

const computing = tameInstruction.filter((raw) => !isJump(raw)).map((raw) => plain(raw));
const short = fc
  .integer({ min: 0, max: 0xffff })
  .map((bits) => plain([0x0001, 0x9532, 0x8d2d, 0x0505, 0x157d, 0x85aa, 0x952e][bits % 7] ?? 1));

function isJump(raw: number): boolean {
  const row = instructions.find(
    (candidate) => ((raw ^ candidate.match) & candidate.mask) === 0 && lengthOf(candidate.match) === lengthOf(raw),
  );
  return row?.cost === 'jump' || row?.cost === 'branch';
}

function rowsOf(pattern: RegExp): readonly Instruction[] {
  return instructions.filter(({ match, cost, mnemonic }) => (match & 3) === 3 && pattern.test(`${cost} ${mnemonic}`));
}

/** Instructions of some rows, with registers of these files' tame ones and a base of its own. */
function withBase(rows: readonly Instruction[], base: fc.Arbitrary<number>): fc.Arbitrary<Piece> {
  return fc.tuple(any(rows.length - 1), fc.integer(), base, any(63)).map(([index, bits, rs1, near]) => {
    const [row] = [rows[index]];
    if (row === undefined) return plain(0x13);
    const tame = (bits & 0x0600_0000) | ((8 + (near & 7)) << 7) | ((8 + ((near >> 3) & 7)) << 20) | (rs1 << 15);
    const small = row.format === 'I' ? (bits & 0x01f0_0000) | ((8 + (near & 7)) << 7) | (rs1 << 15) : tame;
    const store = row.format === 'S' ? (bits & 0x0000_0f80) | ((8 + (near & 7)) << 20) | (rs1 << 15) : small;
    return plain(encodingOf(row, store) ?? 0x13);
  });
}

const accessing = fc.oneof(
  withBase(rowsOf(/^(load|store) /), pointer),
  fc.tuple(pointer, fc.constantFrom(-64, -8, -1, 1, 2, 8, 32, 1000)).map(([rd, imm]) => asm('addi', { rd, rs1: rd, imm })),
);
const reserving = fc.oneof(withBase(rowsOf(/^atomic /), pointer), withBase(rowsOf(/ (lr|sc)\./), fc.constant(register.pointer)));

const roundingMode = any(7);
const floating = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(any(1000), fc.integer(), roundingMode, any(511)).map(([index, bits, rm, near]) => {
      const rows = rowsOf(/^fp-/);
      const row = rows[index % rows.length];
      const raw = ((8 + (near & 7)) << 7) | ((8 + ((near >> 3) & 7)) << 15) | ((8 + ((near >> 6) & 7)) << 20);
      return plain((row && encodingOf(row, raw | (rm << 12) | ((8 + (bits & 7)) << 27))) ?? 0x13);
    }),
  },
  roundingMode.map((rm) => asm('csrrwi', { rd: 0, imm: 2, rm })),
  any(31).map((rm) => asm('csrrwi', { rd: 9, imm: 1, rm })),
  tameRegister.map((rd) => asm('csrrs', { rd, imm: 3 })),
);

const branchNames = ['beq', 'bne', 'blt', 'bge', 'bltu', 'bgeu'] as const;
const branching = (goal: fc.Arbitrary<number>): fc.Arbitrary<Piece> =>
  fc.tuple(fc.constantFrom(...branchNames), tameRegister, tameRegister, goal).map(([name, rs1, rs2, to]) => jumpTo(name, to, { rs1, rs2 }));

/** Jumps to any piece: loops with several entries, jumps into functions and out of them. */
const wild = fc.oneof(
  { weight: 4, arbitrary: branching(distance) },
  fc.tuple(fc.constantFrom(0, 0, 1, 5, 7), distance).map(([rd, to]) => jumpTo('jal', to, { rd })),
);

function calling(goal: fc.Arbitrary<Goal>): fc.Arbitrary<Piece[]> {
  const links = fc.constantFrom(1, 1, 1, 5, 0);
  return fc.oneof(
    { weight: 3, arbitrary: fc.tuple(links, goal).map(([rd, to]) => [jumpTo('jal', to, { rd })]) },
    fc
      .tuple(links, goal, fc.constantFrom(30, 30, 1, 5), fc.constantFrom(0, 0, 0, 2, 4, 8))
      .map(([rd, to, rs1, imm]) => [addressOfPiece(rs1, to), asm('jalr', { rd, rs1, imm })]),
  );
}

/** Writes an instruction over a piece, or copies one there. */
const writing: fc.Arbitrary<Piece[]> = fc
  .tuple(distance, distance, tameInstruction, any(3))
  .map(([to, from, raw, kind]) => [
    addressOfPiece(register.temporary, to),
    ...(kind === 0
      ? [addressOfPiece(register.address, from), asm('lw', { rd: register.address, rs1: register.address })]
      : [constantIn(register.address, raw | 0)]),
    asm(kind === 2 ? 'sh' : 'sw', { rs1: register.temporary, rs2: register.address, imm: kind === 3 ? 2 : 0 }),
  ]);

/** Through a table of jumps behind it. */
const table: fc.Arbitrary<Piece[]> = fc
  .tuple(tameRegister, fc.array(distance, { minLength: 4, maxLength: 4 }))
  .map(([rs1, goals]) => [
    addressOfPiece(register.address, 5),
    asm('andi', { rd: register.temporary, rs1, imm: 3 }),
    asm('slli', { rd: register.temporary, rs1: register.temporary, imm: 2 }),
    asm('add', { rd: register.address, rs1: register.address, rs2: register.temporary }),
    asm('jalr', { rs1: register.address }),
    ...goals.map((to) => jumpTo('jal', to)),
  ]);

/** What a program is made of, by how often. */
export interface Mixture {
  readonly computing?: number;
  readonly accessing?: number;
  readonly reserving?: number;
  readonly floating?: number;
  readonly wild?: number;
  readonly calling?: number;
  readonly writing?: number;
  readonly table?: number;
  readonly structured?: number;
}

const one = (pieces: fc.Arbitrary<Piece>): fc.Arbitrary<Piece[]> => pieces.map((piece) => [piece]);

/** Straight-line parts, loops around them and choices between them, so deep. */
function body(mixture: Mixture, depth: number): fc.Arbitrary<Piece[]> {
  const parts: Record<keyof Mixture, fc.Arbitrary<Piece[]>> = {
    computing: one(fc.oneof(computing, short)),
    accessing: one(accessing),
    reserving: one(reserving),
    floating: one(floating),
    wild: one(wild),
    calling: calling(fc.oneof({ weight: 5, arbitrary: aFunction }, distance)),
    writing,
    table,
    structured: depth === 0 ? one(computing) : structured(mixture, depth),
  };
  const all = { computing: 4, ...mixture };
  const weighted = (Object.keys(all) as (keyof Mixture)[]).map((name) => ({ weight: all[name] ?? 0, arbitrary: parts[name] }));
  return fc.array(fc.oneof(...weighted), { minLength: 1, maxLength: depth === 0 ? 5 : 8 }).map((lists) => lists.flat());
}

function structured(mixture: Mixture, depth: number): fc.Arbitrary<Piece[]> {
  const inner = body(mixture, depth - 1);
  return fc.oneof(
    fc.tuple(inner, fc.integer({ min: 1, max: 5 }), any(counters - 1)).map(([pieces, rounds, number]) => {
      const rd = register.count + number;
      return [
        asm('addi', { rd, imm: rounds }),
        ...pieces,
        asm('addi', { rd, rs1: rd, imm: -1 }),
        jumpTo('blt', -pieces.length - 1, { rs1: 0, rs2: rd }),
      ];
    }),
    fc
      .tuple(inner, inner, fc.constantFrom(...branchNames), tameRegister, tameRegister)
      .map(([a, b, name, rs1, rs2]) => [jumpTo(name, a.length + 2, { rs1, rs2 }), ...a, jumpTo('jal', b.length + 1), ...b]),
    fc
      .tuple(inner, fc.constantFrom(...branchNames), tameRegister, tameRegister)
      .map(([a, name, rs1, rs2]) => [jumpTo(name, a.length + 1, { rs1, rs2 }), ...a]),
  );
}

const back = [
  plain(0x8082),
  asm('jalr', { rs1: 1 }),
  asm('jalr', { rs1: 5 }),
  asm('jalr', { rs1: 1, imm: 4 }),
  asm('jalr', { rd: 7, rs1: 1 }),
];

/** Ends of functions: returns, tail jumps, returns of a caller's frame. */
function ending(frame: Piece[]): fc.Arbitrary<Piece[]> {
  return fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(0, 0, 0, 0, 1, 2, 3, 4).map((kind) => [...frame, back[kind] ?? plain(0x8082)]) },
    aFunction.map((to) => [...frame, jumpTo('jal', to)]),
    fc.constant<Piece[]>([...frame, ...frame, plain(0x8082)]),
  );
}

/** A function that keeps its return address on the stack, one that does not, and one that calls itself. */
function functionOf(mixture: Mixture): fc.Arbitrary<Piece[]> {
  const enter = [asm('addi', { rd: 2, rs1: 2, imm: -16 }), asm('sd', { rs1: 2, rs2: 1, imm: 8 })];
  const leave = [asm('ld', { rd: 1, rs1: 2, imm: 8 }), asm('addi', { rd: 2, rs1: 2, imm: 16 })];
  const { depth } = register;
  const recurse = (pieces: Piece[]): Piece[] => [
    ...enter,
    jumpTo('bge', pieces.length + 3, { rs1: 0, rs2: depth }),
    asm('addi', { rd: depth, rs1: depth, imm: -1 }),
    ...pieces,
    jumpTo('jal', -pieces.length - 4, { rd: 1 }),
  ];
  return fc.oneof(
    fc.tuple(body(mixture, 1), ending(leave)).map(([pieces, end]) => [...enter, ...pieces, ...end]),
    fc.tuple(body({ ...mixture, calling: 0, table: 0 }, 1), ending([])).map(([pieces, end]) => [...pieces, ...end]),
    fc.tuple(body({}, 0), ending(leave)).map(([pieces, end]) => [...recurse(pieces), ...end]),
  );
}

/** A main part that begins anew at its end, and five functions. */
export function programOf(mixture: Mixture): fc.Arbitrary<Program> {
  const main = body(mixture, 2).map((pieces) => [...pieces, jumpTo('jal', -pieces.length)]);
  const functions = fc.array(functionOf(mixture), { minLength: 1, maxLength: 5 });
  return fc.tuple(main, functions).map(([first, others]) => [first, ...others]);
}
