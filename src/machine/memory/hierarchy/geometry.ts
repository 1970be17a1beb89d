// What a memory hierarchy is made of: sizes, ways, latencies; and the check that it is possible. Knows no cache's contents.
import type { Semantics } from './access-rules.js';

/** Which entry of a full set gives way. */
export const replacements = ['lru', 'plru', 'fifo', 'random'] as const;
export type Replacement = (typeof replacements)[number];

/** `sizeBytes = sets * ways * lineBytes`; sets is a power of two. Latency is load-to-use, in cycles, of an access that hits here. */
export interface CacheGeometry {
  readonly sizeBytes: number;
  readonly ways: number;
  readonly latencyCycles: number;
  readonly replacement: Replacement;
}

export interface TlbGeometry {
  readonly entries: number;
  readonly ways: number;
  readonly replacement: Replacement;
  /** Cycles that a hit costs beyond the access itself; 0 at the first level. */
  readonly latencyCycles: number;
}

export interface Hierarchy {
  /** What goes through the caches, and how; left out: as in a machine. */
  readonly semantics?: Semantics | undefined;
  /** Of every cache. A power of two, 16 to 512. */
  readonly lineBytes: number;
  readonly l1i: CacheGeometry;
  readonly l1d: CacheGeometry;
  readonly l2?: (CacheGeometry & { readonly shared: boolean }) | undefined;
  /** Always shared. */
  readonly l3?: CacheGeometry | undefined;
  readonly dramCycles: number;
  /** A miss on the line behind the last missed one costs its stall divided by this: a prefetcher has begun to bring it. */
  readonly sequentialOverlap: number;
  readonly itlb: TlbGeometry;
  readonly dtlb: TlbGeometry;
  readonly l2tlb?: TlbGeometry | undefined;
  /** Cycles of a page walk beside its reads of page table entries. */
  readonly walkCycles: number;
  /** Translations bear an address space identifier, so that a switch need not drop them. */
  readonly asid: boolean;
}

export const pageShift = 12;
const mostWays = 64;
const mostCycles = 1_000_000;

/** A field that cannot be, by its path, and why. */
export interface GeometryProblem {
  readonly path: string;
  readonly problem: string;
}

function isPowerOfTwo(value: number): boolean {
  return Number.isInteger(value) && value > 0 && Number.isInteger(Math.log2(value));
}

/** Sets of a cache of `lines` lines or a TLB of so many entries. */
export function setsOf(lines: number, ways: number): number {
  return lines / ways;
}

function problemOfSets(path: string, lines: number, ways: number, replacement: Replacement): GeometryProblem | undefined {
  const limit = Math.min(lines, mostWays);
  if (!Number.isInteger(ways) || ways < 1 || ways > limit)
    return { path: `${path}.ways`, problem: `${ways} is not a whole number from 1 to ${limit}` };
  if (!isPowerOfTwo(lines / ways)) return { path: `${path}.ways`, problem: `${lines} lines in ${ways} ways give no power of two of sets` };
  if (replacement === 'plru' && (!isPowerOfTwo(ways) || ways > 32))
    return { path: `${path}.ways`, problem: `plru needs a power of two up to 32, not ${ways}` };
  return undefined;
}

/** Cycles are added up as whole numbers. */
function problemOfCycles(path: string, cycles: number): GeometryProblem | undefined {
  if (Number.isInteger(cycles) && cycles >= 0 && cycles <= mostCycles) return undefined;
  return { path, problem: `${cycles} is not a whole number from 0 to ${mostCycles}` };
}

function problemOfTlb(path: string, { entries, ways, replacement, latencyCycles }: TlbGeometry): GeometryProblem | undefined {
  if (!Number.isInteger(entries) || entries < 1) return { path: `${path}.entries`, problem: `${entries} is not a whole number from 1 on` };
  return problemOfSets(path, entries, ways, replacement) ?? problemOfCycles(`${path}.latencyCycles`, latencyCycles);
}

