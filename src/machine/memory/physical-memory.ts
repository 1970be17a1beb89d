// Guest RAM by physical address, as kernels and devices touch it. Knows no translation and no hart.
import { pageBytes, ramBase, region } from '../layout.js';
import type { LinearMemory } from '../wasm/compile.js';
import type { DecodedCode } from './decoded-code.js';

/**
 * Addresses are physical, in bytes, and must lie inside RAM: one that does not is our bug and throws.
 * Every write drops the decoded code that it overlaps, so what a hart executes is what RAM holds.
 */
export class PhysicalMemory {
  readonly base = ramBase;
  /** Bytes of RAM. */
  readonly size: number;
  readonly #ram: DataView;
  readonly #bytes: Uint8Array;
  readonly #decoded: DecodedCode;

  constructor(memory: LinearMemory, size: number, decoded: DecodedCode) {
    this.size = size;
    this.#ram = new DataView(memory.buffer, region.ram, size);
    this.#bytes = new Uint8Array(memory.buffer, region.ram, size);
    this.#decoded = decoded;
  }

  /** True when all `length` bytes from `pa` are RAM. */
  contains(pa: number, length: number): boolean {
    return pa >= ramBase && pa + length <= ramBase + this.size;
  }

  readU8(pa: number): number {
    return this.#ram.getUint8(pa - ramBase);
  }

  readU16(pa: number): number {
    return this.#ram.getUint16(pa - ramBase, true);
  }

  readU32(pa: number): number {
    return this.#ram.getUint32(pa - ramBase, true);
  }

  readU64(pa: number): bigint {
    return this.#ram.getBigUint64(pa - ramBase, true);
  }

  writeU8(pa: number, value: number): void {
    this.#ram.setUint8(pa - ramBase, value);
    this.#changed(pa, 1);
  }

  writeU16(pa: number, value: number): void {
    this.#ram.setUint16(pa - ramBase, value, true);
    this.#changed(pa, 2);
  }

  writeU32(pa: number, value: number): void {
    this.#ram.setUint32(pa - ramBase, value, true);
    this.#changed(pa, 4);
  }

  writeU64(pa: number, value: bigint): void {
    this.#ram.setBigUint64(pa - ramBase, value, true);
    this.#changed(pa, 8);
  }

  /** A window on RAM, for reading only. */
  view(pa: number, length: number): Uint8Array {
    this.#check(pa, length);
    return this.#bytes.subarray(pa - ramBase, pa - ramBase + length);
  }

  /** Fills `bytes` with what is at `pa`. */
  read(pa: number, bytes: Uint8Array): void {
    bytes.set(this.view(pa, bytes.length));
  }

  write(pa: number, bytes: Uint8Array): void {
    this.#check(pa, bytes.length);
    this.#bytes.set(bytes, pa - ramBase);
    this.#changed(pa, bytes.length);
  }

  copy(toPa: number, fromPa: number, length: number): void {
    this.#check(toPa, length);
    this.#check(fromPa, length);
    this.#bytes.copyWithin(toPa - ramBase, fromPa - ramBase, fromPa - ramBase + length);
    this.#changed(toPa, length);
  }

  fill(pa: number, length: number, byte: number): void {
    this.#check(pa, length);
    this.#bytes.fill(byte, pa - ramBase, pa - ramBase + length);
    this.#changed(pa, length);
  }

  #check(pa: number, length: number): void {
    if (!this.contains(pa, length)) throw new Error(`physical range 0x${pa.toString(16)} + ${length} is not RAM`);
  }

  #changed(pa: number, length: number): void {
    const first = Math.floor((pa - ramBase) / pageBytes);
    const last = Math.floor((pa + length - 1 - ramBase) / pageBytes);
    if (first === last && length <= 8) this.#decoded.dropBytes(first, (pa - ramBase) % pageBytes, length);
    else for (let frame = first; frame <= last; frame++) this.#decoded.dropFrame(frame);
  }
}
