// Bytes by offset, wherever they come from: a page source, or a file in the host's hands. Knows no format.

import type { Errno } from '../../abi/errno.js';
import { PAGE_BYTES } from '../mm/frame-allocator.js';
import type { MemoryManager } from '../mm/memory-manager.js';
import { noteAccess } from '../mm/memory-work.js';
import type { PageSource } from '../mm/page-source.js';

/** Random access to a file's content. */
export interface ByteReader {
  readonly sizeBytes: number;
  /** The bytes from `offset`; fewer than `length` only at the end of the file. */
  read(offset: number, length: number): Uint8Array | Errno;
}

export function readerOfBytes(bytes: Uint8Array): ByteReader {
  return { sizeBytes: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + length) };
}

/** Reads through the page cache, so that what execve looks at is what programs share later. */
export function readerOfSource(m: MemoryManager, source: PageSource): ByteReader {
  return { sizeBytes: source.sizeBytes, read: (offset, length) => readSource(m, source, offset, length) };
}

function readSource(m: MemoryManager, source: PageSource, offset: number, length: number): Uint8Array | Errno {
  const end = Math.min(offset + length, source.sizeBytes);
  const bytes = new Uint8Array(Math.max(0, end - offset));
  for (let at = offset; at < end; ) {
    const frame = source.page(Math.floor(at / PAGE_BYTES));
    if (typeof frame !== 'number') return frame;
    const piece = Math.min(end - at, PAGE_BYTES - (at % PAGE_BYTES));
    bytes.set(m.memory.view(frame * PAGE_BYTES + (at % PAGE_BYTES), piece), at - offset);
    noteAccess(m.work, frame * PAGE_BYTES + (at % PAGE_BYTES), piece, 'load');
    m.frames.release(frame);
    at += piece;
  }
  return bytes;
}
