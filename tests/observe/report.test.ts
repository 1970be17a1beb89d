// Reports of whole runs: they balance, they agree with themselves, and they are what their schema says.
import { beforeAll, describe, expect, test } from 'vitest';
import { type Report, type ReportedSwitches, reportSchema } from '../../src/observe/report-schema.js';
import { reportText, userCycles } from '../../src/observe/report-text.js';
import { reportForTest } from './report-for-test.js';

function sum(values: Iterable<number>): number {
  return [...values].reduce((total, value) => total + value, 0);
}

function directSum(parts: readonly ReportedSwitches[]): { count: number; cycles: number } {
  return { count: sum(parts.map(({ count }) => count)), cycles: sum(parts.map(({ direct }) => direct?.sum ?? 0)) };
}

describe.each([1, 2, 8])('the report of a run on %i cores', (cores) => {
  let report: Report;
  beforeAll(async () => {
    report = await reportForTest({ cores });
  });

  test('is what the schema says, and nothing else', () => {
    expect(reportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
  });

  test("has categories that sum to each core's clock", () => {
    expect(report.cores).toHaveLength(cores);
    for (const { cycles, ledger } of report.cores) expect(sum(Object.values(ledger))).toBe(cycles);
  });

  test('has tasks whose costs sum to their time, and whose user time is that of all cores', () => {
    for (const { stimeCycles, utimeCycles, ledger } of report.tasks) {
      expect(sum(Object.values(ledger))).toBe(stimeCycles + utimeCycles);
      expect(userCycles(ledger)).toBe(utimeCycles);
    }
    expect(sum(report.tasks.map(({ utimeCycles }) => utimeCycles))).toBe(sum(report.cores.map(({ ledger }) => userCycles(ledger))));
    expect(sum(report.tasks.map(({ instructions }) => instructions))).toBe(sum(report.cores.map(({ instructions }) => instructions)));
  });

  test('keeps tasks that have ended', () => {
    const ended = report.tasks.filter(({ state }) => state === 'X').map(({ comm }) => comm);
    expect(ended.filter((comm) => comm === 'a b')).toHaveLength(3);
    expect(ended).toEqual(expect.arrayContaining(['sh', 'spin', 'ring', 'sort', 'wc', 'cp']));
  });

  test('counts each switch once: by reason, by pair, and as all', () => {
    const { switches } = report;
    const all = { count: switches.count, cycles: switches.direct?.sum };
    expect(directSum(Object.values(switches.byReason))).toEqual(all);
    expect(directSum([...switches.pairs, ...(switches.otherPairs === undefined ? [] : [switches.otherPairs])])).toEqual(all);
    expect(all.count).toBeGreaterThan(20);
  });

  test('has system calls that agree with the ledger', () => {
    const calls = report.cores.flatMap(({ ledger }) => Object.entries(ledger).filter(([name]) => name.startsWith('syscall:')));
    expect(sum(Object.values(report.syscalls).map(({ cycles }) => cycles))).toBe(sum(calls.map(([, cycles]) => cycles)));
    expect(report.syscalls['write']?.modeSwitch?.min).toBeGreaterThan(100);
    const { modeSwitch, memory } = report.syscalls['write'] ?? {};
    expect(memory?.count).toBe(modeSwitch?.count);
    expect(memory?.sum).toBeLessThan(modeSwitch?.sum ?? 0);
  });

  test('has what the caches counted and what switches reloaded, and neither when none are simulated', async () => {
    expect(report.switches.reload?.max).toBeGreaterThan(0);
    const waits = report.tasks.map(({ ledger }) => (ledger['user:l2'] ?? 0) + (ledger['user:dram'] ?? 0));
    expect(sum(waits)).toBe(sum(report.cores.map(({ ledger }) => (ledger['user:l2'] ?? 0) + (ledger['user:dram'] ?? 0))));
    expect(sum(waits)).toBeGreaterThan(1000);
    const reloaded = (name: 'reloadCycles' | 'reloadCyclesCaused'): number => sum(report.tasks.map((task) => task[name] ?? 0));
    expect(reloaded('reloadCycles')).toBe(report.switches.reload?.sum);
    // Where the core was idle before, nobody is the cause.
    expect(reloaded('reloadCyclesCaused')).toBeGreaterThan(reloaded('reloadCycles') / 10);
    expect(reloaded('reloadCyclesCaused')).toBeLessThanOrEqual(reloaded('reloadCycles'));
    for (const { caches, instructions } of report.cores) {
      expect(caches?.['l1i']?.['accesses']).toBeGreaterThanOrEqual(instructions);
      expect(caches?.['l1d']?.['readMisses']).toBeLessThanOrEqual(caches?.['l1d']?.['reads'] ?? 0);
    }
    const plain = await reportForTest({ cores, timing: 'none' });
    expect(plain.switches.reload).toBeUndefined();
    expect(Object.values(plain.syscalls).filter(({ memory }) => memory !== undefined)).toEqual([]);
    expect(plain.cores.map(({ caches }) => caches)).toEqual(plain.cores.map(() => undefined));
  });

  test('is the same for the same machine', async () => {
    expect(await reportForTest({ cores })).toEqual(report);
  });

  test('has a text with a table for each of its parts', () => {
    const text = reportText(report);
    for (const title of ['Cores', 'Where the cycles', 'Tasks', 'Context switches by why', 'Context switches by pair', 'System calls'])
      expect(text).toContain(`== ${title}`);
    expect(text).toContain(String(report.cores[0]?.cycles));
    expect(text).not.toMatch(/undefined|NaN/);
  });
});

test('a name with control characters harms no terminal', async () => {
  const report = await reportForTest({ cores: 1 }, 'cp /bin/true "/tmp/$(printf \'a\\033[31m\')" && "/tmp/$(printf \'a\\033[31m\')"');
  expect(report.tasks.some(({ comm }) => comm.includes('\u001b'))).toBe(true);
  expect(reportText(report)).not.toContain('\u001b');
});

describe('the engine in a report', () => {
  test('has a name only when it translates nothing', async () => {
    const { engine } = await reportForTest({ engine: 'interpreter' }, 'true');
    expect(engine).toEqual({ name: 'interpreter' });
  });

  test('tells what was translated, and no time when nobody gave it a clock', async () => {
    const report = await reportForTest({ hotAfter: 200 });
    const { name, regions = 0, modules = 0, translatedInstructions = 0, codeBytes = 0, ...rest } = report.engine;
    expect({ name, rest }).toEqual({ name: 'auto', rest: { evictions: 0 } });
    expect(regions).toBeGreaterThanOrEqual(modules);
    expect(translatedInstructions).toBeGreaterThan(regions);
    expect(codeBytes).toBeGreaterThan(0);
    expect(reportText(report)).toMatch(/ENGINE +REGIONS[\s\S]*\nauto +\d+/);
  });

  test('has the time by the clock that it was given, which changes nothing else', async () => {
    let now = 0;
    const timed = await reportForTest({ hotAfter: 200, hostClock: () => (now += 1.5) });
    const { engine, ...rest } = await reportForTest({ hotAfter: 200 });
    expect(timed).toEqual({ ...rest, engine: { ...engine, compileMs: expect.any(Number) } });
    expect(timed.engine.compileMs).toBeGreaterThanOrEqual(1.5 * (engine.modules ?? 0));
  });
});
