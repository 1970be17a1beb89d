// What every scheduling policy must do, by loops over the table.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EnqueueReason, SchedulingPolicy } from '../../../src/kernel/sched/policy.js';
import { policies, policyNamed } from '../../../src/kernel/sched/policies.js';
import { weightOfNice } from '../../../src/kernel/sched/weights.js';
import type { Task } from '../../../src/kernel/task/task.js';
import { OneCore } from './one-core.js';
import { taskForTest } from './task-for-test.js';

const operationKinds = ['wake', 'pick', 'sleep', 'preempt', 'yield', 'steal', 'renice'] as const;

/** A queue of twenty tasks, some of them real-time, beside a plain set of those that should be in it. */
class Model {
  readonly #policy: SchedulingPolicy;
  readonly #queue: unknown;
  readonly #tasks = Array.from({ length: 20 }, (_, tid) => taskForTest(tid, (tid % 5) * 4 - 8));
  readonly #queued = new Set<Task>();
  #running: Task | undefined;

  constructor(policyName: string, classes: boolean) {
    const core = new OneCore(policyName, {}, { classes });
    this.#policy = core.policy;
    this.#queue = core.queue;
    if (classes) for (const task of this.#tasks.slice(15)) Object.assign(task.scheduling, { policy: 2, realtimePriority: task.tid });
  }

  apply(kind: (typeof operationKinds)[number], which: number, ranNs: number): void {
    const task = this.#tasks[which] ?? taskForTest(99);
    if (this.#running !== undefined) this.#policy.ran(this.#queue, this.#running, ranNs);
    if (kind === 'wake' && task !== this.#running && !this.#queued.has(task)) this.#enqueue(task, 'woken');
    if (kind === 'steal' && this.#queued.delete(task)) this.#policy.dequeue(this.#queue, task);
    if (kind === 'renice') this.#renice(task, weightOfNice((ranNs % 40) - 20));
    if (kind === 'pick' && this.#running === undefined) this.#pick();
    if (kind === 'sleep' || kind === 'preempt' || kind === 'yield') this.#stop(kind);
    this.#check();
  }

  #check(): void {
    expect(this.#policy.size(this.#queue)).toBe(this.#queued.size);
    expect(new Set(this.#policy.candidates(this.#queue))).toEqual(this.#queued);
    if (this.#running === undefined) return;
    expect(this.#policy.remainingNs(this.#queue, this.#running)).toBeGreaterThanOrEqual(0);
  }

  #enqueue(task: Task, reason: EnqueueReason): void {
    this.#policy.enqueue(this.#queue, task, reason);
    this.#queued.add(task);
    if (this.#running !== undefined) expect(this.#policy.preempts(this.#queue, task, this.#running)).toBeTypeOf('boolean');
  }

  #renice(task: Task, weight: number): void {
    const wasQueued = this.#queued.delete(task);
    if (wasQueued) this.#policy.dequeue(this.#queue, task);
    this.#policy.reweigh(this.#queue, task, weight, task === this.#running);
    expect(task.scheduling.weight).toBe(weight);
    if (wasQueued) this.#enqueue(task, 'migrated');
  }

  #pick(): void {
    const picked = this.#policy.pick(this.#queue);
    expect(picked === undefined).toBe(this.#queued.size === 0);
    if (picked !== undefined) expect(this.#queued.delete(picked)).toBe(true);
    this.#running = picked;
  }

  #stop(kind: 'sleep' | 'preempt' | 'yield'): void {
    const running = this.#running;
    if (running === undefined) return;
    this.#policy.stopped(this.#queue, running, kind === 'sleep');
    this.#running = undefined;
    if (kind !== 'sleep') this.#enqueue(running, kind === 'yield' ? 'yielded' : 'preempted');
  }
}

describe.each(Object.keys(policies))('the policy %s', (name) => {
  const policy = policyNamed(name);

  test.each([false, true])(
    'gives back exactly the tasks that were put in, whatever the order of operations (real-time classes: %s)',
    (classes) => {
      const operation = fc.record({ kind: fc.constantFrom(...operationKinds), which: fc.nat(19), ranNs: fc.nat(10_000_000) });
      fc.assert(
        fc.property(fc.array(operation, { maxLength: 200 }), (operations) => {
          const model = new Model(name, classes);
          for (const { kind, which, ranNs } of operations) model.apply(kind, which, ranNs);
        }),
        { numRuns: 60, seed: 1 },
      );
    },
  );

  test('has a name, a summary, and parameters whose defaults are in their ranges', () => {
    expect(policy.name).toBe(name);
    expect(policy.summary).not.toBe('');
    for (const row of policy.parameters) {
      expect(row.name).toMatch(/^[a-z]+$/);
      expect(row.summary.length).toBeGreaterThan(5);
      expect(row.initial).toBeGreaterThanOrEqual(row.lowest);
      expect(row.initial).toBeLessThanOrEqual(row.highest);
    }
    if (policy.quantum !== undefined) expect(policy.parameters.map((row) => row.name)).toContain(policy.quantum);
  });

  test('lets no ready task starve, unless it says that it may', () => {
    const tasks = [-10, 0, 0, 5, 19].map((nice, tid) => taskForTest(tid, nice));
    const got = new OneCore(name).share(tasks, 200e9);
    if (policy.mayStarve) expect(got.filter((ns) => ns === 0).length).toBeGreaterThan(0);
    else expect(Math.min(...got)).toBeGreaterThan(0);
  });

  test('lets a task that yields without end not keep the others from running', () => {
    const core = new OneCore(name);
    const [first, second] = [taskForTest(1), taskForTest(2)];
    core.start(first, second);
    for (let turn = 0; turn < 2000 && core.got.size < 2; turn++) {
      core.pick();
      core.run(10_000);
      core.leave('yielded');
    }
    expect(core.got.size).toBe(2);
  });

  test('does the same again with the same seed', () => {
    const history = (): number[] => {
      const core = new OneCore(name, {}, { seed: 7 });
      core.start(...[0, 5, -5].map((nice, tid) => taskForTest(tid, nice)));
      return Array.from({ length: 50 }, () => core.slice(20_000_000).tid);
    };
    expect(history()).toEqual(history());
  });
});

/** How far from its share, as a part of it, a task may be after 200 s. Chance needs more room. */
const proportional = { eevdf: 0.02, cfs: 0.02, stride: 0.02, lottery: 0.25 } as const;

describe.each(Object.entries(proportional))('%s', (name, tolerance) => {
  test('shares the core by weight, for any mixture of nice values', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -8, max: 8 }), { minLength: 2, maxLength: 8 }), (nices) => {
        const tasks = nices.map((nice, tid) => taskForTest(tid, nice));
        const totalNs = 200e9;
        const got = new OneCore(name).share(tasks, totalNs);
        const weights = nices.reduce((sum, nice) => sum + weightOfNice(nice), 0);
        for (const [index, task] of tasks.entries()) {
          const fair = (totalNs * task.scheduling.weight) / weights;
          expect(Math.abs((got[index] ?? 0) - fair)).toBeLessThanOrEqual(Math.max(fair * tolerance, name === 'lottery' ? 1.5e9 : 30e6));
        }
      }),
      { numRuns: 15, seed: 2 },
    );
  });

  test('nice 0 gets about 3.06 times what nice 5 gets', () => {
    const [normal = 0, polite = 1] = new OneCore(name).share([taskForTest(1), taskForTest(2, 5)], 300e9);
    expect(normal / polite / 3.06).toBeGreaterThan(1 - tolerance / 2);
    expect(normal / polite / 3.06).toBeLessThan(1 + tolerance / 2);
  });
});
