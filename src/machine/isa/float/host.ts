// Short cuts: where the host's own operation gives the answer, and how to see at little cost whether it was exact.
// They hold for rounding to nearest even, ordinary operands and ordinary results; all else takes the exact way.
import { letEach } from './bits.js';
import type { FloatAlgebra } from './float-algebra.js';
import { box, double, type FloatFormat, NX, RNE } from './float-format.js';

/** What the host computed. */
interface HostResult<V, C> {
  /** Before it is rounded to the format. */
  readonly value: V;
  /** Whether the operands allow `isInexact` to be asked. */
  readonly allowed: C;
  /** Whether an ordinary result, as a double, differs from the exact one. */
  readonly isInexact: (result: V) => C;
}

/** The operand as a double. */
function asDouble<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, bits: V): V {
  return f.width === 64 ? bits : m.f64Promote(bits);
}

/**
 * Neither tiny, nor infinite, nor NaN, nor next to them: 2 <= exponent <= top - 2. So no rounding can have left the range in
 * which tininess and overflow play no part.
 */
function isOrdinary<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, bits: V): C {
  const unit = 1n << (65n - BigInt(f.width) + f.fractionBits);
  const withoutSign = m.shl(bits, m.const(65n - BigInt(f.width)));
  return m.ltU(m.sub(withoutSign, m.const(2n * unit)), m.const((f.topExponent - 3n) * unit));
}

/**
 * The host's result where it is right, else that of `exact`. Rounding a double to single once more does no harm to sums,
 * products, quotients and roots of singles, for a double has more than twice their bits.
 * @see Figueroa, "When is double rounding innocuous?", SIGNUM 1995
 */
function withHost<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, mode: V, host: HostResult<V, C>, exact: () => V): V {
  return m.let(f.width === 64 ? host.value : m.f64Demote(host.value), (bits) =>
    m.choose(
      m.both(m.both(m.eq(mode, m.const(RNE)), host.allowed), isOrdinary(m, f, bits)),
      () => m.let(asDouble(m, f, bits), (result) => m.raising(m.select(host.isInexact(result), m.const(NX), m.const(0n)), box(m, f, bits))),
      exact,
    ),
  );
}

/** The error of a double sum is a double itself. @see Knuth, The Art of Computer Programming, vol. 2, §4.2.2, theorem B */
function sumError<V, C>(m: FloatAlgebra<V, C>, x: V, y: V, total: V): V {
  return m.let(m.f64Sub(total, x), (part) => m.f64Add(m.f64Sub(x, m.f64Sub(total, part)), m.f64Sub(y, part)));
}

function isNonzeroDouble<V, C>(m: FloatAlgebra<V, C>, bits: V): C {
  return m.ne(m.shl(bits, m.const(1n)), m.const(0n));
}

/** a + b, bound and right-aligned, or what `exact` gives. */
export function hostSum<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, mode: V, a: V, b: V, exact: () => V): V {
  return letEach(m, { x: asDouble(m, f, a), y: asDouble(m, f, b) }, ({ x, y }) =>
    m.let(m.f64Add(x, y), (value) => {
      const isInexact = (result: V): C => m.either(m.ne(result, value), isNonzeroDouble(m, sumError(m, x, y, value)));
      return withHost(m, f, mode, { value, allowed: always(m), isInexact }, exact);
    }),
  );
}

function always<V, C>(m: FloatAlgebra<V, C>): C {
  return m.eq(m.const(0n), m.const(0n));
}

/** Normal, infinite or NaN: the exponent field is not 0. */
function hasLeadingBit<V, C>(m: FloatAlgebra<V, C>, bits: V): C {
  return m.geU(m.shl(bits, m.const(1n)), m.const(1n << (double.fractionBits + 1n)));
}

function exponentField<V, C>(m: FloatAlgebra<V, C>, bits: V): V {
  return m.and(m.shrU(bits, m.const(double.fractionBits)), m.const(double.topExponent));
}

/** The 53-bit significand of a normal double. */
export function significandOfDouble<V, C>(m: FloatAlgebra<V, C>, bits: V): V {
  const leadingBit = 1n << double.fractionBits;
  return m.or(m.and(bits, m.const(leadingBit - 1n)), m.const(leadingBit));
}

