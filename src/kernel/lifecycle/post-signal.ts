// Putting one signal among the pending ones and waking who is to take it. Knows neither stop nor continue nor permission.
import { SIG_DFL } from '../../abi/signal-frame.js';
import { defaultAction, signals } from '../../abi/signals.js';
import type { KernelState } from '../kernel-state.js';
import { requestSchedule } from '../sched/run-queue.js';
import { runQueueOf } from '../sched/scheduler.js';
import { makeRunnable, wakeTask } from '../sched/sleep.js';
import { actionOf, isIgnored } from '../signal/disposition.js';
import { queueSignal } from '../signal/pending.js';
import { bit, has, SIGRTMIN, unblockable } from '../signal/sets.js';
import { softLimit } from '../task/limits.js';
import type { SignalInfo } from '../task/signal-state.js';
import { isInit } from '../task/task-table.js';
import type { Process, Task } from '../task/task.js';

export type SendResult = 'sent' | 'ignored' | 'full';

/** Queues `info` for `task`, or for any thread of `process`, unless it has no effect. */
export function postSignal(kernel: KernelState, process: Process, task: Task | undefined, info: SignalInfo): SendResult {
  const { signo } = info;
  if (process.zombie || isLost(kernel, process, task, signo)) return 'ignored';
  const pending = task === undefined ? process.pending : task.signals.pending;
  if (signo >= SIGRTMIN && pending.queue.length >= softLimit(process.limits, 'RLIMIT_SIGPENDING')) return 'full';
  queueSignal(pending, info);
  const taker = task ?? chooseTaker(process, signo);
  if (taker !== undefined) alert(kernel, taker, signo);
  return 'sent';
}

/** An ignored signal is dropped when it is sent, unless it is blocked (the action may change) or awaited. init gets only what it handles. */
function isLost(kernel: KernelState, process: Process, task: Task | undefined, signo: number): boolean {
  const tasks = task === undefined ? process.tasks : [task];
  if (
    isInit(kernel.tasks, process) &&
    (has(unblockable, signo) || (actionOf(process.actions, signo).handler === SIG_DFL && isDeadly(signo)))
  )
    return true;
  if (tasks.some(({ signals: state }) => has(state.blocked | state.awaited, signo))) return false;
  return isIgnored(process.actions, signo);
}

function isDeadly(signo: number): boolean {
  const action = defaultAction(signo);
  return action !== 'ignore' && action !== 'continue';
}

/** The first thread that can take the signal now. */
function chooseTaker(process: Process, signo: number): Task | undefined {
  const blocked = ({ signals: state }: Task): boolean => has(state.blocked & ~unblockable, signo) && !has(state.awaited, signo);
  return process.tasks.find((task) => task.state !== 'Z' && !blocked(task));
}

/** Makes `task` look at its signals: wakes a sleeper, interrupts a running core. SIGKILL wakes from every state. */
export function alert(kernel: KernelState, task: Task, signo: number): void {
  const { signals: state, scheduling } = task;
  if (has(state.blocked & ~unblockable, signo) && !has(state.awaited, signo)) return;
  state.attention = true;
  if (signo === signals.SIGKILL && (task.state === 'T' || task.state === 't')) makeRunnable(kernel, task, 'woken');
  else if (!wakeTask(kernel, task, signo === signals.SIGKILL ? 'event' : 'signal') && scheduling.onCore) kick(kernel, task);
}

/** A task that runs on another core enters the kernel there. */
function kick(kernel: KernelState, task: Task): void {
  if (kernel.activeHart?.id !== task.scheduling.hart) requestSchedule(kernel, runQueueOf(kernel.scheduler, task.scheduling.hart));
}

/**
 * A signal that an instruction raised: it cannot be ignored or blocked; then the default action holds.
 * @see Linux 6.6 kernel/signal.c force_sig_info
 */
export function forceSignal(task: Task, info: SignalInfo): void {
  const { process, signals: state } = task;
  const ignored = isIgnored(process.actions, info.signo);
  if (ignored || has(state.blocked, info.signo)) {
    process.actions.delete(info.signo);
    state.blocked &= ~bit(info.signo);
  }
  queueSignal(state.pending, info);
  state.attention = true;
}
