// Load averages: worked examples.
import { expect, test } from 'vitest';
import { loadAverages, updateLoad } from '../../../src/kernel/sched/load-average.js';
import { createScheduler } from '../../../src/kernel/sched/scheduler.js';

const seconds = 1e9;

function scheduler(runnable: number): ReturnType<typeof createScheduler> {
  return {
    ...createScheduler([], { policy: 'rr', sliceNs: undefined, tickNs: 1e7, balancing: true, pcbSaving: 'lazy', seed: 1 }),
    runnable,
  };
}

test('one task for a minute brings the one-minute average to 1 - 1/e', () => {
  const state = scheduler(1);
  expect(loadAverages(state, 60 * seconds)[0]).toBeCloseTo(1 - Math.exp(-1), 1);
});

test('one look after an hour and a look every second give the same', () => {
  const [lazy, busy] = [scheduler(3), scheduler(3)];
  for (let second = 1; second <= 3600; second++) updateLoad(busy, second * seconds);
  const [a, b] = [loadAverages(lazy, 3600 * seconds), loadAverages(busy, 3600 * seconds)];
  for (const index of [0, 1, 2] as const) expect(a[index]).toBeCloseTo(b[index], 1);
});

test('nobody to run lets the averages fall to zero', () => {
  const state = scheduler(2);
  updateLoad(state, 600 * seconds);
  state.runnable = 0;
  expect(loadAverages(state, 4200 * seconds)[0]).toBeCloseTo(0, 2);
});
