// The books: what is charged, what passes by itself, and that nothing is lost.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkLedger, ledgerTotals } from '../../../src/kernel/ledger/check-ledger.js';
import { kernelPaths, pathInstructions, type KernelPathName } from '../../../src/kernel/ledger/kernel-paths.js';
import { category, chargePath, createLedger, historyHash, idleUntil, record, settle } from '../../../src/kernel/ledger/ledger.js';
import { defaultCosts } from '../../../src/machine/cost-model.js';
import { profiles } from '../../../src/machine/profiles.js';
import { Machine } from '../../../src/machine/machine.js';
import { taskForTest } from '../sched/task-for-test.js';

function twoHarts(): Machine {
  return new Machine({ harts: 2, ramBytes: 1 << 20, costs: defaultCosts, profile: profiles.textbook, engine: 'reference' });
}

const step = fc.record({
  hart: fc.nat(1),
  task: fc.option(fc.nat(2), { nil: undefined }),
  kind: fc.constantFrom('run', 'charge', 'idle'),
  cycles: fc.nat(100_000),
  path: fc.constantFrom('fault', 'switch', 'syscall:read'),
});

/** Two cores, three tasks and their books. */
class Books {
  readonly harts = twoHarts().harts;
  readonly costs = defaultCosts;
  readonly ledger = createLedger(this.harts);
  readonly tasks = [0, 1, 2].map((tid) => taskForTest(tid));

  apply({
    hart: id,
    task: tid,
    kind,
    cycles,
    path,
  }: {
    hart: number;
    task: number | undefined;
    kind: string;
    cycles: number;
    path: string;
  }): void {
    const hart = this.harts[id];
    const task = tid === undefined ? undefined : this.tasks[tid];
    if (hart === undefined) return;
    if (kind === 'charge') chargePath(this.ledger, hart, task, path, cycles);
    else if (kind === 'idle') idleUntil(this.ledger, hart, hart.mtimeNs + cycles);
    else {
      hart.charge(cycles);
      settle(this.ledger, hart, task);
    }
  }
}

describe('the ledger', () => {
  test('balances after any sequence of user time, kernel work and idle time', () => {
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const books = new Books();
        for (const one of steps) books.apply(one);
        checkLedger(books.ledger, books, books.tasks);
        const { user, system, idle } = ledgerTotals(books.ledger);
        expect(user + system + idle).toBe(books.harts.reduce((sum, { cycles }) => sum + cycles, 0));
        expect(books.tasks.reduce((sum, { counters }) => sum + counters.utimeCycles, 0)).toBe(user);
      }),
      { seed: 5 },
    );
  });

  test('says so when a core was moved behind its back', () => {
    const { harts } = twoHarts();
    const ledger = createLedger(harts);
    harts[1]?.charge(1);
    expect(() => checkLedger(ledger, { harts, costs: defaultCosts }, [])).toThrow('hart 1: categories sum to 0 cycles, its clock shows 1');
  });

  test('knows a category by one number', () => {
    const ledger = createLedger([]);
    expect([category(ledger, 'user'), category(ledger, 'idle'), category(ledger, 'fault'), category(ledger, 'fault')]).toEqual([
      0, 1, 2, 2,
    ]);
  });

  test('gives different histories different hashes, and equal ones the same', () => {
    const hashOf = (words: readonly number[]): string => {
      const ledger = createLedger([]);
      for (const word of words) record(ledger, word);
      return historyHash(ledger);
    };
    expect(hashOf([1, 2, 3])).toBe(hashOf([1, 2, 3]));
    expect(hashOf([1, 2, 3])).not.toBe(hashOf([1, 3, 2]));
    expect(hashOf([])).toMatch(/^[0-9a-f]{16}$/);
  });
});

test.each(Object.keys(kernelPaths) as KernelPathName[])('the path %s costs whole cycles, more with more work, and has a source', (name) => {
  expect(Number.isInteger(pathInstructions(name, 7.3))).toBe(true);
  expect(pathInstructions(name, 100)).toBeGreaterThanOrEqual(pathInstructions(name));
  expect(kernelPaths[name].source).not.toBe('');
});
