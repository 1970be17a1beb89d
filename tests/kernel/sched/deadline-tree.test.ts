// The tree of deadlines against a plain list.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type DeadlineTree,
  deadlineTree,
  earliestDeadline,
  earliestEligible,
  insertByDeadline,
  latestFirst,
  removeByDeadline,
} from '../../../src/kernel/sched/deadline-tree.js';
import type { Task } from '../../../src/kernel/task/task.js';
import { taskForTest } from './task-for-test.js';

function earlier(a: Task, b: Task): number {
  const [first, second] = [a.scheduling.data, b.scheduling.data];
  return first.deadline - second.deadline || first.sequence - second.sequence;
}

/** A row has 16 integers; numbers 8 and 9 are its children. */
function depth(tree: DeadlineTree, row = tree.root): number {
  return row === 0 ? 0 : 1 + Math.max(...[8, 9].map((side) => depth(tree, tree.links[16 * row + side])));
}

test('finds the earliest deadline among the eligible, as a search of all tasks does', () => {
  const numbers = fc.record({ deadline: fc.nat(50), vruntime: fc.nat(50), removed: fc.boolean() });
  fc.assert(
    fc.property(fc.array(numbers, { maxLength: 60 }), fc.nat(50), (rows, limit) => {
      const tree = deadlineTree();
      const tasks = rows.map(({ deadline, vruntime }, tid) => {
        const task = taskForTest(tid);
        Object.assign(task.scheduling.data, { deadline, vruntime, sequence: tid });
        insertByDeadline(tree, task);
        return task;
      });
      const left = tasks.filter((_, index) => rows[index]?.removed === false);
      for (const [index, task] of tasks.entries()) if (rows[index]?.removed) removeByDeadline(tree, task);
      const sorted = [...left].sort(earlier);
      expect([...latestFirst(tree)].reverse()).toEqual(sorted);
      expect(earliestDeadline(tree)).toBe(sorted[0]);
      expect(earliestEligible(tree, limit)).toBe(sorted.find((task) => task.scheduling.data.vruntime <= limit));
    }),
    { seed: 3 },
  );
});

test('stays shallow when tasks arrive in order of their deadlines', () => {
  const tree = deadlineTree();
  for (let tid = 0; tid < 10_000; tid++) {
    const task = taskForTest(tid);
    Object.assign(task.scheduling.data, { deadline: tid, sequence: tid });
    insertByDeadline(tree, task);
  }
  expect(depth(tree)).toBeLessThan(50);
});
