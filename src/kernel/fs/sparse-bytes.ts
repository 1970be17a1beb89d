// The bytes of one file with holes: what was never written costs nothing. Knows no inode and no store.

/** Bytes in one stretch that is kept or not; the unit of accounting. */
export const CHUNK_BYTES = 4096;

/** Who pays for chunks: a store with a cap. */
export interface ChunkBudget {
  /** Takes `chunks` more if they fit. */
  take(chunks: number): boolean;
  give(chunks: number): void;
}

/** Smallest buffer of a chunk: small files stay small. */
const SMALLEST_BUFFER = 64;

/** Invariants: no chunk lies beyond `size`; bytes of a buffer beyond `size` are zero. */
export class SparseBytes {
  #size = 0;
  readonly #chunks = new Map<number, Uint8Array>();
  readonly #budget: ChunkBudget;

  constructor(budget: ChunkBudget) {
    this.#budget = budget;
  }

  get size(): number {
    return this.#size;
  }

  get allocatedBytes(): number {
    return this.#chunks.size * CHUNK_BYTES;
  }

  /** Copies what stands at `position`; returns how many bytes there were. */
  read(into: Uint8Array, position: number): number {
    const count = Math.max(0, Math.min(into.length, this.#size - position));
    let done = 0;
    while (done < count) {
      const within = (position + done) % CHUNK_BYTES;
      const length = Math.min(CHUNK_BYTES - within, count - done);
      this.#readChunk((position + done - within) / CHUNK_BYTES, within, into.subarray(done, done + length));
      done += length;
    }
    return count;
  }

  #readChunk(index: number, within: number, into: Uint8Array): void {
    const kept = this.#chunks.get(index)?.subarray(within, within + into.length);
    if (kept === undefined) into.fill(0);
    else {
      into.set(kept);
      if (kept.length < into.length) into.fill(0, kept.length);
    }
  }

  /** Writes as much as the budget allows; returns how many bytes that is. */
  write(bytes: Uint8Array, position: number): number {
    let done = 0;
    while (done < bytes.length) {
      const within = (position + done) % CHUNK_BYTES;
      const length = Math.min(CHUNK_BYTES - within, bytes.length - done);
      const chunk = this.#writable((position + done - within) / CHUNK_BYTES, within + length);
      if (chunk === undefined) break;
      chunk.set(bytes.subarray(done, done + length), within);
      done += length;
    }
    if (done > 0) this.#size = Math.max(this.#size, position + done);
    return done;
  }

  /** The chunk's buffer, at least `length` bytes long; undefined when there is no budget. */
  #writable(index: number, length: number): Uint8Array | undefined {
    const chunk = this.#chunks.get(index);
    if (chunk !== undefined && chunk.length >= length) return chunk;
    if (chunk === undefined && !this.#budget.take(1)) return undefined;
    let capacity = Math.max(SMALLEST_BUFFER, chunk?.length ?? 0);
    while (capacity < length) capacity *= 2;
    const grown = new Uint8Array(capacity);
    if (chunk !== undefined) grown.set(chunk);
    this.#chunks.set(index, grown);
    return grown;
  }

  /** Cuts off or adds a hole. */
  resize(size: number): void {
    if (size < this.#size) this.#cut(size);
    this.#size = size;
  }

  #cut(size: number): void {
    const within = size % CHUNK_BYTES;
    const firstGone = (size - within) / CHUNK_BYTES + (within > 0 ? 1 : 0);
    const before = this.#chunks.size;
    if (size === 0) this.#chunks.clear();
    else for (const index of this.#chunks.keys()) if (index >= firstGone) this.#chunks.delete(index);
    this.#budget.give(before - this.#chunks.size);
    if (within > 0) this.#chunks.get(firstGone - 1)?.fill(0, within);
  }

  /** First position >= `position` inside a kept chunk or inside a hole; the end counts as a hole; undefined when there is none. */
  next(position: number, kind: 'data' | 'hole'): number | undefined {
    if (position >= this.#size) return undefined;
    const index = Math.floor(position / CHUNK_BYTES);
    const found = kind === 'data' ? this.#nextKept(index) : this.#nextHole(index);
    if (found === undefined) return undefined;
    const start = Math.max(position, found * CHUNK_BYTES);
    return kind === 'hole' ? Math.min(start, this.#size) : start;
  }

  #nextKept(index: number): number | undefined {
    if (this.#chunks.has(index)) return index;
    let best: number | undefined;
    for (const kept of this.#chunks.keys()) if (kept > index && (best === undefined || kept < best)) best = kept;
    return best;
  }

  #nextHole(index: number): number {
    let hole = index;
    while (this.#chunks.has(hole)) hole++;
    return hole;
  }
}
