// Moving queued tasks from busy cores to less busy ones. Knows loads and affinities, and no policy's order.
import { chargeWork } from '../ledger/kernel-work.js';
import { category, countPath } from '../ledger/ledger.js';
import type { Hart } from '../task/hardware.js';
import type { Task } from '../task/task.js';
import { dequeue, enqueue, requestSchedule } from './run-queue.js';
import { loadOf, mayRunOn, policyOf, type RunQueue, type Scheduler, type SchedulingContext } from './scheduler.js';

/** Tasks looked at in one go. @see Linux sched_nr_migrate */
const looksPerBalance = 32;
/** Nanoseconds between two balances of one busy core. */
const balanceIntervalNs = 20_000_000;
/** Balances that find one task more elsewhere before that one is taken. */
const unevenBalancesEndured = 4;

/** Takes up to `wanted` tasks of the busiest other core that may run here. Returns how many. */
export function pullWork(context: SchedulingContext, hart: Hart, queue: RunQueue, wanted: number): number {
  const busiest = context.scheduler.balancing ? busiestQueue(context.scheduler, queue) : undefined;
  if (busiest === undefined) return 0;
  const movable = chooseMovable(context, busiest, queue, wanted);
  for (const task of movable) {
    dequeue(context, task, 'balance');
    enqueue(context, queue, task, 'migrated');
    queue.pulled++;
  }
  countPath(context.ledger, hart, queue.current, category(context.ledger, 'balance'));
  chargeWork(context.ledger, hart, undefined, 'balance', 'balance', movable.length);
  return movable.length;
}

/** The queue with the highest load of those that have a task waiting. */
function busiestQueue(scheduler: Scheduler, except: RunQueue): RunQueue | undefined {
  let busiest: RunQueue | undefined;
  for (const queue of scheduler.queues) {
    if (queue === except || queue.queued === 0 || loadOf(queue) < 2) continue;
    if (busiest === undefined || loadOf(queue) > loadOf(busiest)) busiest = queue;
  }
  return busiest;
}

function chooseMovable(context: SchedulingContext, from: RunQueue, to: RunQueue, wanted: number): Task[] {
  const chosen: Task[] = [];
  let looks = looksPerBalance;
  for (const task of policyOf(context.scheduler).candidates(from.queue)) {
    if (chosen.length >= wanted || looks-- === 0) break;
    if (mayRunOn(task, to.hartId)) chosen.push(task);
  }
  return chosen;
}

/** Three tasks on two cores: the pair that shares one changes, so that in the long run all get the same. @see Linux nr_balance_failed */
function takeTurns(context: SchedulingContext, hart: Hart, queue: RunQueue, difference: number): void {
  queue.unevenBalances = difference === 1 ? queue.unevenBalances + 1 : 0;
  if (queue.unevenBalances < unevenBalancesEndured) return;
  queue.unevenBalances = 0;
  pullWork(context, hart, queue, 1);
}

/** At a tick: a core with clearly less to do than the busiest one takes half of the difference; a core with too much wakes an idle one. */
export function balance(context: SchedulingContext, hart: Hart, queue: RunQueue): void {
  if (!context.scheduler.balancing || hart.mtimeNs < queue.nextBalanceNs) return;
  queue.nextBalanceNs = hart.mtimeNs + balanceIntervalNs;
  const busiest = busiestQueue(context.scheduler, queue);
  const difference = busiest === undefined ? 0 : loadOf(busiest) - loadOf(queue);
  if (difference >= 2) pullWork(context, hart, queue, Math.floor(difference / 2));
  else takeTurns(context, hart, queue, difference);
  if (queue.queued === 0) return;
  const idle = context.scheduler.queues.find((other) => loadOf(other) === 0 && chooseMovable(context, queue, other, 1).length > 0);
  if (idle !== undefined) requestSchedule(context, idle);
}
