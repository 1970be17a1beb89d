// What it costs to start: `vivarium run` of an empty program against `node -e 0`.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../userland-programs.js';
import { bounded, medianOf, type Result, timed } from './measure.js';

const rounds = 15;

function nodeMs(args: readonly string[]): number {
  return timed(() => {
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`bench: node ${args.join(' ')} ended with ${status}: ${stderr}`);
  });
}

export function startUp(): Result[] {
  const bare = medianOf(rounds, () => nodeMs(['-e', '0']));
  const empty = medianOf(rounds, () => nodeMs([join(root, 'dist/bin/main.js'), 'run', join(root, 'dist/userland/bench/empty')]));
  return [
    { name: 'node -e 0', value: `${bare.toFixed(0)} ms` },
    { name: 'vivarium run of an empty program', value: `${empty.toFixed(0)} ms` },
    bounded('start: vivarium against node', empty / bare, 'x', { atMost: 6 }),
  ];
}
