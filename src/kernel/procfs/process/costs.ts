// What a process has cost and how it gave up its cores: /proc/[pid]/costs and switches. Unlike Linux, which has no such files.
import type { KernelState } from '../../kernel-state.js';
import { account } from '../../ledger/ledger.js';
import type { SwitchParty } from '../../ledger/receipt.js';
import { ringEntries } from '../../ledger/ring.js';
import { missesOf, userTime } from '../../ledger/user-time.js';
import type { CostCell } from '../../task/counters.js';
import { addCounts, type MemoryCounts, takeCounts, zeroMemoryCounts } from '../../task/memory-counts.js';
import type { Task } from '../../task/task.js';
import { receiptRow, row } from '../receipt-lines.js';
import { type Subject, usageOf } from '../subject.js';

function threadsOf({ process, task, scope }: Subject): readonly Task[] {
  return scope === 'thread' ? [task] : process.tasks;
}

interface UserTime {
  readonly cycles: number;
  readonly counts: MemoryCounts;
}

/** User time of living threads, with what no trap has told the ledger of yet. */
function userTimeOf({ machine, ledger, activeHart }: KernelState, threads: readonly Task[]): UserTime {
  let cycles = 0;
  const counts = zeroMemoryCounts();
  for (const { counters, scheduling } of threads) {
    cycles += counters.utimeCycles;
    addCounts(counts, counters.memory);
    const hart = scheduling.onCore ? machine.harts[scheduling.hart] : undefined;
    if (hart === undefined || hart === activeHart) continue;
    const { seenCycles, seenMemory } = account(ledger, hart);
    cycles += hart.cycles - seenCycles;
    takeCounts(hart.counters, seenMemory.slice(), counts);
  }
  return { cycles, counts };
}

/** User time by what it waited for, then what was missed: of living threads. */
function userRows(kernel: KernelState, { cycles, counts }: UserTime): string {
  const times = userTime(cycles, counts, kernel.machine.costs).map(([name, spent]) => row(name, spent, 'cycles'));
  if (kernel.machine.hierarchy === undefined) return times.join('');
  const misses = Object.entries(missesOf(counts)).map(([level, count]) => row(`misses.${level}`, count));
  return [...times, ...misses].join('');
}

/** System time by category of all threads, by category id. */
function costsOf(threads: readonly Task[]): [id: number, cell: CostCell][] {
  const sums = new Map<number, CostCell>();
  for (const { counters } of threads) {
    for (const [id, { count, cycles }] of counters.costs) {
      const sum = sums.get(id) ?? { count: 0, cycles: 0 };
      sums.set(id, { count: sum.count + count, cycles: sum.cycles + cycles });
    }
  }
  return [...sums].sort(([a], [b]) => a - b);
}

/**
 * The ledger of a process or thread: what `user` and `system` consist of, threads that are gone included. Reloads are no part of their own:
 * of slices that began with a switch to it, and of those that began with one away from it, as far as they have ended.
 */
export function pidCosts(subject: Subject, kernel: KernelState): string {
  const threads = threadsOf(subject);
  const { utimeCycles, stimeCycles } = usageOf(subject, kernel);
  const living = userTimeOf(kernel, threads);
  const goneUser = utimeCycles - threads.reduce((sum, { counters }) => sum + counters.utimeCycles, 0);
  const reloads = (name: 'reloadCycles' | 'reloadCyclesCaused'): number => threads.reduce((sum, { counters }) => sum + counters[name], 0);
  const costs = costsOf(threads);
  const gone = stimeCycles - costs.reduce((sum, [, { cycles }]) => sum + cycles, 0);
  const rows = costs.map(([id, { count, cycles }]) => {
    const name = kernel.ledger.categories[id] ?? `category${id}`;
    return row(name, cycles, 'cycles') + (count === 0 ? '' : row(`${name}.count`, count));
  });
  return (
    row('user', living.cycles + goneUser, 'cycles') +
    userRows(kernel, living) +
    (goneUser === 0 ? '' : row('user:gone_threads', goneUser, 'cycles')) +
    row('system', stimeCycles, 'cycles') +
    rows.join('') +
    (gone === 0 ? '' : row('gone_threads', gone, 'cycles')) +
    (kernel.machine.hierarchy === undefined
      ? ''
      : row('reloads', reloads('reloadCycles'), 'cycles') + row('reloads_caused', reloads('reloadCyclesCaused'), 'cycles'))
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
