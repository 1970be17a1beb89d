// Multiplication, division and square root.
import { jam, letEach, wideProduct } from './bits.js';
import type { FloatAlgebra } from './float-algebra.js';
import { box, DZ, double, type FloatFormat, unbox } from './float-format.js';
import { hostProduct, hostQuotient, hostRoot, significandOfDouble } from './host.js';
import { normaliseRoundPack } from './round-pack.js';
import { invalidIf, isInfinite, isNan, isSignalling, isSpecial, isZero, nan, signMask, type Unpacked, unpack } from './unpack.js';

/** a x b, of raw operands. */
export function product<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, mode: V, rawA: V, rawB: V): V {
  return unbox(m, f, rawA, (a) => unbox(m, f, rawB, (b) => hostProduct(m, f, mode, a, b, () => exactProduct(m, f, mode, a, b))));
}

/** a x b in any case; the operands are bound and right-aligned. */
function exactProduct<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, mode: V, a: V, b: V): V {
  return m.choose(
    m.either(isSpecial(m, f, a), isSpecial(m, f, b)),
    () => specialProduct(m, f, a, b),
    () => unpack(m, f, a, (x) => unpack(m, f, b, (y) => finiteProduct(m, f, mode, x, y))),
  );
}

/** Infinity times zero is invalid. */
export function isInvalidProduct<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, a: V, b: V): C {
  return m.either(m.both(isInfinite(m, f, a), isZero(m, f, b)), m.both(isZero(m, f, a), isInfinite(m, f, b)));
}

/** The sign of a product or quotient, in place. */
function signBit<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, a: V, b: V): V {
  return m.and(m.xor(a, b), m.const(f.signBit));
}

function specialProduct<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, a: V, b: V): V {
  const invalid = isInvalidProduct(m, f, a, b);
  const signalling = m.either(isSignalling(m, f, a), isSignalling(m, f, b));
  return m.choose(
    m.either(m.either(isNan(m, f, a), isNan(m, f, b)), invalid),
    () => nan(m, f, invalidIf(m, m.either(signalling, invalid))),
    () => box(m, f, m.or(signBit(m, f, a, b), m.const(f.infinity))),
  );
}

/** Bits 63 and 62 on top give a product whose upper half has bit 61 or 62 on top. */
function finiteProduct<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, mode: V, a: Unpacked<V>, b: Unpacked<V>): V {
  return letEach(m, { x: m.shl(a.significand, m.const(1n)), y: b.significand }, ({ x, y }) => {
    const { hi, lo } = wideProduct(m, x, y);
    const number = {
      sign: m.xor(a.sign, b.sign),
      exponent: m.add(m.add(a.exponent, b.exponent), m.const(BigInt.asUintN(64, 1n - f.bias))),
      significand: jam(m, hi, lo),
    };
    return letEach(m, number, (exact) => normaliseRoundPack(m, f, mode, exact));
  });
}

/** a / b, of raw operands. */
export function quotient<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, mode: V, rawA: V, rawB: V): V {
  return unbox(m, f, rawA, (a) => unbox(m, f, rawB, (b) => hostQuotient(m, f, mode, a, b, () => exactQuotient(m, f, mode, a, b))));
}

/** a / b in any case. */
function exactQuotient<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, mode: V, a: V, b: V): V {
  const special = m.either(isSpecial(m, f, a), isSpecial(m, f, b));
  const zero = m.either(isZero(m, f, a), isZero(m, f, b));
  return m.choose(
    m.either(special, zero),
    () => specialQuotient(m, f, a, b),
    () => unpack(m, f, a, (x) => unpack(m, f, b, (y) => finiteQuotient(m, f, mode, x, y))),
  );
}

/** A quotient with an infinity, a NaN or a zero in it. A number divided by zero is infinite and raises DZ. */
function specialQuotient<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, a: V, b: V): V {
  const invalid = m.either(m.both(isInfinite(m, f, a), isInfinite(m, f, b)), m.both(isZero(m, f, a), isZero(m, f, b)));
  const signalling = m.either(isSignalling(m, f, a), isSignalling(m, f, b));
  const infinite = m.either(isInfinite(m, f, a), isZero(m, f, b));
  const byZero = m.both(isZero(m, f, b), m.not(isInfinite(m, f, a)));
  return m.choose(
    m.either(m.either(isNan(m, f, a), isNan(m, f, b)), invalid),
    () => nan(m, f, invalidIf(m, m.either(signalling, invalid))),
    () =>
      m.raising(
        m.select(byZero, m.const(DZ), m.const(0n)),
        box(m, f, m.or(signBit(m, f, a, b), m.select(infinite, m.const(f.infinity), m.const(0n)))),
      ),
  );
}

