// How the interpreter's loop and translated regions call one another. Knows neither.
import type { InstructionClass } from '../isa/instruction.js';
import type { Hierarchy } from '../memory/hierarchy/geometry.js';

/** `region(hart: i32, depth: i32) -> i64`: the next pc, or `stopped` when all has been said in the hart's state. */
export const regionType = { parameters: ['i32', 'i32'], results: ['i64'] } as const;
/** `enter(hart: i32, pc: i64, next: i64, depth: i32) -> i64`: as the region at `pc`, and those that it jumps to, until they arrive at `next`. */
export const enterType = { parameters: ['i32', 'i64', 'i64', 'i32'], results: ['i64'] } as const;
/** No instruction is at an odd address. */
export const stopped = -1n;
/** Calls of regions that may be nested: then they return to the loop, which goes on. */
export const deepestCall = 250;

/** What a machine's code is compiled for. */
export interface CompilationTarget {
  /** Cycles of each latency class. */
  readonly costs: Readonly<Record<InstructionClass, number>>;
  /** Instructions that a cycle begins. */
  readonly issueWidth: number;
  /** The caches; undefined: none are simulated. */
  readonly hierarchy: Hierarchy | undefined;
}

/**
 * Regions count in a word: instructions, loads, stores. Cycles that they took beyond those of their instructions follow from what is left
 * of the budget. A run is short enough for its counts to fit.
 */
const countBits = 21n;
export const countShift = { retired: 0n, loads: countBits, stores: 2n * countBits } as const;
export const countMask = (1n << countBits) - 1n;

/** Without caches, and when each instruction takes one share of a cycle, all follows from what is left. */
export function countsAreKept({ costs, hierarchy }: CompilationTarget): boolean {
  return hierarchy !== undefined || Object.values(costs).some((cycles) => cycles !== 1);
}
