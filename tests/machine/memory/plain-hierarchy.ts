// The memory hierarchy written for reading, to compare the machine's with: levels, MESI, write-backs, TLBs, stalls. Knows nothing of the wasm.
import type { CacheGeometry, Hierarchy, TlbGeometry } from '../../../src/machine/memory/hierarchy/geometry.js';
import type { MemoryCounter } from '../../../src/machine/layout.js';
import type { AccessKind } from '../../../src/machine/trap.js';
import { PlainCache, PlainChance, type PlainEntry } from './plain-cache.js';
import { PlainReloads } from './plain-reloads.js';

/** A line of an L1D. In the other caches a line is only clean or modified. */
type LineState = 'modified' | 'exclusive' | 'shared';
type Lines = PlainCache<LineState>;
type Cause = 'data' | 'fetch' | 'walk';
type WaitCounter = 'stallL2' | 'stallL3' | 'stallDram';

/** A virtual page: where the entries of the page tables lie that lead to it, and what they permit (nothing: not mapped). */
export interface PlainPage {
  readonly number: number;
  readonly entryAddresses: readonly number[];
  readonly permits: readonly AccessKind[];
  dirty: boolean;
}

export const plainCounters = [
  'walkReads',
  'l1iMisses',
  'l1dReadMisses',
  'l1dWriteMisses',
  'l2Accesses',
  'l2Misses',
  'l3Accesses',
  'l3Misses',
  'itlbMisses',
  'dtlbMisses',
  'l2tlbMisses',
  'upgrades',
  'invalidations',
  'writebacks',
  'stallFetch',
  'stallL2',
  'stallL3',
  'stallDram',
  'stallWalk',
  'stallUpgrade',
  'reloadLinesL1',
  'reloadLinesL2',
  'reloadTranslations',
  'reloadCycles',
] as const satisfies readonly MemoryCounter[];
type Counter = (typeof plainCounters)[number];

interface PlainHart {
  readonly chance: PlainChance;
  readonly counters: Record<Counter, number>;
  readonly l1i: Lines;
  readonly l1d: Lines;
  readonly l2: Lines | undefined;
  readonly itlb: PlainCache<readonly AccessKind[]>;
  readonly dtlb: PlainCache<readonly AccessKind[]>;
  readonly l2tlb: PlainCache<readonly AccessKind[]> | undefined;
  /** Whose translations it looks for: with identifiers, the address space's; else always 0. */
  space: number;
  /** Whose lines come into the caches; 0: nobody's. */
  owner: number;
  /** The line behind the last one missed: a prefetcher has begun to bring it. At first the first line of RAM. */
  nextData: number;
  nextFetch: number;
}

/** Lines are numbered from the start of RAM, addresses are offsets in RAM. */
export class PlainHierarchy {
  readonly harts: readonly PlainHart[];
  readonly #geometry: Hierarchy;
  readonly #l3: Lines | undefined;
  readonly #sharedL2: Lines | undefined;
  readonly #reloads = new PlainReloads();

