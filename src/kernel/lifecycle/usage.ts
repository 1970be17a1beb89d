// CPU time, faults and peaks of whole processes, added up from threads. Knows no format.
import { PAGE_BYTES } from '../mm/frame-allocator.js';
import { addUsage, type Usage } from '../task/counters.js';
import type { Process, Task } from '../task/task.js';

/** All threads that the process has or had; children not counted. */
export function processUsage(process: Process): Usage {
  const usage = { ...process.goneThreads };
  for (const task of process.tasks) addUsage(usage, task.counters);
  usage.maxRssBytes = peakBytes(process, usage.maxRssBytes);
  return usage;
}

export function threadUsage(task: Task): Usage {
  return { ...task.counters, maxRssBytes: peakBytes(task.process, task.process.goneThreads.maxRssBytes) };
}

function peakBytes(process: Process, before: number): number {
  return Math.max(before, (process.space?.usage.peakRss ?? 0) * PAGE_BYTES);
}

/** CPU time of a process in nanoseconds. */
export function cpuTimeNs(process: Process): number {
  const { utimeNs, stimeNs } = processUsage(process);
  return utimeNs + stimeNs;
}

/** What a parent gains when it waits for `child`: the child's own usage and that of the child's children. */
export function addChildUsage(parent: Process, child: Process): void {
  const own = processUsage(child);
  const sum = parent.childrenUsage;
  addUsage(sum, own);
  addUsage(sum, child.childrenUsage);
  sum.maxRssBytes = Math.max(sum.maxRssBytes, own.maxRssBytes, child.childrenUsage.maxRssBytes);
}
