// What the hardware charges, one row for each parameter with its unit and its source. Knows no kernel path and no counter.
import type { InstructionClass } from './isa/instruction.js';

export interface CostParameter {
  readonly cycles: number;
  readonly unit: 'cycles' | 'cycles per instruction';
  readonly source: string;
}

const oneCycle: CostParameter = { cycles: 1, unit: 'cycles per instruction', source: 'assumed: takes no longer than the base' };

/** Cycles of each latency class: the first is the instruction's share of a cycle (see `issueWidth`), all others are waited for. */
export const instructionCosts = {
  alu: oneCycle,
  mul: oneCycle,
  div: oneCycle,
  load: oneCycle,
  store: oneCycle,
  branch: oneCycle,
  jump: oneCycle,
  atomic: oneCycle,
  csr: oneCycle,
  fence: oneCycle,
  system: oneCycle,
  'fp-add': oneCycle,
  'fp-mul': oneCycle,
  'fp-fma': oneCycle,
  'fp-div': oneCycle,
  'fp-sqrt': oneCycle,
  'fp-misc': oneCycle,
} as const satisfies Readonly<Record<InstructionClass, CostParameter>>;

/** Cycles of what the hardware does at the border of the kernel. */
export const eventCosts = {
  trapEntry: { cycles: 50, unit: 'cycles', source: 'assumed: pipeline flush and vector fetch of an in-order core' },
  trapExit: { cycles: 50, unit: 'cycles', source: 'assumed: as trap entry' },
  csrAccess: { cycles: 5, unit: 'cycles', source: 'assumed: a serialising CSR access' },
  satpWrite: { cycles: 10, unit: 'cycles', source: 'assumed' },
  tlbFlush: { cycles: 10, unit: 'cycles', source: 'assumed; a full flush' },
  interprocessorInterrupt: { cycles: 1000, unit: 'cycles', source: 'assumed: 1 us from sender to receiver at 1 GHz' },
} as const satisfies Readonly<Record<string, CostParameter>>;

export type EventCost = keyof typeof eventCosts;

/** The numbers a machine is built with; classes and events in cycles. */
export interface CostModel {
  /** Instructions that a cycle begins: the inverse of the base CPI. */
  readonly issueWidth: number;
  readonly instructions: Readonly<Record<InstructionClass, number>>;
  /** What of a load's and an atomic's cycles is the wait for a hit in L1D. */
  readonly l1dHit: number;
  readonly events: Readonly<Record<EventCost, number>>;
}

/** The numbers of the rows. */
export const defaultCosts: CostModel = { issueWidth: 1, instructions: cyclesOf(instructionCosts), l1dHit: 0, events: cyclesOf(eventCosts) };

function cyclesOf<Name extends string>(rows: Readonly<Record<Name, CostParameter>>): Readonly<Record<Name, number>> {
  const entries = (Object.keys(rows) as Name[]).map((name) => [name, rows[name].cycles] as const);
  return Object.fromEntries(entries) as Record<Name, number>;
}
