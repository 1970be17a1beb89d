// Runs a script in a fresh system with its trace on, for tests.
import type { TraceEncoder } from '../../../src/observe/trace/encoder.js';
import { NdjsonEncoder } from '../../../src/observe/trace/ndjson.js';
import { PerfettoEncoder } from '../../../src/observe/trace/perfetto-encoder.js';
import { TraceStream } from '../../../src/observe/trace/trace-stream.js';
import type { TraceLine } from '../../../src/observe/trace/lines.js';
import { type BootOptions, boot } from '../../../src/system/boot.js';
import type { Vivarium } from '../../../src/system/vivarium.js';

/** Pipes, forks, a program that is not there, a signal that is handled and one that kills, threads' worth of switches. */
export const script = `
echo hello | cat
forktree 2
nosuch
sh -c 'trap "echo caught" USR1; kill -USR1 $$; kill -KILL $$'
pingpong 5 & ring 3 8 4; wait`;

/** The bytes of a trace of a shell in `os`, which ends with it. */
function bytesOfRun(os: Vivarium, encoder: TraceEncoder, args: readonly string[]): Uint8Array {
  const pieces: Uint8Array[] = [];
  os.trace(new TraceStream(encoder, os, (bytes) => void pieces.push(bytes.slice())));
  const { pid } = os.spawn('/bin/sh', args, { stdio: 'null' });
  if (os.run({ untilExit: pid, untilNs: 20e9 }) !== 'exit') throw new Error('the script did not end');
  os.close();
  return Buffer.concat(pieces);
}

/** The bytes of a trace of `sh -c command`. */
export async function tracedBytes(format: 'ndjson' | 'pftrace', options: BootOptions = {}, command: string = script): Promise<Uint8Array> {
  const os = await boot({ seed: 11, quantumNs: 100_000, ...options });
  return bytesOfRun(os, format === 'ndjson' ? new NdjsonEncoder() : new PerfettoEncoder(), ['-c', command]);
}

/** A trace's lines, parsed by JSON alone. */
function parsed(bytes: Uint8Array): TraceLine[] {
  const lines = Buffer.from(bytes).toString().trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as TraceLine);
}

/** The lines of a trace of `sh -c command` in `os`, which ends with it. */
export function linesOfRun(os: Vivarium, command: string): TraceLine[] {
  return parsed(bytesOfRun(os, new NdjsonEncoder(), ['-c', command]));
}

/** Its lines. */
export async function tracedLines(options: BootOptions = {}, command: string = script): Promise<TraceLine[]> {
  return parsed(await tracedBytes('ndjson', options, command));
}

/** The lines of one kind. */
export function linesOf<K extends TraceLine['event']>(lines: readonly TraceLine[], kind: K): Extract<TraceLine, { event: K }>[] {
  return lines.filter((line): line is Extract<TraceLine, { event: K }> => line.event === kind);
}
