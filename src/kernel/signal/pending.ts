// Queues of pending signals: standard ones merge, real-time ones queue. Knows neither tasks nor actions.
import type { PendingSignals, SignalInfo, SignalSet } from '../task/signal-state.js';
import { bit, has, lowest, SIGRTMIN, synchronous } from './sets.js';

/** Adds `info`; false when a standard signal of that number is pending already and this one is lost. */
export function queueSignal(pending: PendingSignals, info: SignalInfo): boolean {
  if (info.signo < SIGRTMIN && has(pending.set, info.signo)) return false;
  pending.set |= bit(info.signo);
  pending.queue.push(info);
  return true;
}

/** Takes the next signal that is in `wanted`: those raised by instructions first, then by number, equal numbers in order of arrival. */
export function takeSignal(pending: PendingSignals, wanted: SignalSet): SignalInfo | undefined {
  const ready = pending.set & wanted;
  if (ready === 0n) return undefined;
  const signo = lowest((ready & synchronous) === 0n ? ready : ready & synchronous);
  const index = pending.queue.findIndex((info) => info.signo === signo);
  const [info] = pending.queue.splice(index, 1);
  if (!pending.queue.some((other) => other.signo === signo)) pending.set &= ~bit(signo);
  return info;
}

/** Forgets all pending signals of `set`. */
export function discardSignals(pending: PendingSignals, set: SignalSet): void {
  if ((pending.set & set) === 0n) return;
  const kept = pending.queue.filter((info) => !has(set, info.signo));
  pending.queue.splice(0, pending.queue.length, ...kept);
  pending.set &= ~set;
}
