// Each policy by examples that a reader of OSTEP or of Linux would recognise.
import { describe, expect, test } from 'vitest';
import type { Task } from '../../../src/kernel/task/task.js';
import { OneCore } from './one-core.js';
import { taskForTest } from './task-for-test.js';

const ms = 1e6;

function withTickets(tid: number, tickets: number): Task {
  const task = taskForTest(tid);
  task.scheduling.weight = tickets;
  return task;
}

function withHint(tid: number, hintNs: number): Task {
  const task = taskForTest(tid);
  task.scheduling.burstHintNs = hintNs;
  return task;
}

describe('eevdf', () => {
  test('lets a sleeper that is owed time run before a busy task', () => {
    const core = new OneCore('eevdf');
    const [busy, sleeper] = [taskForTest(1), taskForTest(2)];
    core.start(busy, sleeper);
    expect(core.pick()).toBe(busy);
    core.run(2 * ms);
    core.leave('preempted');
    expect(core.pick()).toBe(sleeper);
  });
});

describe('rr', () => {
  test('gives equal slices in turn, whatever the nice values', () => {
    const tasks = [taskForTest(1), taskForTest(2, 19), taskForTest(3, -20)];
    expect(new OneCore('rr', { slice: 3 * ms }).share(tasks, 270 * ms)).toEqual([90 * ms, 90 * ms, 90 * ms]);
  });
});

describe('fifo', () => {
  test('never ends a slice and never preempts', () => {
    const core = new OneCore('fifo');
    const [first, second] = [taskForTest(1), taskForTest(2)];
    core.start(first);
    core.pick();
    expect(core.wake(second)).toBe(false);
    core.run(1e12);
    expect(core.policy.remainingNs(core.queue, first)).toBe(Infinity);
  });
});

describe('cfs', () => {
  test('gives four equals a quarter of the latency each, and sixteen the least run', () => {
    const slice = (tasks: number): number => {
      const core = new OneCore('cfs');
      core.start(...Array.from({ length: tasks }, (_, tid) => taskForTest(tid)));
      const running = core.pick();
      if (running === undefined) throw new Error('nobody runs');
      return core.policy.remainingNs(core.queue, running);
    };
    expect(slice(4)).toBe(1.5 * ms);
    expect(slice(16)).toBe(0.75 * ms);
  });

  test('OSTEP: nice -5 and nice 0 get 3/4 and 1/4 of the latency', () => {
    const core = new OneCore('cfs', { latency: 48 * ms, min: 6 * ms });
    const [a, b] = [taskForTest(1, -5), taskForTest(2)];
    core.start(a, b);
    core.slice();
    core.slice();
    expect((core.got.get(a) ?? 0) / ms).toBeCloseTo(36, 0);
    expect((core.got.get(b) ?? 0) / ms).toBeCloseTo(12, 0);
  });

  test('a sleeper takes the core when it wakes, is owed half a round at most, and one that slept a moment does not', () => {
    const core = new OneCore('cfs');
    const [busy, sleeper] = [taskForTest(1), taskForTest(2)];
    core.start(sleeper);
    core.pick();
    core.run(0.1 * ms);
    core.leave('asleep');
    core.start(busy);
    core.pick();
    core.run(1000 * ms);
    expect(core.wake(sleeper)).toBe(true);
    expect(busy.scheduling.data.vruntime - sleeper.scheduling.data.vruntime).toBeCloseTo(3 * ms, -2);
    core.run(2.5 * ms);
    core.leave('asleep');
    expect(core.pick()).toBe(busy);
    expect(core.wake(sleeper)).toBe(false);
  });
});

