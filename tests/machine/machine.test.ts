// Harts taking turns: preemption points, timers, interrupts, idling, atomics between harts; the same in every engine.
import { describe, expect, test } from 'vitest';
import { defaultCosts } from '../../src/machine/cost-model.js';
import { profiles } from '../../src/machine/profiles.js';
import type { Hart } from '../../src/machine/hart.js';
import { type EngineName, Machine } from '../../src/machine/machine.js';
import { assemble } from './assembler.js';
import { layout, PagedMachine, soon } from './paged-machine.js';

const engines: readonly EngineName[] = ['reference', 'interpreter', 'auto'];

function load(machine: PagedMachine, at: number, code: readonly number[]): void {
  for (const [index, raw] of code.entries()) machine.writeU32(at + 4 * index, raw);
}

function hartAt(machine: PagedMachine, id: number): Hart {
  const hart = machine.harts[id];
  if (hart === undefined) throw new Error(`no hart ${id}`);
  return hart;
}

const nop = assemble('addi');
const ecall = assemble('ecall');
/** A loop that counts in x10 for ever. */
const countForEver = [assemble('addi', { rd: 10, rs1: 10, imm: 1 }), assemble('jal', { imm: -4 })];

describe.each(engines)('a machine run by the %s engine', (engine) => {
  test('is preempted at a backward jump, not in straight code', () => {
    const machine = new PagedMachine(engine);
    load(machine, layout.code, [...Array.from({ length: 20 }, () => nop), assemble('jal', { imm: -80 })]);
    machine.hart.pc = BigInt(layout.code);
    expect(machine.machine.step(5)).toEqual({ event: 'limit' });
    expect(machine.hart.pc).toBe(BigInt(layout.code));
    expect(machine.hart.cycles).toBe(21);
  });

  test.each([
    ['a taken backward branch', assemble('beq', { imm: -8 }), -8],
    ['a branch to itself', assemble('beq', { imm: 0 }), 0],
    ['a call', assemble('jal', { rd: 1, imm: 16 }), 16],
    ['a call through x5', assemble('jal', { rd: 5, imm: 16 }), 16],
    ['a return', assemble('jalr', { rs1: 1 }), 0x100 - 8],
    ['an indirect jump', assemble('jalr', { rs1: 6 }), 0x100 - 8],
    ['a call through a register', assemble('jalr', { rd: 1, rs1: 6 }), 0x100 - 8],
  ])('may be preempted at %s', (_name, raw, offset) => {
    const machine = new PagedMachine(engine);
    load(machine, layout.code, [nop, nop, raw, ecall]);
    machine.hart.writeX(1, BigInt(layout.code + 0x100));
    machine.hart.writeX(6, BigInt(layout.code + 0x100));
    machine.hart.pc = BigInt(layout.code);
    expect(machine.machine.step(1)).toEqual({ event: 'limit' });
    expect(machine.hart.pc).toBe(BigInt(layout.code + 8 + offset));
    expect(machine.hart.instret).toBe(3);
  });

  test.each([
    ['a forward jump', assemble('jal', { imm: 8 })],
    ['a forward jump that keeps its address in x7', assemble('jal', { rd: 7, imm: 8 })],
    ['a taken forward branch', assemble('beq', { imm: 8 })],
    ['a branch that is not taken', assemble('bne', { imm: -8 })],
  ])('is not preempted at %s', (_name, raw) => {
    const machine = new PagedMachine(engine);
    load(machine, layout.code, [raw, nop, ecall]);
    machine.hart.pc = BigInt(layout.code);
    expect(machine.machine.step(1).event).toBe('trap');
  });

  test('may be preempted at a jump back beyond address 0', () => {
    const machine = new PagedMachine(engine);
    load(machine, layout.code, [assemble('jal', { imm: -0xf_fff0 })]);
    machine.hart.pc = BigInt(layout.code);
    expect(machine.machine.step(1)).toEqual({ event: 'limit' });
    expect(machine.hart.pc).toBe(BigInt.asUintN(64, BigInt(layout.code - 0xf_fff0)));
  });

  test('delivers a timer once, at the first preemption point at or after its time', () => {
    const machine = new PagedMachine(engine);
    load(machine, layout.code, countForEver);
    machine.hart.pc = BigInt(layout.code);
    machine.hart.timecmpNs = 1001;
    expect(machine.machine.step()).toMatchObject({ event: 'timer' });
    expect(machine.hart.cycles).toBe(1002);
    expect(machine.hart.readX(10)).toBe(501n);
    expect(machine.machine.step(2000)).toEqual({ event: 'limit' });
  });

  test('runs on for millions of instructions without an event', () => {
    const machine = new PagedMachine(engine);
    const million = engine === 'interpreter' ? 3_000_000 : 10_000;
    load(machine, layout.code, countForEver);
    machine.hart.pc = BigInt(layout.code);
    machine.hart.timecmpNs = million;
    machine.machine.step();
    expect(machine.hart.instret).toBe(million);
    expect(machine.hart.readX(10)).toBe(BigInt(million / 2));
  });

  test('lets harts take turns, none ahead of the slowest by more than the lead', () => {
    const machine = new PagedMachine(engine, { harts: 3, leadCycles: 100 });
    load(machine, layout.code, countForEver);
    for (const hart of machine.harts) hart.pc = BigInt(layout.code);
    for (let now = 50; now < 2000; now += 50) {
      expect(machine.machine.step(now)).toEqual({ event: 'limit' });
      const clocks = machine.harts.map((hart) => hart.cycles);
      expect(Math.max(...clocks) - Math.min(...clocks)).toBeLessThanOrEqual(102);
      expect(Math.min(...clocks)).toBeGreaterThanOrEqual(now);
    }
  });

  test('wakes a waiting hart by its timer, and counts the time as idle', () => {
    const machine = new PagedMachine(engine);
    machine.hart.waiting = true;
    machine.hart.timecmpNs = 5000;
    expect(machine.machine.step()).toMatchObject({ event: 'timer' });
    expect(machine.hart).toMatchObject({ cycles: 5000, idleCycles: 5000, waiting: false, mtimeNs: 5000 });
  });

  test('wakes a waiting hart by an interrupt from another one, which goes before its timer', () => {
    const machine = new PagedMachine(engine, { harts: 2 });
    const [first, second] = [hartAt(machine, 0), hartAt(machine, 1)];
    load(machine, layout.code, [ecall]);
    first.pc = BigInt(layout.code);
    second.waiting = true;
    second.timecmpNs = 300;
    expect(machine.machine.step()).toMatchObject({ event: 'trap', hart: { id: 0 } });
    second.postInterrupt(400);
    second.postInterrupt(300);
    first.waiting = true;
    expect(machine.machine.step()).toMatchObject({ event: 'ipi', hart: { id: 1 } });
    expect(second.cycles).toBe(300);
    expect(machine.machine.step()).toMatchObject({ event: 'timer', hart: { id: 1 } });
  });

  test('is idle when every hart waits for nothing', () => {
    const machine = new PagedMachine(engine, { harts: 2 });
    for (const hart of machine.harts) hart.waiting = true;
    expect(machine.machine.step()).toEqual({ event: 'idle' });
  });

  test('atomic additions of two harts are all counted', () => {
    const machine = new PagedMachine(engine, { harts: 2, leadCycles: 7 });
    const loop = [
      assemble('amoadd.d', { rd: 0, rs1: 11, rs2: 12 }),
      assemble('addi', { rd: 10, rs1: 10, imm: -1 }),
      assemble('bne', { rs1: 10, imm: -8 }),
      ecall,
    ];
    expect(countTogether(machine, loop)).toBe(1000n);
  });

  test('LR and SC of two harts make an addition that is never lost', () => {
    const machine = new PagedMachine(engine, { harts: 2, leadCycles: 3 });
    // Preemption points inside the sequence: a taken backward branch between LR and SC, which breaks the reservation.
    const loop = [
      assemble('lr.d', { rd: 13, rs1: 11 }),
      assemble('addi', { rd: 14, imm: 2 }),
      assemble('addi', { rd: 14, rs1: 14, imm: -1 }),
      assemble('bne', { rs1: 14, imm: -4 }),
      assemble('add', { rd: 13, rs1: 13, rs2: 12 }),
      assemble('sc.d', { rd: 15, rs1: 11, rs2: 13 }),
      assemble('bne', { rs1: 15, imm: -24 }),
      assemble('addi', { rd: 10, rs1: 10, imm: -1 }),
      assemble('bne', { rs1: 10, imm: -32 }),
      ecall,
    ];
    expect(countTogether(machine, loop)).toBe(1000n);
  });

  /** Both harts count 500 into one place. */
  function countTogether(machine: PagedMachine, loop: readonly number[]): bigint {
    load(machine, layout.code, loop);
    for (const hart of machine.harts) {
      hart.pc = BigInt(layout.code);
      hart.writeX(10, 500n);
      hart.writeX(11, BigInt(layout.data));
      hart.writeX(12, 1n);
    }
    for (let left = machine.harts.length; left > 0; left--) {
      const step = machine.machine.step();
      if (step.event !== 'trap') throw new Error(`unexpected ${step.event}`);
      step.hart.waiting = true;
    }
    return machine.readU64(layout.data);
  }

  test('a store by one hart into code that another one executes is seen by it', () => {
    const machine = new PagedMachine(engine, { harts: 2, leadCycles: 10 });
    load(machine, layout.code, [assemble('addi', { rd: 10, imm: 1 }), assemble('jal', { imm: -4 })]);
    load(machine, layout.codeBehind, [nop, nop, nop, nop, assemble('sw', { rs1: 11, rs2: 12, imm: 4 }), assemble('jal', { imm: 0 })]);
    const [victim, writer] = [hartAt(machine, 0), hartAt(machine, 1)];
    victim.pc = BigInt(layout.code);
    writer.pc = BigInt(layout.codeBehind);
    writer.writeX(11, BigInt(layout.code));
    writer.writeX(12, BigInt(ecall));
    expect(machine.machine.step()).toMatchObject({ event: 'trap', hart: { id: 0 } });
    expect(victim.pc).toBe(BigInt(layout.code + 4));
  });

  test('contexts survive in memory, with and without the floating-point part', () => {
    const machine = new PagedMachine(engine);
    const { hart } = machine;
    const pcb = machine.physical(layout.data);
    for (let register = 1; register < 32; register++) hart.writeX(register, BigInt(register) << 32n);
    for (let register = 0; register < 32; register++) hart.writeF(register, BigInt(register) << 52n);
    hart.pc = 0x1234n;
    hart.fcsr = 0xe3;
    hart.saveContext(pcb, true);
    const saved = machine.state();
    machine.hart.writeX(5, 0n);
    machine.hart.writeF(5, 0n);
    hart.fcsr = 0;
    hart.pc = 0n;
    hart.restoreContext(pcb, false);
    expect([hart.readX(5), hart.readF(5), hart.pc]).toEqual([5n << 32n, 0n, 0x1234n]);
    hart.restoreContext(pcb, true);
    expect(machine.state()).toEqual({ ...saved, fpDirty: false });
    expect(machine.machine.memory.readU64(pcb + 9 * 8)).toBe(10n << 32n);
  });
});

