// Sending signals: to a task, a process, a group; who may send; what a signal does before it is delivered. Knows no frame.
import { chargeWork } from '../ledger/kernel-work.js';
import { siCodes, signals } from '../../abi/signals.js';
import type { KernelState } from '../kernel-state.js';
import { runQueueOf } from '../sched/scheduler.js';
import { discardSignals } from '../signal/pending.js';
import { bit, has, stopSignals } from '../signal/sets.js';
import type { Credentials } from '../sleep/credentials.js';
import type { SignalInfo } from '../task/signal-state.js';
import type { Process, ProcessGroup, Task } from '../task/task.js';
import { continueProcess } from './job-control.js';
import { postSignal, type SendResult } from './post-signal.js';

/** A signal from the kernel itself. */
export function kernelSignal(signo: number): SignalInfo {
  return { signo, code: siCodes.SI_KERNEL, pid: 0, uid: 0 };
}

/** @see kill(2): same real or saved user id, or root; SIGCONT also within the session */
export function maySignal(sender: Process, target: Process, signo: number): boolean {
  const from: Credentials = sender.credentials;
  const to = target.credentials;
  if (from.euid === 0 || from.euid === to.suid || from.euid === to.uid || from.uid === to.suid || from.uid === to.uid) return true;
  return signo === signals.SIGCONT && sender.group.session === target.group.session;
}

/** Sends to one thread: faults, tgkill(2). */
export function sendToTask(kernel: KernelState, task: Task, info: SignalInfo): SendResult {
  return send(kernel, task.process, task, info);
}

/** Sends to a process: any thread that does not block it may take it. */
export function sendToProcess(kernel: KernelState, process: Process, info: SignalInfo): SendResult {
  return send(kernel, process, undefined, info);
}

export function sendToGroup(kernel: KernelState, group: ProcessGroup, info: SignalInfo): void {
  for (const process of [...group.members]) sendToProcess(kernel, process, info);
}

function send(kernel: KernelState, process: Process, task: Task | undefined, info: SignalInfo): SendResult {
  if (process.zombie) return 'ignored';
  chargeSender(kernel);
  prepare(kernel, process, info.signo);
  return postSignal(kernel, process, task, info);
}

function chargeSender(kernel: KernelState): void {
  const { activeHart } = kernel;
  if (activeHart === undefined) return;
  const { current } = runQueueOf(kernel.scheduler, activeHart.id);
  chargeWork(kernel.ledger, activeHart, current, 'signal', 'signalSend');
}

/** Stop signals and SIGCONT cancel each other, whatever else becomes of them. @see signal(7) */
function prepare(kernel: KernelState, process: Process, signo: number): void {
  if (has(stopSignals, signo)) discardEverywhere(process, bit(signals.SIGCONT));
  if (signo === signals.SIGCONT) {
    discardEverywhere(process, stopSignals);
    continueProcess(kernel, process);
  }
}

function discardEverywhere(process: Process, set: bigint): void {
  discardSignals(process.pending, set);
  for (const task of process.tasks) discardSignals(task.signals.pending, set);
}
