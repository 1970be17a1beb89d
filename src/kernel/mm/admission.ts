// Whether a space may have more pages: its limits, and what the system has promised already. Knows no vma list.

import type { AddressSpace } from './address-space.js';
import { PAGE_BYTES } from './frame-allocator.js';
import type { MemoryManager } from './memory-manager.js';
import { VM_NORESERVE, VM_SHARED, VM_WRITE } from './vma.js';
import { isData } from './vma-list.js';

/** Whether pages with these flags are a promise of memory: private, writable, not MAP_NORESERVE. */
export function isAccountable(flags: number): boolean {
  return (flags & (VM_NORESERVE | VM_SHARED | VM_WRITE)) === VM_WRITE;
}

/** RLIMIT_AS and RLIMIT_DATA. @see getrlimit(2) */
export function withinLimits({ usage, limits }: AddressSpace, flags: number, pages: number): boolean {
  if ((usage.total + pages) * PAGE_BYTES > limits.addressSpaceBytes) return false;
  return !isData(flags) || (usage.data + pages) * PAGE_BYTES <= limits.dataBytes;
}

/** Whether the system promises `pages` more. @see proc_sys_vm(5), overcommit_memory; mode 2 with an overcommit_ratio of 50 */
export function mayCommit({ overcommit, frames, totals }: MemoryManager, pages: number): boolean {
  if (overcommit === 1) return true;
  if (overcommit === 2) return totals.committed + pages <= frames.totalCount / 2;
  return pages <= frames.totalCount;
}
