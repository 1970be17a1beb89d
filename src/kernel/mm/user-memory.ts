// The kernel's reads and writes of a program's memory, with the program's own rights. Knows no system call.

import type { Errno } from '../../abi/errno.js';
import { utf8Decode } from '../../abi/text.js';
import { TASK_SIZE, type AddressSpace } from './address-space.js';
import { PAGE_BYTES } from './frame-allocator.js';
import type { MemoryManager } from './memory-manager.js';
import { type MemoryWork, noteAccess } from './memory-work.js';
import { handleFault } from './page-fault.js';
import { leafAddress, pteFrame, PTE_A, PTE_D, PTE_R, PTE_V, PTE_W } from './page-table.js';
import type { VirtualAddress } from './vma.js';

/** Longest single access, bytes; a longer one is EFAULT, so callers split what may be long. Keeps a guest from sizing host memory. */
export const MAX_ACCESS_BYTES = 1 << 24;
/** Most vectors in one call. @see readv(2) */
export const IOV_MAX = 1024;
const IOVEC_BYTES = 16;

/** A piece of a program's memory, as readv(2) and writev(2) take it. */
export interface IoVector {
  readonly base: bigint;
  readonly length: number;
}

/** Reads and writes one address space at a time. Addresses are raw register values; wild ones give EFAULT. */
export class UserMemory {
  /** Faults taken here since `attach`: they belong to the task whose call it was. */
  minorFaults = 0;
  majorFaults = 0;
  /** An EFAULT since `attach` was a lack of frames. */
  outOfMemory = false;
  #space: AddressSpace;
  readonly #m: MemoryManager;

  constructor(m: MemoryManager, space: AddressSpace) {
    this.#m = m;
    this.#space = space;
  }

  get space(): AddressSpace {
    return this.#space;
  }

  /** Turns to a space and forgets the counts. */
  attach(space: AddressSpace): void {
    this.#space = space;
    this.minorFaults = 0;
    this.majorFaults = 0;
    this.outOfMemory = false;
  }

  /** What was done to memory in this trap and is not charged yet. */
  protected get work(): MemoryWork {
    return this.#m.work;
  }