/** a x b likewise. The product of two singles is a double; that of two doubles is exact when the bits cut off its integer product are 0. */
export function hostProduct<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, mode: V, a: V, b: V, exact: () => V): V {
  return letEach(m, { x: asDouble(m, f, a), y: asDouble(m, f, b) }, ({ x, y }) =>
    m.let(m.f64Mul(x, y), (value) => {
      if (f.width === 32) return withHost(m, f, mode, { value, allowed: always(m), isInexact: (result) => m.ne(result, value) }, exact);
      const allowed = m.both(hasLeadingBit(m, x), hasLeadingBit(m, y));
      const isInexact = (result: V): C => {
        // The exponent has grown by 1 when the product is 2 or more; 53 bits were cut off then, else 52.
        const exponents = m.add(exponentField(m, x), exponentField(m, y));
        const kept = m.sub(m.add(exponents, m.const(64n - double.fractionBits - double.bias)), exponentField(m, result));
        const integers = m.mul(significandOfDouble(m, x), significandOfDouble(m, y));
        return m.ne(m.shl(integers, kept), m.const(0n));
      };
      return withHost(m, f, mode, { value, allowed, isInexact }, exact);
    }),
  );
}

/** a / b likewise: exact when the quotient times the divisor is the dividend, as doubles (of singles) or modulo 2^64 (of significands). */
export function hostQuotient<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, mode: V, a: V, b: V, exact: () => V): V {
  return letEach(m, { x: asDouble(m, f, a), y: asDouble(m, f, b) }, ({ x, y }) =>
    m.let(m.f64Div(x, y), (value) => {
      if (f.width === 32) {
        return withHost(m, f, mode, { value, allowed: always(m), isInexact: (result) => m.ne(m.f64Mul(result, y), x) }, exact);
      }
      const allowed = m.both(hasLeadingBit(m, x), hasLeadingBit(m, y));
      const isInexact = (result: V): C => {
        const exponents = m.sub(exponentField(m, x), m.add(exponentField(m, y), exponentField(m, result)));
        const dividend = m.shl(significandOfDouble(m, x), m.add(exponents, m.const(double.fractionBits + double.bias)));
        return m.ne(dividend, m.mul(significandOfDouble(m, result), significandOfDouble(m, y)));
      };
      return withHost(m, f, mode, { value, allowed, isInexact }, exact);
    }),
  );
}

/** The root of `a` likewise: exact when its square is the operand. */
export function hostRoot<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, mode: V, a: V, exact: () => V): V {
  return m.let(asDouble(m, f, a), (x) => {
    const value = m.f64Sqrt(x);
    if (f.width === 32) {
      return withHost(m, f, mode, { value, allowed: always(m), isInexact: (result) => m.ne(m.f64Mul(result, result), x) }, exact);
    }
    const isInexact = (result: V): C => {
      // The bias is odd: an even field means an odd power of two.
      const odd = m.xor(m.and(exponentField(m, x), m.const(1n)), m.const(1n));
      const operand = m.shl(significandOfDouble(m, x), m.add(odd, m.const(double.fractionBits)));
      const square = m.let(significandOfDouble(m, result), (root) => m.mul(root, root));
      return m.ne(operand, square);
    };
    return withHost(m, f, mode, { value, allowed: hasLeadingBit(m, x), isInexact }, exact);
  });
}

/**
 * a x b + c likewise, for singles only. The double product is exact. A sum that had to be rounded may hide on which side of the middle
 * between two singles the exact one lies: a sum in the middle is not taken.
 */
export function hostFused<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, mode: V, a: V, b: V, c: V, exact: () => V): V {
  if (f.width === 64) return exact();
  return letEach(m, { product: m.f64Mul(m.f64Promote(a), m.f64Promote(b)), z: m.f64Promote(c) }, ({ product, z }) =>
    m.let(m.f64Add(product, z), (value) => {
      const cutOff = double.fractionBits - f.fractionBits;
      const behind = m.and(value, m.const((1n << cutOff) - 1n));
      const isInexact = (result: V): C => m.either(m.ne(result, value), isNonzeroDouble(m, sumError(m, product, z, value)));
      return withHost(m, f, mode, { value, allowed: m.ne(behind, m.const(1n << (cutOff - 1n))), isInexact }, exact);
    }),
  );
}
