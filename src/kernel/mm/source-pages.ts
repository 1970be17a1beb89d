// What a page source needs from the spaces that map it: pages taken away when it shrinks, writes collected before it is saved.
// Walks every space, since both are rare; knows no file.

import type { AddressSpace } from './address-space.js';
import { PAGE_BYTES } from './frame-allocator.js';
import { flushRange, zapLeaves } from './leaves.js';
import type { MemoryManager } from './memory-manager.js';
import type { PageSource } from './page-source.js';
import { forEachLeaf, PTE_D, PTE_W, writeEntry } from './page-table.js';
import { sourceIndex, VM_SHARED, type VirtualAddress, type Vma } from './vma.js';

/** Takes all pages from index `firstIndex` on away from every mapping of `source`, private copies included: the next access finds the new end. */
export function dropSourcePages(m: MemoryManager, source: PageSource, firstIndex: number): void {
  for (const space of m.spaces) {
    for (const vma of space.vmas) {
      const start = Math.max(vma.start, vma.start + firstIndex * PAGE_BYTES - vma.offset);
      if (vma.source === source && start < vma.end) zapLeaves(m, space, vma, start, vma.end);
    }
  }
}

/** Calls `markDirty` for every page of `source` that programs wrote since the last time, in any space; the next write is noticed anew. */
export function collectDirtyPages(m: MemoryManager, source: PageSource): void {
  for (const space of m.spaces) {
    for (const vma of space.vmas) if (vma.source === source) cleanPages(m, space, vma, vma.start, vma.end);
  }
}

/** The same for a part of one shared vma: msync(2). */
export function cleanPages(m: MemoryManager, space: AddressSpace, vma: Vma, start: VirtualAddress, end: VirtualAddress): void {
  const { source } = vma;
  if (source === undefined || !(vma.flags & VM_SHARED)) return;
  let cleaned = false;
  forEachLeaf(m, space.rootFrame, start, end, (pte, va, entry) => {
    if (!(pte & PTE_D)) return;
    source.markDirty(sourceIndex(vma, va));
    writeEntry(m, entry, pte & ~(PTE_D | (source.kind === 'file' ? PTE_W : 0)));
    cleaned = true;
  });
  if (cleaned) flushRange(m, space, start, end);
}
