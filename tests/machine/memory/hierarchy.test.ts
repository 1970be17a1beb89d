// The machine's caches and TLBs do what a plain simulator does, access for access, whatever their geometry.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CacheGeometry, Hierarchy, TlbGeometry } from '../../../src/machine/memory/hierarchy/geometry.js';
import type { AccessKind } from '../../../src/machine/trap.js';
import { HierarchyBench } from './hierarchy-bench.js';
import { plainCounters, PlainHierarchy } from './plain-hierarchy.js';

/** Neighbours, the same place in other tables, and pages that may not do everything. */
const pages: readonly (readonly [number, readonly AccessKind[]])[] = [
  ...Array.from({ length: 10 }, (_, index) => [0x10 + index, ['load', 'store', 'fetch']] as const),
  [0x20, ['load']],
  [0x21, ['load', 'fetch']],
  [0x22, ['fetch']],
  [0x23, []],
  [0x210, ['load', 'store']],
  [0x4_0010, ['load', 'store', 'fetch']],
];
const lines = 48;

const powerOfTwo = (least: number, most: number): fc.Arbitrary<number> => fc.integer({ min: least, max: most }).map((log2) => 2 ** log2);

/** Sets, ways and policy of a cache or TLB. */
const shape = fc.oneof(
  fc.record({
    sets: powerOfTwo(0, 3),
    ways: fc.integer({ min: 1, max: 16 }),
    replacement: fc.constantFrom('lru' as const, 'fifo' as const, 'random' as const),
  }),
  fc.record({ sets: powerOfTwo(0, 3), ways: powerOfTwo(0, 4), replacement: fc.constant('plru' as const) }),
);

const tlb: fc.Arbitrary<TlbGeometry> = shape.map(({ sets, ways, replacement }) => ({
  entries: sets * ways,
  ways,
  replacement,
  latencyCycles: 0,
}));

/** Latencies grow from level to level. */
const hierarchies: fc.Arbitrary<Hierarchy> = fc
  .record({
    lineBytes: powerOfTwo(4, 9),
    shapes: fc.tuple(shape, shape, shape, shape),
    steps: fc.tuple(...Array.from({ length: 4 }, () => fc.integer({ min: 0, max: 100 }))),
    l1iLatency: fc.integer({ min: 1, max: 2 }),
    l2: fc.constantFrom('none', 'private', 'shared'),
    hasL3: fc.boolean(),
    tlbs: fc.tuple(tlb, tlb, fc.option(tlb, { nil: undefined })),
    l2tlbLatency: fc.integer({ min: 0, max: 9 }),
    sequentialOverlap: powerOfTwo(0, 6),
    walkCycles: fc.integer({ min: 0, max: 40 }),
    asid: fc.boolean(),
  })
  .map(({ lineBytes, shapes, steps, l1iLatency, l2, hasL3, tlbs: [itlb, dtlb, l2tlb], l2tlbLatency, ...rest }) => {
    const [l1, toL2, toL3, toDram] = [steps[0] ?? 0, steps[1] ?? 0, steps[2] ?? 0, steps[3] ?? 0];
    const cache = (index: 0 | 1 | 2 | 3, latencyCycles: number): CacheGeometry => {
      const { sets, ways, replacement } = shapes[index];
      return { sizeBytes: sets * ways * lineBytes, ways, replacement, latencyCycles };
    };
    const l1d = 1 + (l1 % 5);
    return {
      lineBytes,
      l1i: cache(0, l1iLatency),
      l1d: cache(1, l1d),
      l2: l2 === 'none' ? undefined : { ...cache(2, l1d + 1 + toL2), shared: l2 === 'shared' },
      l3: hasL3 ? cache(3, l1d + 1 + toL2 + toL3) : undefined,
      dramCycles: l1d + 1 + toL2 + toL3 + toDram,
      itlb,
      dtlb,
      l2tlb: l2tlb && { ...l2tlb, latencyCycles: l2tlbLatency },
      ...rest,
    };
  });

const place = { hart: fc.nat(2), line: fc.nat(lines - 1), offset: fc.nat(511) };
const page = fc.nat(pages.length - 1);
/** Address spaces with the same page table, so that they differ in their identifiers only. */
const space = fc.nat(2);

