// Where instructions go, what they access, and what is known of constants, as read without a hart.
import { describe, expect, test } from 'vitest';
import { controlFlow } from '../../../src/machine/isa/control-flow.js';
import { decode } from '../../../src/machine/isa/decode.js';
import { instructions } from '../../../src/machine/isa/instructions.js';
import { operandUse } from '../../../src/machine/isa/operand-use.js';
import { StaticReading } from '../../../src/machine/isa/static-reading.js';
import { assemble } from '../assembler.js';

const pc = 0x1_0000;

function flowOf(raw: number): ReturnType<typeof controlFlow> {
  const decoded = decode(raw);
  if (decoded === undefined) throw new Error(`0x${raw.toString(16)} is no instruction`);
  return controlFlow(decoded, pc);
}

function useOf(mnemonic: string): ReturnType<typeof operandUse> {
  const row = instructions.find((candidate) => candidate.mnemonic === mnemonic);
  if (row === undefined) throw new Error(`no row is called ${mnemonic}`);
  return operandUse(row);
}

describe('where an instruction goes', () => {
  test.each<[string, number, ReturnType<typeof controlFlow>]>([
    ['add', assemble('add'), { kind: 'next' }],
    ['beq back', assemble('beq', { imm: -16 }), { kind: 'branch', target: pc - 16 }],
    ['jal x0', assemble('jal', { imm: 0x800 }), { kind: 'jump', target: pc + 0x800 }],
    ['jal x7', assemble('jal', { rd: 7, imm: 8 }), { kind: 'jump', target: pc + 8 }],
    ['jal x1', assemble('jal', { rd: 1, imm: -8 }), { kind: 'call', target: pc - 8 }],
    ['jal x5', assemble('jal', { rd: 5, imm: 8 }), { kind: 'call', target: pc + 8 }],
    ['jalr x0, (x1)', assemble('jalr', { rs1: 1 }), { kind: 'return', target: undefined }],
    ['jalr x0, (x6)', assemble('jalr', { rs1: 6 }), { kind: 'indirect', target: undefined }],
    ['jalr x1, (x6)', assemble('jalr', { rd: 1, rs1: 6 }), { kind: 'call', target: undefined }],
    ['jalr x1, 64(x0)', assemble('jalr', { rd: 1, imm: 65 }), { kind: 'call', target: 64 }],
    ['c.jr x1', 0x8082, { kind: 'return', target: undefined }],
    ['ecall', assemble('ecall'), { kind: 'next' }],
  ])('%s', (_, raw, flow) => {
    expect(flowOf(raw)).toEqual(flow);
  });

  test('a jump back beyond address 0 goes to the end of the address space', () => {
    expect(flowOf(assemble('jal', { imm: -0x2_0000 }))).toMatchObject({ target: 2 ** 64 - 0x1_0000 });
  });
});

describe('accesses that are made whenever an instruction retires', () => {
  test.each([
    ['add', 0, 0, false],
    ['ld', 1, 0, true],
    ['fsw', 0, 1, true],
    ['lr.w', 1, 0, true],
    ['sc.w', 0, 0, true],
    ['amoswap.d', 1, 1, true],
    ['fadd.d', 0, 0, true],
    ['feq.d', 0, 0, false],
    ['fence.i', 0, 0, false],
  ])('%s', (mnemonic, loads, stores, mayStop) => {
    expect(useOf(mnemonic)).toMatchObject({ loads, stores, mayStop });
  });
});

test('what is executed outside of regions', () => {
  const rare = ['csrrw', 'csrrsi', 'ecall', 'ebreak', 'c.ebreak'];
  expect(rare.filter((mnemonic) => !useOf(mnemonic).isRare)).toEqual([]);
  expect(['add', 'jal', 'fadd.s', 'sc.d', 'fence', 'fence.i'].filter((mnemonic) => useOf(mnemonic).isRare)).toEqual([]);
});

test('jumps and branches, and the float functions that a row calls', () => {
  expect(['jal', 'c.jr', 'beq', 'c.bnez'].every((mnemonic) => useOf(mnemonic).jumps)).toBe(true);
  expect([useOf('add').jumps, useOf('ecall').jumps]).toEqual([false, false]);
  expect([...useOf('fmul.s').floats]).toEqual(['fmul.s']);
  expect([...useOf('fld').floats]).toEqual([]);
});

test('sums of constants are known in 64 bits, and both sides of a choice are read', () => {
  const reading = new StaticReading<number>();
  expect(reading.add((1n << 64n) - 1n, 2n)).toBe(1n);
  expect(reading.and(-2n, 7n)).toBe(6n);
  expect([reading.add(undefined, 1n), reading.sub(), reading.readX(1)]).toEqual([undefined, undefined, undefined]);
  const read: string[] = [];
  reading.when(
    undefined,
    () => void read.push('chosen'),
    () => void read.push('otherwise'),
  );
  expect(read).toEqual(['chosen', 'otherwise']);
});
