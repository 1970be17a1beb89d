// Draws the same operands as scripts/golden/float-vectors.c, which explains them.

const mask64 = (1n << 64n) - 1n;

/** s: singles as an f register holds them, d: doubles, x: integers. */
export type OperandKind = 's' | 'd' | 'x';

const powers = [0n, 1n, 23n, 24n, 31n, 32n, 52n, 53n, 63n, 64n];

/** A stream of operands; the same seed gives the same operands. */
export class OperandStream {
  #state: bigint;

  constructor(seed: bigint) {
    this.#state = seed;
  }

  operands(kind: OperandKind, count: number): bigint[] {
    const drawn: bigint[] = [];
    for (let i = 0; i < count; i++) drawn.push(this.#operand(kind, drawn[i - 1] ?? 0n));
    return drawn;
  }

  /** splitmix64 */
  #draw(): bigint {
    this.#state = (this.#state + 0x9e37_79b9_7f4a_7c15n) & mask64;
    let z = this.#state;
    z = ((z ^ (z >> 30n)) * 0xbf58_476d_1ce4_e5b9n) & mask64;
    z = ((z ^ (z >> 27n)) * 0x94d0_49bb_1331_11ebn) & mask64;
    return z ^ (z >> 31n);
  }

  #bits(): bigint {
    const choice = this.#draw();
    const bits = this.#draw();
    const thinner = this.#draw();
    switch (choice & 3n) {
      case 0n:
        return bits & thinner & (bits >> 21n);
      case 1n:
        return (mask64 << (bits & 63n)) & mask64;
      case 2n:
        return mask64 >> (bits & 63n);
      default:
        return bits;
    }
  }

  #magnitude(fractionBits: bigint, bias: bigint): bigint {
    const unit = 1n << fractionBits;
    const one = bias * unit;
    const infinity = (2n * bias + 1n) * unit;
    const choice = this.#draw();
    const near = this.#draw();
    const fraction = this.#bits() & (unit - 1n);
    switch (choice % 10n) {
      case 0n:
        return near & 3n;
      case 1n:
        return unit - 3n + (near % 6n);
      case 2n:
        return one - 3n + (near % 6n);
      case 3n:
        return one + (powers[Number((near >> 8n) % 10n)] ?? 0n) * unit - 2n + (near & 3n);
      case 4n:
        return infinity - 3n + (near % 6n);
      case 5n:
        return infinity | fraction;
      case 6n:
        return fraction;
      case 7n:
        return one + (near % 128n) * unit - 64n * unit + fraction;
      case 8n:
        return one + (near & 7n) * unit - 4n * unit + fraction;
      default:
        return (near % (2n * bias + 1n)) * unit + fraction;
    }
  }

  #integer(): bigint {
    const choice = this.#draw();
    const bits = this.#bits();
    return (choice & 1n) === 1n ? bits : ((1n << (choice >> 58n)) - 2n + (bits & 3n)) & mask64;
  }

  #operand(kind: OperandKind, previous: bigint): bigint {
    if (kind === 'x') return this.#integer();
    const choice = this.#draw();
    const sign = this.#draw() & 1n;
    if ((choice & 15n) === 0n) return previous ^ (1n << (kind === 'd' ? 63n : 31n)) ^ (choice >> 62n);
    if (kind === 'd') return this.#magnitude(52n, 1023n) | (sign << 63n);
    const boxed = 0xffff_ffff_0000_0000n | this.#magnitude(23n, 127n) | (sign << 31n);
    return (choice & 15n) === 1n ? boxed & ~(1n << (32n + (choice >> 59n))) : boxed;
  }
}
