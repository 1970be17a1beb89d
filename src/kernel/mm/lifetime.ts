// Birth, sharing and death of address spaces. Knows no process: it counts users.

import { defaultLimits, emptyLayout, emptyUsage, residentPages, TASK_SIZE, type AddressSpace, type MemoryLimits } from './address-space.js';
import { mayCommit } from './admission.js';
import { adoptLeaf, forgetLeaf, reportDirty } from './leaves.js';
import { PAGE_BYTES } from './frame-allocator.js';
import type { MemoryManager } from './memory-manager.js';
import {
  allocateTable,
  ensureLeaf,
  forEachLeaf,
  freeRoot,
  freeTables,
  ENTRY_BYTES,
  PTE_A,
  PTE_D,
  PTE_W,
  writeEntry,
} from './page-table.js';
import { placeAddressSpace } from './placement.js';
import { VM_ACCOUNT, VM_DONTCOPY, VM_LOCKED, VM_SHARED, VM_WIPEONFORK, vmaPages, type VirtualAddress, type Vma } from './vma.js';
import { countPages, insertVma, mayCrowd } from './vma-list.js';

/** An empty space with one user: a root table, and places for stack and mappings chosen. */
export function createAddressSpace(m: MemoryManager, limits: MemoryLimits = defaultLimits()): AddressSpace | 'ENOMEM' {
  const space = bareSpace(m, limits);
  if (space !== 'ENOMEM') placeAddressSpace(m, space);
  return space;
}

function bareSpace(m: MemoryManager, limits: MemoryLimits): AddressSpace | 'ENOMEM' {
  const rootFrame = allocateTable(m);
  if (rootFrame === undefined) return 'ENOMEM';
  const space: AddressSpace = {
    rootFrame,
    context: 0,
    vmas: [],
    users: 1,
    brkStart: 0,
    brk: 0,
    mmapBase: 0,
    search: { ceiling: Infinity, passedBytes: 0 },
    stackTop: 0,
    defaultFlags: 0,
    limits: { ...limits },
    usage: { ...emptyUsage(), pageTables: 1 },
    layout: emptyLayout(),
  };
  m.spaces.add(space);
  return space;
}

/** One more user of the same space: clone(2) with CLONE_VM. */
export function shareAddressSpace(space: AddressSpace): void {
  space.users++;
}

/**
 * A copy for fork(2): same vmas, private pages shared until one side writes. On ENOMEM nothing is left behind.
 * The work is proportional to the parent's resident pages.
 */
export function forkAddressSpace(m: MemoryManager, parent: AddressSpace): AddressSpace | 'ENOMEM' {
  const child = bareSpace(m, parent.limits);
  if (child === 'ENOMEM') return child;
  const { brkStart, brk, mmapBase, stackTop, layout } = parent;
  Object.assign(child, { brkStart, brk, mmapBase, stackTop, layout: { ...layout } });
  const copied = copyVmas(m, parent, child);
  // Also when frames ran out half-way: the parent's pages that were made read-only already must be so for every hart.
  m.tlb.flushTlb(parent.rootFrame, undefined, parent.context);
  if (!copied) {
    releaseAddressSpace(m, child);
    return 'ENOMEM';
  }
  child.usage.peakRss = residentPages(child);
  child.usage.peakTotal = child.usage.total;
  return child;
}

function copyVmas(m: MemoryManager, parent: AddressSpace, child: AddressSpace): boolean {
  if (!mayCrowd(m, parent.vmas.length)) return false;
  for (const vma of parent.vmas) {
    if (vma.flags & VM_DONTCOPY) continue;
    if (vma.flags & VM_ACCOUNT && !mayCommit(m, vmaPages(vma))) return false;
    vma.source?.hold();
    const copy = { ...vma, flags: vma.flags & ~VM_LOCKED };
    insertVma(m, child, copy);
    if (!(vma.flags & VM_WIPEONFORK) && !copyLeaves(m, parent, child, vma)) return false;
  }
  return true;
}

function copyLeaves(m: MemoryManager, parent: AddressSpace, child: AddressSpace, vma: Vma): boolean {
  // What the child's leaf loses. A private page is copied by whoever writes first; a write to a shared file is noticed once per space.
  const shared = (vma.flags & VM_SHARED) !== 0;
  const lost = !shared ? PTE_A : vma.source?.kind === 'shmem' ? PTE_A | PTE_D : PTE_A | PTE_D | PTE_W;
  let complete = true;
  let reached = -1;
  let target = 0;
  forEachLeaf(m, parent.rootFrame, vma.start, vma.end, (pte, va, entry) => {
    if (!complete) return;
    target = nextEntry(m, child, va, reached, target);
    reached = va;
    if (target === 0) {
      complete = false;
      return;
    }
    const both = shared ? pte : pte & ~PTE_W;
    if (both !== pte) writeEntry(m, entry, both);
    adoptLeaf(m, child, vma, target, both & ~lost);
  });
  return complete;
}

/** The child's entry for `va`: the one after `target` when `va` follows `reached` in the same table, else found from the root; 0: out of memory. */
function nextEntry(m: MemoryManager, child: AddressSpace, va: VirtualAddress, reached: VirtualAddress, target: number): number {
  const follows = va - reached === PAGE_BYTES && (target + ENTRY_BYTES) % PAGE_BYTES !== 0;
  return follows ? target + ENTRY_BYTES : ensureLeaf(m, child, va);
}

/**
 * One user fewer. The last one frees pages, tables and vmas; no hart may still translate through the root then, and the space is dead.
 * Nothing is done to registers: the caller has switched away already, or switches right after and runs no user instruction before.
 */
export function releaseAddressSpace(m: MemoryManager, space: AddressSpace): void {
  space.users--;
  if (space.users > 0) return;
  for (const vma of space.vmas) {
    forEachLeaf(m, space.rootFrame, vma.start, vma.end, (pte, va) => {
      reportDirty(vma, va, pte);
      forgetLeaf(m, space, vma, pte);
    });
    countPages(m, space, vma.flags, -vmaPages(vma));
    vma.source?.drop();
  }
  space.vmas.length = 0;
  freeTables(m, space, { start: 0, end: TASK_SIZE, floor: 0, ceiling: TASK_SIZE });
  freeRoot(m, space);
  m.spaces.delete(space);
  m.tlb.flushTlb(space.rootFrame, undefined, space.context);
}
