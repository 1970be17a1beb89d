// Puts the segments of one ELF file into an address space: pages of the file, zeroed rests, zero pages. Knows no stack and no arguments.

import { PF_R, PF_W, PF_X } from '../../abi/elf.js';
import { MAP_ANONYMOUS, MAP_FIXED, MAP_FIXED_NOREPLACE, MAP_PRIVATE, PROT_EXEC, PROT_READ, PROT_WRITE } from '../../abi/mman.js';
import type { Errno } from '../../abi/errno.js';
import { type AddressSpace, TASK_SIZE } from '../mm/address-space.js';
import { PAGE_BYTES } from '../mm/frame-allocator.js';
import type { MemoryManager } from '../mm/memory-manager.js';
import type { PageSource } from '../mm/page-source.js';
import { findFree, isFree, pageDown, pageUp } from '../mm/placement.js';
import { mapRegion } from '../mm/regions.js';
import { UserMemory } from '../mm/user-memory.js';
import type { ElfHeader, ElfRefusal, ElfSegment } from './elf-header.js';

/** A file to map, and the path that /proc/[pid]/maps shows for it. */
export interface ProgramFile {
  readonly source: PageSource;
  readonly name: string;
}

/** Where an image came to lie. `bias` is what was added to the file's addresses. */
export interface LoadedImage {
  readonly bias: number;
  readonly entry: number;
  /** Lowest and highest byte of all segments, page aligned downwards; end excluded. */
  readonly start: number;
  readonly end: number;
}

/** Alignment that a position-independent image asks for, bytes: a power of two from one page on. */
function imageAlignment({ loads }: ElfHeader): number {
  const wanted = loads
    .map(({ align }) => align)
    .filter((align) => align > PAGE_BYTES && align <= TASK_SIZE && Number.isInteger(Math.log2(align)));
  return Math.max(PAGE_BYTES, ...wanted);
}

function imageSpan({ loads }: ElfHeader): { start: number; end: number } {
  const start = pageDown(loads[0]?.address ?? 0);
  return { start, end: loads.reduce((end, load) => Math.max(end, load.address + load.memoryBytes), start) };
}

/** What to add to the addresses of a position-independent image: near `wish`, or wherever there is room; undefined: nowhere. */
export function chooseBias(space: AddressSpace, header: ElfHeader, wish?: number): number | undefined {
  const { start, end } = imageSpan(header);
  const align = imageAlignment(header);
  if (wish !== undefined) {
    const base = Math.floor(wish / align) * align;
    if (isFree(space, base + start, pageUp(base + end))) return base;
  }
  const room = findFree(space, pageUp(end - start) + align - PAGE_BYTES);
  return room === undefined ? undefined : Math.ceil((room - start) / align) * align;
}

/** Maps all segments. What is mapped already when it refuses goes with the space. */
export function mapImage(
  m: MemoryManager,
  space: AddressSpace,
  file: ProgramFile,
  header: ElfHeader,
  bias: number,
): LoadedImage | ElfRefusal {
  let reached = 0;
  for (const load of header.loads) {
    const refusal = mapSegment(m, space, file, { ...load, address: load.address + bias }, reached);
    if (refusal !== undefined) return refusal;
    reached = Math.max(reached, pageUp(load.address + bias + load.memoryBytes));
  }
  const { start, end } = imageSpan(header);
  return { bias, entry: header.entry + bias, start: start + bias, end: end + bias };
}

/** `reached`: end of the pages of the segment before. Two segments may share a page of the file; the later one's rights hold there. */
function mapSegment(
  m: MemoryManager,
  space: AddressSpace,
  file: ProgramFile,
  segment: ElfSegment,
  reached: number,
): ElfRefusal | undefined {
  const { address, fileBytes, memoryBytes } = segment;
  const first = pageDown(address);
  const fileEnd = fileBytes === 0 ? Math.max(first, reached) : pageUp(address + fileBytes);
  const refusal = fileBytes === 0 ? undefined : mapFilePages(m, space, file, segment, { first, end: fileEnd, shared: first < reached });
  if (refusal !== undefined) return refusal;
  const end = pageUp(address + memoryBytes);
  if (memoryBytes === 0 || end <= fileEnd) return undefined;
  const flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE;
  const placed = mapRegion(m, space, { address: fileEnd, length: end - fileEnd, prot: segmentProt(segment), flags });
  return typeof placed === 'number' ? undefined : refusalOf(placed);
}

function segmentProt({ flags }: ElfSegment): number {
  return (flags & PF_R ? PROT_READ : 0) | (flags & PF_W ? PROT_WRITE : 0) | (flags & PF_X ? PROT_EXEC : 0);
}

/** The pages with bytes of the file; what follows them in the last page is zeroed where the program may write, as on Linux. */
function mapFilePages(
  m: MemoryManager,
  space: AddressSpace,
  file: ProgramFile,
  segment: ElfSegment,
  { first, end, shared }: { first: number; end: number; shared: boolean },
): ElfRefusal | undefined {
  const { address, offset, fileBytes, memoryBytes } = segment;
  const prot = segmentProt(segment);
  const flags = MAP_PRIVATE | (shared ? MAP_FIXED : MAP_FIXED_NOREPLACE);
  const placed = mapRegion(m, space, {
    address: first,
    length: end - first,
    prot,
    flags,
    source: file.source,
    name: file.name,
    offset: pageDown(offset),
  });
  if (typeof placed !== 'number') return refusalOf(placed);
  const rest = prot & PROT_WRITE && memoryBytes > fileBytes ? end - (address + fileBytes) : 0;
  const cleared = new UserMemory(m, space).writeBytes(BigInt(address + fileBytes), new Uint8Array(rest));
  return cleared === 0 ? undefined : 'too-large';
}

function refusalOf(errno: Errno): ElfRefusal {
  return errno === 'ENOMEM' ? 'too-large' : 'address-taken';
}
