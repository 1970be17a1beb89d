// Resizing and moving a mapping: mremap.

import type { Errno } from '../../abi/errno.js';
import { MREMAP_DONTUNMAP, MREMAP_FIXED, MREMAP_MAYMOVE } from '../../abi/mman.js';
import { type AddressSpace, TASK_SIZE } from './address-space.js';
import { mayCommit, withinLimits } from './admission.js';
import { PAGE_BYTES } from './frame-allocator.js';
import { flushRange } from './leaves.js';
import type { MemoryManager } from './memory-manager.js';
import { ensureLeaf, forEachLeaf, writeEntry } from './page-table.js';
import { findFree, isFree, MMAP_MIN_ADDRESS, pageUp } from './placement.js';
import { populate } from './populate.js';
import { freeTablesBetween, unmapPages } from './regions.js';
import { VM_ACCOUNT, VM_DONTEXPAND, VM_LOCKED, VM_MAYSHARE, type VirtualAddress, type Vma, vmaIndex } from './vma.js';
import { insertVma, isolateVmas, MAX_MAP_COUNT, removeVmas } from './vma-list.js';

/** Arguments of mremap(2), lengths and addresses in bytes. */
export interface RemapRequest {
  readonly oldAddress: number;
  readonly oldLength: number;
  readonly newLength: number;
  /** MREMAP_ bits. */
  readonly flags: number;
  /** The place with MREMAP_FIXED. */
  readonly newAddress: number;
}

/**
 * Resizes or moves the mapping at `oldAddress`.
 *
 * @returns its address now, or EINVAL, EFAULT (not one mapping), ENOMEM
 * @see     mremap(2)
 */
export function remapRegion(m: MemoryManager, space: AddressSpace, request: RemapRequest): VirtualAddress | Errno {
  const oldLength = pageUp(request.oldLength);
  const newLength = pageUp(request.newLength);
  const refusal = checkRequest(request, oldLength, newLength);
  if (refusal !== undefined) return refusal;
  const { oldAddress, newAddress, flags } = request;
  // Linux too takes the target's and the tail's pages away before it knows that the rest will succeed.
  if (flags & MREMAP_FIXED) unmapPages(m, space, newAddress, newAddress + newLength);
  if (newLength < oldLength) unmapPages(m, space, oldAddress + newLength, oldAddress + oldLength);
  const kept = Math.min(oldLength, newLength);
  const vma = vmaOf(space, oldAddress, kept);
  if (typeof vma === 'string') return vma;
  const stays = !(flags & (MREMAP_FIXED | MREMAP_DONTUNMAP));
  return stays && kept === newLength ? oldAddress : extend(m, space, vma, request, { kept, newLength, stays });
}

/** Grows the mapping where it is if it may stay and there is room, else moves it. */
function extend(
  m: MemoryManager,
  space: AddressSpace,
  vma: Vma,
  { oldAddress, newAddress, flags }: RemapRequest,
  { kept, newLength, stays }: { kept: number; newLength: number; stays: boolean },
): VirtualAddress | Errno {
  const keep = (flags & MREMAP_DONTUNMAP) !== 0;
  const growth = keep ? newLength : newLength - kept;
  const refusal = checkGrowth(m, space, vma, growth, { duplicates: kept === 0, keep });
  if (refusal !== undefined) return refusal;
  if (stays && kept > 0 && growInPlace(m, space, vma, oldAddress + kept, growth)) return oldAddress;
  if (!(flags & MREMAP_MAYMOVE) || space.vmas.length + 3 >= MAX_MAP_COUNT) return 'ENOMEM';
  const target = flags & MREMAP_FIXED ? newAddress : findFree(space, newLength);
  return target === undefined ? 'ENOMEM' : relocate(m, space, vma, { from: oldAddress, kept, target, newLength, keep });
}

function checkRequest({ oldAddress, flags, newAddress }: RemapRequest, oldLength: number, newLength: number): Errno | undefined {
  const known = MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP;
  if (flags & ~known || oldAddress % PAGE_BYTES !== 0 || newLength === 0 || newLength > TASK_SIZE) return 'EINVAL';
  if (flags & (MREMAP_FIXED | MREMAP_DONTUNMAP) && !(flags & MREMAP_MAYMOVE)) return 'EINVAL';
  if (flags & MREMAP_DONTUNMAP && oldLength !== newLength) return 'EINVAL';
  if (oldAddress + oldLength > TASK_SIZE) return 'EFAULT';
  return flags & MREMAP_FIXED ? checkTarget(newAddress, newLength, oldAddress, oldLength) : undefined;
}

