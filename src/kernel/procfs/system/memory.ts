// /proc/meminfo and vmstat. Knows frames and totals, not who uses them.
import type { KernelState } from '../../kernel-state.js';
import { PAGE_BYTES } from '../../mm/frame-allocator.js';
import { kilobytes } from '../format.js';

/** Frames that hold pages of files. */
function cachedFrames({ vfs }: KernelState): number {
  return vfs.pageCaches?.pages ?? 0;
}

/**
 * What is counted, in Linux's order. Of its four lists two exist here: private memory stays (active), pages of files may be taken back (inactive).
 *
 * @see proc_meminfo(5)
 */
export function procMeminfo(kernel: KernelState): string {
  const { frames, totals } = kernel.memory;
  const cached = cachedFrames(kernel);
  const pages: readonly (readonly [label: string, pages: number])[] = [
    ['MemTotal', frames.totalCount],
    ['MemFree', frames.freeCount],
    ['MemAvailable', frames.freeCount + cached],
    ['Buffers', 0],
    ['Cached', cached + totals.shared],
    ['SwapCached', 0],
    ['Active', totals.anonymous],
    ['Inactive', cached + totals.shared],
    ['Active(anon)', totals.anonymous],
    ['Inactive(anon)', totals.shared],
    ['Active(file)', 0],
    ['Inactive(file)', cached],
    ['SwapTotal', 0],
    ['SwapFree', 0],
    ['Dirty', kernel.vfs.pageCaches?.dirtyPages ?? 0],
    ['Writeback', 0],
    ['AnonPages', totals.anonymous],
    ['Shmem', totals.shared],
    ['Slab', kernel.pcbs.frames.size],
    ['SReclaimable', 0],
    ['SUnreclaim', kernel.pcbs.frames.size],
    ['PageTables', totals.pageTables],
    ['CommitLimit', Math.floor(frames.totalCount / 2)],
    ['Committed_AS', totals.committed],
  ];
  return pages.map(([label, count]) => `${`${label}:`.padEnd(16)}${kilobytes(count * PAGE_BYTES)}\n`).join('');
}

/** The counters that this kernel has. Paging from and to disks and swap does not happen. @see proc_vmstat(5) */
export function procVmstat(kernel: KernelState): string {
  const { frames, totals } = kernel.memory;
  const { faults } = kernel;
  const rows: readonly (readonly [string, number])[] = [
    ['nr_free_pages', frames.freeCount],
    ['nr_slab_unreclaimable', kernel.pcbs.frames.size],
    ['nr_anon_pages', totals.anonymous],
    ['nr_file_pages', cachedFrames(kernel) + totals.shared],
    ['nr_dirty', kernel.vfs.pageCaches?.dirtyPages ?? 0],
    ['nr_writeback', 0],
    ['nr_shmem', totals.shared],
    ['nr_page_table_pages', totals.pageTables],
    ['pgpgin', 0],
    ['pgpgout', 0],
    ['pswpin', 0],
    ['pswpout', 0],
    ['pgfault', faults.minor + faults.major],
    ['pgmajfault', faults.major],
    ['oom_kill', faults.oomKills],
  ];
  return rows.map(([label, value]) => `${label} ${value}\n`).join('');
}
