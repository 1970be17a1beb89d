// The grid, the cache, resuming, and what users get wrong; on an executor without a machine.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { axes, grid, type Setting } from '../../src/studies/parameters.js';
import { folderCache, noCache, type ResultCache, runKey } from '../../src/studies/result-cache.js';
import { runStudy, type StudyOutcome } from '../../src/studies/run-study.js';
import type { Study, Value } from '../../src/studies/study.js';
import { AddingExecutor, resultWith, sums } from './made-up.js';

function axesOf(study: Study, sets: Setting[] = [], sweeps: Setting[] = []): Map<string, readonly Value[]> {
  const chosen = axes(study, sets, sweeps);
  if ('problem' in chosen) throw new Error(chosen.problem.what);
  return chosen;
}

function run(
  executor: AddingExecutor,
  cache: ResultCache = noCache,
  more: { signal?: AbortSignal; study?: Study } = {},
): Promise<StudyOutcome> {
  const { study = sums, ...rest } = more;
  return runStudy({ study, axes: axesOf(study), boot: {}, executor, cache, version: 'v1', ...rest });
}

const others = `study sums has a, b, word; "vivarium profiles --show textbook" lists the machine's`;

describe('the grid', () => {
  test('is every combination in the order of the sweep, the last key fastest', () => {
    expect(grid(axesOf(sums)).map(({ a, b }) => [b, a])).toEqual([10, 20].flatMap((b) => [1, 2, 3].map((a) => [b, a])));
  });

  test('has one value of a set parameter and the typed ones of a swept one', () => {
    const chosen = axesOf(sums, [{ key: 'b', values: ['7'] }], [{ key: 'a', values: ['1K', '5', '5'] }]);
    expect(grid(chosen)).toEqual([
      { a: 1024, b: 7, word: 'x' },
      { a: 5, b: 7, word: 'x' },
    ]);
  });

  test.each([
    [{ key: 'zz', values: ['1'] }, "unknown parameter 'zz'", others],
    [{ key: 'toString', values: ['1'] }, "unknown parameter 'toString'", others],
    [{ key: 'wrod', values: ['1'] }, "unknown parameter 'wrod'", `near are word; ${others}`],
    [{ key: 'dram', values: ['1'] }, "unknown parameter 'dram'", `near are hierarchy.dramCycles; ${others}`],
    [
      { key: 'l1d.ways', values: ['1'] },
      "unknown parameter 'l1d.ways'",
      `near are hierarchy.l1d.ways, hierarchy.l1i.ways, hierarchy.l2.ways, hierarchy.l3.ways; ${others}`,
    ],
    [{ key: 'a', values: ['-1'] }, "bad value '-1' for a", 'give a number from 0 to 4096 (bytes)'],
    [{ key: 'b', values: ['1K'] }, "bad value '1K' for b", 'give a number from 0 to 100 (units)'],
    [{ key: 'a', values: ['1', 'two'] }, "bad value 'two' for a", 'give a number from 0 to 4096 (bytes)'],
    [{ key: 'word', values: ['z'] }, "bad value 'z' for word", 'give x, y'],
  ])('refuses %j', (setting, what, remedy) => {
    expect(axes(sums, [], [setting])).toEqual({ problem: { what, where: 'option --sweep', remedy } });
  });

  test('refuses more points than anybody wants', () => {
    const many = Array.from({ length: 101 }, (_, index) => String(index));
    const sweeps = ['a', 'b'].map((key) => ({ key, values: many }));
    expect(axes(sums, [], sweeps)).toMatchObject({ problem: { what: '10201 points' } });
  });
});

describe('a study', () => {
  test("has its rows in the grid's order although the runs end in another", async () => {
    const { rows, verdict } = await run(new AddingExecutor());
    expect(rows.map(({ figures }) => figures['sum'])).toEqual([11, 12, 13, 21, 22, 23]);
    expect(verdict).toEqual({ ok: true, range: 'below 1000', measured: '6 sums' });
  });

  test('fails with the point when a program fails or prints no number', async () => {
    const failing = { ...sums, figures: () => ({ sum: Number.NaN }) };
    await expect(run(new AddingExecutor(), noCache, { study: failing })).rejects.toMatchObject({
      message: "the program printed no number 'sum'",
      where: expect.stringContaining('b=10 a=1') as string,
    });
    const executor = new AddingExecutor();
    executor.run = async () => resultWith('', 3);
    await expect(run(executor)).rejects.toThrow('ended with status 3');
  });
});

describe('the cache', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'studies-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('spares a second study all runs and gives the same outcome', async () => {
    const first = new AddingExecutor();
    const second = new AddingExecutor();
    const outcome = await run(first, folderCache(folder));
    expect(await run(second, folderCache(folder))).toEqual(outcome);
    expect([first.ran, second.ran]).toEqual([6, 0]);
  });

  test('resumes what was interrupted: what was done is kept, the rest is run', async () => {
    const controller = new AbortController();
    const stopped = await run(new AddingExecutor(4, () => controller.abort()), folderCache(folder), { signal: controller.signal });
    expect({ rows: stopped.rows.length, points: stopped.points, verdict: stopped.verdict }).toEqual({
      rows: 4,
      points: 6,
      verdict: undefined,
    });
    const rest = new AddingExecutor();
    expect((await run(rest, folderCache(folder))).rows).toHaveLength(6);
    expect(rest.ran).toBe(2);
  });

  test('runs again what a damaged file held, and does without a folder that cannot be made', async () => {
    await run(new AddingExecutor(), folderCache(folder));
    for (const name of readdirSync(folder)) writeFileSync(join(folder, name), '{');
    const again = new AddingExecutor();
    await run(again, folderCache(folder));
    expect(again.ran).toBe(6);
    expect((await run(new AddingExecutor(), folderCache('/dev/null/cache'))).rows).toHaveLength(6);
  });

  test('has another key for another program, option, argument or version, and the same for another order of keys', () => {
    const elf = new Uint8Array([1, 2]);
    const spec = { path: '/bin/x', args: ['1'], boot: { cores: 1, seed: 2 } };
    const keys = [
      runKey(spec, elf, 'v1'),
      runKey(spec, new Uint8Array([1, 3]), 'v1'),
      runKey({ ...spec, boot: { cores: 2, seed: 2 } }, elf, 'v1'),
      runKey({ ...spec, args: ['2'] }, elf, 'v1'),
      runKey(spec, elf, 'v2'),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect(runKey({ boot: { seed: 2, cores: 1 }, args: ['1'], path: '/bin/x' }, elf, 'v1')).toBe(keys[0]);
  });
});
