// One hart as the kernel sees it: its state, its clock, its timer and interrupts. Knows no engine and no task.
import { HartState } from './hart-state.js';
import type { PhysicalMemory } from './memory/physical-memory.js';
import { pcbF0, pcbFcsr, pcbPc, pcbX1 } from './pcb-layout.js';
import type { LinearMemory } from './wasm/compile.js';

/** A rational rate of nanoseconds per cycle, valid from one point of the hart's clock on. */
interface Rate {
  readonly baseCycles: number;
  readonly baseNs: number;
  readonly frequencyHz: number;
}

const nsPerSecond = 1e9;

/** The kernel writes `timecmpNs`, `waiting` and the context; the machine moves the clock and takes interrupts. */
export class Hart extends HartState {
  /** Its timer is due when mtime reaches this; delivered once, then off (Infinity). */
  timecmpNs = Number.POSITIVE_INFINITY;
  /** Parked by wfi until its timer or an interrupt from another hart. */
  waiting = false;
  /** When the pending interrupt from another hart arrives; Infinity = none. */
  #interruptNs = Number.POSITIVE_INFINITY;
  #rate: Rate;
  readonly #memory: PhysicalMemory;

  constructor(linear: LinearMemory, id: number, memory: PhysicalMemory, frequencyHz: number) {
    super(linear, id);
    this.#memory = memory;
    this.#rate = { baseCycles: 0, baseNs: 0, frequencyHz };
  }

  /** Advances the clock by work that is not the guest's instructions. */
  charge(cycles: number): void {
    this.cycles += cycles;
  }

  /** This hart's clock in nanoseconds since boot. */
  get mtimeNs(): number {
    return this.#mtimeAt(this.cycles);
  }

  /** The first cycle at which mtime is at least `ns`. */
  cyclesAtNs(ns: number): number {
    const { baseCycles, baseNs, frequencyHz } = this.#rate;
    if (ns === Number.POSITIVE_INFINITY) return ns;
    let cycles = baseCycles + Math.ceil(((ns - baseNs) * frequencyHz) / nsPerSecond);
    while (this.#mtimeAt(cycles) < ns) cycles++;
    while (cycles > baseCycles && this.#mtimeAt(cycles - 1) >= ns) cycles--;
    return cycles;
  }

  /** From now on mtime advances with cycles at this frequency; `atNs` also sets mtime (it must not go back). */
  setFrequency(frequencyHz: number, atNs = this.mtimeNs): void {
    this.#rate = { baseCycles: this.cycles, baseNs: Math.max(atNs, this.mtimeNs), frequencyHz };
  }

  /** Sends an interrupt that arrives at `atNs`; of several pending ones the earliest counts. */
  postInterrupt(atNs: number): void {
    this.#interruptNs = Math.min(this.#interruptNs, atNs);
  }

  /** When the next interrupt of any kind is due, in nanoseconds; Infinity = none. */
  get nextEventNs(): number {
    return Math.min(this.timecmpNs, this.#interruptNs);
  }

  /** Takes one interrupt that is due, and ends waiting. An interrupt from another hart goes first. */
  takeInterrupt(): 'ipi' | 'timer' | undefined {
    const now = this.mtimeNs;
    if (this.nextEventNs > now) return undefined;
    this.waiting = false;
    if (this.#interruptNs <= now) {
      this.#interruptNs = Number.POSITIVE_INFINITY;
      return 'ipi';
    }
    this.timecmpNs = Number.POSITIVE_INFINITY;
    return 'timer';
  }

  /** Moves the clock of a waiting hart forward to `cycles`, as idle time. */
  idleUntil(cycles: number): void {
    const jump = Math.max(0, cycles - this.cycles);
    this.cycles += jump;
    this.idleCycles += jump;
  }

  /** Stores x1-x31 and pc, and on demand f0-f31 and fcsr, at physical address `pa`. */
  saveContext(pa: number, withFp: boolean): void {
    const memory = this.#memory;
    for (let register = 1; register < 32; register++) memory.writeU64(pa + pcbX1 + (register - 1) * 8, this.readX(register));
    memory.writeU64(pa + pcbPc, this.pc);
    if (!withFp) return;
    for (let register = 0; register < 32; register++) memory.writeU64(pa + pcbF0 + register * 8, this.readF(register));
    memory.writeU64(pa + pcbFcsr, BigInt(this.fcsr));
  }

  /** Loads what `saveContext` stored; the floating-point state is clean afterwards when it was loaded. */
  restoreContext(pa: number, withFp: boolean): void {
    const memory = this.#memory;
    for (let register = 1; register < 32; register++) this.writeX(register, memory.readU64(pa + pcbX1 + (register - 1) * 8));
    this.pc = memory.readU64(pa + pcbPc);
    if (!withFp) return;
    for (let register = 0; register < 32; register++) this.writeF(register, memory.readU64(pa + pcbF0 + register * 8));
    this.fcsr = memory.readU32(pa + pcbFcsr);
    this.fpDirty = false;
  }

  #mtimeAt(cycles: number): number {
    const { baseCycles, baseNs, frequencyHz } = this.#rate;
    return baseNs + Math.floor(((cycles - baseCycles) * nsPerSecond) / frequencyHz);
  }
}