  constructor(geometry: Hierarchy, harts: number) {
    const { lineBytes, l2, l3 } = geometry;
    this.#geometry = geometry;
    this.#l3 = l3 && linesOf(l3, lineBytes);
    this.#sharedL2 = l2?.shared === true ? linesOf(l2, lineBytes) : undefined;
    this.harts = Array.from({ length: harts }, (_, id) => this.#newHart(id));
  }

  read(id: number, address: number, bytes: number): void {
    for (const line of this.#linesFrom(address, bytes)) this.#data(this.#hart(id), line, false, 'data');
  }

  write(id: number, address: number, bytes: number): void {
    for (const line of this.#linesFrom(address, bytes)) this.#data(this.#hart(id), line, true, 'data');
  }

  /** Instruction caches are not kept coherent, but a line that comes into a private L2 is asked for like any other. */
  fetch(id: number, address: number): void {
    const hart = this.#hart(id);
    const line = Math.floor(address / this.#geometry.lineBytes);
    if (hart.l1i.use(line) === undefined) {
      hart.counters.l1iMisses++;
      if (this.#hasPrivateL2) this.#askOthers(hart, line, false);
      this.#bring(hart, line, 'fetch');
      const victim = hart.l1i.insert(line, 'exclusive', hart.chance);
      if (victim !== undefined) this.#reloads.pushOut(hart.l1i, 'l1i', victim.key, hart.owner);
    }
    this.#reloads.use(hart.l1i, line, hart.owner);
  }

  /** Gives whether the access is permitted; if not, it faults after the walk. */
  translate(id: number, page: PlainPage, kind: AccessKind): boolean {
    const hart = this.#hart(id);
    const first = kind === 'fetch' ? hart.itlb : hart.dtlb;
    const key = translationKey(page.number, hart.space);
    const entry = first.use(key);
    if (entry?.value.includes(kind) === true) return true;
    if (entry === undefined) hart.counters[kind === 'fetch' ? 'itlbMisses' : 'dtlbMisses']++;
    const refill = entry === undefined ? this.#beginRefill(hart, page) : undefined;
    const second = hart.l2tlb?.use(key);
    if (second?.value.includes(kind) === true) {
      hart.counters.stallWalk += this.#geometry.l2tlb?.latencyCycles ?? 0;
      this.#putTranslation(hart, first, key, second.value);
      refill?.();
      return true;
    }
    if (hart.l2tlb !== undefined && second === undefined) hart.counters.l2tlbMisses++;
    const permitted = this.#walk(hart, first, page, kind);
    if (permitted) refill?.();
    return permitted;
  }

  /** What ends a wait for a translation that others had pushed out: all of it is a reload, lines of the walk included. Undefined: it is none. */
  #beginRefill(hart: PlainHart, { number }: PlainPage): (() => void) | undefined {
    if (!this.#reloads.take(this.#geometry.asid ? hart.space : hart.owner, 'translation', number)) return undefined;
    hart.counters.reloadTranslations++;
    const [reloaded, waited] = [hart.counters.reloadCycles, stallsOf(hart)];
    return () => {
      hart.counters.reloadCycles = reloaded + stallsOf(hart) - waited;
    };
  }

  #putTranslation(hart: PlainHart, tlb: PlainHart['dtlb'], key: number, rights: readonly AccessKind[]): void {
    const victim = tlb.put(key, rights, hart.chance);
    if (victim !== undefined && this.#geometry.asid && spaceOf(victim.key) !== hart.space)
      this.#reloads.note(spaceOf(victim.key), 'translation', pageOf(victim.key));
  }

  /** Another task runs. */
  become(id: number, owner: number): void {
    this.#hart(id).owner = owner;
  }

  /** Another address space: with identifiers translations stay. */
  switchTo(id: number, space: number): void {
    const hart = this.#hart(id);
    if (this.#geometry.asid) {
      hart.space = space;
      return;
    }
    const { itlb, dtlb, l2tlb, owner } = hart;
    const lost = [itlb, dtlb, l2tlb].flatMap((tlb) => tlb?.keys() ?? []);
    if (owner !== 0) for (const key of lost) this.#reloads.note(owner, 'translation', pageOf(key));
    this.flushTranslations(id);
  }

  /** Of one page or all, of one space or all. */
  flushTranslations(id: number, page?: number, space?: number): void {
    const { itlb, dtlb, l2tlb } = this.#hart(id);
    for (const tlb of [itlb, dtlb, l2tlb]) if (tlb !== undefined) forget(tlb, page, space);
  }

  /** Cycles that a hart has waited. */
  stalls(id: number): number {
    return stallsOf(this.#hart(id));
  }

  get #hasPrivateL2(): boolean {
    return this.#geometry.l2?.shared === false;
  }

  /** A, and D for a store, are set in the page table entry, not in a cache. Without D the next store has to walk again. */
  #walk(hart: PlainHart, first: PlainHart['dtlb'], page: PlainPage, kind: AccessKind): boolean {
    const { lineBytes, walkCycles } = this.#geometry;
    hart.counters.stallWalk += walkCycles;
    for (const address of page.entryAddresses) {
      hart.counters.walkReads++;
      this.#data(hart, Math.floor(address / lineBytes), false, 'walk');
    }
    if (!page.permits.includes(kind)) return false;
    if (kind === 'store') page.dirty = true;
    const rights = page.permits.filter((permitted) => permitted !== 'store' || page.dirty);
    const key = translationKey(page.number, hart.space);
    this.#putTranslation(hart, first, key, rights);
    if (hart.l2tlb !== undefined) this.#putTranslation(hart, hart.l2tlb, key, rights);
    return true;
  }

  #data(hart: PlainHart, line: number, isWrite: boolean, cause: Cause): void {
    const entry = hart.l1d.use(line);
    if (entry !== undefined) {
      this.#reloads.use(hart.l1d, line, hart.owner);
      if (isWrite && entry.value === 'shared') this.#upgrade(hart, line);
      if (isWrite) entry.value = 'modified';
      return;
    }
    hart.counters[isWrite ? 'l1dWriteMisses' : 'l1dReadMisses']++;
    const othersHold = this.#askOthers(hart, line, isWrite);
    this.#bring(hart, line, cause);
    const state = isWrite ? 'modified' : othersHold ? 'shared' : 'exclusive';
    const victim = hart.l1d.insert(line, state, hart.chance);
    if (victim !== undefined) this.#reloads.pushOut(hart.l1d, 'l1d', victim.key, hart.owner);
    this.#reloads.use(hart.l1d, line, hart.owner);
    if (victim?.value === 'modified') this.#writeBack(hart, victim.key, [hart.l2, this.#l3]);
  }

  /** A store to a shared line has to be told to the others, over the nearest level that all of them share. */
  #upgrade(hart: PlainHart, line: number): void {
    const { l1d, l2, l3, dramCycles } = this.#geometry;
    this.#askOthers(hart, line, true);
    hart.counters.upgrades++;
    hart.counters.stallUpgrade += ((l2?.shared === true ? l2 : l3)?.latencyCycles ?? dramCycles) - l1d.latencyCycles;
  }

  /** Gives whether another hart holds the line in its own caches. A write takes it from them; a read leaves it there, clean and shared. */
  #askOthers(hart: PlainHart, line: number, isWrite: boolean): boolean {
    const holders = this.harts.filter((other) => other !== hart && this.#ownCopies(other, line).length > 0);
    for (const holder of holders) this.#surrender(holder, line, isWrite);
    return holders.length > 0;
  }

  /** A hart that holds a line modified, in whichever of its own caches, writes it back once, past all of them. */
  #surrender(holder: PlainHart, line: number, isWrite: boolean): void {
    const copies = this.#ownCopies(holder, line);
    if (copies.some(({ value }) => value === 'modified')) this.#writeBack(holder, line, [this.#sharedL2, this.#l3]);
    for (const copy of copies) copy.value = 'shared';
    if (!isWrite) return;
    if (holder.l1d.peek(line) !== undefined) holder.counters.invalidations++;
    for (const cache of this.#ownCaches(holder)) cache.remove(line);
  }

  #ownCaches({ l1d, l2 }: PlainHart): readonly Lines[] {
    return l2 !== undefined && this.#hasPrivateL2 ? [l1d, l2] : [l1d];
  }

  #ownCopies(hart: PlainHart, line: number): readonly PlainEntry<LineState>[] {
    return this.#ownCaches(hart).flatMap((cache) => cache.peek(line) ?? []);
  }

