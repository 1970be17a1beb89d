// Rounding: from an exact (or jammed) significand to a representable number and its flags. Every inexact result passes here.
import { letEach, shiftRightJam } from './bits.js';
import type { FloatAlgebra } from './float-algebra.js';
import { box, type FloatFormat, NX, OF, RTZ, UF } from './float-format.js';
import type { Unpacked } from './unpack.js';

/**
 * What to add to a magnitude before its lowest `extraBits` bits are cut off: half a unit to nearest, nearly a whole one
 * away from zero, nothing towards zero. `mode` and `sign` are bound.
 */
function increment<V, C>(m: FloatAlgebra<V, C>, mode: V, sign: V, extraBits: bigint): V {
  const almostOne = (1n << extraBits) - 1n;
  const nearest = m.eq(m.and(mode, m.const(3n)), m.const(0n));
  // Down (2) rounds negative numbers away from zero, up (3) the others.
  const away = m.xor(sign, m.sub(m.const(0n), m.and(mode, m.const(1n))));
  const directed = m.select(m.eq(mode, m.const(RTZ)), m.const(0n), m.and(away, m.const(almostOne)));
  return m.select(nearest, m.const(1n << (extraBits - 1n)), directed);
}

/** A rounded magnitude. */
interface Rounded<V> {
  /** Without the extra bits. */
  readonly integer: V;
  /** What was added before they were cut off. */
  readonly increment: V;
  /** Not 0 when the result is not exact. */
  readonly lost: V;
}

/**
 * Rounds a magnitude below 2^63 that has `extraBits` bits behind its unit (at least 2, the lowest may be jammed).
 * @see RISC-V Unprivileged ISA 20240411, F: Floating-Point Control and Status Register
 */
export function roundMagnitude<V, C>(
  m: FloatAlgebra<V, C>,
  mode: V,
  sign: V,
  extraBits: bigint,
  magnitude: V,
  body: (rounded: Rounded<V>) => V,
): V {
  const known = { value: magnitude, increment: increment(m, mode, sign, extraBits) };
  return letEach(m, known, (k) =>
    m.let(m.and(k.value, m.const((1n << extraBits) - 1n)), (lost) => {
      const tie = m.both(m.eq(mode, m.const(0n)), m.eq(lost, m.const(1n << (extraBits - 1n))));
      const cut = m.shrU(m.add(k.value, k.increment), m.const(extraBits));
      const integer = m.and(cut, m.xor(m.flag(tie), m.const(0xffff_ffff_ffff_ffffn)));
      return m.let(integer, (bound) => body({ integer: bound, increment: k.increment, lost }));
    }),
  );
}

/** The boxed result of rounding a bound number, with OF, UF and NX. Its significand has bit 62 on top, or is 0 with the exponent of zero. */
export function roundPack<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, mode: V, number: Unpacked<V>): V {
  const { sign, exponent, significand } = number;
  const extraBits = 62n - f.fractionBits;
  const isNormal = m.ltS(m.const(0n), exponent);
  const aligned = m.choose(
    isNormal,
    () => significand,
    () => shiftRightJam(m, significand, m.sub(m.const(1n), exponent)),
  );
  return roundMagnitude(m, mode, sign, extraBits, aligned, (rounded) => {
    // The significand's leading bit adds 1 to the exponent field, and so does a carry out of the rounding.
    const top = m.const(f.topExponent);
    const field = m.select(isNormal, m.sub(m.select(m.ltS(exponent, top), exponent, top), m.const(1n)), m.const(0n));
    return m.let(m.add(m.shl(field, m.const(f.fractionBits)), rounded.integer), (bits) => {
      const signBit = m.and(sign, m.const(f.signBit));
      return m.choose(
        m.geU(bits, m.const(f.infinity)),
        () => overflow(m, f, signBit, rounded.increment),
        () => m.raising(inexactFlags(m, number, rounded), box(m, f, m.or(bits, signBit))),
      );
    });
  });
}

/** Beyond the largest number: infinity, or that number when the mode rounds towards zero here. */
function overflow<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, signBit: V, increment: V): V {
  const towardsZero = m.flag(m.eq(increment, m.const(0n)));
  return m.raising(m.const(OF | NX), box(m, f, m.or(m.sub(m.const(f.infinity), towardsZero), signBit)));
}

/**
 * NX, with UF when the result is tiny as well. Tininess is detected after rounding: a number just below the smallest normal is
 * not tiny when rounding it with an unbounded exponent carries.
 * @see RISC-V Unprivileged ISA 20240411, F: Subnormal Arithmetic
 */
function inexactFlags<V, C>(m: FloatAlgebra<V, C>, number: Unpacked<V>, rounded: Rounded<V>): V {
  const carries = m.geU(m.add(number.significand, rounded.increment), m.const(1n << 63n));
  const tiny = m.either(m.ltS(number.exponent, m.const(0n)), m.both(m.eq(number.exponent, m.const(0n)), m.not(carries)));
  const flags = m.select(tiny, m.const(UF | NX), m.const(NX));
  return m.select(m.eq(rounded.lost, m.const(0n)), m.const(0n), flags);
}

/** Rounds a number whose significand (bound, below 2^63) has its highest bit anywhere. */
export function normaliseRoundPack<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, mode: V, number: Unpacked<V>): V {
  return m.let(m.sub(m.clz(number.significand), m.const(1n)), (shift) =>
    letEach(
      m,
      {
        sign: number.sign,
        exponent: m.sub(number.exponent, shift),
        significand: m.shl(number.significand, shift),
      },
      (normal) => roundPack(m, f, mode, normal),
    ),
  );
}
