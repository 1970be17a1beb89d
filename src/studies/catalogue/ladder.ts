// Study `ladder`: the latency of each level of the memory hierarchy.
import { figuresNamed } from '../printed-figures.js';
import { figureAt } from '../rows.js';
import { type Row, type Study, type Verdict, wordAt } from '../study.js';
import { allOf, within } from '../verdicts.js';

const K = 1024;

/** Of profile `textbook`: 1 cycle in L1 of 32K, 11 in L2 of 256K, 101 from DRAM and the page walks on top. */
function verdict(rows: readonly Row[]): Verdict {
  const at = (bytes: number): number | undefined => figureAt(rows, { bytes }, 'cycles');
  return allOf([
    within('cycles in L1 (16K)', at(16 * K), 0.95, 1.05),
    within('cycles in L2 (64K)', at(64 * K), 10.45, 11.55),
    within('cycles from DRAM (4M)', at(4096 * K), 95.95, Infinity),
  ]);
}

export const ladder: Study = {
  name: 'ladder',
  question: 'How long does one load take, depending on how much memory a program uses?',
  prediction: 'Steps at the cache sizes, with the latency of L1, L2 and DRAM as heights.',
  needsTiming: true,
  parameters: {
    bytes: { summary: 'memory that the ring of pointers goes through', initial: 16 * K, unit: 'bytes', low: 128, high: 64 * K * K },
    loads: { summary: 'loads that are timed', initial: 200_000, unit: 'loads', low: 1000, high: 20_000_000 },
  },
  sweep: { bytes: [4, 8, 16, 24, 32, 48, 64, 128, 192, 256, 384, 512, 1024, 4096].map((size) => size * K) },
  program: (point) => ({
    path: '/bin/ladder',
    args: [wordAt(point, 'bytes'), wordAt(point, 'loads')],
    boot: { cores: 1, timing: 'full' },
  }),
  figures: figuresNamed(['cycles']),
  verdict,
  chart: { x: 'bytes', y: 'cycles', logX: true, logY: true },
  units: { bytes: 'bytes', cycles: 'cycles' },
  teaches:
    'A load has no price of its own: it costs what the level costs that holds the line. A set that is one line too large for a level falls off a cliff, since a ring walked in order finds each line just evicted. Past the reach of the TLB the walks of page tables come on top.',
};
