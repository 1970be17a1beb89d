// Fused multiply-add: one rounding of the exact a x b + c, in 128 bits.
import { letEach, maskOf, type Wide, wideAdd, wideNegateIf, wideNormalise, wideProduct, wideSelect, wideShiftRightJam } from './bits.js';
import type { FloatAlgebra } from './float-algebra.js';
import { box, type FloatFormat, unbox } from './float-format.js';
import { signOfZeroSum } from './add.js';
import { hostFused } from './host.js';
import { isInvalidProduct } from './multiply.js';
import { roundPack } from './round-pack.js';
import { invalidIf, isInfinite, isNan, isSignalling, isSpecial, nan, type Unpacked, unpack } from './unpack.js';

/**
 * Which of fmadd, fmsub, fnmsub and fnmadd.
 * @see RISC-V Unprivileged ISA 20240411, F: Single-Precision Floating-Point Computational Instructions
 */
interface FusedSigns {
  readonly negateProduct: boolean;
  readonly negateAddend: boolean;
}

/** (+-)(a x b) (+-) c, of raw operands. */
export function fused<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, signs: FusedSigns, mode: V, rawA: V, rawB: V, rawC: V): V {
  const flip = (bits: V, negate: boolean): V => (negate ? m.xor(bits, m.const(f.signBit)) : bits);
  return unbox(m, f, rawA, (left) =>
    unbox(m, f, rawB, (b) =>
      unbox(m, f, rawC, (addend) =>
        letEach(m, { a: flip(left, signs.negateProduct), c: flip(addend, signs.negateAddend) }, ({ a, c }) =>
          hostFused(m, f, mode, a, b, c, () => exactFused(m, f, mode, a, b, c)),
        ),
      ),
    ),
  );
}

/** a x b + c in any case; the operands are bound and right-aligned. */
function exactFused<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, mode: V, a: V, b: V, c: V): V {
  return m.choose(
    m.either(m.either(isSpecial(m, f, a), isSpecial(m, f, b)), isSpecial(m, f, c)),
    () => specialFused(m, f, a, b, c),
    () => unpack(m, f, a, (x) => unpack(m, f, b, (y) => unpack(m, f, c, (z) => finiteFused(m, f, mode, x, y, z)))),
  );
}

/**
 * Infinity times zero is invalid even when the addend is a quiet NaN.
 * @see RISC-V Unprivileged ISA 20240411, F: Single-Precision Floating-Point Computational Instructions
 */
function specialFused<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, a: V, b: V, c: V): V {
  const anyNan = m.either(m.either(isNan(m, f, a), isNan(m, f, b)), isNan(m, f, c));
  const signalling = m.either(m.either(isSignalling(m, f, a), isSignalling(m, f, b)), isSignalling(m, f, c));
  const productInfinite = m.either(isInfinite(m, f, a), isInfinite(m, f, b));
  const productSign = m.and(m.xor(a, b), m.const(f.signBit));
  const infiniteProduct = m.or(productSign, m.const(f.infinity));
  const opposite = m.both(m.both(productInfinite, isInfinite(m, f, c)), m.ne(infiniteProduct, c));
  const invalidProduct = m.flag(isInvalidProduct(m, f, a, b));
  return m.let(invalidProduct, (zeroTimesInfinity) => {
    const invalid = m.ne(zeroTimesInfinity, m.const(0n));
    return m.choose(
      anyNan,
      () => nan(m, f, invalidIf(m, m.either(signalling, invalid))),
      () =>
        m.choose(
          m.either(invalid, opposite),
          () => nan(m, f, invalidIf(m, m.either(invalid, opposite))),
          () => box(m, f, m.select(productInfinite, infiniteProduct, c)),
        ),
    );
  });
}

/**
 * The product has bit 124 or 125 on top, the addend is placed with bit 125 on top; the one with the smaller exponent is
 * shifted right. Bits are jammed only when that one is so small that no leading bits can cancel.
 */
function finiteFused<V, C>(m: FloatAlgebra<V, C>, f: FloatFormat, mode: V, a: Unpacked<V>, b: Unpacked<V>, c: Unpacked<V>): V {
  const wide = wideProduct(m, a.significand, b.significand);
  const parts = {
    hi: wide.hi,
    lo: wide.lo,
    sign: m.xor(a.sign, b.sign),
    exponent: m.add(m.add(a.exponent, b.exponent), m.const(BigInt.asUintN(64, 1n - f.bias))),
    addend: m.shrU(c.significand, m.const(1n)),
  };
  return letEach(m, parts, ({ hi, lo, sign, exponent, addend }) =>
    m.let(m.sub(exponent, c.exponent), (distance) => {
      const addendLarger = m.ltS(distance, m.const(0n));
      const exact = { hi, lo };
      const placed = { hi: addend, lo: m.const(0n) };
      const small = wideSelect(m, addendLarger, exact, placed);
      const large = wideSelect(m, addendLarger, placed, exact);
      const gap = m.select(addendLarger, m.sub(m.const(0n), distance), distance);
      const larger = { hi: large.hi, lo: large.lo, exponent: m.select(addendLarger, c.exponent, exponent) };
      return letEach(m, larger, (top) =>
        letEach(m, small, (bottom) =>
          wideShiftRightJam(m, bottom, gap, (shifted) => {
            const sumSign = m.select(addendLarger, c.sign, sign);
            return addAndRound(m, f, mode, top, shifted, { product: sign, addend: c.sign, larger: sumSign });
          }),
        ),
      );
    }),
  );
}

interface Signs<V> {
  readonly product: V;
  readonly addend: V;
  readonly larger: V;
}

function addAndRound<V, C>(
  m: FloatAlgebra<V, C>,
  f: FloatFormat,
  mode: V,
  large: Wide<V> & { readonly exponent: V },
  small: Wide<V>,
  signs: Signs<V>,
): V {
  return m.let(m.xor(signs.product, signs.addend), (opposite) =>
    wideNegateIf(m, opposite, small, (term) =>
      wideAdd(m, large, term, (total) =>
        m.choose(
          m.eq(m.or(total.hi, total.lo), m.const(0n)),
          () => box(m, f, m.and(signOfZeroSum(m, mode, signs.product, signs.addend), m.const(f.signBit))),
          () =>
            m.let(maskOf(m, m.ltS(total.hi, m.const(0n))), (negative) =>
              wideNegateIf(m, negative, total, (positive) =>
                wideNormalise(m, positive, (significand, shift) => {
                  const number = {
                    sign: m.xor(signs.larger, negative),
                    exponent: m.sub(m.add(large.exponent, m.const(1n)), shift),
                    significand,
                  };
                  return letEach(m, number, (result) => roundPack(m, f, mode, result));
                }),
              ),
            ),
        ),
      ),
    ),
  );
}
