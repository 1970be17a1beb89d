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
