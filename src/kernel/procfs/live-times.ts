// Times up to the moment of the look: what the ledger has booked, and the span since that no trap has told it of yet. Changes nothing: a look leaves no trace.
import { type KernelState, mtimeNs } from '../kernel-state.js';
import { account, IDLE, USER } from '../ledger/ledger.js';
import { userTime } from '../ledger/user-time.js';
import type { Hart } from '../task/hardware.js';
import { takeCounts } from '../task/memory-counts.js';
import type { Task } from '../task/task.js';

/** One core's time by use, nanoseconds of mtime. */
export interface CoreTimes {
  /** Niced time included. */
  readonly userNs: number;
  readonly niceNs: number;
  readonly systemNs: number;
  readonly idleNs: number;
}

function currentTask({ scheduler }: KernelState, hart: Hart): Task | undefined {
  return scheduler.queues[hart.id]?.current;
}

/** Nanoseconds that the hart has spent since the ledger last looked. A parked hart's own clock stands still, but its time passes. */
function unbookedNs(kernel: KernelState, hart: Hart): number {
  const { seenNs } = account(kernel.ledger, hart);
  const nowNs = hart.waiting ? Math.max(hart.mtimeNs, mtimeNs(kernel)) : hart.mtimeNs;
  return Math.max(0, nowNs - seenNs);
}

export function coreTimes(kernel: KernelState, hart: Hart): CoreTimes {
  const { userNs, niceNs, systemNs, idleNs } = account(kernel.ledger, hart);
  const spanNs = unbookedNs(kernel, hart);
  const task = currentTask(kernel, hart);
  if (task === undefined) return { userNs, niceNs, systemNs, idleNs: idleNs + spanNs };
  return { userNs: userNs + spanNs, niceNs: niceNs + (task.scheduling.nice > 0 ? spanNs : 0), systemNs, idleNs };
}

/** Cycles of a core by category, user time by what it waited for; they sum to the hart's clock, to the cycle. */
export function coreCycles(kernel: KernelState, hart: Hart): readonly (readonly [name: string, cycles: number])[] {
  const { cycles, seenCycles, userMemory, seenMemory } = account(kernel.ledger, hart);
  const id = currentTask(kernel, hart) === undefined ? IDLE : USER;
  const counts = userMemory.slice();
  if (id === USER && hart !== kernel.activeHart) takeCounts(hart.counters, seenMemory.slice(), counts);
  return kernel.ledger.categories.flatMap((name, index) => {
    const spent = (cycles[index] ?? 0) + (index === id ? hart.cycles - seenCycles : 0);
    return index === USER ? userTime(spent, counts, kernel.machine.costs) : [[name, spent] as const];
  });
}

/** User time that a running task's counters do not show yet. */
export function unbookedUserNs(kernel: KernelState, task: Task): number {
  if (!task.scheduling.onCore) return 0;
  const hart = kernel.machine.harts[task.scheduling.hart];
  return hart === undefined ? 0 : unbookedNs(kernel, hart);
}