  /** Called for each piece that is copied, with its physical address: for those who simulate what that costs at once. */
  protected copied(pa: number, bytes: number, kind: 'load' | 'store'): void {
    noteAccess(this.#m.work, pa, bytes, kind);
  }

  /** Called after each fault that was served on the way. */
  protected faulted(): void {}

  /** A copy of `length` bytes. */
  readBytes(va: bigint, length: number): Uint8Array | 'EFAULT' {
    const start = userAddress(va, length);
    if (start < 0) return 'EFAULT';
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const pa = this.#translate(start + done, 'load');
      if (pa === 0) return 'EFAULT';
      const piece = Math.min(length - done, PAGE_BYTES - (pa % PAGE_BYTES));
      this.copied(pa, piece, 'load');
      bytes.set(this.#m.memory.view(pa, piece), done);
      done += piece;
    }
    return bytes;
  }

  /** On EFAULT the pages before the bad one are written. */
  writeBytes(va: bigint, bytes: Uint8Array): 0 | 'EFAULT' {
    const { length } = bytes;
    const start = userAddress(va, length);
    if (start < 0) return 'EFAULT';
    for (let done = 0; done < length; ) {
      const pa = this.#translate(start + done, 'store');
      if (pa === 0) return 'EFAULT';
      const piece = Math.min(length - done, PAGE_BYTES - (pa % PAGE_BYTES));
      this.copied(pa, piece, 'store');
      this.#m.memory.write(pa, piece === length ? bytes : bytes.subarray(done, done + piece));
      done += piece;
    }
    return 0;
  }

  /** How many of the `length` bytes at `va` can be read, or written, from the first on: 0 to `length`. Their pages are made present. */
  accessibleBytes(va: bigint, length: number, access: 'load' | 'store'): number {
    if (va < 0n || va >= BigInt(TASK_SIZE)) return 0;
    const start = Number(va);
    const end = Math.min(start + length, TASK_SIZE);
    let reached = start;
    while (reached < end && this.#translate(reached, access) !== 0) reached += PAGE_BYTES - (reached % PAGE_BYTES);
    return Math.min(reached, end) - start;
  }

  readU8(va: bigint): number | 'EFAULT' {
    const bytes = this.readBytes(va, 1);
    return bytes === 'EFAULT' ? bytes : (bytes[0] ?? 0);
  }

  readU16(va: bigint): number | 'EFAULT' {
    const bytes = this.readBytes(va, 2);
    return bytes === 'EFAULT' ? bytes : (bytes[0] ?? 0) | ((bytes[1] ?? 0) << 8);
  }

  /** Unsigned. */
  readU32(va: bigint): number | 'EFAULT' {
    const pa = this.#within(va, 4, 'load');
    if (pa > 0) {
      this.copied(pa, 4, 'load');
      return this.#m.memory.readU32(pa);
    }
    const bytes = this.readBytes(va, 4);
    return bytes === 'EFAULT' ? bytes : viewOf(bytes).getUint32(0, true);
  }

  /** Unsigned. */
  readU64(va: bigint): bigint | 'EFAULT' {
    const pa = this.#within(va, 8, 'load');
    if (pa > 0) {
      this.copied(pa, 8, 'load');
      return this.#m.memory.readU64(pa);
    }
    const bytes = this.readBytes(va, 8);
    return bytes === 'EFAULT' ? bytes : viewOf(bytes).getBigUint64(0, true);
  }

  writeU32(va: bigint, value: number): 0 | 'EFAULT' {
    const pa = this.#within(va, 4, 'store');
    if (pa > 0) {
      this.copied(pa, 4, 'store');
      this.#m.memory.writeU32(pa, value);
      return 0;
    }
    const bytes = new Uint8Array(4);
    viewOf(bytes).setUint32(0, value, true);
    return this.writeBytes(va, bytes);
  }

  writeU64(va: bigint, value: bigint): 0 | 'EFAULT' {
    const pa = this.#within(va, 8, 'store');
    if (pa > 0) {
      this.copied(pa, 8, 'store');
      this.#m.memory.writeU64(pa, BigInt.asUintN(64, value));
      return 0;
    }
    const bytes = new Uint8Array(8);
    viewOf(bytes).setBigUint64(0, BigInt.asUintN(64, value), true);
    return this.writeBytes(va, bytes);
  }

  /** The bytes of a string before its NUL; ENAMETOOLONG when no NUL stands within `max` bytes. */
  readCStringBytes(va: bigint, max: number): Uint8Array | 'EFAULT' | 'ENAMETOOLONG' {
    const start = userAddress(va, 1);
    if (start < 0) return 'EFAULT';
    const parts: Uint8Array[] = [];
    let length = 0;
    while (length < max) {
      const pa = start + length < TASK_SIZE ? this.#translate(start + length, 'load') : 0;
      if (pa === 0) return 'EFAULT';
      const piece = this.#m.memory.view(pa, Math.min(max - length, PAGE_BYTES - (pa % PAGE_BYTES)));
      const end = piece.indexOf(0);
      this.copied(pa, end < 0 ? piece.length : end + 1, 'load');
      parts.push(piece.slice(0, end < 0 ? piece.length : end));
      if (end >= 0) return concatenate(parts, length + end);
      length += piece.length;
    }
    return 'ENAMETOOLONG';
  }

  /** A string as text. Wrapped, since a program's string may itself read "EFAULT". */
  readCString(va: bigint, max: number): { readonly text: string } | 'EFAULT' | 'ENAMETOOLONG' {
    const bytes = this.readCStringBytes(va, max);
    return typeof bytes === 'string' ? bytes : { text: utf8Decode(bytes) };
  }

  /** An array of struct iovec. @see readv(2); EINVAL for a bad count or a sum beyond SSIZE_MAX */
  readVectors(va: bigint, count: number): readonly IoVector[] | Errno {
    if (count < 0 || count > IOV_MAX) return 'EINVAL';
    const bytes = this.readBytes(va, count * IOVEC_BYTES);
    if (bytes === 'EFAULT') return bytes;
    const view = viewOf(bytes);
    const vectors: IoVector[] = [];
    let total = 0n;
    for (let at = 0; at < bytes.length; at += IOVEC_BYTES) {
      const length = view.getBigUint64(at + 8, true);
      total += length;
      if (total > 0x7fff_ffff_ffff_ffffn) return 'EINVAL';
      vectors.push({ base: view.getBigUint64(at, true), length: Number(length) });
    }
    return vectors;
  }

  /** Physical address of a word that lies in one page; 0: it does not, or may not be touched. */
  #within(va: bigint, length: number, access: 'load' | 'store'): number {
    const start = userAddress(va, length);
    return start >= 0 && (start % PAGE_BYTES) + length <= PAGE_BYTES ? this.#translate(start, access) : 0;
  }

  /** Physical address of a user byte, its page made present; 0: not allowed. */
  #translate(va: VirtualAddress, access: 'load' | 'store'): number {
    const bits = access === 'store' ? PTE_V | PTE_W : PTE_V | PTE_R;
    return this.#present(va, bits) || (this.#fault(va, access) ? this.#present(va, bits) : 0);
  }

  #present(va: VirtualAddress, bits: number): number {
    const { memory } = this.#m;
    const entry = leafAddress(memory, this.#space.rootFrame, va);
    const pte = entry === 0 ? 0 : memory.readU32(entry);
    if ((pte & bits) !== bits) return 0;
    const used = pte | PTE_A | (bits & PTE_W ? PTE_D : 0);
    if (used !== pte) memory.writeU32(entry, used);
    return pteFrame(pte) * PAGE_BYTES + (va % PAGE_BYTES);
  }

  #fault(va: VirtualAddress, access: 'load' | 'store'): boolean {
    const outcome = handleFault(this.#m, this.#space, BigInt(va), access);
    this.faulted();
    if (outcome.kind === 'minor') this.minorFaults++;
    else if (outcome.kind === 'major') this.majorFaults++;
    else if (outcome.kind === 'out-of-memory') this.outOfMemory = true;
    return outcome.kind === 'minor' || outcome.kind === 'major';
  }
}

/** `va` as a number when `length` bytes from there are user space; else -1. */
function userAddress(va: bigint, length: number): number {
  if (va < 0n || va >= BigInt(TASK_SIZE) || !(length >= 0 && length <= MAX_ACCESS_BYTES)) return length === 0 ? 0 : -1;
  const start = Number(va);
  return start + length <= TASK_SIZE ? start : -1;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function concatenate(parts: readonly Uint8Array[], length: number): Uint8Array {
  const only = parts[0];
  if (parts.length === 1 && only !== undefined) return only;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
