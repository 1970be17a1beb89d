// What the instructions of a block cost. Knows costs and accesses, no meaning.
import { operandUse } from '../../isa/operand-use.js';
import { type CompilationTarget, countShift } from '../region-call.js';
import type { GuestInstruction } from './region.js';

/** What instructions cost that retire: shares of a cycle, and the word of counts. */
export interface Cost {
  readonly shares: number;
  readonly counts: bigint;
}

export const noCost: Cost = { shares: 0, counts: 0n };

function costOf({ row }: GuestInstruction, { costs, issueWidth, hierarchy }: CompilationTarget): Cost {
  const { loads, stores } = operandUse(row);
  const accesses = hierarchy === undefined ? 0n : (BigInt(loads) << countShift.loads) | (BigInt(stores) << countShift.stores);
  return { shares: 1 + (costs[row.cost] - 1) * issueWidth, counts: 1n | accesses };
}

/** For each instruction, the cost of it and all behind it. */
export function costsAhead(instructions: readonly GuestInstruction[], target: CompilationTarget): Cost[] {
  const ahead: Cost[] = [];
  let sum = noCost;
  for (const instruction of instructions.toReversed()) {
    const { shares, counts } = costOf(instruction, target);
    sum = { shares: sum.shares + shares, counts: sum.counts + counts };
    ahead.push(sum);
  }
  return ahead.toReversed();
}
