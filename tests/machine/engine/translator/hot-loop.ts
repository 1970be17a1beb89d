// A loop by hand, run interpreted or translated behind the textbook's caches, and all that was seen of it as text. Knows no host: runs in a browser too.
import type { TranslatorSettings } from '../../../../src/machine/engine/translator/translator.js';
import { costsOf, profiles } from '../../../../src/machine/profiles.js';
import { assemble } from '../../assembler.js';
import { layout, PagedMachine } from '../../paged-machine.js';
import { history } from '../sequence-history.js';

const [count, sum, product, place] = [5, 6, 7, 10];

export const loopStart = layout.code + 0x40;

/** Reads, computes, floats and writes, in two lines by turns; then a trap. */
const code = [
  assemble('ld', { rd: sum, rs1: place, imm: 16 }),
  assemble('add', { rd: sum, rs1: sum, rs2: count }),
  assemble('mul', { rd: product, rs1: sum, rs2: count }),
  assemble('fcvt.d.l', { rd: 1, rs1: product }),
  assemble('fadd.d', { rd: 2, rs1: 2, rs2: 1 }),
  assemble('sd', { rs1: place, rs2: product, imm: 16 }),
  assemble('xori', { rd: place, rs1: place, imm: 64 }),
  assemble('addi', { rd: count, rs1: count, imm: -1 }),
  assemble('bne', { rs1: count, rs2: 0, imm: -32 }),
  assemble('ebreak'),
];

export interface LoopRecords {
  /** Registers, cycles, counters of caches, memory, at each slice's end. */
  readonly seen: string;
  readonly regions: number;
}

/** `settings`: of the translator. */
export function loopMachine(engine: 'auto' | 'interpreter', settings: TranslatorSettings = {}): PagedMachine {
  const { textbook } = profiles;
  return new PagedMachine(engine, { costs: costsOf(textbook, 'full'), hierarchy: textbook.hierarchy, hotAfter: 1, ...settings });
}

export function loopRecords(engine: 'auto' | 'interpreter', machine = loopMachine(engine)): LoopRecords {
  const values = Array.from({ length: place }, (_, index) => (index + 1 === count ? 5000n : BigInt(index + 1 === place ? layout.data : 0)));
  const seen = history(machine, { start: loopStart, code, values, sliceNs: 7_000, slices: 30 });
  const text = JSON.stringify(seen, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
  return { seen: text, regions: machine.machine.translationStatistics?.regions ?? 0 };
}
