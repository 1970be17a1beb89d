// Study `false-sharing`: two counters in one cache line.
import type { Hierarchy } from '../../machine/memory/hierarchy/geometry.js';
import type { Profile } from '../../machine/profiles.js';
import { figuresNamed } from '../printed-figures.js';
import { figureAt, ratio } from '../rows.js';
import { type Row, type Study, type Verdict, wordAt } from '../study.js';
import { allOf, within } from '../verdicts.js';

/** A line that another core has written comes from the nearest place that all cores share, and the right to write it is as far away. */
function transferOf({ l1d, l2, l3, dramCycles }: Hierarchy): number {
  const shared = l2?.shared === true ? l2 : l3;
  return (shared?.latencyCycles ?? dramCycles) - l1d.latencyCycles;
}

/** Between one transfer for each addition and two: one for its load, one for its store. Undisturbed: load, add, store and the loop, all in L1. */
function verdict(rows: readonly Row[], { hierarchy }: Profile): Verdict {
  const at = (distance: number): number | undefined => figureAt(rows, { distance }, 'add');
  const transfer = transferOf(hierarchy);
  const undisturbed = hierarchy.l1d.latencyCycles + 5;
  return allOf([
    within('cycles at 8 bytes', at(8), transfer, 2 * transfer + undisturbed),
    within('cycles at 128 bytes', at(128), 1, undisturbed),
    within('times slower', ratio(rows, 'add', { distance: 8 }, { distance: 128 }), 3, Infinity),
  ]);
}

export const falseSharing: Study = {
  name: 'false-sharing',
  question: 'What happens when two cores write to different words of one cache line?',
  prediction:
    'Below 64 bytes of distance each addition takes the line away from the other core, which costs one or two trips to memory; from 64 bytes on it costs nothing.',
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
  verdict,
  chart: { x: 'distance', y: 'add', logX: true },
  units: { distance: 'bytes', add: 'cycles' },
  teaches:
    'Coherence works on lines, not on variables: a store needs the whole line for its core alone. Two cores that share nothing but a line fight as if they shared a variable. Padding to the size of a line ends it, at the price of memory.',
};
