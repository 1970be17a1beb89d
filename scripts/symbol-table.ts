// Gives a stripped program the names of its functions back, from the map that its linker printed. Knows no compiler and changes no byte that is loaded.
// @see System V gABI 4.1 ch. 4, "Symbol Table"; LLVM lld/ELF/MapFile.cpp for the map's columns
import {
  EHDR_BYTES,
  ehdrOffsets,
  SHDR_BYTES,
  SHT_STRTAB,
  SHT_SYMTAB,
  STB_LOCAL,
  STT_FUNC,
  SYM_BYTES,
  shdrOffsets,
  symOffsets,
} from '../src/abi/elf.js';

const SHF_EXECINSTR = 4n;

interface MapSymbol {
  readonly address: bigint;
  readonly sizeBytes: bigint;
  readonly name: string;
}

/** Address, load address, size, alignment and, indented most, the symbol; not those that assemblers make: `$x`, `.L0 `. */
const symbolRow = /^ *([0-9a-f]+) +[0-9a-f]+ +([0-9a-f]+) +\d+ {17}(?!\$)(\S+)$/;

/** zig's own functions are called `.Lheap.PageAllocator.unmap`, as well as what else they are called. */
const zigPrefix = /^\.L/;

function mapSymbols(map: string): MapSymbol[] {
  const all = map.split('\n').flatMap((line) => {
    const [, address, size, name] = symbolRow.exec(line) ?? [];
    return name === undefined ? [] : [{ address: BigInt(`0x${address}`), sizeBytes: BigInt(`0x${size}`), name }];
  });
  const named = new Set(all.filter(({ name }) => !zigPrefix.test(name)).map(({ address }) => address));
  return all
    .filter(({ address, name }) => !zigPrefix.test(name) || !named.has(address))
    .map((symbol) => ({ ...symbol, name: symbol.name.replace(zigPrefix, '') }));
}

/** An ELF string table: the texts, each with a zero behind it, and where each stands. */
function stringTable(texts: readonly string[]): { bytes: Buffer; at: (text: string) => number } {
  const places = new Map<string, number>();
  let length = 1;
  for (const text of new Set(texts)) {
    places.set(text, length);
    length += Buffer.byteLength(text) + 1;
  }
  return { bytes: Buffer.from(`\0${[...places.keys()].join('\0')}\0`), at: (text) => places.get(text) ?? 0 };
}

interface NamedSection {
  readonly name: string;
  /** Its header; `sh_name` is written last. */
  readonly header: Buffer;
  /** What it adds to the file; undefined: it is there already. */
  readonly bytes?: Buffer;
}

function field64(header: Buffer, offset: number): bigint {
  return header.readBigUInt64LE(offset);
}

/** The sections but for the table of their names, which stands last. */
function sectionsOf(elf: Buffer): { sections: NamedSection[]; end: number } {
  const start = Number(field64(elf, ehdrOffsets.e_shoff));
  const count = elf.readUInt16LE(ehdrOffsets.e_shnum);
  const headers = Array.from({ length: count }, (_, index) =>
    Buffer.from(elf.subarray(start + index * SHDR_BYTES, start + (index + 1) * SHDR_BYTES)),
  );
  const namesHeader = headers.pop();
  if (namesHeader === undefined || elf.readUInt16LE(ehdrOffsets.e_shstrndx) !== headers.length || elf.length > start + count * SHDR_BYTES)
    throw new Error('symbol table: the linker wrote the sections in another order than expected');
  const end = Number(field64(namesHeader, shdrOffsets.sh_offset));
  const names = elf.subarray(end, end + Number(field64(namesHeader, shdrOffsets.sh_size)));
  const nameAt = (at: number): string => names.toString('latin1', at, names.indexOf(0, at));
  return { sections: headers.map((header) => ({ name: nameAt(header.readUInt32LE(shdrOffsets.sh_name)), header })), end };
}

