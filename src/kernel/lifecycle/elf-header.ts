// Reads and checks the headers of an ELF file. Knows no memory: what is well formed here may still not fit.
// @see elf(5); System V gABI 4.1 ch. 4 and 5; RISC-V ELF psABI

import {
  EF_RISCV_RVE,
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
  ET_EXEC,
  EV_CURRENT,
  PF_X,
  PHDR_BYTES,
  phdrOffsets,
  PT_GNU_STACK,
  PT_INTERP,
  PT_LOAD,
  PT_PHDR,
} from '../../abi/elf.js';
import type { Errno } from '../../abi/errno.js';
import { utf8Decode } from '../../abi/text.js';
import { TASK_SIZE } from '../mm/address-space.js';
import { PAGE_BYTES } from '../mm/frame-allocator.js';
import type { ByteReader } from './byte-reader.js';

/** Why a file is refused: what a guest's execve gets, and what a person reads. */
export const elfRefusals = {
  unreadable: { errno: 'EIO', text: 'it cannot be read' },
  'not-elf': { errno: 'ENOEXEC', text: 'not an ELF file' },
  'truncated-header': { errno: 'ENOEXEC', text: 'the ELF header is cut off' },
  'wrong-class': { errno: 'ENOEXEC', text: 'not a 64-bit ELF file' },
  'wrong-endianness': { errno: 'ENOEXEC', text: 'not a little-endian ELF file' },
  'wrong-version': { errno: 'ENOEXEC', text: 'an unknown version of ELF' },
  'wrong-machine': { errno: 'ENOEXEC', text: 'not built for RISC-V' },
  'embedded-abi': { errno: 'ENOEXEC', text: 'built for RV64E, which has 16 registers only' },
  'not-executable': { errno: 'ENOEXEC', text: 'an ELF file, but neither a program nor a shared object (is it a .o file?)' },
  'program-header-size': { errno: 'ENOEXEC', text: 'its program headers have the wrong size' },
  'no-program-headers': { errno: 'ENOEXEC', text: 'it has no program headers' },
  'too-many-program-headers': { errno: 'ENOEXEC', text: 'it has more than 64 KiB of program headers' },
  'truncated-program-headers': { errno: 'ENOEXEC', text: 'the program headers are cut off' },
  'no-loadable-segments': { errno: 'ENOEXEC', text: 'it has no loadable segment' },
  'truncated-segment': { errno: 'ENOEXEC', text: 'a segment is cut off: the file is too short' },
  'segment-sizes': { errno: 'EINVAL', text: 'a segment is larger in the file than in memory' },
  'segment-alignment': { errno: 'EINVAL', text: 'a segment lies at different places in its page in file and memory' },
  'segment-outside': { errno: 'EINVAL', text: 'a segment lies outside the user address space' },
  'segments-overlap': { errno: 'EINVAL', text: 'its segments overlap or are not in order' },
  'entry-not-executable': { errno: 'ENOEXEC', text: 'its entry point is not in an executable segment' },
  'bad-interpreter': { errno: 'ENOEXEC', text: 'the name of its dynamic loader is not valid' },
  'missing-interpreter': { errno: 'ENOENT', text: 'its dynamic loader cannot be opened' },
  'interpreter-refused': { errno: 'ENOEXEC', text: 'its dynamic loader is not a usable ELF file' },
  'address-taken': { errno: 'ENOMEM', text: 'its segments do not fit beside stack and loader' },
  'too-large': { errno: 'ENOMEM', text: 'it needs more memory than there is' },
  'arguments-too-long': { errno: 'E2BIG', text: 'its arguments and environment are too long' },
} as const satisfies Readonly<Record<string, { errno: Errno; text: string }>>;

export type ElfRefusal = keyof typeof elfRefusals;

/** One program header. Sizes, offsets and addresses in bytes. */
export interface ElfSegment {
  /** PT_ */
  readonly type: number;
  /** PF_ bits */
  readonly flags: number;
  readonly offset: number;
  readonly address: number;
  readonly fileBytes: number;
  readonly memoryBytes: number;
  readonly align: number;
}

