// What an engine is: it runs one hart. Knows no other hart, no kernel and no time of day.
import type { HartState } from '../hart-state.js';

/** How a run ended: the hart trapped (see its `trap`; pc is the instruction's), or stopped at a preemption point. */
export type RunEnd = 'trap' | 'limit';

/**
 * Engines differ in speed only. All of them stop at the same instruction: the first preemption point
 * (taken backward jump or branch, call, return, indirect jump) at which `limitCycles` have been used, or a trap.
 */
export interface Engine {
  /** Runs `hart` until a trap or until a preemption point at or after `limitCycles` more cycles of its clock. */
  run(hart: HartState, limitCycles: number): RunEnd;
}

/** What translating has done so far: of the host, never of the history. */
export interface TranslationStatistics {
  /** Regions, modules and the guest instructions in them, counted anew whenever they are made anew. */
  readonly regions: number;
  readonly modules: number;
  readonly translatedInstructions: number;
  /** Milliseconds of the host; undefined: the machine was given no clock. */
  readonly compileMs: number | undefined;
  /** Bytes of the modules that can be entered now. */
  readonly codeBytes: number;
  /** Modules that went since there was no room for newer ones. */
  readonly evictions: number;
}

/** Gives a hart's time in nanoseconds, for the `time` register. */
export type TimeSource = (hart: HartState) => number;
