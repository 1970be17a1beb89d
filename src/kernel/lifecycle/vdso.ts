// The vdso: a small shared object that the kernel maps into every program, with the code that returns from a signal handler.
// Unlike Linux's, it holds no clock functions: C libraries then make the system calls. @see vdso(7), "riscv functions"

import {
  EHDR_BYTES,
  ehdrOffsets,
  EI_CLASS,
  EI_DATA,
  EI_VERSION,
  ELF_MAGIC,
  ELFCLASS64,
  ELFDATA2LSB,
  EM_RISCV,
  ET_DYN,
  EV_CURRENT,
  PF_R,
  PF_X,
  PHDR_BYTES,
  phdrOffsets,
  PT_DYNAMIC,
  PT_LOAD,
  SYM_BYTES,
} from '../../abi/elf.js';
import { MAP_PRIVATE, PROT_EXEC, PROT_READ } from '../../abi/mman.js';
import { utf8Encode } from '../../abi/text.js';
import type { AddressSpace } from '../mm/address-space.js';
import { PAGE_BYTES } from '../mm/frame-allocator.js';
import { KernelPages } from '../mm/kernel-pages.js';
import type { MemoryManager } from '../mm/memory-manager.js';
import { mapRegion } from '../mm/regions.js';

/** Offset in the image of `__vdso_rt_sigreturn`: the return address of signal handlers is `layout.vdso` plus this. */
export const RT_SIGRETURN_OFFSET = 0x300;

/** `li a7, 139; ecall`: debuggers and unwinders know a signal frame by just these two words. */
const RT_SIGRETURN_CODE = [0x08b0_0893, 0x0000_0073];

const SYMBOL = '__vdso_rt_sigreturn';
const SONAME = 'linux-vdso.so.1';
const VERSION = 'LINUX_4.15';

/** Places in the image, bytes. */
const at = { symbols: 0xb0, hash: 0xe0, versions: 0x100, definitions: 0x108, strings: 0x140, dynamic: 0x1c0 } as const;

/** Tags of the dynamic section. @see System V gABI 4.1 ch. 5 */
const DT = {
  NULL: 0,
  HASH: 4,
  STRTAB: 5,
  SYMTAB: 6,
  STRSZ: 10,
  SYMENT: 11,
  SONAME: 14,
  VERSYM: 0x6fff_fff0,
  VERDEF: 0x6fff_fffc,
  VERDEFNUM: 0x6fff_fffd,
} as const;

/** Maps the vdso near the top of the mmap area. Undefined when there is no room: programs can do without. */
export function mapVdso(m: MemoryManager, space: AddressSpace): number | undefined {
  const made = m.vdso ?? KernelPages.create(m, '[vdso]', vdsoImage());
  if (made === 'ENOMEM') return undefined;
  m.vdso = made;
  const placed = mapRegion(m, space, {
    address: 0,
    length: made.sizeBytes,
    prot: PROT_READ | PROT_EXEC,
    flags: MAP_PRIVATE,
    source: made,
    name: '[vdso]',
    maxProt: PROT_READ | PROT_EXEC,
  });
  return typeof placed === 'number' ? placed : undefined;
}

/** The image: one page, an ELF shared object with one symbol. */
export function vdsoImage(): Uint8Array {
  const bytes = new Uint8Array(PAGE_BYTES);
  const view = new DataView(bytes.buffer);
  const strings = new Map<string, number>();
  let stringEnd = at.strings + 1;
  for (const text of [SYMBOL, SONAME, VERSION]) {
    strings.set(text, stringEnd - at.strings);
    bytes.set(utf8Encode(text), stringEnd);
    stringEnd += text.length + 1;
  }
  const name = (text: string): number => strings.get(text) ?? 0;
  writeHeaders(bytes, view);
  writeSymbols(view, name(SYMBOL));
  writeDefinition(view, at.definitions, { flags: 1, index: 1, text: SONAME, name: name(SONAME), next: 28 });
  writeDefinition(view, at.definitions + 28, { flags: 0, index: 2, text: VERSION, name: name(VERSION), next: 0 });
  const dynamic: readonly (readonly [number, number])[] = [
    [DT.SONAME, name(SONAME)],
    [DT.HASH, at.hash],
    [DT.STRTAB, at.strings],
    [DT.SYMTAB, at.symbols],
    [DT.STRSZ, stringEnd - at.strings],
    [DT.SYMENT, SYM_BYTES],
    [DT.VERSYM, at.versions],
    [DT.VERDEF, at.definitions],
    [DT.VERDEFNUM, 2],
    [DT.NULL, 0],
  ];
  for (const [index, [tag, value]] of dynamic.entries()) {
    view.setBigUint64(at.dynamic + index * 16, BigInt(tag), true);
    view.setBigUint64(at.dynamic + index * 16 + 8, BigInt(value), true);
  }
  RT_SIGRETURN_CODE.forEach((word, index) => {
    view.setUint32(RT_SIGRETURN_OFFSET + index * 4, word, true);
  });
  return bytes;
}

