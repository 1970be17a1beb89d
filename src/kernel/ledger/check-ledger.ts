// The second law as a function: throws when the books do not balance. Knows the books only.
import type { Hart } from '../task/hardware.js';
import type { Task } from '../task/task.js';
import { account, IDLE, type Ledger, USER } from './ledger.js';

/**
 * Checks that each core's categories sum to its clock, and each task's costs to its system time, to the cycle.
 * Call it with every hart settled.
 *
 * @throws when they do not: a bug of the kernel
 */
export function checkLedger(ledger: Ledger, harts: readonly Hart[], tasks: Iterable<Task>): void {
  for (const hart of harts) {
    const columns = account(ledger, hart);
    const sum = columns.cycles.reduce((total, cycles) => total + (cycles ?? 0), 0);
    if (sum !== hart.cycles) throw new Error(`hart ${hart.id}: categories sum to ${sum} cycles, its clock shows ${hart.cycles}`);
  }
  for (const task of tasks) {
    let sum = 0;
    for (const cell of task.counters.costs.values()) sum += cell.cycles;
    const { stimeCycles } = task.counters;
    if (sum !== stimeCycles) throw new Error(`task ${task.tid}: costs sum to ${sum} cycles, its system time is ${stimeCycles}`);
  }
}

/** User cycles, system cycles and idle cycles of all cores. */
export function ledgerTotals(ledger: Ledger): { user: number; system: number; idle: number } {
  const totals = { user: 0, system: 0, idle: 0 };
  for (const columns of ledger.harts) {
    columns.cycles.forEach((cycles, id) => {
      if (id === USER) totals.user += cycles;
      else if (id === IDLE) totals.idle += cycles;
      else totals.system += cycles;
    });
  }
  return totals;
}
