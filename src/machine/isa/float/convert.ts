// Conversions between integers, singles and doubles.
import { jam, letEach, negateIf, shiftRightJam } from './bits.js';
import type { FloatAlgebra } from './float-algebra.js';
import { box, boxedConstant, double, type FloatFormat, NV, NX, single, unbox } from './float-format.js';
import { roundMagnitude, roundPack } from './round-pack.js';
import { invalidIf, isInfinite, isNan, isSignalling, nan, signMask, type Unpacked, unpack } from './unpack.js';

/** W, WU, L and LU. */
export interface IntegerFormat {
  readonly width: 32 | 64;
  readonly signed: boolean;
}

/** The largest magnitude among the negative and the positive integers of a format. */
function limits(integer: IntegerFormat): { negative: bigint; positive: bigint } {
  const bits = BigInt(integer.width);
  return integer.signed
    ? { negative: 1n << (bits - 1n), positive: (1n << (bits - 1n)) - 1n }
    : { negative: 0n, positive: (1n << bits) - 1n };
}

/**
 * A raw float as an integer in an x register. What does not fit saturates and is invalid; a NaN counts as too large.
 * @see RISC-V Unprivileged ISA 20240411, F: Single-Precision Floating-Point Conversion and Move Instructions
 */
export function toInteger<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, integer: IntegerFormat, mode: V, raw: V): V {
  return unbox(m, f, raw, (a) =>
    unpack(m, f, a, (number) =>
      letEach(
        m,
        {
          sign: m.select(isNan(m, f, a), m.const(0n), number.sign),
          // The power of two of the leading bit; infinities and NaNs have one that is too large for any integer.
          power: m.sub(number.exponent, m.const(f.bias)),
        },
        ({ sign, power }) => roundToInteger(m, integer, mode, sign, power, number.significand),
      ),
    ),
  );
}

/** From this power of two on there are no bits behind the binary point (singles and doubles have at most 53 bits). */
const wholePower = 60n;

function roundToInteger<V, C>(m: FloatAlgebra<V, C>, integer: IntegerFormat, mode: V, sign: V, power: V, significand: V): V {
  const whole = m.geS(power, m.const(wholePower));
  const quarters = m.choose(
    whole,
    () => m.const(0n),
    () => shiftRightJam(m, significand, m.sub(m.const(wholePower), power)),
  );
  return roundMagnitude(m, mode, sign, 2n, quarters, (rounded) => {
    const large = m.shl(m.shrU(significand, m.const(2n)), m.sub(power, m.const(wholePower)));
    return m.let(m.select(whole, large, rounded.integer), (magnitude) =>
      saturate(
        m,
        integer,
        sign,
        magnitude,
        m.geS(power, m.const(64n)),
        m.select(m.eq(rounded.lost, m.const(0n)), m.const(0n), m.const(NX)),
      ),
    );
  });
}

/** `sign`, `magnitude` are bound. */
function saturate<V, C>(m: FloatAlgebra<V, C>, integer: IntegerFormat, sign: V, magnitude: V, huge: C, inexact: V): V {
  const { negative, positive } = limits(integer);
  const bounds = m.select(m.eq(sign, m.const(0n)), m.const(positive), m.const(negative));
  return m.let(bounds, (limit) =>
    m.let(m.flag(m.either(huge, m.ltU(limit, magnitude))), (tooLarge) => {
      const invalid = m.ne(tooLarge, m.const(0n));
      const result = negateIf(m, sign, m.select(invalid, limit, magnitude));
      return m.raising(m.select(invalid, m.const(NV), inexact), integer.width === 32 ? m.signExtend(32, result) : result);
    }),
  );
}

/** An integer in an x register as a boxed float. */
export function fromInteger<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, integer: IntegerFormat, mode: V, x: V): V {
  const narrow = integer.signed ? m.signExtend(32, x) : m.zeroExtend(32, x);
  return m.let(integer.width === 32 ? narrow : x, (value) =>
    m.choose(
      m.eq(value, m.const(0n)),
      () => boxedConstant(m, f, 0n),
      () =>
        m.let(integer.signed ? m.shrS(value, m.const(63n)) : m.const(0n), (sign) =>
          m.let(negateIf(m, sign, value), (magnitude) => packMagnitude(m, f, mode, sign, magnitude)),
        ),
    ),
  );
}

function packMagnitude<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, mode: V, sign: V, magnitude: V): V {
  return m.let(m.clz(magnitude), (zeros) => {
    const halved = jam(m, m.shrU(magnitude, m.const(1n)), m.and(magnitude, m.const(1n)));
    const shifted = m.shl(magnitude, m.sub(zeros, m.const(1n)));
    const number = {
      sign,
      exponent: m.sub(m.const(f.bias + 63n), zeros),
      significand: m.select(m.eq(zeros, m.const(0n)), halved, shifted),
    };
    return letEach(m, number, (normal) => roundPack(m, f, mode, normal));
  });
}

/** fcvt.s.d */
export function narrow<V, C>(m: FloatAlgebra<V, C>, mode: V, raw: V): V {
  return m.let(raw, (a) =>
    m.choose(
      isNan(m, double, a),
      () => nan(m, single, invalidIf(m, isSignalling(m, double, a))),
      () =>
        m.choose(
          isInfinite(m, double, a),
          () => box(m, single, m.or(m.and(signMask(m, double, a), m.const(single.signBit)), m.const(single.infinity))),
          () => unpack(m, double, a, (number) => roundPackSingle(m, mode, number)),
        ),
    ),
  );
}

function roundPackSingle<V, C>(m: FloatAlgebra<V, C>, mode: V, number: Unpacked<V>): V {
  return m.let(m.sub(number.exponent, m.const(double.bias - single.bias)), (exponent) =>
    roundPack(m, single, mode, { ...number, exponent }),
  );
}

/** fcvt.d.s: always exact. */
export function widen<V, C>(m: FloatAlgebra<V, C>, raw: V): V {
  return unbox(m, single, raw, (a) =>
    m.choose(
      isNan(m, single, a),
      () => nan(m, double, invalidIf(m, isSignalling(m, single, a))),
      () => m.f64Promote(a),
    ),
  );
}
