// Memory that the kernel itself uses goes through the simulated caches: lines touched, and where the cycles are booked.
import { describe, expect, test } from 'vitest';
import { MAP_ANONYMOUS, MAP_POPULATE, MAP_PRIVATE, PROT_READ, PROT_WRITE } from '../../../src/abi/mman.js';
import { frameLayout } from '../../../src/abi/signal-frame.js';
import { signals } from '../../../src/abi/signals.js';
import { footprints, kernelPaths, pathInstructions } from '../../../src/kernel/ledger/kernel-paths.js';
import { chargeQueue, type QueueChange, stalledCycles } from '../../../src/kernel/ledger/kernel-memory.js';
import { account, category, createLedger } from '../../../src/kernel/ledger/ledger.js';
import type { MemoryCounter } from '../../../src/machine/layout.js';
import { profiles } from '../../../src/machine/profiles.js';
import { userlandPrograms } from '../../../src/stores/userland.js';
import { TestSystem } from '../boot-for-test.js';
import { CallerForTest, SCRATCH } from '../caller-for-test.js';

const PAGE = 4096;
const LINES = PAGE / 64;
const { hierarchy } = profiles.textbook;
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
  const caller = new Measured(timing === 'full' ? { hierarchy } : {});
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

describe('a signal frame', () => {
  const frameLines = Math.floor(frameLayout.bytes / 64);

  /** A caller whose handler of SIGUSR1 is its own loop, with a stack that no cache holds any more. */
  function withHandler(): Measured {
    const caller = measured();
    const action = new BigUint64Array([caller.hart.pc - 4n, 0n, 0n]);
    caller.memory.writeBytes(SCRATCH, new Uint8Array(action.buffer));
    expect(caller.call('rt_sigaction', BigInt(signals.SIGUSR1), SCRATCH, 0n, 8n)).toBe(0n);
    caller.hart.writeX(2, caller.map(4, MAP_POPULATE) + BigInt(4 * PAGE));
    caller.map(256, MAP_POPULATE);
    return caller;
  }

  test('is stored to the stack line by line, charged as signal work', () => {
    const caller = withHandler();
    const kill = (signo: number): number =>
      caller.growth('kernelWrites', () => caller.call('kill', BigInt(caller.process.pid), BigInt(signo)));
    kill(0);
    const before = caller.cyclesOf('signal');
    expect(kill(signals.SIGUSR1) - kill(0)).toBeGreaterThanOrEqual(frameLines);
    const stalls = caller.cyclesOf('signal') - before - pathInstructions('signalDeliver') - pathInstructions('signalSend');
    expect(stalls).toBeGreaterThanOrEqual(frameLines * 100);
    caller.system.kernel.checkLedger();
  });

  test('is loaded again by rt_sigreturn, and the next one finds its lines', () => {
    const caller = withHandler();
    const pid = BigInt(caller.process.pid);
    const deliver = (): unknown => caller.call('kill', pid, BigInt(signals.SIGUSR1));
    const undo = (): unknown => caller.call('rt_sigreturn');
    const plain = caller.growth('kernelReads', () => caller.call('getpid'));
    deliver();
    expect(caller.growth('kernelReads', undo) - plain).toBeGreaterThanOrEqual(frameLines);
    const again = caller.cyclesOf('signal');
    const misses = caller.growth('l1dWriteMisses', deliver);
    expect(misses).toBeLessThan(frameLines);
    expect(caller.cyclesOf('signal') - again).toBeGreaterThanOrEqual(pathInstructions('signalDeliver'));
    caller.system.kernel.checkLedger();
  });
});

describe('the receipt of a mode switch', () => {
  const receiptOf = (caller: Measured, name: string, ...values: readonly bigint[]) => {
    const stalled = stalledCycles(caller.hart);
    caller.call(name, ...values);
    const { lastCall } = caller.system.kernel.state.ledger;
    if (lastCall?.name !== name) throw new Error(`${name} has no receipt`);
    return { ...lastCall, waited: stalledCycles(caller.hart) - stalled };
  };

  test('says what the call waited for memory apart from its instructions: nothing when all lines are there', () => {
    const caller = measured();
    caller.call('getpid');
    const { trapEntry, trapExit } = caller.system.kernel.state.machine.costs.events;
    const { instructions } = kernelPaths.systemCall;
    const parts = { trapIn: trapEntry, handler: instructions, memory: 0, trapOut: trapExit, total: trapEntry + instructions + trapExit };
    expect(receiptOf(caller, 'getpid')).toMatchObject(parts);
    // Larger than the caches.
    caller.map(256, MAP_POPULATE);
    const { memory, total } = receiptOf(caller, 'getpid');
    expect(receiptOf(caller, 'getpid')).toMatchObject(parts);
    expect(total).toBe(parts.total + memory);
    expect(memory).toBeGreaterThan(10 * 100);
  });

  test('adds up, and its memory is what the caches have counted', () => {
    const caller = measured();
    for (const [name, ...values] of [
      ['uname', caller.map(1)],
      ['clone', 17n],
      ['brk', 0n],
      ['mmap', 0n, 65536n, 3n, 34n, -1n, 0n],
    ] as const) {
      const { trapIn, handler, memory, trapOut, total, waited } = receiptOf(caller, name, ...values);
      expect(trapIn + handler + memory + trapOut, name).toBe(total);
      expect(waited - memory, name).toBeGreaterThanOrEqual(0);
      if (name === 'uname' || name === 'clone') expect(memory, name).toBeGreaterThan(64 * 10);
    }
  });

  test('is without memory when no caches are simulated', () => {
    const { handler, memory } = receiptOf(measured('none'), 'getpid');
    expect({ handler, memory }).toEqual({ handler: kernelPaths.systemCall.instructions, memory: 0 });
  });
});

