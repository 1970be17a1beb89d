// Study `fork-cow`: what copy on write defers.
import { figuresNamed } from '../printed-figures.js';
import { figureOf } from '../rows.js';
import { linearFit } from '../statistics.js';
import { numberAt, type Row, type Study, type Verdict, wordAt } from '../study.js';
import { allOf, within } from '../verdicts.js';

/** A page that is written is one fault; the price of a page is the same for each. */
function verdict(rows: readonly Row[]): Verdict {
  const fit = linearFit(rows.map((row) => [numberAt(row.point, 'written'), figureOf(row, 'write')]));
  const faults = linearFit(rows.map((row) => [numberAt(row.point, 'written'), figureOf(row, 'faults')]));
  return allOf([within('faults per page written', faults.slope, 0.98, 1.02), within('R^2 of cycles over pages written', fit.r2, 0.99, 1)]);
}

export const forkCow: Study = {
  name: 'fork-cow',
  question: 'When is the memory of a forked process copied, and who pays?',
  prediction: 'fork(2) costs the same whatever the child does later; each page that the child writes costs one fault and one copy.',
  parameters: {
    pages: { summary: 'pages that the parent has', initial: 512, unit: 'pages', low: 1, high: 8192 },
    written: { summary: 'pages that the child writes', initial: 0, unit: 'pages', low: 0, high: 8192 },
  },
  sweep: { written: [0, 64, 128, 256, 512] },
  program: (point) => ({
    path: '/bin/fork-cow',
    args: [wordAt(point, 'pages'), wordAt(point, 'written')],
    boot: { cores: 1, timing: 'full' },
  }),
  figures: figuresNamed(['fork', 'write', 'faults']),
  verdict,
  chart: { x: 'written', y: 'write' },
  units: { written: 'pages', fork: 'cycles', write: 'cycles', faults: 'faults' },
  teaches:
    'fork(2) copies page tables, not pages: both processes read the same frames, write-protected. The first write to a page faults, and only then is it copied. A child that calls execve at once never pays for memory that it never wrote.',
};
