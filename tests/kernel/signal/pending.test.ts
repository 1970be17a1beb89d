// Pending signals: order and merging, as signal(7) says.
import { describe, expect, test } from 'vitest';
import { signals } from '../../../src/abi/signals.js';
import { discardSignals, queueSignal, takeSignal } from '../../../src/kernel/signal/pending.js';
import { bit, has, lowest, stopSignals, unblockable } from '../../../src/kernel/signal/sets.js';
import { noSignals } from '../../../src/kernel/task/signal-state.js';

const all = (1n << 64n) - 1n;
const info = (signo: number, pid = 1): { signo: number; code: number; pid: number } => ({ signo, code: 0, pid });

describe('pending signals', () => {
  test('a standard signal that is pending already is merged', () => {
    const pending = noSignals();
    expect(queueSignal(pending, info(signals.SIGUSR1, 1))).toBe(true);
    expect(queueSignal(pending, info(signals.SIGUSR1, 2))).toBe(false);
    expect(takeSignal(pending, all)?.pid).toBe(1);
    expect(takeSignal(pending, all)).toBeUndefined();
  });

  test('real-time signals are queued in order of arrival', () => {
    const pending = noSignals();
    for (const pid of [1, 2, 3]) expect(queueSignal(pending, info(40, pid))).toBe(true);
    expect([1, 2, 3].map(() => takeSignal(pending, all)?.pid)).toEqual([1, 2, 3]);
    expect(pending.set).toBe(0n);
  });

  test('faults come first, then the lowest number', () => {
    const pending = noSignals();
    for (const signo of [40, 34, signals.SIGTERM, signals.SIGSEGV, signals.SIGHUP]) queueSignal(pending, info(signo));
    const order = Array.from({ length: 5 }, () => takeSignal(pending, all)?.signo);
    expect(order).toEqual([signals.SIGSEGV, signals.SIGHUP, signals.SIGTERM, 34, 40]);
  });

  test('only what is wanted is taken', () => {
    const pending = noSignals();
    queueSignal(pending, info(signals.SIGUSR1));
    expect(takeSignal(pending, ~bit(signals.SIGUSR1))).toBeUndefined();
    expect(has(pending.set, signals.SIGUSR1)).toBe(true);
  });

  test('discarding forgets all of a set and nothing else', () => {
    const pending = noSignals();
    for (const signo of [signals.SIGTSTP, signals.SIGUSR1, signals.SIGTTIN]) queueSignal(pending, info(signo));
    discardSignals(pending, stopSignals);
    expect(pending.queue.map(({ signo }) => signo)).toEqual([signals.SIGUSR1]);
  });
});

test.each(Array.from({ length: 64 }, (_, index) => index + 1))('signal %i has a bit of its own and is found as the lowest', (signo) => {
  expect(lowest(bit(signo) | (all << BigInt(signo)))).toBe(signo);
});

test('exactly SIGKILL and SIGSTOP cannot be held back', () => {
  expect(unblockable).toBe(bit(9) | bit(19));
});
