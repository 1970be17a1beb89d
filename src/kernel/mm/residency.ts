// Advice about ranges and locks on them: madvise, mlock, munlock, mincore, msync.

import type { Errno } from '../../abi/errno.js';
import { advices } from '../../abi/mman.js';
import { TASK_SIZE, type AddressSpace } from './address-space.js';
import { PAGE_BYTES } from './frame-allocator.js';
import { zapLeaves } from './leaves.js';
import type { MemoryManager } from './memory-manager.js';
import { leafAddress } from './page-table.js';
import { pageDown, pageUp } from './placement.js';
import { populate } from './populate.js';
import { cleanPages } from './source-pages.js';
import {
  sourceIndex,
  VM_DONTCOPY,
  VM_DONTDUMP,
  VM_HUGEPAGE,
  VM_LOCKED,
  VM_NOHUGEPAGE,
  VM_RAND_READ,
  VM_SEQ_READ,
  VM_SHARED,
  VM_WIPEONFORK,
  type VirtualAddress,
  type Vma,
} from './vma.js';
import { isCovered, isolateVmas, mergeAround, setFlags, vmasBetween } from './vma-list.js';

/** Advice that only changes flags: bits cleared, then bits set. */
const flagAdvices: Readonly<Record<number, readonly [clear: number, set: number]>> = {
  [advices.MADV_NORMAL]: [VM_RAND_READ | VM_SEQ_READ, 0],
  [advices.MADV_RANDOM]: [VM_SEQ_READ, VM_RAND_READ],
  [advices.MADV_SEQUENTIAL]: [VM_RAND_READ, VM_SEQ_READ],
  [advices.MADV_DONTFORK]: [0, VM_DONTCOPY],
  [advices.MADV_DOFORK]: [VM_DONTCOPY, 0],
  [advices.MADV_HUGEPAGE]: [VM_NOHUGEPAGE, VM_HUGEPAGE],
  [advices.MADV_NOHUGEPAGE]: [VM_HUGEPAGE, VM_NOHUGEPAGE],
  [advices.MADV_DONTDUMP]: [0, VM_DONTDUMP],
  [advices.MADV_DODUMP]: [VM_DONTDUMP, 0],
  [advices.MADV_WIPEONFORK]: [0, VM_WIPEONFORK],
  [advices.MADV_KEEPONFORK]: [VM_WIPEONFORK, 0],
};

/** Advice that changes nothing here: there is no swap, no read-ahead and no merging of equal pages. */
const emptyAdvices: ReadonlySet<number> = new Set([
  advices.MADV_WILLNEED,
  advices.MADV_COLD,
  advices.MADV_PAGEOUT,
  advices.MADV_MERGEABLE,
  advices.MADV_UNMERGEABLE,
]);

const discardAdvices: ReadonlySet<number> = new Set([advices.MADV_DONTNEED, advices.MADV_FREE]);

const populateAdvices: Readonly<Record<number, 'load' | 'store'>> = {
  [advices.MADV_POPULATE_READ]: 'load',
  [advices.MADV_POPULATE_WRITE]: 'store',
};

const knownAdvices: ReadonlySet<number> = new Set([
  ...emptyAdvices,
  ...discardAdvices,
  ...Object.keys(flagAdvices).map(Number),
  ...Object.keys(populateAdvices).map(Number),
]);

/**
 * Follows advice.
 *
 * @returns 0, EINVAL (alignment, unknown advice, not for this kind of mapping), ENOMEM (a hole; what is mapped was treated), EFAULT (populate)
 * @see     madvise(2)
 */
export function adviseRegion(m: MemoryManager, space: AddressSpace, start: VirtualAddress, length: number, advice: number): 0 | Errno {
  const end = start + pageUp(length);
  if (!knownAdvices.has(advice) || start % PAGE_BYTES !== 0 || end < start) return 'EINVAL';
  if (end > TASK_SIZE) return 'ENOMEM';
  if (end === start) return 0;
  const change = flagAdvices[advice];
  if (change !== undefined) changeFlags(m, space, start, end, change);
  if (discardAdvices.has(advice)) return discard(m, space, start, end, advice);
  const forced = populateAdvices[advice];
  if (forced !== undefined) return populate(m, space, start, end, forced);
  return isCovered(space, start, end) ? 0 : 'ENOMEM';
}

