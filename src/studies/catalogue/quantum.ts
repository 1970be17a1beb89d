// Study `quantum`: what round robin's quantum costs.
import { profiles } from '../../machine/profiles.js';
import { figureAt, figureOf, rowsAt } from '../rows.js';
import { percent, relativeError } from '../statistics.js';
import { numberAt, type Row, type Study, type Verdict, wordAt } from '../study.js';
import { allOf, within } from '../verdicts.js';

const K = 1024;
const toleranceShare = 0.02;

/** Of profile `textbook`: to read a whole L2 again after somebody else had it, in microseconds. */
const { hierarchy, frequencyHz } = profiles.textbook;
const { l1d, l2, lineBytes, dramCycles } = hierarchy;
const refillUs = ((l2.sizeBytes / lineBytes) * (dramCycles - l1d.latencyCycles) * 1e6) / frequencyHz;
const longUs = 10_000;

/** Without memory, `c` is measured at the shortest quantum; the formula must then hold at all others. */
function formulaVerdict(rows: readonly Row[]): Verdict {
  const range = 'kernel share = c / (q + c) within 2 % at each quantum, with c from the shortest';
  const shortest = [...rows].sort((a, b) => numberAt(a.point, 'quantum') - numberAt(b.point, 'quantum'))[0];
  if (shortest === undefined) return { ok: false, range, measured: 'no rows' };
  const c = figureOf(shortest, 'switch');
  const errors = rows.map((row) => {
    const cycles = figureOf(row, 'quantumCycles');
    return relativeError(figureOf(row, 'kernel'), c / (cycles + c));
  });
  const worst = Math.max(...errors);
  return { ok: worst <= toleranceShare, range, measured: `c = ${Math.round(c)} cycles, worst deviation ${percent(worst)}` };
}

/** The share that a quantum of 10 ms loses when both sets together are as large as L2, and when each is. */
function verdict(rows: readonly Row[]): Verdict {
  const lost = (bytes: number): number | undefined => figureAt(rows, { bytes, quantum: longUs }, 'lost');
  const refill = refillUs / (longUs + refillUs);
  return allOf([
    formulaVerdict(rowsAt(rows, { bytes: 0 })),
    within('share lost at 10 ms, both sets in L2', lost(l2.sizeBytes / 2), 0, 0.01),
    within('share lost at 10 ms, each set fills L2', lost(l2.sizeBytes), refill / 2, refill * 1.1),
  ]);
}

export const quantum: Study = {
  name: 'quantum',
  question: 'How much of a core does round robin lose to switching, depending on the quantum and on the memory that its tasks use?',
  prediction:
    'c / (q + c): a switch costs c whatever the quantum q, so ten times the quantum loses a tenth. Sets that do not fit L2 together make c larger by the time to read them again.',
  needsTiming: true,
  textbookOnly: true,
  parameters: {
    quantum: { summary: 'longest time on the core', initial: 1000, unit: 'us', low: 20, high: 100_000 },
    tasks: { summary: 'busy processes', initial: 2, unit: 'processes', low: 2, high: 64 },
    bytes: { summary: "each process's memory, read line by line", initial: 0, unit: 'bytes', low: 0, high: 16 * K * K },
  },
  sweep: { bytes: [0, l2.sizeBytes / 2, l2.sizeBytes], quantum: [50, 100, 200, 500, 1000, 2000, longUs] },
  program: (point) => {
    const quantumNs = numberAt(point, 'quantum') * 1000;
    const switches = Math.min(200, Math.max(10, Math.floor(40e6 / quantumNs)));
    const tasks = numberAt(point, 'tasks');
    return {
      path: '/bin/spinners',
      args: ['-m', wordAt(point, 'bytes'), ...Array.from({ length: tasks }, () => '0')],
      // The tick is put out of the way: its cost is another study.
      boot: { cores: 1, policy: 'rr', quantumNs, tickNs: 1e9, timing: 'full' },
      // Each task has read its memory twice before, in its own time.
      window: { fromNs: tasks * (2e6 + 2 * quantumNs), forNs: 2e9, switches, stepNs: (quantumNs * switches) / 1000 },
    };
  },
  figures: ({ cores, caches, frequencyHz }, point) => {
    const core = cores[0];
    if (core === undefined) return { lost: Number.NaN };
    const { kernel, clock, contextSwitches } = core;
    const reload = caches[core.core]?.reloadCycles ?? 0;
    return {
      ...{ switch: kernel / contextSwitches, reload: reload / contextSwitches },
      quantumCycles: (numberAt(point, 'quantum') / 1e6) * frequencyHz,
      ...{ kernel: kernel / clock, lost: (kernel + reload) / clock },
    };
  },
  verdict,
  chart: { x: 'quantum', y: 'lost', series: 'bytes', logX: true, logY: true },
  units: { quantum: 'us', switch: 'cycles', reload: 'cycles', quantumCycles: 'cycles', kernel: 'share', lost: 'share of the core' },
  teaches:
    'A switch costs the same whether the slice before it was long or short, so the share that is lost falls with the quantum. Short quanta buy short waits with that share, and tasks that push each other out of L2 make the price a hundred times higher. Real systems choose some milliseconds, where the kernel loses less than one in a thousand.',
};
