// `npm run bench [NAME[:PART,...]...] [--quick]`: measures, prints a table and keeps it in bench-results/.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../userland-programs.js';
import { engineSpeed } from './engine-speed.js';
import { hostText } from './host.js';
import { kernelNames, kernels } from './kernels.js';
import type { Report, Request, Result } from './measure.js';
import { processes } from './processes.js';
import { sleepers } from './sleepers.js';
import { startUp } from './start-up.js';
import { studyCores } from './study-cores.js';
import { switches } from './switches.js';
import { timingModel } from './timing-model.js';
import { type Asked, asked } from './wanted.js';

type Answer = readonly Result[] | Report;

interface Suite {
  readonly run: (request: Request) => Answer | Promise<Answer>;
  /** Names of parts that can be measured alone. */
  readonly parts?: readonly string[];
}

const suites: Readonly<Record<string, Suite>> = {
  engine: { run: engineSpeed },
  timing: { run: timingModel },
  kernels: { run: kernels, parts: kernelNames },
  processes: { run: processes },
  start: { run: startUp },
  sleepers: { run: sleepers },
  switches: { run: switches },
  study: { run: studyCores },
};

const folder = join(root, 'bench-results');

function line({ name, value, bound, kept }: Result): string {
  const verdict = bound === undefined ? '' : `${kept ? 'kept' : 'MISSED'}: ${bound}`;
  return `| ${name} | ${value} | ${verdict} |`;
}

function keep(name: string, text: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), text);
}

/** What a benchmark says of itself is one message; anything else is a mistake in it, and its stack tells where. */
function complain(error: unknown): void {
  if (!(error instanceof Error && error.message.startsWith('bench: '))) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

/** Prints each result when it is known; what suites have to say beside them comes at the end. */
async function measure({ parts, quick }: Asked): Promise<void> {
  const lines = ['| what | measured | bound |', '|---|---|---|'];
  const tables: string[] = [];
  process.stdout.write(`${lines.join('\n')}\n`);
  for (const [name, suite] of Object.entries(suites)) {
    const only = parts.get(name);
    if (only === undefined) continue;
    const answer = await suite.run({ only, quick });
    const report = 'results' in answer ? answer : { results: answer, tables: [], files: {} };
    for (const result of report.results) {
      lines.push(line(result));
      process.stdout.write(`${line(result)}\n`);
    }
    tables.push(...report.tables);
    for (const [file, text] of Object.entries(report.files)) keep(file, text);
  }
  for (const table of tables) process.stdout.write(`\n${table}\n`);
  keep('latest.md', `# Benchmarks\n\n${hostText()}\n\n${[lines.join('\n'), ...tables].join('\n\n')}\n`);
}

const wanted = asked(process.argv.slice(2), new Map(Object.entries(suites).map(([name, { parts = [] }]) => [name, parts])));
if (typeof wanted === 'string') {
  process.stderr.write(`bench: ${wanted}\n`);
  process.exitCode = 2;
} else {
  await measure(wanted).catch(complain);
}
