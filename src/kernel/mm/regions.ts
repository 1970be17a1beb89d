// Mapping, unmapping and protecting ranges of an address space: what mmap, munmap and mprotect do once their arguments are known.

import type { Errno } from '../../abi/errno.js';
import {
  MAP_FIXED,
  MAP_FIXED_NOREPLACE,
  MAP_GROWSDOWN,
  MAP_LOCKED,
  MAP_NORESERVE,
  MAP_POPULATE,
  MAP_SHARED,
  MAP_TYPE,
  PROT_EXEC,
  PROT_GROWSDOWN,
  PROT_READ,
  PROT_WRITE,
  MAP_SHARED_VALIDATE,
} from '../../abi/mman.js';
import { isAccountable, mayCommit, withinLimits } from './admission.js';
import { TASK_SIZE, type AddressSpace } from './address-space.js';
import { PAGE_BYTES } from './frame-allocator.js';
import { protectLeaves, zapLeaves } from './leaves.js';
import type { MemoryManager } from './memory-manager.js';
import type { PageSource } from './page-source.js';
import { freeTables } from './page-table.js';
import { findFree, isFree, MMAP_MIN_ADDRESS, pageDown, pageUp } from './placement.js';
import { populate } from './populate.js';
import {
  VM_ACCESS,
  VM_ACCOUNT,
  VM_EXEC,
  VM_GROWSDOWN,
  VM_LOCKED,
  VM_MAYEXEC,
  VM_MAYREAD,
  VM_MAYSHARE,
  VM_MAYWRITE,
  VM_NORESERVE,
  VM_READ,
  VM_SHARED,
  VM_WRITE,
  vmaIndex,
  vmaPages,
  type VirtualAddress,
  type Vma,
} from './vma.js';
import { insertVma, isData, isolateVmas, MAX_MAP_COUNT, mayCrowd, mergeAround, removeVmas, setFlags, vmasBetween } from './vma-list.js';

/** What to map. Addresses, lengths and offsets in bytes. */
export interface MapRequest {
  /** A wish, or the place with MAP_FIXED; 0: anywhere. */
  readonly address: number;
  readonly length: number;
  /** PROT_ bits. */
  readonly prot: number;
  /** MAP_ bits. */
  readonly flags: number;
  /** Absent: private anonymous memory. The mapping takes a hold of its own. */
  readonly source?: PageSource;
  /** Page-aligned offset in the source. */
  readonly offset?: number;
  readonly name?: string;
  /** PROT_ bits that mprotect may still give; default all. */
  readonly maxProt?: number;
}

/** VM_ bits of PROT_ bits. */
export function protFlags(prot: number): number {
  return (prot & PROT_READ ? VM_READ : 0) | (prot & PROT_WRITE ? VM_WRITE : 0) | (prot & PROT_EXEC ? VM_EXEC : 0);
}

function requestFlags(space: AddressSpace, { prot, flags, maxProt = PROT_READ | PROT_WRITE | PROT_EXEC }: MapRequest): number {
  const type = flags & MAP_TYPE;
  const shared = type === MAP_SHARED || type === MAP_SHARED_VALIDATE;
  const may = (maxProt & PROT_READ ? VM_MAYREAD : 0) | (maxProt & PROT_WRITE ? VM_MAYWRITE : 0) | (maxProt & PROT_EXEC ? VM_MAYEXEC : 0);
  const result =
    protFlags(prot) |
    may |
    space.defaultFlags |
    (shared ? VM_MAYSHARE | (may & VM_MAYWRITE ? VM_SHARED : 0) : 0) |
    (flags & MAP_GROWSDOWN ? VM_GROWSDOWN : 0) |
    (flags & MAP_LOCKED ? VM_LOCKED : 0) |
    (flags & MAP_NORESERVE ? VM_NORESERVE : 0);
  return isAccountable(result) && !shared ? result | VM_ACCOUNT : result;
}

/** Decides the address of a new mapping. @see mmap(2) for the errors */
function chooseAddress(space: AddressSpace, request: MapRequest, length: number): VirtualAddress | Errno {
  if (request.flags & (MAP_FIXED | MAP_FIXED_NOREPLACE)) return fixedAddress(space, request, length);
  const wish = Math.max(pageDown(request.address), MMAP_MIN_ADDRESS);
  if (request.address !== 0 && isFree(space, wish, wish + length)) return wish;
  return findFree(space, length) ?? 'ENOMEM';
}

function fixedAddress(space: AddressSpace, { address, flags }: MapRequest, length: number): VirtualAddress | Errno {
  if (address % PAGE_BYTES !== 0) return 'EINVAL';
  if (address + length > TASK_SIZE) return 'ENOMEM';
  if (address < MMAP_MIN_ADDRESS) return 'EPERM';
  const taken = vmasBetween(space, address, address + length).length > 0;
  return taken && flags & MAP_FIXED_NOREPLACE ? 'EEXIST' : address;
}

/**
 * Maps a region.
 *
 * @returns its address, or EINVAL, ENOMEM (no room, a limit, or more than was ever there), EPERM, EEXIST
 * @see     mmap(2)
 */
export function mapRegion(m: MemoryManager, space: AddressSpace, request: MapRequest): VirtualAddress | Errno {
  const length = pageUp(request.length);
  const { source, offset = 0, name = '' } = request;
  if (request.length <= 0 || offset % PAGE_BYTES !== 0) return 'EINVAL';
  if (length > TASK_SIZE || space.vmas.length >= MAX_MAP_COUNT || !mayCrowd(m, space.vmas.length)) return 'ENOMEM';
  const start = chooseAddress(space, request, length);
  if (typeof start !== 'number') return start;
  const end = start + length;
  const flags = requestFlags(space, request);
  if (!isAdmitted(m, space, flags, start, end)) return 'ENOMEM';
  source?.hold();
  unmapPages(m, space, start, end);
  insertVma(m, space, { start, end, flags, source, offset: source === undefined ? 0 : offset, name });
  if (flags & VM_LOCKED || request.flags & MAP_POPULATE) populate(m, space, start, end);
  return start;
}

