// Study `stack-vs-heap`: where short-lived objects come from.
import { figuresNamed } from '../printed-figures.js';
import { ratio } from '../rows.js';
import { type Study, wordAt } from '../study.js';
import { within } from '../verdicts.js';

export const stackVsHeap: Study = {
  name: 'stack-vs-heap',
  question: 'What does a short-lived object cost on the stack, and what from malloc?',
  prediction: 'The stack is one subtraction; malloc and free search and keep books, which counts most for small objects.',
  parameters: {
    place: { summary: 'where the object lies', initial: 'stack', unit: 'kind', choices: ['stack', 'heap'] },
    bytes: { summary: 'size of the object', initial: 64, unit: 'bytes', low: 1, high: 65_536 },
    rounds: { summary: 'objects, one after the other', initial: 10_000, unit: 'objects', low: 100, high: 1_000_000 },
  },
  sweep: { bytes: [16, 64, 256, 1024], place: ['stack', 'heap'] },
  program: (point) => ({
    path: '/bin/allocate',
    args: ['place', 'bytes', 'rounds'].map((name) => wordAt(point, name)),
    boot: { cores: 1, timing: 'full' },
  }),
  figures: figuresNamed(['object']),
  verdict: (rows) =>
    within('heap / stack at 64 bytes', ratio(rows, 'object', { bytes: 64, place: 'heap' }, { bytes: 64, place: 'stack' }), 1.5, 50),
  chart: { x: 'bytes', y: 'object', series: 'place', logX: true },
  units: { bytes: 'bytes', object: 'cycles' },
  teaches:
    'The stack gives memory by moving one register, and gives the same warm lines again to the next call. The heap must find a free piece and remember its size, so that objects can outlive their maker. With the size of the object the difference fades behind the writing of its bytes.',
};
