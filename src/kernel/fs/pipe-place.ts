// Where the bytes of pipes lie for the caches: each open pipe has a stretch of the kernel's image. The bytes themselves are in host memory, unknown here.
import { imageAddress, imageAt, pipeData } from '../mm/kernel-image.js';
import type { MemoryManager } from '../mm/memory-manager.js';
import { type MemoryWork, noteAccess } from '../mm/memory-work.js';

/** One pipe's stretch, used as a ring. A ring of more than 64 KiB is folded into it. */
export class PipePlace {
  readonly number: number;
  readonly #work: MemoryWork;
  readonly #pa: number;
  /** Offsets of the next byte to come and the next to go. */
  #putAt = 0;
  #takeAt = 0;

  constructor(number: number, { memory, work }: MemoryManager) {
    this.number = number;
    this.#work = work;
    this.#pa = imageAddress(memory, imageAt.pipes + (number % pipeData.places) * pipeData.stride);
  }

  /** `count` bytes were put into a ring of `capacity`. */
  put(count: number, capacity: number): void {
    this.#putAt = this.#note(this.#putAt, count, capacity, 'store');
  }

  /** `count` bytes were taken; `left` stay. An empty ring begins anew, as a page that ran empty is used again. */
  take(count: number, left: number, capacity: number): void {
    this.#takeAt = this.#note(this.#takeAt, count, capacity, 'load');
    if (left > 0) return;
    this.#putAt = 0;
    this.#takeAt = 0;
  }

  #note(from: number, count: number, capacity: number, kind: 'load' | 'store'): number {
    const bytes = Math.min(capacity, pipeData.bytes);
    const start = from % bytes;
    const length = Math.min(count, bytes);
    const first = Math.min(length, bytes - start);
    noteAccess(this.#work, this.#pa + start, first, kind);
    noteAccess(this.#work, this.#pa, length - first, kind);
    return (start + count) % bytes;
  }
}

/** Hands the stretches out. More than 1024 pipes at once share them. */
export class PipePlaces {
  readonly #manager: MemoryManager | undefined;
  /** Numbers given back; the last one goes first, as with frames. */
  readonly #free: number[] = [];
  #next = 0;

  /** Without memory there are no places. */
  constructor(manager: MemoryManager | undefined) {
    this.#manager = manager;
  }

  take(): PipePlace | undefined {
    return this.#manager && new PipePlace(this.#free.pop() ?? this.#next++, this.#manager);
  }

  give({ number }: PipePlace): void {
    this.#free.push(number);
  }
}
