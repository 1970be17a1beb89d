// Study `struct-layout`: an array of structures against a structure of arrays.
import { figuresNamed } from '../printed-figures.js';
import { ratio } from '../rows.js';
import { type Study, wordAt } from '../study.js';
import { within } from '../verdicts.js';

export const structLayout: Study = {
  name: 'struct-layout',
  question: 'What does one field of many records cost, when whole records lie side by side or the values of each field?',
  prediction: 'With 64-byte records each field is a line of its own; side by side eight values share one: up to eight times fewer misses.',
  needsTiming: true,
  parameters: {
    layout: { summary: 'what lies side by side', initial: 'records', unit: 'kind', choices: ['records', 'columns'] },
    count: { summary: 'records', initial: 8192, unit: 'records', low: 1, high: 262_144 },
  },
  sweep: { count: [256, 1024, 4096, 8192, 16_384], layout: ['records', 'columns'] },
  program: (point) => ({
    path: '/bin/struct-layout',
    args: [wordAt(point, 'layout'), wordAt(point, 'count')],
    boot: { cores: 1, timing: 'full' },
  }),
  figures: figuresNamed(['field']),
  verdict: (rows) =>
    within(
      'records / columns at 8192',
      ratio(rows, 'field', { count: 8192, layout: 'records' }, { count: 8192, layout: 'columns' }),
      2,
      Infinity,
    ),
  chart: { x: 'count', y: 'field', series: 'layout', logX: true },
  units: { count: 'records', field: 'cycles' },
  teaches:
    'A loop over one field drags whole records through the cache when they lie side by side. Laid out by field, every byte of a line is used. Which layout is better depends on what is read together, not on what belongs together.',
};
