// Choosing and killing a process when no frame is left. Knows sizes and scores, not who asked.
import { signals } from '../../abi/signals.js';
import { type KernelState, mtimeNs } from '../kernel-state.js';
import { residentPages } from '../mm/address-space.js';
import { PAGE_BYTES } from '../mm/frame-allocator.js';
import { logLine } from '../task/kernel-log.js';
import { isInit } from '../task/task-table.js';
import type { Process, Task } from '../task/task.js';
import { killProcess } from './exit.js';

/** Pages in memory and in page tables, shifted by oom_score_adj thousandths of RAM; undefined: not to be killed. @see proc_pid_oom_score_adj(5) */
export function oomPoints({ memory, tasks }: KernelState, process: Process): number | undefined {
  const { space, oomScoreAdj } = process;
  if (space === undefined || process.exiting || oomScoreAdj <= -1000 || isInit(tasks, process)) return undefined;
  const points = residentPages(space) + space.usage.pageTables + (oomScoreAdj * memory.frames.totalCount) / 1000;
  return Math.max(1, points);
}

/** Kills the process with the most points, which gives its memory back at once; the needy one itself when there is no other. */
export function killForMemory(kernel: KernelState, needy: Task): void {
  let victim = needy.process;
  let most = 0;
  for (const process of kernel.tasks.processes.values()) {
    const points = oomPoints(kernel, process) ?? 0;
    if (points <= most) continue;
    victim = process;
    most = points;
  }
  kernel.faults.oomKills++;
  report(kernel, needy, victim);
  killProcess(kernel, victim, signals.SIGKILL);
}

function report(kernel: KernelState, needy: Task, victim: Process): void {
  const usage = victim.space?.usage;
  const kilobytes = (pages = 0): string => `${(pages * PAGE_BYTES) / 1024}kB`;
  const atNs = mtimeNs(kernel);
  logLine(kernel.log, atNs, 'warning', `${needy.comm} invoked oom-killer: order=0, oom_score_adj=${needy.process.oomScoreAdj}`);
  const sizes = `total-vm:${kilobytes(usage?.total)}, anon-rss:${kilobytes(usage?.rssAnon)}, file-rss:${kilobytes(usage?.rssFile)}, shmem-rss:${kilobytes(usage?.rssShmem)}`;
  const name = `${victim.pid} (${victim.leader.comm})`;
  logLine(
    kernel.log,
    atNs,
    'error',
    `Out of memory: Killed process ${name} ${sizes}, UID:${victim.credentials.uid} oom_score_adj:${victim.oomScoreAdj}`,
  );
}
