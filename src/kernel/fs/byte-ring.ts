// A bounded queue of bytes. Knows neither reader nor writer.

/** First buffer of a ring that gets its first byte. */
const FIRST_BUFFER = 1024;

/** Invariant: `length <= capacity`. The buffer grows by doubling as bytes come and is let go when the ring runs empty. */
export class ByteRing {
  #buffer = new Uint8Array(0);
  #start = 0;
  #length = 0;
  #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get length(): number {
    return this.#length;
  }

  get capacity(): number {
    return this.#capacity;
  }

  get free(): number {
    return this.#capacity - this.#length;
  }

  /** Sets the bound; false when more bytes are queued already. */
  resize(capacity: number): boolean {
    if (capacity < this.#length) return false;
    this.#capacity = capacity;
    return true;
  }

  /** Appends as many bytes as fit; returns how many. */
  put(bytes: Uint8Array): number {
    const count = Math.min(bytes.length, this.free);
    if (count === 0) return 0;
    this.#reserve(this.#length + count);
    const end = (this.#start + this.#length) % this.#buffer.length;
    const first = Math.min(count, this.#buffer.length - end);
    this.#buffer.set(bytes.subarray(0, first), end);
    this.#buffer.set(bytes.subarray(first, count), 0);
    this.#length += count;
    return count;
  }

  /** Takes up to `into.length` bytes off the front; returns how many. */
  take(into: Uint8Array): number {
    const count = this.peek(into);
    this.skip(count);
    return count;
  }

  /** Copies from the front without taking. */
  peek(into: Uint8Array): number {
    const count = Math.min(into.length, this.#length);
    const first = Math.min(count, this.#buffer.length - this.#start);
    into.set(this.#buffer.subarray(this.#start, this.#start + first));
    if (first < count) into.set(this.#buffer.subarray(0, count - first), first);
    return count;
  }

  skip(count: number): void {
    this.#length -= count;
    this.#start = this.#length === 0 ? 0 : (this.#start + count) % this.#buffer.length;
    if (this.#length === 0 && this.#buffer.length > FIRST_BUFFER) this.#buffer = new Uint8Array(0);
  }

  clear(): void {
    this.#start = 0;
    this.#length = 0;
    this.#buffer = new Uint8Array(0);
  }

  #reserve(length: number): void {
    if (length <= this.#buffer.length) return;
    let size = Math.max(FIRST_BUFFER, this.#buffer.length);
    while (size < length) size *= 2;
    const grown = new Uint8Array(size);
    this.peek(grown);
    this.#buffer = grown;
    this.#start = 0;
  }
}
