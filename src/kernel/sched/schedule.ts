// Choosing the next task of a core and switching to it: the one place where a core changes hands. Knows no trap.
import { chargeWork } from '../ledger/kernel-work.js';
import { doublings } from '../ledger/kernel-paths.js';
import { account, category, countPath } from '../ledger/ledger.js';
import type { LeaveReason, SwitchReceipt } from '../ledger/receipt.js';
import { bookReload, bookSwitch } from '../ledger/receipt-book.js';
import type { Hart } from '../task/hardware.js';
import { countIndex } from '../task/memory-counts.js';
import type { Task } from '../task/task.js';
import { traceMisses, traceQueue, traceReceipt, traceSwitch } from '../trace/hooks.js';
import { pullWork } from './balance.js';
import { switchTo } from './context-switch.js';
import { placeWoken } from './placement.js';
import { enqueue, notifyQueue, reportRun, touchQueue } from './run-queue.js';
import { mayRunOn, policyOf, type RunQueue, runQueueOf, type SchedulingContext } from './scheduler.js';

/** Whether the core of `hart` must choose before it may enter user mode. */
export function needsSchedule({ scheduler }: SchedulingContext, hart: Hart): boolean {
  const queue = runQueueOf(scheduler, hart.id);
  return queue.reschedule || queue.current === undefined || queue.current.state !== 'R';
}

/**
 * Puts the running task away, picks the next and switches to it. The same task may be picked again: then nothing is saved or loaded.
 * Returns the task to run, or undefined when the core idles.
 */
export function schedule(context: SchedulingContext, hart: Hart): Task | undefined {
  const queue = runQueueOf(context.scheduler, hart.id);
  const { current: previous, yielding: yielded } = queue;
  closeReceipt(context, hart, queue);
  const reason = leaveReason(previous, yielded);
  const trapIn = hart.cycles - queue.entryCycles;
  const pickStart = hart.cycles;
  reportRun(context, queue);
  if (previous !== undefined) putAway(context, queue, previous, yielded);
  queue.reschedule = false;
  queue.yielding = false;
  queue.choices++;
  if (yielded) queue.yields++;
  countPath(context.ledger, hart, previous, category(context.ledger, 'schedule'));
  chargeWork(context.ledger, hart, living(previous), 'schedule', 'schedule', doublings(queue.queued));
  if (queue.queued === 0) pullWork(context, hart, queue, 1);
  const next = pickNext(context, queue);
  if (next === previous) {
    if (next !== undefined) next.scheduling.wokenNs = undefined;
    return next;
  }
  const receipt: SwitchReceipt = {
    atNs: hart.mtimeNs,
    hart: hart.id,
    from: party(previous),
    reason,
    channel: previous?.blocked?.wait.channel,
    to: party(next),
    trapIn,
    save: 0,
    pick: hart.cycles - pickStart,
    mmSwitch: 0,
    restore: 0,
    trapOut: 0,
    total: 0,
  };
  countSwitch(context, hart, previous, reason);
  endSlice(context, hart, queue);
  switchTo(context, hart, queue, next, receipt);
  traceSwitch(context, hart, previous, next, receipt);
  queue.openReceipt = receipt;
  queue.reportedNs = hart.mtimeNs;
  if (next === undefined) closeReceipt(context, hart, queue);
  queue.nextTickNs = next === undefined ? Infinity : hart.mtimeNs + context.scheduler.tickNs;
  return next;
}

function living(task: Task | undefined): Task | undefined {
  return task === undefined || task.state === 'Z' || task.state === 'X' ? undefined : task;
}

function party(task: Task | undefined): { tid: number; comm: string } | undefined {
  return task === undefined ? undefined : { tid: task.tid, comm: task.comm };
}

function leaveReason(task: Task | undefined, yielded: boolean): LeaveReason | 'idle' {
  if (task === undefined) return 'idle';
  if (task.state === 'R') return yielded ? 'yielded' : 'preempted';
  if (task.state === 'S' || task.state === 'D') return 'blocked';
  return task.state === 'T' || task.state === 't' ? 'stopped' : 'exited';
}

