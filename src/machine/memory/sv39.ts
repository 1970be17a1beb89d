// Sv39 page tables in guest RAM: entries, their bits, and the walk as TypeScript. Knows no TLB and no process.
import { pageBytes, ramBase } from '../layout.js';
import type { AccessKind, Trap } from '../trap.js';
import { accessFaults, pageFaults } from '../trap.js';
import type { PhysicalMemory } from './physical-memory.js';

/** Bits of a page table entry; bit 5 (global) means nothing here, bits 8 and 9 are the kernel's own. @see RISC-V Privileged ISA 20240411, Sv39 */
export const pteValid = 1n << 0n;
export const pteRead = 1n << 1n;
export const pteWrite = 1n << 2n;
export const pteExecute = 1n << 3n;
export const pteUser = 1n << 4n;
export const pteAccessed = 1n << 6n;
export const pteDirty = 1n << 7n;
/** Bits 54-63 must be zero without Svnapot and Svpbmt. */
export const pteReserved = 0x3ffn << 54n;

const levels = 3;

/** Frame number (physical address / 4096) that an entry points to. */
export function ppnOf(pte: bigint): number {
  return Number(BigInt.asUintN(44, pte >> 10n));
}

/** An entry that points to `frame` with the given bits. */
export function makePte(frame: number, bits: bigint): bigint {
  return (BigInt(frame) << 10n) | bits;
}

/** Bytes that one entry of each level maps. */
const leafBytes = [pageBytes, pageBytes * 512, pageBytes * 512 * 512];

/** Index (0-511) into the table of `level` (2 = root, 0 = leaf) for a user address. */
export function vpnIndex(va: number, level: number): number {
  return Math.floor(va / (leafBytes[level] ?? pageBytes)) & 511;
}

/** Where an entry lies, at which level the walk ended, and what it holds. */
export interface PteLocation {
  /** Physical address of the entry. */
  readonly address: number;
  readonly level: number;
  readonly pte: bigint;
}

/**
 * Walks down to the entry that ends the translation of `va`: a leaf, or the first invalid entry.
 * Looks at nothing but V, R and X; undefined when a table would lie outside RAM.
 */
export function walk(memory: PhysicalMemory, rootFrame: number, va: number): PteLocation | undefined {
  let table = rootFrame * pageBytes;
  for (let level = levels - 1; ; level--) {
    const address = table + vpnIndex(va, level) * 8;
    if (!memory.contains(address, 8)) return undefined;
    const pte = memory.readU64(address);
    const isTable = (pte & pteValid) !== 0n && (pte & (pteRead | pteWrite | pteExecute)) === 0n;
    if (!isTable || level === 0) return { address, level, pte };
    if ((pte & (pteReserved | pteUser | pteAccessed | pteDirty)) !== 0n) return { address, level, pte: 0n };
    table = ppnOf(pte) * pageBytes;
  }
}

/** Addresses of user and kernel space are canonical when bits 63-39 equal bit 38. */
function isCanonical(va: bigint): boolean {
  return BigInt.asUintN(64, BigInt.asIntN(39, va)) === va;
}

const needed: Readonly<Record<AccessKind, bigint>> = { fetch: pteExecute, load: pteRead, store: pteWrite };

/** True when a user-mode access of this kind may use the leaf `pte` of `level`. */
function permits(pte: bigint, level: number, kind: AccessKind): boolean {
  if ((pte & (pteValid | pteUser)) !== (pteValid | pteUser) || (pte & pteReserved) !== 0n) return false;
  if ((pte & (pteRead | pteWrite)) === pteWrite || (pte & needed[kind]) === 0n) return false;
  return level === 0 || ppnOf(pte) % 512 ** level === 0;
}

/**
 * Translates one byte's address for user mode and sets A and D (Svadu).
 *
 * @param rootFrame frame of the root table; 0 = no translation
 * @param va        raw 64-bit address
 * @returns         the physical address, or the fault
 */
export function translate(memory: PhysicalMemory, rootFrame: number, va: bigint, kind: AccessKind): number | Trap {
  if (rootFrame === 0) return inRam(memory, Number(va), va, kind);
  if (!isCanonical(va)) return { cause: pageFaults[kind], tval: va };
  const location = walk(memory, rootFrame, Number(va & 0x7f_ffff_ffffn));
  if (location === undefined) return { cause: accessFaults[kind], tval: va };
  const { address, level, pte } = location;
  if (!permits(pte, level, kind)) return { cause: pageFaults[kind], tval: va };
  const pa = ppnOf(pte) * pageBytes + (Number(va & 0x7f_ffff_ffffn) % (leafBytes[level] ?? pageBytes));
  const result = inRam(memory, pa, va, kind);
  const updated = pte | pteAccessed | (kind === 'store' ? pteDirty : 0n);
  if (typeof result === 'number' && updated !== pte) memory.writeU64(address, updated);
  return result;
}

function inRam(memory: PhysicalMemory, pa: number, va: bigint, kind: AccessKind): number | Trap {
  return pa >= ramBase && pa < ramBase + memory.size ? pa : { cause: accessFaults[kind], tval: va };
}
