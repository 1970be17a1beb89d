// Float instructions that the host computes in translated code give what the reference engine gives: value, flags, dirty state, whatever is rounded and raised.
import { expect, test } from 'vitest';
import { defaultCosts } from '../../../../src/machine/cost-model.js';
import type { Hart } from '../../../../src/machine/hart.js';
import { NV, NX } from '../../../../src/machine/isa/float/float-format.js';
import { rv64d } from '../../../../src/machine/isa/rv64d.js';
import { rv64f } from '../../../../src/machine/isa/rv64f.js';
import { hostFloats } from '../../../../src/machine/engine/translator/host-floats.js';
import { type EngineName, Machine } from '../../../../src/machine/machine.js';
import { profiles } from '../../../../src/machine/profiles.js';
import { OperandStream, type OperandKind } from '../../isa/float-operands.js';

const codeAddress = 0x8000_0000;
const [rdX, rs1X, counter] = [12, 11, 5];
const [rdF, rs1F, rs2F] = [4, 1, 2];
const rows = new Map([...rv64f, ...rv64d].map((row) => [row.mnemonic, row]));
const draws = 80;

/** A loop of one instruction, which is executed three times and then traps. */
class Loop {
  readonly #machine: Machine;
  readonly #hart: Hart;

  constructor(engine: EngineName, raw: number) {
    this.#machine = new Machine({ harts: 1, ramBytes: 1 << 20, costs: defaultCosts, profile: profiles.textbook, engine, hotAfter: 1 });
    const [hart] = this.#machine.harts;
    if (hart === undefined) throw new Error('a machine without a hart');
    this.#hart = hart;
    // addi x5, x5, -1; bne x5, x0, -8; ecall
    for (const [index, word] of [raw, 0xfff2_8293, 0xfe02_9ce3, 0x73].entries())
      this.#machine.memory.writeU32(codeAddress + index * 4, word);
  }

  run([a = 0n, b = 0n]: readonly bigint[], fcsr: number): unknown {
    const hart = this.#hart;
    hart.writeX(counter, 3n);
    hart.writeX(rs1X, a);
    hart.writeF(rs1F, a);
    hart.writeF(rs2F, b);
    hart.fpDirty = false;
    hart.fcsr = fcsr;
    hart.pc = BigInt(codeAddress);
    const before = hart.cycles;
    this.#machine.step();
    return { x: hart.readX(rdX), f: hart.readF(rdF), fcsr: hart.fcsr, dirty: hart.fpDirty, cycles: hart.cycles - before, trap: hart.trap };
  }
}

function kindOf(name: string): OperandKind {
  if (/^fcvt\..\.(w|l)/.test(name)) return 'x';
  return name.endsWith('.s') ? 's' : 'd';
}

function encode(name: string, rm: number): number {
  const row = rows.get(name);
  if (row === undefined) throw new Error(`no row is called ${name}`);
  const writesX = /^(feq|flt|fle|fcvt\.[wl])/.test(name);
  const rs2 = row.format.startsWith('R2') ? 0 : rs2F;
  const takesMode = row.format.endsWith('-rm');
  const rs1 = kindOf(name) === 'x' ? rs1X : rs1F;
  return (row.match | (rs2 << 20) | (rs1 << 15) | ((writesX ? rdX : rdF) << 7) | (takesMode ? rm << 12 : 0)) >>> 0;
}

test.each([...hostFloats.keys()])('%s', (name) => {
  for (const rm of [0, 1, 7]) {
    const [reference, translated] = [new Loop('reference', encode(name, rm)), new Loop('auto', encode(name, rm))];
    const stream = new OperandStream(BigInt(rm + 1));
    for (let draw = 0; draw < draws; draw++) {
      const operands = stream.operands(kindOf(name), 2);
      const frm = rm === 7 ? draw % 6 : 0;
      for (const flags of [0n, NX, NX | NV]) {
        const fcsr = (frm << 5) | Number(flags);
        expect(translated.run(operands, fcsr), `${operands.join(' ')} fcsr ${fcsr}`).toEqual(reference.run(operands, fcsr));
      }
    }
  }
});