/** Unlike Linux, MADV_FREE discards at once. */
function discard(m: MemoryManager, space: AddressSpace, start: VirtualAddress, end: VirtualAddress, advice: number): 0 | Errno {
  for (const vma of vmasBetween(space, start, end)) {
    const refused = vma.flags & VM_LOCKED || (advice === advices.MADV_FREE && vma.source !== undefined);
    if (refused) return 'EINVAL';
    zapLeaves(m, space, vma, Math.max(vma.start, start), Math.min(vma.end, end));
  }
  return isCovered(space, start, end) ? 0 : 'ENOMEM';
}

function changeFlags(
  m: MemoryManager,
  space: AddressSpace,
  start: VirtualAddress,
  end: VirtualAddress,
  [clear, set]: readonly [number, number],
): void {
  for (const vma of isolateVmas(space, start, end)) setFlags(m, space, vma, (vma.flags & ~clear) | set);
  mergeAround(space, start, end);
}

/**
 * Locks a range in memory and makes it present, unless `onFault`.
 *
 * @param mayExceed the caller has CAP_IPC_LOCK, so that RLIMIT_MEMLOCK does not bind
 * @returns         0, ENOMEM (a hole, the limit, no frames), EPERM (the limit is 0), EINVAL
 * @see             mlock(2)
 */
export function lockRegion(
  m: MemoryManager,
  space: AddressSpace,
  address: number,
  length: number,
  { onFault = false, mayExceed = false },
): 0 | Errno {
  const start = pageDown(address);
  const end = pageUp(address + length);
  if (end > TASK_SIZE) return length > TASK_SIZE ? 'EINVAL' : 'ENOMEM';
  const allowed = mayExceed ? Number.POSITIVE_INFINITY : space.limits.lockedBytes;
  if (allowed === 0) return 'EPERM';
  const unlocked = vmasBetween(space, start, end).filter((vma) => !(vma.flags & VM_LOCKED));
  const added = unlocked.reduce((sum, vma) => sum + Math.min(vma.end, end) - Math.max(vma.start, start), 0);
  if (space.usage.locked * PAGE_BYTES + added > allowed) return 'ENOMEM';
  const covered = isCovered(space, start, end);
  changeFlags(m, space, start, end, [0, VM_LOCKED]);
  if (!covered) return 'ENOMEM';
  // Linux reports pages that cannot be had as ENOMEM.
  return onFault || populate(m, space, start, end) === 0 ? 0 : 'ENOMEM';
}

/** @see munlock(2): 0, EINVAL, or ENOMEM for a hole */
export function unlockRegion(m: MemoryManager, space: AddressSpace, address: number, length: number): 0 | Errno {
  const start = pageDown(address);
  const end = pageUp(address + length);
  if (end > TASK_SIZE) return 'ENOMEM';
  changeFlags(m, space, start, end, [VM_LOCKED, 0]);
  return isCovered(space, start, end) ? 0 : 'ENOMEM';
}

/** One byte per page from `start` to `end`: 1 when it would not fault to storage; ENOMEM for a hole. @see mincore(2) */
export function residentMap(m: MemoryManager, space: AddressSpace, start: VirtualAddress, end: VirtualAddress): Uint8Array | 'ENOMEM' {
  if (!isCovered(space, start, end)) return 'ENOMEM';
  const map = new Uint8Array((end - start) / PAGE_BYTES);
  for (const vma of vmasBetween(space, start, end)) {
    const last = Math.min(vma.end, end);
    for (let va = Math.max(vma.start, start); va < last; va += PAGE_BYTES)
      map[(va - start) / PAGE_BYTES] = isResident(m, space, vma, va) ? 1 : 0;
  }
  return map;
}

function isResident(m: MemoryManager, space: AddressSpace, vma: Vma, va: VirtualAddress): boolean {
  const entry = leafAddress(m.memory, space.rootFrame, va);
  if (entry !== 0 && m.memory.readU32(entry) !== 0) return true;
  const index = sourceIndex(vma, va);
  return vma.source?.kind === 'file' && index * PAGE_BYTES < vma.source.sizeBytes && vma.source.isCached(index);
}

/** Tells the sources of shared mappings what was written. 0, or ENOMEM for a hole (the rest is done). @see msync(2) */
export function syncRegion(m: MemoryManager, space: AddressSpace, start: VirtualAddress, end: VirtualAddress): 0 | Errno {
  for (const vma of vmasBetween(space, start, end)) {
    if (vma.flags & VM_SHARED) cleanPages(m, space, vma, Math.max(vma.start, start), Math.min(vma.end, end));
  }
  return isCovered(space, start, end) ? 0 : 'ENOMEM';
}
