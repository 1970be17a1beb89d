// `vivarium study` as a user types it: real runs, workers, cache, files and refusals.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { profiles } from '../../src/machine/profiles.js';
import { studies } from '../../src/studies/catalogue.js';
import { mainPath, type Outcome, vivarium } from './vivarium.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'study-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function study(...args: string[]): Outcome {
  return vivarium(['study', ...args], { env: { XDG_CACHE_HOME: join(folder, 'cache') }, cwd: folder });
}

describe('the list', () => {
  test('names every study and marks those that need the timing model', () => {
    const { stdout, status } = study();
    expect(status).toBe(0);
    for (const { name, needsTiming = false } of studies)
      expect(stdout).toMatch(new RegExp(`^ +${name} +${needsTiming ? '\\*' : '\\w'}`, 'm'));
  });

  test('is valid JSON with --json', () => {
    expect(JSON.parse(study('--json').stdout)).toHaveLength(studies.length);
  });
});

describe('a run', () => {
  const grid = ['quantum', '--sweep', 'quantum=50,100', '--set', 'tasks=3', '--set', 'bytes=0'];

  test('tells question, table, chart and verdict', () => {
    const { stdout, stderr, status } = study(...grid);
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    for (const part of ['== quantum', 'Question ', 'Prediction ', 'quantum (us)', '\u2588', 'Verdict     as predicted', 'Teaches ']) {
      expect(stdout).toContain(part);
    }
    expect(readdirSync(join(folder, 'cache/vivarium/studies'))).toHaveLength(2);
  });

  test('is the same with one worker, with two, and from the cache', () => {
    const one = study(...grid, '--no-cache', '--json', '--jobs', '1');
    expect(one.status).toBe(0);
    expect(study(...grid, '--no-cache', '--json', '--jobs', '2').stdout).toBe(one.stdout);
    expect(study(...grid, '--json').stdout).toBe(one.stdout);
  });

  test('writes a drawing and a page', () => {
    expect(study(...grid, '--svg', 'a.svg', '--html', 'a.html').status).toBe(0);
    expect(readFileSync(join(folder, 'a.svg'), 'utf8')).toMatch(/^<svg /);
    expect(readFileSync(join(folder, 'a.html'), 'utf8')).toContain('<svg');
  });

  test('ends with 0 when the points of the verdict were left out', () => {
    const { status, stdout } = study('working-set', '--set', 'bytes=8K', '--set', 'tasks=1');
    expect({ status, none: stdout.includes('Verdict     none') }).toEqual({ status: 0, none: true });
  });

  test('ends with 1 when the verdict is no', () => {
    const accept = { figure: 'cycles', low: 50, high: 60 };
    writeFileSync(join(folder, 'no.json'), JSON.stringify({ program: '/bin/ladder', args: ['4K'], sweep: { n: [1] }, accept }));
    const { status, stdout } = study('no.json', '--csv');
    expect({ status, head: stdout.split('\r\n')[0] }).toEqual({ status: 1, head: 'n,cycles' });
  });
});

describe('a run on other machines', () => {
  test('sweeps any parameter of the machine, and judges each one', () => {
    const sweeps = ['--sweep', 'hierarchy.l1d.sizeBytes=16K,64K', '--sweep', 'bytes=8K,32K', '--set', 'loads=20000'];
    const { stdout, stderr, status } = study('ladder', ...sweeps);
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(stdout).toMatch(/ 32K +16K +11\n +32K +64K +1[.\d]*\n/);
    expect(stdout).toContain('Measured    2 of 2 as predicted');
  });

  test('takes the file of a profile as the machine that is varied', () => {
    const board = JSON.stringify({ ...profiles.board, name: 'mine', hierarchy: { ...profiles.board.hierarchy, dramCycles: 400 } });
    writeFileSync(join(folder, 'mine.json'), board);
    const args = ['ladder', '--set', 'bytes=16K', '--set', 'loads=20000', '--profile', 'mine.json', '--json'];
    const cycles = (...more: string[]): number[] =>
      (JSON.parse(study(...args, ...more).stdout) as { rows: { figures: { cycles: number } }[] }).rows.map(({ figures }) => figures.cycles);
    expect(cycles()[0]).toBeCloseTo(3, 1);
    expect(cycles('--sweep', 'hierarchy.l1d.latencyCycles=3,5')[1]).toBeCloseTo(5, 1);
  });

  test('of a user’s study is written into its file, or named there', () => {
    const mine = {
      program: '/bin/ladder',
      args: ['{bytes}', '20000'],
      sweep: { bytes: ['16K'] },
      accept: { figure: 'cycles', low: 3.9, high: 4.1 },
    };
    const machine = {
      ...profiles.board,
      hierarchy: { ...profiles.board.hierarchy, l1d: { ...profiles.board.hierarchy.l1d, latencyCycles: 4 } },
    };
    writeFileSync(join(folder, 'board4.json'), JSON.stringify(machine));
    for (const [name, profile] of [['inline.json', machine] as const, ['beside.json', './board4.json'] as const]) {
      writeFileSync(join(folder, name), JSON.stringify({ ...mine, boot: { cores: 1, profile } }));
      expect(study(name)).toMatchObject({ status: 0, stderr: '' });
    }
    writeFileSync(join(folder, 'wrong.json'), JSON.stringify({ ...mine, boot: { profile: { ...machine, harts: 0 } } }));
    expect(study('wrong.json')).toMatchObject({ status: 2, stderr: expect.stringContaining('harts: 0 is not a whole number') as string });
  });
});

