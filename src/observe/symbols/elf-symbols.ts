// The functions that an ELF file names: reads its symbol table, whatever the file holds. Knows neither where the file lies nor who runs it.
// @see elf(5); System V gABI 4.1 ch. 4, "Symbol Table"; RISC-V ELF psABI, "Mapping Symbol"
import {
  EHDR_BYTES,
  ehdrOffsets,
  PF_X,
  SHDR_BYTES,
  SHN_LORESERVE,
  SHN_UNDEF,
  SHT_DYNSYM,
  SHT_STRTAB,
  SHT_SYMTAB,
  shdrOffsets,
  STB_GLOBAL,
  STB_LOCAL,
  STT_FUNC,
  STT_GNU_IFUNC,
  STT_NOTYPE,
  SYM_BYTES,
  symOffsets,
} from '../../abi/elf.js';
import type { ByteReader } from '../../kernel/lifecycle/byte-reader.js';
import { type ElfSegment, readLoads } from '../../kernel/lifecycle/elf-header.js';
import { type FunctionSymbol, FunctionTable } from './function-table.js';

/** Larger tables are not looked at: the file is a guest's. Bytes. */
const limits = { sections: 2 ** 18, symbols: 2 ** 22, names: 2 ** 23 } as const;
/** Segments with code that are looked at; linkers make one. */
const mostSegments = 16;

interface Section {
  readonly type: number;
  readonly offset: number;
  readonly sizeBytes: number;
  /** Of a symbol table: the section with its names. */
  readonly link: number;
}

/** The functions of `file`; undefined when it names none, is no ELF file or is broken. Never throws. */
export function readFunctions(file: ByteReader): FunctionTable | undefined {
  const loads = readLoads(file);
  if (typeof loads === 'string') return undefined;
  const code = loads.filter(({ flags }) => flags & PF_X).slice(0, mostSegments);
  const sections = readSections(file);
  const table = sections.find(({ type }) => type === SHT_SYMTAB) ?? sections.find(({ type }) => type === SHT_DYNSYM);
  const strings = sections[table?.link ?? 0];
  if (table === undefined || strings?.type !== SHT_STRTAB) return undefined;
  const symbols = readPart(file, table.offset, table.sizeBytes, limits.symbols);
  const names = readPart(file, strings.offset, strings.sizeBytes, limits.names);
  if (symbols === undefined || names === undefined) return undefined;
  const functions = [...functionsIn(symbols, names, code)];
  return functions.length === 0 ? undefined : new FunctionTable(functions, names, code);
}

/** The bytes when they are all there and no more than `limit`. */
function readPart(file: ByteReader, offset: number, length: number, limit: number): DataView | undefined {
  if (length > limit || offset + length > file.sizeBytes) return undefined;
  const bytes = file.read(offset, length);
  if (typeof bytes === 'string' || bytes.length < length) return undefined;
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function readSections(file: ByteReader): Section[] {
  const header = readPart(file, 0, EHDR_BYTES, EHDR_BYTES);
  if (header?.getUint16(ehdrOffsets.e_shentsize, true) !== SHDR_BYTES) return [];
  const length = header.getUint16(ehdrOffsets.e_shnum, true) * SHDR_BYTES;
  const view = readPart(file, number64(header, ehdrOffsets.e_shoff), length, limits.sections);
  if (view === undefined) return [];
  return Array.from({ length: length / SHDR_BYTES }, (_, index) => {
    const at = index * SHDR_BYTES;
    return {
      type: view.getUint32(at + shdrOffsets.sh_type, true),
      offset: number64(view, at + shdrOffsets.sh_offset),
      sizeBytes: number64(view, at + shdrOffsets.sh_size),
      link: view.getUint32(at + shdrOffsets.sh_link, true),
    };
  });
}

function* functionsIn(symbols: DataView, names: DataView, code: readonly ElfSegment[]): Generator<FunctionSymbol> {
  for (let at = 0; at + SYM_BYTES <= symbols.byteLength; at += SYM_BYTES) {
    const info = symbols.getUint8(at + symOffsets.st_info);
    const section = symbols.getUint16(at + symOffsets.st_shndx, true);
    const name = symbols.getUint32(at + symOffsets.st_name, true);
    if (section === SHN_UNDEF || section >= SHN_LORESERVE || !namesCode(info)) continue;
    if (name >= names.byteLength || names.getUint8(name) === 0) continue;
    const start = number64(symbols, at + symOffsets.st_value);
    const load = code.find(({ address, fileBytes }) => start >= address && start < address + fileBytes);
    if (load === undefined) continue;
    const sizeBytes = Math.min(number64(symbols, at + symOffsets.st_size), load.address + load.fileBytes - start);
    yield { start, sizeBytes, name, isGlobal: info >> 4 === STB_GLOBAL };
  }
}

/** A function, or what an assembler's author did not call one but offers to other files; no label (`.L12`) and no mapping symbol (`$x`). */
function namesCode(info: number): boolean {
  const type = info & 0xf;
  return type === STT_FUNC || type === STT_GNU_IFUNC || (type === STT_NOTYPE && info >> 4 !== STB_LOCAL);
}

/** Beyond 2^53 inexact, and then beyond every file and address too. */
function number64(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}
