// Where everything lies in the machine's one linear memory. Offsets are computed from declarations, never written by hand.
// Knows sizes and places, not what the bytes mean to anyone.

/** Places fields one after the other, each aligned to 8 bytes. Made of entries at once: V8 would turn an object that grows so long into a hash table. */
function place<Name extends string>(
  sizes: Readonly<Record<Name, number>>,
  start = 0,
): { readonly at: Readonly<Record<Name, number>>; readonly end: number } {
  let offset = start;
  const places = (Object.keys(sizes) as Name[]).map((name) => {
    const at = offset;
    offset = alignUp(offset + sizes[name], 8);
    return [name, at] as const;
  });
  return { at: Object.fromEntries(places) as Readonly<Record<Name, number>>, end: offset };
}

function alignUp(value: number, alignment: number): number {
  return Math.ceil(value / alignment) * alignment;
}

export const pageBytes = 4096;
export const maximumHarts = 64;
/** Bits of an address space identifier that an entry of a TLB holds. */
export const asidBits = 8;

/** Physical address at which guest RAM begins. */
export const ramBase = 0x8000_0000;
/** Largest guest RAM: it must fit with everything else into 4 GiB of linear memory. */
export const maximumRamBytes = 3.5 * 2 ** 30;

/** Entries of each filter table of a hart. A power of two. */
export const filterEntries = 256;
/** One filter entry: tag (u64: the page's virtual address, all ones = empty), addend (u32), frame (u32, of code only: where the page lies in linear memory). */
export const filterEntryBytes = 16;
export const filterAddend = 8;
export const filterFrame = 12;

/** The sink that takes writes to x0: so many registers behind x0. */
export const sinkRegister = 33;
const filterBytes = filterEntries * filterEntryBytes;

/** What the memory hierarchy counts for each hart, each an f64. Accesses are those of instructions that retired; `calls` are ecalls, which are
 * fetched and never retire; the others are events. */
// biome-ignore format: one group a line
export const memoryCounters = [
  'loads', 'stores', 'calls', 'walkReads', 'kernelReads', 'kernelWrites', 'kernelFetches',
  'l1iMisses', 'l1dReadMisses', 'l1dWriteMisses', 'l2Accesses', 'l2Misses', 'l3Accesses', 'l3Misses',
  'itlbMisses', 'dtlbMisses', 'l2tlbMisses', 'upgrades', 'invalidations', 'writebacks',
  'stallFetch', 'stallL2', 'stallL3', 'stallDram', 'stallWalk', 'stallUpgrade',
  'reloadLinesL1', 'reloadLinesL2', 'reloadTranslations', 'reloadCycles',
] as const;

/** Computed jumps that are kept to see where each goes. A power of two. */
export const notedJumps = 64;

/** Entries of the table of fetched lines: u64 each, the line's virtual address, all ones = empty. */
const lineFilterBytes = filterEntries * 8;

const hart = place({
  /** The context, as a PCB has it from x1 on: what a switch moves lies together. Between pc and f0 the sink. */
  x: 32 * 8,
  pc: 8,
  sink: 8,
  f: 32 * 8,
  fcsr: 8,
  fpDirty: 4,
  /** f64: the hart's clock, and the instructions it has retired. */
  cycles: 8,
  instret: 8,
  idleCycles: 8,
  /** f64: when the timer and an interrupt from another hart are due, in nanoseconds; u32: parked by wfi. */
  timecmp: 8,
  interrupt: 8,
  waiting: 4,
  /** u32: it has taken a written line from another hart, or lost one, since this was last set to 0; f64: when that was seen, in nanoseconds. */
  contended: 4,
  contendedNs: 8,
  /** f64: from which cycle and nanosecond on mtime advances at which frequency. */
  rateCycles: 8,
  rateNs: 8,
  frequency: 8,
  /** u32: frame of the root page table, 0 = no translation; address space identifier, and above its bits the kernel's generation of them. */
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
  /** u32: instructions that a cycle begins, and those of the last cycle so far. */
  issueWidth: 4,
  issued: 4,
  /** What an access that missed its filter wanted. */
  missAddress: 8,
  missBytes: 4,
  /** i32: loads and stores of one run of the engine. */
  runLoads: 4,
  runStores: 4,
  /** u32: how much of the instruction at pc has been fetched already: 0 nothing, 1 its first line, 2 all of it. */
  resume: 4,
  /** i32, i64, i32: what translated code keeps of a run while it calls and when it returns, see `engine/region-call.ts`. */
  regionLeft: 4,
  regionCounts: 8,
  regionStatus: 4,
  /** u32: how many computed jumps have been noted; the last of them: u64 where from, u64 where to. */
  jumpCount: 4,
  jumps: notedJumps * 16,
  /** u32: where this hart's own caches lie; who its misses are for (a thread id, 0 = nobody); the last lines missed; state of its chance. */
  caches: 4,
  owner: 4,
  lastDataMiss: 4,
  lastFetchMiss: 4,
  chance: 4,
  /** f64 each, in the order of `memoryCounters`. */
  counters: memoryCounters.length * 8,
  /** The filter tables, one behind the other. */
  readFilter: filterBytes,
  writeFilter: filterBytes,
  fetchFilter: filterBytes,
  lineFilter: lineFilterBytes,
});

