// Study `quantum`: what round robin's quantum costs.
import { figureOf } from '../rows.js';
import { percent, relativeError } from '../statistics.js';
import { numberAt, type Row, type Study, type Verdict } from '../study.js';

const toleranceShare = 0.02;

/** `c` is measured at the shortest quantum; the formula must then hold at all others. */
function verdict(rows: readonly Row[]): Verdict {
  const range = 'overhead = c / (q + c) within 2 % at each quantum, with c from the shortest';
  const shortest = [...rows].sort((a, b) => numberAt(a.point, 'quantum') - numberAt(b.point, 'quantum'))[0];
  if (shortest === undefined) return { ok: false, range, measured: 'no rows' };
  const c = figureOf(shortest, 'switch');
  const errors = rows.map((row) => {
    const cycles = figureOf(row, 'quantumCycles');
    return relativeError(figureOf(row, 'overhead'), c / (cycles + c));
  });
  const worst = Math.max(...errors);
  return { ok: worst <= toleranceShare, range, measured: `c = ${Math.round(c)} cycles, worst deviation ${percent(worst)}` };
}

export const quantum: Study = {
  name: 'quantum',
  question: 'How much of a core does round robin lose to switching, depending on the quantum?',
  prediction: 'c / (q + c): a switch costs c whatever the quantum q, so ten times the quantum loses a tenth.',
  parameters: {
    quantum: { summary: 'longest time on the core', initial: 1000, unit: 'us', low: 20, high: 10_000 },
    tasks: { summary: 'busy processes', initial: 2, unit: 'processes', low: 2, high: 64 },
  },
  sweep: { quantum: [50, 100, 200, 500, 1000, 2000] },
  program: (point) => {
    const quantumNs = numberAt(point, 'quantum') * 1000;
    const switches = Math.min(200, Math.max(20, Math.floor(40e6 / quantumNs)));
    return {
      path: '/bin/spinners',
      args: Array.from({ length: numberAt(point, 'tasks') }, () => '0'),
      // The tick is put out of the way: its cost is another study.
      boot: { cores: 1, policy: 'rr', quantumNs, tickNs: 1e9 },
      window: { fromNs: 2e6 + quantumNs * numberAt(point, 'tasks'), forNs: 1e9, switches, stepNs: (quantumNs * switches) / 1000 },
    };
  },
  figures: ({ cores, frequencyHz }, point) => {
    const core = cores[0];
    if (core === undefined) return { overhead: Number.NaN };
    const { kernel, user, contextSwitches } = core;
    const quantumCycles = (numberAt(point, 'quantum') / 1e6) * frequencyHz;
    return { switches: contextSwitches, switch: kernel / contextSwitches, quantumCycles, overhead: kernel / (kernel + user) };
  },
  verdict,
  chart: { x: 'quantum', y: 'overhead', logX: true, logY: true },
  units: { quantum: 'us', switch: 'cycles', quantumCycles: 'cycles', overhead: 'share of the core' },
  teaches:
    'A switch costs the same whether the slice before it was long or short, so the share that is lost falls with the quantum. Short quanta buy short waits with that share. Real systems choose some milliseconds, where the loss is below one in a thousand.',
};
