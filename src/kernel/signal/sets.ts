// Sets of signals as 64-bit masks. Knows numbers only.
import { SIGRTMAX, signals } from '../../abi/signals.js';
import type { SignalSet } from '../task/signal-state.js';

export function bit(signo: number): SignalSet {
  return 1n << BigInt(signo - 1);
}

export function has(set: SignalSet, signo: number): boolean {
  return (set & bit(signo)) !== 0n;
}

function setOf(...numbers: readonly number[]): SignalSet {
  return numbers.reduce((set, signo) => set | bit(signo), 0n);
}

/** What no mask can hold back. */
export const unblockable = setOf(signals.SIGKILL, signals.SIGSTOP);
export const stopSignals = setOf(signals.SIGSTOP, signals.SIGTSTP, signals.SIGTTIN, signals.SIGTTOU);
/** Raised by an instruction: taken before all others, so that the frame shows the place. */
export const synchronous = setOf(signals.SIGSEGV, signals.SIGBUS, signals.SIGILL, signals.SIGTRAP, signals.SIGFPE, signals.SIGSYS);

export function isValidSignal(signo: number): boolean {
  return signo >= 1 && signo <= SIGRTMAX;
}

/** First real-time signal: those are queued, not merged. */
export const SIGRTMIN = 32;

/** The lowest signal of a set that is not empty. */
export function lowest(set: SignalSet): number {
  let signo = 1;
  let rest = BigInt.asUintN(64, set);
  while ((rest & 0xffn) === 0n) {
    rest >>= 8n;
    signo += 8;
  }
  while ((rest & 1n) === 0n) {
    rest >>= 1n;
    signo++;
  }
  return signo;
}
