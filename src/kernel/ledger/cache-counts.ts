// What each core's caches have counted, under the names that reports and /proc use. Knows counters, not how they are kept.
import { rulesOf } from '../../machine/memory/hierarchy/access-rules.js';
import type { Hierarchy } from '../../machine/memory/hierarchy/geometry.js';
import type { Hardware, Hart } from '../task/hardware.js';

/** Counts by cache; `walks` are reads of page table entries, `stalls` and `reloads` are cycles. */
export type CacheCounts = Readonly<Record<string, Readonly<Record<string, number>>>>;

type Count = (name: Parameters<Hart['counter']>[0]) => number;

/** Since boot, programs and kernel together; undefined when no caches are simulated. */
export function cacheCounts({ hierarchy }: Hardware, hart: Hart): CacheCounts | undefined {
  if (hierarchy === undefined) return undefined;
  const of: Count = (name) => hart.counter(name);
  const fetched = hart.instret + of('calls');
  return {
    l1i: { accesses: fetched + of('kernelFetches'), misses: of('l1iMisses') },
    ...levelCounts(hierarchy, of),
    ...translationCounts(hierarchy, fetched, of),
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

/** What is not simulated is left out. */
function levelCounts({ semantics, l2, l3 }: Hierarchy, of: Count): CacheCounts {
  const reads = of('loads') + of('walkReads') + of('kernelReads');
  const writes = of('stores') + of('kernelWrites');
  const states = { writebacks: of('writebacks'), upgrades: of('upgrades'), invalidations: of('invalidations') };
  return {
    l1d: {
      reads,
      readMisses: of('l1dReadMisses'),
      writes,
      writeMisses: of('l1dWriteMisses'),
      ...(rulesOf(semantics).lineStates ? states : {}),
    },
    ...(l2 === undefined ? {} : { l2: { accesses: of('l2Accesses'), misses: of('l2Misses') } }),
    ...(l3 === undefined ? {} : { l3: { accesses: of('l3Accesses'), misses: of('l3Misses') } }),
  };
}

function translationCounts({ semantics, l2tlb }: Hierarchy, fetched: number, of: Count): CacheCounts {
  if (!rulesOf(semantics).tlbs) return {};
  return {
    itlb: { accesses: fetched, misses: of('itlbMisses') },
    dtlb: { accesses: of('loads') + of('stores'), misses: of('dtlbMisses') },
    ...(l2tlb === undefined ? {} : { l2tlb: { accesses: of('itlbMisses') + of('dtlbMisses'), misses: of('l2tlbMisses') } }),
    walks: { reads: of('walkReads') },
  };
}
