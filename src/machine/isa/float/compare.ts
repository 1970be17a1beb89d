// Comparisons, minimum and maximum, classification. None rounds.
import { letEach, negateIf } from './bits.js';
import type { FloatAlgebra } from './float-algebra.js';
import { box, type FloatFormat, unbox } from './float-format.js';
import { invalidIf, isInfinite, isNan, isSignalling, isZero, magnitude, nan, signMask } from './unpack.js';

type Relation = 'equal' | 'less' | 'less-or-equal';

/**
 * 1 when the relation holds, else 0 (always with a NaN). Only a signalling NaN is invalid to `equal`, any NaN to the others.
 * @see RISC-V Unprivileged ISA 20240411, F: Single-Precision Floating-Point Compare Instructions
 */
export function compare<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, relation: Relation, rawA: V, rawB: V): V {
  return unbox(m, f, rawA, (a) =>
    unbox(m, f, rawB, (b) => {
      const unordered = m.either(isNan(m, f, a), isNan(m, f, b));
      const signalling = m.either(isSignalling(m, f, a), isSignalling(m, f, b));
      return m.choose(
        unordered,
        () => m.raising(relation === 'equal' ? invalidIf(m, signalling) : invalidIf(m, unordered), m.const(0n)),
        () => m.flag(ordered(m, relation, signedOrder(m, f, a), signedOrder(m, f, b))),
      );
    }),
  );
}

function ordered<V, C>(m: FloatAlgebra<V, C>, relation: Relation, a: V, b: V): C {
  switch (relation) {
    case 'equal':
      return m.eq(a, b);
    case 'less':
      return m.ltS(a, b);
    case 'less-or-equal':
      return m.geS(b, a);
  }
}

/** A signed integer that orders numbers as their values are ordered; both zeros are 0. */
function signedOrder<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, bits: V): V {
  return m.let(signMask(m, f, bits), (sign) => negateIf(m, sign, magnitude(m, f, bits)));
}

/** The same with -0 (which is -1) below +0. */
function totalOrder<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, bits: V): V {
  return m.xor(signMask(m, f, bits), magnitude(m, f, bits));
}

/**
 * minimumNumber and maximumNumber: a NaN gives way to a number; -0 is less than +0; a signalling NaN is invalid.
 * @see RISC-V Unprivileged ISA 20240411, F: Single-Precision Floating-Point Computational Instructions, IEEE 754-2019 §9.6
 */
export function extremum<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, which: 'minimum' | 'maximum', rawA: V, rawB: V): V {
  return unbox(m, f, rawA, (a) =>
    unbox(m, f, rawB, (b) => {
      const flags = invalidIf(m, m.either(isSignalling(m, f, a), isSignalling(m, f, b)));
      const aIsLess = m.ltS(totalOrder(m, f, a), totalOrder(m, f, b));
      const number = which === 'minimum' ? m.select(aIsLess, a, b) : m.select(aIsLess, b, a);
      const chosen = m.select(isNan(m, f, a), b, m.select(isNan(m, f, b), a, number));
      return m.choose(
        m.both(isNan(m, f, a), isNan(m, f, b)),
        () => nan(m, f, flags),
        () => m.raising(flags, box(m, f, chosen)),
      );
    }),
  );
}

/** fclass: one bit, by kind. @see RISC-V Unprivileged ISA 20240411, F: Single-Precision Floating-Point Classify Instruction */
export function classify<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, raw: V): V {
  return unbox(m, f, raw, (a) => {
    const bit = (number: number): V => m.const(1n << BigInt(number));
    return letEach(m, { sign: signMask(m, f, a), size: magnitude(m, f, a) }, ({ sign, size }) => {
      const negative = m.ne(sign, m.const(0n));
      const byClass = (minus: number, plus: number): V => m.select(negative, bit(minus), bit(plus));
      const subnormal = m.ltU(size, m.const(1n << f.fractionBits));
      const number = m.select(subnormal, byClass(2, 5), byClass(1, 6));
      const finite = m.select(isZero(m, f, a), byClass(3, 4), number);
      const ordinary = m.select(isInfinite(m, f, a), byClass(0, 7), finite);
      return m.select(isNan(m, f, a), m.select(isSignalling(m, f, a), bit(8), bit(9)), ordinary);
    });
  });
}