export interface ElfHeader {
  /** ET_DYN: may be loaded anywhere. */
  readonly positionIndependent: boolean;
  readonly entry: number;
  readonly headerOffset: number;
  readonly headerCount: number;
  /** PT_LOAD in order of address; at least one. */
  readonly loads: readonly ElfSegment[];
  /** Address of the program headers in memory; undefined when no segment holds them. */
  readonly headerAddress: number | undefined;
  /** PT_INTERP */
  readonly interpreter: string | undefined;
  /** PT_GNU_STACK asks for an executable stack. */
  readonly executableStack: boolean;
}

const MAX_HEADER_BYTES = 65_536;
const MAX_PATH_BYTES = 4096;

/** Checks a file from its first byte to its last segment; never throws, whatever the bytes. */
export function readElf(file: ByteReader): ElfHeader | ElfRefusal {
  const bytes = file.read(0, EHDR_BYTES);
  if (typeof bytes === 'string') return 'unreadable';
  const refusal = checkIdentity(bytes);
  if (refusal !== undefined) return refusal;
  const view = viewOf(bytes);
  const headerOffset = safe(view, ehdrOffsets.e_phoff);
  const headerCount = view.getUint16(ehdrOffsets.e_phnum, true);
  const segments = readSegments(file, view);
  if (typeof segments === 'string') return segments;
  const loads = segments.filter(({ type }) => type === PT_LOAD);
  const entry = safe(view, ehdrOffsets.e_entry);
  const bad = checkLoads(file, loads) ?? checkEntry(loads, entry);
  if (bad !== undefined) return bad;
  const named = readInterpreter(file, segments);
  if (typeof named === 'string') return named;
  return {
    positionIndependent: view.getUint16(ehdrOffsets.e_type, true) === ET_DYN,
    entry,
    headerOffset,
    headerCount,
    loads,
    headerAddress: findHeaders(segments, loads, headerOffset, headerCount),
    interpreter: named?.path,
    executableStack: segments.some(({ type, flags }) => type === PT_GNU_STACK && (flags & PF_X) !== 0),
  };
}

/** What an observer needs of a program or a shared object, which need not be fit to run; never throws, whatever the bytes. */
export function readLoads(file: ByteReader): readonly ElfSegment[] | ElfRefusal {
  const bytes = file.read(0, EHDR_BYTES);
  if (typeof bytes === 'string') return 'unreadable';
  const segments = checkIdentity(bytes) ?? readSegments(file, viewOf(bytes));
  return typeof segments === 'string' ? segments : segments.filter(({ type }) => type === PT_LOAD);
}

function checkIdentity(bytes: Uint8Array): ElfRefusal | undefined {
  if (ELF_MAGIC.some((byte, index) => bytes[index] !== byte)) return 'not-elf';
  if (bytes.length > EI_CLASS && bytes[EI_CLASS] !== ELFCLASS64) return 'wrong-class';
  if (bytes.length < EHDR_BYTES) return 'truncated-header';
  if (bytes[EI_DATA] !== ELFDATA2LSB) return 'wrong-endianness';
  const view = viewOf(bytes);
  if (bytes[EI_VERSION] !== EV_CURRENT || view.getUint32(ehdrOffsets.e_version, true) !== EV_CURRENT) return 'wrong-version';
  if (view.getUint16(ehdrOffsets.e_machine, true) !== EM_RISCV) return 'wrong-machine';
  if (view.getUint32(ehdrOffsets.e_flags, true) & EF_RISCV_RVE) return 'embedded-abi';
  const type = view.getUint16(ehdrOffsets.e_type, true);
  return type === ET_EXEC || type === ET_DYN ? undefined : 'not-executable';
}

