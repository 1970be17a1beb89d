// Where things go in user space: stack, mmap area, programs; with or without chance. Knows no vma's content.
// @see Linux mm/util.c (mmap_base), fs/binfmt_elf.c, arch/riscv/include/asm/elf.h

import { TASK_SIZE, type AddressSpace } from './address-space.js';
import { PAGE_BYTES } from './frame-allocator.js';
import type { MemoryManager } from './memory-manager.js';
import { VM_GROWSDOWN, vmaIndex, type VirtualAddress, type Vma } from './vma.js';

const MIB = 1 << 20;
const GIB = 1 << 30;

/** Unmapped bytes kept below every stack. @see Linux stack_guard_gap */
export const STACK_GUARD_BYTES = MIB;
/** Lowest address that may be mapped. @see proc_sys_vm(5), mmap_min_addr */
export const MMAP_MIN_ADDRESS = 65_536;
/** Where position-independent programs go: two thirds up. @see Linux ELF_ET_DYN_BASE */
export const PROGRAM_BASE = 0x2a_aaaa_a000;

const STACK_CHANCE = 8 * MIB;
const MMAP_CHANCE = GIB;
const PROGRAM_CHANCE = GIB;
const BREAK_CHANCE = 32 * MIB;
const MIN_STACK_GAP = 128 * MIB;
const MAX_STACK_GAP = Math.floor(TASK_SIZE / 6) * 5;
/** Where the search from below begins when the area below `mmapBase` is full. */
const LEGACY_BASE = pageUp(TASK_SIZE / 3);

export function pageDown(bytes: number): number {
  return bytes - (bytes % PAGE_BYTES);
}

export function pageUp(bytes: number): number {
  return Math.ceil(bytes / PAGE_BYTES) * PAGE_BYTES;
}

/** A page-aligned chance from 0 up to `range` bytes; 0 without address space randomisation. */
function chance(m: MemoryManager, range: number): number {
  return m.aslr ? m.random.below(range / PAGE_BYTES) * PAGE_BYTES : 0;
}

/** Decides the top of the stack and the top of the mmap area of a new space. */
export function placeAddressSpace(m: MemoryManager, space: AddressSpace): void {
  space.stackTop = TASK_SIZE - chance(m, STACK_CHANCE);
  const stackRoom = space.limits.stackBytes + STACK_GUARD_BYTES + (m.aslr ? STACK_CHANCE : 0);
  const gap = Math.min(Math.max(stackRoom, MIN_STACK_GAP), MAX_STACK_GAP);
  space.mmapBase = pageDown(TASK_SIZE - gap) - chance(m, MMAP_CHANCE);
}

/** Where a position-independent program is loaded. */
export function placeProgram(m: MemoryManager): VirtualAddress {
  return PROGRAM_BASE + chance(m, PROGRAM_CHANCE);
}

/** Where the break begins after a program that ends at `end`. */
export function placeBreak(m: MemoryManager, end: VirtualAddress): VirtualAddress {
  return pageUp(end) + chance(m, BREAK_CHANCE);
}

/** First byte that `vma` keeps for itself: a stack's guard gap included. */
export function reservedStart(vma: Vma): VirtualAddress {
  return vma.flags & VM_GROWSDOWN ? Math.max(0, vma.start - STACK_GUARD_BYTES) : vma.start;
}

/** Something was unmapped: the next search begins at the top. */
export function forgetSearch(search: AddressSpace['search']): void {
  search.ceiling = Infinity;
  search.passedBytes = 0;
}

/** Whether `start`-`end` is user space in which nothing is mapped or guarded. */
export function isFree(space: AddressSpace, start: VirtualAddress, end: VirtualAddress): boolean {
  if (start < MMAP_MIN_ADDRESS || end > TASK_SIZE) return false;
  const next = space.vmas[vmaIndex(space.vmas, start)];
  return next === undefined || reservedStart(next) >= end;
}

/** A free range of `length` bytes: the highest below `mmapBase`, else the lowest above a third of user space; undefined when there is none. */
export function findFree(space: AddressSpace, length: number): VirtualAddress | undefined {
  return findBelow(space, length) ?? findAbove(space, length);
}

/** Goes on where the last search ended, unless a hole that it passed would do: many mappings are not looked at again and again. */
function findBelow({ vmas, mmapBase, search }: AddressSpace, length: number): VirtualAddress | undefined {
  if (length <= search.passedBytes) forgetSearch(search);
  let ceiling = Math.min(mmapBase, search.ceiling);
  for (let index = Math.min(vmaIndex(vmas, ceiling), vmas.length - 1); index >= 0; index--) {
    const vma = vmas[index];
    if (vma === undefined) break;
    if (ceiling - vma.end >= length) break;
    search.passedBytes = Math.max(search.passedBytes, ceiling - vma.end);
    ceiling = Math.min(ceiling, reservedStart(vma));
  }
  search.ceiling = ceiling;
  return ceiling - length >= MMAP_MIN_ADDRESS ? ceiling - length : undefined;
}

function findAbove({ vmas }: AddressSpace, length: number): VirtualAddress | undefined {
  let floor = LEGACY_BASE;
  for (let index = vmaIndex(vmas, floor); index < vmas.length; index++) {
    const vma = vmas[index];
    if (vma === undefined || reservedStart(vma) - floor >= length) break;
    floor = Math.max(floor, vma.end);
  }
  return floor + length <= TASK_SIZE ? floor : undefined;
}
