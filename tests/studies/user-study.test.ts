// Studies that users write: what a JSON file becomes, and what is said about a wrong one.
import { describe, expect, test } from 'vitest';
import { profiles } from '../../src/machine/profiles.js';
import { axes, grid } from '../../src/studies/parameters.js';
import { profileOf, withMachineParameters } from '../../src/studies/machine-parameters.js';
import { isStudy, type LoadedStudy, userStudy } from '../../src/studies/user-study.js';
import { resultWith, sums } from './made-up.js';

const right = {
  program: './mine.elf',
  args: ['-n', '{size}', '{mode}'],
  sweep: { size: [1, 2] },
  set: { mode: 'fast' },
  boot: { cores: 1, policy: 'rr' },
  accept: { figure: 'cycles', low: 0, high: 10 },
};

function loaded(json: unknown): LoadedStudy {
  const found = userStudy(JSON.stringify(json), 'dir/my.json');
  if ('problem' in found) throw new Error(found.problem.what);
  return found;
}

describe('a JSON study', () => {
  test('is a study like the built-in ones', () => {
    const { study, program } = loaded(right);
    expect({ name: study.name, program, whole: isStudy(study) }).toEqual({ name: 'my', program: './mine.elf', whole: true });
    const chosen = axes(study, [], []);
    expect(chosen).toBeInstanceOf(Map);
    const points = 'problem' in chosen ? [] : grid(chosen);
    expect(points.map((point) => study.program(point))).toEqual(
      ['1', '2'].map((size) => ({ path: '/root/mine.elf', args: ['-n', size, 'fast'], boot: right.boot })),
    );
  });

  test('takes its figures from lines `name: value` and judges them', () => {
    const { study } = loaded(right);
    const figures = study.figures(resultWith('hello\ncycles: 7\nfaults: 2e3\nbad: x\n'), {});
    expect(figures).toEqual({ cycles: 7, faults: 2000 });
    const rows = [{ point: { size: 1 }, figures }];
    expect(study.verdict(rows, profiles.textbook)).toEqual({ ok: true, range: 'cycles from 0 to 10', measured: 'cycles from 7 to 7' });
    expect(study.verdict([...rows, { point: { size: 2 }, figures: { cycles: 11 } }], profiles.textbook).ok).toBe(false);
  });

  test('marks a figure that was not printed', () => {
    expect(loaded(right).study.figures(resultWith('faults: 2\n'), {})['cycles']).toBeNaN();
  });

  test('runs a program of /bin where it lies', () => {
    const { study, program } = loaded({ ...right, program: '/bin/spin' });
    expect([study.program({ size: 1 }).path, program]).toEqual(['/bin/spin', undefined]);
  });
});

describe('the machine of a JSON study', () => {
  test('is a built-in one, or is handed out as it was written', () => {
    expect(loaded({ ...right, boot: { profile: 'board' } }).study.program({ size: 1 }).boot).toEqual({ profile: 'board' });
    const inline = { name: 'mine', harts: 1 };
    for (const profile of ['mine.json', inline]) {
      const { study, machine } = loaded({ ...right, boot: { cores: 1, profile } });
      expect([machine, study.program({ size: 1 }).boot]).toEqual([profile, { cores: 1 }]);
    }
  });

  test('and what else boot takes are kept as they are', () => {
    const boot = { policy: 'rr:slice=1ms', asid: true, pcb: 'eager', balance: false, aslr: false };
    expect(loaded({ ...right, boot }).study.program({ size: 1 }).boot).toEqual(boot);
  });

  test('is varied by sweep and set, which the program need not know of', () => {
    const json = { ...right, sweep: { size: [1], 'hierarchy.l1d.sizeBytes': ['16K', 32_768] }, set: { mode: 'fast', frequencyHz: '2G' } };
    const { study: bare } = loaded(json);
    const study = withMachineParameters(bare, Object.keys(bare.sweep));
    const chosen = axes(study, [], []);
    if ('problem' in chosen) throw new Error(chosen.problem.what);
    const booted = grid(chosen).map((point) => profileOf(study.program(point).boot));
    expect(booted.map(({ hierarchy, frequencyHz }) => [hierarchy.l1d.sizeBytes, frequencyHz])).toEqual([
      [16_384, 2e9],
      [32_768, 2e9],
    ]);
  });
});

describe('a wrong JSON study', () => {
  test.each([
    [{ ...right, sweeps: {} }, "unknown field 'sweeps'"],
    [{ ...right, program: 7 }, "field 'program' is missing or wrong"],
    [{ ...right, args: 'x' }, "field 'args' is missing or wrong"],
    [{ ...right, args: ['{length}'] }, "'{length}' in args stands for nothing"],
    [{ ...right, sweep: { size: [] } }, "field 'sweep' is missing or wrong"],
    [{ ...right, sweep: undefined }, "field 'sweep' is missing or wrong"],
    [{ ...right, boot: { cors: 1 } }, "bad boot option 'cors'"],
    [{ ...right, boot: { policy: 'best' } }, "bad boot option 'policy'"],
    [{ ...right, boot: { toString: 1 } }, "bad boot option 'toString'"],
    [{ ...right, boot: { profile: 'laptop' } }, "bad boot option 'profile'"],
    [{ ...right, boot: { policy: 'rr:slices=1ms' } }, "bad boot option 'policy'"],
    [{ ...right, boot: { pcb: 'often' } }, "bad boot option 'pcb'"],
    [{ ...right, accept: { figure: 'cycles' } }, "field 'accept' is missing or wrong"],
    [{ ...right, name: 3 }, "field 'name' is missing or wrong"],
    [[right], 'no JSON object'],
  ])('%j is refused with its field', (json, what) => {
    expect(userStudy(JSON.stringify(json), 'my.json')).toMatchObject({ problem: { what, where: 'my.json' } });
  });

  test('that is no JSON is said to be none', () => {
    expect(userStudy('{', 'my.json')).toMatchObject({ problem: { what: expect.stringMatching(/^no JSON: /) as string } });
  });
});

describe('a module', () => {
  test('is a study when it has a study’s functions', () => {
    expect([isStudy(sums), isStudy({ ...sums, verdict: 1 }), isStudy(undefined), isStudy([])]).toEqual([true, false, false, false]);
  });
});
