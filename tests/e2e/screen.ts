// A user at a terminal, for tests: types into `vivarium` on a pseudo terminal and reads what an xterm would show.
import { type IPty, spawn } from '@lydell/node-pty';
import { Terminal } from '@xterm/headless';
import { mainPath } from '../cli/vivarium.js';

export class Screen {
  readonly #terminal: Terminal;
  readonly #pty: IPty;
  #raw = '';
  #status: number | undefined;
  #changed: () => void = () => undefined;

  constructor(args: readonly string[], columns = 100, rows = 30) {
    this.#terminal = new Terminal({ cols: columns, rows, allowProposedApi: true });
    this.#pty = spawn(process.execPath, [mainPath, ...args], { cols: columns, rows, name: 'xterm-256color' });
    this.#pty.onData((data) => {
      this.#raw += data;
      this.#terminal.write(data, () => this.#changed());
    });
    this.#pty.onExit(({ exitCode }) => {
      this.#status = exitCode;
      this.#changed();
    });
  }

  /** Everything received so far, escape sequences and all. */
  get raw(): string {
    return this.#raw;
  }

  get status(): number | undefined {
    return this.#status;
  }

  /** The lines on the screen, without trailing blanks. */
  get text(): string {
    const { active } = this.#terminal.buffer;
    const lines = Array.from(
      { length: this.#terminal.rows },
      (_, row) => active.getLine(active.viewportY + row)?.translateToString(true) ?? '',
    );
    return lines.join('\n').trimEnd();
  }

  /** Of the host's process. */
  get pid(): number {
    return this.#pty.pid;
  }

  type(keys: string): void {
    this.#pty.write(keys);
  }

  resize(columns: number, rows: number): void {
    this.#terminal.resize(columns, rows);
    this.#pty.resize(columns, rows);
  }

  /** Waits until `seen` holds; returns the milliseconds that it took. Fails with the screen's text. */
  async until(what: string, seen: (screen: this) => boolean, timeoutMs = 60_000): Promise<number> {
    const start = performance.now();
    while (!seen(this)) {
      const left = timeoutMs - (performance.now() - start);
      if (left <= 0) throw new Error(`no ${what} within ${timeoutMs} ms; status ${this.#status}; the screen shows:\n${this.text}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(left, 100));
        this.#changed = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return performance.now() - start;
  }

  async untilText(text: string, timeoutMs?: number): Promise<number> {
    return this.until(`"${text}"`, (screen) => screen.text.includes(text), timeoutMs);
  }

  async untilEnd(timeoutMs?: number): Promise<number> {
    await this.until('end', (screen) => screen.status !== undefined, timeoutMs);
    return this.#status ?? -1;
  }

  /** Ends whatever is left. */
  close(): void {
    if (this.#status === undefined) this.#pty.kill('SIGKILL');
    this.#terminal.dispose();
  }
}
