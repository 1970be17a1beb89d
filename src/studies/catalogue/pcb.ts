// Study `pcb`: saving floating-point registers only when they changed.
import { figuresNamed } from '../printed-figures.js';
import { figureAt } from '../rows.js';
import { type Row, type Study, type Verdict, wordAt } from '../study.js';
import { within } from '../verdicts.js';

function verdict(rows: readonly Row[]): Verdict {
  const none = figureAt(rows, { floats: 'none' }, 'turn');
  const both = figureAt(rows, { floats: 'both' }, 'turn');
  // Two switches a turn, each stores 32 registers and loads 32.
  return within('cycles more when both use f registers', none === undefined || both === undefined ? undefined : both - none, 64, 800);
}

export const pcb: Study = {
  name: 'pcb',
  question: 'What does saving the floating-point registers add to a switch, and what does doing it lazily save?',
  prediction: 'A task that touched an f register has 32 more registers stored when it leaves; one that did not is spared that.',
  parameters: {
    floats: { summary: 'which of two processes use floating point', initial: 'none', unit: 'kind', choices: ['none', 'one', 'both'] },
    turns: { summary: 'turns of both', initial: 1000, unit: 'turns', low: 10, high: 50_000 },
  },
  sweep: { floats: ['none', 'one', 'both'] },
  program: (point) => ({
    path: '/bin/float-switch',
    args: [wordAt(point, 'floats'), wordAt(point, 'turns')],
    // Under rr a task that yields stands behind the other one, always.
    boot: { cores: 1, policy: 'rr', timing: 'full' },
  }),
  figures: figuresNamed(['turn']),
  verdict,
  chart: { x: 'floats', y: 'turn' },
  units: { turn: 'cycles' },
  teaches:
    'The PCB has room for 32 integer and 32 floating-point registers, but most tasks leave the second half untouched. The hardware marks it dirty on the first write, so the kernel need not store what did not change. Lazy saving is one test per switch that spares half of the registers.',
};
