// Random encodings of every row, for tests that compare engines. Knows encodings, not meanings.
import fc from 'fast-check';
import type { Instruction } from '../../src/machine/isa/instruction.js';
import { instructions } from '../../src/machine/isa/instructions.js';
import { layout } from './paged-machine.js';

/** An encoding of `row` whose free bits come from `bits`; undefined when they make no legal one. */
export function encodingOf(row: Instruction, bits: number): number | undefined {
  const width = (row.match & 3) === 3 ? 0xffff_ffff : 0xffff;
  const raw = (row.match | (bits & ~row.mask & width)) >>> 0;
  return row.legal === undefined || row.legal(raw) ? raw : undefined;
}

/** `count` different encodings of a row, always the same ones. */
export function samplesOf(row: Instruction, count: number): number[] {
  const found = new Set<number>();
  let seed = row.match ^ 0x9e37_79b9;
  for (let tries = 0; tries < count * 40 && found.size < count; tries++) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) | 0;
    const raw = encodingOf(row, seed ^ (seed >>> 15));
    if (raw !== undefined) found.add(raw);
  }
  return [...found];
}

const edges = [
  0n,
  1n,
  2n,
  31n,
  32n,
  63n,
  64n,
  0x7fff_ffffn,
  0x8000_0000n,
  0xffff_ffffn,
  1n << 32n,
  (1n << 63n) - 1n,
  1n << 63n,
  (1n << 64n) - 1n,
  (1n << 64n) - 2n,
];
const places = Object.values(layout).flatMap((page) => [page, page + 8, page + 2040, page + 4088, page + 4094, page + 4095].map(BigInt));

/** A register's value: edge cases, addresses of all kinds of pages, anything. */
export const registerValue: fc.Arbitrary<bigint> = fc.oneof(
  fc.constantFrom(...edges),
  { weight: 3, arbitrary: fc.constantFrom(...places) },
  fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
);

export const registers = fc.array(registerValue, { minLength: 31, maxLength: 31 });

/** Any instruction with any operands: usually four bytes, else two. */
export const instruction: fc.Arbitrary<number> = fc
  .tuple(fc.integer({ min: 0, max: instructions.length - 1 }), fc.integer())
  .map(([index, bits]) => encodingOf(rowAt(index), bits) ?? 0x13);

/** An instruction that mostly computes with x8-x15 and jumps a short way, so that a sequence of them does something. */
export const tameInstruction: fc.Arbitrary<number> = fc
  .tuple(fc.integer({ min: 0, max: instructions.length - 1 }), fc.integer(), fc.integer({ min: 0, max: 0xfff }))
  .map(([index, bits, choice]) => encodingOf(rowAt(index), tame(rowAt(index), bits, choice)) ?? 0x13);

function rowAt(index: number): Instruction {
  const row = instructions[index];
  if (row === undefined) throw new Error(`there is no row ${index}`);
  return row;
}

function tame(row: Instruction, bits: number, choice: number): number {
  const near = (low: number): number => 8 + ((choice >>> low) & 7);
  if ((row.match & 3) !== 3) return row.format === 'CJ' ? bits & 0x003c : bits;
  const registersOnly = (bits & ~0x01ff_8f80) | (near(0) << 7) | (near(3) << 15) | (near(6) << 20);
  if (row.format === 'J') return (near(0) << 7) | ((choice & 0x3e) << 20);
  if (row.format === 'B') return (near(3) << 15) | (near(6) << 20) | ((choice & 0x1e) << 7) | (choice & 1 ? 0xfe00_0080 : 0);
  if (row.format === 'I') return (bits & 0x07f0_0000) | (near(0) << 7) | (near(3) << 15);
  return registersOnly;
}
