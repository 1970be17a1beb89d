// Study `ladder`: the latency of each level of the memory hierarchy.
import type { Profile } from '../../machine/profiles.js';
import { figuresNamed } from '../printed-figures.js';
import { figureAt } from '../rows.js';
import { numberAt, type Row, type Study, type Verdict, wordAt } from '../study.js';
import { allOf, noVerdict, within } from '../verdicts.js';

const K = 1024;
const pageBytes = 4096;
const tolerance = 0.05;

interface Level {
  readonly name: string;
  readonly sizeBytes: number;
  /** Of one load of a chain. */
  readonly cycles: number;
}

/** A load takes its share of a cycle and waits for the rest of the latency. */
function loadCycles(latencyCycles: number, issueWidth: number): number {
  return latencyCycles - 1 + 1 / issueWidth;
}

function levelsOf({ hierarchy: { l1d, l2, l3 }, issueWidth }: Profile): Level[] {
  const levels = [
    { name: 'L1', level: l1d },
    { name: 'L2', level: l2 },
    { name: 'L3', level: l3 },
  ];
  return levels.flatMap(({ name, level }) =>
    level === undefined ? [] : [{ name, sizeBytes: level.sizeBytes, cycles: loadCycles(level.latencyCycles, issueWidth) }],
  );
}

/** The largest set that the level holds with room to spare and the one `above` does not; what the level costs, within 5 %, and more once the TLB is too small. */
function levelVerdict(rows: readonly Row[], { name, sizeBytes, cycles }: Level, above: number, dtlbEntries: number): Verdict {
  const sizes = rows.map(({ point }) => numberAt(point, 'bytes')).filter((bytes) => bytes >= 2 * above && bytes <= sizeBytes / 2);
  const bytes = Math.max(...sizes);
  const low = cycles * (1 - tolerance);
  if (sizes.length === 0) return noVerdict(`cycles in ${name}`);
  const high = bytes / pageBytes <= dtlbEntries / 2 ? cycles * (1 + tolerance) : Infinity;
  return within(`cycles in ${name} (${bytes / K}K)`, figureAt(rows, { bytes }, 'cycles'), low, high);
}

/** Each level's latency as the profile has it; from DRAM the page walks come on top. */
function verdict(rows: readonly Row[], profile: Profile): Verdict {
  const { hierarchy, issueWidth } = profile;
  const levels = levelsOf(profile);
  const largest = Math.max(...rows.map(({ point }) => numberAt(point, 'bytes')));
  const last = levels.at(-1)?.sizeBytes ?? 0;
  const dram = largest >= 4 * last ? figureAt(rows, { bytes: largest }, 'cycles') : undefined;
  return allOf([
    ...levels.map((level, index) => levelVerdict(rows, level, levels[index - 1]?.sizeBytes ?? 0, hierarchy.dtlb.entries)),
    within(`cycles from DRAM (${largest / K}K)`, dram, loadCycles(hierarchy.dramCycles, issueWidth) * (1 - tolerance), Infinity),
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
