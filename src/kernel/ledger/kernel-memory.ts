// Memory that the kernel uses beside its paths' own, as the caches see it: what mm has noted, and run queues. Knows addresses, not why they are used.
import { imageAt, ownData, runQueueData } from '../mm/kernel-image.js';
import { type MemoryWork, takeWork } from '../mm/memory-work.js';
import type { Hart } from '../task/hardware.js';
import { countIndex, stallCounters } from '../task/memory-counts.js';
import type { Task } from '../task/task.js';
import { ownDataOf, pathInstructions } from './kernel-paths.js';
import { book, category, type Ledger } from './ledger.js';

/** Does what `work` says on `hart`: instructions that clear and copy frames, and each access. Returns the cycles by which the clock advanced, for the caller to book. */
export function doNoted(hart: Hart, work: MemoryWork): number {
  if (work.accesses.length === 0 && work.cleared + work.copied === 0) return 0;
  const start = hart.cycles;
  const frames = takeWork(work, (pa, bytes, kind) => {
    hart.touch(pa, bytes, kind);
  });
  hart.chargeInstructions(frames * pathInstructions('pageClear'));
  return hart.cycles - start;
}

/** The same, booked to the category `name`. */
export function chargeNoted(ledger: Ledger, hart: Hart, task: Task | undefined, name: string, work: MemoryWork): void {
  const cycles = doNoted(hart, work);
  if (cycles > 0) book(ledger, hart, task, category(ledger, name), cycles);
}

/** An access of the kernel waits for nothing else. */
const stalls = Object.values(stallCounters).map(countIndex);

/** Cycles that `hart` has waited for caches and memory since boot, in programs and in the kernel. */
export function stalledCycles(hart: Hart): number {
  let sum = 0;
  for (const index of stalls) sum += hart.counters[index] ?? 0;
  return sum;
}

/** One change of a run queue. */
export interface QueueChange {
  /** Number of the core whose queue it is. */
  readonly queue: number;
  /** The task that joins, leaves or is picked. */
  readonly tid: number;
  /** Levels of the tree that are walked. */
  readonly levels: number;
  /** Which way the walk goes, as its bits say; 0: to the first task. */
  readonly way: number;
}

/** A node for each task of a full tree. */
const treeLevels = Math.floor(Math.log2(runQueueData.nodes + 1));
const entityBytes = 64;

/** Where a task is linked into queues: the last line of its own data. */
function entityOf(tid: number): number {
  return ownDataOf(tid) + ownData.bytes - entityBytes;
}

/** Touches what the change uses, which other cores may hold: the queue's head, a node for each level, the task's entity. Its instructions are in the paths' rows. */
export function chargeQueue(ledger: Ledger, hart: Hart, payer: Task | undefined, name: string, change: QueueChange): void {
  const { queue, tid, way } = change;
  const levels = Math.min(change.levels, treeLevels);
  const start = hart.cycles;
  const head = imageAt.runQueues + queue * runQueueData.stride;
  hart.touchKernel(head, runQueueData.headBytes, 'store');
  for (let level = 0; level < levels; level++) {
    const width = 1 << level;
    const node = head + runQueueData.headBytes + (width - 1 + (way % width)) * runQueueData.nodeBytes;
    hart.touchKernel(node, runQueueData.nodeBytes, level === levels - 1 ? 'store' : 'load');
  }
  hart.touchKernel(entityOf(tid), entityBytes, 'store');
  if (hart.cycles > start) book(ledger, hart, payer, category(ledger, name), hart.cycles - start);
}
