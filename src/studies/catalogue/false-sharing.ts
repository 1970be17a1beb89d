// Study `false-sharing`: two counters in one cache line.
import { figuresNamed } from '../printed-figures.js';
import { ratio } from '../rows.js';
import { type Study, wordAt } from '../study.js';
import { within } from '../verdicts.js';

export const falseSharing: Study = {
  name: 'false-sharing',
  question: 'What happens when two cores write to different words of one cache line?',
  prediction:
    'Below 64 bytes of distance each addition takes the line away from the other core; from 64 bytes on they do not disturb each other.',
  needsTiming: true,
  parameters: {
    distance: { summary: 'bytes between the two counters', initial: 8, unit: 'bytes', low: 8, high: 2048 },
    adds: { summary: 'additions of each core', initial: 200_000, unit: 'additions', low: 1000, high: 5_000_000 },
  },
  sweep: { distance: [8, 16, 32, 64, 128, 256] },
  program: (point) => ({
    path: '/bin/false-sharing',
    args: [wordAt(point, 'distance'), wordAt(point, 'adds')],
    boot: { cores: 2, timing: 'full' },
  }),
  figures: figuresNamed(['add']),
  verdict: (rows) => within('addition at 8 bytes / at 128 bytes', ratio(rows, 'add', { distance: 8 }, { distance: 128 }), 2, Infinity),
  chart: { x: 'distance', y: 'add', logX: true },
  units: { distance: 'bytes', add: 'cycles' },
  teaches:
    'Coherence works on lines, not on variables: a store needs the whole line for its core alone. Two cores that share nothing but a line fight as if they shared a variable. Padding to the size of a line ends it, at the price of memory.',
};