function readSegments(file: ByteReader, header: DataView): ElfSegment[] | ElfRefusal {
  const offset = safe(header, ehdrOffsets.e_phoff);
  const count = header.getUint16(ehdrOffsets.e_phnum, true);
  const entryBytes = header.getUint16(ehdrOffsets.e_phentsize, true);
  if (count === 0) return 'no-program-headers';
  if (entryBytes !== PHDR_BYTES) return 'program-header-size';
  const length = count * PHDR_BYTES;
  if (length > MAX_HEADER_BYTES) return 'too-many-program-headers';
  if (offset + length > file.sizeBytes) return 'truncated-program-headers';
  const bytes = file.read(offset, length);
  if (typeof bytes === 'string') return 'unreadable';
  if (bytes.length < length) return 'truncated-program-headers';
  const segments: ElfSegment[] = [];
  for (let at = 0; at < length; at += PHDR_BYTES) segments.push(readSegment(new DataView(bytes.buffer, bytes.byteOffset + at, PHDR_BYTES)));
  return segments;
}

function readSegment(view: DataView): ElfSegment {
  return {
    type: view.getUint32(phdrOffsets.p_type, true),
    flags: view.getUint32(phdrOffsets.p_flags, true),
    offset: safe(view, phdrOffsets.p_offset),
    address: safe(view, phdrOffsets.p_vaddr),
    fileBytes: safe(view, phdrOffsets.p_filesz),
    memoryBytes: safe(view, phdrOffsets.p_memsz),
    align: safe(view, phdrOffsets.p_align),
  };
}

function checkLoads(file: ByteReader, loads: readonly ElfSegment[]): ElfRefusal | undefined {
  if (!loads.some(({ memoryBytes }) => memoryBytes > 0)) return 'no-loadable-segments';
  let reached = 0;
  for (const segment of loads) {
    const refusal = checkLoad(file, segment);
    if (refusal !== undefined) return refusal;
    if (segment.address < reached) return 'segments-overlap';
    reached = segment.address + segment.memoryBytes;
  }
  return undefined;
}

function checkLoad(file: ByteReader, { offset, address, fileBytes, memoryBytes }: ElfSegment): ElfRefusal | undefined {
  if (fileBytes > memoryBytes) return 'segment-sizes';
  if (address + memoryBytes > TASK_SIZE) return 'segment-outside';
  if (fileBytes > 0 && offset % PAGE_BYTES !== address % PAGE_BYTES) return 'segment-alignment';
  return fileBytes > 0 && offset + fileBytes > file.sizeBytes ? 'truncated-segment' : undefined;
}

function checkEntry(loads: readonly ElfSegment[], entry: number): ElfRefusal | undefined {
  const inside = loads.some(({ flags, address, memoryBytes }) => flags & PF_X && entry >= address && entry < address + memoryBytes);
  return inside ? undefined : 'entry-not-executable';
}

/** The path in PT_INTERP, wrapped so that it cannot be taken for a refusal; undefined: none. */
function readInterpreter(file: ByteReader, segments: readonly ElfSegment[]): { path: string } | undefined | ElfRefusal {
  const segment = segments.find(({ type }) => type === PT_INTERP);
  if (segment === undefined) return undefined;
  const { offset, fileBytes } = segment;
  if (fileBytes < 2 || fileBytes > MAX_PATH_BYTES || offset + fileBytes > file.sizeBytes) return 'bad-interpreter';
  const bytes = file.read(offset, fileBytes);
  if (typeof bytes === 'string') return 'unreadable';
  const end = bytes.indexOf(0);
  return end > 0 && bytes.length === fileBytes && bytes[fileBytes - 1] === 0
    ? { path: utf8Decode(bytes.subarray(0, end)) }
    : 'bad-interpreter';
}

/** Where the program headers stand in memory: PT_PHDR says so, or the segment that holds their bytes does. */
function findHeaders(segments: readonly ElfSegment[], loads: readonly ElfSegment[], offset: number, count: number): number | undefined {
  const own = segments.find(({ type }) => type === PT_PHDR);
  if (own !== undefined && own.address < TASK_SIZE) return own.address;
  const holder = loads.find((load) => load.offset <= offset && offset + count * PHDR_BYTES <= load.offset + load.fileBytes);
  return holder === undefined ? undefined : holder.address + offset - holder.offset;
}

/** A 64-bit field as a number. Values beyond 2^53 lose their low bits, and fail every check of range all the same. */
function safe(view: DataView, offset: number): number {
  return Number(view.getBigUint64(offset, true));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
