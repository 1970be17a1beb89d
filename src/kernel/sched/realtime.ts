// The real-time classes SCHED_FIFO and SCHED_RR above an ordinary policy: itself a policy, so that cores need not know of classes. Decides order only.
import { SCHED_BATCH, SCHED_IDLE, SCHED_RR } from '../../abi/sched.js';
import type { Task } from '../task/task.js';
import { earliestFirst } from './deadline-tree.js';
import { addOrdered, firstOf, type OrderedQueue, orderedQueue, removeOrdered, takeFirstOf } from './ordered-queue.js';
import type { EnqueueReason, SchedulingPolicy } from './policy.js';

/** A slice of SCHED_RR. @see Linux 6.6 include/linux/sched/rt.h RR_TIMESLICE */
export const roundRobinSliceNs = 100_000_000;

/** Both classes of one core. Tasks of the ordinary policy wait while a real-time task is ready. */
export interface ClassQueue<Q> {
  /** Ordered by priority, the highest first. */
  readonly realtime: OrderedQueue;
  readonly ordinary: Q;
  /** The class in which the running task was picked: it may be given another meanwhile. */
  runningIn: 'realtime' | 'ordinary' | undefined;
  /** The task that was last put away and will come back at once, and its class then. */
  left: { readonly task: Task; readonly from: 'realtime' | 'ordinary' } | undefined;
}

function isRealtime({ scheduling: { realtimePriority } }: Task): boolean {
  return realtimePriority > 0;
}

const highestPriority = 99;

/** Who lost the core to a higher priority stays first of its own; who used up its slice or yielded goes behind. @see sched(7) */
function enqueueRealtime({ realtime }: ClassQueue<unknown>, task: Task, reason: EnqueueReason): void {
  const { policy, realtimePriority, data } = task.scheduling;
  const sliceEnded = policy === SCHED_RR && data.usedNs >= roundRobinSliceNs;
  if (sliceEnded || reason !== 'preempted') data.usedNs = 0;
  addOrdered(realtime, task, highestPriority - realtimePriority, reason === 'preempted' && !sliceEnded ? 'before' : 'behind');
}

/** Until the end of its slice, when an equal waits. */
function realtimeRemainingNs({ realtime }: ClassQueue<unknown>, running: Task): number {
  const { policy, realtimePriority, data } = running.scheduling;
  const rival = firstOf(realtime)?.scheduling.realtimePriority ?? 0;
  return policy === SCHED_RR && rival >= realtimePriority ? Math.max(0, roundRobinSliceNs - data.usedNs) : Infinity;
}

function preempts<Q>(policy: SchedulingPolicy<Q>, queue: ClassQueue<Q>, woken: Task, running: Task): boolean {
  if (queue.runningIn === 'realtime') return woken.scheduling.realtimePriority > running.scheduling.realtimePriority;
  if (isRealtime(woken)) return true;
  const idle = { woken: woken.scheduling.policy === SCHED_IDLE, running: running.scheduling.policy === SCHED_IDLE };
  if (idle.running !== idle.woken) return idle.running;
  return woken.scheduling.policy !== SCHED_BATCH && policy.preempts(queue.ordinary, woken, running);
}

/** A task that comes back in another class than it left is a newcomer to its policy. */
function reasonHere(queue: ClassQueue<unknown>, task: Task, reason: EnqueueReason): EnqueueReason {
  const cameFrom = queue.left?.task === task ? queue.left.from : undefined;
  queue.left = undefined;
  const changed = cameFrom !== undefined && (cameFrom === 'realtime') !== isRealtime(task);
  return changed && (reason === 'preempted' || reason === 'yielded') ? 'migrated' : reason;
}

function* bothCandidates<Q>(policy: SchedulingPolicy<Q>, queue: ClassQueue<Q>): IterableIterator<Task> {
  yield* earliestFirst(queue.realtime.tree);
  yield* policy.candidates(queue.ordinary);
}

function pick<Q>(policy: SchedulingPolicy<Q>, queue: ClassQueue<Q>): Task | undefined {
  const first = takeFirstOf(queue.realtime);
  const next = first ?? policy.pick(queue.ordinary);
  if (next !== undefined) queue.runningIn = first === undefined ? 'ordinary' : 'realtime';
  return next;
}

/** `policy` for ordinary tasks, below the real-time classes. Unlike Linux, nothing throttles a real-time task that never waits. @see sched(7) */
export function withRealtime<Q>(policy: SchedulingPolicy<Q>): SchedulingPolicy<ClassQueue<Q>> {
  return {
    ...policy,
    createQueue: (settings) => ({
      realtime: orderedQueue(),
      ordinary: policy.createQueue(settings),
      runningIn: undefined,
      left: undefined,
    }),
    enqueue: (queue, task, reason) => {
      const here = reasonHere(queue, task, reason);
      if (isRealtime(task)) enqueueRealtime(queue, task, here);
      else policy.enqueue(queue.ordinary, task, here);
    },
    dequeue: (queue, task) => (isRealtime(task) ? removeOrdered(queue.realtime, task) : policy.dequeue(queue.ordinary, task)),
    pick: (queue) => pick(policy, queue),
    ran: (queue, running, ranNs) => {
      if (queue.runningIn === 'ordinary') policy.ran(queue.ordinary, running, ranNs);
      else running.scheduling.data.usedNs += ranNs;
    },
    stopped: (queue, running, asleep) => {
      const from = queue.runningIn ?? 'ordinary';
      if (from === 'ordinary') policy.stopped(queue.ordinary, running, asleep || isRealtime(running));
      queue.left = asleep ? undefined : { task: running, from };
      queue.runningIn = undefined;
    },
    remainingNs: (queue, running) =>
      queue.runningIn === 'realtime' ? realtimeRemainingNs(queue, running) : policy.remainingNs(queue.ordinary, running),
    preempts: (queue, woken, running) => preempts(policy, queue, woken, running),
    reweigh: (queue, task, weight, isRunning) => {
      const ordinary = isRunning ? queue.runningIn === 'ordinary' : !isRealtime(task);
      if (ordinary) policy.reweigh(queue.ordinary, task, weight, isRunning);
      else task.scheduling.weight = weight;
    },
    size: (queue) => queue.realtime.size + policy.size(queue.ordinary),
    candidates: (queue) => bothCandidates(policy, queue),
  };
}
