// One core without a kernel: a policy puts tasks in order and time passes as a kernel would let it.
import type { SchedulingPolicy } from '../../../src/kernel/sched/policy.js';
import { isPolicyName, policyNamed } from '../../../src/kernel/sched/policies.js';
import { policyValues } from '../../../src/kernel/sched/policy-text.js';
import { withRealtime } from '../../../src/kernel/sched/realtime.js';
import type { Task } from '../../../src/kernel/task/task.js';

/** A core is in nobody's hands or one task's. Times are nanoseconds. */
export class OneCore {
  readonly policy: SchedulingPolicy;
  readonly queue: unknown;
  running: Task | undefined;
  nowNs = 0;
  readonly got = new Map<Task, number>();

  constructor(name: string, given: Readonly<Record<string, number>> = {}, { seed = 1, index = 0, classes = false } = {}) {
    if (!isPolicyName(name)) throw new Error(`no policy ${name}`);
    this.policy = classes ? (withRealtime(policyNamed(name)) as SchedulingPolicy<unknown>) : policyNamed(name);
    this.queue = this.policy.createQueue({ values: policyValues({ name, given }), seed, index });
  }

  start(...tasks: Task[]): void {
    for (const task of tasks) this.policy.enqueue(this.queue, task, 'new');
  }

  /** Whether the woken task took the core. */
  wake(task: Task): boolean {
    this.policy.enqueue(this.queue, task, 'woken');
    if (this.running !== undefined && !this.policy.preempts(this.queue, task, this.running)) return false;
    this.leave('preempted');
    this.pick();
    return this.running === task;
  }

  pick(): Task | undefined {
    this.running ??= this.policy.pick(this.queue);
    return this.running;
  }

  /** The running task runs and keeps the core. */
  run(ns: number): void {
    if (this.running === undefined) throw new Error('nobody runs');
    this.policy.ran(this.queue, this.running, ns);
    this.got.set(this.running, (this.got.get(this.running) ?? 0) + ns);
    this.nowNs += ns;
  }

  leave(why: 'asleep' | 'preempted' | 'yielded'): void {
    const { running } = this;
    if (running === undefined) return;
    this.policy.stopped(this.queue, running, why === 'asleep');
    this.running = undefined;
    if (why !== 'asleep') this.policy.enqueue(this.queue, running, why);
  }

  /** One slice: the next task runs until its slice ends, or for `atMostNs`. Returns who it was. */
  slice(atMostNs = Infinity): Task {
    const task = this.pick();
    if (task === undefined) throw new Error('nobody was picked although somebody is ready');
    this.run(Math.min(Math.max(1000, this.policy.remainingNs(this.queue, task)), atMostNs));
    this.leave('preempted');
    return task;
  }

  /** Slices until `totalNs` passed; nanoseconds that each task got. */
  share(tasks: readonly Task[], totalNs: number): number[] {
    this.start(...tasks);
    while (this.nowNs < totalNs) this.slice(totalNs - this.nowNs);
    return tasks.map((task) => this.got.get(task) ?? 0);
  }

  /** The order in which the next `count` slices go. */
  order(count: number): number[] {
    return Array.from({ length: count }, () => this.slice().tid);
  }
}
