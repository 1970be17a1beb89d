// What a mapping maps when it is not private anonymous memory. Knows no file system: fs/ implements this for files, mm/ for shared anonymous memory.

import type { Errno } from '../../abi/errno.js';
import type { Frame } from './frame-allocator.js';

/** An object that has pages. Two mappings of one source share its frames. */
export interface PageSource {
  /** Which resident counter its pages go to: `file` to RssFile, `shmem` (tmpfs, shared anonymous) to RssShmem. */
  readonly kind: 'file' | 'shmem';
  /** Device number as in st_dev, and inode, for /proc/[pid]/maps. */
  readonly device: number;
  readonly inode: number;
  /** Shown in /proc/[pid]/maps when the vma has no name of its own. */
  readonly name: string;
  /** Current size. An access to a page wholly beyond it raises SIGBUS; the last page's rest reads as zero. */
  readonly sizeBytes: number;
  /** Whether `page(index)` would answer without reading storage: decides minor or major fault, and mincore(2). */
  isCached(index: number): boolean;
  /**
   * The frame of a page (offset `index * 4096`), with one reference added for the caller. The cache keeps one reference of its own.
   * 'ENOMEM' when no frame is free; any other errno becomes SIGBUS.
   */
  page(index: number): Frame | Errno;
  /** Up to `length` bytes at `offset` as a program would see them, for observers: caches no page, leaves no mark. */
  peek(offset: number, length: number): Uint8Array | Errno;
  /** A program may have written to the page through a shared mapping. */
  markDirty(index: number): void;
  /** One more, or one fewer, vma maps the source. */
  hold(): void;
  drop(): void;
}
