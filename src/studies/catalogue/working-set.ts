// Study `working-set`: the indirect cost of a switch, over the size of what a task uses.
import { figuresNamed } from '../printed-figures.js';
import { ratio } from '../rows.js';
import { type Row, type Study, type Verdict, wordAt } from '../study.js';
import { allOf, within } from '../verdicts.js';

const K = 1024;

function verdict(rows: readonly Row[]): Verdict {
  const disturbed = (bytes: number): number | undefined => ratio(rows, 'access', { bytes, tasks: 2 }, { bytes, tasks: 1 });
  return allOf([
    within('access with two tasks / with one, both sets in L2 (64K)', disturbed(64 * K), 0.9, 1.5),
    within('the same, only one set in L2 (192K)', disturbed(192 * K), 1.5, Infinity),
  ]);
}

export const workingSet: Study = {
  name: 'working-set',
  question: 'How much slower is memory after a switch, depending on the size of both working sets?',
  prediction: 'Not at all while both sets fit the cache, steeply more once only one of them does. (Li, Ding, Shen 2007)',
  needsTiming: true,
  textbookOnly: true,
  parameters: {
    bytes: { summary: "each task's array", initial: 64 * K, unit: 'bytes', low: 64, high: 4 * K * K },
    tasks: { summary: 'tasks that take turns', initial: 2, unit: 'tasks', low: 1, high: 2 },
    stride: { summary: 'distance of accesses', initial: 64, unit: 'bytes', low: 1, high: 65_536 },
    access: { summary: 'what they do', initial: 'read', unit: 'kind', choices: ['read', 'write'] },
    turns: { summary: 'passes that are timed', initial: 40, unit: 'passes', low: 1, high: 10_000 },
  },
  sweep: { bytes: [8, 16, 32, 64, 128, 192, 256, 512].map((size) => size * K), tasks: [1, 2] },
  program: (point) => ({
    path: '/bin/working-set',
    args: ['bytes', 'stride', 'tasks', 'access', 'turns'].map((name) => wordAt(point, name)),
    boot: { cores: 1, timing: 'full' },
  }),
  figures: figuresNamed(['access']),
  verdict,
  chart: { x: 'bytes', y: 'access', series: 'tasks', logX: true },
  units: { bytes: 'bytes', access: 'cycles' },
  teaches:
    "A switch has a second price that no kernel path shows: the next task's accesses evict the lines of the last. It is paid later, in user mode, as misses. It vanishes for small sets, is worst for sets just as large as the cache, and means little for larger ones, which miss anyway.",
};
