// What smaps and pagemap show: the state of every page, found by a walk at the time of reading.

import type { AddressSpace } from './address-space.js';
import type { Frame } from './frame-allocator.js';
import { PAGE_BYTES } from './frame-allocator.js';
import { isAnonymous } from './leaves.js';
import type { MemoryManager } from './memory-manager.js';
import { forEachLeaf, pteFrame, PTE_A, PTE_D } from './page-table.js';
import { VM_LOCKED, type VirtualAddress, type Vma, vmaPages } from './vma.js';

/** One present page. */
export interface PageState {
  readonly va: VirtualAddress;
  readonly frame: Frame;
  /** Private memory; else a page of the vma's source, or the zero frame. */
  readonly anonymous: boolean;
  readonly zero: boolean;
  readonly accessed: boolean;
  readonly dirty: boolean;
  /** How many page tables map the frame; at least 1. */
  readonly mappers: number;
}

/** The present pages of a vma, in order of address. */
export function pageStates(m: MemoryManager, space: AddressSpace, vma: Vma): PageState[] {
  const states: PageState[] = [];
  forEachLeaf(m, space.rootFrame, vma.start, vma.end, (pte, va) => {
    const frame = pteFrame(pte);
    const anonymous = isAnonymous(pte);
    // One reference of a source's frame is the cache's own.
    const mappers = Math.max(1, m.frames.references(frame) - (anonymous ? 0 : 1));
    states.push({ va, frame, anonymous, zero: frame === m.zeroFrame, accessed: (pte & PTE_A) !== 0, dirty: (pte & PTE_D) !== 0, mappers });
  });
  return states;
}

/** Sums of a vma in kibibytes (1024), as proc_pid_smaps(5) names them. */
export interface VmaSums {
  readonly size: number;
  readonly rss: number;
  readonly pss: number;
  readonly pssDirty: number;
  readonly sharedClean: number;
  readonly sharedDirty: number;
  readonly privateClean: number;
  readonly privateDirty: number;
  readonly referenced: number;
  readonly anonymous: number;
  readonly locked: number;
}

const PAGE_KIB = PAGE_BYTES / 1024;

/** The sums of smaps for one vma. The zero frame counts as nothing, as on Linux. */
export function vmaSums(m: MemoryManager, space: AddressSpace, vma: Vma): VmaSums {
  const pages = pageStates(m, space, vma).filter((page) => !page.zero);
  const kib = (belongs: (page: PageState) => boolean): number => pages.filter(belongs).length * PAGE_KIB;
  const share = (belongs: (page: PageState) => boolean): number =>
    Math.floor(pages.reduce((sum, page) => (belongs(page) ? sum + PAGE_KIB / page.mappers : sum), 0));
  const pss = share(() => true);
  return {
    size: vmaPages(vma) * PAGE_KIB,
    rss: pages.length * PAGE_KIB,
    pss,
    pssDirty: share((page) => page.dirty),
    sharedClean: kib((page) => page.mappers > 1 && !page.dirty),
    sharedDirty: kib((page) => page.mappers > 1 && page.dirty),
    privateClean: kib((page) => page.mappers === 1 && !page.dirty),
    privateDirty: kib((page) => page.mappers === 1 && page.dirty),
    referenced: kib((page) => page.accessed),
    anonymous: kib((page) => page.anonymous),
    locked: vma.flags & VM_LOCKED ? pss : 0,
  };
}
