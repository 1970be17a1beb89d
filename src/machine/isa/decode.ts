// From an encoding to its row and operands. Knows the tables, not what instructions do.
import type { Instruction } from './instruction.js';
import { instructions } from './instructions.js';
import type { RawOperands } from './operands.js';
import { operandsOf } from './operands.js';

/** Bytes of the instruction that begins with this halfword: 4 when its low two bits are set. */
export function lengthOf(halfword: number): 2 | 4 {
  return (halfword & 3) === 3 ? 4 : 2;
}

/** Rows by the bits that all of them fix: opcode and funct3, or quadrant and funct3 of a compressed one. */
function bucketOf(raw: number): number {
  return (raw & 3) === 3 ? ((raw & 0x7c) << 1) | ((raw >>> 12) & 7) : 0x400 | ((raw & 3) << 3) | ((raw >>> 13) & 7);
}

interface Candidate {
  readonly row: Instruction;
  readonly index: number;
}

const buckets: readonly (readonly Candidate[])[] = fillBuckets();

/** A row that does not fix funct3 stands in all eight buckets of its opcode. */
function fillBuckets(): Candidate[][] {
  const filled: Candidate[][] = Array.from({ length: 0x420 }, () => []);
  for (const [index, row] of instructions.entries()) {
    const [field, shift] = (row.match & 3) === 3 ? [0x7000, 12] : [0xe000, 13];
    const free = (row.mask & field) === 0 ? [0, 1, 2, 3, 4, 5, 6, 7] : [0];
    for (const funct3 of free) filled[bucketOf(row.match | (funct3 << shift))]?.push({ row, index });
  }
  return filled;
}

function matches(row: Instruction, raw: number): boolean {
  return ((raw ^ row.match) & row.mask) === 0 && (row.legal === undefined || row.legal(raw));
}

/** The number of the row that `raw` encodes (16 bits of it for a compressed one); -1 for an illegal instruction. */
export function decodeIndex(raw: number): number {
  for (const { row, index } of buckets[bucketOf(raw)] ?? []) if (matches(row, raw)) return index;
  return -1;
}

export interface Decoded {
  readonly row: Instruction;
  readonly operands: RawOperands;
  readonly bytes: 2 | 4;
}

/** The row and operands that `raw` encodes; undefined for an illegal instruction. */
export function decode(raw: number): Decoded | undefined {
  const row = instructions[decodeIndex(raw)];
  return row === undefined ? undefined : { row, operands: operandsOf(row.format, raw), bytes: lengthOf(raw) };
}
