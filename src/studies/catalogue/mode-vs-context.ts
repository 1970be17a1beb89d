// Study `mode-vs-context`: a system call beside a context switch, between processes and threads, with and without address space identifiers.
import { figureAt, figureOf, ratio, rowsAt } from '../rows.js';
import { figuresNamed } from '../printed-figures.js';
import type { RunResult } from '../run.js';
import { type Figures, numberAt, type Point, type Row, type Study, type Verdict, wordAt } from '../study.js';
import { allOf, noVerdict, within } from '../verdicts.js';

/** What the core refilled for each pass of the byte, the program's start included. */
function refills({ caches: [core] }: RunResult, passes: number): Figures {
  const { itlbMisses = 0, dtlbMisses = 0, l1iMisses = 0, l1dReadMisses = 0, l1dWriteMisses = 0, l2Misses = 0, walkReads = 0 } = core ?? {};
  return {
    tlb: (itlbMisses + dtlbMisses) / passes,
    lines: (l1iMisses + l1dReadMisses + l1dWriteMisses) / passes,
    l2: l2Misses / passes,
    walks: walkReads / passes,
  };
}

function figures(result: RunResult, point: Point): Figures {
  const { call = Number.NaN, pass = Number.NaN, switch: direct = Number.NaN } = figuresNamed(['call', 'pass', 'switch'])(result);
  return { call, pass, switch: direct, ratio: pass / call, ...refills(result, 2 * numberAt(point, 'rounds')) };
}

/** By how much `figure` is greater without identifiers. */
function spared(rows: readonly Row[], figure: string): number | undefined {
  const [off, on] = ['off', 'on'].map((asid) => figureAt(rows, { asid, between: 'processes' }, figure));
  return off === undefined || on === undefined ? undefined : off - on;
}

/** How many of the reads of page tables that identifiers spare would have missed L1. */
function sparedShare(rows: readonly Row[]): number | undefined {
  const [lines, walks] = [spared(rows, 'lines'), spared(rows, 'walks')];
  return lines === undefined || walks === undefined ? undefined : lines / walks;
}

function withIdentifiers(rows: readonly Row[], figure: string): number | undefined {
  return ratio(rows, figure, { asid: 'on', between: 'processes' }, { asid: 'off', between: 'processes' });
}

/** What a pass between threads costs of one between processes, at worst. */
function threadShare(rows: readonly Row[]): number | undefined {
  const shares = rowsAt(rows, { between: 'threads' }).flatMap((row) => {
    const other = figureAt(rows, { ...row.point, between: 'processes' }, 'pass');
    return other === undefined ? [] : [figureOf(row, 'pass') / other];
  });
  return shares.length === 0 ? undefined : Math.max(...shares);
}

function verdict(rows: readonly Row[]): Verdict {
  const ratios = rows.map((row) => figureOf(row, 'ratio'));
  if (ratios.length === 0) return noVerdict('pass / call from 3 to 36');
  return allOf([
    within('least pass / call', Math.min(...ratios), 3, 36),
    within('greatest pass / call', Math.max(...ratios), 3, 36),
    // Whoever comes back needs a page of code and one of stack at least.
    within('translations a pass that identifiers spare', spared(rows, 'tlb'), 2, Infinity),
    // Only reads of page tables differ: tables begin at pages as pipes' buffers do, so that their first lines fight for one set of L1. L2 has
    // room for all of them.
    within('L1 misses spared / reads of page tables spared', sparedShare(rows), 0, 1),
    within('L2 misses with identifiers / without', withIdentifiers(rows, 'l2'), 0.97, 1.03),
    within('pass between threads / between processes', threadShare(rows), 0, 1),
  ]);
}

export const modeVsContext: Study = {
  name: 'mode-vs-context',
  question: 'How much dearer is a context switch than a mode switch, and what of it do threads and address space identifiers spare?',
  prediction:
    'Several times: a pass through a pipe makes two calls, wakes a task, chooses, saves and restores registers and changes the address space. Identifiers spare TLB refills, and of cache lines only those of page tables that the refills read; threads the change of space.',
  parameters: {
    asid: { summary: 'whether translations survive a switch', initial: 'off', unit: 'kind', choices: ['off', 'on'] },
    between: { summary: 'who passes the byte', initial: 'processes', unit: 'kind', choices: ['processes', 'threads'] },
    rounds: { summary: 'calls, and passes there and back', initial: 1000, unit: 'rounds', low: 10, high: 5000 },
  },
  sweep: { asid: ['off', 'on'], between: ['processes', 'threads'] },
  program: (point) => ({
    path: '/bin/lat-switch',
    args: [wordAt(point, 'rounds'), wordAt(point, 'between')],
    // Under rr a reader always sleeps until the byte is there: a pass is one switch, no more and no less.
    boot: { cores: 1, policy: 'rr', timing: 'full', asid: wordAt(point, 'asid') === 'on' },
  }),
  figures,
  verdict,
  chart: { x: 'between', y: 'ratio', series: 'asid' },
  units: {
    call: 'cycles',
    pass: 'cycles',
    switch: 'cycles',
    ratio: 'pass / call',
    tlb: 'translations',
    lines: 'lines',
    l2: 'lines',
    walks: 'reads',
  },
  teaches:
    'A mode switch enters the kernel and returns to the same task: registers, address space and caches stay. A context switch does that and more, on behalf of two tasks. That is why programs batch system calls, and why they avoid handing each byte to another process even more.',
};