/** Whether limits and the system's promises leave room for a mapping that replaces what stands at its place. */
function isAdmitted(m: MemoryManager, space: AddressSpace, flags: number, start: VirtualAddress, end: VirtualAddress): boolean {
  const pages = (end - start) / PAGE_BYTES;
  const replaced = countOverlap(vmasBetween(space, start, end), start, end);
  return withinLimits(space, flags, pages - replaced) && (!(flags & VM_ACCOUNT) || mayCommit(m, pages));
}

function countOverlap(vmas: readonly Vma[], start: VirtualAddress, end: VirtualAddress): number {
  let bytes = 0;
  for (const vma of vmas) bytes += Math.min(vma.end, end) - Math.max(vma.start, start);
  return bytes / PAGE_BYTES;
}

/**
 * Unmaps whatever lies in a range.
 *
 * @returns 0, EINVAL (not aligned, empty, outside user space), or ENOMEM (too many vmas after the cut)
 * @see     munmap(2)
 */
export function unmapRegion(m: MemoryManager, space: AddressSpace, start: VirtualAddress, length: number): 0 | Errno {
  const end = start + pageUp(length);
  if (start % PAGE_BYTES !== 0 || length <= 0 || end > TASK_SIZE) return 'EINVAL';
  const touched = vmasBetween(space, start, end);
  const only = touched.length === 1 ? touched[0] : undefined;
  if (only !== undefined && only.start < start && only.end > end && space.vmas.length >= MAX_MAP_COUNT) return 'ENOMEM';
  unmapPages(m, space, start, end);
  return 0;
}

/** Takes pages, tables and vmas of a range away. */
export function unmapPages(m: MemoryManager, space: AddressSpace, start: VirtualAddress, end: VirtualAddress): void {
  const removed = isolateVmas(space, start, end);
  if (removed.length === 0) return;
  for (const vma of removed) zapLeaves(m, space, vma, vma.start, vma.end);
  removeVmas(m, space, removed);
  freeTablesBetween(m, space, start, end);
}

/** Frees the page tables of a range that is unmapped now, as far as no neighbour uses them. */
export function freeTablesBetween(m: MemoryManager, space: AddressSpace, start: VirtualAddress, end: VirtualAddress): void {
  const next = vmaIndex(space.vmas, start);
  const floor = space.vmas[next - 1]?.end ?? 0;
  const ceiling = space.vmas[next]?.start ?? TASK_SIZE;
  freeTables(m, space, { start, end, floor, ceiling });
}

/**
 * Changes the rights of a range. Like Linux's, it stops at the first vma that refuses, with those before it changed.
 *
 * @returns 0, EINVAL (not aligned), ENOMEM (a hole, or a limit), EACCES (more than the mapping may have)
 * @see     mprotect(2)
 */
export function protectRegion(m: MemoryManager, space: AddressSpace, start: VirtualAddress, length: number, prot: number): 0 | Errno {
  if (start % PAGE_BYTES !== 0) return 'EINVAL';
  if (length === 0) return 0;
  const end = start + pageUp(length);
  if (end > TASK_SIZE || end < start) return 'ENOMEM';
  const first = prot & PROT_GROWSDOWN ? growsDownStart(space, start) : start;
  if (typeof first !== 'number') return first;
  return protectVmas(m, space, first, end, protFlags(prot));
}

function growsDownStart(space: AddressSpace, start: VirtualAddress): VirtualAddress | Errno {
  const vma = space.vmas[vmaIndex(space.vmas, start)];
  if (vma === undefined || vma.start > start) return 'ENOMEM';
  return vma.flags & VM_GROWSDOWN ? vma.start : 'EINVAL';
}

function protectVmas(m: MemoryManager, space: AddressSpace, start: VirtualAddress, end: VirtualAddress, access: number): 0 | Errno {
  let reached = start;
  let result: 0 | Errno = 0;
  for (const vma of isolateVmas(space, start, end)) {
    if (vma.start > reached) break;
    result = protectVma(m, space, vma, access);
    if (result !== 0) break;
    reached = vma.end;
  }
  mergeAround(space, start, end);
  return result === 0 && reached < end ? 'ENOMEM' : result;
}

/** VM_MAYREAD and its like are VM_READ and its like, four bits up. */
const MAY_SHIFT = 4;

function protectVma(m: MemoryManager, space: AddressSpace, vma: Vma, access: number): 0 | Errno {
  if ((access << MAY_SHIFT) & ~vma.flags & (VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC)) return 'EACCES';
  const wanted = (vma.flags & ~VM_ACCESS) | access;
  if (isData(wanted) && !isData(vma.flags) && !withinLimits(space, wanted, vmaPages(vma))) return 'ENOMEM';
  const promised = isAccountable(wanted) && !(vma.flags & VM_MAYSHARE) && !(vma.flags & VM_ACCOUNT);
  if (promised && !mayCommit(m, vmaPages(vma))) return 'ENOMEM';
  if (wanted === vma.flags) return 0;
  setFlags(m, space, vma, promised ? wanted | VM_ACCOUNT : wanted);
  protectLeaves(m, space, vma, vma.start, vma.end);
  return 0;
}
