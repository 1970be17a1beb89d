// Inode numbers of /proc: each thread has a stretch of its own, so that no two files of different meaning share one. Knows arithmetic only.
import type { Subject } from './subject.js';

/** Numbers of a thread: 1024 for its directories' entries, then four for each descriptor (a million of them): link and facts, by pid and by tid. */
const inosPerTask = 1 << 23;
const firstDescriptorIno = 1024;
/** Entries by tid follow those by pid. */
const threadOffset = 512;

function base({ task, scope }: Subject): number {
  return task.tid * inosPerTask + (scope === 'process' ? 0 : threadOffset);
}

/** Of `/proc/[pid]` and `task/[tid]` themselves. */
export function directoryIno(subject: Subject): number {
  return base(subject) + 1;
}

/** Of the entry at `place` of the table of names. */
export function entryIno(subject: Subject, place: number): number {
  return base(subject) + 2 + place;
}

/** Of `/proc/[pid]` without a look at the process. */
export function pidIno(pid: number): number {
  return pid * inosPerTask + 1;
}

export function descriptorIno({ task, scope }: Subject, kind: 'links' | 'facts', fd: number): number {
  return task.tid * inosPerTask + firstDescriptorIno + fd * 4 + (scope === 'process' ? 0 : 2) + (kind === 'links' ? 0 : 1);
}