type Action =
  | { readonly do: 'load' | 'store'; readonly hart: number; readonly line: number; readonly offset: number; readonly bytes: number }
  | { readonly do: 'fetch'; readonly hart: number; readonly line: number; readonly offset: number }
  | { readonly do: 'translate'; readonly hart: number; readonly page: number; readonly kind: AccessKind }
  | { readonly do: 'become'; readonly hart: number; readonly owner: number }
  | { readonly do: 'switch'; readonly hart: number; readonly space: number }
  | { readonly do: 'flush'; readonly hart: number; readonly page: number | undefined; readonly space: number | undefined };

const data: fc.Arbitrary<Action> = fc.record({
  do: fc.constantFrom('load' as const, 'store' as const),
  ...place,
  bytes: fc.constantFrom(1, 8, 8, 16, 64, 600),
});
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 12, arbitrary: data },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('fetch' as const), ...place }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('translate' as const),
      hart: fc.nat(2),
      page,
      kind: fc.constantFrom<AccessKind>('load', 'store', 'fetch'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('switch' as const), hart: fc.nat(2), space }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('become' as const), hart: fc.nat(2), owner: fc.nat(2) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('flush' as const),
      hart: fc.nat(2),
      page: fc.option(page, { nil: undefined }),
      space: fc.option(space, { nil: undefined }),
    }),
  },
);

/** Does the same to both. */
class Pair {
  readonly bench: HierarchyBench;
  readonly plain: PlainHierarchy;
  readonly #lineBytes: number;
  readonly #hasAsids: boolean;
  readonly #pages: readonly ReturnType<HierarchyBench['map']>[];

  constructor(hierarchy: Hierarchy, harts: number) {
    this.bench = new HierarchyBench(hierarchy, harts);
    this.plain = new PlainHierarchy(hierarchy, harts);
    this.#lineBytes = hierarchy.lineBytes;
    this.#hasAsids = hierarchy.asid;
    this.#pages = pages.map(([number, permits]) => this.bench.map(number, permits));
  }

  do(action: Action): void {
    const id = action.hart % this.bench.harts.length;
    if (action.do === 'translate') this.#translate(id, action.page, action.kind);
    else if (action.do === 'flush') this.#flush(id, action.page, action.space);
    else if (action.do === 'switch') this.#switch(id, action.space);
    else if (action.do === 'become') this.#become(id, action.owner);
    else {
      const address = action.line * this.#lineBytes + (action.offset % this.#lineBytes);
      if (action.do === 'fetch') {
        this.bench.fetch(id, address);
        this.plain.fetch(id, address);
      } else {
        this.bench.access(id, address, action.bytes, action.do);
        this.plain[action.do === 'load' ? 'read' : 'write'](id, address, action.bytes);
      }
    }
  }

  /** What each hart has counted and waited. */
  counted(): { readonly machine: unknown; readonly plain: unknown } {
    const machine = this.bench.harts.map((hart) => ({
      ...Object.fromEntries(plainCounters.map((name) => [name, hart.counter(name)])),
      cycles: hart.cycles,
    }));
    return { machine, plain: this.plain.harts.map(({ counters }, id) => ({ ...counters, cycles: this.plain.stalls(id) })) };
  }

  #translate(id: number, index: number, kind: AccessKind): void {
    const mapped = this.#pages[index];
    if (mapped === undefined) throw new Error(`no page ${index}`);
    expect(this.bench.translate(id, mapped.number, kind)).toBe(this.plain.translate(id, mapped, kind));
  }

  #become(id: number, owner: number): void {
    this.bench.hart(id).cacheOwner = owner;
    this.plain.become(id, owner);
  }

  #switch(id: number, space: number): void {
    this.bench.switchTo(id, this.#hasAsids ? space : undefined);
    this.plain.switchTo(id, space);
  }

  #flush(id: number, index: number | undefined, anySpace: number | undefined): void {
    const number = index === undefined ? undefined : this.#pages[index]?.number;
    const space = this.#hasAsids ? anySpace : undefined;
    this.bench.hart(id).flushTranslations(number === undefined ? undefined : number * 4096, space);
    this.plain.flushTranslations(id, number, space);
  }
}

test('every access hits, misses, writes back, invalidates and waits as in the plain simulator', () => {
  fc.assert(
    fc.property(
      hierarchies,
      fc.integer({ min: 1, max: 3 }),
      fc.array(action, { minLength: 50, maxLength: 400, size: 'max' }),
      (hierarchy, harts, actions) => {
        const pair = new Pair(hierarchy, harts);
        for (const [index, step] of actions.entries()) {
          pair.do(step);
          const { machine, plain } = pair.counted();
          expect(machine, `after action ${index}: ${JSON.stringify(step)}`).toEqual(plain);
        }
      },
    ),
    { numRuns: 150 },
  );
});
