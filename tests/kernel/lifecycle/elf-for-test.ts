// Writes small ELF files, so that each field can be wrong in a test.
import { EHDR_BYTES, ehdrOffsets, EM_RISCV, ET_EXEC, PF_R, PF_W, PF_X, PHDR_BYTES, phdrOffsets, PT_LOAD } from '../../../src/abi/elf.js';

export interface SegmentForTest {
  type?: number;
  flags?: number;
  offset?: number;
  address?: number;
  fileBytes?: number;
  memoryBytes?: number;
  align?: number;
}

export interface ElfForTest {
  type?: number;
  machine?: number;
  entry?: number;
  segments?: readonly SegmentForTest[];
  sizeBytes?: number;
}

export const TEXT_ADDRESS = 0x10000;
export const DATA_ADDRESS = 0x11000;

/** Text of one page that holds the headers, and data of 16 bytes with bss behind it up to 0x13100. */
export const plainSegments: readonly SegmentForTest[] = [
  { flags: PF_R | PF_X, offset: 0, address: TEXT_ADDRESS, fileBytes: 0x800, memoryBytes: 0x800 },
  { flags: PF_R | PF_W, offset: 0x1000, address: DATA_ADDRESS, fileBytes: 16, memoryBytes: 0x2100 },
];

/** The bytes of the file: each byte after the headers is its offset's low 8 bits, or 1 for 0. */
export function elfForTest({
  type = ET_EXEC,
  machine = EM_RISCV,
  entry = TEXT_ADDRESS + 0x200,
  segments = plainSegments,
  sizeBytes = 0x1100,
}: ElfForTest = {}): Uint8Array {
  const bytes = Uint8Array.from({ length: sizeBytes }, (_, offset) => offset % 256 || 1);
  bytes.fill(0, 0, EHDR_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setUint16(ehdrOffsets.e_type, type, true);
  view.setUint16(ehdrOffsets.e_machine, machine, true);
  view.setUint32(ehdrOffsets.e_version, 1, true);
  view.setBigUint64(ehdrOffsets.e_entry, BigInt(entry), true);
  view.setBigUint64(ehdrOffsets.e_phoff, BigInt(EHDR_BYTES), true);
  view.setUint16(ehdrOffsets.e_phentsize, PHDR_BYTES, true);
  view.setUint16(ehdrOffsets.e_phnum, segments.length, true);
  for (const [index, segment] of segments.entries()) writeSegment(view, EHDR_BYTES + index * PHDR_BYTES, segment);
  return bytes;
}

function writeSegment(view: DataView, at: number, segment: SegmentForTest): void {
  view.setUint32(at + phdrOffsets.p_type, segment.type ?? PT_LOAD, true);
  view.setUint32(at + phdrOffsets.p_flags, segment.flags ?? PF_R, true);
  const words = [
    [phdrOffsets.p_offset, segment.offset ?? 0],
    [phdrOffsets.p_vaddr, segment.address ?? 0],
    [phdrOffsets.p_filesz, segment.fileBytes ?? 0],
    [phdrOffsets.p_memsz, segment.memoryBytes ?? segment.fileBytes ?? 0],
    [phdrOffsets.p_align, segment.align ?? 0x1000],
  ] as const;
  for (const [offset, value] of words) view.setBigUint64(at + offset, BigInt(value), true);
}
