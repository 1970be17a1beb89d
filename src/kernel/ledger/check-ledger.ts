// The second law as a function: throws when the books do not balance. Knows the books only.
import type { Hart } from '../task/hardware.js';
import type { TaskCounters } from '../task/counters.js';
import type { Task } from '../task/task.js';
import { account, IDLE, type Ledger, USER } from './ledger.js';

/**
 * Checks, to the cycle, that each core's categories sum to its clock, each task's costs to its system time (also of tasks that have ended),
 * and the user time of all tasks to that of all cores. Call it with every hart settled.
 *
 * @param tasks all that have not ended
 * @throws when they do not: a bug of the kernel
 */
export function checkLedger(ledger: Ledger, harts: readonly Hart[], tasks: Iterable<Task>): void {
  for (const hart of harts) {
    const columns = account(ledger, hart);
    const sum = columns.cycles.reduce((total, cycles) => total + (cycles ?? 0), 0);
    if (sum !== hart.cycles) throw new Error(`hart ${hart.id}: categories sum to ${sum} cycles, its clock shows ${hart.cycles}`);
  }
  const { last, earlier, earlierCount } = ledger.ended;
  let userCycles = checkTask(`${earlierCount} tasks that ended earlier`, earlier);
  for (const { tid, comm, counters } of last.items) userCycles += checkTask(`task ${tid} (${comm}, ended)`, counters);
  for (const { tid, comm, counters } of tasks) userCycles += checkTask(`task ${tid} (${comm})`, counters);
  const { user } = ledgerTotals(ledger);
  if (user !== userCycles) throw new Error(`all tasks: user time sums to ${userCycles} cycles, that of all cores to ${user}`);
}

/** Returns its user time. */
function checkTask(name: string, { costs, stimeCycles, utimeCycles }: TaskCounters): number {
  let sum = 0;
  for (const cell of costs.values()) sum += cell.cycles;
  if (sum !== stimeCycles) throw new Error(`${name}: costs sum to ${sum} cycles, its system time is ${stimeCycles}`);
  return utimeCycles;
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
