// Allocation of process numbers.
import { expect, test } from 'vitest';
import { allocatePid, createTaskTable } from '../../../src/kernel/task/task-table.js';
import { taskForTest } from '../sched/task-for-test.js';

test('numbers rise from 1, wrap to 300, and skip those in use', () => {
  const table = createTaskTable(1000, 100);
  expect([allocatePid(table), allocatePid(table)]).toEqual([1, 2]);
  table.nextPid = 999;
  expect(allocatePid(table)).toBe(999);
  table.tasks.set(300, taskForTest(300));
  expect(allocatePid(table)).toBe(301);
});

test('none is given when all are in use', () => {
  const table = createTaskTable(4, 100);
  for (const tid of [1, 2, 3]) table.tasks.set(tid, taskForTest(tid));
  expect(allocatePid(table)).toBeUndefined();
});
