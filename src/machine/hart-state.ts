// One hart's architectural state, as it lies in linear memory. Knows no engine, no clock source and no interrupt.
import {
  counterField,
  filterAddend,
  filterEntries,
  filterEntryBytes,
  filterFrame,
  filterTablesBytes,
  hartAddress,
  hartBytes,
  hartField,
  type MemoryCounter,
  memoryCounters,
  notedJumps,
  pageBytes,
} from './layout.js';
import type { Trap, TrapCause } from './trap.js';
import { trapCause, trapCodes } from './trap.js';
import type { LinearMemory } from './wasm/compile.js';

/** Bits of fcsr. @see RISC-V Unprivileged ISA 20240411, F extension */
export const fcsrMask = 0xff;

const loadsField = counterField('loads');
const storesField = counterField('stores');
const callsField = counterField('calls');

const noReservation = 0xffff_ffff_ffff_ffffn;

/** Registers are raw 64-bit values; writers are the engines and, between runs, the kernel. */
export class HartState {
  readonly id: number;
  /** Offset of this hart's region in linear memory. */
  readonly address: number;
  readonly #x: BigUint64Array;
  readonly #f: BigUint64Array;
  readonly #filters: Uint8Array;
  /** All that the memory hierarchy has counted on this hart since boot, in the order of `memoryCounters`; live. */
  readonly counters: Float64Array;
  /** The hart's region. */
  protected readonly view: DataView;

  constructor(memory: LinearMemory, id: number) {
    this.id = id;
    this.address = hartAddress(id);
    this.#x = new BigUint64Array(memory.buffer, this.address + hartField.x, 32);
    this.#f = new BigUint64Array(memory.buffer, this.address + hartField.f, 32);
    this.#filters = new Uint8Array(memory.buffer, this.address + hartField.readFilter, filterTablesBytes);
    this.view = new DataView(memory.buffer, this.address, hartBytes);
    this.counters = new Float64Array(memory.buffer, this.address + hartField.counters, memoryCounters.length);
    this.issueWidth = 1;
    this.clearReservation();
    this.flushFilters();
  }

  readX(register: number): bigint {
    return this.#x[register] ?? 0n;
  }

  writeX(register: number, value: bigint): void {
    if (register !== 0) this.#x[register] = value;
  }

  readF(register: number): bigint {
    return this.#f[register] ?? 0n;
  }

  /** Writes the raw bits and makes the floating-point state dirty. */
  writeF(register: number, value: bigint): void {
    this.#f[register] = value;
    this.fpDirty = true;
  }

  get pc(): bigint {
    return this.view.getBigUint64(hartField.pc, true);
  }

  set pc(value: bigint) {
    this.view.setBigUint64(hartField.pc, value, true);
  }

  get fcsr(): number {
    return this.view.getUint32(hartField.fcsr, true);
  }

  set fcsr(value: number) {
    this.view.setUint32(hartField.fcsr, value & fcsrMask, true);
  }

  /** True when the floating-point state was written since the kernel last set this to false. */
  get fpDirty(): boolean {
    return this.view.getUint32(hartField.fpDirty, true) !== 0;
  }

  set fpDirty(value: boolean) {
    this.view.setUint32(hartField.fpDirty, value ? 1 : 0, true);
  }

  /** The hart's clock: cycles since boot, kernel work and idling included. */
  get cycles(): number {
    return this.view.getFloat64(hartField.cycles, true);
  }

  set cycles(value: number) {
    this.view.setFloat64(hartField.cycles, value, true);
  }

  /** User instructions retired. */
  get instret(): number {
    return this.view.getFloat64(hartField.instret, true);
  }

  set instret(value: number) {
    this.view.setFloat64(hartField.instret, value, true);
  }

  /** Cycles of the clock that were jumped over while the hart waited. */
  get idleCycles(): number {
    return this.view.getFloat64(hartField.idleCycles, true);
  }

  set idleCycles(value: number) {
    this.view.setFloat64(hartField.idleCycles, value, true);
  }

  /** Frame of the root page table; 0 = addresses are physical. */
  get satpRoot(): number {
    return this.view.getUint32(hartField.satpRoot, true);
  }

  /** Address space identifier; above its bits whatever tells spaces apart that had it one after the other. */
  get asid(): number {
    return this.view.getUint32(hartField.asid, true);
  }

  /** Switches to another address space; costs nothing by itself (see the `satpWrite` and `tlbFlush` rows). */
  setAddressSpace(rootFrame: number, asid = 0): void {
    this.view.setUint32(hartField.satpRoot, rootFrame, true);
    this.view.setUint32(hartField.asid, asid, true);
    this.flushFilters();
  }

  /** Forgets all translations. */
  flushFilters(): void {
    this.#filters.fill(0xff);
  }

  /** Forgets the translation of the page of `va`. */
  flushPage(va: number): void {
    const entry = (Math.floor(va / pageBytes) % filterEntries) * filterEntryBytes;
    for (const table of [hartField.readFilter, hartField.writeFilter, hartField.fetchFilter])
      this.view.setBigInt64(table + entry, -1n, true);
  }

