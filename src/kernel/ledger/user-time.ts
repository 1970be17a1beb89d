// User time by what it waited for: read from what the hart's caches counted while in user mode. Knows counters, not caches.
import type { HardwareCosts } from '../task/hardware.js';
import { type MemoryCounts, memoryCount, stallCounters } from '../task/memory-counts.js';

/** What user time is split into, in the order in which it is shown: instructions, then waits. */
const parts = ['base', 'l1i', 'l1d', 'l2', 'l3', 'dram', 'walk', 'upgrade'] as const;

/**
 * Splits `cycles` of user time, in which `counts` were counted, into categories `user:base`, `user:l1i`...; those that are zero are left out.
 * Hits in L1D are no counter, since each load waits the same for one.
 */
export function userTime(
  cycles: number,
  counts: MemoryCounts,
  { l1dHit }: Pick<HardwareCosts, 'l1dHit'>,
): [name: string, cycles: number][] {
  const waits = parts.map((part) => {
    if (part === 'base') return 0;
    return part === 'l1d' ? memoryCount(counts, 'loads') * l1dHit : memoryCount(counts, stallCounters[part]);
  });
  const base = waits.reduce((rest, waited) => rest - waited, cycles);
  return parts
    .map((part, index) => [`user:${part}`, part === 'base' ? base : (waits[index] ?? 0)] as [string, number])
    .filter(([, spent]) => spent !== 0);
}
