// Study `tick`: what the timer interrupt costs.
import { figureOf } from '../rows.js';
import { linearFit, percent } from '../statistics.js';
import { numberAt, type Row, type Study, type Verdict } from '../study.js';

const leastR2 = 0.99;

function verdict(rows: readonly Row[]): Verdict {
  const { r2, slope } = linearFit(rows.map((row) => [numberAt(row.point, 'hertz'), figureOf(row, 'overhead')]));
  const measured = `R^2 = ${r2.toFixed(5)}, ${percent(slope * 1000, 3)} of the core at 1000 Hz`;
  return { ok: r2 > leastR2 && slope > 0, range: `overhead linear in the frequency: R^2 > ${leastR2}`, measured };
}

export const tick: Study = {
  name: 'tick',
  question: 'How much of a core does the timer tick take, depending on its frequency?',
  prediction: 'A straight line through 0: each tick costs the same.',
  parameters: { hertz: { summary: 'timer interrupts per second', initial: 100, unit: 'Hz', low: 20, high: 10_000 } },
  sweep: { hertz: [100, 200, 400, 500, 800, 1000] },
  program: (point) => ({
    path: '/bin/spinners',
    args: ['0'],
    boot: { cores: 1, tickNs: Math.round(1e9 / numberAt(point, 'hertz')) },
    // A whole number of periods at each frequency of the sweep.
    window: { fromNs: 3e6, forNs: 50e6 },
  }),
  figures: ({ cores, categories }) => {
    const core = cores[0];
    return {
      ticks: categories['tick']?.count ?? 0,
      overhead: core === undefined ? Number.NaN : core.kernel / (core.kernel + core.user),
    };
  },
  verdict,
  chart: { x: 'hertz', y: 'overhead' },
  units: { hertz: 'Hz', overhead: 'share of the core' },
  teaches:
    'A tick interrupts whatever runs, so its cost is a fixed price times a frequency. A faster tick gives finer accounting and shorter delays for the same linear price. Kernels that stop the tick on idle cores save energy, not time.',
};
