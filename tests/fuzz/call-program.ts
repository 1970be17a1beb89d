// Builds programs whose whole life is a list of system calls, without a compiler. What each call means is not known here.
import { PF_R, PF_W, PF_X } from '../../src/abi/elf.js';
import { utf8Encode } from '../../src/abi/text.js';
import { elfForTest } from '../kernel/lifecycle/elf-for-test.js';
import { assemble } from '../machine/assembler.js';

/** One system call: its number and what a0 to a5 hold. */
export interface Call {
  readonly number: number;
  readonly values: readonly bigint[];
}

/** Where the parts of a call program lie: always the same, so that arguments may point there. */
export const places = {
  code: 0x10200,
  records: 0x11000,
  /** Texts, each NUL-terminated. */
  texts: 0x18000,
  /** Two zeroed pages to read and write; nothing is mapped behind them. */
  scratch: 0x1a000,
  end: 0x1c000,
} as const;

const recordBytes = 64;
/** Calls that fit into one program. */
export const maximumCalls = (places.texts - places.records) / recordBytes;

const base = 0x10000;
const [A0, A7, S0, S1, ZERO] = [10, 17, 8, 9, 0];

/** From record to record: seven loads, the call, its result behind them. At the end the results go to descriptor 1, and the program exits. */
function loop(count: number, reportsResults: boolean): number[] {
  const load = (rd: number, imm: number): number => assemble('ld', { rd, rs1: S0, imm });
  const set = (rd: number, imm: number): number => assemble('addi', { rd, rs1: ZERO, imm });
  const body = [
    load(A7, 0),
    ...[0, 1, 2, 3, 4, 5].map((index) => load(A0 + index, 8 + 8 * index)),
    assemble('ecall'),
    assemble('sd', { rs1: S0, rs2: A0, imm: 56 }),
    assemble('addi', { rd: S0, rs1: S0, imm: recordBytes }),
  ];
  const report = [
    set(A0, 1),
    assemble('lui', { rd: 11, imm: places.records }),
    assemble('lui', { rd: 12, imm: 0x7000 }),
    set(A7, 64),
    assemble('ecall'),
  ];
  return [
    assemble('lui', { rd: S0, imm: places.records }),
    assemble('lui', { rd: S1, imm: places.records }),
    assemble('addi', { rd: 5, rs1: ZERO, imm: count }),
    assemble('slli', { rd: 5, rs1: 5, imm: 6 }),
    assemble('add', { rd: S1, rs1: S1, rs2: 5 }),
    assemble('bgeu', { rs1: S0, rs2: S1, imm: 4 * (body.length + 2) }),
    ...body,
    assemble('jal', { rd: ZERO, imm: -4 * (body.length + 1) }),
    ...(reportsResults ? report : []),
    set(A0, 0),
    set(A7, 94),
    assemble('ecall'),
  ];
}

/** @param texts up to two pages of NUL-terminated texts for `places.texts` */
export function callProgram(calls: readonly Call[], texts: Uint8Array, reportsResults = false): Uint8Array {
  if (calls.length > maximumCalls) throw new RangeError(`${calls.length} calls do not fit`);
  const bytes = elfForTest({
    entry: places.code,
    segments: [{ flags: PF_R | PF_W | PF_X, offset: 0, address: base, fileBytes: places.scratch - base, memoryBytes: places.end - base }],
    sizeBytes: places.scratch - base,
  });
  bytes.fill(0, places.code - base);
  const view = new DataView(bytes.buffer);
  for (const [index, word] of loop(calls.length, reportsResults).entries()) view.setUint32(places.code - base + 4 * index, word, true);
  for (const [index, { number, values }] of calls.entries()) {
    const words = BigUint64Array.from([BigInt(number), ...values].map((value) => BigInt.asUintN(64, value)));
    bytes.set(new Uint8Array(words.buffer), places.records - base + index * recordBytes);
  }
  bytes.set(texts, places.texts - base);
  return bytes;
}

/** Results of the calls, from what a reporting program wrote. */
export function readResults(output: Uint8Array, count: number): bigint[] {
  const view = new DataView(output.buffer, output.byteOffset, output.byteLength);
  return Array.from({ length: count }, (_, index) => view.getBigInt64(index * recordBytes + 56, true));
}

/** Texts one after the other, and where each lies once it is in a program. */
export function layTexts(texts: readonly string[]): { readonly bytes: Uint8Array; readonly addresses: readonly bigint[] } {
  const pieces = texts.map((text) => utf8Encode(`${text}\0`));
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  const addresses: bigint[] = [];
  let at = 0;
  for (const piece of pieces) {
    addresses.push(BigInt(places.texts + at));
    bytes.set(piece, at);
    at += piece.length;
  }
  return { bytes, addresses };
}
