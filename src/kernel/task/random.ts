// The one source of chance: a seeded generator as data. Knows nothing of what its numbers are for.

/** xoshiro128** by Blackman and Vigna, 2018: four words of state. */
export class Random {
  readonly #words: Uint32Array;

  /** @param seed any integer; equal seeds give equal sequences */
  constructor(seed: number) {
    this.#words = new Uint32Array(4);
    let state = (seed >>> 0) ^ Math.imul(Math.floor(seed / 2 ** 32) | 0, 0x9e3779b1);
    for (let index = 0; index < 4; index++) {
      state = (state + 0x9e3779b9) >>> 0;
      let word = state;
      word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
      word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
      this.#words[index] = word ^ (word >>> 16);
    }
  }

  /** The next 32 bits. */
  next32(): number {
    const words = this.#words;
    const [a = 0, b = 0, c = 0, d = 0] = words;
    const scaled = Math.imul(b, 5);
    const result = Math.imul((scaled << 7) | (scaled >>> 25), 9) >>> 0;
    const shifted = b << 9;
    const third = c ^ a;
    const fourth = d ^ b;
    words[1] = b ^ third;
    words[0] = a ^ fourth;
    words[2] = third ^ shifted;
    words[3] = (fourth << 11) | (fourth >>> 21);
    return result;
  }

  /** An integer from 0 to `limit - 1`; `limit` up to 2^53. */
  below(limit: number): number {
    if (limit <= 2 ** 32) return Math.floor((this.next32() / 2 ** 32) * limit);
    const high = this.next32() >>> 11;
    return Math.floor(((high * 2 ** 32 + this.next32()) / 2 ** 53) * limit);
  }

  bytes(count: number): Uint8Array {
    const bytes = new Uint8Array(count);
    for (let index = 0; index < count; index += 4) {
      const word = this.next32();
      for (let offset = 0; offset < 4 && index + offset < count; offset++) bytes[index + offset] = word >>> (8 * offset);
    }
    return bytes;
  }
}
