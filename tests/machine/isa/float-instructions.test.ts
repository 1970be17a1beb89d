// The instructions of F and D in every engine: registers, rounding modes, flags, the dirty state, loads and stores.
import { beforeEach, describe, expect, test } from 'vitest';
import { defaultCosts } from '../../../src/machine/cost-model.js';
import { profiles } from '../../../src/machine/profiles.js';
import type { Hart } from '../../../src/machine/hart.js';
import { rv64d } from '../../../src/machine/isa/rv64d.js';
import { rv64f } from '../../../src/machine/isa/rv64f.js';
import { type EngineName, Machine } from '../../../src/machine/machine.js';
import { assemble } from '../assembler.js';
import { soon } from '../paged-machine.js';
import { type Answer, type GoldenInstruction, readFloatGolden } from './float-golden.js';

const codeAddress = 0x8000_0000;
const jumpAddress = 0x8000_1000;
const dataAddress = 0x8000_2000;
const ecall = 0x0000_0073;
const dynamic = 7;

const rows = new Map([...rv64f, ...rv64d].map((row) => [row.mnemonic, row]));

/** Where the encodings of a test stand: results in x12 or f4, operands in f1 f2 f3 or x11. */
const registers = { rd: { x: 12, f: 4 }, rs1: { x: 11, f: 1 }, rs2: 2, rs3: 3 } as const;

/** A machine with one hart, whose memory is not paged. */
class Bench {
  readonly machine: Machine;
  readonly hart: Hart;

  constructor(engine: EngineName) {
    this.machine = new Machine({ harts: 1, ramBytes: 1 << 20, costs: defaultCosts, profile: profiles.textbook, engine, hotAfter: soon });
    const [hart] = this.machine.harts;
    if (hart === undefined) throw new Error('a machine without a hart');
    this.hart = hart;
    this.machine.memory.writeU32(jumpAddress, assemble('jal', { imm: codeAddress - jumpAddress }));
  }

  /** Jumps to one instruction, and stops behind it. */
  execute(raw: number, bytes: 2 | 4 = 4): Hart['trap'] {
    const { memory } = this.machine;
    if (bytes === 2) memory.writeU16(codeAddress, raw);
    else if (memory.readU32(codeAddress) !== raw >>> 0) memory.writeU32(codeAddress, raw >>> 0);
    memory.writeU32(codeAddress + bytes, ecall);
    this.hart.pc = BigInt(jumpAddress);
    this.machine.step();
    return this.hart.trap;
  }
}

/** What the golden file says of an instruction, as an encoding. */
function encode({ mnemonic, kind, operandCount, modes }: GoldenInstruction, rm: number): number {
  const row = rows.get(mnemonic);
  if (row === undefined) throw new Error(`no row is called ${mnemonic}`);
  const toInteger = writesInteger(mnemonic);
  const operands = (operandCount > 1 ? registers.rs2 << 20 : 0) | (operandCount > 2 ? registers.rs3 << 27 : 0);
  const rs1 = kind === 'x' ? registers.rs1.x : registers.rs1.f;
  const rd = toInteger ? registers.rd.x : registers.rd.f;
  return (row.match | operands | (rs1 << 15) | (rd << 7) | (modes > 1 ? rm << 12 : 0)) >>> 0;
}

function writesInteger(mnemonic: string): boolean {
  return /^(feq|flt|fle|fclass|fmv\.x|fcvt\.(w|wu|l|lu))\./.test(mnemonic);
}

/** Runs one vector: the rounding mode stands in the instruction or in frm. */
function run(bench: Bench, instruction: GoldenInstruction, operands: readonly bigint[], mode: number, how: 'static' | 'dynamic'): Answer {
  const { hart } = bench;
  const [a = 0n, b = 0n, c = 0n] = operands;
  hart.writeF(registers.rs1.f, a);
  hart.writeX(registers.rs1.x, a);
  hart.writeF(registers.rs2, b);
  hart.writeF(registers.rs3, c);
  hart.fcsr = how === 'dynamic' ? mode << 5 : 0;
  bench.execute(encode(instruction, how === 'dynamic' ? dynamic : mode));
  const value = writesInteger(instruction.mnemonic) ? hart.readX(registers.rd.x) : hart.readF(registers.rd.f);
  return { value, flags: BigInt(hart.fcsr & 0x1f) };
}

const golden = readFloatGolden();

test('qemu answered for every instruction of F and D that computes', () => {
  const computing = [...rows.keys()].filter((mnemonic) => !/^(c\.)?f[ls][dw]/.test(mnemonic));
  expect(new Set(golden.map(({ mnemonic }) => mnemonic))).toEqual(new Set(computing));
});

