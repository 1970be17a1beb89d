// The sorted list of vmas of a space: insert, split, merge, remove. Keeps the counters of pages mapped; knows no page table and no frame.

import type { AddressSpace } from './address-space.js';
import type { MemoryManager } from './memory-manager.js';
import { forgetSearch } from './placement.js';
import {
  VM_ACCOUNT,
  VM_EXEC,
  VM_GROWSDOWN,
  VM_LOCKED,
  VM_SHARED,
  VM_WRITE,
  vmaIndex,
  vmaPages,
  type VirtualAddress,
  type Vma,
} from './vma.js';

/** Most vmas in a space. @see proc_sys_vm(5), max_map_count */
export const MAX_MAP_COUNT = 65_530;

/** From how many vmas on a space counts as crowded, and how many the system keeps for each frame of RAM when spaces are. */
const CROWDED = 1024;
const VMAS_PER_FRAME = 8;

/** Whether a space of `count` vmas may become or stay crowded: all vmas together cost the host no more than a share of RAM. */
export function mayCrowd(m: MemoryManager, count: number): boolean {
  if (count < CROWDED) return true;
  let total = 0;
  for (const { vmas } of m.spaces) total += vmas.length;
  return total < m.frames.totalCount * VMAS_PER_FRAME;
}

/** Whether pages with these flags count as VmData and towards RLIMIT_DATA. */
export function isData(flags: number): boolean {
  return (flags & (VM_WRITE | VM_SHARED | VM_GROWSDOWN)) === VM_WRITE;
}

function isExecutable(flags: number): boolean {
  return (flags & (VM_EXEC | VM_WRITE | VM_GROWSDOWN)) === VM_EXEC;
}

/** Counts `pages` with these flags into (or, negative, out of) the space. */
export function countPages(m: MemoryManager, space: AddressSpace, flags: number, pages: number): void {
  const { usage } = space;
  usage.total += pages;
  usage.peakTotal = Math.max(usage.peakTotal, usage.total);
  if (flags & VM_GROWSDOWN) usage.stack += pages;
  if (isData(flags)) usage.data += pages;
  if (isExecutable(flags)) usage.executable += pages;
  if (flags & VM_LOCKED) usage.locked += pages;
  if (flags & VM_ACCOUNT) m.totals.committed += pages;
}

/** Changes the flags of a vma and moves its pages among the counters. */
export function setFlags(m: MemoryManager, space: AddressSpace, vma: Vma, flags: number): void {
  if (vma.flags === flags) return;
  countPages(m, space, vma.flags, -vmaPages(vma));
  vma.flags = flags;
  countPages(m, space, flags, vmaPages(vma));
}

function continues(left: Vma, right: Vma): boolean {
  return (
    left.end === right.start &&
    left.flags === right.flags &&
    left.source === right.source &&
    left.name === right.name &&
    (left.source === undefined || left.offset + (left.end - left.start) === right.offset)
  );
}

/** Makes one vma of the one at `index` and the next, if they are equal neighbours. */
function mergeWithNext(space: AddressSpace, index: number): boolean {
  const left = space.vmas[index];
  const right = space.vmas[index + 1];
  if (left === undefined || right === undefined || !continues(left, right)) return false;
  left.end = right.end;
  right.source?.drop();
  space.vmas.splice(index + 1, 1);
  return true;
}

/** Merges what can be merged from the vma before `start` to the vma after `end`. */
export function mergeAround(space: AddressSpace, start: VirtualAddress, end: VirtualAddress): void {
  let index = Math.max(0, vmaIndex(space.vmas, start) - 1);
  while ((space.vmas[index]?.start ?? end + 1) <= end) if (!mergeWithNext(space, index)) index++;
}

/** Puts a vma in its (free) place, merges it with equal neighbours, counts its pages. The list takes over the vma's hold of its source. */
export function insertVma(m: MemoryManager, space: AddressSpace, vma: Vma): void {
  space.vmas.splice(vmaIndex(space.vmas, vma.start), 0, vma);
  countPages(m, space, vma.flags, vmaPages(vma));
  mergeAround(space, vma.start, vma.end);
}

/** Cuts the vma that contains `va` in two there, unless `va` is its border. */
export function splitVma(space: AddressSpace, va: VirtualAddress): void {
  const index = vmaIndex(space.vmas, va);
  const vma = space.vmas[index];
  if (vma === undefined || vma.start >= va) return;
  const offset = vma.source === undefined ? 0 : vma.offset + va - vma.start;
  space.vmas.splice(index + 1, 0, { ...vma, start: va, offset });
  vma.source?.hold();
  vma.end = va;
}

/** The vmas from `start` to `end`, cut so that none reaches beyond. */
export function isolateVmas(space: AddressSpace, start: VirtualAddress, end: VirtualAddress): Vma[] {
  splitVma(space, start);
  splitVma(space, end);
  return vmasBetween(space, start, end);
}

/** The vmas that touch `start` to `end`. */
export function vmasBetween(space: AddressSpace, start: VirtualAddress, end: VirtualAddress): Vma[] {
  const { vmas } = space;
  const first = vmaIndex(vmas, start);
  let last = first;
  while ((vmas[last]?.start ?? end) < end) last++;
  return vmas.slice(first, last);
}

/** Whether every byte from `start` to `end` is mapped. */
export function isCovered(space: AddressSpace, start: VirtualAddress, end: VirtualAddress): boolean {
  let reached = start;
  for (const vma of vmasBetween(space, start, end)) {
    if (vma.start > reached) return false;
    reached = vma.end;
  }
  return reached >= end;
}

/** Takes vmas that `isolateVmas` gave off the list and counts them out; their pages must be gone. */
export function removeVmas(m: MemoryManager, space: AddressSpace, removed: readonly Vma[]): void {
  const first = removed[0];
  if (first === undefined) return;
  space.vmas.splice(vmaIndex(space.vmas, first.start), removed.length);
  forgetSearch(space.search);
  for (const vma of removed) {
    countPages(m, space, vma.flags, -vmaPages(vma));
    vma.source?.drop();
  }
}
