// Where each format keeps its operands. Knows bits, not meanings.
// @see RISC-V Unprivileged ISA 20240411 §2.2, §2.3 and the chapter on the C extension
import type { InstructionFormat } from './instruction.js';

/** Operands of one encoding: register numbers and the immediate as a signed 32-bit number. */
export interface RawOperands {
  readonly rd: number;
  readonly rs1: number;
  readonly rs2: number;
  readonly rs3: number;
  readonly imm: number;
  readonly rm: number;
}

/** Bits `high` to `low` of `raw`: fewer than 32. */
function bits(raw: number, high: number, low: number): number {
  return (raw >>> low) & ((1 << (high - low + 1)) - 1);
}

function signed(value: number, width: number): number {
  return (value << (32 - width)) >> (32 - width);
}

/** One of x8-x15 / f8-f15, as the three-bit fields of C name them. */
function short(raw: number, low: number): number {
  return 8 + bits(raw, low + 2, low);
}

type Extract = (raw: number) => Partial<RawOperands>;

const rd = (raw: number): number => bits(raw, 11, 7);
const rs1 = (raw: number): number => bits(raw, 19, 15);
const rs2 = (raw: number): number => bits(raw, 24, 20);
const rm = (raw: number): number => bits(raw, 14, 12);

const threeRegisters: Extract = (raw) => ({ rd: rd(raw), rs1: rs1(raw), rs2: rs2(raw), rm: rm(raw) });

function jumpOffset(raw: number): number {
  return signed((bits(raw, 31, 31) << 20) | (bits(raw, 19, 12) << 12) | (bits(raw, 20, 20) << 11) | (bits(raw, 30, 21) << 1), 21);
}

function branchOffset(raw: number): number {
  return signed((bits(raw, 31, 31) << 12) | (bits(raw, 7, 7) << 11) | (bits(raw, 30, 25) << 5) | (bits(raw, 11, 8) << 1), 13);
}

function compressedImmediate(raw: number): number {
  return signed((bits(raw, 12, 12) << 5) | bits(raw, 6, 2), 6);
}

function compressedShift(raw: number): number {
  return (bits(raw, 12, 12) << 5) | bits(raw, 6, 2);
}

function compressedJump(raw: number): number {
  const high = (bits(raw, 12, 12) << 11) | (bits(raw, 8, 8) << 10) | (bits(raw, 10, 9) << 8) | (bits(raw, 6, 6) << 7);
  return signed(high | (bits(raw, 7, 7) << 6) | (bits(raw, 2, 2) << 5) | (bits(raw, 11, 11) << 4) | (bits(raw, 5, 3) << 1), 12);
}

function compressedBranch(raw: number): number {
  const high = (bits(raw, 12, 12) << 8) | (bits(raw, 6, 5) << 6) | (bits(raw, 2, 2) << 5);
  return signed(high | (bits(raw, 11, 10) << 3) | (bits(raw, 4, 3) << 1), 9);
}

function compressedSp16(raw: number): number {
  return signed(
    (bits(raw, 12, 12) << 9) | (bits(raw, 4, 3) << 7) | (bits(raw, 5, 5) << 6) | (bits(raw, 2, 2) << 5) | (bits(raw, 6, 6) << 4),
    10,
  );
}

function stackSlot4(raw: number): number {
  return (bits(raw, 10, 7) << 6) | (bits(raw, 12, 11) << 4) | (bits(raw, 5, 5) << 3) | (bits(raw, 6, 6) << 2);
}

const word = (raw: number): number => (bits(raw, 5, 5) << 6) | (bits(raw, 12, 10) << 3) | (bits(raw, 6, 6) << 2);
const double = (raw: number): number => (bits(raw, 6, 5) << 6) | (bits(raw, 12, 10) << 3);
const wordLoadSp = (raw: number): number => (bits(raw, 3, 2) << 6) | (bits(raw, 12, 12) << 5) | (bits(raw, 6, 4) << 2);
const doubleLoadSp = (raw: number): number => (bits(raw, 4, 2) << 6) | (bits(raw, 12, 12) << 5) | (bits(raw, 6, 5) << 3);
const wordStoreSp = (raw: number): number => (bits(raw, 8, 7) << 6) | (bits(raw, 12, 9) << 2);
const doubleStoreSp = (raw: number): number => (bits(raw, 9, 7) << 6) | (bits(raw, 12, 10) << 3);

