// Memory hierarchies for tests: small ones, in which everything collides soon.
import type { Hierarchy, Replacement } from '../../src/machine/memory/hierarchy/geometry.js';

/** One set of caches with few lines; `replacement` in all of them. */
export function tinyHierarchy(replacement: Replacement, changes: Partial<Hierarchy> = {}): Hierarchy {
  return {
    lineBytes: 32,
    l1i: { sizeBytes: 256, ways: 2, latencyCycles: 1, replacement },
    l1d: { sizeBytes: 256, ways: 4, latencyCycles: 1, replacement },
    l2: { sizeBytes: 1024, ways: 4, latencyCycles: 7, replacement, shared: false },
    dramCycles: 50,
    sequentialOverlap: 1,
    itlb: { entries: 2, ways: 1, replacement, latencyCycles: 0 },
    dtlb: { entries: 2, ways: 2, replacement, latencyCycles: 0 },
    walkCycles: 5,
    asid: false,
    ...changes,
  };
}

/** All policies, with and without identifiers, second levels and long lines. */
export const geometries: Readonly<Record<string, Hierarchy>> = {
  lru: tinyHierarchy('lru'),
  plru: tinyHierarchy('plru', { sequentialOverlap: 4 }),
  fifo: tinyHierarchy('fifo', { l2tlb: { entries: 4, ways: 2, replacement: 'lru', latencyCycles: 3 } }),
  'lru with identifiers': tinyHierarchy('lru', { asid: true, itlb: { entries: 4, ways: 4, replacement: 'lru', latencyCycles: 0 } }),
  'fifo with identifiers': tinyHierarchy('fifo', { asid: true, l2tlb: { entries: 8, ways: 2, replacement: 'fifo', latencyCycles: 3 } }),
  random: tinyHierarchy('random', { l3: { sizeBytes: 4096, ways: 4, latencyCycles: 20, replacement: 'random' } }),
  'fully associative': tinyHierarchy('lru', { l1i: { sizeBytes: 256, ways: 8, latencyCycles: 1, replacement: 'lru' } }),
  'as QEMU counts': tinyHierarchy('lru', { semantics: 'qemu-cache-plugin' }),
  'as QEMU counts, fifo': tinyHierarchy('fifo', { semantics: 'qemu-cache-plugin', l2: undefined }),
  'long lines, shared L2': tinyHierarchy('lru', {
    lineBytes: 512,
    l1i: { sizeBytes: 1024, ways: 1, latencyCycles: 1, replacement: 'lru' },
    l1d: { sizeBytes: 1024, ways: 1, latencyCycles: 1, replacement: 'lru' },
    l2: { sizeBytes: 8192, ways: 4, latencyCycles: 7, replacement: 'plru', shared: true },
  }),
};
