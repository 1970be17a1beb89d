// Whether a study of 200 points uses all cores of the host: with its default number of jobs and with one, beside threads that only spin.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { root } from '../userland-programs.js';
import { type ChildRun, runChild } from './child.js';
import { bounded, median, type Result } from './measure.js';

const points = 200;
const rounds = 3;

function run(jobs: readonly string[]): ChildRun {
  const sizes = Array.from({ length: points }, (_, index) => 4096 + 64 * index);
  const grid = ['--sweep', `bytes=${sizes.join(',')}`, '--set', 'loads=200000'];
  const result = runChild(process.execPath, [join(root, 'dist/bin/main.js'), 'study', 'ladder', ...grid, '--no-cache', '--json', ...jobs]);
  // 1: the verdict, which such a grid does not suit.
  if (result.status !== 0 && result.status !== 1) throw new Error(`bench: the study ended with ${result.status}: ${result.stderr}`);
  return result;
}

/** As many threads as the host has cores, busy for two seconds: the share of the cores that anything could get just now. */
function spin(cores: number): ChildRun {
  const busy = 'const end = Date.now() + 2000; while (Date.now() < end);';
  const script = `for (let n = 0; n < ${cores}; n++) new (require('node:worker_threads').Worker)(${JSON.stringify(busy)}, { eval: true })`;
  return runChild(process.execPath, ['-e', script]);
}

export function studyCores(): Result[] {
  const cores = availableParallelism();
  const shares: { all: ChildRun; one: ChildRun; spun: ChildRun }[] = [];
  for (let round = 0; round < rounds; round++) shares.push({ spun: spin(cores), all: run([]), one: run(['--jobs', '1']) });
  const used = (kind: 'all' | 'one' | 'spun'): number => median(shares.map((round) => round[kind].cpuMs / round[kind].wallMs));
  const seconds = (kind: 'all' | 'one'): string => `${(median(shares.map((round) => round[kind].wallMs)) / 1000).toFixed(1)} s`;
  return [
    { name: `study of ${points} points`, value: `${seconds('all')}, ${used('all').toFixed(2)} of ${cores} cores` },
    { name: `study of ${points} points, --jobs 1`, value: `${seconds('one')}, ${used('one').toFixed(2)} cores` },
    { name: 'study: speed-up', value: `${median(shares.map(({ all, one }) => one.wallMs / all.wallMs)).toFixed(2)} x` },
    bounded(`study: cores used, against ${cores} threads that spin`, used('all') / used('spun'), 'x', { atLeast: 0.85 }),
  ];
}
