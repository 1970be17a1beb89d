// Where each cycle went: per core disjoint categories that sum to its clock, per task user and system time. Knows no kernel path by name but the two that are none.
import { addCost } from '../task/cost-table.js';
import type { Hart } from '../task/hardware.js';
import { type MemoryCounts, takeCounts, zeroMemoryCounts } from '../task/memory-counts.js';
import type { Task } from '../task/task.js';
import { createEndedTasks, type EndedTasks } from './ended-tasks.js';
import type { CallReceipt, SwitchReceipt } from './receipt.js';
import { createReceiptBook, type ReceiptBook } from './receipt-book.js';

/** Index of a category in every account. */
export type CategoryId = number;

/** Instructions of programs. */
export const USER: CategoryId = 0;
/** Clock that passed while the core waited for work. */
export const IDLE: CategoryId = 1;

/** One core's columns. The sum of `cycles` is the hart's clock as of `seenCycles`. */
export interface HartAccount {
  /** By category. */
  cycles: number[];
  /** By category: how often the path was entered. */
  counts: number[];
  /** What the caches counted for programs. */
  readonly userMemory: MemoryCounts;
  /** What the hart had counted when user mode was entered, or when it was last looked at since. */
  readonly seenMemory: MemoryCounts;
  /** The hart's clock that is accounted for. */
  seenCycles: number;
  seenNs: number;
  seenInstret: number;
  /** mtime that passed in user mode, in the kernel, idle. */
  userNs: number;
  systemNs: number;
  idleNs: number;
  /** User time of tasks with positive nice, part of `userNs`. */
  niceNs: number;
  contextSwitches: number;
  interrupts: number;
}

export interface Ledger {
  /** Name by category id: `user`, `idle`, `fault`, `switch`, `syscall:read`... */
  readonly categories: string[];
  readonly ids: Map<string, CategoryId>;
  readonly harts: HartAccount[];
  /** Hash of every switch and system call since boot, two 32-bit halves: equal histories, equal hashes. */
  history: [number, number];
  lastSwitch: SwitchReceipt | undefined;
  /** The last switch from one task to another, neither of them idle. */
  lastTaskSwitch: SwitchReceipt | undefined;
  lastCall: CallReceipt | undefined;
  /** All receipts, in bounded memory. */
  readonly receipts: ReceiptBook;
  readonly ended: EndedTasks;
}

export function createLedger(harts: readonly Hart[]): Ledger {
  const ledger: Ledger = {
    categories: [],
    ids: new Map(),
    harts: [],
    history: [0x811c9dc5, 0x9e3779b9],
    lastSwitch: undefined,
    lastTaskSwitch: undefined,
    lastCall: undefined,
    receipts: createReceiptBook(),
    ended: createEndedTasks(),
  };
  category(ledger, 'user');
  category(ledger, 'idle');
  for (const hart of harts) ledger.harts[hart.id] = openAccount(hart);
  return ledger;
}

function openAccount(hart: Hart): HartAccount {
  return {
    cycles: [0, hart.cycles],
    counts: [0, 0],
    userMemory: zeroMemoryCounts(),
    seenMemory: hart.counters.slice(),
    seenCycles: hart.cycles,
    seenNs: hart.mtimeNs,
    seenInstret: hart.instret,
    userNs: 0,
    systemNs: 0,
    idleNs: hart.mtimeNs,
    niceNs: 0,
    contextSwitches: 0,
    interrupts: 0,
  };
}

/** The id of the category called `name`, new or known. */
export function category(ledger: Ledger, name: string): CategoryId {
  const known = ledger.ids.get(name);
  if (known !== undefined) return known;
  const id = ledger.categories.length;
  ledger.categories.push(name);
  ledger.ids.set(name, id);
  return id;
}

export function account(ledger: Ledger, hart: Hart): HartAccount {
  const found = ledger.harts[hart.id];
  if (found === undefined) throw new Error(`hart ${hart.id} has no account`);
  return found;
}

