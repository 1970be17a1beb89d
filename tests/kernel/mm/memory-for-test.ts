// A machine's memory without harts, and a source of pages, for the tests of memory management.
import { createMemory } from '../../../src/machine/wasm/compile.js';
import { cachesAddress } from '../../../src/machine/layout.js';
import { DecodedCode } from '../../../src/machine/memory/decoded-code.js';
import { PhysicalMemory } from '../../../src/machine/memory/physical-memory.js';
import type { Errno } from '../../../src/abi/errno.js';
import type { AddressSpace } from '../../../src/kernel/mm/address-space.js';
import { type Frame, PAGE_BYTES } from '../../../src/kernel/mm/frame-allocator.js';
import { createAddressSpace } from '../../../src/kernel/mm/lifetime.js';
import { createMemoryManager, type MemoryManager } from '../../../src/kernel/mm/memory-manager.js';
import type { PageSource } from '../../../src/kernel/mm/page-source.js';

export interface MemoryForTest extends MemoryManager {
  readonly memory: PhysicalMemory;
  /** Stands for every hart's TLB: leaf entries by root and address, until they are flushed. */
  readonly cached: Map<string, bigint>;
}

export function cacheKey(rootFrame: number, va: number): string {
  return `${rootFrame}:${va - (va % PAGE_BYTES)}`;
}

/** A manager of `ramBytes`, no chance unless `aslr`. */
export function memoryForTest({ ramBytes = 4 << 20, aslr = false }: { ramBytes?: number; aslr?: boolean } = {}): MemoryForTest {
  const linear = createMemory(cachesAddress(ramBytes));
  const memory = new PhysicalMemory(linear, ramBytes, new DecodedCode(linear, 1, ramBytes));
  const cached = new Map<string, bigint>();
  const tlb = {
    flushTlb(root = 0, va?: number): void {
      if (va !== undefined) cached.delete(cacheKey(root, va));
      else for (const key of cached.keys()) if (key.startsWith(`${root}:`)) cached.delete(key);
    },
  };
  let state = 1;
  const random = {
    below(limit: number): number {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return state % limit;
    },
  };
  return Object.assign(createMemoryManager({ memory, tlb, random, aslr }), { memory, cached });
}

export function spaceForTest(m: MemoryManager): AddressSpace {
  const space = createAddressSpace(m);
  if (space === 'ENOMEM') throw new Error('no memory for a space');
  return space;
}

/** A file's page cache in the small. */
export class SourceForTest implements PageSource {
  readonly kind: 'file' | 'shmem' = 'file';
  readonly device = 0x801;
  readonly inode = 7;
  readonly name = '/bin/test';
  sizeBytes: number;
  holds = 0;
  readonly dirty = new Set<number>();
  readonly frames = new Map<number, Frame>();
  readonly #m: MemoryManager;
  readonly #content: Uint8Array;

  constructor(m: MemoryManager, content: Uint8Array) {
    this.#m = m;
    this.#content = content;
    this.sizeBytes = content.length;
  }

  isCached(index: number): boolean {
    return this.frames.has(index);
  }

  page(index: number): Frame | Errno {
    const frame = this.frames.get(index) ?? this.#m.frames.allocate();
    if (frame === undefined) return 'ENOMEM';
    if (!this.frames.has(index))
      this.#m.memory.write(frame * PAGE_BYTES, this.#content.subarray(index * PAGE_BYTES, (index + 1) * PAGE_BYTES));
    this.frames.set(index, frame);
    this.#m.frames.share(frame);
    return frame;
  }

  peek(offset: number, length: number): Uint8Array {
    return this.#content.subarray(offset, offset + length);
  }

  markDirty(index: number): void {
    this.dirty.add(index);
  }

  hold(): void {
    this.holds++;
  }

  drop(): void {
    this.holds--;
  }

  /** Gives the cache's own references back. */
  empty(): void {
    for (const frame of this.frames.values()) this.#m.frames.release(frame);
    this.frames.clear();
  }
}

/** Frames in use. */
export function usedFrames(m: MemoryManager): number {
  return m.frames.totalCount - m.frames.freeCount;
}