describe.each<EngineName>(['reference', 'interpreter', 'auto'])('the %s engine', (engine) => {
  const bench = new Bench(engine);
  const { hart } = bench;
  const { memory } = bench.machine;

  beforeEach(() => {
    hart.fcsr = 0;
    hart.fpDirty = false;
  });

  test.each(golden)('$mnemonic gives the bits and flags that qemu gave', (instruction) => {
    for (const [index, { operands, answers }] of instruction.vectors.entries()) {
      const how = index % 2 === 0 ? 'dynamic' : 'static';
      const ours = answers.map((_, mode) => run(bench, instruction, operands, mode, how));
      expect(ours, operands.map((x) => x.toString(16)).join(' ')).toEqual(answers);
    }
  });

  test.each(golden.filter(({ mnemonic }) => rows.get(mnemonic)?.format.match(/rm$|^R4$/)))(
    '$mnemonic with a reserved rounding mode is illegal and changes nothing',
    (instruction) => {
      const row = { ...instruction, modes: 5 };
      const reserved = [
        { rm: 5, frm: 0 },
        { rm: 6, frm: 0 },
        { rm: dynamic, frm: 5 },
        { rm: dynamic, frm: 6 },
        { rm: dynamic, frm: 7 },
      ];
      for (const { rm, frm } of reserved) {
        hart.fcsr = frm << 5;
        hart.writeF(registers.rd.f, 42n);
        hart.writeX(registers.rd.x, 43n);
        hart.fpDirty = false;
        const raw = encode(row, rm);
        expect(bench.execute(raw)).toEqual({ cause: 'illegal-instruction', tval: BigInt(raw) });
        expect([hart.readF(registers.rd.f), hart.readX(registers.rd.x), hart.fcsr, hart.fpDirty]).toEqual([42n, 43n, frm << 5, false]);
      }
    },
  );

  test('flags stay raised until they are cleared', () => {
    hart.fcsr = 0x18;
    hart.writeF(1, 0x3ff0_0000_0000_0000n);
    hart.writeF(2, 0x4008_0000_0000_0000n);
    bench.execute(0x1a20_f253); // fdiv.d f4, f1, f2: 1/3
    expect([hart.readF(4), hart.fcsr]).toEqual([0x3fd5_5555_5555_5555n, 0x19]);
  });

  test('only an instruction that writes an f register or raises a flag makes the state dirty', () => {
    hart.writeF(1, 0x3ff0_0000_0000_0000n);
    hart.writeF(2, 0x7ff8_0000_0000_0000n);
    hart.fpDirty = false;
    bench.execute(0xa210_a653); // feq.d x12, f1, f1
    expect([hart.readX(12), hart.fpDirty]).toEqual([1n, false]);
    bench.execute(0xa220_9653); // flt.d x12, f1, f2: a NaN is invalid
    expect([hart.readX(12), hart.fpDirty, hart.fcsr]).toEqual([0n, true, 0x10]);
    hart.fpDirty = false;
    bench.execute(0x2210_8253); // fsgnj.d f4, f1, f1
    expect(hart.fpDirty).toBe(true);
  });

  test('flw boxes, fsw stores the low half of any register, fld and fsd keep all bits', () => {
    memory.writeU64(dataAddress + 8, 0x0123_4567_89ab_cdefn);
    hart.writeX(11, BigInt(dataAddress));
    bench.execute(0x0085_a207); // flw f4, 8(x11)
    expect([hart.readF(4), hart.fpDirty]).toEqual([0xffff_ffff_89ab_cdefn, true]);
    bench.execute(0x0085_b207); // fld f4, 8(x11)
    expect(hart.readF(4)).toBe(0x0123_4567_89ab_cdefn);
    hart.fpDirty = false;
    bench.execute(0x0045_a827); // fsw f4, 16(x11)
    expect([memory.readU64(dataAddress + 16), hart.fpDirty]).toEqual([0x89ab_cdefn, false]);
    bench.execute(0x0045_bc27); // fsd f4, 24(x11)
    expect(memory.readU64(dataAddress + 24)).toBe(0x0123_4567_89ab_cdefn);
  });

  test('the compressed loads and stores of doubles do the same', () => {
    memory.writeU64(dataAddress + 40, 0xfedc_ba98_7654_3210n);
    hart.writeX(11, BigInt(dataAddress));
    hart.writeX(2, BigInt(dataAddress));
    bench.execute(0x3584, 2); // c.fld f9, 40(x11)
    expect(hart.readF(9)).toBe(0xfedc_ba98_7654_3210n);
    bench.execute(0x37a2, 2); // c.fldsp f15, 40(x2)
    expect(hart.readF(15)).toBe(0xfedc_ba98_7654_3210n);
    bench.execute(0xb984, 2); // c.fsd f9, 48(x11)
    bench.execute(0xbc3e, 2); // c.fsdsp f15, 56(x2)
    expect([memory.readU64(dataAddress + 48), memory.readU64(dataAddress + 56)]).toEqual([0xfedc_ba98_7654_3210n, 0xfedc_ba98_7654_3210n]);
  });
});
