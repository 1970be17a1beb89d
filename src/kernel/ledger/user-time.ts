// User time by what it waited for: read from what the hart's caches counted while in user mode. Knows counters, not caches.
import type { MemoryCounter } from '../../machine/layout.js';
import type { HardwareCosts } from '../task/hardware.js';
import { type MemoryCounts, memoryCount } from '../task/memory-counts.js';

/** What a core waits for beside its instructions; hits in L1D are no counter, since each load waits the same for one. */
const stalls: Readonly<Record<string, MemoryCounter>> = {
  'user:l1i': 'stallFetch',
  'user:l2': 'stallL2',
  'user:l3': 'stallL3',
  'user:dram': 'stallDram',
  'user:walk': 'stallWalk',
  'user:upgrade': 'stallUpgrade',
};

/** The categories that user time is split into: instructions, and the waits for each level. */
export const userCategories: readonly string[] = [
  'user:base',
  'user:l1i',
  'user:l1d',
  'user:l2',
  'user:l3',
  'user:dram',
  'user:walk',
  'user:upgrade',
];

/**
 * Splits `cycles` of user time, in which `counts` were counted, into `userCategories`; those that are zero are left out.
 * `user:l1i` is the wait for instructions from wherever they came; data waits are by the level that had the line.
 */
export function userTime(
  cycles: number,
  counts: MemoryCounts,
  { l1dHit }: Pick<HardwareCosts, 'l1dHit'>,
): [name: string, cycles: number][] {
  const waits = new Map(Object.entries(stalls).map(([name, counter]) => [name, memoryCount(counts, counter)]));
  waits.set('user:l1d', memoryCount(counts, 'loads') * l1dHit);
  const waited = [...waits.values()].reduce((sum, each) => sum + each, 0);
  waits.set('user:base', cycles - waited);
  return userCategories.map((name) => [name, waits.get(name) ?? 0] as [string, number]).filter(([, spent]) => spent !== 0);
}
