// Memory that the kernel itself uses goes through the simulated caches: lines touched, and where the cycles are booked.
import { describe, expect, test } from 'vitest';
import { MAP_ANONYMOUS, MAP_POPULATE, MAP_PRIVATE, PROT_READ, PROT_WRITE } from '../../../src/abi/mman.js';
import { kernelPaths, pathInstructions } from '../../../src/kernel/ledger/kernel-paths.js';
import { account, category } from '../../../src/kernel/ledger/ledger.js';
import type { MemoryCounter } from '../../../src/machine/layout.js';
import { profiles } from '../../../src/machine/profiles.js';
import { CallerForTest } from '../caller-for-test.js';

const PAGE = 4096;
const LINES = PAGE / 64;
const ANONYMOUS = BigInt(MAP_PRIVATE | MAP_ANONYMOUS);

/** A program that makes calls, on a machine with caches or without. */
class Measured extends CallerForTest {
  get hart() {
    const [hart] = this.system.machine.harts;
    if (hart === undefined) throw new Error('there is no hart');
    return hart;
  }

  cyclesOf(name: string): number {
    const { ledger } = this.system.kernel.state;
    return account(ledger, this.hart).cycles[category(ledger, name)] ?? 0;
  }

  /** How much `counter` grows by `action`. */
  growth(counter: MemoryCounter, action: () => void): number {
    const before = this.hart.counter(counter);
    action();
    return this.hart.counter(counter) - before;
  }

  map(pages: number, flags = 0): bigint {
    const address = this.call('mmap', 0n, BigInt(pages * PAGE), BigInt(PROT_READ | PROT_WRITE), ANONYMOUS | BigInt(flags), -1n, 0n);
    if (address === undefined || address < 0n) throw new Error('there is no memory');
    return address;
  }
}

function measured(timing: 'full' | 'none' = 'full'): Measured {
  const caller = new Measured(timing === 'full' ? { hierarchy: profiles.textbook.hierarchy } : {});
  caller.call('getpid');
  return caller;
}

describe('pages', () => {
  test('of a populated mapping are stored line by line, and their entries', () => {
    const caller = measured();
    const grown = (pages: number): number => caller.growth('kernelWrites', () => caller.map(pages, MAP_POPULATE));
    caller.map(1, MAP_POPULATE);
    // Eight entries of the page table lie in a line.
    expect(grown(64) - grown(8)).toBeGreaterThanOrEqual(56 * LINES + 56 / 8);
    expect(grown(64) - grown(8)).toBeLessThanOrEqual(56 * LINES + 56);
    caller.system.kernel.checkLedger();
  });

  test('that a call makes present on its way are charged as faults, with clearing', () => {
    const [cached, plain] = [measured(), measured('none')];
    const faulted = (caller: Measured): number => {
      const at = caller.map(2);
      // Its tables are there from now on.
      caller.call('uname', at);
      const before = caller.cyclesOf('fault');
      const misses = caller.growth('l1dWriteMisses', () => caller.call('uname', at + BigInt(PAGE)));
      expect(misses).toBeGreaterThanOrEqual(caller === cached ? LINES : 0);
      caller.system.kernel.checkLedger();
      return caller.cyclesOf('fault') - before;
    };
    const instructions = pathInstructions('minorFault') + pathInstructions('pageClear');
    expect(faulted(plain)).toBe(instructions);
    const { dramCycles } = cached.system.machine.hierarchy ?? { dramCycles: 0 };
    expect(faulted(cached)).toBeGreaterThanOrEqual(instructions + LINES * (dramCycles - 1));
  });

  test('that fork makes read-only cost two stores of a line for eight of them, beside the tables', () => {
    const forked = (pages: number): number => {
      const caller = measured();
      caller.map(pages, MAP_POPULATE);
      return caller.growth('kernelWrites', () => caller.call('clone', 17n));
    };
    expect(forked(264) - forked(8)).toBeGreaterThanOrEqual(2 * (256 / 8));
    expect(forked(264) - forked(8)).toBeLessThanOrEqual(2 * (256 / 8) + 2);
  });
});

test('without caches nothing is noted, and clearing costs its instructions', () => {
  const caller = measured('none');
  const { instructions } = kernelPaths.memoryMap;
  const before = caller.cyclesOf('syscall:mmap');
  caller.map(4);
  const without = caller.cyclesOf('syscall:mmap') - before;
  const populated = caller.cyclesOf('syscall:mmap');
  caller.map(4, MAP_POPULATE);
  expect(without).toBeGreaterThanOrEqual(instructions);
  expect(caller.cyclesOf('syscall:mmap') - populated - without).toBeGreaterThanOrEqual(4 * pathInstructions('pageClear'));
  expect(caller.system.kernel.state.memory.work.accesses).toEqual([]);
});