  /** A modified line leaves a cache: the first of the levels below that has it takes it, else RAM. */
  #writeBack(hart: PlainHart, line: number, below: readonly (Lines | undefined)[]): void {
    hart.counters.writebacks++;
    const taker = below.map((cache) => cache?.peek(line)).find((entry) => entry !== undefined);
    if (taker !== undefined) taker.value = 'modified';
  }

  /** Brings a line that L1 lacks from the nearest level that has it; the levels passed on the way keep it too. */
  #bring(hart: PlainHart, line: number, cause: Cause): void {
    const { l2, l3, dramCycles } = this.#geometry;
    const wait = (latencyCycles: number, counter: WaitCounter): void => this.#wait(hart, line, cause, latencyCycles, counter);
    if (hart.l2 !== undefined && l2 !== undefined) {
      hart.counters.l2Accesses++;
      if (this.#lookIn(hart, hart.l2, line, [this.#l3])) {
        wait(l2.latencyCycles, 'stallL2');
        return;
      }
      hart.counters.l2Misses++;
    }
    if (this.#l3 !== undefined && l3 !== undefined) {
      hart.counters.l3Accesses++;
      if (this.#lookIn(hart, this.#l3, line, [])) {
        wait(l3.latencyCycles, 'stallL3');
        return;
      }
      hart.counters.l3Misses++;
    }
    wait(dramCycles, 'stallDram');
  }

  #lookIn(hart: PlainHart, cache: Lines, line: number, below: readonly (Lines | undefined)[]): boolean {
    const found = cache.use(line) !== undefined;
    const victim = found ? undefined : cache.insert(line, 'exclusive', hart.chance);
    if (victim !== undefined) this.#reloads.pushOut(cache, 'l2', victim.key, hart.owner);
    this.#reloads.use(cache, line, hart.owner);
    if (victim?.value === 'modified') this.#writeBack(hart, victim.key, below);
    return found;
  }

  /** What an access costs beyond a hit in L1; fetches, walks and data wait in counters of their own. */
  #wait(hart: PlainHart, line: number, cause: Cause, latencyCycles: number, dataCounter: WaitCounter): void {
    const { l1i, l1d, sequentialOverlap } = this.#geometry;
    const next = cause === 'fetch' ? 'nextFetch' : 'nextData';
    const full = latencyCycles - (cause === 'fetch' ? l1i : l1d).latencyCycles;
    const cycles = line === hart[next] ? Math.floor(full / sequentialOverlap) : full;
    hart[next] = line + 1;
    hart.counters[cause === 'fetch' ? 'stallFetch' : cause === 'walk' ? 'stallWalk' : dataCounter] += cycles;
    this.#countReload(hart, line, cause, cycles, dataCounter === 'stallL2');
  }

  /** A line that others pushed out of L2 waits as long as it did; one that they pushed out of L1 alone would have come from L2. */
  #countReload(hart: PlainHart, line: number, cause: Cause, cycles: number, cameFromL2: boolean): void {
    const { l1i, l1d, l2, dramCycles } = this.#geometry;
    const wasInL2 = !cameFromL2 && this.#reloads.take(hart.owner, 'l2', line);
    const wasInL1 = this.#reloads.take(hart.owner, cause === 'fetch' ? 'l1i' : 'l1d', line);
    const fromL2 = (l2?.latencyCycles ?? dramCycles) - (cause === 'fetch' ? l1i : l1d).latencyCycles;
    if (wasInL2) hart.counters.reloadLinesL2++;
    if (wasInL1) hart.counters.reloadLinesL1++;
    if (wasInL2) hart.counters.reloadCycles += cycles;
    else if (wasInL1) hart.counters.reloadCycles += Math.min(cycles, fromL2);
  }

  #linesFrom(address: number, bytes: number): number[] {
    const { lineBytes } = this.#geometry;
    const first = Math.floor(address / lineBytes);
    const last = Math.floor((address + bytes - 1) / lineBytes);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  }

  #hart(id: number): PlainHart {
    const hart = this.harts[id];
    if (hart === undefined) throw new Error(`no hart ${id}`);
    return hart;
  }

  #newHart(id: number): PlainHart {
    const { lineBytes, l1i, l1d, l2, itlb, dtlb, l2tlb } = this.#geometry;
    return {
      chance: new PlainChance(Math.imul(id + 1, 0x9e37_79b1)),
      counters: Object.fromEntries(plainCounters.map((name) => [name, 0])) as Record<Counter, number>,
      l1i: linesOf(l1i, lineBytes),
      l1d: linesOf(l1d, lineBytes),
      l2: this.#sharedL2 ?? (l2 && linesOf(l2, lineBytes)),
      itlb: pagesOf(itlb),
      dtlb: pagesOf(dtlb),
      l2tlb: l2tlb && pagesOf(l2tlb),
      space: 0,
      owner: 0,
      nextData: 0,
      nextFetch: 0,
    };
  }
}

