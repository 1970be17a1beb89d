// The pacer against a machine made of arithmetic and a host clock that the test turns.
import { describe, expect, test } from 'vitest';
import { type PacedMachine, Pacer } from '../../src/system/pacing.js';

/** A machine whose harts execute `speed` cycles per host second together; running it turns the host's clock. */
class ModelMachine implements PacedMachine {
  nowNs = 0;
  readonly profileHz = 1e9;
  busyCycles = 0;
  hz = 1e9;
  hostNs = 5e9;
  nextTimerNs = Infinity;
  readonly speed: number;
  readonly spinners: number;

  constructor(speed: number, spinners: number) {
    this.speed = speed;
    this.spinners = spinners;
  }

  get nextWorkNs(): number {
    return this.spinners > 0 ? this.nowNs : this.nextTimerNs;
  }

  setFrequency(hz: number): void {
    this.hz = hz;
  }

  runUntil(untilNs: number): void {
    const cycles = ((untilNs - this.nowNs) / 1e9) * this.hz * this.spinners;
    this.busyCycles += cycles;
    this.hostNs += (cycles / this.speed) * 1e9 + 2000;
    this.nowNs = untilNs;
  }
}

/** Runs for `seconds` of host time; returns the longest time between two looks at the input and the share of time spent working. */
function drive(machine: ModelMachine, pacer: Pacer, seconds: number): { longestNs: number; worked: number } {
  const end = machine.hostNs + seconds * 1e9;
  let longestNs = 0;
  let workedNs = 0;
  while (machine.hostNs < end) {
    const before = machine.hostNs;
    const { sleepMs } = pacer.step(before);
    longestNs = Math.max(longestNs, machine.hostNs - before);
    workedNs += machine.hostNs - before;
    machine.hostNs += sleepMs * 1e6 + 500;
  }
  return { longestNs, worked: workedNs / (seconds * 1e9) };
}

describe('pacing', () => {
  test.each([
    [1, 100e6],
    [2, 100e6],
    [8, 30e6],
    [2, 4e9],
  ])('%i spinners on a host of %d cycles a second keep level with its clock', (spinners, speed) => {
    const machine = new ModelMachine(speed, spinners);
    const pacer = new Pacer(machine);
    drive(machine, pacer, 1);
    const simulated = machine.nowNs;
    const { longestNs } = drive(machine, pacer, 2);
    expect(machine.nowNs - simulated).toBeGreaterThan(1.95e9);
    expect(machine.nowNs - simulated).toBeLessThan(2.05e9);
    expect(longestNs).toBeLessThan(25e6);
    expect(machine.hz).toBeLessThanOrEqual(1e9);
  });

  test('looks at the input every few milliseconds from the first moment on', () => {
    const machine = new ModelMachine(50e6, 8);
    expect(drive(machine, new Pacer(machine), 0.5).longestNs).toBeLessThan(30e6);
  });

  test('sleeps while nothing can run', () => {
    const machine = new ModelMachine(100e6, 0);
    expect(drive(machine, new Pacer(machine), 10).worked).toBeLessThan(0.001);
    expect(machine.nowNs).toBeGreaterThan(8e9);
  });

  test('wakes for the next timer', () => {
    const machine = new ModelMachine(100e6, 0);
    const pacer = new Pacer(machine);
    pacer.step(machine.hostNs);
    machine.nextTimerNs = machine.nowNs + 20e6;
    const { sleepMs } = pacer.step(machine.hostNs);
    expect(sleepMs).toBeGreaterThanOrEqual(15);
    expect(sleepMs).toBeLessThanOrEqual(21);
  });

  test('does not make up for a host that slept', () => {
    const machine = new ModelMachine(100e6, 2);
    const pacer = new Pacer(machine);
    drive(machine, pacer, 1);
    const before = machine.nowNs;
    machine.hostNs += 3600e9;
    drive(machine, pacer, 1);
    expect(machine.nowNs - before).toBeLessThan(1.3e9);
  });
});
