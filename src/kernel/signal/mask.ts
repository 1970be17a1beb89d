// Changing which signals a task holds back. Knows no action and no delivery.
import type { SignalSet } from '../task/signal-state.js';
import type { Task } from '../task/task.js';
import { unblockable } from './sets.js';

/** Sets the mask; what it no longer holds back is looked at before user mode. */
export function setBlocked({ signals }: Task, mask: SignalSet): void {
  signals.blocked = BigInt.asUintN(64, mask) & ~unblockable;
  signals.attention = true;
}

/** A mask for the duration of one call: rt_sigsuspend, ppoll, pselect6. The dispatcher or a handler's frame puts the old one back. */
export function setTemporaryMask(task: Task, mask: SignalSet): void {
  task.signals.savedMask ??= task.signals.blocked;
  setBlocked(task, mask);
}

/** Ends a temporary mask. */
export function restoreMask(task: Task): void {
  const { savedMask } = task.signals;
  if (savedMask === undefined) return;
  task.signals.savedMask = undefined;
  setBlocked(task, savedMask);
}

/** The mask to have after a handler that is about to run. */
export function takeMaskForFrame({ signals }: Task): SignalSet {
  const mask = signals.savedMask ?? signals.blocked;
  signals.savedMask = undefined;
  return mask;
}
