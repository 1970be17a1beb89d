// Study `mode-vs-context`: a system call beside a context switch.
import { figureOf } from '../rows.js';
import { figuresNamed } from '../printed-figures.js';
import { mean } from '../statistics.js';
import { type Row, type Study, type Verdict, wordAt } from '../study.js';
import { within } from '../verdicts.js';

function verdict(rows: readonly Row[]): Verdict {
  const ratios = rows.map((row) => figureOf(row, 'ratio'));
  return within('pass / call', rows.length === 0 ? undefined : mean(ratios), 3, 36);
}

export const modeVsContext: Study = {
  name: 'mode-vs-context',
  question: 'How much dearer is a context switch than a mode switch?',
  prediction:
    'Several times: a pass through a pipe makes two calls, wakes a task, chooses, saves and restores registers and changes the address space.',
  parameters: { rounds: { summary: 'calls, and passes there and back', initial: 1000, unit: 'rounds', low: 10, high: 5000 } },
  sweep: { rounds: [100, 1000, 3000] },
  program: (point) => ({ path: '/bin/lat-switch', args: [wordAt(point, 'rounds')], boot: { cores: 1 } }),
  figures: (result) => {
    const { call = Number.NaN, pass = Number.NaN, switch: direct = Number.NaN } = figuresNamed(['call', 'pass', 'switch'])(result);
    return { call, pass, switch: direct, ratio: pass / call };
  },
  verdict,
  chart: { x: 'rounds', y: 'ratio', logX: true },
  units: { call: 'cycles', pass: 'cycles', switch: 'cycles', ratio: 'pass / call' },
  teaches:
    'A mode switch enters the kernel and returns to the same task: registers, address space and caches stay. A context switch does that and more, on behalf of two tasks. That is why programs batch system calls, and why they avoid handing each byte to another process even more.',
};
