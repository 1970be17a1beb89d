// Numbers of the machine's `memoryCounters`, as they are kept for cores and tasks: sums that grow by what was counted meanwhile. Knows no cache.
import { type MemoryCounter, memoryCounters } from '../../machine/layout.js';

/** One number for each of the machine's `memoryCounters`, in their order. */
export type MemoryCounts = Float64Array;

export function zeroMemoryCounts(): MemoryCounts {
  return new Float64Array(memoryCounters.length);
}

const index = Object.fromEntries(memoryCounters.map((name, at) => [name, at])) as Readonly<Record<MemoryCounter, number>>;

/** Where `name` stands among the counts. */
export function countIndex(name: MemoryCounter): number {
  return index[name];
}

export function memoryCount(counts: MemoryCounts, name: MemoryCounter): number {
  return counts[index[name]] ?? 0;
}

export function addCounts(sum: MemoryCounts, part: MemoryCounts): void {
  for (let at = 0; at < part.length; at++) sum[at] = (sum[at] ?? 0) + (part[at] ?? 0);
}

/** Adds what `live` has counted beyond `seen` to `sum`, and to `other` when there is one; `seen` is then the same as `live`. */
export function takeCounts(live: MemoryCounts, seen: MemoryCounts, sum: MemoryCounts, other?: MemoryCounts): void {
  for (let at = 0; at < live.length; at++) {
    const now = live[at] ?? 0;
    const counted = now - (seen[at] ?? 0);
    if (counted === 0) continue;
    seen[at] = now;
    sum[at] = (sum[at] ?? 0) + counted;
    if (other !== undefined) other[at] = (other[at] ?? 0) + counted;
  }
}

/** Counters of cycles waited, by what was waited for: instructions from wherever they came, data by the level that had the line. */
export const stallCounters = {
  l1i: 'stallFetch',
  l2: 'stallL2',
  l3: 'stallL3',
  dram: 'stallDram',
  walk: 'stallWalk',
  upgrade: 'stallUpgrade',
} as const satisfies Readonly<Record<string, MemoryCounter>>;

/** Whose misses are counted, in the order in which they are shown. */
export const missingCaches = ['l1i', 'l1d', 'l2', 'l3', 'itlb', 'dtlb'] as const;

export type MissingCache = (typeof missingCaches)[number];

/** Misses of instructions and data by level. */
export type Misses = Readonly<Record<MissingCache, number>>;

export function missesOf(counts: MemoryCounts): Misses {
  const of = (name: MemoryCounter): number => memoryCount(counts, name);
  return {
    l1i: of('l1iMisses'),
    l1d: of('l1dReadMisses') + of('l1dWriteMisses'),
    l2: of('l2Misses'),
    l3: of('l3Misses'),
    itlb: of('itlbMisses'),
    dtlb: of('dtlbMisses'),
  };
}
