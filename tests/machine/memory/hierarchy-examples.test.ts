// Caches and TLBs as textbooks draw them: small ones, whose every access can be followed by hand.
import { describe, expect, test } from 'vitest';
import { defaultCosts } from '../../../src/machine/cost-model.js';
import type { Hart } from '../../../src/machine/hart.js';
import { type MemoryCounter, ramBase } from '../../../src/machine/layout.js';
import { Machine } from '../../../src/machine/machine.js';
import type { Hierarchy, Replacement } from '../../../src/machine/memory/hierarchy/geometry.js';
import { profiles } from '../../../src/machine/profiles.js';
import { tinyHierarchy } from '../geometries.js';
import { HierarchyBench } from './hierarchy-bench.js';

const lineBytes = 64;

/** One level of data cache before DRAM: an access that misses waits 100 cycles less the 1 of a hit. */
function oneLevel(lines: number, ways: number, replacement: Replacement, changes: Partial<Hierarchy> = {}): Hierarchy {
  const cache = { sizeBytes: lines * lineBytes, ways, latencyCycles: 1, replacement };
  return tinyHierarchy('lru', { lineBytes, l1i: cache, l1d: cache, l2: undefined, dramCycles: 100, ...changes });
}

class Example {
  readonly #machine: Machine;

  constructor(hierarchy: Hierarchy, harts = 1) {
    this.#machine = new Machine({
      harts,
      ramBytes: 1 << 20,
      costs: defaultCosts,
      profile: profiles.textbook,
      engine: 'interpreter',
      hierarchy,
    });
  }

  hart(id = 0): Hart {
    const hart = this.#machine.harts[id];
    if (hart === undefined) throw new Error(`no hart ${id}`);
    return hart;
  }

  read(line: number, id = 0): void {
    this.hart(id).touch(ramBase + line * lineBytes, 8, 'load');
  }

  write(line: number, id = 0, offset = 0): void {
    this.hart(id).touch(ramBase + line * lineBytes + offset, 8, 'store');
  }

  count(name: MemoryCounter, id = 0): number {
    return this.hart(id).counter(name);
  }

  /** H or M for each read. */
  reads(lines: string): string {
    const letters = [...lines].map((name) => {
      const before = this.count('l1dReadMisses');
      this.read(name.charCodeAt(0) - 'A'.charCodeAt(0));
      return this.count('l1dReadMisses') === before ? 'H' : 'M';
    });
    return letters.join('');
  }
}

describe('a direct-mapped cache of 8 lines', () => {
  test('reads words in a row with one miss for each line', () => {
    const example = new Example(oneLevel(8, 1, 'lru'));
    for (let word = 0; word < 64; word++) example.hart().touch(ramBase + word * 8, 8, 'load');
    expect(example.count('l1dReadMisses')).toBe(8);
    expect(example.hart().cycles).toBe(8 * 99);
  });

  test('misses each time at a stride of its own size, where two ways do not', () => {
    const [direct, twoWays] = [new Example(oneLevel(8, 1, 'lru')), new Example(oneLevel(8, 2, 'lru'))];
    expect(direct.reads('AIAIAIAI')).toBe('MMMMMMMM');
    expect(twoWays.reads('AIAIAIAI')).toBe('MMHHHHHH');
  });

  test('sees a loop over 9 lines miss only where two lines share a set', () => {
    const example = new Example(oneLevel(8, 1, 'lru'));
    expect(example.reads('ABCDEFGHI')).toBe('MMMMMMMMM');
    expect(example.reads('ABCDEFGHI')).toBe('MHHHHHHHM');
  });
});

describe('one set', () => {
  // A reference string and what it does, for each policy.
  test.each<[string, Replacement, number, string, string]>([
    ['LRU keeps A, used again, and lets B go', 'lru', 4, 'ABCDAEAB', 'MMMMHMHM'],
    ['FIFO lets A go, the oldest, although it was just used', 'fifo', 4, 'ABCDAEAB', 'MMMMHMMM'],
    ['LRU over one line more than the ways always misses', 'lru', 4, 'ABCDEABCDE', 'MMMMMMMMMM'],
    ['tree-PLRU after A takes the other half, and there C, as D was used later', 'plru', 4, 'ABCDAEBDC', 'MMMMHMHHM'],
    ['LRU on the same string takes B', 'lru', 4, 'ABCDAEBDC', 'MMMMHMMHM'],
    ['FIFO of 3 on the string of Belady: 9 misses', 'fifo', 3, 'ABCDABEABCDE', 'MMMMMMMHHMMH'],
    ['FIFO of 4 on the same string: 10 misses, with more room', 'fifo', 4, 'ABCDABEABCDE', 'MMMMHHMMMMMM'],
    ['LRU of 3 on the same string: 10 misses', 'lru', 3, 'ABCDABEABCDE', 'MMMMMMMHHMMM'],
    ['LRU of 4 on the same string: 8 misses, fewer with more room', 'lru', 4, 'ABCDABEABCDE', 'MMMMHHMHHMMM'],
  ])('%s', (_name, replacement, ways, lines, expected) => {
    expect(new Example(oneLevel(ways, ways, replacement)).reads(lines)).toBe(expected);
  });
});