describe('the path of a call', () => {
  test.each([
    ['getpid', 'systemCall', []],
    ['mmap', 'memoryMap', [0n, 65536n, 3n, 34n, -1n, 0n]],
    ['clone', 'fork', [17n]],
    ['clone', 'thread', [0x10f00n]],
  ] as const)("%s fetches the code of %s, at the path's own lines", (name, path, values) => {
    const caller = measured();
    const fetched = caller.growth('kernelFetches', () => caller.call(name, ...values));
    const bytes = footprints[path].codeBytes + (path === 'systemCall' ? 0 : footprints.systemCall.codeBytes);
    expect(fetched).toBeGreaterThanOrEqual(bytes / 64);
    caller.system.kernel.checkLedger();
  });

  test('is charged its instructions once', () => {
    const caller = measured('none');
    const before = caller.cyclesOf('syscall:mmap');
    caller.map(1);
    const { trapEntry, trapExit } = caller.system.kernel.state.machine.costs.events;
    expect(caller.cyclesOf('syscall:mmap') - before).toBe(pathInstructions('memoryMap') + trapEntry + trapExit);
  });
});

describe('run queues', () => {
  const lines = (levels: number): number => 4 + levels + 1;

  /** Misses and upgrades of one change by the hart `id` after another. */
  function changes(list: readonly (readonly [hart: number, change: Partial<QueueChange>])[]): number[] {
    const { machine } = new TestSystem({ hierarchy });
    const ledger = createLedger(machine.harts);
    return list.map(([id, change]) => {
      const hart = machine.harts[id];
      if (hart === undefined) throw new Error(`there is no hart ${id}`);
      const moved = (): number => hart.counter('l1dWriteMisses') + hart.counter('l1dReadMisses') + hart.counter('upgrades');
      const [before, start] = [moved(), hart.cycles];
      chargeQueue(ledger, hart, undefined, 'wake-up', { queue: 0, tid: 1, levels: 0, way: 1, ...change });
      expect(account(ledger, hart).cycles[category(ledger, 'wake-up')] ?? 0).toBeGreaterThanOrEqual(hart.cycles - start);
      return moved() - before;
    });
  }

  test('are a head, a node for each level and the task: a core that comes back finds them, another must fetch them', () => {
    const change = { levels: 3 };
    // The two nodes that are only read stay with both.
    expect(
      changes([
        [0, change],
        [0, change],
        [1, change],
        [1, change],
        [0, change],
      ]),
    ).toEqual([lines(3), 0, lines(3), 0, lines(3) - 2]);
  });

  test('have lines of their own for each core and task, and share the tree on the way', () => {
    expect(
      changes([
        [0, {}],
        [0, { queue: 1 }],
        [0, { tid: 2 }],
      ]),
    ).toEqual([lines(0), 4, 1]);
    expect(
      changes([
        [0, { levels: 2, way: 0 }],
        [0, { levels: 2, way: 1 }],
        [0, { levels: 4, way: 0 }],
      ]),
    ).toEqual([lines(2), 1, 2]);
    expect(changes([[0, { levels: 40 }]])).toEqual([lines(9)]);
  });

  test('move when a task wakes another that runs elsewhere', () => {
    const system = new TestSystem({ hierarchy, harts: 2 });
    for (const { name, load } of userlandPrograms()) system.install(`/bin/${name}`, load());
    const invalidations = (): number => system.machine.harts.reduce((sum, hart) => sum + hart.counter('invalidations'), 0);
    const run = (...args: string[]): number => {
      const before = invalidations();
      expect(system.run('/bin/pingpong', args).status).toBe(0);
      return invalidations() - before;
    };
    // Two passages a round, each with a store to five lines of the other core's queue, which then come back; the rest is task data and pipes.
    expect(run('200') - run('100')).toBeGreaterThan(100 * 2 * 2 * 5);
  });
});
