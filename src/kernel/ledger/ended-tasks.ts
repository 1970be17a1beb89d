// Final counters of tasks that are gone: the last ones each, all earlier ones as one. Knows no lifecycle; who removes a task tells it.
import { addCosts } from '../task/cost-table.js';
import { type TaskCounters, zeroCounters } from '../task/counters.js';
import { addCounts } from '../task/memory-counts.js';
import { emptyRing, pushRing, type Ring } from './ring.js';

/** `counters` is the task's own: what is still charged while it leaves is in it. */
export interface EndedTask {
  readonly pid: number;
  readonly tid: number;
  readonly comm: string;
  readonly counters: TaskCounters;
}

export interface EndedTasks {
  readonly last: Ring<EndedTask>;
  /** Sum over `earlierCount` tasks that gave way. */
  readonly earlier: TaskCounters;
  earlierCount: number;
}

const endedKept = 4096;

export function createEndedTasks(): EndedTasks {
  return { last: emptyRing(endedKept), earlier: zeroCounters(), earlierCount: 0 };
}

/** A task, as far as it is remembered. */
export interface EndingTask extends Omit<EndedTask, 'pid'> {
  readonly process: { readonly pid: number };
}

/** Keeps what a task that leaves the tables has cost. */
export function keepEnded(ended: EndedTasks, { process, tid, comm, counters }: EndingTask): void {
  const oldest = pushRing(ended.last, { pid: process.pid, tid, comm, counters });
  if (oldest === undefined) return;
  ended.earlierCount++;
  addCounters(ended.earlier, oldest.counters);
}

const maxima: ReadonlySet<string> = new Set(['wakeLatencyMaxNs']);

function addCounters(sum: TaskCounters, part: TaskCounters): void {
  const numbers = sum as unknown as Record<string, number>;
  for (const [name, value] of Object.entries(part)) {
    if (typeof value !== 'number') continue;
    const before = numbers[name] ?? 0;
    numbers[name] = maxima.has(name) ? Math.max(before, value) : before + value;
  }
  addCounts(sum.memory, part.memory);
  addCosts(sum.costs, part.costs);
}