describe('writes', () => {
  test('allocate, and cost a write-back only when a modified line is pushed out', () => {
    const example = new Example(oneLevel(1, 1, 'lru'));
    example.write(0);
    example.write(0);
    expect([example.count('l1dWriteMisses'), example.count('writebacks')]).toEqual([1, 0]);
    example.read(1);
    expect(example.count('writebacks')).toBe(1);
    example.read(0);
    expect(example.count('writebacks')).toBe(1);
  });

  test.each<Replacement>(['lru', 'fifo', 'plru'])('go down one level at a time until RAM takes them, under %s', (replacement) => {
    const cache = (lines: number, latencyCycles: number) => ({ sizeBytes: lines * lineBytes, ways: lines, latencyCycles, replacement });
    const changes = { l2: { ...cache(2, 10), shared: false }, l3: cache(4, 30) };
    const example = new Example(oneLevel(1, 1, replacement, changes));
    example.write(0);
    const writebacks = [1, 2, 3, 4].map((line) => {
      example.read(line);
      return example.count('writebacks');
    });
    // From L1 to L2, from L2 to L3, and, pushed out by line 4, from L3 to RAM.
    expect(writebacks).toEqual([1, 2, 2, 3]);
  });
});

describe('two harts', () => {
  const textbook = profiles.textbook.hierarchy;

  test('that write different words of one line take it from each other each time', () => {
    const example = new Example(textbook, 2);
    for (let round = 0; round < 10; round++) {
      example.write(0, 0, 0);
      example.write(0, 1, 32);
    }
    expect([0, 1].map((id) => example.count('l1dWriteMisses', id))).toEqual([10, 10]);
    expect([0, 1].map((id) => example.count('invalidations', id))).toEqual([10, 9]);
    expect([0, 1].map((id) => example.count('writebacks', id))).toEqual([10, 9]);
    expect([0, 1].map((id) => example.hart(id).cycles)).toEqual([1000, 1000]);
  });

  test('that write different lines do not disturb each other', () => {
    const example = new Example(textbook, 2);
    for (let round = 0; round < 10; round++) {
      example.write(0, 0);
      example.write(1, 1);
    }
    expect([0, 1].map((id) => example.count('l1dWriteMisses', id))).toEqual([1, 1]);
    expect([0, 1].map((id) => example.hart(id).cycles)).toEqual([100, 100]);
  });

  test('share a line that both read; the first that writes has to tell the other', () => {
    const example = new Example(textbook, 2);
    example.read(0, 0);
    example.read(0, 1);
    example.write(0, 0);
    example.write(0, 0);
    expect([example.count('upgrades', 0), example.count('stallUpgrade', 0), example.count('invalidations', 1)]).toEqual([1, 100, 1]);
    example.read(0, 1);
    expect([example.count('l1dReadMisses', 1), example.count('writebacks', 0)]).toEqual([2, 1]);
  });

  test('tell nobody about a line that only one has read', () => {
    const example = new Example(textbook, 2);
    example.read(0, 0);
    example.write(0, 0);
    expect([example.count('upgrades', 0), example.hart(0).cycles]).toEqual([0, 100]);
  });
});

describe('a translation', () => {
  test('reads three page table entries when it misses, and none when it hits', () => {
    const bench = new HierarchyBench(profiles.textbook.hierarchy, 1);
    bench.map(0x10, ['load']);
    bench.map(0x11, ['load']);
    const { dramCycles, walkCycles } = profiles.textbook.hierarchy;
    const hart = bench.hart(0);
    bench.translate(0, 0x10, 'load');
    expect([hart.counter('dtlbMisses'), hart.counter('walkReads'), hart.counter('l1dReadMisses')]).toEqual([1, 3, 3]);
    expect([hart.counter('stallWalk'), hart.cycles]).toEqual([walkCycles + 3 * (dramCycles - 1), walkCycles + 3 * (dramCycles - 1)]);
    bench.translate(0, 0x10, 'load');
    expect(hart.counter('walkReads')).toBe(3);
    // The neighbour's entries lie in the same three lines.
    bench.translate(0, 0x11, 'load');
    expect([hart.counter('walkReads'), hart.counter('l1dReadMisses'), hart.counter('stallWalk')]).toEqual([6, 3, 330 + walkCycles]);
  });

  test('has to walk again for the first store to a page that was only read', () => {
    const bench = new HierarchyBench(profiles.textbook.hierarchy, 1);
    bench.map(0x10, ['load', 'store']);
    const walkReads = (['load', 'store', 'store', 'load'] as const).map((kind) => {
      bench.translate(0, 0x10, kind);
      return bench.hart(0).counter('walkReads');
    });
    expect(walkReads).toEqual([3, 6, 6, 6]);
  });
});