/** Offsets within a hart's region. */
export const hartField = hart.at;
export const filterTablesBytes = 3 * filterBytes + lineFilterBytes;
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
/** Aligned so that the records of one cache line begin at a multiple of their size, whatever the line. */
export const codePageBytes = alignUp((straddleEndSlot + 1) * recordBytes, pageBytes);
/** Handler numbers that stand for no instruction; that of row n of the instruction table is `firstRow` + n. */
export const handlers = { undecoded: 0, pageEnd: 1, straddle: 2, illegal: 3, firstRow: 4 } as const;
/** From this number on, a handler is that of a translated region which is entered here. */
export const firstRegionHandler = 0x1000;
/** Regions that exist at once, at most. */
export const maximumRegions = 0x4000;
/** What is known of a region: its entry's address (u64), and the handler that it stands in place of (u32). */
export const regionField = { entry: 0, handler: 8 } as const;
export const regionRecordBytes = 16;
/** Counters (u16) of how often an instruction was arrived at by a jump, shared by those whose records agree in some bits. */
export const arrivalCounters = 1 << 14;
/** Added to the handler of an instruction whose bytes lie in two cache lines of one page. */
export const crossingFlag = 0x8000;
/** Pages of decoded code that are kept. Page 0 is never used, so that 0 can mean "none". */
export const codePages = 512;

/** Entries of the table of lines pushed out: a power of two. Each is a u64: owner (high), what it was (low); 0 = empty. */
export const reloadEntries = 1 << 16;
/** log2 of the entries that neighbouring lines (or pages) have side by side, so that the host finds a row of them in one line of its own. */
export const reloadGroupShift = 3;
/** The bits of a name that say which entry of its group it has: those above the two of the level. */
export const reloadPlaces = ((1 << reloadGroupShift) - 1) << 2;
export const reloadEntryBytes = 8;
/** Bytes that say, by the low bits of an owner, whether there has been a note for it: a power of two. */
export const notedOwnerBytes = 256;

const globals = place({
  /** u32: bytes of guest RAM. */
  ramBytes: 4,
  /** u64: what the last placement in a set has pushed out. */
  victim: 8,
});

const regions = place(
  {
    globals: globals.end,
    harts: maximumHarts * hartBytes,
    /** Lines and translations that others pushed out of the caches while their owner was away. */
    reloads: reloadEntries * reloadEntryBytes,
    notedOwners: notedOwnerBytes,
    regions: maximumRegions * regionRecordBytes,
    arrivals: arrivalCounters * 2,
    /** u16 for each frame of RAM: its page of decoded code, 0 = none. */
    codePageOfFrame: (maximumRamBytes / pageBytes) * 2,
    beforeCode: pageBytes,
    decodedCode: codePages * codePageBytes,
    beforeRam: pageBytes,
  },
  // Address 0 stays unused.
  64,
);

/** Offsets of the regions; guest RAM begins page-aligned behind them. */
export const region = {
  ...regions.at,
  decodedCode: alignUp(regions.at.beforeCode, pageBytes),
  ram: alignUp(regions.end, 65536),
} as const;
export const globalField = { ramBytes: region.globals + globals.at.ramBytes, victim: region.globals + globals.at.victim } as const;

export function hartAddress(id: number): number {
  return region.harts + id * hartBytes;
}

/** Where the contents of the caches lie, behind `ramBytes` of RAM. */
export function cachesAddress(ramBytes: number): number {
  return region.ram + ramBytes;
}

export type MemoryCounter = (typeof memoryCounters)[number];

const counterFields = Object.fromEntries(memoryCounters.map((name, index) => [name, hartField.counters + index * 8])) as Readonly<
  Record<MemoryCounter, number>
>;

/** Offset of a counter within a hart's region. */
export function counterField(name: MemoryCounter): number {
  return counterFields[name];
}
