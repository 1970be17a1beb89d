// Every row of the instruction table: its encodings are its own, and it means the same to every engine.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode, decodeIndex, lengthOf } from '../../../src/machine/isa/decode.js';
import { instructions } from '../../../src/machine/isa/instructions.js';
import { assemble } from '../assembler.js';
import { layout, PagedMachine } from '../paged-machine.js';
import { encodingOf, registers, samplesOf } from '../random-instructions.js';

const rows = instructions.map((row, index) => ({ row, index, title: `${row.mnemonic} (row ${index})` }));
const reference = new PagedMachine('reference');
const others = [new PagedMachine('interpreter'), new PagedMachine('auto')];
const ecall = 0x73;

/** Loads the machine with one instruction, jumps to it, and lets it run a short while; and then once more, which the engine `auto` does by a region. */
function execute(machine: PagedMachine, raw: number, values: readonly bigint[], at: number): unknown {
  const { hart } = machine;
  machine.reset();
  for (let address = layout.code; address < layout.code + 8192; address += 4) machine.writeU32(address, ecall);
  if (lengthOf(raw) === 4) machine.writeU32(at, raw);
  else machine.writeU16(at, raw);
  machine.writeU32(at + 64, assemble('jal', { imm: -64 }));
  return [1, 2].map(() => {
    for (const [index, value] of values.entries()) {
      hart.writeX(index + 1, value);
      hart.writeF(index + 1, value);
    }
    hart.fpDirty = false;
    hart.pc = BigInt(at + 64);
    const start = hart.mtimeNs;
    const { event } = machine.machine.step(start + 50);
    const { cycles, instret, ...rest } = machine.state();
    void instret;
    return { event, used: Number(cycles) - start, ...rest };
  });
}

describe.each(rows)('$title', ({ row, index }) => {
  test('decodes to itself, and no other row claims its encodings', () => {
    const samples = samplesOf(row, 40);
    expect(samples.length).toBeGreaterThan(0);
    for (const raw of samples) {
      expect(decodeIndex(raw)).toBe(index);
      const claims = instructions.filter(
        (other) => ((raw ^ other.match) & other.mask) === 0 && (other.legal?.(raw) ?? true) && lengthOf(other.match) === lengthOf(raw),
      );
      expect(claims).toEqual([row]);
    }
  });

  test('means the same to the reference engine and to the others', () => {
    const legal = fc
      .integer()
      .map((bits) => encodingOf(row, bits))
      .filter((raw) => raw !== undefined);
    const place = fc.constantFrom(layout.code + 0x100, layout.code + 0x100, layout.code + 4094, layout.code + 4092);
    fc.assert(
      fc.property(legal, registers, place, (raw, values, at) => {
        const expected = execute(reference, raw, values, at);
        for (const machine of others) expect(execute(machine, raw, values, at)).toEqual(expected);
      }),
      { numRuns: 8, seed: index + 1 },
    );
  });
});

test('the operands of a compressed instruction are those of its expansion', () => {
  expect(decode(0x0001)?.operands).toMatchObject({ rd: 0, rs1: 0, imm: 0 });
  // c.addi4spn x8, 4; c.lwsp x10, 252(x2); c.j -2; c.bnez x15, -256
  expect(decode(0x0040)?.operands).toMatchObject({ rd: 8, rs1: 2, imm: 4 });
  expect(decode(0x557e)?.operands).toMatchObject({ rd: 10, rs1: 2, imm: 252 });
  expect(decode(0xbffd)?.operands).toMatchObject({ imm: -2 });
  expect(decode(0xf381)?.operands).toMatchObject({ rs1: 15, imm: -256 });
});
