// Harts that write to each other's lines: the turns that they take are short enough for every line to go to and fro; the same in every engine.
import { describe, expect, test } from 'vitest';
import type { EngineName } from '../../src/machine/machine.js';
import { profiles } from '../../src/machine/profiles.js';
import { assemble } from './assembler.js';
import { layout, PagedMachine } from './paged-machine.js';

const { hierarchy } = profiles.textbook;
const ecall = assemble('ecall');

/** x10 times: add 1 to the doubleword at x11. */
const addThere = [
  assemble('ld', { rd: 12, rs1: 11 }),
  assemble('addi', { rd: 12, rs1: 12, imm: 1 }),
  assemble('sd', { rs1: 11, rs2: 12 }),
  assemble('addi', { rd: 10, rs1: 10, imm: -1 }),
  assemble('bne', { rs1: 10, imm: -16 }),
  ecall,
];

/** x10 times: spin until the doubleword at x11 is x13, then write x14 there. */
const passBall = [
  assemble('ld', { rd: 12, rs1: 11 }),
  assemble('bne', { rs1: 12, rs2: 13, imm: -4 }),
  assemble('sd', { rs1: 11, rs2: 14 }),
  assemble('addi', { rd: 10, rs1: 10, imm: -1 }),
  assemble('bne', { rs1: 10, imm: -16 }),
  ecall,
];

interface Start {
  readonly engine: EngineName;
  readonly code: readonly number[];
  readonly rounds: number;
  /** Registers of each hart, beside x10. */
  readonly registers: readonly Readonly<Record<number, bigint>>[];
  readonly leadCycles?: number;
}

function machineOf({ engine, code, rounds, registers, ...lead }: Start): PagedMachine {
  const machine = new PagedMachine(engine, { harts: registers.length, hierarchy, ...lead });
  machine.place(layout.code, code);
  for (const [id, hart] of machine.harts.entries()) {
    hart.pc = BigInt(layout.code);
    hart.writeX(10, BigInt(rounds));
    for (const [register, value] of Object.entries(registers[id] ?? {})) hart.writeX(Number(register), value);
  }
  return machine;
}

/** Runs all harts to their ecall. */
function runAll(start: Start): PagedMachine {
  const machine = machineOf(start);
  for (let left = machine.harts.length; left > 0; left--) {
    const step = machine.machine.step();
    if (step.event !== 'trap') throw new Error(`unexpected ${step.event}`);
    step.hart.waiting = true;
  }
  return machine;
}

/** Cycles that each hart needs for a round, once the harts know that they fight: the first turn is long. */
function cyclesPerRound(start: Omit<Start, 'rounds'>): number[] {
  const machine = machineOf({ ...start, rounds: 1_000_000 });
  machine.machine.step(60_000);
  const before = machine.harts.map((hart) => ({ cycles: hart.cycles, left: Number(hart.readX(10)) }));
  machine.machine.step(120_000);
  return machine.harts.map((hart, id) => {
    const { cycles, left } = before[id] ?? { cycles: 0, left: 0 };
    return (hart.cycles - cycles) / (left - Number(hart.readX(10)));
  });
}

function clocks(machine: PagedMachine): number[] {
  return machine.harts.map(({ cycles }) => cycles);
}

function counters(distance: number): Readonly<Record<number, bigint>>[] {
  return [0, distance].map((offset) => ({ 11: BigInt(layout.data + offset) }));
}

const ball = [
  { 11: BigInt(layout.data), 13: 0n, 14: 1n },
  { 11: BigInt(layout.data), 13: 1n, 14: 0n },
];

const engines = ['reference', 'interpreter', 'auto'] as const;

describe.each(engines)('two harts run by the %s engine', (engine) => {
  test('that count in one line wait for it at each addition: it comes for the load and again for the store', () => {
    const transfers = 2 * (hierarchy.dramCycles - hierarchy.l1d.latencyCycles);
    for (const cycles of cyclesPerRound({ engine, code: addThere, registers: counters(8) })) expect(cycles).toBeCloseTo(5 + transfers, 0);
  });

  test('that count in two lines do not disturb each other', () => {
    for (const cycles of cyclesPerRound({ engine, code: addThere, registers: counters(hierarchy.lineBytes) }))
      expect(cycles).toBeCloseTo(5, 1);
  });

  test('that wait for each other by spinning see each other about as soon as in the shortest turns', () => {
    const play = { engine, code: passBall, registers: ball };
    const [exact = 0] = cyclesPerRound({ ...play, leadCycles: 1 });
    const [adaptive = 0] = cyclesPerRound(play);
    expect(adaptive / exact).toBeLessThan(1.1);
  });
});

test('all engines take the same turns', () => {
  const machines = engines.map((engine) => runAll({ engine, code: addThere, rounds: 5000, registers: counters(16) }));
  const seen = machines.map((machine) => [
    clocks(machine),
    ...(['upgrades', 'invalidations'] as const).map((name) => machine.harts.map((hart) => hart.counter(name))),
  ]);
  for (const ofEngine of seen) expect(ofEngine).toEqual(seen[0]);
});

test('harts that leave each other alone take long turns beside two that fight', () => {
  const apart = { 11: BigInt(layout.dataBehind) };
  const alone = runAll({ engine: 'interpreter', code: addThere, rounds: 5000, registers: [apart] });
  const beside = runAll({ engine: 'interpreter', code: addThere, rounds: 5000, registers: [...counters(8), apart] });
  const [only = 0] = clocks(alone);
  expect(Math.abs((clocks(beside)[2] ?? 0) - only)).toBeLessThan(600);
});
