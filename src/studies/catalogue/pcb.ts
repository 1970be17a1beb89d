// Study `pcb`: saving floating-point registers only when they changed, or at every switch.
import type { PcbSaving } from '../../kernel/sched/scheduler.js';
import { figuresNamed } from '../printed-figures.js';
import { figureAt } from '../rows.js';
import { type Row, type Study, type Verdict, wordAt } from '../study.js';
import { allOf, within } from '../verdicts.js';

/** f0-f31 and fcsr. */
const floatWords = 33;
/** Lines that they lie in, when they begin in the middle of one. */
const floatLines = 6;
/** What a line costs that is in L2 only, beyond a hit in L1. */
const lineCycles = 10;
/** Both processes leave and come back once a turn. */
const transfers = 4;

function extra(rows: readonly Row[], floats: string): number | undefined {
  const [lazy, eager] = ['lazy', 'eager'].map((saving) => figureAt(rows, { saving, floats }, 'turn'));
  return lazy === undefined || eager === undefined ? undefined : eager - lazy;
}

function verdict(rows: readonly Row[]): Verdict {
  const words = transfers * floatWords;
  return allOf([
    within('cycles that eager adds without floating point', extra(rows, 'none'), words, words + transfers * floatLines * lineCycles),
    // Not even one store of the registers.
    within('with it in both', extra(rows, 'both'), -floatWords, floatWords),
  ]);
}

export const pcb: Study = {
  name: 'pcb',
  question: 'What does saving the floating-point registers add to a switch, and what does doing it lazily save?',
  prediction: 'Eagerly, a switch stores 33 words more and loads 33; lazily, only tasks that touched an f register pay that.',
  parameters: {
    saving: { summary: 'when f registers are saved and loaded', initial: 'lazy', unit: 'kind', choices: ['lazy', 'eager'] },
    floats: { summary: 'which of two processes use floating point', initial: 'none', unit: 'kind', choices: ['none', 'one', 'both'] },
    turns: { summary: 'turns of both', initial: 1000, unit: 'turns', low: 10, high: 50_000 },
  },
  sweep: { saving: ['lazy', 'eager'], floats: ['none', 'one', 'both'] },
  program: (point) => ({
    path: '/bin/float-switch',
    args: [wordAt(point, 'floats'), wordAt(point, 'turns')],
    // Under rr a task that yields stands behind the other one, always.
    boot: { cores: 1, policy: 'rr', timing: 'full', pcb: wordAt(point, 'saving') as PcbSaving },
  }),
  figures: figuresNamed(['turn']),
  verdict,
  chart: { x: 'floats', y: 'turn', series: 'saving' },
  units: { turn: 'cycles' },
  teaches:
    'The PCB has room for 32 integer and 32 floating-point registers, but most tasks leave the second half untouched. The hardware marks it dirty on the first write, so the kernel need not store what did not change. Lazy saving is one test per switch that spares half of the registers.',
};
