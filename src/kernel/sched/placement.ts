// Which core a task goes to when it is new, wakes, or may no longer run where it is. Knows loads and affinities.
import type { Task } from '../task/task.js';
import { loadOf, mayRunOn, type RunQueue, runQueueOf, type Scheduler } from './scheduler.js';

/** A woken task goes where it was if that core is idle, else to an idle core, else back to where it was. @see Linux select_idle_sibling */
export function placeWoken(scheduler: Scheduler, task: Task): RunQueue {
  const previous = runQueueOf(scheduler, task.scheduling.hart);
  const allowed = mayRunOn(task, previous.hartId);
  if (allowed && loadOf(previous) === 0) return previous;
  const idle = idleQueue(scheduler, task);
  if (idle !== undefined) return idle;
  return leastUrgent(scheduler, task, previous) ?? (allowed ? previous : leastLoaded(scheduler, task));
}

/** A real-time task that its core's own keeps out goes where it need not wait. @see Linux 6.6 kernel/sched/rt.c find_lowest_rq */
function leastUrgent(scheduler: Scheduler, task: Task, previous: RunQueue): RunQueue | undefined {
  const { realtimePriority } = task.scheduling;
  const urgency = ({ current }: RunQueue): number => current?.scheduling.realtimePriority ?? 0;
  if (realtimePriority === 0 || urgency(previous) < realtimePriority) return undefined;
  let best: RunQueue | undefined;
  for (const queue of scheduler.queues) {
    if (!mayRunOn(task, queue.hartId) || urgency(queue) >= realtimePriority) continue;
    if (best === undefined || urgency(queue) < urgency(best)) best = queue;
  }
  return best;
}

/** A new task goes to the least loaded core; equal loads: its parent's first, then the lowest number. @see Linux find_idlest_cpu */
export function placeNew(scheduler: Scheduler, task: Task): RunQueue {
  return leastLoaded(scheduler, task);
}

function idleQueue(scheduler: Scheduler, task: Task): RunQueue | undefined {
  return scheduler.queues.find((queue) => loadOf(queue) === 0 && mayRunOn(task, queue.hartId));
}

function leastLoaded(scheduler: Scheduler, task: Task): RunQueue {
  let best: RunQueue | undefined;
  for (const queue of scheduler.queues) {
    if (!mayRunOn(task, queue.hartId)) continue;
    if (best === undefined || loadOf(queue) < loadOf(best)) best = queue;
    else if (loadOf(queue) === loadOf(best) && queue.hartId === task.scheduling.hart) best = queue;
  }
  if (best === undefined) throw new Error(`task ${task.tid} may run on no hart`);
  return best;
}
