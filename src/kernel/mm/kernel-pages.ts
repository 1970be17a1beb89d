// Pages whose content the kernel makes once and every program maps: the vdso. Knows not what they hold.

import type { Errno } from '../../abi/errno.js';
import { type Frame, PAGE_BYTES } from './frame-allocator.js';
import type { MemoryManager } from './memory-manager.js';
import type { PageSource } from './page-source.js';

/** Frames that stay for ever. */
export class KernelPages implements PageSource {
  readonly kind = 'file';
  readonly device = 0;
  readonly inode = 0;
  readonly name: string;
  readonly sizeBytes: number;
  readonly #m: MemoryManager;
  readonly #frames: readonly Frame[];

  private constructor(m: MemoryManager, name: string, frames: readonly Frame[]) {
    this.#m = m;
    this.name = name;
    this.#frames = frames;
    this.sizeBytes = frames.length * PAGE_BYTES;
  }

  /** Copies `content` into frames of its own. */
  static create(m: MemoryManager, name: string, content: Uint8Array): KernelPages | 'ENOMEM' {
    const frames: Frame[] = [];
    for (let at = 0; at < content.length; at += PAGE_BYTES) {
      const frame = m.frames.allocate();
      if (frame === undefined) {
        for (const taken of frames) m.frames.release(taken);
        return 'ENOMEM';
      }
      m.memory.write(frame * PAGE_BYTES, content.subarray(at, at + PAGE_BYTES));
      frames.push(frame);
    }
    return new KernelPages(m, name, frames);
  }

  isCached(): boolean {
    return true;
  }

  page(index: number): Frame | Errno {
    const frame = this.#frames[index];
    if (frame === undefined) return 'EIO';
    this.#m.frames.share(frame);
    return frame;
  }

  peek(offset: number, length: number): Uint8Array {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, this.sizeBytes - offset)));
    for (let at = 0; at < bytes.length; ) {
      const within = (offset + at) % PAGE_BYTES;
      const piece = Math.min(PAGE_BYTES - within, bytes.length - at);
      const frame = this.#frames[Math.floor((offset + at) / PAGE_BYTES)] ?? 0;
      bytes.set(this.#m.memory.view(frame * PAGE_BYTES + within, piece), at);
      at += piece;
    }
    return bytes;
  }

  markDirty(): void {
    // Programs map these pages read-only.
  }

  hold(): void {
    // The pages stay without holders.
  }

  drop(): void {
    // The pages stay without holders.
  }
}