test.each([0, 65, 1.5])('a machine of %s harts is refused', (harts) => {
  expect(() => new Machine({ harts, ramBytes: 4096, costs: defaultCosts, profile: profiles.textbook, engine: 'reference' })).toThrow(
    /1 to 64 harts/,
  );
});

test.each([0, 4095, 2 ** 32])('a machine with %s bytes of RAM is refused', (ramBytes) => {
  expect(() => new Machine({ harts: 1, ramBytes, costs: defaultCosts, profile: profiles.textbook, engine: 'reference' })).toThrow(/RAM/);
});

test('mtime follows the frequency from the moment it is set, and never goes back', () => {
  const { hart } = new PagedMachine('interpreter');
  hart.charge(1000);
  expect(hart.mtimeNs).toBe(1000);
  hart.setFrequency(3_000_000_000);
  hart.charge(10);
  expect(hart.mtimeNs).toBe(1003);
  expect(hart.cyclesAtNs(1003)).toBe(1009);
  expect(hart.cyclesAtNs(1004)).toBe(1012);
  hart.setFrequency(1_000_000_000, 500);
  expect(hart.mtimeNs).toBe(1003);
  hart.setFrequency(1_000_000_000, 9000);
  expect(hart.mtimeNs).toBe(9000);
});

test('a latency class of more than one cycle makes every engine charge it', () => {
  const costs = { ...defaultCosts, instructions: { ...defaultCosts.instructions, mul: 4, branch: 3, load: 7, csr: 5 } };
  const clocks = engines.map((engine) => {
    const machine = new Machine({ harts: 1, ramBytes: 1 << 20, costs, profile: profiles.textbook, engine, hotAfter: soon });
    const [hart] = machine.harts;
    if (hart === undefined) throw new Error('no hart');
    const code = [
      assemble('addi', { rd: 10, imm: 100 }),
      assemble('mul', { rd: 11, rs1: 10, rs2: 10 }),
      assemble('ld', { rd: 12, rs1: 13 }),
      assemble('csrrs', { rd: 14, imm: 0xc00 }),
      assemble('addi', { rd: 10, rs1: 10, imm: -1 }),
      assemble('bne', { rs1: 10, imm: -16 }),
      ecall,
    ];
    for (const [index, raw] of code.entries()) machine.memory.writeU32(0x8000_0000 + 4 * index, raw);
    hart.pc = 0x8000_0000n;
    hart.writeX(13, 0x8000_1000n);
    hart.timecmpNs = 501;
    const seen = [machine.step().event, hart.cycles, hart.pc, hart.readX(14)];
    return [...seen, machine.step().event, hart.cycles, hart.instret, hart.readX(14)];
  });
  for (const seen of clocks) expect(seen).toEqual(clocks[0]);
  expect(clocks[0]?.slice(4)).toEqual(['trap', 1 + 100 * (4 + 7 + 5 + 1 + 3), 501, 1n + 99n * 20n + 11n]);
});
