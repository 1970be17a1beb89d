// What a process has cost and the receipts of its switches agree with its counters, and with those of the whole system.
import { beforeAll, describe, expect, test } from 'vitest';
import { boot, type Vivarium } from '../../../src/system/boot.js';
import { linesOf } from './proc-shape.js';
import { processOf, readProc, textOf } from './proc-for-test.js';

/** Rows `name: value unit` by name. */
function numbersOf(text: string): Map<string, number> {
  return new Map(
    linesOf(text).map((line) => {
      const [name = '', value = ''] = line.split(': ');
      return [name, Number.parseInt(value, 10)] as const;
    }),
  );
}

function sumOfCategories(rows: Map<string, number>): number {
  return [...rows].reduce(
    (sum, [name, value]) => (/^(user|system)$|^user:|^misses|^reloads|^instructions$|\.count$/.test(name) ? sum : sum + value),
    0,
  );
}

describe('a process that computes, waits and shares its core', () => {
  let os: Vivarium;
  let pid: number;
  beforeAll(async () => {
    os = await boot({ cores: 1 });
    pid = os.spawn('/bin/sh', ['-c', 'spin 1000 & while :; do /bin/true; done'], { stdio: 'null' }).pid;
    os.run({ untilNs: 50e6 });
  });

  test('has categories that sum to its system time, and its user time up to now', () => {
    const rows = numbersOf(textOf(os.kernel, `/proc/${pid}/costs`));
    const { counters } = processOf(os, pid).leader;
    expect(rows.get('system')).toBe(counters.stimeCycles);
    expect(rows.get('user')).toBe(counters.utimeCycles);
    expect(sumOfCategories(rows)).toBe(counters.stimeCycles);
    const waits = [...rows].filter(([name]) => name.startsWith('user:')).map(([, cycles]) => cycles);
    expect(waits.reduce((sum, cycles) => sum + cycles)).toBe(counters.utimeCycles);
    expect(rows.get('user:l1i')).toBeGreaterThan(100);
    expect(rows.get('instructions')).toBe(counters.instructions);
    expect(rows.get('misses.l1i')).toBeGreaterThan(10);
    expect(rows.get('reloads')).toBeGreaterThan(100);
    expect(rows.get('syscall:clone.count')).toBeGreaterThan(1);
  });

  test('has receipts of its switches, the parts of which sum to their totals', () => {
    const text = textOf(os.kernel, `/proc/${pid}/switches`);
    const receipts = linesOf(text).filter((line) => line.startsWith('switch.'));
    expect(receipts.length).toBe(numbersOf(text).get('receipts'));
    expect(receipts.length).toBeGreaterThan(10);
    for (const line of receipts) {
      expect(line).toContain(`${pid} (sh)`);
      const [parts = '', total = ''] = line.slice(line.indexOf('trap_in')).split(' = ');
      const sum = [...parts.matchAll(/\d+/g)].reduce((all, [part]) => all + Number(part), 0);
      expect(sum).toBe(Number.parseInt(total, 10));
    }
  });

  test('is part of the sums of the whole system', () => {
    const rows = numbersOf(textOf(os.kernel, '/proc/vivarium/switches'));
    const reasons = [...rows].filter(([name]) => /^reason\.\w+\.direct\.count$/.test(name));
    expect(reasons.reduce((sum, [, count]) => sum + count, 0)).toBe(rows.get('count'));
    expect(rows.get('all.direct.count')).toBe(rows.get('count'));
    expect(rows.get('syscall.clone.p50')).toBeGreaterThan(1000);
  });

  test('shares its number with nobody who was before: receipts older than it are not its own', () => {
    const child = os.spawn('/bin/sleep', ['100'], { stdio: 'null' });
    const { startNs } = processOf(os, child.pid).leader;
    const stranger = { tid: child.pid, comm: 'old' };
    const { switches } = os.kernel.ledger.receipts;
    const [sample] = switches.items;
    if (sample === undefined) throw new Error('there is no receipt');
    switches.items[0] = { ...sample, atNs: startNs - 1, from: stranger };
    expect(readProc(os.kernel, `/proc/${child.pid}/switches`)).not.toContain('(old)');
    switches.items[0] = sample;
  });
});
