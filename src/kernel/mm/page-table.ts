// Sv39 page tables in simulated RAM: entries, walks, tables made and freed. Knows no vma; what a leaf means to counters stands in leaves.ts.
// Entries are handled as 32-bit numbers: RAM ends below 2^33, so bits 63-32 of every entry are zero.
// @see RISC-V Privileged ISA 20240411, "Sv39: Page-Based 39-bit Virtual-Memory System"

import type { AddressSpace } from './address-space.js';
import { PAGE_BYTES, type Frame } from './frame-allocator.js';
import type { MemoryManager } from './memory-manager.js';
import { noteAccess } from './memory-work.js';
import type { Ram } from './ram.js';
import type { VirtualAddress } from './vma.js';

export const PTE_V = 0x001;
export const PTE_R = 0x002;
export const PTE_W = 0x004;
export const PTE_X = 0x008;
export const PTE_U = 0x010;
export const PTE_A = 0x040;
export const PTE_D = 0x080;
/** Software bit (RSW 0): the frame is private memory, counted as RssAnon. */
export const PTE_ANON = 0x100;
/** Bits that are not the frame's number. */
const FLAG_BITS = 10;

/** Pages mapped by one leaf table, and tables by one of the level above. */
const TABLE_PAGES = 512;
/** Bytes mapped by one leaf table and by one table of the level above. */
const LEAF_TABLE_SPAN = TABLE_PAGES * PAGE_BYTES;
const MIDDLE_TABLE_SPAN = TABLE_PAGES * LEAF_TABLE_SPAN;
/** Bytes of one entry. */
export const ENTRY_BYTES = 8;

export function pteFrame(pte: number): Frame {
  return pte >>> FLAG_BITS;
}

export function makePte(frame: Frame, bits: number): number {
  return (frame << FLAG_BITS) | bits;
}

/** Address of the entry that covers page number `page` at `level` (2: root, 0: leaf) in `table`. */
function entryAddress(table: Frame, page: number, level: number): number {
  return table * PAGE_BYTES + ((page >>> (9 * level)) & (TABLE_PAGES - 1)) * ENTRY_BYTES;
}

/** The entry at `entry`, read by the kernel on its way. */
export function readEntry({ memory, work }: MemoryManager, entry: number): number {
  noteAccess(work, entry, ENTRY_BYTES, 'load');
  return memory.readU32(entry);
}

export function writeEntry({ memory, work }: MemoryManager, entry: number, pte: number): void {
  noteAccess(work, entry, ENTRY_BYTES, 'store');
  memory.writeU32(entry, pte);
}

/** Physical address of the leaf entry for `va`, or 0 when a table on the way is missing. */
export function leafAddress(memory: Ram, root: Frame, va: VirtualAddress): number {
  const page = Math.floor(va / PAGE_BYTES);
  const middle = memory.readU32(entryAddress(root, page, 2));
  if (middle === 0) return 0;
  const leaf = memory.readU32(entryAddress(pteFrame(middle), page, 1));
  return leaf === 0 ? 0 : entryAddress(pteFrame(leaf), page, 0);
}

/** As `leafAddress`, but makes missing tables; 0 when frames ran out (tables already made stay, empty, until the vma goes). */
export function ensureLeaf(m: MemoryManager, space: AddressSpace, va: VirtualAddress): number {
  const page = Math.floor(va / PAGE_BYTES);
  const middle = ensureTable(m, space, entryAddress(space.rootFrame, page, 2));
  if (middle === 0) return 0;
  const leaf = ensureTable(m, space, entryAddress(middle, page, 1));
  return leaf === 0 ? 0 : entryAddress(leaf, page, 0);
}

function ensureTable(m: MemoryManager, space: AddressSpace, entry: number): Frame {
  const pte = readEntry(m, entry);
  if (pte !== 0) return pteFrame(pte);
  const table = allocateTable(m);
  if (table === undefined) return 0;
  writeEntry(m, entry, makePte(table, PTE_V));
  space.usage.pageTables++;
  return table;
}