/** Advances the hart's clock by `cycles` of kernel work in `id`, for `task` when it is done on a task's behalf. O(1). */
export function charge(ledger: Ledger, hart: Hart, task: Task | undefined, id: CategoryId, cycles: number): void {
  hart.charge(cycles);
  book(ledger, hart, task, id, cycles);
}

/** Books `cycles` by which the hart's clock has advanced already. */
export function book(ledger: Ledger, hart: Hart, task: Task | undefined, id: CategoryId, cycles: number): void {
  const columns = account(ledger, hart);
  columns.cycles[id] = (columns.cycles[id] ?? 0) + cycles;
  columns.seenCycles += cycles;
  const nowNs = hart.mtimeNs;
  const spanNs = nowNs - columns.seenNs;
  columns.seenNs = nowNs;
  columns.systemNs += spanNs;
  if (task === undefined) return;
  task.counters.stimeCycles += cycles;
  task.counters.stimeNs += spanNs;
  addCost(task.counters.costs, id, 0, cycles);
}

/** As `charge`, by the name of the category. */
export function chargePath(ledger: Ledger, hart: Hart, task: Task | undefined, name: string, cycles: number): void {
  charge(ledger, hart, task, category(ledger, name), cycles);
}

/** Counts one entry of path `id`. */
export function countPath(ledger: Ledger, hart: Hart, task: Task | undefined, id: CategoryId): void {
  const columns = account(ledger, hart);
  columns.counts[id] = (columns.counts[id] ?? 0) + 1;
  if (task !== undefined) addCost(task.counters.costs, id, 1, 0);
}

/** Books what the hart did by itself since the last look: user time of its current task, or idle time when it has none. */
export function settle(ledger: Ledger, hart: Hart, current: Task | undefined): void {
  const columns = account(ledger, hart);
  const cycles = hart.cycles - columns.seenCycles;
  const instructions = hart.instret - columns.seenInstret;
  if (cycles === 0 && instructions === 0) return;
  const nowNs = hart.mtimeNs;
  const spanNs = nowNs - columns.seenNs;
  const id = current === undefined ? IDLE : USER;
  columns.cycles[id] = (columns.cycles[id] ?? 0) + cycles;
  columns.seenCycles = hart.cycles;
  columns.seenNs = nowNs;
  columns.seenInstret = hart.instret;
  if (current === undefined) {
    columns.idleNs += spanNs;
    return;
  }
  columns.userNs += spanNs;
  if (current.scheduling.nice > 0) columns.niceNs += spanNs;
  current.counters.utimeCycles += cycles;
  current.counters.utimeNs += spanNs;
  current.counters.instructions += instructions;
  takeCounts(hart.counters, columns.seenMemory, columns.userMemory, current.counters.memory);
}

/** User mode is entered: what the caches have counted up to here is the kernel's. */
export function leaveKernel(ledger: Ledger, hart: Hart): void {
  account(ledger, hart).seenMemory.set(hart.counters);
}

/** Moves the clock of a hart without a task on to mtime `toNs`: that span is idle time. */
export function idleUntil(ledger: Ledger, hart: Hart, toNs: number): void {
  if (hart.mtimeNs >= toNs) return;
  settle(ledger, hart, undefined);
  hart.idleUntil(hart.cyclesAtNs(toNs));
  settle(ledger, hart, undefined);
}

/** Mixes one word into the history's hash. */
export function record(ledger: Ledger, word: number): void {
  const [low, high] = ledger.history;
  ledger.history[0] = Math.imul(low ^ word, 0x01000193) >>> 0;
  ledger.history[1] = Math.imul(((high << 13) | (high >>> 19)) ^ word, 0x85ebca6b) >>> 0;
}

/** The history's hash as 16 hexadecimal digits. */
export function historyHash(ledger: Ledger): string {
  return ledger.history.map((half) => half.toString(16).padStart(8, '0')).join('');
}
