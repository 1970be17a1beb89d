// An inode whose bytes lie in a store and whose pages may lie in RAM: keeps the two coherent. Knows no store in particular.
import type { Errno } from '../../abi/errno.js';
import type { PageSource } from '../mm/page-source.js';
import { Inode } from './inode.js';
import { type PageBacking, PageCache, type PageCaches } from './page-cache.js';

/** Largest file: as ext4 with 4 KiB blocks, 16 TiB. */
export const MAX_FILE_BYTES = 2 ** 44;

export abstract class ContentInode extends Inode implements PageBacking {
  abstract readonly kind: 'file' | 'shmem';
  /** Undefined without a machine: then nothing can be mapped. */
  protected abstract readonly pageCaches: PageCaches | undefined;
  protected pageCache: PageCache | undefined;

  abstract readStored(into: Uint8Array, position: number): number | Errno;
  abstract peekStored(into: Uint8Array, position: number): number | Errno;
  abstract writeStored(bytes: Uint8Array, position: number): number | Errno;
  protected abstract resizeStored(sizeBytes: number): Errno | undefined;
  abstract touched(): void;

  get device(): number {
    return this.superblock.device;
  }

  override readAt(into: Uint8Array, position: number): number | Errno {
    const count = this.readStored(into, position);
    if (typeof count === 'number' && count > 0) this.pageCache?.overlay(into.subarray(0, count), position);
    return count;
  }

  override writeAt(bytes: Uint8Array, position: number): number | Errno {
    if (bytes.length === 0) return 0;
    if (position >= MAX_FILE_BYTES) return 'EFBIG';
    this.#clearTail(position);
    const count = this.writeStored(bytes.subarray(0, MAX_FILE_BYTES - position), position);
    if (typeof count === 'number') {
      this.pageCache?.update(bytes.subarray(0, count), position);
      this.touched();
    }
    return count;
  }

  override resize(sizeBytes: number): Errno | undefined {
    if (!this.isRegular) return this.isDirectory ? 'EISDIR' : 'EINVAL';
    if (sizeBytes > MAX_FILE_BYTES) return 'EFBIG';
    this.#clearTail(sizeBytes);
    const refused = this.resizeStored(sizeBytes);
    if (refused !== undefined) return refused;
    this.pageCache?.truncate(sizeBytes);
    this.touched();
    return undefined;
  }

  /** What programs stored behind the end in a mapped page must not appear when the file grows to `start` and beyond. */
  #clearTail(start: number): void {
    if (this.pageCache === undefined) return;
    const { sizeBytes } = this;
    if (start > sizeBytes) this.pageCache.truncate(sizeBytes);
  }

  override pages(): PageSource | Errno {
    if (this.pageCaches === undefined || !this.isRegular) return 'ENODEV';
    this.pageCache ??= new PageCache(this, this.pageCaches);
    return this.pageCache;
  }

  /** Changed pages go to the store: fsync(2), and before the host looks. */
  writeBack(): void {
    this.pageCache?.writeBack();
  }
}
