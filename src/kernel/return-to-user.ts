// The way out of the kernel: calls that go on or fall asleep, signals, the choice of the next task, and the trap's return. Knows no cause of a trap.
import { chargeNoted } from './ledger/kernel-memory.js';
import { chargeTrap } from './ledger/kernel-work.js';
import { deliverSignals, hasDeliverable, hasKill } from './deliver-signals.js';
import type { KernelState } from './kernel-state.js';
import { armTimer } from './sched/run-queue.js';
import { closeReceipt, needsSchedule, schedule } from './sched/schedule.js';
import { type RunQueue, runQueueOf } from './sched/scheduler.js';
import { fallAsleep } from './sched/sleep.js';
import { retryCall } from './syscall/dispatch.js';
import type { Hart } from './task/hardware.js';
import type { Task } from './task/task.js';

/**
 * Leaves the kernel: picks tasks until one can enter user mode, or parks the hart. The trap's return is charged to `path`,
 * or to the switch when another task goes on than came in.
 */
export function returnToUser(kernel: KernelState, hart: Hart, path: string): void {
  const queue = runQueueOf(kernel.scheduler, hart.id);
  for (;;) {
    const task = needsSchedule(kernel, hart) ? schedule(kernel, hart) : queue.current;
    if (task === undefined) {
      hart.waiting = true;
      break;
    }
    if (isReady(kernel, hart, queue, task)) {
      // What no handler has charged: a signal's default action, a call's end by a signal.
      chargeNoted(kernel.ledger, hart, task, path, kernel.memory.work);
      chargeTrap(kernel.ledger, hart, task, queue.openReceipt === undefined ? path : 'switch', 'out', kernel.machine.costs.events.trapExit);
      closeReceipt(kernel, hart, queue);
      break;
    }
  }
  armTimer(kernel, queue);
}

/** Lets a task that has the core finish its business in the kernel; false when it lost the core meanwhile. */
function isReady(kernel: KernelState, hart: Hart, queue: RunQueue, task: Task): boolean {
  if (task.blocked !== undefined && retryCall(kernel, hart, task, task.blocked) === 'waits') waitInCall(kernel, hart, task);
  if (task.state === 'R' && task.signals.attention) deliverSignals(kernel, hart, task);
  return task.state === 'R' && task.blocked === undefined && !queue.reschedule;
}

/** A call has to wait: signals that are pending come first; the task sleeps when none of them ended the call. */
export function waitInCall(kernel: KernelState, hart: Hart, task: Task): void {
  const interruptible = task.blocked?.wait.uninterruptible !== true || hasKill(task);
  if (interruptible && hasDeliverable(task)) deliverSignals(kernel, hart, task);
  if (task.state === 'R' && task.blocked !== undefined) fallAsleep(kernel, hart, task, task.blocked);
}
