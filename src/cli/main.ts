#!/usr/bin/env node
// The command `vivarium`: runs the program, says in one line what failed, and leaves with the right status.
import { failureLine, outputFailure, refusalStatus } from './failure.js';

/**
 * A reader that went away (`vivarium demo | head -1`) is no failure: leave as a program killed by SIGPIPE would.
 * While a guest's output is passed on, the session listens too and tells the guest; the guest's end decides.
 */
function onOutputError(stream: NodeJS.WriteStream, name: string): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (stream.listenerCount('error') > 1) return;
    if (error.code !== 'EPIPE') process.stderr.write(`${failureLine(outputFailure(error, name))}\n`);
    process.exit(error.code === 'EPIPE' ? 141 : refusalStatus);
  });
}

onOutputError(process.stdout, 'standard output');
onOutputError(process.stderr, 'standard error');

function statusOf(error: unknown): number {
  process.stderr.write(`${failureLine(error)}\n`);
  if (process.env['VIVARIUM_DEBUG'] !== undefined && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  return typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : refusalStatus;
}

async function main(): Promise<number> {
  const { runProgram } = await import('./program.js');
  return runProgram(process.argv.slice(2), '0.1.0');
}

// exitCode and not exit(): what is still on its way to a pipe must arrive.
process.exitCode = await main().catch(statusOf);