function newSection(
  name: string,
  bytes: Buffer,
  fields: { type: number; link?: number; info?: number; align: number; entry?: number },
): NamedSection {
  const header = Buffer.alloc(SHDR_BYTES);
  header.writeUInt32LE(fields.type, shdrOffsets.sh_type);
  header.writeBigUInt64LE(BigInt(bytes.length), shdrOffsets.sh_size);
  header.writeUInt32LE(fields.link ?? 0, shdrOffsets.sh_link);
  header.writeUInt32LE(fields.info ?? 0, shdrOffsets.sh_info);
  header.writeBigUInt64LE(BigInt(fields.align), shdrOffsets.sh_addralign);
  header.writeBigUInt64LE(BigInt(fields.entry ?? 0), shdrOffsets.sh_entsize);
  return { name, header, bytes };
}

/** All are local: what linkers use of a symbol's binding, a map does not say. */
function symbolBytes(symbols: readonly (MapSymbol & { section: number })[], nameAt: (text: string) => number): Buffer {
  const bytes = Buffer.alloc((1 + symbols.length) * SYM_BYTES);
  for (const [index, { address, sizeBytes, name, section }] of symbols.entries()) {
    const at = (1 + index) * SYM_BYTES;
    bytes.writeUInt32LE(nameAt(name), at + symOffsets.st_name);
    bytes.writeUInt8((STB_LOCAL << 4) | STT_FUNC, at + symOffsets.st_info);
    bytes.writeUInt16LE(section, at + symOffsets.st_shndx);
    bytes.writeBigUInt64LE(address, at + symOffsets.st_value);
    bytes.writeBigUInt64LE(sizeBytes, at + symOffsets.st_size);
  }
  return bytes;
}

/** The index of the section with code that holds `address`; -1: none. */
function codeSection(sections: readonly NamedSection[], address: bigint): number {
  return sections.findIndex(({ header }) => {
    const start = field64(header, shdrOffsets.sh_addr);
    const isCode = (field64(header, shdrOffsets.sh_flags) & SHF_EXECINSTR) !== 0n;
    return isCode && address >= start && address < start + field64(header, shdrOffsets.sh_size);
  });
}

/** `elf` with `.symtab` and `.strtab`: every function of `map`, in the order of addresses. */
export function withSymbols(elf: Buffer, map: string): Buffer {
  const { sections, end } = sectionsOf(elf);
  const symbols = mapSymbols(map)
    .map((symbol) => ({ ...symbol, section: codeSection(sections, symbol.address) }))
    .filter(({ section }) => section > 0)
    .sort((a, b) => Number(a.address - b.address) || (a.name < b.name ? -1 : 1));
  const strings = stringTable(symbols.map(({ name }) => name));
  const table = symbolBytes(symbols, strings.at);
  const layout = { type: SHT_SYMTAB, link: sections.length + 1, info: 1 + symbols.length, align: 8, entry: SYM_BYTES };
  const added = [newSection('.symtab', table, layout), newSection('.strtab', strings.bytes, { type: SHT_STRTAB, align: 1 })];
  const names = stringTable([...sections, ...added, { name: '.shstrtab' }].map(({ name }) => name));
  const all = [...sections, ...added, newSection('.shstrtab', names.bytes, { type: SHT_STRTAB, align: 1 })];
  return assemble(elf.subarray(0, end), all, names.at);
}

/** What stands in the file up to the new sections, those, then all headers. */
function assemble(kept: Buffer, sections: readonly NamedSection[], nameAt: (text: string) => number): Buffer {
  const pieces: Uint8Array[] = [kept];
  let length = kept.length;
  const append = (bytes: Buffer): number => {
    const padding = -length & 7;
    pieces.push(Buffer.alloc(padding), bytes);
    length += padding + bytes.length;
    return length - bytes.length;
  };
  for (const { name, header, bytes } of sections) {
    header.writeUInt32LE(nameAt(name), shdrOffsets.sh_name);
    if (bytes !== undefined) header.writeBigUInt64LE(BigInt(append(bytes)), shdrOffsets.sh_offset);
  }
  const start = append(Buffer.concat(sections.map(({ header }) => header)));
  const whole = Buffer.concat(pieces);
  whole.writeBigUInt64LE(BigInt(start), ehdrOffsets.e_shoff);
  whole.writeUInt16LE(sections.length, ehdrOffsets.e_shnum);
  whole.writeUInt16LE(sections.length - 1, ehdrOffsets.e_shstrndx);
  if (whole.readUInt16LE(ehdrOffsets.e_ehsize) !== EHDR_BYTES) throw new Error('symbol table: not a 64-bit ELF file');
  return whole;
}
