// Pages of one inode in RAM, and the count of all of them. Knows bytes and frames; no path and no address space.
import type { Errno } from '../../abi/errno.js';
import { type Frame, PAGE_BYTES, type Reclaimer } from '../mm/frame-allocator.js';
import type { MemoryManager } from '../mm/memory-manager.js';
import type { PageSource } from '../mm/page-source.js';
import { collectDirtyPages, dropSourcePages } from '../mm/source-pages.js';

/** What is behind the pages. */
export interface PageBacking {
  readonly device: number;
  readonly ino: number;
  readonly sizeBytes: number;
  readonly kind: 'file' | 'shmem';
  /** Reads and writes the store itself, past the cache. */
  readStored(into: Uint8Array, position: number): number | Errno;
  writeStored(bytes: Uint8Array, position: number): number | Errno;
  /** Reads for an observer: not even the time of access changes. */
  peekStored(into: Uint8Array, position: number): number | Errno;
  /** A mapping changed content. */
  touched(): void;
  pin(): void;
  unpin(): void;
}

/** All cached pages of the system; gives frames back when RAM runs short. */
export class PageCaches implements Reclaimer {
  readonly manager: MemoryManager;
  /** In the order of first use. */
  readonly #caches = new Set<PageCache>();
  /** Frames held by caches: Cached of /proc/meminfo. Written by PageCache. */
  pages = 0;
  /** Of those, changed through mappings: Dirty of /proc/meminfo. */
  get dirtyPages(): number {
    let dirty = 0;
    for (const cache of this.#caches) dirty += cache.dirtyPages;
    return dirty;
  }

  constructor(manager: MemoryManager) {
    this.manager = manager;
    manager.frames.setReclaimer(this);
  }

  enlist(cache: PageCache): void {
    this.#caches.add(cache);
  }

  dismiss(cache: PageCache): void {
    this.#caches.delete(cache);
  }

  reclaim(wanted: number): number {
    let released = 0;
    for (const cache of this.#caches) {
      if (released >= wanted) break;
      released += cache.shed(wanted - released);
    }
    return released;
  }

  /** sync(2): every changed page goes to its store. */
  writeBack(): void {
    for (const cache of this.#caches) cache.writeBack();
  }
}

/**
 * The cached pages of one inode. Clean pages equal the store, since write(2) goes to both; pages that a mapping may have
 * changed are dirty, and are what read(2) sees.
 */
export class PageCache implements PageSource {
  readonly name = '';
  readonly #backing: PageBacking;
  readonly #caches: PageCaches;
  readonly #frames = new Map<number, Frame>();
  readonly #dirty = new Set<number>();
  #holders = 0;

  constructor(backing: PageBacking, caches: PageCaches) {
    this.#backing = backing;
    this.#caches = caches;
  }

  get kind(): 'file' | 'shmem' {
    return this.#backing.kind;
  }

  get device(): number {
    return this.#backing.device;
  }

  get inode(): number {
    return this.#backing.ino;
  }

  get sizeBytes(): number {
    return this.#backing.sizeBytes;
  }

  get dirtyPages(): number {
    return this.#dirty.size;
  }

  isCached(index: number): boolean {
    return this.#frames.has(index);
  }

  page(index: number): Frame | Errno {
    const { frames } = this.#caches.manager;
    const frame = this.#frames.get(index) ?? this.#load(index);
    if (typeof frame === 'number') frames.share(frame);
    return frame;
  }

  #load(index: number): Frame | Errno {
    const { frames, memory } = this.#caches.manager;
    const content = new Uint8Array(PAGE_BYTES);
    const count = this.#backing.readStored(content, index * PAGE_BYTES);
    if (typeof count === 'string') return count;
    const frame = frames.allocateDirty();
    if (frame === undefined) return 'ENOMEM';
    memory.write(frame * PAGE_BYTES, content);
    if (this.#frames.size === 0) this.#caches.enlist(this);
    this.#frames.set(index, frame);
    this.#caches.pages++;
    return frame;
  }

  peek(offset: number, length: number): Uint8Array | Errno {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, this.sizeBytes - offset)));
    const count = this.#backing.peekStored(bytes, offset);
    if (typeof count === 'string') return count;
    const read = bytes.subarray(0, count);
    this.overlay(read, offset);
    return read;
  }

  markDirty(index: number): void {
    if (!this.#frames.has(index) || this.#dirty.has(index)) return;
    this.#dirty.add(index);
    this.#backing.touched();
  }

  hold(): void {
    if (this.#holders === 0) this.#backing.pin();
    this.#holders++;
  }

  drop(): void {
    this.#holders--;
    if (this.#holders > 0) return;
    this.writeBack();
    this.#backing.unpin();
  }

  /** Writes to pages of shared memory go unnoticed while they are mapped. */
  get #isUnwatched(): boolean {
    return this.kind === 'shmem' && this.#holders > 0;
  }

  /** Puts what mappings changed over bytes just read from the store at `position`. */
  overlay(into: Uint8Array, position: number): void {
    const all = this.#isUnwatched;
    if (this.#dirty.size === 0 && !all) return;
    this.#eachPage(into.length, position, (index, pa, from, length, done) => {
      if (all || this.#dirty.has(index)) into.set(this.#caches.manager.memory.view(pa + from, length), done);
    });
  }

  /** Brings bytes just written to the store into the cached pages. */
  update(bytes: Uint8Array, position: number): void {
    if (this.#frames.size === 0) return;
    this.#eachPage(bytes.length, position, (_index, pa, from, length, done) => {
      this.#caches.manager.memory.write(pa + from, bytes.subarray(done, done + length));
    });
  }

  /** Calls `visit` for each cached page that the range touches. */
  #eachPage(count: number, position: number, visit: (index: number, pa: number, from: number, length: number, done: number) => void): void {
    for (let done = 0; done < count; ) {
      const from = (position + done) % PAGE_BYTES;
      const length = Math.min(PAGE_BYTES - from, count - done);
      const index = (position + done - from) / PAGE_BYTES;
      const frame = this.#frames.get(index);
      if (frame !== undefined) visit(index, frame * PAGE_BYTES, from, length, done);
      done += length;
    }
  }

  /** Writes dirty pages to the store; the next store by a program is noticed anew. */
  writeBack(): void {
    if (this.#holders > 0 && (this.#dirty.size > 0 || this.#isUnwatched)) collectDirtyPages(this.#caches.manager, this);
    for (const index of this.#dirty) this.#writePage(index);
    this.#dirty.clear();
  }

  #writePage(index: number): void {
    const frame = this.#frames.get(index);
    const length = Math.min(PAGE_BYTES, this.#backing.sizeBytes - index * PAGE_BYTES);
    if (frame === undefined || length <= 0) return;
    this.#backing.writeStored(this.#caches.manager.memory.view(frame * PAGE_BYTES, length), index * PAGE_BYTES);
  }

  /** The content ends at `sizeBytes` now: pages beyond go, the rest of the last one is zeroed. */
  truncate(sizeBytes: number): void {
    const within = sizeBytes % PAGE_BYTES;
    const last = (sizeBytes - within) / PAGE_BYTES;
    const partial = within > 0 ? this.#frames.get(last) : undefined;
    if (partial !== undefined) this.#caches.manager.memory.write(partial * PAGE_BYTES + within, new Uint8Array(PAGE_BYTES - within));
    const firstGone = within > 0 ? last + 1 : last;
    if (this.#holders > 0) dropSourcePages(this.#caches.manager, this, firstGone);
    for (const index of [...this.#frames.keys()]) if (index >= firstGone) this.#release(index);
  }

  /** Releases up to `wanted` pages that only the cache uses. */
  shed(wanted: number): number {
    let released = 0;
    for (const [index, frame] of [...this.#frames]) {
      if (released >= wanted) break;
      if (this.#caches.manager.frames.references(frame) > 1) continue;
      if (this.#dirty.has(index)) this.#writePage(index);
      this.#release(index);
      released++;
    }
    return released;
  }

  /** The inode is gone. */
  clear(): void {
    for (const index of [...this.#frames.keys()]) this.#release(index);
  }

  #release(index: number): void {
    const frame = this.#frames.get(index);
    if (frame === undefined) return;
    this.#frames.delete(index);
    this.#dirty.delete(index);
    this.#caches.pages--;
    this.#caches.manager.frames.release(frame);
    if (this.#frames.size === 0) this.#caches.dismiss(this);
  }
}
