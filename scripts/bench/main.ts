// `npm run bench [NAME...]`: measures, prints a table and keeps it in bench-results/.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { root } from '../userland-programs.js';
import { engineSpeed } from './engine-speed.js';
import type { Result } from './measure.js';
import { sleepers } from './sleepers.js';
import { startUp } from './start-up.js';
import { studyCores } from './study-cores.js';
import { switches } from './switches.js';
import { timingModel } from './timing-model.js';

const suites: Readonly<Record<string, () => Result[] | Promise<Result[]>>> = {
  engine: engineSpeed,
  timing: timingModel,
  start: startUp,
  sleepers,
  switches,
  study: studyCores,
};

function line({ name, value, bound, kept }: Result): string {
  const verdict = bound === undefined ? '' : `${kept ? 'kept' : 'MISSED'}: ${bound}`;
  return `| ${name} | ${value} | ${verdict} |`;
}

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !Object.hasOwn(suites, name));
if (unknown !== undefined) {
  process.stderr.write(`bench: unknown suite '${unknown}': give some of ${Object.keys(suites).join(', ')}\n`);
  process.exit(2);
}
const lines = ['| what | measured | bound |', '|---|---|---|'];
process.stdout.write(`${lines.join('\n')}\n`);
for (const [name, suite] of Object.entries(suites)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  for (const result of await suite()) {
    lines.push(line(result));
    process.stdout.write(`${line(result)}\n`);
  }
}
const folder = join(root, 'bench-results');
mkdirSync(folder, { recursive: true });
const host = `Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown CPU'}`;
writeFileSync(join(folder, 'latest.md'), `# Benchmarks\n\n${host}\n\n${lines.join('\n')}\n`);
