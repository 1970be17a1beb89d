// The demo without a terminal: complete, balanced, and the same to the byte.
import { beforeAll, describe, expect, test } from 'vitest';
import { vivarium } from '../cli/vivarium.js';

describe('the demo', () => {
  let first: ReturnType<typeof vivarium>;
  beforeAll(() => {
    first = vivarium(['demo']);
  });

  test('ends with status 0 and says nothing on stderr', () => {
    expect(first.stderr).toBe('');
    expect(first.status).toBe(0);
  });

  test('is what bare vivarium prints without a terminal, to the byte', () => {
    expect(vivarium([]).stdout).toBe(first.stdout);
  });

  test('shows at least six processes of five programs', () => {
    const [, table = ''] = /\(top -b -n 1\)\n([\s\S]*?)\n== /.exec(first.stdout) ?? [];
    const rows = table.split('\n').filter((line) => /^ *\d+ +\w+/.test(line));
    const commands = new Set(rows.map((line) => line.trim().split(/ +/).at(-1)));
    expect(rows.length).toBeGreaterThanOrEqual(6);
    expect(commands.size).toBeGreaterThanOrEqual(5);
  });

  test('shows maps, status, a PCB with its saved pc, a switch, a call and totals', () => {
    expect(first.stdout).toMatch(/== Memory of process \d+ [\s\S]*r-xp[\s\S]*\[stack\]/);
    expect(first.stdout).toMatch(/== State of process[\s\S]*\nPid:\t\d+/);
    expect(first.stdout).toMatch(/== PCB of process[\s\S]*\bpc\b.*0x[0-9a-f]+/);
    expect(first.stdout).toMatch(/save registers to the PCB +\d+ cycles/);
    expect(first.stdout).toMatch(/handler +\d+ cycles/);
  });

  test('its totals per core add up to the clock', () => {
    const report = JSON.parse(vivarium(['demo', '--json']).stdout) as {
      totals: { user: number; kernel: number; idle: number; clock: number }[];
    };
    expect(report.totals).toHaveLength(2);
    for (const { user, kernel, idle, clock } of report.totals) expect(user + kernel + idle).toBe(clock);
  });

  test('tells another history with another seed', () => {
    expect(vivarium(['demo', '--seed', '2']).stdout).not.toBe(first.stdout);
  });
});
