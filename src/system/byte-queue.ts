// Bytes in order of arrival. Knows no reader and no writer.

export class ByteQueue {
  #chunks: Uint8Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Appends a copy. */
  push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#chunks.push(bytes.slice());
    this.#length += bytes.length;
  }

  /** Moves as many bytes as fit to `into`; returns how many. */
  take(into: Uint8Array): number {
    let count = 0;
    while (count < into.length) {
      const [first] = this.#chunks;
      if (first === undefined) break;
      const part = first.subarray(0, into.length - count);
      into.set(part, count);
      count += part.length;
      if (part.length === first.length) this.#chunks.shift();
      else this.#chunks[0] = first.subarray(part.length);
    }
    this.#length -= count;
    return count;
  }

  /** Moves everything out. */
  takeAll(): Uint8Array {
    const all = new Uint8Array(this.#length);
    this.take(all);
    return all;
  }

  /** Forgets the oldest bytes so that at most `limit` remain. */
  trim(limit: number): void {
    if (this.#length > limit) this.take(new Uint8Array(this.#length - limit));
  }
}