function checkTarget(newAddress: number, newLength: number, oldAddress: number, oldLength: number): Errno | undefined {
  if (newAddress % PAGE_BYTES !== 0 || newAddress + newLength > TASK_SIZE || newAddress < MMAP_MIN_ADDRESS) return 'EINVAL';
  return newAddress < oldAddress + oldLength && oldAddress < newAddress + newLength ? 'EINVAL' : undefined;
}

/** The one vma that holds all of the range. */
function vmaOf(space: AddressSpace, start: VirtualAddress, length: number): Vma | Errno {
  const vma = space.vmas[vmaIndex(space.vmas, start)];
  return vma !== undefined && vma.start <= start && start + length <= vma.end ? vma : 'EFAULT';
}

function checkGrowth(
  m: MemoryManager,
  space: AddressSpace,
  { flags }: Vma,
  growth: number,
  { duplicates, keep }: { duplicates: boolean; keep: boolean },
): Errno | undefined {
  const pages = growth / PAGE_BYTES;
  // An old length of 0 makes a second mapping of shared pages; private pages have nothing to share.
  if (duplicates && !(flags & VM_MAYSHARE)) return 'EINVAL';
  if (pages > 0 && !keep && flags & VM_DONTEXPAND) return 'EFAULT';
  if (flags & VM_LOCKED && (space.usage.locked + pages) * PAGE_BYTES > space.limits.lockedBytes) return 'EAGAIN';
  if (!withinLimits(space, flags, pages) || (flags & VM_ACCOUNT && !mayCommit(m, pages))) return 'ENOMEM';
  return undefined;
}

function growInPlace(m: MemoryManager, space: AddressSpace, vma: Vma, end: VirtualAddress, growth: number): boolean {
  if (vma.end !== end || !isFree(space, end, end + growth)) return false;
  const { flags } = vma;
  vma.source?.hold();
  insertVma(m, space, { ...vma, start: end, end: end + growth, offset: vma.source === undefined ? 0 : vma.offset + end - vma.start });
  if (flags & VM_LOCKED) populate(m, space, end, end + growth);
  return true;
}

interface Move {
  readonly from: VirtualAddress;
  /** Bytes that move; the rest of `newLength` is new. */
  readonly kept: number;
  readonly target: VirtualAddress;
  readonly newLength: number;
  /** MREMAP_DONTUNMAP: the old range stays, empty. */
  readonly keep: boolean;
}

function relocate(m: MemoryManager, space: AddressSpace, vma: Vma, { from, kept, target, newLength, keep }: Move): VirtualAddress | Errno {
  const offset = vma.source === undefined ? 0 : vma.offset + from - vma.start;
  const moved: Vma = { ...vma, start: target, end: target + newLength, offset };
  if (!movePages(m, space, from, from + kept, target)) {
    movePages(m, space, target, target + kept, from);
    freeTablesBetween(m, space, target, target + newLength);
    return 'ENOMEM';
  }
  vma.source?.hold();
  const leaves = !keep && kept > 0;
  if (leaves) removeVmas(m, space, isolateVmas(space, from, from + kept));
  insertVma(m, space, moved);
  // Only now: a table that held the old pages may hold the moved ones too, and their vma keeps it.
  if (leaves) freeTablesBetween(m, space, from, from + kept);
  if (moved.flags & VM_LOCKED) populate(m, space, target, target + newLength);
  return target;
}

/** Moves leaves; false when a table was missing and no frame left, with some moved and none lost. */
function movePages(m: MemoryManager, space: AddressSpace, start: VirtualAddress, end: VirtualAddress, target: VirtualAddress): boolean {
  const leaves: { pte: number; entry: number; va: VirtualAddress }[] = [];
  forEachLeaf(m, space.rootFrame, start, end, (pte, va, entry) => {
    leaves.push({ pte, entry, va });
  });
  let complete = true;
  for (const { pte, entry, va } of leaves) {
    const place = ensureLeaf(m, space, target + va - start);
    if (place === 0) {
      complete = false;
      break;
    }
    writeEntry(m, entry, 0);
    writeEntry(m, place, pte);
  }
  if (leaves.length > 0) flushRange(m, space, start, end);
  return complete;
}
