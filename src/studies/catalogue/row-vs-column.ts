// Study `row-vs-column`: the order in which a matrix is walked.
import { figuresNamed } from '../printed-figures.js';
import { ratio } from '../rows.js';
import { type Study, wordAt } from '../study.js';
import { within } from '../verdicts.js';

export const rowVsColumn: Study = {
  name: 'row-vs-column',
  question: 'What does it cost to walk a matrix down its columns, against the order of memory?',
  prediction: 'By rows one access in eight misses, by columns each one once the matrix outgrows the cache: several times slower.',
  needsTiming: true,
  parameters: {
    order: { summary: 'rows: as in memory; columns: across', initial: 'rows', unit: 'kind', choices: ['rows', 'columns'] },
    side: { summary: 'rows and columns of 8-byte numbers', initial: 512, unit: 'numbers', low: 2, high: 2048 },
  },
  sweep: { side: [32, 64, 128, 256, 512], order: ['rows', 'columns'] },
  program: (point) => ({
    path: '/bin/matrix-walk',
    args: [wordAt(point, 'order'), wordAt(point, 'side')],
    boot: { cores: 1, timing: 'full' },
  }),
  figures: figuresNamed(['access']),
  verdict: (rows) =>
    within('columns / rows at side 512', ratio(rows, 'access', { side: 512, order: 'columns' }, { side: 512, order: 'rows' }), 3, Infinity),
  chart: { x: 'side', y: 'access', series: 'order', logX: true },
  units: { side: 'numbers', access: 'cycles' },
  teaches:
    'Memory comes in lines of 64 bytes, so a neighbour is free once one of a line was paid for. Walking across them pays for eight numbers and uses one. The two loops do the same arithmetic in the same number of instructions.',
};
