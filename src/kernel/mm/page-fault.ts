// Page faults: demand zero, pages of sources, copy-on-write, stack growth. Knows no task: the caller counts, charges and sends signals.

import { signals, siCodes } from '../../abi/signals.js';
import { mayCommit, withinLimits } from './admission.js';
import { TASK_SIZE, type AddressSpace } from './address-space.js';
import { PAGE_BYTES } from './frame-allocator.js';
import { accessBits, allocateAnonymous, installLeaf, isAnonymous, replaceLeaf } from './leaves.js';
import type { MemoryManager } from './memory-manager.js';
import type { PageSource } from './page-source.js';
import { ensureLeaf, makePte, pteFrame, PTE_A, PTE_ANON, PTE_D, PTE_R, PTE_V, PTE_W, PTE_X, readEntry, writeEntry } from './page-table.js';
import { MMAP_MIN_ADDRESS, pageDown, STACK_GUARD_BYTES } from './placement.js';
import {
  sourceIndex,
  VM_ACCESS,
  VM_ACCOUNT,
  VM_EXEC,
  VM_GROWSDOWN,
  VM_READ,
  VM_SHARED,
  VM_WRITE,
  vmaIndex,
  type VirtualAddress,
  type Vma,
} from './vma.js';
import { countPages } from './vma-list.js';

export type Access = 'fetch' | 'load' | 'store';

/** What became of a fault. `major`: a source had to read storage. */
export type FaultOutcome =
  | { readonly kind: 'minor' | 'major' }
  | { readonly kind: 'signal'; readonly signo: number; readonly code: number }
  | { readonly kind: 'out-of-memory' };

const MINOR: FaultOutcome = { kind: 'minor' };
const MAJOR: FaultOutcome = { kind: 'major' };
const OUT_OF_MEMORY: FaultOutcome = { kind: 'out-of-memory' };
const NOT_MAPPED: FaultOutcome = { kind: 'signal', signo: signals.SIGSEGV, code: siCodes.SEGV_MAPERR };
const NO_RIGHT: FaultOutcome = { kind: 'signal', signo: signals.SIGSEGV, code: siCodes.SEGV_ACCERR };
const BEYOND_END: FaultOutcome = { kind: 'signal', signo: signals.SIGBUS, code: siCodes.BUS_ADRERR };

/** What a vma must allow, any of these. Linux lets a right to write imply that to read. */
const needed: Readonly<Record<Access, number>> = { fetch: VM_EXEC, load: VM_READ | VM_WRITE, store: VM_WRITE };
/** What a leaf must allow. */
const leafNeeded: Readonly<Record<Access, number>> = { fetch: PTE_X, load: PTE_R, store: PTE_W };

/**
 * Serves a page fault of user mode or of the kernel on behalf of a program.
 *
 * @param va raw address, as the trap's tval gives it
 */
export function handleFault(m: MemoryManager, space: AddressSpace, va: bigint, access: Access): FaultOutcome {
  if (va >= BigInt(TASK_SIZE) || va < 0n) return NOT_MAPPED;
  const address = Number(va);
  const vma = vmaOrStack(m, space, address);
  return vma === undefined ? NOT_MAPPED : faultPage(m, space, vma, pageDown(address), access);
}

/** The vma at `va`, after growing a stack down to it if that is allowed. */
function vmaOrStack(m: MemoryManager, space: AddressSpace, va: VirtualAddress): Vma | undefined {
  const index = vmaIndex(space.vmas, va);
  const vma = space.vmas[index];
  if (vma === undefined || vma.start <= va) return vma;
  return vma.flags & VM_GROWSDOWN && growStack(m, space, vma, space.vmas[index - 1], pageDown(va)) ? vma : undefined;
}

/** @see Linux mm/mmap.c, expand_downwards and acct_stack_growth */
function growStack(m: MemoryManager, space: AddressSpace, vma: Vma, below: Vma | undefined, start: VirtualAddress): boolean {
  const pages = (vma.start - start) / PAGE_BYTES;
  if (start < MMAP_MIN_ADDRESS || vma.end - start > space.limits.stackBytes) return false;
  const crowded =
    below !== undefined && (below.flags & VM_ACCESS) !== 0 && !(below.flags & VM_GROWSDOWN) && start - below.end < STACK_GUARD_BYTES;
  if (crowded || !withinLimits(space, vma.flags, pages)) return false;
  if (vma.flags & VM_ACCOUNT && !mayCommit(m, pages)) return false;
  vma.start = start;
  countPages(m, space, vma.flags, pages);
  return true;
}

