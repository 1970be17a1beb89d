// `vivarium trace show FILE`: a trace as text, one of several views.
import { extname } from 'node:path';
import { readTrace } from '../../observe/trace/read-trace.js';
import { traceViews } from '../../observe/trace/views/views.js';
import { CliFailure, usageFailure } from '../failure.js';
import { readHostFile } from '../host-files.js';
import type { Invocation } from '../invocation.js';

/** Characters that go to stdout at once. */
const pieceLength = 65_536;

/** Resolves when stdout can take more. */
async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await new Promise((resolve) => void process.stdout.once('drain', resolve));
}

async function print(lines: Iterable<string>): Promise<void> {
  let piece = '';
  for (const line of lines) {
    piece += `${line}\n`;
    if (piece.length < pieceLength) continue;
    await write(piece);
    piece = '';
  }
  await write(piece);
}

export async function trace({ operands, options }: Invocation): Promise<number> {
  const [action, file = ''] = operands;
  if (action !== 'show') throw usageFailure(`unknown action '${action}'`, 'command trace', 'give show');
  const read = readTrace(readHostFile(file), extname(file));
  if (read.lines.length === 0) throw new CliFailure('no trace', file, 'give a file that --trace wrote');
  await print(traceViews[options.view ?? 'timeline'](read.lines, { symbols: options.symbols === true }));
  if (!read.whole) throw new CliFailure('the trace is cut short', file, 'what is left of it is shown; run the program again for the rest');
  return 0;
}
