// Every built-in study is whole, and its verdict can tell right from wrong; on made-up rows.
import { describe, expect, test } from 'vitest';
import { profiles } from '../../src/machine/profiles.js';
import { studies } from '../../src/studies/catalogue.js';
import { axes, grid } from '../../src/studies/parameters.js';
import { jainIndex, linearFit } from '../../src/studies/statistics.js';
import { type Figures, numberAt, type Point, type Row, type Study, type Verdict } from '../../src/studies/study.js';
import { userlandPrograms } from '../../src/stores/userland.js';

function pointsOf(study: Study): Point[] {
  const chosen = axes(study, [], []);
  if ('problem' in chosen) throw new Error(chosen.problem.what);
  return grid(chosen);
}

/** The study's verdict on its own grid with figures from `figures`. */
function judged(name: string, figures: (point: Point) => Figures): Verdict {
  const study = studies.find((row) => row.name === name);
  if (study === undefined) throw new Error(`no study ${name}`);
  const rows: Row[] = pointsOf(study).map((point) => ({ point, figures: figures(point) }));
  return study.verdict(rows, profiles.textbook);
}

describe.each(studies)('study $name', (study) => {
  test('asks, predicts and teaches in three sentences', () => {
    expect(study.question).toMatch(/\?$/);
    expect(study.prediction).toMatch(/\.\)?$|\)$/);
    expect(study.teaches.match(/[.](?= |$)/g)).toHaveLength(3);
  });

  test('sweeps its own parameters with values that they take', () => {
    for (const [key, values] of Object.entries(study.sweep)) {
      const sweep = [{ key, values: values.map(String) }];
      expect(axes(study, [], sweep)).toBeInstanceOf(Map);
    }
    expect(Object.keys(study.parameters)).toContain(study.chart.x);
  });

  test('runs a program of the userland at each point', () => {
    const names = userlandPrograms().map(({ name }) => `/bin/${name}`);
    for (const point of pointsOf(study)) expect(names).toContain(study.program(point).path);
  });

  test('accepts nothing when no point was run', () => {
    expect(study.verdict([], profiles.textbook).ok).toBe(false);
  });
});

describe('names', () => {
  test('are different', () => {
    expect(new Set(studies.map(({ name }) => name)).size).toBe(studies.length);
  });
});

/** For each study figures that it must accept and figures that it must not. */
const cases: readonly (readonly [name: string, good: (point: Point) => Figures, bad: (point: Point) => Figures])[] = [
  ['quantum', (point) => quantumFigures(point, 1000), (point) => quantumFigures(point, numberAt(point, 'quantum') > 500 ? 1100 : 1000)],
  ['quantum', (point) => quantumFigures(point, 1000), (point) => ({ ...quantumFigures(point, 1000), lost: 0.02 })],
  ['fairness', () => ({ jain: 1, ratio: 3.05 }), () => ({ jain: 1, ratio: 2.9 })],
  ['fairness', () => ({ jain: 0.995, ratio: 3.1 }), () => ({ jain: 0.9, ratio: 3.06 })],
  ['tick', (point) => ({ overhead: tickShare(point) }), (point) => ({ overhead: numberAt(point, 'hertz') % 300 })],
  ['tick', (point) => ({ overhead: tickShare(point) }), (point) => ({ overhead: tickShare(point) / 100 })],
  ['mode-vs-context', (point) => switchFigures(point), (point) => ({ ...switchFigures(point), ratio: 40 })],
  ['mode-vs-context', (point) => switchFigures(point), (point) => ({ ...switchFigures(point), tlb: 4 })],
  ['mode-vs-context', (point) => switchFigures(point), (point) => ({ ...switchFigures(point), lines: point['asid'] === 'on' ? 0.5 : 20 })],
  [
    'mode-vs-context',
    (point) => switchFigures(point),
    (point) => ({ ...switchFigures(point), pass: point['between'] === 'threads' ? 9 : 8 }),
  ],
  ['pcb', (point) => pcbFigures(point, 132), (point) => pcbFigures(point, 66)],
  ['pcb', (point) => pcbFigures(point, 150), ({ saving }) => ({ turn: saving === 'eager' ? 1132 : 1000 })],
  ['ladder', (point) => ladderFigures(point, 11), (point) => ladderFigures(point, 13)],
  ['lat-ctx', (point) => ({ us: contextUs(point) }), () => ({ us: 1 })],
  ['working-set', (point) => ({ access: workingSetCycles(point) }), () => ({ access: 4 })],
  ['affinity', ({ every }) => ({ access: every === 1 ? 60 : 6 }), () => ({ access: 6 })],
  ['row-vs-column', ({ order }) => ({ access: order === 'rows' ? 5 : 50 }), () => ({ access: 5 })],
  ['struct-layout', ({ layout }) => ({ field: layout === 'records' ? 50 : 5 }), () => ({ field: 5 })],
  ['false-sharing', (point) => ({ add: numberAt(point, 'distance') < 64 ? 205 : 5 }), () => ({ add: 5 })],
  ['stack-vs-heap', ({ place }) => ({ object: place === 'heap' ? 300 : 100 }), () => ({ object: 100 })],
  ['fork-cow', (point) => cowFigures(point, 1), (point) => cowFigures(point, 0)],
];