  /** True when LR on this address and width was the last and nothing has broken it. */
  isReserved(address: bigint, bytes: 4 | 8): boolean {
    return this.view.getBigUint64(hartField.reservation, true) === reservationTag(address, bytes);
  }

  reserve(address: bigint, bytes: 4 | 8): void {
    this.view.setBigUint64(hartField.reservation, reservationTag(address, bytes), true);
  }

  clearReservation(): void {
    this.view.setBigUint64(hartField.reservation, noReservation, true);
  }

  /** The last trap. */
  get trap(): Trap {
    return { cause: this.trapCause, tval: this.view.getBigUint64(hartField.trapTval, true) };
  }

  /** Its cause alone. */
  get trapCause(): TrapCause {
    return trapCause(this.view.getUint32(hartField.trapCause, true));
  }

  setTrap(cause: TrapCause, tval: bigint): void {
    this.view.setUint32(hartField.trapCause, trapCodes[cause], true);
    this.view.setBigUint64(hartField.trapTval, tval, true);
  }

  /** Cycles that the next run of a compiled engine may use before it stops. */
  set budget(cycles: number) {
    this.view.setInt32(hartField.budget, cycles, true);
  }

  /** How many instructions a cycle begins. */
  get issueWidth(): number {
    return this.view.getUint32(hartField.issueWidth, true);
  }

  set issueWidth(width: number) {
    this.view.setUint32(hartField.issueWidth, width, true);
  }

  /** Books one instruction that takes `extraCycles` beyond its share of a cycle, and what it waited for. */
  bookStep(extraCycles: number): void {
    this.instret += 1;
    this.cycles += this.issue(1) + extraCycles;
    this.bookRun();
  }

  /** The whole cycles that `instructions` more make; a cycle that they only begin is counted with the next ones. */
  protected issue(instructions: number): number {
    const width = this.issueWidth;
    if (width === 1) return instructions;
    const begun = this.view.getUint32(hartField.issued, true) + instructions;
    const left = begun % width;
    this.view.setUint32(hartField.issued, left, true);
    return (begun - left) / width;
  }

  /** Books what a run of a compiled engine has retired and used, and what accesses had to wait for. */
  bookRun(): void {
    const retired = this.view.getInt32(hartField.retired, true);
    this.instret += retired;
    this.cycles += this.issue(retired) + this.view.getInt32(hartField.extraCycles, true);
    this.view.setInt32(hartField.retired, 0, true);
    this.view.setInt32(hartField.extraCycles, 0, true);
    this.#bookAccesses(loadsField, hartField.runLoads);
    this.#bookAccesses(storesField, hartField.runStores);
  }

  /** Books what the kernel's own accesses had to wait for. */
  protected bookWait(): void {
    this.cycles += this.view.getInt32(hartField.extraCycles, true);
    this.view.setInt32(hartField.extraCycles, 0, true);
  }

  #bookAccesses(counter: number, field: number): void {
    const accesses = this.view.getInt32(field, true);
    if (accesses === 0) return;
    this.view.setFloat64(counter, this.view.getFloat64(counter, true) + accesses, true);
    this.view.setInt32(field, 0, true);
  }

  /** Counts an ecall: it has been fetched, and that was all of it. */
  bookCall(): void {
    this.view.setFloat64(callsField, this.view.getFloat64(callsField, true) + 1, true);
  }

  /** The instruction at pc will be fetched anew, whatever of it a compiled engine had fetched. */
  forgetFetch(): void {
    this.view.setUint32(hartField.resume, 0, true);
  }

  /** One of the `counters`. */
  counter(name: MemoryCounter): number {
    return this.view.getFloat64(counterField(name), true);
  }

  /** The page that the fetch filter has for `va`: where its records and its bytes lie in linear memory. */
  fetchPage(va: bigint): { records: number; frame: number } | undefined {
    const entry = hartField.fetchFilter + Number((va >> 12n) & BigInt(filterEntries - 1)) * filterEntryBytes;
    if (this.view.getBigUint64(entry, true) !== (va & ~0xfffn)) return undefined;
    return { records: this.view.getUint32(entry + filterAddend, true), frame: this.view.getUint32(entry + filterFrame, true) };
  }

  /** The last computed jumps of this hart's code, when its engine notes them. */
  notedJumps(): readonly { readonly from: number; readonly to: number }[] {
    const count = Math.min(notedJumps, this.view.getUint32(hartField.jumpCount, true));
    return Array.from({ length: count }, (_, index) => {
      const entry = hartField.jumps + index * 16;
      return { from: Number(this.view.getBigUint64(entry, true)), to: Number(this.view.getBigUint64(entry + 8, true)) };
    });
  }

  /** The address whose translation a filter lacked. */
  get missAddress(): bigint {
    return this.view.getBigUint64(hartField.missAddress, true);
  }
}

function reservationTag(address: bigint, bytes: 4 | 8): bigint {
  return bytes === 8 ? address | 1n : address;
}
