// Addition and subtraction.
import { letEach, maskOf, negateIf, shiftRightJam } from './bits.js';
import type { FloatAlgebra } from './float-algebra.js';
import { box, type FloatFormat, RDN, unbox } from './float-format.js';
import { hostSum } from './host.js';
import { normaliseRoundPack } from './round-pack.js';
import { invalidIf, isInfinite, isNan, isSignalling, isSpecial, nan, type Unpacked, unpack } from './unpack.js';

/** a + b, of raw operands. `negate` turns it into a - b. */
export function sum<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, negate: boolean, mode: V, rawA: V, rawB: V): V {
  return unbox(m, f, rawA, (a) =>
    unbox(m, f, rawB, (right) =>
      m.let(negate ? m.xor(right, m.const(f.signBit)) : right, (b) => hostSum(m, f, mode, a, b, () => exactSum(m, f, mode, a, b))),
    ),
  );
}

/** a + b in any case; the operands are bound and right-aligned. */
function exactSum<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, mode: V, a: V, b: V): V {
  return m.choose(
    m.either(isSpecial(m, f, a), isSpecial(m, f, b)),
    () => specialSum(m, f, a, b),
    () => unpack(m, f, a, (x) => unpack(m, f, b, (y) => finiteSum(m, f, mode, x, y))),
  );
}

/** A sum with an infinity or a NaN in it. Infinities of opposite signs have no sum. */
function specialSum<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, a: V, b: V): V {
  const signalling = m.either(isSignalling(m, f, a), isSignalling(m, f, b));
  const opposite = m.both(m.both(isInfinite(m, f, a), isInfinite(m, f, b)), m.ne(a, b));
  return m.choose(
    m.either(m.either(isNan(m, f, a), isNan(m, f, b)), opposite),
    () => nan(m, f, invalidIf(m, m.either(signalling, opposite))),
    () => box(m, f, m.select(isInfinite(m, f, a), a, b)),
  );
}

/** The sign of an exact zero sum: that of both operands, else plus, but minus when rounding down. @see IEEE 754-2019 §6.3 */
export function signOfZeroSum<V, C>(m: FloatAlgebra<V, C>, mode: V, signA: V, signB: V): V {
  return m.select(m.eq(signA, signB), signA, maskOf(m, m.eq(mode, m.const(RDN))));
}

/** Both significands at the larger exponent, as signed numbers with bit 61 on top: their sum cannot overflow. */
function finiteSum<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, mode: V, a: Unpacked<V>, b: Unpacked<V>): V {
  return m.let(m.select(m.ltS(a.exponent, b.exponent), b.exponent, a.exponent), (exponent) => {
    const aligned = (x: Unpacked<V>): V =>
      negateIf(m, x.sign, shiftRightJam(m, m.shrU(x.significand, m.const(1n)), m.sub(exponent, x.exponent)));
    return m.let(m.add(aligned(a), aligned(b)), (total) =>
      m.choose(
        m.eq(total, m.const(0n)),
        () => box(m, f, m.and(signOfZeroSum(m, mode, a.sign, b.sign), m.const(f.signBit))),
        () =>
          m.let(m.shrS(total, m.const(63n)), (sign) =>
            letEach(m, { sign, exponent: m.add(exponent, m.const(1n)), significand: negateIf(m, sign, total) }, (number) =>
              normaliseRoundPack(m, f, mode, number),
            ),
          ),
      ),
    );
  });
}
