// What an operand is: NaN, infinity, or sign, exponent and significand. Knows no operation.
import { letEach } from './bits.js';
import type { FloatAlgebra } from './float-algebra.js';
import { boxedConstant, type FloatFormat, NV } from './float-format.js';

/**
 * A finite number: (-1)^sign x significand x 2^(exponent - bias - 62).
 * The highest bit of a significand that is not 0 is bit 62, of subnormals too.
 */
export interface Unpacked<V> {
  /** All ones when negative, else 0. */
  readonly sign: V;
  /** Biased by the format; that of zero is smaller than any sum of others. */
  readonly exponent: V;
  readonly significand: V;
}

const exponentOfZero = -0x4000n;

/** All ones when `bits` (right-aligned) is negative, else 0. */
export function signMask<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, bits: V): V {
  return m.shrS(f.width === 64 ? bits : m.shl(bits, m.const(32n)), m.const(63n));
}

/** `bits` without its sign. */
export function magnitude<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, bits: V): V {
  return m.and(bits, m.const(f.signBit - 1n));
}

/** An infinity or a NaN. */
export function isSpecial<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, bits: V): C {
  return m.geU(magnitude(m, f, bits), m.const(f.infinity));
}

export function isNan<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, bits: V): C {
  return m.ltU(m.const(f.infinity), magnitude(m, f, bits));
}

export function isInfinite<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, bits: V): C {
  return m.eq(magnitude(m, f, bits), m.const(f.infinity));
}

export function isZero<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, bits: V): C {
  return m.eq(magnitude(m, f, bits), m.const(0n));
}

/** With the quiet bit flipped, only a signalling NaN lies above the quiet NaN without payload. */
export function isSignalling<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, bits: V): C {
  return m.ltU(m.const(f.canonicalNan), magnitude(m, f, m.xor(bits, m.const(f.quietBit))));
}

/** The invalid flag when the condition holds. */
export function invalidIf<V, C>(m: FloatAlgebra<V, C>, c: C): V {
  return m.select(c, m.const(NV), m.const(0n));
}

/** The canonical NaN, boxed, with the flags given. @see RISC-V Unprivileged ISA 20240411, F: NaN Generation and Propagation */
export function nan<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, flags: V): V {
  return m.raising(flags, boxedConstant(m, f, f.canonicalNan));
}

/** Unpacks a bound, finite operand. An infinity unpacks as 2^(top exponent - bias). */
export function unpack<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, bits: V, body: (number: Unpacked<V>) => V): V {
  const parts = {
    field: m.and(m.shrU(bits, m.const(f.fractionBits)), m.const(f.topExponent)),
    fraction: m.and(bits, m.const((1n << f.fractionBits) - 1n)),
  };
  return letEach(m, parts, ({ field, fraction }) => {
    const normal = m.flag(m.ne(field, m.const(0n)));
    const significand = m.or(fraction, m.shl(normal, m.const(f.fractionBits)));
    // A subnormal has the exponent of the smallest normal.
    const exponent = m.add(field, m.flag(m.eq(field, m.const(0n))));
    return m.let(significand, (raw) =>
      m.let(m.clz(raw), (zeros) =>
        letEach(
          m,
          {
            sign: signMask(m, f, bits),
            exponent: m.select(
              m.eq(raw, m.const(0n)),
              m.const(BigInt.asUintN(64, exponentOfZero)),
              m.sub(m.add(exponent, m.const(63n - f.fractionBits)), zeros),
            ),
            significand: m.shl(raw, m.sub(zeros, m.const(1n))),
          },
          body,
        ),
      ),
    );
  });
}