function problemOfFirstLevel(path: string, { latencyCycles }: TlbGeometry): GeometryProblem | undefined {
  if (latencyCycles === 0) return undefined;
  return { path: `${path}.latencyCycles`, problem: `a hit at the first level is part of the access: 0, not ${latencyCycles}` };
}

function problemOfCache(path: string, cache: CacheGeometry, lineBytes: number): GeometryProblem | undefined {
  const { sizeBytes, ways, replacement, latencyCycles } = cache;
  if (!Number.isInteger(sizeBytes / lineBytes) || sizeBytes < lineBytes)
    return { path: `${path}.sizeBytes`, problem: `${sizeBytes} is not a whole number of lines of ${lineBytes} bytes` };
  return problemOfSets(path, sizeBytes / lineBytes, ways, replacement) ?? problemOfCycles(`${path}.latencyCycles`, latencyCycles);
}

/** A level farther from the core must not be faster than a nearer one. */
function* problemsOfOrder({ l1i, l1d, l2, l3, dramCycles }: Hierarchy): Generator<GeometryProblem> {
  let nearest = Math.max(l1i.latencyCycles, l1d.latencyCycles);
  for (const [path, cycles] of [
    ['l2.latencyCycles', l2?.latencyCycles],
    ['l3.latencyCycles', l3?.latencyCycles],
    ['dramCycles', dramCycles],
  ] as const) {
    if (cycles === undefined) continue;
    if (cycles < nearest) yield { path, problem: `${cycles} cycles are fewer than the ${nearest} of a level nearer to the core` };
    nearest = cycles;
  }
}

function* problems(hierarchy: Hierarchy): Generator<GeometryProblem | undefined> {
  const { lineBytes, l1i, l1d, l2, l3, itlb, dtlb, l2tlb, dramCycles, walkCycles, sequentialOverlap } = hierarchy;
  if (!isPowerOfTwo(lineBytes) || lineBytes < 16 || lineBytes > 512)
    yield { path: 'lineBytes', problem: `${lineBytes} is not a power of two from 16 to 512` };
  for (const [path, cache] of Object.entries({ l1i, l1d, l2, l3 })) if (cache !== undefined) yield problemOfCache(path, cache, lineBytes);
  for (const [path, tlb] of Object.entries({ itlb, dtlb })) yield problemOfTlb(path, tlb) ?? problemOfFirstLevel(path, tlb);
  if (l2tlb !== undefined) yield problemOfTlb('l2tlb', l2tlb);
  for (const [path, cycles] of Object.entries({ dramCycles, walkCycles })) yield problemOfCycles(path, cycles);
  yield* problemsOfOrder(hierarchy);
  yield* problemsOfSemantics(hierarchy);
  if (!isPowerOfTwo(sequentialOverlap) || sequentialOverlap > 64)
    yield { path: 'sequentialOverlap', problem: `${sequentialOverlap} is not a power of two from 1 to 64` };
}

/** QEMU's plugin has no L3, an L2 for each core, no tree, and a chance that is not ours. */
function* problemsOfSemantics({ semantics, l1i, l1d, l2, l3 }: Hierarchy): Generator<GeometryProblem> {
  if (semantics !== 'qemu-cache-plugin') return;
  if (l3 !== undefined) yield { path: 'l3', problem: `the semantics of ${semantics} have no third level` };
  if (l2?.shared === true) yield { path: 'l2.shared', problem: `by the semantics of ${semantics} each core has its own` };
  for (const [path, cache] of Object.entries({ l1i, l1d, l2 }))
    if (cache !== undefined && cache.replacement !== 'lru' && cache.replacement !== 'fifo')
      yield { path: `${path}.replacement`, problem: `the semantics of ${semantics} have lru and fifo, not ${cache.replacement}` };
}

/** The first thing about a hierarchy that cannot be; undefined when all can. */
export function geometryProblem(hierarchy: Hierarchy): GeometryProblem | undefined {
  for (const problem of problems(hierarchy)) if (problem !== undefined) return problem;
  return undefined;
}