/** Takes the running task off the policy's hands; one that can go on joins the queue again. */
function putAway(context: SchedulingContext, queue: RunQueue, task: Task, yielded: boolean): void {
  const runnable = task.state === 'R';
  const staysHere = runnable && mayRunOn(task, queue.hartId);
  policyOf(context.scheduler).stopped(queue.queue, task, !staysHere);
  if (staysHere) enqueue(context, queue, task, yielded ? 'yielded' : 'preempted');
  else if (runnable) moveAway(context, task);
}

/** Its affinity no longer allows this core. */
function moveAway(context: SchedulingContext, task: Task): void {
  const queue = placeWoken(context.scheduler, task);
  enqueue(context, queue, task, 'migrated');
  task.scheduling.leftNs = Math.max(task.scheduling.leftNs, context.activeHart?.mtimeNs ?? 0);
  task.scheduling.readyNs = task.scheduling.leftNs;
  notifyQueue(context, queue, task);
}

function pickNext(context: SchedulingContext, queue: RunQueue): Task | undefined {
  const next = policyOf(context.scheduler).pick(queue.queue);
  if (next === undefined) return undefined;
  touchQueue(context, queue, next, 'schedule', 0);
  next.scheduling.queued = false;
  queue.queued--;
  traceQueue(context, queue);
  return next;
}

/** A task that cannot go on left voluntarily, also when it yielded; one that could was made to. */
function countSwitch(context: SchedulingContext, hart: Hart, task: Task | undefined, reason: LeaveReason | 'idle'): void {
  account(context.ledger, hart).contextSwitches++;
  countPath(context.ledger, hart, task, category(context.ledger, 'switch'));
  if (task === undefined) return;
  if (reason === 'preempted' || reason === 'yielded') task.counters.involuntarySwitches++;
  else task.counters.voluntarySwitches++;
}

/** What the hart has reloaded since boot: lines and translations that others had pushed out of its caches. */
function reloadsOf({ counters }: Hart): { lines: number; cycles: number } {
  const lines = (counters[linesL1] ?? 0) + (counters[linesL2] ?? 0) + (counters[translations] ?? 0);
  return { lines, cycles: counters[cyclesOfReloads] ?? 0 };
}

const [linesL1, linesL2] = [countIndex('reloadLinesL1'), countIndex('reloadLinesL2')];
const [translations, cyclesOfReloads] = [countIndex('reloadTranslations'), countIndex('reloadCycles')];

/** The slice of the last switch is over: what was reloaded in it is that switch's indirect cost. */
function endSlice({ ledger }: SchedulingContext, hart: Hart, queue: RunQueue): void {
  const { slice } = queue;
  if (slice === undefined) return;
  const now = reloadsOf(hart);
  const reload = { lines: now.lines - slice.lines, cycles: now.cycles - slice.cycles };
  bookReload(ledger.receipts, slice.receipt, reload);
  slice.task.reloadCycles += reload.cycles;
  if (slice.before !== undefined) slice.before.reloadCyclesCaused += reload.cycles;
  queue.slice = undefined;
}

/** The task that the receipt led to enters user mode. */
function beginSlice({ machine }: SchedulingContext, hart: Hart, queue: RunQueue, receipt: SwitchReceipt): void {
  const { current, lastOnCore } = queue;
  if (current === undefined) return;
  const before = lastOnCore === current.counters ? undefined : lastOnCore;
  queue.lastOnCore = current.counters;
  if (machine.hierarchy === undefined) return;
  const { lines, cycles } = reloadsOf(hart);
  queue.slice = { receipt, lines, cycles, task: current.counters, before };
}

/** Ends the receipt of the last switch: what was charged since belongs to the way out. */
export function closeReceipt(context: SchedulingContext, hart: Hart, queue: RunQueue): void {
  const receipt = queue.openReceipt;
  if (receipt === undefined) return;
  const inside = receipt.trapIn + receipt.pick + receipt.save + receipt.mmSwitch + receipt.restore;
  receipt.total = hart.cycles - queue.entryCycles;
  receipt.trapOut = receipt.total - inside;
  queue.entryCycles = hart.cycles;
  queue.openReceipt = undefined;
  bookSwitch(context.ledger.receipts, receipt);
  beginSlice(context, hart, queue, receipt);
  traceReceipt(context, hart, receipt);
  traceMisses(context, hart);
  context.ledger.lastSwitch = receipt;
  if (receipt.from !== undefined && receipt.to !== undefined) context.ledger.lastTaskSwitch = receipt;
}
