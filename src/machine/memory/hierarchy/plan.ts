// Where the sets of every cache and TLB of a hierarchy lie in linear memory. Knows sizes, not what is cached.
import { type CacheGeometry, type Hierarchy, type Replacement, setsOf, type TlbGeometry } from './geometry.js';

/** Bytes of one entry: a u32 of tag and state, a u32 that each kind of cache uses as it likes. */
export const entryBytes = 8;
/**
 * Behind the entries of a set: u32 bits of tree-PLRU; u32 number + 1 of the filter entry that its most recent line has, or (in a TLB that
 * stands before the filters) of its most recent page, 0 = none.
 */
const metaBytes = 8;
/** In such a TLB also: u64 which lines of that page have been in the filters; u32 where the entry that was found last lies, 0 = nowhere. */
const frontMetaBytes = 16;

/** The sets of one cache. `at` is an offset in the hart's own block, or an address when the cache is shared. */
export interface SetPlan {
  readonly at: number;
  readonly sets: number;
  readonly ways: number;
  readonly setBytes: number;
  readonly replacement: Replacement;
}

export interface HierarchyPlan {
  readonly l1i: SetPlan;
  readonly l1d: SetPlan;
  readonly itlb: SetPlan;
  readonly dtlb: SetPlan;
  readonly l2tlb: SetPlan | undefined;
  readonly l2: SetPlan | undefined;
  readonly l3: SetPlan | undefined;
  /** Bytes of one hart's block, and where the first lies. */
  readonly blockBytes: number;
  readonly blocks: number;
  /** u8 for each 64 bytes of RAM: which hart alone may hold the line (id + 1), 0 = none, 255 = several may. */
  readonly holders: number;
  /** Where all of it ends. */
  readonly end: number;
}

/** Hands out room from `start` on. */
class Room {
  next: number;

  constructor(start: number) {
    this.next = start;
  }

  sets(lines: number, ways: number, replacement: Replacement, moreBytes = 0): SetPlan {
    const sets = setsOf(lines, ways);
    const setBytes = ways * entryBytes + metaBytes + moreBytes;
    const at = this.next;
    this.next += sets * setBytes;
    return { at, sets, ways, setBytes, replacement };
  }
}

/** 64 bytes of RAM share one note of who may hold them, whatever the line. */
export const holderShift = 6;

/** Lays out the caches of `harts` harts from `start` (a multiple of 8) on. */
export function planHierarchy(hierarchy: Hierarchy, harts: number, ramBytes: number, start: number): HierarchyPlan {
  const { l1i, l1d, l2, l3, itlb, dtlb, l2tlb, lineBytes } = hierarchy;
  const cache = (room: Room, { sizeBytes, ways, replacement }: CacheGeometry): SetPlan =>
    room.sets(sizeBytes / lineBytes, ways, replacement);
  const tlb = (room: Room, { entries, ways, replacement }: TlbGeometry, moreBytes = 0): SetPlan =>
    room.sets(entries, ways, replacement, moreBytes);
  const own = new Room(0);
  const parts = {
    l1i: cache(own, l1i),
    l1d: cache(own, l1d),
    itlb: tlb(own, itlb, frontMetaBytes),
    dtlb: tlb(own, dtlb, frontMetaBytes),
    l2tlb: l2tlb === undefined ? undefined : tlb(own, l2tlb),
  };
  const privateL2 = l2 === undefined || l2.shared ? undefined : cache(own, l2);
  const shared = new Room(start + own.next * harts);
  const sharedL2 = l2?.shared === true ? cache(shared, l2) : undefined;
  const sharedL3 = l3 === undefined ? undefined : cache(shared, l3);
  const holders = shared.next;
  return {
    ...parts,
    l2: privateL2 ?? sharedL2,
    l3: sharedL3,
    blockBytes: own.next,
    blocks: start,
    holders,
    end: holders + (ramBytes >>> holderShift) + 1,
  };
}
