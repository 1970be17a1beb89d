// Setting and cancelling deadlines. Knows the heaps; what an expired timer means is the caller's.
import type { Hart } from '../task/hardware.js';
import { runQueueOf, type SchedulingContext } from './scheduler.js';
import type { Timer, TimerPurpose } from './timer-heap.js';

/** Arms a timer on `hart`; returns its id. */
export function setTimer(context: SchedulingContext, hart: Hart, atNs: number, purpose: TimerPurpose): number {
  const { scheduler } = context;
  const id = scheduler.nextTimerId++;
  runQueueOf(scheduler, hart.id).timers.add({ id, atNs, purpose });
  scheduler.timerHomes.set(id, hart.id);
  if (atNs < hart.timecmpNs) hart.timecmpNs = atNs;
  return id;
}

/** The armed timer `id`, if it is still armed. */
export function findTimer({ scheduler }: SchedulingContext, id: number): Timer | undefined {
  const home = scheduler.timerHomes.get(id);
  return home === undefined ? undefined : runQueueOf(scheduler, home).timers.find(id);
}

/** Cancels `id`; 0 and expired ids are fine. */
export function cancelTimer({ scheduler }: SchedulingContext, id: number): void {
  const home = scheduler.timerHomes.get(id);
  if (home === undefined) return;
  scheduler.timerHomes.delete(id);
  runQueueOf(scheduler, home).timers.remove(id);
}

/** Takes the next timer of `hart` that has expired; undefined when none has. */
export function takeExpired({ scheduler }: SchedulingContext, hart: Hart): Timer | undefined {
  const { timers } = runQueueOf(scheduler, hart.id);
  const { earliest } = timers;
  if (earliest === undefined || earliest.atNs > hart.mtimeNs) return undefined;
  timers.remove(earliest.id);
  scheduler.timerHomes.delete(earliest.id);
  return earliest;
}
