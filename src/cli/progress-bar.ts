// One line on a terminal that tells how far the work is and how long the rest will take. Silent elsewhere; the caller gives the time.

/** Where the line goes. */
export interface BarStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const width = 24;

function durationText(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  return seconds < 100 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}

export class ProgressBar {
  readonly #stream: BarStream;
  #startMs: number | undefined;
  /** Points that took time since `#startMs`. */
  #worked = 0;
  #shown = false;

  constructor(stream: BarStream) {
    this.#stream = stream;
  }

  /** `done` of `all`; points from the cache say nothing about the time that the others take. */
  show(done: number, all: number, fromCache: boolean, nowMs: number): void {
    if (!this.#stream.isTTY) return;
    this.#startMs ??= nowMs;
    if (!fromCache) this.#worked++;
    const each = this.#worked > 1 ? (nowMs - this.#startMs) / (this.#worked - 1) : undefined;
    const left = each === undefined || done === all ? '' : `, about ${durationText(each * (all - done))} left`;
    const filled = Math.round((done / all) * width);
    this.#stream.write(`\r\u001b[K[${'#'.repeat(filled)}${'.'.repeat(width - filled)}] ${done} of ${all}${left}`);
    this.#shown = true;
  }

  /** Takes the line away. */
  clear(): void {
    if (this.#shown) this.#stream.write('\r\u001b[K');
    this.#shown = false;
  }
}
