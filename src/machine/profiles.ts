// Machines as one would buy them: frequency, cores, caches, latencies, what the border of the kernel costs. Knows no kernel path.
import { type CostModel, defaultCosts, type EventCost } from './cost-model.js';
import type { InstructionClass } from './isa/instruction.js';
import type { Hierarchy } from './memory/hierarchy/geometry.js';

export interface Profile {
  readonly name: string;
  readonly summary: string;
  readonly frequencyHz: number;
  readonly harts: number;
  /** Instructions that a cycle begins: the inverse of the base CPI. */
  readonly issueWidth: number;
  readonly hierarchy: Hierarchy;
  /** Cycles that differ from the rows of the cost model; of loads and atomics without the hit in L1D. */
  readonly instructions: Readonly<Partial<Record<InstructionClass, number>>>;
  readonly events: Readonly<Partial<Record<EventCost, number>>>;
  /** Who says so. */
  readonly source: string;
}

const KiB = 1024;
const MiB = 1024 * KiB;

export const profiles = {
  textbook: {
    name: 'textbook',
    summary: 'round numbers: an in-order core at 1 GHz with two private levels',
    frequencyHz: 1_000_000_000,
    harts: 2,
    issueWidth: 1,
    hierarchy: {
      lineBytes: 64,
      l1i: { sizeBytes: 32 * KiB, ways: 8, latencyCycles: 1, replacement: 'lru' },
      l1d: { sizeBytes: 32 * KiB, ways: 8, latencyCycles: 1, replacement: 'lru' },
      l2: { sizeBytes: 256 * KiB, ways: 8, latencyCycles: 11, replacement: 'lru', shared: false },
      dramCycles: 101,
      sequentialOverlap: 1,
      itlb: { entries: 64, ways: 4, replacement: 'lru', latencyCycles: 0 },
      dtlb: { entries: 64, ways: 4, replacement: 'lru', latencyCycles: 0 },
      walkCycles: 30,
      asid: false,
    },
    instructions: {},
    events: {},
    source: 'assumed: powers of ten between the levels, as textbooks draw the ladder',
  },
  board: {
    name: 'board',
    summary: 'a single-board computer of the JH7110 class: four in-order cores at 1.5 GHz that share an L2',
    frequencyHz: 1_500_000_000,
    harts: 4,
    issueWidth: 1,
    hierarchy: {
      lineBytes: 64,
      l1i: { sizeBytes: 32 * KiB, ways: 8, latencyCycles: 1, replacement: 'random' },
      l1d: { sizeBytes: 32 * KiB, ways: 8, latencyCycles: 3, replacement: 'random' },
      l2: { sizeBytes: 2 * MiB, ways: 16, latencyCycles: 21, replacement: 'random', shared: true },
      dramCycles: 170,
      sequentialOverlap: 1,
      itlb: { entries: 40, ways: 40, replacement: 'fifo', latencyCycles: 0 },
      dtlb: { entries: 40, ways: 40, replacement: 'fifo', latencyCycles: 0 },
      l2tlb: { entries: 512, ways: 1, replacement: 'lru', latencyCycles: 3 },
      walkCycles: 0,
      asid: false,
    },
    instructions: { mul: 3, div: 20, 'fp-add': 5, 'fp-mul': 5, 'fp-fma': 5, 'fp-div': 20, 'fp-sqrt': 20 },
    events: { trapEntry: 20, trapExit: 20, tlbFlush: 40, interprocessorInterrupt: 3000 },
    source:
      'SiFive U74 manual: sizes, ways, TLB entries; latencies from published measurements of such boards, estimated; replacement of TLBs assumed',
  },
  server: {
    name: 'server',
    summary: 'a modern server core: 16 cores at 3 GHz, three levels, prefetching, tree-PLRU',
    frequencyHz: 3_000_000_000,
    harts: 16,
    issueWidth: 2,
    hierarchy: {
      lineBytes: 64,
      l1i: { sizeBytes: 32 * KiB, ways: 8, latencyCycles: 1, replacement: 'plru' },
      l1d: { sizeBytes: 32 * KiB, ways: 8, latencyCycles: 4, replacement: 'plru' },
      l2: { sizeBytes: MiB, ways: 16, latencyCycles: 14, replacement: 'plru', shared: false },
      l3: { sizeBytes: 32 * MiB, ways: 16, latencyCycles: 68, replacement: 'plru' },
      dramCycles: 229,
      sequentialOverlap: 8,
      itlb: { entries: 64, ways: 4, replacement: 'plru', latencyCycles: 0 },
      dtlb: { entries: 64, ways: 4, replacement: 'plru', latencyCycles: 0 },
      l2tlb: { entries: 1536, ways: 12, replacement: 'lru', latencyCycles: 7 },
      walkCycles: 0,
      asid: true,
    },
    instructions: { div: 7, atomic: 18, 'fp-div': 5, 'fp-sqrt': 6 },
    events: { trapEntry: 75, trapExit: 75, satpWrite: 100, tlbFlush: 100, interprocessorInterrupt: 3000 },
    source: 'latencies as published for recent x86 servers; base CPI 0.5 assumed',
  },
} as const satisfies Readonly<Record<string, Profile>>;

export type ProfileName = keyof typeof profiles;

/** What a machine of this profile charges: loads and atomics wait for L1D too. Without timing each instruction takes a cycle. */
export function costsOf(profile: Profile, timing: 'full' | 'none'): CostModel {
  const events = { ...defaultCosts.events, ...profile.events };
  if (timing === 'none') return { ...defaultCosts, events };
  const instructions = { ...defaultCosts.instructions, ...profile.instructions };
  const l1dHit = profile.hierarchy.l1d.latencyCycles - 1;
  const { load, atomic } = instructions;
  const { issueWidth } = profile;
  return { issueWidth, instructions: { ...instructions, load: load + l1dHit, atomic: atomic + l1dHit }, l1dHit, events };
}
