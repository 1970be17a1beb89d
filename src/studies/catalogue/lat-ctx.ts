// Study `lat-ctx`: lmbench's context switch latency.
import { figuresNamed } from '../printed-figures.js';
import { figureAt } from '../rows.js';
import { type Row, type Study, type Verdict, wordAt } from '../study.js';
import { allOf, within } from '../verdicts.js';

const K = 1024;

/** Of profile `textbook`, microseconds. */
const accepted: readonly (readonly [processes: number, bytes: number, low: number, high: number])[] = [
  [2, 16 * K, 2.5, 5],
  [2, 64 * K, 5, 9],
  [8, 64 * K, 80, 115],
  [16, 16 * K, 14, 30],
];

function verdict(rows: readonly Row[]): Verdict {
  return allOf(
    accepted.map(([processes, bytes, low, high]) =>
      within(`us of ${processes}p/${bytes / K}K`, figureAt(rows, { processes, bytes }, 'us'), low, high),
    ),
  );
}

export const latCtx: Study = {
  name: 'lat-ctx',
  question: 'What does a context switch cost when each process has memory of its own in use?',
  prediction:
    'About the direct cost while all sets fit the cache; far more once they do not, because every process comes back to cold lines.',
  needsTiming: true,
  textbookOnly: true,
  parameters: {
    processes: { summary: 'processes in the ring', initial: 2, unit: 'processes', low: 2, high: 64 },
    bytes: { summary: 'memory that each touches when it has the token', initial: 0, unit: 'bytes', low: 0, high: K * K },
    rounds: { summary: 'times that the token goes round', initial: 30, unit: 'rounds', low: 1, high: 10_000 },
  },
  sweep: { processes: [2, 8, 16], bytes: [0, 16 * K, 64 * K] },
  program: (point) => ({
    path: '/bin/lat-ctx',
    args: [wordAt(point, 'processes'), wordAt(point, 'bytes'), wordAt(point, 'rounds')],
    boot: { cores: 1, timing: 'full' },
  }),
  figures: (result) => {
    const { cycles = Number.NaN } = figuresNamed(['cycles'])(result);
    return { cycles, us: (cycles / result.frequencyHz) * 1e6 };
  },
  verdict,
  chart: { x: 'bytes', y: 'us', series: 'processes' },
  units: { bytes: 'bytes', cycles: 'cycles', us: 'us' },
  note: 'Two sets of 64K do not fit L1, with or without a switch, and fit L2 together: so the run without switches has the same misses, and 2p/64K shows the direct cost and the refill of the TLB only. Here, as just after boot, page frames lie side by side and spread evenly over the sets of L2. On a machine that has run for long they are scattered, and more of them than L2 has ways for may share sets: that is what we believe to be in the accepted 5 to 9 us.',
  teaches:
    'The kernel saves and restores a few hundred bytes, the caches must bring back the rest. So the price of a switch depends on what the tasks use and on how many others ran meanwhile. Benchmarks with empty processes show the smaller half.',
};
