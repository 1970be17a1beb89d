// The second law as a function: throws when the books do not balance. Knows the books only.
import { memoryCounters } from '../../machine/layout.js';
import { costRows } from '../task/cost-table.js';
import type { Hardware, HardwareCosts } from '../task/hardware.js';
import type { TaskCounters } from '../task/counters.js';
import type { Task } from '../task/task.js';
import { account, IDLE, type Ledger, USER } from './ledger.js';
import { userTime } from './user-time.js';

/**
 * Checks, to the cycle, that each core's categories sum to its clock, each task's costs to its system time (also of tasks that have ended),
 * and the user time of all tasks to that of all cores, with all that the caches counted in it. Call it with every hart settled.
 *
 * @param tasks all that have not ended
 * @throws when they do not: a bug of the kernel
 */
export function checkLedger(ledger: Ledger, { harts, costs }: Pick<Hardware, 'harts' | 'costs'>, tasks: Iterable<Task>): void {
  for (const hart of harts) {
    const columns = account(ledger, hart);
    const sum = columns.cycles.reduce((total, cycles) => total + (cycles ?? 0), 0);
    if (sum !== hart.cycles) throw new Error(`hart ${hart.id}: categories sum to ${sum} cycles, its clock shows ${hart.cycles}`);
  }
  const all = allTasks(ledger, tasks);
  for (const [name, counters] of all) checkTask(name, counters, costs);
  const userCycles = all.reduce((total, [, { utimeCycles }]) => total + utimeCycles, 0);
  const { user } = ledgerTotals(ledger);
  if (user !== userCycles) throw new Error(`all tasks: user time sums to ${userCycles} cycles, that of all cores to ${user}`);
  checkCounts(ledger, all);
}

function allTasks({ ended: { last, earlier, earlierCount } }: Ledger, tasks: Iterable<Task>): (readonly [name: string, TaskCounters])[] {
  return [
    [`${earlierCount} tasks that ended earlier`, earlier],
    ...last.items.map(({ tid, comm, counters }) => [`task ${tid} (${comm}, ended)`, counters] as const),
    ...[...tasks].map(({ tid, comm, counters }) => [`task ${tid} (${comm})`, counters] as const),
  ];
}

function checkTask(name: string, { costs, stimeCycles, utimeCycles, memory }: TaskCounters, hardware: HardwareCosts): void {
  const sum = costRows(costs).reduce((total, { cycles }) => total + cycles, 0);
  if (sum !== stimeCycles) throw new Error(`${name}: costs sum to ${sum} cycles, its system time is ${stimeCycles}`);
  const negative = userTime(utimeCycles, memory, hardware).find(([, cycles]) => cycles < 0);
  if (negative !== undefined) throw new Error(`${name}: ${negative[0]} is ${negative[1]} cycles of a user time of ${utimeCycles}`);
}

/** What the caches counted for programs is the same by core and by task. */
function checkCounts({ harts }: Ledger, all: readonly (readonly [name: string, TaskCounters])[]): void {
  memoryCounters.forEach((name, at) => {
    const ofTasks = all.reduce((total, [, { memory }]) => total + (memory[at] ?? 0), 0);
    const ofCores = harts.reduce((total, { userMemory }) => total + (userMemory[at] ?? 0), 0);
    if (ofTasks !== ofCores) throw new Error(`all tasks: ${name} sums to ${ofTasks} in user mode, that of all cores to ${ofCores}`);
  });
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
