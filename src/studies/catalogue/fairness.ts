// Study `fairness`: what share of a core each policy gives to equal tasks and to a nicer one.
import { type PolicyName, policies } from '../../kernel/sched/policies.js';
import { figureOf, rowsAt } from '../rows.js';
import { jainIndex } from '../statistics.js';
import { type Row, type Study, type Verdict, wordAt } from '../study.js';
import { allOf, within } from '../verdicts.js';

/** Weight of nice 0 over that of nice 5: 1024 / 335. */
const weightRatio = 1024 / 335;
const niceValues: Readonly<Record<string, readonly string[]>> = { equal: ['0', '0', '0', '0'], nice: ['0', '5'] };
/** They promise nothing to a task that waits behind a busy one. */
const runToCompletion: readonly string[] = ['fifo', 'sjf'];
/** They give shares by weight: all but the last without chance. */
const proportional: readonly string[] = ['eevdf', 'cfs', 'stride', 'lottery'];
const tolerance = 0.02;

const sliceNs = 50_000;
const windowNs = 100_000_000;
const slices = windowNs / sliceNs;

/**
 * How far a drawn share may be off. Of N slices a task with the share p wins N p of them, with the variance N p (1 - p). For two tasks the ratio
 * of their shares then has the relative deviation 1 / sqrt(N p (1 - p)); three of those are hardly ever exceeded. For n equal tasks Jain's index
 * is 1 - (n - 1) / N on average, 0.9985 for four tasks and 2000 slices, and below 0.99 twice in ten thousand runs (chi-squared, 3 degrees of freedom).
 */
const heavierShare = weightRatio / (1 + weightRatio);
const drawnTolerance = 3 / Math.sqrt(slices * heavierShare * (1 - heavierShare));

function ratioVerdict(row: Row): Verdict {
  const policy = wordAt(row.point, 'policy');
  const off = policy === 'lottery' ? drawnTolerance : tolerance;
  const [low, high] = [1 - off, 1 + off].map((factor) => Number((weightRatio * factor).toFixed(3))) as [number, number];
  return within(`share of nice 0 to nice 5 under ${policy}`, figureOf(row, 'ratio'), low, high);
}

function verdict(rows: readonly Row[]): Verdict {
  const equal = rowsAt(rows, { weights: 'equal' }).filter(({ point }) => !runToCompletion.includes(wordAt(point, 'policy')));
  const nicer = rowsAt(rows, { weights: 'nice' }).filter(({ point }) => proportional.includes(wordAt(point, 'policy')));
  const jain = equal.map((row) => within(`Jain's index of ${wordAt(row.point, 'policy')}`, figureOf(row, 'jain'), 0.99, 1));
  const all = [...jain, ...nicer.map(ratioVerdict)];
  return all.length === 0 ? within("Jain's index", undefined, 0.99, 1) : allOf(all);
}

export const fairness: Study = {
  name: 'fairness',
  question: 'What does each scheduling policy give to four equal tasks, and to nice 0 beside nice 5?',
  prediction:
    "Time sharing gives equal tasks equal time (Jain's index 1); where nice is a weight, 1024 : 335 = 3.06. First come, first served gives all to one. What is drawn by lot is off by one over the root of the number of slices.",
  parameters: {
    policy: { summary: 'scheduling policy', initial: 'eevdf', unit: 'name', choices: Object.keys(policies) },
    weights: {
      summary: 'equal: four of nice 0; nice: one of nice 0, one of nice 5',
      initial: 'equal',
      unit: 'kind',
      choices: ['equal', 'nice'],
    },
  },
  sweep: { policy: Object.keys(policies), weights: ['equal', 'nice'] },
  program: (point) => ({
    path: '/bin/spinners',
    args: niceValues[wordAt(point, 'weights')] ?? ['0'],
    boot: { cores: 1, policy: wordAt(point, 'policy') as PolicyName, quantumNs: sliceNs },
    window: { fromNs: 5e6, forNs: windowNs },
  }),
  figures: ({ tasks }) => {
    const shares = tasks.filter(({ comm }) => comm === 'spinners').map(({ utimeCycles }) => utimeCycles);
    const total = shares.reduce((sum, cycles) => sum + cycles, 0);
    const plain = tasks
      .filter(({ comm, nice }) => comm === 'spinners' && nice === 0)
      .reduce((sum, { utimeCycles }) => sum + utimeCycles, 0);
    // A task that got nothing: the ratio has no number; 0 says so.
    const nicer = total - plain;
    return { jain: jainIndex(shares), ratio: nicer > 0 ? plain / nicer : 0, tasks: shares.length };
  },
  verdict,
  chart: { x: 'policy', y: 'jain', series: 'weights' },
  units: { jain: "Jain's index", ratio: 'time of nice 0 : nice 5' },
  teaches:
    "A scheduler's order of service becomes a share of the core: taking turns by equal slices is fair to equals, counting time by weight is fair to unequals. Nice 5 is worth a third of nice 0 because each step divides the weight by about 1.25. A policy without preemption has no shares at all: who comes first has everything.",
};
