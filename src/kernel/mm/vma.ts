// One mapped range of user addresses, as data, and the questions asked of it. Knows no page table.

import { PAGE_BYTES } from './frame-allocator.js';
import type { PageSource } from './page-source.js';

/** Flags of a vma, with Linux's values. @see Linux include/linux/mm.h */
export const VM_READ = 0x1;
export const VM_WRITE = 0x2;
export const VM_EXEC = 0x4;
export const VM_SHARED = 0x8;
/** What mprotect(2) may still give. */
export const VM_MAYREAD = 0x10;
export const VM_MAYWRITE = 0x20;
export const VM_MAYEXEC = 0x40;
export const VM_MAYSHARE = 0x80;
export const VM_GROWSDOWN = 0x100;
export const VM_LOCKED = 0x2000;
export const VM_SEQ_READ = 0x8000;
export const VM_RAND_READ = 0x1_0000;
/** Not inherited by fork: madvise MADV_DONTFORK. */
export const VM_DONTCOPY = 0x2_0000;
export const VM_DONTEXPAND = 0x4_0000;
/** Counted in Committed_AS. */
export const VM_ACCOUNT = 0x10_0000;
export const VM_NORESERVE = 0x20_0000;
export const VM_WIPEONFORK = 0x200_0000;
export const VM_DONTDUMP = 0x400_0000;
export const VM_HUGEPAGE = 0x2000_0000;
export const VM_NOHUGEPAGE = 0x4000_0000;

export const VM_ACCESS = VM_READ | VM_WRITE | VM_EXEC;

/** Letters of smaps' `VmFlags:` line, in Linux's order. @see proc_pid_smaps(5) */
export const vmFlagLetters: readonly (readonly [flag: number, letters: string])[] = [
  [VM_READ, 'rd'],
  [VM_WRITE, 'wr'],
  [VM_EXEC, 'ex'],
  [VM_SHARED, 'sh'],
  [VM_MAYREAD, 'mr'],
  [VM_MAYWRITE, 'mw'],
  [VM_MAYEXEC, 'me'],
  [VM_MAYSHARE, 'ms'],
  [VM_GROWSDOWN, 'gd'],
  [VM_LOCKED, 'lo'],
  [VM_SEQ_READ, 'sr'],
  [VM_RAND_READ, 'rr'],
  [VM_DONTCOPY, 'dc'],
  [VM_DONTEXPAND, 'de'],
  [VM_ACCOUNT, 'ac'],
  [VM_NORESERVE, 'nr'],
  [VM_WIPEONFORK, 'wf'],
  [VM_DONTDUMP, 'dd'],
  [VM_HUGEPAGE, 'hg'],
  [VM_NOHUGEPAGE, 'nh'],
];

/** An address of user space below 2^38, once validated. */
export type VirtualAddress = number;

/**
 * Pages `start` up to `end` (bytes, page aligned, end excluded) with equal properties. Vmas of one space never overlap; equal neighbours are merged.
 * Only mm/ writes.
 */
export interface Vma {
  start: VirtualAddress;
  end: VirtualAddress;
  /** VM_ bits. */
  flags: number;
  /** Undefined: private anonymous memory. */
  readonly source: PageSource | undefined;
  /** Byte offset in the source of `start`; 0 without a source. */
  offset: number;
  /** '[heap]' '[stack]' '[vdso]', or ''. Use `vmaName` for what /proc shows. */
  readonly name: string;
}

/** Last column of /proc/[pid]/maps. */
export function vmaName(vma: Vma): string {
  return vma.name || (vma.source?.name ?? '');
}

/** `rwxp` column of /proc/[pid]/maps. */
export function vmaPermissions({ flags }: Vma): string {
  return `${flags & VM_READ ? 'r' : '-'}${flags & VM_WRITE ? 'w' : '-'}${flags & VM_EXEC ? 'x' : '-'}${flags & VM_MAYSHARE ? 's' : 'p'}`;
}

export function vmaPages(vma: Vma): number {
  return (vma.end - vma.start) / PAGE_BYTES;
}

/** Index in the source of the page at `va`. */
export function sourceIndex(vma: Vma, va: VirtualAddress): number {
  return Math.floor((vma.offset + va - vma.start) / PAGE_BYTES);
}

/** Position of the first vma whose end lies above `va`; `vmas.length` if none. O(log n). */
export function vmaIndex(vmas: readonly Vma[], va: VirtualAddress): number {
  let low = 0;
  let high = vmas.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((vmas[middle]?.end ?? 0) > va) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The vma that contains `va`. */
export function findVma(vmas: readonly Vma[], va: VirtualAddress): Vma | undefined {
  const vma = vmas[vmaIndex(vmas, va)];
  return vma !== undefined && vma.start <= va ? vma : undefined;
}