/** Makes the page at `va` (aligned, in `vma`) usable for one kind of access. */
export function faultPage(m: MemoryManager, space: AddressSpace, vma: Vma, va: VirtualAddress, access: Access): FaultOutcome {
  if ((vma.flags & needed[access]) === 0) return NO_RIGHT;
  const entry = ensureLeaf(m, space, va);
  if (entry === 0) return OUT_OF_MEMORY;
  const pte = readEntry(m, entry);
  if (pte !== 0) return presentFault(m, space, vma, { va, entry, pte, access });
  return vma.source === undefined ? zeroFault(m, space, vma, entry, access) : sourceFault(m, space, vma, vma.source, { va, entry, access });
}

/** First touch of private anonymous memory: reads share the zero frame until the first write. */
function zeroFault(m: MemoryManager, space: AddressSpace, vma: Vma, entry: number, access: Access): FaultOutcome {
  const bits = accessBits(vma.flags);
  if (access !== 'store') {
    installLeaf(m, space, vma, entry, makePte(m.zeroFrame, (bits & ~PTE_W) | PTE_A));
    return MINOR;
  }
  const frame = allocateAnonymous(m);
  if (frame === undefined) return OUT_OF_MEMORY;
  installLeaf(m, space, vma, entry, makePte(frame, bits | PTE_A | PTE_D | PTE_ANON));
  return MINOR;
}

interface PageAccess {
  readonly va: VirtualAddress;
  /** Physical address of the leaf entry. */
  readonly entry: number;
  readonly access: Access;
}

/** First touch of a page of a source: shared, or copied when a private mapping is written. */
function sourceFault(m: MemoryManager, space: AddressSpace, vma: Vma, source: PageSource, { va, entry, access }: PageAccess): FaultOutcome {
  const index = sourceIndex(vma, va);
  if (index * PAGE_BYTES >= source.sizeBytes) return BEYOND_END;
  const outcome = source.isCached(index) ? MINOR : MAJOR;
  const frame = source.page(index);
  if (typeof frame !== 'number') return frame === 'ENOMEM' ? OUT_OF_MEMORY : BEYOND_END;
  const bits = accessBits(vma.flags) | PTE_A;
  if (access !== 'store') {
    // Writes to a shared file must be noticed; pages without storage behind them need not.
    const writable = source.kind === 'shmem' && vma.flags & VM_SHARED;
    installLeaf(m, space, vma, entry, makePte(frame, writable ? bits : bits & ~PTE_W));
    return outcome;
  }
  if (vma.flags & VM_SHARED) {
    source.markDirty(index);
    installLeaf(m, space, vma, entry, makePte(frame, bits | PTE_D));
    return outcome;
  }
  const copy = allocateAnonymous(m, frame);
  m.frames.release(frame);
  if (copy === undefined) return OUT_OF_MEMORY;
  installLeaf(m, space, vma, entry, makePte(copy, bits | PTE_D | PTE_ANON));
  return outcome;
}

/** A page is there but lacks the right: a write to be noticed or copied; or nothing is wrong and a translation was stale. */
function presentFault(
  m: MemoryManager,
  space: AddressSpace,
  vma: Vma,
  { va, entry, pte, access }: PageAccess & { pte: number },
): FaultOutcome {
  const frame = pteFrame(pte);
  if ((pte & PTE_V) !== 0 && (pte & leafNeeded[access]) !== 0) {
    writeEntry(m, entry, pte | PTE_A | (access === 'store' ? PTE_D : 0));
  } else if (access !== 'store') {
    throw new Error(`leaf ${pte.toString(16)} at ${va.toString(16)} lacks rights its vma gives`);
  } else if (vma.flags & VM_SHARED) {
    vma.source?.markDirty(sourceIndex(vma, va));
    writeEntry(m, entry, pte | PTE_W | PTE_A | PTE_D);
  } else if (isAnonymous(pte) && m.frames.references(frame) === 1) {
    writeEntry(m, entry, pte | PTE_W | PTE_A | PTE_D);
  } else {
    const copy = allocateAnonymous(m, frame);
    if (copy === undefined) return OUT_OF_MEMORY;
    replaceLeaf(m, space, vma, entry, pte, makePte(copy, accessBits(vma.flags) | PTE_A | PTE_D | PTE_ANON));
  }
  m.tlb.flushTlb(space.rootFrame, va, space.context);
  return MINOR;
}
