// Counters and scores of a process: /proc/[pid]/io, oom_score, oom_score_adj, children. Knows no writer of them.
import type { KernelState } from '../../kernel-state.js';
import { residentPages } from '../../mm/address-space.js';
import type { Subject } from '../subject.js';

/** Only what is measured: reads and writes of memfs cause no disk traffic, so the storage rows of Linux are zero by nature. @see proc_pid_io(5) */
export function pidIo({ process: { io } }: Subject): string {
  const rows: readonly (readonly [string, number])[] = [
    ['rchar', io.readChars],
    ['wchar', io.writtenChars],
    ['syscr', io.readCalls],
    ['syscw', io.writeCalls],
    ['read_bytes', 0],
    ['write_bytes', 0],
    ['cancelled_write_bytes', 0],
  ];
  return rows.map(([label, value]) => `${label}: ${value}\n`).join('');
}

/** Thousandths of RAM that killing it would free, moved by oom_score_adj; 0-2000. @see proc_pid_oom_score(5) */
export function oomScore({ process }: Subject, kernel: KernelState): number {
  const pages = process.space === undefined ? 0 : residentPages(process.space) + process.space.usage.pageTables;
  const share = Math.floor((pages * 1000) / kernel.memory.frames.totalCount);
  return Math.max(0, Math.min(2000, share + process.oomScoreAdj));
}

export function pidOomScore(subject: Subject, kernel: KernelState): string {
  return `${oomScore(subject, kernel)}\n`;
}

export function pidOomScoreAdj({ process }: Subject): string {
  return `${process.oomScoreAdj}\n`;
}

/** Pids of the children that the thread created; all of a process's are shown with its leader. @see proc_tid_children(5) */
export function pidChildren({ process, task }: Subject): string {
  if (task !== process.leader) return '';
  return [...process.children].map(({ pid }) => `${pid} `).join('');
}
