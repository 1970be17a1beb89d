// The host's terminal in raw mode: every key goes to the guest, and the terminal is as it was on every way out. Knows no machine.
import type { ReadStream, WriteStream } from 'node:tty';

/** Ctrl-]: leaves Vivarium whatever the guest does, as in telnet(1). */
export const escapeKey = 0x1d;

/** Signals that end Vivarium, after the terminal is restored, with 128+n. */
const fatalSignals = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/** What the guest may have switched on, and how it is switched off. */
const modes: readonly (readonly [on: string, off: string])[] = [
  ['\u001b[?1049h', '\u001b[?1049l'],
  ['\u001b[?25l', '\u001b[?25h'],
  ['\u001b[?2004h', '\u001b[?2004l'],
  ['\u001b[?1h', '\u001b[?1l'],
];

/** Whether both ends are a terminal, so that a guest's tty makes sense. */
export function hasTerminal(): boolean {
  return Boolean(process.stdin.isTTY && process.stdout.isTTY);
}

/** What the terminal tells. */
export interface TerminalEvents {
  /** Bytes typed, the escape key left out. */
  readonly onKeys: (bytes: Uint8Array) => void;
  readonly onResize: (columns: number, rows: number) => void;
  /** Ctrl-] was typed, or the terminal went away. */
  readonly onLeave: () => void;
}

type Listener = Parameters<NodeJS.EventEmitter['on']>[1];

export class HostTerminal {
  readonly #input: ReadStream = process.stdin;
  readonly #output: WriteStream = process.stdout;
  readonly #events: TerminalEvents;
  readonly #undo: (() => void)[] = [];
  readonly #switchedOn = new Set<number>();
  #closed = false;

  /** Takes the terminal until close(). */
  constructor(events: TerminalEvents) {
    this.#events = events;
    this.#input.setRawMode(true);
    this.#input.resume();
    this.#listen();
  }

  get columns(): number {
    return this.#output.columns || 80;
  }

  get rows(): number {
    return this.#output.rows || 24;
  }

  /** Writes the guest's output; resolves when the terminal can take more. */
  write(bytes: Uint8Array): Promise<void> | undefined {
    if (this.#closed) return undefined;
    this.#notice(bytes);
    if (this.#output.write(bytes)) return undefined;
    return new Promise((resolve) => void this.#output.once('drain', resolve));
  }

  /** Gives the terminal back as it was. Safe to call twice. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const undo of this.#undo) undo();
    this.#restore();
    this.#input.pause();
  }

  #listen(): void {
    const on = (target: NodeJS.EventEmitter, event: string, listener: Listener): void => {
      target.on(event, listener);
      this.#undo.push(() => void target.removeListener(event, listener));
    };
    on(this.#input, 'data', (bytes: Uint8Array) => this.#typed(bytes));
    on(this.#input, 'end', () => this.#events.onLeave());
    on(this.#input, 'error', () => this.#events.onLeave());
    on(this.#output, 'resize', () => this.#events.onResize(this.columns, this.rows));
    on(process, 'exit', () => this.#restore());
    on(process, 'SIGCONT', () => void this.#input.setRawMode(true));
    for (const [signal, number] of Object.entries(fatalSignals)) {
      on(process, signal, () => {
        this.close();
        process.exit(128 + number);
      });
    }
  }

  #typed(bytes: Uint8Array): void {
    const end = bytes.indexOf(escapeKey);
    const keys = end < 0 ? bytes : bytes.subarray(0, end);
    if (keys.length > 0) this.#events.onKeys(keys);
    if (end >= 0) this.#events.onLeave();
  }

  /** Remembers which modes are on. A sequence cut in two by a write is missed; then the guest's own way out still works. */
  #notice(bytes: Uint8Array): void {
    if (!bytes.includes(0x1b)) return;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
    modes.forEach(([on, off], index) => {
      const [lastOn, lastOff] = [text.lastIndexOf(on), text.lastIndexOf(off)];
      if (lastOn > lastOff) this.#switchedOn.add(index);
      else if (lastOff > lastOn) this.#switchedOn.delete(index);
    });
  }

  #restore(): void {
    const off = [...this.#switchedOn].map((index) => modes[index]?.[1] ?? '').join('');
    this.#switchedOn.clear();
    if (off !== '') this.#output.write(`${off}\u001b[0m\r\n`);
    if (!this.#input.destroyed) this.#input.setRawMode(false);
  }
}
