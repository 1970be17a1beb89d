// What a terminal's readers may read: finished lines, or single bytes in raw mode. Knows no keyboard and no echo.

/** Bytes that wait to be read. @see termios(3) MAX_INPUT; larger than Linux's 4096, so that pasted text is not lost */
export const INPUT_BYTES = 65_536;

/** A stretch that one canonical read takes at most: a line with its end, or an end of file. */
interface Segment {
  readonly bytes: number[];
  /** How many of them are read already. */
  taken: number;
  /** Nothing is added any more. */
  finished: boolean;
}

/** Invariant: `length` is the number of bytes not yet taken. */
export class InputQueue {
  readonly #segments: Segment[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  get free(): number {
    return INPUT_BYTES - this.#length;
  }

  /** Whether a canonical read finds something: a line, an end of file, or bytes left from raw mode. */
  get hasLine(): boolean {
    return this.#segments.length > 0;
  }

  /** A line, its end included; no bytes mean the end of file. */
  putLine(bytes: readonly number[]): void {
    const last = this.#segments.at(-1);
    if (last !== undefined) last.finished = true;
    this.#segments.push({ bytes: [...bytes], taken: 0, finished: true });
    this.#length += bytes.length;
  }

  putByte(byte: number): void {
    let last = this.#segments.at(-1);
    if (last === undefined || last.finished) {
      last = { bytes: [], taken: 0, finished: false };
      this.#segments.push(last);
    }
    last.bytes.push(byte);
    this.#length++;
  }

  /** One line or what of it fits; the rest stays. */
  takeLine(into: Uint8Array): number {
    return this.#takeFrom(into, 0);
  }

  /** Bytes across lines. */
  takeBytes(into: Uint8Array): number {
    let done = 0;
    while (done < into.length && this.#segments.length > 0) done += this.#takeFrom(into, done);
    return done;
  }

  #takeFrom(into: Uint8Array, done: number): number {
    const segment = this.#segments[0];
    if (segment === undefined) return 0;
    const count = Math.min(into.length - done, segment.bytes.length - segment.taken);
    for (let index = 0; index < count; index++) into[done + index] = segment.bytes[segment.taken + index] ?? 0;
    segment.taken += count;
    this.#length -= count;
    if (segment.taken === segment.bytes.length) this.#segments.shift();
    return count;
  }

  clear(): void {
    this.#segments.length = 0;
    this.#length = 0;
  }
}
