// A program that does nothing but system calls, one at a time, with the registers that the test gives it.
import { syscalls } from '../../src/kernel/syscall/table.js';
import type { Hart } from '../../src/kernel/task/hardware.js';
import type { Process, Task } from '../../src/kernel/task/task.js';
import { UserMemory } from '../../src/kernel/mm/user-memory.js';
import { TestSystem, type TestSystemOptions } from './boot-for-test.js';
import { elfForTest, plainSegments } from './lifecycle/elf-for-test.js';

const ECALL = 0x0000_0073;
/** `j -4` */
const JUMP_BACK = 0xffdf_f06f;
const codeOffset = 0x200;
const A0 = 10;
const A7 = 17;
/** Words 0 to 255 of the data segment are free for the test. */
export const SCRATCH = 0x11000n;

function program(): Uint8Array {
  const bytes = elfForTest({ segments: plainSegments });
  const view = new DataView(bytes.buffer);
  view.setUint32(codeOffset, ECALL, true);
  view.setUint32(codeOffset + 4, JUMP_BACK, true);
  return bytes;
}

export class CallerForTest {
  readonly system: TestSystem;
  process: Process;

  constructor(options: TestSystemOptions = {}) {
    this.system = new TestSystem({ harts: 1, ramMib: 16, ...options });
    this.system.install('/bin/caller', program());
    this.process = this.system.spawn('/bin/caller');
  }

  get task(): Task {
    return this.process.leader;
  }

  get memory(): UserMemory {
    const { space } = this.process;
    if (space === undefined) throw new Error('the caller has ended');
    return new UserMemory(this.system.kernel.state.memory, space);
  }

  /** The hart on which the caller runs. */
  #hart(): Hart {
    const { machine, kernel } = this.system;
    kernel.run(machine.harts[0]?.mtimeNs ?? 0, () => this.task.scheduling.onCore);
    kernel.run(Infinity, () => this.task.scheduling.onCore);
    const hart = machine.harts[this.task.scheduling.hart];
    if (hart === undefined || !this.task.scheduling.onCore) throw new Error('the caller does not run');
    return hart;
  }

  /** Makes one call by number; `undefined`: it sleeps, or the process has ended. Time stands still for a sleeping caller. */
  callNumber(number: number, ...values: readonly bigint[]): bigint | undefined {
    const hart = this.#hart();
    const before = this.task.counters.systemCalls;
    for (let index = 0; index < 6; index++) hart.writeX(A0 + index, BigInt.asUintN(64, values[index] ?? 0n));
    hart.writeX(A7, BigInt(number));
    this.system.kernel.run(Infinity, () => this.task.counters.systemCalls > before);
    const { task } = this;
    if (!task.scheduling.onCore || task.state !== 'R') return undefined;
    return BigInt.asIntN(64, (this.system.machine.harts[task.scheduling.hart] ?? hart).readX(A0));
  }

  call(name: string, ...values: readonly bigint[]): bigint | undefined {
    const row = syscalls.find((candidate) => candidate.name === name);
    if (row === undefined) throw new Error(`there is no row ${name}`);
    return this.callNumber(row.number, ...values);
  }

  /** Starts anew when the caller ended or sleeps. */
  revive(): void {
    if (this.process.zombie || this.task.state === 'X' || this.task.state !== 'R') this.process = this.system.spawn('/bin/caller');
  }
}
