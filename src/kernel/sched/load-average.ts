// Load averages by Linux's integer arithmetic, brought up to date when the number of active tasks changes or is asked for. Knows no clock of its own.
import type { Scheduler } from './scheduler.js';

/** One step of the averages: 5 s. @see Linux 6.6 include/linux/sched/loadavg.h LOAD_FREQ */
const stepNs = 5_000_000_000;
const fixedOne = 2048;
/** 2048 / exp(5 s / 1, 5, 15 min). */
const decay: readonly [number, number, number] = [1884, 2014, 2037];

/** Applies all steps since the last one with the number of active tasks that held during them. Call before that number changes. */
export function updateLoad(scheduler: Scheduler, atNs: number): void {
  const { load } = scheduler;
  const steps = Math.floor((atNs - load.atNs) / stepNs);
  if (steps <= 0) return;
  load.atNs += steps * stepNs;
  const active = (scheduler.runnable + scheduler.uninterruptible) * fixedOne;
  for (const [index, factor] of decay.entries()) {
    load.values[index] = decayed(load.values[index] ?? 0, factor, steps, active);
  }
}

/** The averages as numbers with two digits of truth. @see getloadavg(3) */
export function loadAverages(scheduler: Scheduler, atNs: number): [number, number, number] {
  updateLoad(scheduler, atNs);
  const [one, five, fifteen] = scheduler.load.values;
  return [one / fixedOne, five / fixedOne, fifteen / fixedOne];
}

/** `steps` steps at once: the factor is raised to that power by squaring, rounding as Linux's fixed_power_int. */
function decayed(value: number, factor: number, steps: number, active: number): number {
  let power = fixedOne;
  let square = factor;
  for (let left = steps; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) power = Math.round((power * square) / fixedOne);
    square = Math.round((square * square) / fixedOne);
  }
  const sum = value * power + active * (fixedOne - power);
  return Math.floor((active >= value ? sum + fixedOne - 1 : sum) / fixedOne);
}
