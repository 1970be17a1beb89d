// The real-time classes above every policy: order by examples of sched(7), then in a kernel.
import { describe, expect, test } from 'vitest';
import { SCHED_BATCH, SCHED_FIFO, SCHED_IDLE, SCHED_OTHER, SCHED_RR } from '../../../src/abi/sched.js';
import { setPolicy } from '../../../src/kernel/sched/parameters.js';
import { policies, type PolicyName } from '../../../src/kernel/sched/policies.js';
import { roundRobinSliceNs } from '../../../src/kernel/sched/realtime.js';
import { freshScheduling } from '../../../src/kernel/task/scheduling.js';
import type { Task } from '../../../src/kernel/task/task.js';
import { userlandPrograms } from '../../../src/stores/userland.js';
import { TestSystem } from '../boot-for-test.js';
import { OneCore } from './one-core.js';
import { taskForTest } from './task-for-test.js';

const ms = 1e6;

function realtime(tid: number, policy: number, realtimePriority: number): Task {
  const task = taskForTest(tid);
  Object.assign(task.scheduling, { policy, realtimePriority });
  return task;
}

describe.each(Object.keys(policies))('above %s', (name) => {
  test('the highest priority runs, and an ordinary task only when no real-time task is ready', () => {
    const core = new OneCore(name, {}, { classes: true });
    core.start(taskForTest(1), realtime(2, SCHED_FIFO, 1), realtime(3, SCHED_RR, 99), realtime(4, SCHED_FIFO, 50));
    const order = [1, 2, 3, 4].map(() => {
      const { tid } = core.pick() ?? taskForTest(0);
      core.run(5 * ms);
      core.leave('asleep');
      return tid;
    });
    expect(order).toEqual([3, 4, 2, 1]);
  });

  test('a woken real-time task takes the core of an ordinary one and of a lower one, not of an equal one', () => {
    const core = new OneCore(name, {}, { classes: true });
    core.start(taskForTest(1));
    core.pick();
    core.run(1000);
    expect(core.wake(realtime(2, SCHED_FIFO, 10))).toBe(true);
    expect(core.wake(realtime(3, SCHED_FIFO, 10))).toBe(false);
    expect(core.wake(taskForTest(4))).toBe(false);
    expect(core.wake(realtime(5, SCHED_RR, 11))).toBe(true);
    // Who was made to leave goes on before its equals.
    core.leave('asleep');
    expect(core.pick()?.tid).toBe(2);
  });

  test('a task that changes its class while it runs joins the other one, and back', () => {
    const core = new OneCore(name, {}, { classes: true });
    const [task, other] = [taskForTest(1), taskForTest(2)];
    core.start(task, other);
    for (const [policy, realtimePriority] of [
      [SCHED_FIFO, 5],
      [SCHED_OTHER, 0],
    ]) {
      while (core.pick() !== task) {
        core.run(20 * ms);
        core.leave('asleep');
        core.policy.enqueue(core.queue, other, 'woken');
      }
      core.run(1 * ms);
      Object.assign(task.scheduling, { policy, realtimePriority });
      core.leave('preempted');
      expect(core.policy.size(core.queue)).toBe(2);
    }
  });
});

describe('SCHED_RR and SCHED_FIFO', () => {
  test('equals of SCHED_RR take turns of 100 ms, those of SCHED_FIFO go on until they give up', () => {
    const core = new OneCore('eevdf', {}, { classes: true });
    core.start(realtime(1, SCHED_RR, 5), realtime(2, SCHED_RR, 5), taskForTest(3));
    expect(core.order(5)).toEqual([1, 2, 1, 2, 1]);
    expect(core.nowNs).toBe(5 * roundRobinSliceNs);
    const other = new OneCore('eevdf', {}, { classes: true });
    const [first, second] = [realtime(1, SCHED_FIFO, 5), realtime(2, SCHED_FIFO, 5)];
    other.start(first, second);
    other.pick();
    expect(other.policy.remainingNs(other.queue, first)).toBe(Infinity);
    other.leave('yielded');
    expect(other.pick()).toBe(second);
  });

  test('SCHED_BATCH does not preempt when it wakes, and SCHED_IDLE gives way to all', () => {
    const core = new OneCore('cfs', {}, { classes: true });
    const [idle, batch] = [realtime(1, SCHED_IDLE, 0), realtime(2, SCHED_BATCH, 0)];
    core.start(taskForTest(3));
    core.pick();
    core.run(100 * ms);
    expect(core.wake(batch)).toBe(false);
    core.leave('asleep');
    expect(core.pick()).toBe(batch);
    core.leave('asleep');
    core.start(idle);
    core.pick();
    expect(core.wake(taskForTest(4))).toBe(true);
  });

  test('a child of a task with SCHED_RESET_ON_FORK begins as an ordinary one', () => {
    const parent = { ...realtime(1, SCHED_FIFO, 5).scheduling, nice: -5 };
    expect(freshScheduling(0, parent)).toMatchObject({ policy: SCHED_FIFO, realtimePriority: 5 });
    expect(freshScheduling(0, { ...parent, resetOnFork: true })).toMatchObject({ policy: 0, realtimePriority: 0, nice: 0, weight: 1024 });
  });
});

describe.each(Object.keys(policies) as PolicyName[])('in a kernel under %s', (policy) => {
  test('a real-time program is done before ordinary ones that started earlier', () => {
    const system = new TestSystem({ harts: 1, policy });
    for (const { name, load } of userlandPrograms()) if (name === 'spin') system.install('/bin/spin', load());
    const { state } = system.kernel;
    const ordinary = [1, 2].map(() => system.spawn('/bin/spin', ['40']));
    system.kernel.run(5 * ms);
    const urgent = system.spawn('/bin/spin', ['20']);
    setPolicy(state, urgent.leader, SCHED_FIFO, 30);
    system.runToEnd(urgent);
    const { endNs = 0, firstRunNs = 0 } = urgent.leader.counters;
    expect(endNs - firstRunNs).toBeLessThan(40 * ms);
    expect(urgent.leader.counters.involuntarySwitches).toBe(0);
    expect(ordinary.every(({ leader }) => leader.state !== 'Z')).toBe(true);
    for (const process of ordinary) expect(system.runToEnd(process)).toBe(0);
    system.kernel.checkLedger();
  });
});
