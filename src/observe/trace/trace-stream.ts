// From a running system's events to a file's bytes, in pieces of bounded size. Knows no file: bytes go to a function.
import type { TraceEvent } from '../../kernel/trace/events.js';
import type { TraceSink, Vivarium } from '../../system/vivarium.js';
import { Symbols } from '../symbols/symbols.js';
import type { TraceEncoder } from './encoder.js';
import { traceLine } from './lines.js';
import { NdjsonEncoder } from './ndjson.js';
import { PerfettoEncoder } from './perfetto-encoder.js';

/** By the end of the file's name. */
export const traceFormats: Readonly<Record<string, () => TraceEncoder>> = {
  '.ndjson': () => new NdjsonEncoder(),
  '.pftrace': () => new PerfettoEncoder(),
};

/** Bytes that are written at once. */
const chunkBytes = 65_536;

export class TraceStream implements TraceSink {
  readonly #encoder: TraceEncoder;
  readonly #write: (bytes: Uint8Array) => void;
  readonly #chunk = new Uint8Array(chunkBytes);
  readonly #symbols = new Symbols();
  #length = 0;
  #lastNs: number;

  /** `write` takes all the bytes that it is given, or throws. */
  constructor(encoder: TraceEncoder, os: Vivarium, write: (bytes: Uint8Array) => void) {
    this.#encoder = encoder;
    this.#write = write;
    this.#lastNs = Math.floor(os.nowNs);
    const { bootEpochNs, release } = os.kernel.config;
    const machine = { cores: os.cores, frequencyHz: os.profileHz, bootEpochNs: String(bootEpochNs), release };
    this.#put(encoder.begin({ ns: this.#lastNs, core: 0, event: 'begin', ...machine }));
  }

  take(events: readonly TraceEvent[]): void {
    for (const event of events) {
      this.#lastNs = Math.max(this.#lastNs, event.ns);
      // Between two runs of a program its file may have been written anew.
      if (event.event === 'exec' || event.event === 'task') this.#symbols.forget();
      this.#put(this.#encoder.encode(traceLine(event, ({ source, offset }) => this.#symbols.at(source, offset))));
    }
    // Whatever ends this process, what was taken is kept.
    this.#flush();
  }

  end(): void {
    this.#put(this.#encoder.end(this.#lastNs));
    this.#flush();
  }

  #put(bytes: Uint8Array): void {
    if (this.#length + bytes.length > chunkBytes) this.#flush();
    if (bytes.length > chunkBytes) this.#write(bytes);
    else {
      this.#chunk.set(bytes, this.#length);
      this.#length += bytes.length;
    }
  }

  #flush(): void {
    const full = this.#chunk.subarray(0, this.#length);
    this.#length = 0;
    this.#write(full);
  }
}
