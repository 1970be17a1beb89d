// How nice values become load weights. Knows no task.
import { SCHED_IDLE } from '../../abi/sched.js';

/** Weight for nice -20..19: each step is 1.25 times the next. @see Linux 6.6 kernel/sched/core.c sched_prio_to_weight */
const weights: readonly number[] = [
  88761, 71755, 56483, 46273, 36291, 29154, 23254, 18705, 14949, 11916, 9548, 7620, 6100, 4904, 3906, 3121, 2501, 1991, 1586, 1277, 1024,
  820, 655, 526, 423, 335, 272, 215, 172, 137, 110, 87, 70, 56, 45, 36, 29, 23, 18, 15,
];

/** Weight of nice 0: virtual time of such a task passes as real time does. */
export const NICE_0_WEIGHT = 1024;

/** Of SCHED_IDLE, whatever the nice value. @see Linux 6.6 kernel/sched/sched.h WEIGHT_IDLEPRIO */
const idleWeight = 3;

/** @param policy SCHED_* number */
export function weightOf(policy: number, nice: number): number {
  return policy === SCHED_IDLE ? idleWeight : weightOfNice(nice);
}

export function weightOfNice(nice: number): number {
  return weights[nice + 20] ?? NICE_0_WEIGHT;
}
