// The page frames of RAM: which are free, and how many owners each has. Knows no address space and no file.

import { createMemoryWork, type MemoryWork, noteCleared } from './memory-work.js';
import type { Ram } from './ram.js';

/** Number of a physical page: physical address / 4096. */
export type Frame = number;

/** Bytes in a page and in a frame. */
export const PAGE_BYTES = 4096;

/** Gives frames back when memory runs short: the page cache. */
export interface Reclaimer {
  /** Releases up to `wanted` frames that nobody but the cache uses; returns how many. */
  reclaim(wanted: number): number;
}

/** Marks the slot of a free frame. */
const FREE = 0x8000_0000;

/** How many frames to ask of a reclaimer at once. */
const RECLAIM_BATCH = 32;

/**
 * Frames `first` to `first + count - 1`. Order is deterministic: the frame released last is given first, untouched frames in rising order after those.
 * Host memory: one word a frame, touched only for frames ever used.
 */
export class FrameAllocator {
  readonly first: Frame;
  readonly totalCount: number;
  readonly #memory: Ram;
  readonly #work: MemoryWork;
  /** References of a used frame; of a free one, FREE and the offset of the next free frame + 1. */
  readonly #slots: Uint32Array;
  #free: number;
  /** Offset + 1 of the frame released last; 0: none. */
  #released = 0;
  /** Offset of the lowest frame never used, hence still zero. */
  #untouched = 0;
  #reclaimer: Reclaimer | undefined;

  /** `work`: where it notes frames that it clears. */
  constructor(memory: Ram, first: Frame, count: number, work: MemoryWork = createMemoryWork()) {
    this.#memory = memory;
    this.#work = work;
    this.first = first;
    this.totalCount = count;
    this.#free = count;
    this.#slots = new Uint32Array(count);
  }

  get freeCount(): number {
    return this.#free;
  }

  /** The one cache to ask when no frame is free. */
  setReclaimer(reclaimer: Reclaimer): void {
    this.#reclaimer = reclaimer;
  }

  /** A zero-filled frame with one reference; undefined when RAM is full even after reclaiming. */
  allocate(): Frame | undefined {
    return this.#take(true);
  }

  /** As `allocate`, but the content is whatever stood there: for callers that overwrite the whole frame. */
  allocateDirty(): Frame | undefined {
    return this.#take(false);
  }

  /** One more owner. */
  share(frame: Frame): void {
    const offset = this.#used(frame);
    this.#slots[offset] = (this.#slots[offset] ?? 0) + 1;
  }

  /** One owner fewer; the last one frees the frame. */
  release(frame: Frame): void {
    const offset = this.#used(frame);
    const references = (this.#slots[offset] ?? 0) - 1;
    if (references > 0) {
      this.#slots[offset] = references;
      return;
    }
    this.#slots[offset] = (FREE | this.#released) >>> 0;
    this.#released = offset + 1;
    this.#free++;
  }

  /** Owners; 0: free. */
  references(frame: Frame): number {
    const slot = this.#slots[frame - this.first] ?? 0;
    return slot & FREE ? 0 : slot;
  }

  #take(zeroed: boolean): Frame | undefined {
    const frame = this.#next(zeroed);
    // One that was never used is zero already on the host; the kernel cannot know.
    if (zeroed && frame !== undefined) noteCleared(this.#work, frame);
    return frame;
  }

  #next(zeroed: boolean): Frame | undefined {
    if (this.#free === 0) this.#reclaimer?.reclaim(RECLAIM_BATCH);
    if (this.#free === 0) return undefined;
    this.#free--;
    if (this.#released === 0) {
      this.#slots[this.#untouched] = 1;
      return this.first + this.#untouched++;
    }
    const offset = this.#released - 1;
    this.#released = (this.#slots[offset] ?? 0) & ~FREE;
    this.#slots[offset] = 1;
    const frame = this.first + offset;
    if (zeroed) this.#memory.fill(frame * PAGE_BYTES, PAGE_BYTES, 0);
    return frame;
  }

  #used(frame: Frame): number {
    const offset = frame - this.first;
    if (!(offset >= 0 && offset < this.#untouched) || (this.#slots[offset] ?? FREE) & FREE)
      throw new Error(`frame ${frame} is not allocated`);
    return offset;
  }
}
