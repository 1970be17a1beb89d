// A study and an executor for tests of the framework: no machine runs.
import type { Executor } from '../../src/studies/executor.js';
import type { RunResult, RunTask } from '../../src/studies/run.js';
import { numberAt, type Study } from '../../src/studies/study.js';

/** `sum: a + b` of the program's arguments. */
export const sums: Study = {
  name: 'sums',
  question: 'What is a + b?',
  prediction: 'Less than 1000.',
  parameters: {
    a: { summary: 'first', initial: 1, unit: 'bytes', low: 0, high: 4096 },
    b: { summary: 'second', initial: 2, unit: 'units', low: 0, high: 100 },
    word: { summary: 'a word', initial: 'x', unit: 'kind', choices: ['x', 'y'] },
  },
  sweep: { b: [10, 20], a: [1, 2, 3] },
  program: (point) => ({ path: '/bin/true', args: [String(point['a']), String(point['b'])], boot: {} }),
  figures: ({ stdout }, point) => ({ sum: Number(stdout), double: 2 * numberAt(point, 'a') }),
  verdict: (rows) => ({
    ok: rows.every(({ figures }) => (figures['sum'] ?? 0) < 1000),
    range: 'below 1000',
    measured: `${rows.length} sums`,
  }),
  chart: { x: 'a', y: 'sum', series: 'b' },
  units: { sum: 'units' },
  teaches: 'Adding. It works. Always.',
};

export function resultWith(stdout: string, exit = 0): RunResult {
  return { stdout, exit, frequencyHz: 1e9, cores: [], caches: [], categories: {}, tasks: [] };
}

/** Adds without a machine, the later tasks first; refuses after `limit` tasks as an interrupted one does. */
export class AddingExecutor implements Executor {
  ran = 0;
  readonly #limit: number;
  readonly #onLimit: () => void;

  constructor(limit = Infinity, onLimit: () => void = () => {}) {
    this.#limit = limit;
    this.#onLimit = onLimit;
  }

  async run({ spec: { args } }: RunTask): Promise<RunResult> {
    if (this.ran >= this.#limit) {
      this.#onLimit();
      throw new Error('aborted');
    }
    this.ran++;
    await new Promise((resolve) => setTimeout(resolve, 10 - this.ran));
    return resultWith(String(Number(args[0]) + Number(args[1])));
  }

  async close(): Promise<void> {}
}
