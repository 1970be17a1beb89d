// Numbers of the machine's `memoryCounters`, as they are kept for cores and tasks: sums that grow by what was counted meanwhile. Knows no cache.
import { type MemoryCounter, memoryCounters } from '../../machine/layout.js';

/** One number for each of the machine's `memoryCounters`, in their order. */
export type MemoryCounts = Float64Array;

export function zeroMemoryCounts(): MemoryCounts {
  return new Float64Array(memoryCounters.length);
}

const index = Object.fromEntries(memoryCounters.map((name, at) => [name, at])) as Readonly<Record<MemoryCounter, number>>;

export function memoryCount(counts: MemoryCounts, name: MemoryCounter): number {
  return counts[index[name]] ?? 0;
}

export function addCounts(sum: MemoryCounts, part: MemoryCounts): void {
  for (let at = 0; at < part.length; at++) sum[at] = (sum[at] ?? 0) + (part[at] ?? 0);
}

/** Adds what `live` has counted beyond `seen` to each of `sums`; `seen` is then the same as `live`. */
export function takeCounts(live: MemoryCounts, seen: MemoryCounts, ...sums: readonly MemoryCounts[]): void {
  for (let at = 0; at < live.length; at++) {
    const now = live[at] ?? 0;
    const counted = now - (seen[at] ?? 0);
    if (counted === 0) continue;
    seen[at] = now;
    for (const sum of sums) sum[at] = (sum[at] ?? 0) + counted;
  }
}
