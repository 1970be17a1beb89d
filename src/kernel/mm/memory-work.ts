// What memory management has read, written, cleared and copied since somebody last looked: plain data. Knows no hart, and not what it costs.

/** Of one trap. Whoever charges it empties it. */
export interface MemoryWork {
  /** Whether addresses are wanted: a hart with caches is in the kernel. */
  noted: boolean;
  /** Frames filled with zeroes, and frames copied. */
  cleared: number;
  copied: number;
  /** In order, three numbers each: physical address, bytes, 0 for a load and 1 for a store. Those that were joined lie within one page. */
  readonly accesses: number[];
}

const pageBytes = 4096;
const accessFields = 3;
/** How far back a neighbour is looked for: fork reads one table and writes two, entry by entry. */
const neighboursTried = 3;

export function createMemoryWork(): MemoryWork {
  return { noted: false, cleared: 0, copied: 0, accesses: [] };
}

/** Forgets everything; from now on addresses are kept or not. */
export function resetWork(work: MemoryWork, noted: boolean): void {
  work.noted = noted;
  work.cleared = 0;
  work.copied = 0;
  if (work.accesses.length > 0) work.accesses.length = 0;
}

/** One access. One that follows a recent one of its kind in memory lengthens that, so that a walk of a table takes few rows. */
export function noteAccess(work: MemoryWork, pa: number, bytes: number, kind: 'load' | 'store'): void {
  if (!work.noted || bytes === 0) return;
  const { accesses } = work;
  const write = kind === 'store' ? 1 : 0;
  const oldest = Math.max(0, accesses.length - neighboursTried * accessFields);
  for (let at = accesses.length - accessFields; at >= oldest && pa % pageBytes !== 0; at -= accessFields) {
    const length = accesses[at + 1] ?? 0;
    if (accesses[at + 2] !== write || (accesses[at] ?? 0) + length !== pa) continue;
    accesses[at + 1] = length + bytes;
    return;
  }
  accesses.push(pa, bytes, write);
}

/** A frame was filled with zeroes. */
export function noteCleared(work: MemoryWork, frame: number): void {
  work.cleared++;
  noteAccess(work, frame * pageBytes, pageBytes, 'store');
}

/** A frame got the content of another. */
export function noteCopied(work: MemoryWork, to: number, from: number): void {
  work.copied++;
  noteAccess(work, from * pageBytes, pageBytes, 'load');
  noteAccess(work, to * pageBytes, pageBytes, 'store');
}

/** Gives each access to `visit`, in order, and forgets them. Returns how many frames were cleared or copied. */
export function takeWork(work: MemoryWork, visit: (pa: number, bytes: number, kind: 'load' | 'store') => void): number {
  const { accesses, cleared, copied } = work;
  for (let at = 0; at < accesses.length; at += accessFields)
    visit(accesses[at] ?? 0, accesses[at + 1] ?? 0, accesses[at + 2] === 1 ? 'store' : 'load');
  resetWork(work, work.noted);
  return cleared + copied;
}