/** Bits of a double's significand below the leading one, and how far bit 62 of an unpacked one lies above it. */
const fraction = double.fractionBits;
const spareBits = 62n - fraction;

/** The double in [1, 2) with this 53-bit significand; in [2, 4) when `upper` is 1. */
function significandAsDouble<V, C>(m: FloatAlgebra<V, C>, significand: V, upper: V): V {
  return m.add(significand, m.shl(m.add(upper, m.const(double.bias - 1n)), m.const(fraction)));
}

/** A 53-bit result, and how much smaller (negative) or larger the exact one is, of which only the sign matters: less than half a unit. */
function withResidual<V, C>(m: FloatAlgebra<V, C>, significand: V, residual: V): V {
  const sign = m.let(residual, (r) => m.or(m.shrS(r, m.const(63n)), m.flag(m.ne(r, m.const(0n)))));
  return m.add(m.shl(significand, m.const(spareBits)), sign);
}

/**
 * The host divides the significands as doubles, to nearest; the integer residual (exact modulo 2^64, being less than the
 * divisor) says on which side of it the exact quotient lies. That is all that rounding in any mode and format needs.
 */
function finiteQuotient<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, mode: V, a: Unpacked<V>, b: Unpacked<V>): V {
  const zero = m.const(0n);
  const operands = { x: m.shrU(a.significand, m.const(spareBits)), y: m.shrU(b.significand, m.const(spareBits)) };
  return letEach(m, operands, ({ x, y }) =>
    m.let(m.f64Div(significandAsDouble(m, x, zero), significandAsDouble(m, y, zero)), (quotientBits) => {
      // A quotient below 1 lies in the binade below.
      const below = m.sub(m.const(double.bias), m.shrU(quotientBits, m.const(fraction)));
      return letEach(m, { below, q: significandOfDouble(m, quotientBits) }, ({ below: lower, q }) => {
        const residual = m.sub(m.shl(m.shl(x, m.const(fraction)), lower), m.mul(q, y));
        const number = {
          sign: m.xor(a.sign, b.sign),
          exponent: m.sub(m.add(m.sub(a.exponent, b.exponent), m.const(f.bias)), lower),
          significand: withResidual(m, q, residual),
        };
        return letEach(m, number, (exact) => normaliseRoundPack(m, f, mode, exact));
      });
    }),
  );
}

/** The square root of a raw operand. */
export function squareRoot<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, mode: V, raw: V): V {
  return unbox(m, f, raw, (a) => hostRoot(m, f, mode, a, () => exactRoot(m, f, mode, a)));
}

/** The root in any case. That of -0 is -0; that of any other negative number is invalid. */
function exactRoot<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, mode: V, a: V): V {
  const negative = m.both(m.ne(signMask(m, f, a), m.const(0n)), m.not(isZero(m, f, a)));
  return m.choose(
    m.either(isNan(m, f, a), negative),
    () => nan(m, f, invalidIf(m, m.either(isSignalling(m, f, a), m.not(isNan(m, f, a))))),
    () =>
      m.choose(
        m.either(isSpecial(m, f, a), isZero(m, f, a)),
        () => box(m, f, a),
        () => unpack(m, f, a, (x) => positiveRoot(m, f, mode, x)),
      ),
  );
}

/** As in division: the host's root of the significand (in [1, 4), so that the exponent is even), and its integer residual. */
function positiveRoot<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, mode: V, a: Unpacked<V>): V {
  const parts = { unbiased: m.sub(a.exponent, m.const(f.bias)), x: m.shrU(a.significand, m.const(spareBits)) };
  return letEach(m, parts, ({ unbiased, x }) =>
    m.let(m.and(unbiased, m.const(1n)), (odd) =>
      m.let(significandOfDouble(m, m.f64Sqrt(significandAsDouble(m, x, odd))), (root) => {
        const residual = m.sub(m.shl(m.shl(x, m.const(fraction)), odd), m.mul(root, root));
        const number = {
          sign: m.const(0n),
          exponent: m.add(m.shrS(unbiased, m.const(1n)), m.const(f.bias)),
          significand: withResidual(m, root, residual),
        };
        return letEach(m, number, (exact) => normaliseRoundPack(m, f, mode, exact));
      }),
    ),
  );
}
