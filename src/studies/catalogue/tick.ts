// Study `tick`: what the timer interrupt costs.
import { figuresNamed } from '../printed-figures.js';
import { figureOf, rowsAt } from '../rows.js';
import { linearFit } from '../statistics.js';
import { numberAt, type Row, type Study, type Verdict, wordAt } from '../study.js';
import { allOf, within } from '../verdicts.js';

const K = 1024;
const percentAtThousand = 1000 * 100;

/** How overhead grows with the frequency while the program has an array of `bytes`. */
function fitAt(rows: readonly Row[], bytes: number): { readonly r2?: number; readonly slope?: number } {
  const points = rowsAt(rows, { bytes }).map((row) => [numberAt(row.point, 'hertz'), figureOf(row, 'overhead')] as const);
  return points.length < 2 ? {} : linearFit(points);
}

/**
 * Sorting programs took 0.5 to 1.5 % longer at 1000 Hz, in proportion to the frequency, and up to 85 % of that was indirect (Tsafrir 2007,
 * "The context-switch overhead inflicted by hardware interrupts"); here with a margin for other cores.
 */
function verdict(rows: readonly Row[]): Verdict {
  const [small, full] = [fitAt(rows, 4 * K), fitAt(rows, 32 * K)];
  const percent = full.slope === undefined ? undefined : full.slope * percentAtThousand;
  const direct = full.slope === undefined || small.slope === undefined ? undefined : small.slope / full.slope;
  return allOf([
    within('R^2 with 4K', small.r2, 0.99, 1),
    within('R^2 with 32K', full.r2, 0.99, 1),
    within('% at 1000 Hz with 32K', percent, 0.3, 2),
    within('share of it that 4K pays too', direct, 0.15, 1),
  ]);
}

export const tick: Study = {
  name: 'tick',
  question: 'How much longer does a program take because of the timer tick, depending on its frequency?',
  prediction: 'A straight line through 0: each tick costs the same, a few microseconds, and more when it pushes lines of a full L1 out.',
  needsTiming: true,
  textbookOnly: true,
  parameters: {
    hertz: { summary: 'timer interrupts per second', initial: 100, unit: 'Hz', low: 20, high: 4000 },
    bytes: { summary: "the program's array", initial: 32 * K, unit: 'bytes', low: 64, high: 16 * K * K },
    passes: { summary: 'passes of the program, some 50 us each', initial: 2000, unit: 'passes', low: 100, high: 100_000 },
  },
  sweep: { bytes: [4 * K, 32 * K], hertz: [100, 200, 400, 500, 800, 1000] },
  program: (point) => ({
    path: '/bin/fixed-work',
    args: [wordAt(point, 'passes'), wordAt(point, 'bytes')],
    boot: { cores: 1, tickNs: Math.round(1e9 / numberAt(point, 'hertz')), timing: 'full' },
  }),
  figures: (result) => {
    const { best = Number.NaN, overhead = Number.NaN } = figuresNamed(['best', 'overhead'])(result);
    const { count = 0, cycles = 0 } = result.categories['tick'] ?? {};
    return { ticks: count, tick: cycles / count, best, overhead };
  },
  verdict,
  chart: { x: 'hertz', y: 'overhead', series: 'bytes' },
  units: { hertz: 'Hz', tick: 'cycles', best: 'cycles', overhead: 'share of the undisturbed time' },
  teaches:
    "A tick interrupts whatever runs, so its cost is a fixed price times a frequency; the lines that it pushes out of the program's caches are part of the price. A faster tick gives finer accounting and shorter delays for the same linear price. Kernels that stop the tick on idle cores save energy, not time.",
};
