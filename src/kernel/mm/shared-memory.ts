// Shared anonymous memory: pages that live as long as some vma maps them. Knows no file system.

import type { Errno } from '../../abi/errno.js';
import type { Frame } from './frame-allocator.js';
import { mayCommit } from './admission.js';
import { PAGE_BYTES } from './frame-allocator.js';
import type { MemoryManager } from './memory-manager.js';
import type { PageSource } from './page-source.js';

/** Major 0, minor 1: the anonymous file system that Linux shows for /dev/zero mappings. */
const SHARED_DEVICE = 1;

/** What mmap with MAP_SHARED and MAP_ANONYMOUS maps. Pages come into being when touched. */
export class SharedMemory implements PageSource {
  readonly kind = 'shmem';
  readonly device = SHARED_DEVICE;
  readonly inode: number;
  readonly name = '/dev/zero (deleted)';
  readonly sizeBytes: number;
  readonly #m: MemoryManager;
  readonly #frames = new Map<number, Frame>();
  /** Pages counted in Committed_AS for this object. */
  readonly #promisedPages: number;
  #holds = 0;

  private constructor(m: MemoryManager, sizeBytes: number, promisedPages: number) {
    this.#m = m;
    this.inode = m.nextSharedInode++;
    this.sizeBytes = sizeBytes;
    this.#promisedPages = promisedPages;
    m.totals.committed += promisedPages;
  }

  /**
   * An object of `sizeBytes` (whole pages), promised unless `reserve` is false. Map it at once: it dies when its last vma goes,
   * and `discard` is for when mapping failed.
   */
  static create(m: MemoryManager, sizeBytes: number, reserve: boolean): SharedMemory | 'ENOMEM' {
    const pages = reserve ? sizeBytes / PAGE_BYTES : 0;
    return mayCommit(m, pages) ? new SharedMemory(m, sizeBytes, pages) : 'ENOMEM';
  }

  isCached(): boolean {
    return true;
  }

  page(index: number): Frame | Errno {
    const known = this.#frames.get(index);
    const frame = known ?? this.#m.frames.allocate();
    if (frame === undefined) return 'ENOMEM';
    if (known === undefined) {
      this.#frames.set(index, frame);
      this.#m.totals.shared++;
    }
    this.#m.frames.share(frame);
    return frame;
  }

  /** There is no file to look into. */
  peek(): Errno {
    return 'EIO';
  }

  markDirty(): void {
    // Nothing stands behind these pages.
  }

  hold(): void {
    this.#holds++;
  }

  drop(): void {
    this.#holds--;
    if (this.#holds === 0) this.discard();
  }

  /** Frees the object, which nobody maps. */
  discard(): void {
    for (const frame of this.#frames.values()) this.#m.frames.release(frame);
    this.#m.totals.shared -= this.#frames.size;
    this.#m.totals.committed -= this.#promisedPages;
    this.#frames.clear();
  }
}
