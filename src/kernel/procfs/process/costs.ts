// What a process has cost and how it gave up its cores: /proc/[pid]/costs and switches. Unlike Linux, which has no such files.
import type { KernelState } from '../../kernel-state.js';
import { account } from '../../ledger/ledger.js';
import type { SwitchParty } from '../../ledger/receipt.js';
import { ringEntries } from '../../ledger/ring.js';
import type { CostCell } from '../../task/counters.js';
import type { Task } from '../../task/task.js';
import { receiptRow, row } from '../receipt-lines.js';
import { type Subject, usageOf } from '../subject.js';

function threadsOf({ process, task, scope }: Subject): readonly Task[] {
  return scope === 'thread' ? [task] : process.tasks;
}

/** User cycles that no trap has told the ledger of yet. */
function unbookedCycles({ machine, ledger }: KernelState, { scheduling }: Task): number {
  const hart = scheduling.onCore ? machine.harts[scheduling.hart] : undefined;
  return hart === undefined ? 0 : hart.cycles - account(ledger, hart).seenCycles;
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

/** The ledger of a process or thread: the categories, and threads that are gone, sum to `system`. */
export function pidCosts(subject: Subject, kernel: KernelState): string {
  const threads = threadsOf(subject);
  const { utimeCycles, stimeCycles } = usageOf(subject, kernel);
  const unbooked = threads.reduce((sum, task) => sum + unbookedCycles(kernel, task), 0);
  const costs = costsOf(threads);
  const gone = stimeCycles - costs.reduce((sum, [, { cycles }]) => sum + cycles, 0);
  const rows = costs.map(([id, { count, cycles }]) => {
    const name = kernel.ledger.categories[id] ?? `category${id}`;
    return row(name, cycles, 'cycles') + (count === 0 ? '' : row(`${name}.count`, count));
  });
  return (
    row('user', utimeCycles + unbooked, 'cycles') +
    row('system', stimeCycles, 'cycles') +
    rows.join('') +
    (gone === 0 ? '' : row('gone_threads', gone, 'cycles'))
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
