// What each core's caches have counted, under the names that reports and /proc use. Knows counters, not how they are kept.
import type { Hardware, Hart } from '../task/hardware.js';

/** Counts by cache; `walks` are reads of page table entries, `stalls` and `reloads` are cycles. */
export type CacheCounts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Since boot, programs and kernel together; undefined when no caches are simulated. */
export function cacheCounts({ hierarchy }: Hardware, hart: Hart): CacheCounts | undefined {
  if (hierarchy === undefined) return undefined;
  const of = (name: Parameters<Hart['counter']>[0]): number => hart.counter(name);
  const [loads, stores] = [of('loads'), of('stores')];
  const l2 = { accesses: of('l2Accesses'), misses: of('l2Misses') };
  const l3 = { accesses: of('l3Accesses'), misses: of('l3Misses') };
  return {
    l1i: { accesses: hart.instret + of('kernelFetches'), misses: of('l1iMisses') },
    l1d: {
      reads: loads + of('walkReads') + of('kernelReads'),
      readMisses: of('l1dReadMisses'),
      writes: stores + of('kernelWrites'),
      writeMisses: of('l1dWriteMisses'),
      writebacks: of('writebacks'),
      upgrades: of('upgrades'),
      invalidations: of('invalidations'),
    },
    ...(hierarchy.l2 === undefined ? {} : { l2 }),
    ...(hierarchy.l3 === undefined ? {} : { l3 }),
    itlb: { accesses: hart.instret, misses: of('itlbMisses') },
    dtlb: { accesses: loads + stores, misses: of('dtlbMisses') },
    ...(hierarchy.l2tlb === undefined ? {} : { l2tlb: { accesses: of('itlbMisses') + of('dtlbMisses'), misses: of('l2tlbMisses') } }),
    walks: { reads: of('walkReads') },
    stalls: {
      fetch: of('stallFetch'),
      l2: of('stallL2'),
      l3: of('stallL3'),
      dram: of('stallDram'),
      walk: of('stallWalk'),
      upgrade: of('stallUpgrade'),
    },
    reloads: {
      l1Lines: of('reloadLinesL1'),
      l2Lines: of('reloadLinesL2'),
      translations: of('reloadTranslations'),
      cycles: of('reloadCycles'),
    },
  };
}
