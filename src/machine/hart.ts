// One hart as the kernel sees it: its state, its clock, its timer and interrupts. Knows no engine and no task.
import { HartState } from './hart-state.js';
import { asidBits, hartField } from './layout.js';
import type { HartTlbs } from './memory/hierarchy/hart-tlbs.js';
import type { MemoryPath } from './memory/memory-path.js';
import type { PhysicalMemory } from './memory/physical-memory.js';
import { pcbBytes, pcbF0, pcbX1 } from './pcb-layout.js';
import type { LinearMemory } from './wasm/compile.js';

const nsPerSecond = 1e9;
const registerBytes = 8;

/** What a hart reaches memory with; without caches it has no TLBs. */
export interface HartParts {
  readonly memory: PhysicalMemory;
  readonly path: MemoryPath;
  readonly tlbs: HartTlbs | undefined;
  readonly issueWidth: number;
}

/** The kernel writes `timecmpNs`, `waiting` and the context; the machine moves the clock and takes interrupts. */
export class Hart extends HartState {
  readonly #memory: PhysicalMemory;
  readonly #path: MemoryPath;
  readonly #tlbs: HartTlbs | undefined;
  /** x1-x31 and pc, and f0-f31 and fcsr, as bytes: in the order in which a PCB has them. */
  readonly #integers: Uint8Array;
  readonly #floats: Uint8Array;

  constructor(linear: LinearMemory, id: number, { memory, path, tlbs, issueWidth }: HartParts, frequencyHz: number) {
    super(linear, id);
    this.issueWidth = issueWidth;
    this.#memory = memory;
    this.#path = path;
    this.#tlbs = tlbs;
    this.#integers = new Uint8Array(linear.buffer, this.address + hartField.x + registerBytes, pcbF0 - pcbX1);
    this.#floats = new Uint8Array(linear.buffer, this.address + hartField.f, pcbBytes - pcbF0);
    this.timecmpNs = Number.POSITIVE_INFINITY;
    this.#setInterrupt(Number.POSITIVE_INFINITY);
    this.view.setFloat64(hartField.contendedNs, Number.NEGATIVE_INFINITY, true);
    this.#setRate(0, 0, frequencyHz);
  }

  /** Its timer is due when mtime reaches this; delivered once, then off (Infinity). */
  get timecmpNs(): number {
    return this.view.getFloat64(hartField.timecmp, true);
  }

  set timecmpNs(ns: number) {
    this.view.setFloat64(hartField.timecmp, ns, true);
  }

  /** Parked by wfi until its timer or an interrupt from another hart. */
  get waiting(): boolean {
    return this.view.getUint32(hartField.waiting, true) !== 0;
  }

  set waiting(value: boolean) {
    this.view.setUint32(hartField.waiting, value ? 1 : 0, true);
  }

  /** When it last took a written line from another hart, or lost one, as seen at the beginning of its turns; -Infinity = never. */
  lastContentionNs(): number {
    const { view } = this;
    if (view.getUint32(hartField.contended, true) !== 0) {
      view.setUint32(hartField.contended, 0, true);
      view.setFloat64(hartField.contendedNs, this.mtimeNs, true);
    }
    return view.getFloat64(hartField.contendedNs, true);
  }

  // Private methods, no private accessors: V8 calls its runtime for each of those.

