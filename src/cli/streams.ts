// The host's standard streams when there is no terminal: bytes in when the guest asks for them, bytes out as fast as the reader takes them. Knows no machine.
import { fstatSync, readSync } from 'node:fs';
import type { HostInput } from '../system/host-stream.js';
import { outputFailure } from './failure.js';

const chunkBytes = 65_536;

/** Reads the host's stdin into a guest's, and only when the guest wants it: what the guest leaves unread stays for others. */
export class HostStdin {
  readonly #input: HostInput;
  #state: 'fresh' | 'reading' | 'ended' = 'fresh';
  #wakeUp: (() => void) | undefined;

  constructor(input: HostInput) {
    this.#input = input;
  }

  /** Whether bytes may still come. */
  get open(): boolean {
    return this.#state !== 'ended';
  }

  /** Serves a guest that waits for input: at once from a file, so that the history is the same each time; from a pipe when something arrives. */
  serve(): void {
    if (!this.#input.wanted || this.#state === 'ended') return;
    if (isFile()) this.#readFile();
    else this.#readStream();
  }

  /** Resolves when more has arrived or the input has ended. */
  async arrival(): Promise<void> {
    if (this.#state !== 'reading' || this.#input.pendingBytes > 0) return;
    await new Promise<void>((resolve) => {
      this.#wakeUp = resolve;
    });
  }

  /** Lets the host's process end while stdin is open. */
  close(): void {
    if (this.#state === 'reading') process.stdin.destroy();
    this.#state = 'ended';
  }

  #readFile(): void {
    const bytes = new Uint8Array(chunkBytes);
    const count = readSync(0, bytes, 0, bytes.length, null);
    if (count > 0) this.#input.write(bytes.subarray(0, count));
    else this.#end();
  }

  #readStream(): void {
    if (this.#state === 'reading') {
      process.stdin.resume();
      return;
    }
    this.#state = 'reading';
    process.stdin.on('data', (bytes: Uint8Array) => {
      this.#input.write(bytes);
      if (this.#input.pendingBytes > chunkBytes) process.stdin.pause();
      this.#wakeUp?.();
    });
    process.stdin.on('end', () => this.#end());
    process.stdin.on('error', () => this.#end());
  }

  #end(): void {
    this.#state = 'ended';
    this.#input.end();
    this.#wakeUp?.();
  }
}

function isFile(): boolean {
  try {
    return fstatSync(0).isFile();
  } catch {
    return false;
  }
}

/** One of the host's output streams, until its reader goes away or it fails. */
export class HostSink {
  readonly #stream: NodeJS.WriteStream;
  readonly #name: string;
  #error: NodeJS.ErrnoException | undefined;
  #wakeUp: (() => void) | undefined;
  readonly #onError = (error: NodeJS.ErrnoException): void => {
    this.#error ??= error;
    this.#wakeUp?.();
  };

  /** `name` is how a failure calls it. */
  constructor(stream: NodeJS.WriteStream, name: string) {
    this.#stream = stream;
    this.#name = name;
    stream.on('error', this.#onError);
  }

  /** Whether its reader went away; throws a CliFailure when it failed in another way, as a full disk does. */
  get broken(): boolean {
    if (this.#error === undefined) return false;
    if (this.#error.code !== 'EPIPE') throw outputFailure(this.#error, this.#name);
    return true;
  }

  /** Resolves when the stream can take more, or nothing any more. */
  write(bytes: Uint8Array): Promise<void> | undefined {
    if (bytes.length === 0 || this.#error !== undefined || this.#stream.write(bytes)) return undefined;
    return new Promise((resolve) => {
      this.#wakeUp = resolve;
      this.#stream.once('drain', resolve);
    });
  }

  /** Leaves errors to others again. */
  release(): void {
    this.#stream.off('error', this.#onError);
  }
}
