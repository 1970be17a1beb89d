// The program break: the heap that grows after the program's data.

import { isAccountable, mayCommit, withinLimits } from './admission.js';
import { TASK_SIZE, type AddressSpace } from './address-space.js';
import { PAGE_BYTES } from './frame-allocator.js';
import type { MemoryManager } from './memory-manager.js';
import { isFree, pageUp, STACK_GUARD_BYTES } from './placement.js';
import { populate } from './populate.js';
import { unmapPages } from './regions.js';
import { VM_ACCOUNT, VM_LOCKED, VM_MAYEXEC, VM_MAYREAD, VM_MAYWRITE, VM_READ, VM_WRITE, vmaIndex, type VirtualAddress } from './vma.js';
import { insertVma, MAX_MAP_COUNT } from './vma-list.js';

const HEAP_FLAGS = VM_READ | VM_WRITE | VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC | VM_ACCOUNT;

/**
 * Moves the break, if limits and neighbours allow.
 *
 * @returns the break that holds afterwards: `wanted`, or the old one
 * @see     brk(2)
 */
export function setBreak(m: MemoryManager, space: AddressSpace, wanted: number): VirtualAddress {
  if (wanted < space.brkStart || wanted > TASK_SIZE) return space.brk;
  const { startData, endData } = space.layout;
  if (wanted - space.brkStart + (endData - startData) > space.limits.dataBytes) return space.brk;
  const oldEnd = pageUp(space.brk);
  const newEnd = pageUp(wanted);
  if (newEnd < oldEnd) unmapPages(m, space, newEnd, oldEnd);
  else if (newEnd > oldEnd && !growHeap(m, space, oldEnd, newEnd)) return space.brk;
  space.brk = wanted;
  return wanted;
}

function growHeap(m: MemoryManager, space: AddressSpace, start: VirtualAddress, end: VirtualAddress): boolean {
  const flags = HEAP_FLAGS | space.defaultFlags;
  const pages = (end - start) / PAGE_BYTES;
  // A gap is kept to what lies above, as below a stack. A page of the program itself may lie just below.
  const next = space.vmas[vmaIndex(space.vmas, start)];
  if (next !== undefined && next.start - end < STACK_GUARD_BYTES) return false;
  if (!isFree(space, start, end) || space.vmas.length >= MAX_MAP_COUNT) return false;
  if (!withinLimits(space, flags, pages) || (isAccountable(flags) && !mayCommit(m, pages))) return false;
  insertVma(m, space, { start, end, flags, source: undefined, offset: 0, name: '[heap]' });
  if (flags & VM_LOCKED) populate(m, space, start, end);
  return true;
}
