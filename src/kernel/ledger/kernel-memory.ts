// Memory that the kernel's handlers have used, as the caches see it: what mm has noted is touched at its addresses and charged. Knows addresses, not why.
import { type MemoryWork, takeWork } from '../mm/memory-work.js';
import type { Hart } from '../task/hardware.js';
import type { Task } from '../task/task.js';
import { pathInstructions } from './kernel-paths.js';
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
