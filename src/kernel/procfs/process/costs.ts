// What a process has cost and how it gave up its cores: /proc/[pid]/costs and switches. Unlike Linux, which has no such files.
import type { KernelState } from '../../kernel-state.js';
import { account } from '../../ledger/ledger.js';
import type { SwitchParty } from '../../ledger/receipt.js';
import { ringEntries } from '../../ledger/ring.js';
import { userTime } from '../../ledger/user-time.js';
import { addCosts, type CostRow, costRows, type CostTable } from '../../task/cost-table.js';
import { addCounts, type MemoryCounts, missesOf, takeCounts, zeroMemoryCounts } from '../../task/memory-counts.js';
import type { Task } from '../../task/task.js';
import { receiptRow, row } from '../receipt-lines.js';
import { type Subject, usageOf } from '../subject.js';

function threadsOf({ process, task, scope }: Subject): readonly Task[] {
  return scope === 'thread' ? [task] : process.tasks;
}

interface UserTime {
  cycles: number;
  instructions: number;
  readonly counts: MemoryCounts;
}

/** User time of living threads, with what no trap has told the ledger of yet. */
function userTimeOf({ machine, ledger, activeHart }: KernelState, threads: readonly Task[]): UserTime {
  const sum: UserTime = { cycles: 0, instructions: 0, counts: zeroMemoryCounts() };
  for (const { counters, scheduling } of threads) {
    sum.cycles += counters.utimeCycles;
    sum.instructions += counters.instructions;
    addCounts(sum.counts, counters.memory);
    const hart = scheduling.onCore ? machine.harts[scheduling.hart] : undefined;
    if (hart === undefined || hart === activeHart) continue;
    const { seenCycles, seenInstret, seenMemory } = account(ledger, hart);
    sum.cycles += hart.cycles - seenCycles;
    sum.instructions += hart.instret - seenInstret;
    takeCounts(hart.counters, seenMemory.slice(), sum.counts);
  }
  return sum;
}

/** What was missed and fetched again, of living threads; nothing without caches. Reloads: of slices that have ended. */
function cacheRows({ machine }: KernelState, { counts }: UserTime, threads: readonly Task[]): string {
  if (machine.hierarchy === undefined) return '';
  const reloads = (name: 'reloadCycles' | 'reloadCyclesCaused'): number => threads.reduce((sum, { counters }) => sum + counters[name], 0);
  const misses = Object.entries(missesOf(counts)).map(([level, count]) => row(`misses.${level}`, count));
  return (
    misses.join('') + row('reloads', reloads('reloadCycles'), 'cycles') + row('reloads_caused', reloads('reloadCyclesCaused'), 'cycles')
  );
}

/** System time by category of all threads, by category id. */
function costsOf(threads: readonly Task[]): CostRow[] {
  const sum: CostTable = [];
  for (const { counters } of threads) addCosts(sum, counters.costs);
  return costRows(sum).sort((a, b) => a.id - b.id);
}

/**
 * The ledger of a process or thread: what `user` and `system` consist of, threads that are gone included. Reloads are no part of their own:
 * of slices that began with a switch to it, and of those that began with one away from it.
 */
export function pidCosts(subject: Subject, kernel: KernelState): string {
  const threads = threadsOf(subject);
  const usage = usageOf(subject, kernel);
  const living = userTimeOf(kernel, threads);
  const sum = (count: (task: Task) => number): number => threads.reduce((total, task) => total + count(task), 0);
  const gone = {
    user: usage.utimeCycles - sum(({ counters }) => counters.utimeCycles),
    instructions: usage.instructions - sum(({ counters }) => counters.instructions),
    system: usage.stimeCycles - sum(({ counters }) => counters.stimeCycles),
  };
  const waits = userTime(living.cycles, living.counts, kernel.machine.costs).map(([name, spent]) => row(name, spent, 'cycles'));
  const rows = costsOf(threads).map(({ id, count, cycles }) => {
    const name = kernel.ledger.categories[id] ?? `category${id}`;
    return row(name, cycles, 'cycles') + (count === 0 ? '' : row(`${name}.count`, count));
  });
  return (
    row('user', living.cycles + gone.user, 'cycles') +
    waits.join('') +
    (gone.user === 0 ? '' : row('user:gone_threads', gone.user, 'cycles')) +
    row('instructions', living.instructions + gone.instructions) +
    cacheRows(kernel, living, threads) +
    row('system', usage.stimeCycles, 'cycles') +
    rows.join('') +
    (gone.system === 0 ? '' : row('gone_threads', gone.system, 'cycles'))
  );
}

/** How often it left a core, and the receipts of its last switches, either way, as far as the system still has them. */
export function pidSwitches(subject: Subject, kernel: KernelState): string {
  const { voluntarySwitches, involuntarySwitches } = usageOf(subject, kernel);
  const threads = new Map(threadsOf(subject).map((task) => [task.tid, task.startNs]));
  const isOwn = (party: SwitchParty | undefined, atNs: number): boolean =>
    party !== undefined && atNs >= (threads.get(party.tid) ?? Infinity);
  const own = ringEntries(kernel.ledger.receipts.switches).filter(([, { from, to, atNs }]) => isOwn(from, atNs) || isOwn(to, atNs));
  return (
    row('voluntary', voluntarySwitches) +
    row('involuntary', involuntarySwitches) +
    row('receipts', own.length) +
    own.map(([number, receipt]) => receiptRow(number, receipt)).join('')
  );
}