  /** When the pending interrupt from another hart arrives; Infinity = none. */
  #interruptNs(): number {
    return this.view.getFloat64(hartField.interrupt, true);
  }

  #setInterrupt(ns: number): void {
    this.view.setFloat64(hartField.interrupt, ns, true);
  }

  /**
   * Switches to another address space; costs nothing by itself (see the `satpWrite` and `tlbFlush` rows).
   *
   * @param asid the space's identifier: translations of all spaces stay; left out: there are none, and all translations are forgotten
   */
  override setAddressSpace(rootFrame: number, asid?: number): void {
    super.setAddressSpace(rootFrame, asid ?? 0);
    if (asid === undefined) this.#tlbs?.forgetForSwitch();
  }

  /** Forgets the translation of the page of `va`, or all; with `asid` only those of that address space. */
  flushTranslations(va?: number, asid?: number): void {
    // With caches, the filters' entries stand for lines: to drop all of them is always right. They hold nothing of other spaces.
    if (asid === undefined || sameAsid(asid, this.asid)) {
      if (this.#tlbs === undefined && va !== undefined) this.flushPage(va);
      else this.flushFilters();
    }
    this.#tlbs?.forget(va, asid);
  }

  /** Whose lines and translations come into the caches from now on: a thread id, 0 = nobody's. */
  get cacheOwner(): number {
    return this.view.getUint32(hartField.owner, true);
  }

  set cacheOwner(tid: number) {
    this.view.setUint32(hartField.owner, tid, true);
  }

  /** The kernel reads or writes `length` bytes at physical address `pa`, which may lie in its image: the clock advances by what that waits for. */
  touch(pa: number, length: number, kind: 'load' | 'store' | 'fetch'): void {
    this.#path.touch(this, pa, length, kind);
    this.bookWait();
  }

  /** As `touch`, at an offset of the kernel's image, which lies behind RAM. */
  touchKernel(offset: number, length: number, kind: 'load' | 'store' | 'fetch'): void {
    this.touch(this.#memory.base + this.#memory.size + offset, length, kind);
  }

  /** Advances the clock by work that is not the guest's instructions. */
  charge(cycles: number): void {
    this.cycles += cycles;
  }

  /** Advances the clock by `instructions` of the kernel, of one cycle's share each. */
  chargeInstructions(instructions: number): void {
    this.cycles += this.issue(instructions);
  }

  /** This hart's clock in nanoseconds since boot. */
  get mtimeNs(): number {
    return this.#mtimeAt(this.cycles);
  }

  /** The first cycle at which mtime is at least `ns`. */
  cyclesAtNs(ns: number): number {
    if (ns === Number.POSITIVE_INFINITY) return ns;
    const { view } = this;
    const from = view.getFloat64(hartField.rateCycles, true);
    const fromNs = view.getFloat64(hartField.rateNs, true);
    let cycles = from + Math.ceil(((ns - fromNs) * view.getFloat64(hartField.frequency, true)) / nsPerSecond);
    while (this.#mtimeAt(cycles) < ns) cycles++;
    while (cycles > from && this.#mtimeAt(cycles - 1) >= ns) cycles--;
    return cycles;
  }

  /** From now on mtime advances with cycles at this frequency; `atNs` also sets mtime, which never goes back. */
  setFrequency(frequencyHz: number, atNs = this.mtimeNs): void {
    this.#setRate(this.cycles, Math.max(atNs, this.mtimeNs), frequencyHz);
  }

  /** Sends an interrupt that arrives at `atNs`; of several pending ones the earliest counts. */
  postInterrupt(atNs: number): void {
    this.#setInterrupt(Math.min(this.#interruptNs(), atNs));
  }

  /** When the next interrupt of any kind is due, in nanoseconds; Infinity = none. */
  get nextEventNs(): number {
    return Math.min(this.timecmpNs, this.#interruptNs());
  }

  /** Takes one interrupt that is due, and ends waiting. An interrupt from another hart goes first. */
  takeInterrupt(): 'ipi' | 'timer' | undefined {
    const now = this.mtimeNs;
    if (this.nextEventNs > now) return undefined;
    this.waiting = false;
    if (this.#interruptNs() <= now) {
      this.#setInterrupt(Number.POSITIVE_INFINITY);
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
    memory.write(pa + pcbX1, this.#integers);
    if (withFp) memory.write(pa + pcbF0, this.#floats);
  }

  /** Loads what `saveContext` stored; the floating-point state is clean afterwards when it was loaded. */
  restoreContext(pa: number, withFp: boolean): void {
    const memory = this.#memory;
    memory.read(pa + pcbX1, this.#integers);
    if (!withFp) return;
    memory.read(pa + pcbF0, this.#floats);
    this.fpDirty = false;
  }

  /** mtime was `ns` at `cycles` of this hart's clock, and advances at `frequencyHz` from there. */
  #setRate(cycles: number, ns: number, frequencyHz: number): void {
    this.view.setFloat64(hartField.rateCycles, cycles, true);
    this.view.setFloat64(hartField.rateNs, ns, true);
    this.view.setFloat64(hartField.frequency, frequencyHz, true);
  }

  #mtimeAt(cycles: number): number {
    const { view } = this;
    const passed = cycles - view.getFloat64(hartField.rateCycles, true);
    return view.getFloat64(hartField.rateNs, true) + Math.floor((passed * nsPerSecond) / view.getFloat64(hartField.frequency, true));
  }
}

/** Whether a TLB takes the two for one. */
function sameAsid(one: number, other: number): boolean {
  return one % 2 ** asidBits === other % 2 ** asidBits;
}