const extractors: Readonly<Record<InstructionFormat, Extract>> = {
  R: threeRegisters,
  'R-rm': threeRegisters,
  R4: (raw) => ({ ...threeRegisters(raw), rs3: bits(raw, 31, 27) }),
  R2: (raw) => ({ rd: rd(raw), rs1: rs1(raw) }),
  'R2-rm': (raw) => ({ rd: rd(raw), rs1: rs1(raw), rm: rm(raw) }),
  amo: threeRegisters,
  I: (raw) => ({ rd: rd(raw), rs1: rs1(raw), imm: raw >> 20 }),
  'I-shift64': (raw) => ({ rd: rd(raw), rs1: rs1(raw), imm: bits(raw, 25, 20) }),
  'I-shift32': (raw) => ({ rd: rd(raw), rs1: rs1(raw), imm: bits(raw, 24, 20) }),
  S: (raw) => ({ rs1: rs1(raw), rs2: rs2(raw), imm: ((raw >> 25) << 5) | bits(raw, 11, 7) }),
  B: (raw) => ({ rs1: rs1(raw), rs2: rs2(raw), imm: branchOffset(raw) }),
  U: (raw) => ({ rd: rd(raw), imm: raw & ~0xfff }),
  J: (raw) => ({ rd: rd(raw), imm: jumpOffset(raw) }),
  csr: (raw) => ({ rd: rd(raw), rs1: rs1(raw), imm: bits(raw, 31, 20) }),
  'csr-imm': (raw) => ({ rd: rd(raw), imm: bits(raw, 31, 20), rm: rs1(raw) }),
  fence: () => ({}),
  system: () => ({}),
  CR: (raw) => ({ rd: rd(raw), rs1: rd(raw), rs2: bits(raw, 6, 2) }),
  // c.jalr, which has bit 12 set, links through x1.
  'CR-jr': (raw) => ({ rd: bits(raw, 12, 12), rs1: rd(raw) }),
  CI: (raw) => ({ rd: rd(raw), rs1: rd(raw), imm: compressedImmediate(raw) }),
  'CI-shift': (raw) => ({ rd: rd(raw), rs1: rd(raw), imm: compressedShift(raw) }),
  'CI-lui': (raw) => ({ rd: rd(raw), imm: compressedImmediate(raw) << 12 }),
  'CI-16sp': (raw) => ({ rd: 2, rs1: 2, imm: compressedSp16(raw) }),
  'CI-lwsp': (raw) => ({ rd: rd(raw), rs1: 2, imm: wordLoadSp(raw) }),
  'CI-ldsp': (raw) => ({ rd: rd(raw), rs1: 2, imm: doubleLoadSp(raw) }),
  'CSS-swsp': (raw) => ({ rs1: 2, rs2: bits(raw, 6, 2), imm: wordStoreSp(raw) }),
  'CSS-sdsp': (raw) => ({ rs1: 2, rs2: bits(raw, 6, 2), imm: doubleStoreSp(raw) }),
  CIW: (raw) => ({ rd: short(raw, 2), rs1: 2, imm: stackSlot4(raw) }),
  'CL-w': (raw) => ({ rd: short(raw, 2), rs1: short(raw, 7), imm: word(raw) }),
  'CL-d': (raw) => ({ rd: short(raw, 2), rs1: short(raw, 7), imm: double(raw) }),
  'CS-w': (raw) => ({ rs2: short(raw, 2), rs1: short(raw, 7), imm: word(raw) }),
  'CS-d': (raw) => ({ rs2: short(raw, 2), rs1: short(raw, 7), imm: double(raw) }),
  CA: (raw) => ({ rd: short(raw, 7), rs1: short(raw, 7), rs2: short(raw, 2) }),
  CB: (raw) => ({ rs1: short(raw, 7), imm: compressedBranch(raw) }),
  'CB-shift': (raw) => ({ rd: short(raw, 7), rs1: short(raw, 7), imm: compressedShift(raw) }),
  'CB-andi': (raw) => ({ rd: short(raw, 7), rs1: short(raw, 7), imm: compressedImmediate(raw) }),
  CJ: (raw) => ({ imm: compressedJump(raw) }),
  'C-none': () => ({}),
};

/** The operands of `raw` when it is read as `format`; those that the format lacks are 0. */
export function operandsOf(format: InstructionFormat, raw: number): RawOperands {
  const { rd = 0, rs1 = 0, rs2 = 0, rs3 = 0, imm = 0, rm = 0 } = extractors[format](raw);
  return { rd, rs1, rs2, rs3, imm, rm };
}