describe('mlfq', () => {
  const values = { levels: 3, slice: 10 * ms, allotment: 10 * ms, growth: 1, boost: 3600e9 };

  test('OSTEP figure 8.2: a long job goes down one level with each allotment and stays at the bottom', () => {
    const core = new OneCore('mlfq', values);
    const long = taskForTest(1);
    core.start(long);
    const levels = Array.from({ length: 5 }, () => {
      core.slice();
      return long.scheduling.data.level;
    });
    expect(levels).toEqual([1, 2, 2, 2, 2]);
  });

  test('OSTEP figure 8.3: a short job that comes along takes the core and is done before the long one goes on', () => {
    const core = new OneCore('mlfq', values);
    const [long, short] = [taskForTest(1), taskForTest(2)];
    core.start(long);
    core.order(5);
    core.pick();
    core.start(short);
    expect(core.policy.preempts(core.queue, short, long)).toBe(true);
    core.leave('preempted');
    expect(core.order(3)).toEqual([2, 2, 1]);
  });

  test('rule 4: giving up the core just before the allotment ends does not keep a task at the top', () => {
    const core = new OneCore('mlfq', values);
    const gamer = taskForTest(1);
    core.start(gamer);
    for (const level of [0, 1]) {
      core.pick();
      core.run(9 * ms);
      core.leave('asleep');
      core.wake(gamer);
      core.leave('preempted');
      expect(gamer.scheduling.data.level).toBe(level);
      core.pick();
      core.run(1 * ms);
      core.leave('preempted');
      expect(gamer.scheduling.data.level).toBe(level + 1);
    }
  });

  test('rule 5: the boost brings a starved task to the top, once per period', () => {
    const core = new OneCore('mlfq', { ...values, boost: 100 * ms });
    const long = taskForTest(1);
    core.start(long);
    core.order(3);
    const others = [taskForTest(2), taskForTest(3)];
    core.start(...others);
    // Two that never use their allotment up would keep it out for ever.
    let turns = 0;
    while (core.pick() !== long && turns++ < 200) {
      core.run(1 * ms);
      const { running } = core;
      core.leave('asleep');
      if (running !== undefined) core.policy.enqueue(core.queue, running, 'new');
    }
    expect(turns).toBeGreaterThan(50);
    expect(turns).toBeLessThan(80);
  });
});

describe('stride', () => {
  test('OSTEP figure 9.3: 100, 50 and 250 tickets run A B C C C A C C', () => {
    const core = new OneCore('stride');
    core.start(withTickets(1, 100), withTickets(2, 50), withTickets(3, 250));
    expect(core.order(8)).toEqual([1, 2, 3, 3, 3, 1, 3, 3]);
  });

  test('a sleeper gets no arrears: it comes back as far from the others as it left', () => {
    const core = new OneCore('stride');
    const [busy, sleeper] = [taskForTest(1), taskForTest(2)];
    core.start(busy, sleeper);
    core.order(2);
    core.pick();
    core.leave('preempted');
    core.policy.dequeue(core.queue, sleeper);
    core.order(100);
    core.wake(sleeper);
    core.leave('preempted');
    const order = core.order(10);
    expect(order.filter((tid) => tid === 2).length).toBe(5);
  });
});

describe('lottery', () => {
  test('OSTEP: 75 tickets of 100 win about three draws of four, and another seed wins others', () => {
    const draws = (seed: number): number[] => {
      const core = new OneCore('lottery', {}, { seed });
      core.start(withTickets(1, 75), withTickets(2, 25));
      return core.order(4000);
    };
    const won = draws(1).filter((tid) => tid === 1).length;
    expect(won).toBeGreaterThan(2880);
    expect(won).toBeLessThan(3120);
    expect(draws(1)).not.toEqual(draws(2));
  });
});

describe('sjf', () => {
  test('OSTEP figure 7.3: jobs of 100, 10 and 10 s run the short ones first', () => {
    const core = new OneCore('sjf');
    core.start(withHint(1, 100e9), withHint(2, 10e9), withHint(3, 10e9));
    const order = [100e9, 10e9, 10e9].map(() => {
      const task = core.pick();
      core.run(task?.scheduling.burstHintNs ?? 0);
      core.leave('asleep');
      return task?.tid;
    });
    expect(order).toEqual([2, 3, 1]);
  });

  test('OSTEP figure 7.5: with preemption a shorter one takes the core at once, without it waits', () => {
    const wakes = (preempt: number): boolean => {
      const core = new OneCore('sjf', { preempt });
      core.start(withHint(1, 100e9));
      core.pick();
      core.run(10e9);
      return core.wake(withHint(2, 10e9));
    };
    expect(wakes(1)).toBe(true);
    expect(wakes(0)).toBe(false);
  });

  test('Silberschatz figure 5.4: bursts 6, 4, 6, 4, 13, 13, 13 from a guess of 10 are expected as 8, 6, 6, 5, 9, 11, 12', () => {
    const core = new OneCore('sjf');
    const task = withHint(1, 10);
    core.start(task);
    const expected = [6, 4, 6, 4, 13, 13, 13].map((burst) => {
      core.pick();
      core.run(burst);
      core.leave('asleep');
      core.policy.enqueue(core.queue, task, 'woken');
      return task.scheduling.data.expectedNs;
    });
    expect(expected).toEqual([8, 6, 6, 5, 9, 11, 12]);
  });
});