function quantumFigures(point: Point, c: number): Figures {
  const quantumCycles = numberAt(point, 'quantum') * 1000;
  const reload = numberAt(point, 'bytes') > 131_072 ? 400_000 : 0;
  return { switch: c, quantumCycles, kernel: c / (quantumCycles + c), lost: (c + reload) / (quantumCycles + c + reload) };
}

function switchFigures({ asid, between }: Point): Figures {
  const flushes = asid === 'off' && between === 'processes';
  return { ratio: 6, pass: flushes ? 2300 : 2200, tlb: flushes ? 4 : 0.02, lines: 0.6, l2: 0.5, walks: flushes ? 12 : 0.1 };
}

function pcbFigures({ saving, floats }: Point, words: number): Figures {
  return { turn: saving === 'eager' || floats === 'both' ? 1000 + words : 1000 };
}

function tickShare(point: Point): number {
  return numberAt(point, 'hertz') * (numberAt(point, 'bytes') > 4096 ? 9e-6 : 3e-6);
}

function ladderFigures(point: Point, l2: number): Figures {
  const bytes = numberAt(point, 'bytes');
  return { cycles: bytes <= 32_768 ? 1 : bytes <= 262_144 ? l2 : 140 };
}

function contextUs({ processes, bytes }: Point): number {
  if (bytes === 65_536) return processes === 2 ? 7 : 100;
  return processes === 16 ? 20 : 3;
}

function workingSetCycles(point: Point): number {
  return point['tasks'] === 2 && numberAt(point, 'bytes') > 131_072 ? 40 : 10;
}

function cowFigures(point: Point, faultsPerPage: number): Figures {
  const written = numberAt(point, 'written');
  return { fork: 1, write: written * 2000, faults: written * faultsPerPage };
}

describe('verdicts', () => {
  test.each(cases)('%s accepts the right figures and refuses the wrong ones', (name, good, bad) => {
    expect(judged(name, good)).toMatchObject({ ok: true });
    expect(judged(name, bad)).toMatchObject({ ok: false });
  });

  test('every study has a case', () => {
    expect(new Set(cases.map(([name]) => name))).toEqual(new Set(studies.map(({ name }) => name)));
  });
});

describe('statistics', () => {
  test("Jain's index is 1 for equals and 1/n when one has all", () => {
    expect(jainIndex([5, 5, 5])).toBeCloseTo(1);
    expect(jainIndex([7, 0, 0, 0])).toBeCloseTo(0.25);
  });

  test('a line is found exactly, and a flat one explains nothing', () => {
    expect(linearFit([1, 2, 3].map((x) => [x, 2 * x + 1] as const))).toMatchObject({ slope: 2, intercept: 1, r2: 1 });
    expect(linearFit([1, 2, 3].map((x) => [x, 4] as const)).r2).toBe(0);
  });
});
