// The file of --trace: opened before anything runs, written piece by piece while the system stands still. Knows no event.
import { closeSync, openSync, writeSync } from 'node:fs';
import { extname } from 'node:path';
import { TraceStream, traceFormats } from '../observe/trace/trace-stream.js';
import type { TraceSink, Vivarium } from '../system/vivarium.js';
import { CliFailure } from './failure.js';

/** One line for what the host refuses: what stands in the file already is kept. */
function traceFailure(error: unknown, path: string, remedy: string): CliFailure {
  const { message } = error as Error;
  return new CliFailure('the trace cannot be written', `option --trace ${path}: ${message.replace(/, \w+( '.*')?$/s, '')}`, remedy);
}

/** One descriptor; after the first failure it takes nothing more. */
class TraceFile {
  readonly #path: string;
  #descriptor: number | undefined;

  constructor(path: string) {
    this.#path = path;
    try {
      this.#descriptor = openSync(path, 'w');
    } catch (error) {
      throw traceFailure(error, path, 'give a file that can be written');
    }
  }

  write(bytes: Uint8Array): void {
    if (this.#descriptor === undefined) return;
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#descriptor, bytes, at);
    } catch (error) {
      this.close();
      throw traceFailure(error, this.#path, 'make room, or give another path');
    }
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}

/** Where the events of `os` go. */
export function openTrace(os: Vivarium, path: string): TraceSink {
  const format = traceFormats[extname(path)];
  if (format === undefined) throw new Error(`no trace format for ${path}`);
  const file = new TraceFile(path);
  const stream = new TraceStream(format(), os, (bytes) => file.write(bytes));
  return {
    take: (events) => stream.take(events),
    end: () => {
      stream.end();
      file.close();
    },
  };
}
