// The metrics by examples that can be done in the head.
import { expect, test } from 'vitest';
import { countValue } from '../../src/kernel/task/log-histogram.js';
import type { Task } from '../../src/kernel/task/task.js';
import { jainIndex, scheduleMetrics, taskMetrics } from '../../src/observe/scheduling-metrics.js';
import { taskForTest } from '../kernel/sched/task-for-test.js';

/** OSTEP ch. 7: jobs that start at 0 and run one after the other. Seconds. */
function job(tid: number, first: number, end: number, nice = 0): Task {
  const task = taskForTest(tid, nice);
  Object.assign(task.counters, { firstRunNs: first * 1e9, endNs: end * 1e9, utimeNs: (end - first) * 1e9 });
  return task;
}

test('OSTEP: first in, first out has a mean turnaround of 110 s where the shortest job first has 50 s', () => {
  const fifo = scheduleMetrics([job(1, 0, 100), job(2, 100, 110), job(3, 110, 120)]);
  const sjf = scheduleMetrics([job(1, 20, 120), job(2, 0, 10), job(3, 10, 20)]);
  expect([fifo.meanTurnaroundNs, sjf.meanTurnaroundNs]).toEqual([110e9, 50e9]);
  expect([fifo.meanResponseNs, sjf.meanResponseNs]).toEqual([70e9, 10e9]);
  expect(fifo.throughputPerSecond).toBeCloseTo(3 / 120, 10);
});

test('Jain: equal shares give 1, one that has all of n gives 1/n, and weights are taken out', () => {
  expect(jainIndex([5, 5, 5])).toBeCloseTo(1, 10);
  expect(jainIndex([7, 0, 0, 0])).toBeCloseTo(0.25, 10);
  expect(jainIndex([0, 0])).toBeUndefined();
  expect(scheduleMetrics([job(1, 0, 1024), job(2, 0, 335, 5)]).jainIndex).toBeCloseTo(1, 10);
});

test('a task that did not run yet has no response, no turnaround and no latencies', () => {
  const task = taskForTest(1);
  expect(taskMetrics(task)).toMatchObject({ responseNs: undefined, turnaroundNs: undefined, wakeP50Ns: undefined, runNs: 0 });
  for (let ns = 1; ns <= 100; ns++) countValue(task.counters.wakeLatencies, ns * 1000);
  const { wakeP50Ns = 0, wakeP99Ns = 0 } = taskMetrics(task);
  expect(Math.abs(wakeP50Ns - 50_000)).toBeLessThan(50_000 / 32);
  expect(Math.abs(wakeP99Ns - 99_000)).toBeLessThan(99_000 / 32);
});
