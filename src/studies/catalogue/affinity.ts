// Study `affinity`: staying on a core against moving.
import { figuresNamed } from '../printed-figures.js';
import { ratio } from '../rows.js';
import { type Study, wordAt } from '../study.js';
import { within } from '../verdicts.js';

export const affinity: Study = {
  name: 'affinity',
  question: 'What does it cost a task to be moved to another core?',
  prediction: 'Nothing is charged for the move itself; the other core has cold private caches, so the first pass there misses.',
  needsTiming: true,
  parameters: {
    every: { summary: 'passes between two moves; 0: it stays', initial: 0, unit: 'passes', low: 0, high: 1000 },
    bytes: { summary: 'memory that it walks in one pass', initial: 16_384, unit: 'bytes', low: 64, high: 1 << 20 },
    passes: { summary: 'passes', initial: 64, unit: 'passes', low: 2, high: 10_000 },
  },
  sweep: { every: [0, 16, 8, 4, 2, 1] },
  program: (point) => ({
    path: '/bin/wander',
    args: ['every', 'bytes', 'passes'].map((name) => wordAt(point, name)),
    boot: { cores: 2, timing: 'full' },
  }),
  figures: figuresNamed(['access']),
  verdict: (rows) =>
    within('access when moved before each pass / when it stays', ratio(rows, 'access', { every: 1 }, { every: 0 }), 2, Infinity),
  chart: { x: 'every', y: 'access', bars: true },
  units: { every: 'passes', access: 'cycles' },
  teaches:
    'A core is not only a place to run, it is a cache full of what ran there last. A move leaves that behind, and the task pays for it line by line. So schedulers keep a task where it was, and move it only when waiting would cost more.',
};
