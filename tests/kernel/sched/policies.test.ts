// What every scheduling policy must do, and what each one promises.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EnqueueReason, SchedulingPolicy } from '../../../src/kernel/sched/policy.js';
import { policies, policyNamed } from '../../../src/kernel/sched/policies.js';
import { weightOfNice } from '../../../src/kernel/sched/weights.js';
import type { Task } from '../../../src/kernel/task/task.js';
import { taskForTest } from './task-for-test.js';

const sliceNs = 3_000_000;

/** Runs always-ready tasks on one core for `totalNs` as a kernel would; nanoseconds that each got. */
function share(policyName: string, tasks: readonly Task[], totalNs: number): Map<Task, number> {
  const policy = policyNamed(policyName);
  const queue = policy.createQueue(sliceNs);
  const got = new Map(tasks.map((task) => [task, 0]));
  for (const task of tasks) policy.enqueue(queue, task, 'new');
  for (let passed = 0; passed < totalNs; ) {
    const task = policy.pick(queue);
    if (task === undefined) throw new Error('nobody was picked although all are ready');
    const ranNs = Math.min(Math.max(1000, policy.remainingNs(queue, task)), totalNs - passed);
    policy.ran(queue, task, ranNs);
    got.set(task, (got.get(task) ?? 0) + ranNs);
    passed += ranNs;
    policy.stopped(queue, task, false);
    policy.enqueue(queue, task, 'preempted');
  }
  return got;
}

const operationKinds = ['wake', 'pick', 'sleep', 'preempt', 'steal'] as const;

/** A queue of twenty tasks beside a plain set of those that should be in it. */
class Model {
  readonly #policy: SchedulingPolicy;
  readonly #queue: unknown;
  readonly #tasks = Array.from({ length: 20 }, (_, tid) => taskForTest(tid, (tid % 5) * 4 - 8));
  readonly #queued = new Set<Task>();
  #running: Task | undefined;

  constructor(policyName: string) {
    this.#policy = policyNamed(policyName);
    this.#queue = this.#policy.createQueue(sliceNs);
  }

  apply(kind: (typeof operationKinds)[number], which: number, ranNs: number): void {
    const task = this.#tasks[which] ?? taskForTest(99);
    if (this.#running !== undefined) this.#policy.ran(this.#queue, this.#running, ranNs);
    if (kind === 'wake' && task !== this.#running && !this.#queued.has(task)) this.#enqueue(task, 'woken');
    if (kind === 'steal' && this.#queued.delete(task)) this.#policy.dequeue(this.#queue, task);
    if (kind === 'pick' && this.#running === undefined) this.#pick();
    if (kind === 'sleep' || kind === 'preempt') this.#stop(kind === 'sleep');
    expect(this.#policy.size(this.#queue)).toBe(this.#queued.size);
    expect(new Set(this.#policy.candidates(this.#queue))).toEqual(this.#queued);
  }

  #enqueue(task: Task, reason: EnqueueReason): void {
    this.#policy.enqueue(this.#queue, task, reason);
    this.#queued.add(task);
  }

  #pick(): void {
    const picked = this.#policy.pick(this.#queue);
    expect(picked === undefined).toBe(this.#queued.size === 0);
    if (picked !== undefined) expect(this.#queued.delete(picked)).toBe(true);
    this.#running = picked;
  }

  #stop(asleep: boolean): void {
    const running = this.#running;
    if (running === undefined) return;
    this.#policy.stopped(this.#queue, running, asleep);
    this.#running = undefined;
    if (!asleep) this.#enqueue(running, 'preempted');
  }
}

describe.each(Object.keys(policies))('the policy %s', (name) => {
  const policy = policyNamed(name);

  test('gives back exactly the tasks that were put in, each once, whatever the order of operations', () => {
    const operation = fc.record({ kind: fc.constantFrom(...operationKinds), which: fc.nat(19), ranNs: fc.nat(10_000_000) });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 200 }), (operations) => {
        const model = new Model(name);
        for (const { kind, which, ranNs } of operations) model.apply(kind, which, ranNs);
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  test('has a name, a summary and a default slice', () => {
    expect(policy.name).toBe(name);
    expect(policy.summary).not.toBe('');
    expect(policy.defaultSliceNs).toBeGreaterThan(0);
  });
});

describe('eevdf', () => {
  test('shares the core by weight within 2 %, for any mixture of nice values', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -10, max: 10 }), { minLength: 2, maxLength: 12 }), (nices) => {
        const tasks = nices.map((nice, tid) => taskForTest(tid, nice));
        const totalNs = 200e9;
        const got = share('eevdf', tasks, totalNs);
        const weights = nices.reduce((sum, nice) => sum + weightOfNice(nice), 0);
        for (const task of tasks) {
          const fair = (totalNs * task.scheduling.weight) / weights;
          expect(Math.abs((got.get(task) ?? 0) - fair)).toBeLessThanOrEqual(Math.max(fair * 0.02, 3 * sliceNs));
        }
      }),
      { numRuns: 20, seed: 2 },
    );
  });

  test('nice 0 gets 3.06 times what nice 5 gets', () => {
    const [normal, polite] = [taskForTest(1), taskForTest(2, 5)];
    const got = share('eevdf', [normal, polite], 60e9);
    expect((got.get(normal) ?? 0) / (got.get(polite) ?? 1)).toBeCloseTo(3.06, 1);
  });

  test('lets a sleeper that is owed time run before a busy task, and a busy one finish its slice against an equal', () => {
    const policy = policyNamed('eevdf');
    const queue = policy.createQueue(sliceNs);
    const [busy, sleeper] = [taskForTest(1), taskForTest(2)];
    policy.enqueue(queue, busy, 'new');
    policy.enqueue(queue, sleeper, 'new');
    expect(policy.pick(queue)).toBe(busy);
    policy.ran(queue, busy, 2_000_000);
    policy.stopped(queue, busy, false);
    policy.enqueue(queue, busy, 'preempted');
    expect(policy.pick(queue)).toBe(sleeper);
  });
});

describe('rr', () => {
  test('gives equal slices in turn', () => {
    const tasks = [taskForTest(1), taskForTest(2, 19), taskForTest(3, -20)];
    const got = share('rr', tasks, 90 * sliceNs);
    expect([...got.values()]).toEqual([30 * sliceNs, 30 * sliceNs, 30 * sliceNs]);
  });
});

describe('fifo', () => {
  test('never ends a slice and never preempts', () => {
    const policy = policyNamed('fifo');
    const queue = policy.createQueue(sliceNs);
    const [first, second] = [taskForTest(1), taskForTest(2)];
    policy.enqueue(queue, first, 'new');
    expect(policy.pick(queue)).toBe(first);
    policy.enqueue(queue, second, 'woken');
    policy.ran(queue, first, 1e12);
    expect(policy.remainingNs(queue, first)).toBe(Infinity);
    expect(policy.preempts(queue, second, first)).toBe(false);
  });
});
