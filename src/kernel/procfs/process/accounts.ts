// Counters and scores of a process: /proc/[pid]/io, oom_score, oom_score_adj, children. Knows no writer of them but oom_score_adj's.
import type { Errno } from '../../../abi/errno.js';
import { utf8Decode } from '../../../abi/text.js';
import type { Caller } from '../../fs/inode.js';
import { isPrivileged } from '../../fs/permissions.js';
import type { KernelState } from '../../kernel-state.js';
import { oomPoints } from '../../lifecycle/out-of-memory.js';
import type { Subject } from '../subject.js';

/** Reads and writes of memfs cause no traffic of a disk, so the storage rows of Linux are zero by nature. @see proc_pid_io(5) */
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

/** What the choice of a victim counts, on Linux's scale of 0 to 2000: 666 is an empty process. 0: it is never chosen. @see Linux 6.6 fs/proc/base.c proc_oom_score */
export function pidOomScore({ process }: Subject, kernel: KernelState): string {
  const points = oomPoints(kernel, process);
  if (points === undefined) return '0\n';
  return `${Math.max(0, Math.floor(((1000 + (points * 1000) / kernel.memory.frames.totalCount) * 2) / 3))}\n`;
}

export function pidOomScoreAdj({ process }: Subject): string {
  return `${process.oomScoreAdj}\n`;
}

/** Only the privileged may make a process safer than it was. @see proc_pid_oom_score_adj(5) */
export function writeOomScoreAdj({ process }: Subject, bytes: Uint8Array, caller: Caller): number | Errno {
  const text = utf8Decode(bytes).trim();
  if (!/^[+-]?\d+$/.test(text)) return 'EINVAL';
  const score = Number(text);
  if (score < -1000 || score > 1000) return 'EINVAL';
  if (score < process.oomScoreAdj && !isPrivileged(caller.credentials)) return 'EACCES';
  process.oomScoreAdj = score;
  return bytes.length;
}

/** Pids of the children that the thread created; all of a process's are shown with its leader. @see proc_tid_children(5) */
export function pidChildren({ process, task }: Subject): string {
  if (task !== process.leader) return '';
  return [...process.children].map(({ pid }) => `${pid} `).join('');
}
