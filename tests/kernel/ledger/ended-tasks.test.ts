// What ended tasks have cost: the last ones each, the rest as one.
import { expect, test } from 'vitest';
import { createEndedTasks, keepEnded } from '../../../src/kernel/ledger/ended-tasks.js';
import { addCost, costRows } from '../../../src/kernel/task/cost-table.js';
import { taskForTest } from '../sched/task-for-test.js';

test('the last 4096 are kept whole, earlier ones are summed', () => {
  const ended = createEndedTasks();
  for (let tid = 1; tid <= 5000; tid++) {
    const task = { ...taskForTest(tid), process: { pid: tid } };
    Object.assign(task.counters, { utimeCycles: tid, stimeCycles: 7, wakeLatencyMaxNs: tid });
    addCost(task.counters.costs, 2, 1, 7);
    keepEnded(ended, task);
  }
  expect(ended.last.items).toHaveLength(4096);
  expect(ended.earlierCount).toBe(904);
  expect(ended.earlier).toMatchObject({ utimeCycles: (904 * 905) / 2, stimeCycles: 904 * 7, wakeLatencyMaxNs: 904 });
  expect(costRows(ended.earlier.costs)).toEqual([{ id: 2, count: 904, cycles: 904 * 7 }]);
});
