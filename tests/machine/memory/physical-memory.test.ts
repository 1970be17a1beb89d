// Guest RAM and the cache of decoded code: reads, writes, bounds, and what happens when more code runs than the cache holds.
import { expect, test } from 'vitest';
import { defaultCosts } from '../../../src/machine/cost-model.js';
import { profiles } from '../../../src/machine/profiles.js';
import { codePages, pageBytes } from '../../../src/machine/layout.js';
import { type EngineName, Machine } from '../../../src/machine/machine.js';
import { assemble } from '../assembler.js';
import { soon } from '../paged-machine.js';

function machineWith(ramBytes: number, engine: EngineName = 'interpreter'): Machine {
  return new Machine({ harts: 1, ramBytes, costs: defaultCosts, profile: profiles.textbook, engine, hotAfter: soon });
}

test('every width reads back what it wrote, little-endian', () => {
  const { memory } = machineWith(1 << 16);
  const pa = memory.base + 0x100;
  memory.writeU64(pa, 0x8877_6655_4433_2211n);
  expect([memory.readU8(pa), memory.readU16(pa + 1), memory.readU32(pa + 3), memory.readU64(pa)]).toEqual([
    0x11,
    0x3322,
    0x7766_5544,
    0x8877_6655_4433_2211n,
  ]);
  memory.writeU8(pa, 0xff);
  memory.writeU16(pa + 2, 0x1234);
  memory.writeU32(pa + 4, 0x8000_0001);
  expect(memory.readU64(pa)).toBe(0x8000_0001_1234_22ffn);
});

test('ranges are written, copied, filled and viewed', () => {
  const { memory } = machineWith(1 << 16);
  memory.write(memory.base + 8, Uint8Array.of(1, 2, 3, 4));
  memory.copy(memory.base + 4096, memory.base + 9, 3);
  memory.fill(memory.base + 4098, 2, 9);
  expect([...memory.view(memory.base + 4095, 6)]).toEqual([0, 2, 3, 9, 9, 0]);
});

test('what is not RAM is refused', () => {
  const { memory } = machineWith(1 << 16);
  expect(() => memory.view(memory.base - 1, 2)).toThrow(/not RAM/);
  expect(() => memory.write(memory.base + memory.size - 1, Uint8Array.of(1, 2))).toThrow(/not RAM/);
  expect(() => memory.readU8(memory.base + memory.size)).toThrow();
});

test.each(['interpreter', 'auto'] as const)('more pages of code than the cache holds run all the same: %s', (engine) => {
  const count = codePages + 100;
  const machine = machineWith((count + 1) * pageBytes, engine);
  const { memory } = machine;
  const [hart] = machine.harts;
  if (hart === undefined) throw new Error('no hart');
  for (let page = 0; page < count; page++) {
    memory.writeU32(memory.base + page * pageBytes, assemble('addi', { rd: 10, rs1: 10, imm: 1 }));
    memory.writeU32(memory.base + page * pageBytes + 4, assemble('jal', { imm: pageBytes - 4 }));
  }
  memory.writeU32(memory.base + count * pageBytes, assemble('ecall'));
  for (const round of [1, 2, 3]) {
    hart.pc = BigInt(memory.base);
    expect(machine.step().event).toBe('trap');
    expect(hart.trap.cause).toBe('ecall');
    expect(hart.readX(10)).toBe(BigInt(count * round));
  }
});

test('RAM at its largest can be addressed to its last byte', () => {
  const machine = machineWith(3.5 * 2 ** 30);
  const { memory } = machine;
  const [hart] = machine.harts;
  if (hart === undefined) throw new Error('no hart');
  const last = memory.base + memory.size - 8;
  memory.writeU64(last, 0x1122_3344_5566_7788n);
  const code = [assemble('ld', { rd: 11, rs1: 10 }), assemble('sd', { rs1: 10, rs2: 10 }), assemble('ecall')];
  for (const [index, raw] of code.entries()) memory.writeU32(last - 64 + 4 * index, raw);
  hart.writeX(10, BigInt(last));
  hart.pc = BigInt(last - 64);
  machine.step();
  expect([hart.trap.cause, hart.readX(11), memory.readU64(last)]).toEqual(['ecall', 0x1122_3344_5566_7788n, BigInt(last)]);
});
