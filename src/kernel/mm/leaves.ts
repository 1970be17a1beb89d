// What a leaf entry means to its vma, its frame and the counters. Knows no fault and no system call.

import { residentPages, type AddressSpace } from './address-space.js';
import { PAGE_BYTES, type Frame } from './frame-allocator.js';
import type { MemoryManager } from './memory-manager.js';
import { noteCopied } from './memory-work.js';
import { forEachLeaf, makePte, pteFrame, PTE_A, PTE_ANON, PTE_D, PTE_R, PTE_U, PTE_V, PTE_W, PTE_X, writeEntry } from './page-table.js';
import { sourceIndex, VM_ACCESS, VM_EXEC, VM_READ, VM_SHARED, VM_WRITE, type VirtualAddress, type Vma } from './vma.js';

/** Pages up to which single translations are flushed instead of the whole space. */
const FLUSH_SINGLE_PAGES = 8;

/** Bits of a leaf that a change of rights leaves alone. */
const PTE_KEPT = PTE_A | PTE_D | PTE_ANON;

/** Access bits of a leaf in a vma with these flags. None means not valid: the entry keeps its frame, but every access faults. */
export function accessBits(flags: number): number {
  if ((flags & VM_ACCESS) === 0) return 0;
  const readable = (flags & (VM_READ | VM_WRITE)) !== 0 ? PTE_R : 0;
  return PTE_V | PTE_U | readable | (flags & VM_WRITE ? PTE_W : 0) | (flags & VM_EXEC ? PTE_X : 0);
}

/** Whether the leaf's frame is private memory of this space and its relatives by fork. */
export function isAnonymous(pte: number): boolean {
  return (pte & PTE_ANON) !== 0;
}

function count(m: MemoryManager, space: AddressSpace, vma: Vma, pte: number, delta: 1 | -1): void {
  const { usage } = space;
  if (isAnonymous(pte)) usage.rssAnon += delta;
  else if (pteFrame(pte) === m.zeroFrame) return;
  else if (vma.source?.kind === 'shmem') usage.rssShmem += delta;
  else usage.rssFile += delta;
  if (delta > 0) usage.peakRss = Math.max(usage.peakRss, residentPages(space));
}

/** A frame of private memory, counted in the system's total. */
export function allocateAnonymous(m: MemoryManager, copyFrom?: Frame): Frame | undefined {
  const frame = copyFrom === undefined || copyFrom === m.zeroFrame ? m.frames.allocate() : copyFrame(m, copyFrom);
  if (frame !== undefined) m.totals.anonymous++;
  return frame;
}

function copyFrame(m: MemoryManager, from: Frame): Frame | undefined {
  const frame = m.frames.allocateDirty();
  if (frame === undefined) return undefined;
  m.memory.copy(frame * PAGE_BYTES, from * PAGE_BYTES, PAGE_BYTES);
  noteCopied(m.work, frame, from);
  return frame;
}

/** Writes a leaf that was empty. The caller's reference of the frame becomes the leaf's. */
export function installLeaf(m: MemoryManager, space: AddressSpace, vma: Vma, entry: number, pte: number): void {
  writeEntry(m, entry, pte);
  count(m, space, vma, pte, 1);
}

/** Replaces the frame of a leaf in use by another and gives the old one back. */
export function replaceLeaf(m: MemoryManager, space: AddressSpace, vma: Vma, entry: number, oldPte: number, pte: number): void {
  forgetLeaf(m, space, vma, oldPte);
  installLeaf(m, space, vma, entry, pte);
}

/** Counts a leaf out and gives its reference back; the entry itself is the caller's. */
export function forgetLeaf(m: MemoryManager, space: AddressSpace, vma: Vma, pte: number): void {
  count(m, space, vma, pte, -1);
  const frame = pteFrame(pte);
  if (frame === m.zeroFrame) return;
  if (isAnonymous(pte) && m.frames.references(frame) === 1) m.totals.anonymous--;
  m.frames.release(frame);
}

/** Counts a copy of a leaf of another space in, with a reference of its own. */
export function adoptLeaf(m: MemoryManager, space: AddressSpace, vma: Vma, entry: number, pte: number): void {
  if (pteFrame(pte) !== m.zeroFrame) m.frames.share(pteFrame(pte));
  installLeaf(m, space, vma, entry, pte);
}

/** Tells the source of a shared mapping what programs wrote through this leaf. */
export function reportDirty(vma: Vma, va: VirtualAddress, pte: number): void {
  if (vma.flags & VM_SHARED && pte & PTE_D) vma.source?.markDirty(sourceIndex(vma, va));
}

/** Takes away all pages of `vma` from `start` to `end`. */
export function zapLeaves(m: MemoryManager, space: AddressSpace, vma: Vma, start: VirtualAddress, end: VirtualAddress): void {
  let zapped = 0;
  forEachLeaf(m, space.rootFrame, start, end, (pte, va, entry) => {
    reportDirty(vma, va, pte);
    writeEntry(m, entry, 0);
    forgetLeaf(m, space, vma, pte);
    if (pte & PTE_V) zapped++;
  });
  if (zapped > 0) flushRange(m, space, start, end);
}

/** Gives the pages from `start` to `end` the rights of the vma's present flags. A right to write waits for the next fault where a copy may be due. */
export function protectLeaves(m: MemoryManager, space: AddressSpace, vma: Vma, start: VirtualAddress, end: VirtualAddress): void {
  const bits = accessBits(vma.flags);
  let changed = false;
  forEachLeaf(m, space.rootFrame, start, end, (pte, _va, entry) => {
    const own = isAnonymous(pte) && m.frames.references(pteFrame(pte)) === 1;
    const noticed = (vma.flags & VM_SHARED) !== 0 && ((pte & PTE_D) !== 0 || vma.source?.kind === 'shmem');
    const writable = own || noticed ? bits : bits & ~PTE_W;
    const wanted = makePte(pteFrame(pte), (pte & PTE_KEPT) | writable);
    if (wanted === pte) return;
    writeEntry(m, entry, wanted);
    changed ||= (pte & PTE_V) !== 0;
  });
  if (changed) flushRange(m, space, start, end);
}

/** Forgets the translations of a range on all harts. */
export function flushRange(m: MemoryManager, space: AddressSpace, start: VirtualAddress, end: VirtualAddress): void {
  if ((end - start) / PAGE_BYTES > FLUSH_SINGLE_PAGES) m.tlb.flushTlb(space.rootFrame, undefined, space.context);
  else for (let va = start; va < end; va += PAGE_BYTES) m.tlb.flushTlb(space.rootFrame, va, space.context);
}