function stallsOf({ counters }: PlainHart): number {
  const { stallFetch, stallL2, stallL3, stallDram, stallWalk, stallUpgrade } = counters;
  return stallFetch + stallL2 + stallL3 + stallDram + stallWalk + stallUpgrade;
}

/** A multiple of every number of sets, so that the space does not choose the set. */
const pagesOfSpace = 2 ** 28;

function translationKey(page: number, space: number): number {
  return space * pagesOfSpace + page;
}

function pageOf(key: number): number {
  return key % pagesOfSpace;
}

function spaceOf(key: number): number {
  return Math.floor(key / pagesOfSpace);
}

function forget(tlb: PlainHart['dtlb'], page: number | undefined, space: number | undefined): void {
  if (page === undefined && space === undefined) tlb.clear();
  else
    for (const key of tlb.keys())
      if ((page === undefined || pageOf(key) === page) && (space === undefined || spaceOf(key) === space)) tlb.remove(key);
}

function linesOf({ sizeBytes, ways, replacement }: CacheGeometry, lineBytes: number): Lines {
  return new PlainCache(sizeBytes / lineBytes / ways, ways, replacement);
}

function pagesOf({ entries, ways, replacement }: TlbGeometry): PlainCache<readonly AccessKind[]> {
  return new PlainCache(entries / ways, ways, replacement);
}
