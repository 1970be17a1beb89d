// Where everything lies in the machine's one linear memory. Offsets are computed from declarations, never written by hand.
// Knows sizes and places, not what the bytes mean to anyone.

/** Places fields one after the other, each aligned to 8 bytes. */
function place<Name extends string>(
  sizes: Readonly<Record<Name, number>>,
  start = 0,
): { readonly at: Readonly<Record<Name, number>>; readonly end: number } {
  const at: Partial<Record<Name, number>> = {};
  let offset = start;
  for (const name of Object.keys(sizes) as Name[]) {
    at[name] = offset;
    offset = alignUp(offset + sizes[name], 8);
  }
  return { at: at as Readonly<Record<Name, number>>, end: offset };
}

function alignUp(value: number, alignment: number): number {
  return Math.ceil(value / alignment) * alignment;
}

export const pageBytes = 4096;
export const maximumHarts = 64;

/** Physical address at which guest RAM begins. */
export const ramBase = 0x8000_0000;
/** Largest guest RAM: it must fit with everything else into 4 GiB of linear memory. */
export const maximumRamBytes = 3.5 * 2 ** 30;

/** Entries of each filter table of a hart. A power of two. */
export const filterEntries = 256;
/** One filter entry: tag (u64: the page's virtual address, all ones = empty), addend (u32), frame (u32: where the page lies in linear memory). */
export const filterEntryBytes = 16;
export const filterAddend = 8;
export const filterFrame = 12;

/** The register file: 32 x registers, the sink that takes writes to x0, 32 f registers. */
export const sinkRegister = 32;
const filterBytes = filterEntries * filterEntryBytes;

const hart = place({
  x: (32 + 1) * 8,
  f: 32 * 8,
  pc: 8,
  fcsr: 4,
  fpDirty: 4,
  /** f64: the hart's clock, and the instructions it has retired. */
  cycles: 8,
  instret: 8,
  idleCycles: 8,
  /** f64: when the timer and an interrupt from another hart are due, in nanoseconds; u32: parked by wfi. */
  timecmp: 8,
  interrupt: 8,
  waiting: 4,
  /** f64: from which cycle and nanosecond on mtime advances at which frequency. */
  rateCycles: 8,
  rateNs: 8,
  frequency: 8,
  /** u32: frame of the root page table, 0 = no translation; address space identifier. */
  satpRoot: 4,
  asid: 4,
  /** u64: address of the reservation, bit 0 set for a doubleword; all ones = none. */
  reservation: 8,
  trapCause: 4,
  trapTval: 8,
  /** i32: what one run of the engine may use, has retired, and has used beyond one cycle per instruction. */
  budget: 4,
  retired: 4,
  extraCycles: 4,
  /** What an access that missed its filter wanted. */
  missAddress: 8,
  missBytes: 4,
  /** The filter tables, one behind the other. */
  readFilter: filterBytes,
  writeFilter: filterBytes,
  fetchFilter: filterBytes,
});

/** Offsets within a hart's region. */
export const hartField = hart.at;
export const filterTablesBytes = 3 * filterBytes;
export const hartBytes = alignUp(hart.end, 64);

/**
 * One decoded instruction: handler, rd, rs1, rs2 (u16; registers as offsets into the register file), imm (i32; of instructions with
 * three sources, rs3 instead) and the encoding (u32).
 */
export const recordField = { handler: 0, rd: 2, rs1: 4, rs2: 6, imm: 8, raw: 12 } as const;
export const recordBytes = 16;
/** log2 of the record bytes per byte of guest code: there is one record for each halfword. */
export const recordShift = 3;
export const slotsPerPage = pageBytes / 2;
/** Behind the slots of a page: its end (slot `slotsPerPage`), the instruction that straddles it, and that one's end (two slots on). */
export const straddleSlot = slotsPerPage + 1;
export const straddleEndSlot = straddleSlot + 2;
export const codePageBytes = alignUp((straddleEndSlot + 1) * recordBytes, 64);
/** Handler numbers that stand for no instruction; that of row n of the instruction table is `firstRow` + n. */
export const handlers = { undecoded: 0, pageEnd: 1, straddle: 2, illegal: 3, firstRow: 4 } as const;
/** Pages of decoded code that are kept. Page 0 is never used, so that 0 can mean "none". */
export const codePages = 512;

const globals = place({
  /** u32: bytes of guest RAM. */
  ramBytes: 4,
});

const regions = place(
  {
    globals: globals.end,
    harts: maximumHarts * hartBytes,
    /** u16 for each frame of RAM: its page of decoded code, 0 = none. */
    codePageOfFrame: (maximumRamBytes / pageBytes) * 2,
    decodedCode: codePages * codePageBytes,
    beforeRam: pageBytes,
  },
  // Address 0 stays unused.
  64,
);

/** Offsets of the regions; guest RAM begins page-aligned behind them. */
export const region = { ...regions.at, ram: alignUp(regions.end, 65536) } as const;
export const globalField = { ramBytes: region.globals + globals.at.ramBytes } as const;

export function hartAddress(id: number): number {
  return region.harts + id * hartBytes;
}

/** Bytes of linear memory for a machine with `ramBytes` of RAM. */
export function memoryBytes(ramBytes: number): number {
  return region.ram + ramBytes;
}