describe('an interrupted run', () => {
  test('says what was done, leaves with 130 and keeps it', async () => {
    const quanta = Array.from({ length: 60 }, (_, index) => 300 + index).join(',');
    const cache = join(folder, 'interrupted');
    const kept = (): number => (existsSync(join(cache, 'vivarium/studies')) ? readdirSync(join(cache, 'vivarium/studies')).length : 0);
    const child = spawn(
      process.execPath,
      [mainPath, 'study', 'quantum', '--sweep', `quantum=${quanta}`, '--set', 'bytes=0', '--jobs', '1'],
      {
        env: { ...process.env, XDG_CACHE_HOME: cache },
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    const ended = once(child, 'close');
    while (kept() === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill('SIGINT');
    expect((await ended)[0]).toBe(130);
    const done = Number(/^vivarium: interrupted: (\d+) of 60 points done: the same command goes on from there\n$/.exec(stderr)?.[1]);
    expect(done).toBeGreaterThan(0);
    expect(kept()).toBe(done);
  });
});

describe('a user’s study', () => {
  test('runs from JSON', () => {
    const json = { program: '/bin/ladder', args: ['{bytes}', '1000'], sweep: { bytes: ['4K', '8K'] }, boot: { cores: 1 } };
    writeFileSync(join(folder, 'my.json'), JSON.stringify(json));
    const { stdout, status, stderr } = study('./my.json', '--csv');
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(stdout).toMatch(/^bytes,cycles\r\n4K,[\d.]+\r\n8K,[\d.]+\r\n$/);
  });

  test('runs from a module', () => {
    const source = `export const study = { name: 'mine', question: 'Is true true?', prediction: 'Yes.', teaches: '-', units: {},
      parameters: { n: { summary: 'n', initial: 1, unit: 'n' } }, sweep: { n: [1, 2] }, chart: { x: 'n', y: 'calls' },
      program: () => ({ path: '/bin/true', args: [], boot: { cores: 1 } }),
      figures: ({ cores }) => ({ calls: cores[0].systemCalls }),
      verdict: (rows) => ({ ok: rows.length === 2, range: 'two', measured: String(rows.length) }) };`;
    writeFileSync(join(folder, 'mine.mjs'), source);
    const { stdout, status } = study('mine.mjs');
    expect({ status, judged: stdout.includes('Verdict     as predicted') }).toEqual({ status: 0, judged: true });
  });
});

describe('a wrong command line', () => {
  test.each([
    [['quantun'], 2, 'there are quantum, fairness'],
    [['quantum', '--set', 'quanta=1'], 2, 'study quantum has quantum, tasks'],
    [['quantum', '--sweep', 'quantum=1,x'], 2, "bad value '1' for quantum"],
    [['quantum', '--set', 'quantum'], 2, 'give KEY=VALUE'],
    [['quantum', '--set', 'quantum=50,100'], 2, '--sweep quantum=50,100'],
    [['fairness', '--policy', 'rr'], 2, '--set policy=rr'],
    [['quantum', '--json', '--csv'], 2, 'give one of them'],
    [['quantum', '--jobs', '0'], 2, "bad value '0'"],
    [['absent.json'], 125, 'no such file'],
    [['quantum', '--set', 'quantum=50', '--set', 'bytes=0', '--svg', 'absent/a.svg'], 125, 'no such file'],
    [['ladder', '--sweep', 'l1d.size=16K'], 2, 'near are hierarchy.l1d.sizeBytes'],
    [['ladder', '--set', 'hierarchy.l1d.sizeBytes=20000'], 2, 'not a whole number of lines'],
    [['ladder', '--profile', 'absent.json', '--set', 'harts=1'], 2, 'no such file'],
  ])('%j is refused in one line', (args, status, part) => {
    const outcome = study(...args);
    expect(outcome.status).toBe(status);
    expect(outcome.stderr).toMatch(/^vivarium: [^\n]+: [^\n]+\n$/);
    expect(outcome.stderr).toContain(part);
    expect(existsSync(join(folder, 'absent'))).toBe(false);
  });

  test('and a program that prints no figure is told with its point', () => {
    writeFileSync(join(folder, 'dumb.json'), JSON.stringify({ program: '/bin/true', sweep: { n: [1] } }));
    expect(study('dumb.json')).toMatchObject({
      status: 125,
      stderr: "vivarium: the program printed no line 'name: value': study dumb, n=1: try other values\n",
    });
  });
});