/** A zeroed frame for a table; the caller counts it in the space. */
export function allocateTable(m: MemoryManager): Frame | undefined {
  const table = m.frames.allocate();
  if (table !== undefined) m.totals.pageTables++;
  return table;
}

function freeTable(m: MemoryManager, space: AddressSpace, table: Frame): void {
  m.frames.release(table);
  m.totals.pageTables--;
  space.usage.pageTables--;
}

/**
 * Calls `visit` for every leaf entry in use from `start` to `end`, in order; skips what has no table.
 * A visitor may change the entry it is given, but no table.
 */
export function forEachLeaf(
  m: MemoryManager,
  root: Frame,
  start: VirtualAddress,
  end: VirtualAddress,
  visit: (pte: number, va: VirtualAddress, entry: number) => void,
): void {
  const last = end / PAGE_BYTES;
  let page = start / PAGE_BYTES;
  while (page < last) {
    const middle = readEntry(m, entryAddress(root, page, 2));
    const leaf = middle === 0 ? 0 : readEntry(m, entryAddress(pteFrame(middle), page, 1));
    const covered = middle === 0 ? TABLE_PAGES * TABLE_PAGES : TABLE_PAGES;
    const next = Math.min(last, page - (page % covered) + covered);
    if (leaf !== 0) visitTable(m, pteFrame(leaf), page, next, visit);
    page = next;
  }
}

function visitTable(
  { memory, work }: MemoryManager,
  table: Frame,
  first: number,
  last: number,
  visit: (pte: number, va: VirtualAddress, entry: number) => void,
): void {
  let entry = entryAddress(table, first, 0);
  noteAccess(work, entry, (last - first) * ENTRY_BYTES, 'load');
  for (let page = first; page < last; page++, entry += ENTRY_BYTES) {
    const pte = memory.readU32(entry);
    if (pte !== 0) visit(pte, page * PAGE_BYTES, entry);
  }
}

/**
 * Frees the tables that cover part of `start`-`end` and nothing outside `floor`-`ceiling`, the free space around it.
 * Their leaves must be empty.
 */
export function freeTables(
  m: MemoryManager,
  space: AddressSpace,
  range: { start: VirtualAddress; end: VirtualAddress; floor: VirtualAddress; ceiling: VirtualAddress },
): void {
  const { start, end, floor, ceiling } = range;
  let base = start - (start % LEAF_TABLE_SPAN);
  while (base < end) {
    // Its entry of the root stays in a register meanwhile: it is noted when the middle tables go.
    const middle = m.memory.readU32(entryAddress(space.rootFrame, base / PAGE_BYTES, 2));
    if (middle === 0) {
      base += MIDDLE_TABLE_SPAN - (base % MIDDLE_TABLE_SPAN);
      continue;
    }
    if (base >= floor && base + LEAF_TABLE_SPAN <= ceiling) freeChild(m, space, entryAddress(pteFrame(middle), base / PAGE_BYTES, 1));
    base += LEAF_TABLE_SPAN;
  }
  freeMiddleTables(m, space, range);
}

function freeMiddleTables(
  m: MemoryManager,
  space: AddressSpace,
  { start, end, floor, ceiling }: { start: VirtualAddress; end: VirtualAddress; floor: VirtualAddress; ceiling: VirtualAddress },
): void {
  for (let base = start - (start % MIDDLE_TABLE_SPAN); base < end; base += MIDDLE_TABLE_SPAN) {
    if (base >= floor && base + MIDDLE_TABLE_SPAN <= ceiling) freeChild(m, space, entryAddress(space.rootFrame, base / PAGE_BYTES, 2));
  }
}

function freeChild(m: MemoryManager, space: AddressSpace, entry: number): void {
  const pte = readEntry(m, entry);
  if (pte === 0) return;
  writeEntry(m, entry, 0);
  freeTable(m, space, pteFrame(pte));
}

/** Frees the root; all else must be gone. */
export function freeRoot(m: MemoryManager, space: AddressSpace): void {
  freeTable(m, space, space.rootFrame);
}
