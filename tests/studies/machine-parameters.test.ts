// Fields of the machine in studies: what is booted, what is refused before anything runs, and how several machines are judged.
import { describe, expect, test } from 'vitest';
import { parameterPaths, parameterValue } from '../../src/machine/profile-parameters.js';
import { type Profile, profiles } from '../../src/machine/profiles.js';
import { judge } from '../../src/studies/judge.js';
import { machineProblem, profileOf, withMachineParameters } from '../../src/studies/machine-parameters.js';
import { axes, grid, type Setting } from '../../src/studies/parameters.js';
import type { Row, Study } from '../../src/studies/study.js';
import { sums } from './made-up.js';

function swept(sweeps: readonly Setting[], base?: Profile): { readonly study: Study; readonly axes: ReturnType<typeof axes> } {
  const keys = sweeps.map(({ key }) => key);
  const study = withMachineParameters(sums, keys, base);
  return { study, axes: axes(study, [], sweeps) };
}

/** The machines that are booted at the points of the grid. */
function machines(sweeps: readonly Setting[], base?: Profile): Profile[] {
  const { study, axes: chosen } = swept(sweeps, base);
  if ('problem' in chosen) throw new Error(chosen.problem.what);
  return grid(chosen).map((point) => profileOf(study.program(point).boot));
}

describe.each(parameterPaths)('%s', (path) => {
  const base = parameterValue(profiles.textbook, path) === undefined ? profiles.server : profiles.textbook;
  const value = parameterValue(base, path);

  test('can be swept: the machine has the value that was typed, and all else as before', () => {
    const [machine] = machines([{ key: path, values: [String(value)] }], base);
    if (machine === undefined) throw new Error('no machine');
    expect(parameterValue(machine, path)).toBe(value);
    for (const other of parameterPaths) expect(parameterValue(machine, other)).toEqual(parameterValue(base, other));
  });
});

describe('values', () => {
  test('are typed as sizes, frequencies and truths too', () => {
    const [machine] = machines([
      { key: 'hierarchy.l1d.sizeBytes', values: ['16K'] },
      { key: 'frequencyHz', values: ['1.5G'] },
      { key: 'hierarchy.asid', values: ['true'] },
      { key: 'events.trapEntry', values: ['70'] },
    ]);
    expect(machine).toMatchObject({
      ...{ frequencyHz: 1.5e9, name: 'textbook-varied' },
      ...{ hierarchy: { l1d: { sizeBytes: 16_384, ways: 8 }, asid: true }, events: { trapEntry: 70 } },
    });
  });

  test('of the number of cores go before those that the study asks for', () => {
    const { study } = swept([{ key: 'harts', values: ['4'] }]);
    expect(study.program({ a: 1, b: 2, harts: 4 }).boot.cores).toBe(4);
  });

  test('make the grid of all machines and all points', () => {
    const sizes = { key: 'hierarchy.l1d.sizeBytes', values: ['16K', '32K'] };
    expect(machines([sizes, { key: 'hierarchy.dramCycles', values: ['50', '100', '200'] }])).toHaveLength(6 * 6);
  });
});

describe('an impossible machine', () => {
  test.each([
    ['hierarchy.l1d.sizeBytes', '20000', 'no such machine: hierarchy.l1d.sizeBytes 20000 is not a whole number of lines of 64 bytes'],
    ['hierarchy.l3.sizeBytes', '1M', 'no such machine: hierarchy.l3.ways is missing, too: a whole number from 1 to 64'],
    ['hierarchy.lineBytes', '48', 'no such machine: hierarchy.lineBytes'],
  ])('%s=%s is refused before anything runs', (key, value, what) => {
    const { study, axes: chosen } = swept([{ key, values: [value] }]);
    if ('problem' in chosen) throw new Error(chosen.problem.what);
    const found = machineProblem(study, chosen);
    expect(found?.problem.what).toContain(what);
    expect(found?.problem.where).toMatch(new RegExp(`^${key}=`));
  });

  test.each([
    ['hierarchy.l1d.ways', '0', 'give a number from 1 to 64 (ways)'],
    ['hierarchy.asid', 'perhaps', 'give true, false'],
    ['hierarchy.l2.replacement', 'best', 'give lru, plru, fifo, random'],
  ])('%s=%s is no value', (key, value, remedy) => {
    expect(swept([{ key, values: [value] }]).axes).toMatchObject({ problem: { remedy } });
  });
});

describe('the verdict', () => {
  const study = withMachineParameters({ ...sums, verdict: (rows, profile) => latencyVerdict(rows, profile) }, ['hierarchy.dramCycles']);
  const rowsWith = (...latencies: number[]): Row[] =>
    latencies.map((latency) => ({ point: { a: 1, b: 2, 'hierarchy.dramCycles': latency }, figures: { latency } }));
  const bootAt = (point: Row['point']): ReturnType<Study['program']>['boot'] => study.program(point).boot;

  /** Right when the figure is what the profile says. */
  function latencyVerdict(rows: readonly Row[], { hierarchy }: Profile): ReturnType<Study['verdict']> {
    const ok = rows.every(({ figures }) => figures['latency'] === hierarchy.dramCycles);
    return { ok, range: `${hierarchy.dramCycles}`, measured: rows.map(({ figures }) => figures['latency']).join() };
  }

  test('is made machine by machine, by what each one is', () => {
    expect(judge(study, rowsWith(50, 100), bootAt)).toMatchObject({ ok: true, measured: '2 of 2 as predicted' });
  });

  test('tells which machine was not as predicted', () => {
    const wrong = rowsWith(50, 100).map((row, index) => (index === 0 ? row : { ...row, figures: { latency: 7 } }));
    const measured = '1 of 2 as predicted; with hierarchy.dramCycles=100: 7, not 100';
    expect(judge(study, wrong, bootAt)).toMatchObject({ ok: false, measured });
  });

  test('is none on other machines when the ranges are those of textbook', () => {
    const only = { ...study, textbookOnly: true };
    const { dramCycles } = profiles.textbook.hierarchy;
    expect(judge(only, rowsWith(7), bootAt)).toMatchObject({ missing: true, range: expect.stringContaining('textbook only') as string });
    expect(judge(only, rowsWith(dramCycles), bootAt).range).toBe(String(dramCycles));
  });
});
