// Faulting pages in ahead of use: MAP_POPULATE, mlock, madvise.

import type { Errno } from '../../abi/errno.js';
import type { AddressSpace } from './address-space.js';
import { PAGE_BYTES } from './frame-allocator.js';
import type { MemoryManager } from './memory-manager.js';
import { faultPage } from './page-fault.js';
import { VM_READ, VM_SHARED, VM_WRITE, type VirtualAddress, type Vma } from './vma.js';
import { vmasBetween } from './vma-list.js';

/** How `populate` touches pages: as the mapping would be used (private writable memory is written), or by force of one kind. */
export type PopulateAccess = 'natural' | 'load' | 'store';

function naturalAccess({ flags }: Vma): 'load' | 'store' | 'fetch' {
  if ((flags & (VM_WRITE | VM_SHARED)) === VM_WRITE) return 'store';
  return flags & (VM_READ | VM_WRITE) ? 'load' : 'fetch';
}

/**
 * Makes every page from `start` to `end` present.
 *
 * @returns 0; ENOMEM for a hole or when frames ran out; EFAULT for a page that cannot be had (no rights, beyond the end of a file)
 */
export function populate(
  m: MemoryManager,
  space: AddressSpace,
  start: VirtualAddress,
  end: VirtualAddress,
  how: PopulateAccess = 'natural',
): 0 | Errno {
  let reached = start;
  for (const vma of vmasBetween(space, start, end)) {
    if (vma.start > reached) return 'ENOMEM';
    const result = populateVma(m, space, vma, { start: Math.max(vma.start, start), end: Math.min(vma.end, end) }, how);
    if (result !== 0) return result;
    reached = vma.end;
  }
  return reached < end ? 'ENOMEM' : 0;
}

function populateVma(
  m: MemoryManager,
  space: AddressSpace,
  vma: Vma,
  { start, end }: { start: VirtualAddress; end: VirtualAddress },
  how: PopulateAccess,
): 0 | Errno {
  const access = how === 'natural' ? naturalAccess(vma) : how;
  for (let va = start; va < end; va += PAGE_BYTES) {
    const outcome = faultPage(m, space, vma, va, access);
    if (outcome.kind === 'out-of-memory') return 'ENOMEM';
    if (outcome.kind === 'signal') return 'EFAULT';
  }
  return 0;
}