function writeHeaders(bytes: Uint8Array, view: DataView): void {
  bytes.set(ELF_MAGIC);
  bytes[EI_CLASS] = ELFCLASS64;
  bytes[EI_DATA] = ELFDATA2LSB;
  bytes[EI_VERSION] = EV_CURRENT;
  view.setUint16(ehdrOffsets.e_type, ET_DYN, true);
  view.setUint16(ehdrOffsets.e_machine, EM_RISCV, true);
  view.setUint32(ehdrOffsets.e_version, EV_CURRENT, true);
  view.setBigUint64(ehdrOffsets.e_phoff, BigInt(EHDR_BYTES), true);
  view.setUint16(ehdrOffsets.e_ehsize, EHDR_BYTES, true);
  view.setUint16(ehdrOffsets.e_phentsize, PHDR_BYTES, true);
  view.setUint16(ehdrOffsets.e_phnum, 2, true);
  writeSegment(view, EHDR_BYTES, { type: PT_LOAD, flags: PF_R | PF_X, offset: 0, size: RT_SIGRETURN_OFFSET + 8, align: PAGE_BYTES });
  writeSegment(view, EHDR_BYTES + PHDR_BYTES, { type: PT_DYNAMIC, flags: PF_R, offset: at.dynamic, size: 160, align: 8 });
}

function writeSegment(
  view: DataView,
  place: number,
  segment: { type: number; flags: number; offset: number; size: number; align: number },
): void {
  view.setUint32(place + phdrOffsets.p_type, segment.type, true);
  view.setUint32(place + phdrOffsets.p_flags, segment.flags, true);
  for (const field of [phdrOffsets.p_offset, phdrOffsets.p_vaddr, phdrOffsets.p_paddr])
    view.setBigUint64(place + field, BigInt(segment.offset), true);
  for (const field of [phdrOffsets.p_filesz, phdrOffsets.p_memsz]) view.setBigUint64(place + field, BigInt(segment.size), true);
  view.setBigUint64(place + phdrOffsets.p_align, BigInt(segment.align), true);
}

/** The null symbol and ours (global function), a hash table of one bucket, and the version of each symbol. */
function writeSymbols(view: DataView, name: number): void {
  const symbol = at.symbols + SYM_BYTES;
  view.setUint32(symbol, name, true);
  view.setUint8(symbol + 4, 0x12);
  // Any section but 0, which would mean undefined: there is no section table.
  view.setUint16(symbol + 6, 1, true);
  view.setBigUint64(symbol + 8, BigInt(RT_SIGRETURN_OFFSET), true);
  view.setBigUint64(symbol + 16, 8n, true);
  [1, 2, 1, 0, 0].forEach((word, index) => {
    view.setUint32(at.hash + index * 4, word, true);
  });
  view.setUint16(at.versions + 2, 2, true);
}

/** Elf64_Verdef with its one Elf64_Verdaux. */
function writeDefinition(
  view: DataView,
  place: number,
  entry: { flags: number; index: number; text: string; name: number; next: number },
): void {
  [1, entry.flags, entry.index, 1].forEach((half, index) => {
    view.setUint16(place + index * 2, half, true);
  });
  view.setUint32(place + 8, elfHash(entry.text), true);
  view.setUint32(place + 12, 20, true);
  view.setUint32(place + 16, entry.next, true);
  view.setUint32(place + 20, entry.name, true);
}

/** @see System V gABI 4.1 ch. 5, "Hash Table" */
function elfHash(text: string): number {
  let hash = 0;
  for (const byte of utf8Encode(text)) {
    hash = ((hash << 4) + byte) >>> 0;
    const high = hash & 0xf000_0000;
    hash = (hash ^ (high >>> 24)) & ~high;
  }
  return hash >>> 0;
}
