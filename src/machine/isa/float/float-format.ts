// The two IEEE 754 formats of F and D, how a single lies boxed in an f register, and the bits of fflags.
// Knows no operation.
import type { FloatWidth, ValueAlgebra } from '../algebra.js';

/** Bits of fflags. @see RISC-V Unprivileged ISA 20240411, F: Floating-Point Control and Status Register */
export const NX = 1n;
export const UF = 2n;
export const OF = 4n;
export const DZ = 8n;
export const NV = 16n;

/** Rounding modes by their number in rm and frm. @see RISC-V Unprivileged ISA 20240411, F: Floating-Point Control and Status Register */
export const RNE = 0n;
export const RTZ = 1n;
export const RDN = 2n;
export const RUP = 3n;
export const RMM = 4n;

/** One binary interchange format, its constants as right-aligned bit patterns. */
export interface FloatFormat {
  readonly width: FloatWidth;
  readonly fractionBits: bigint;
  readonly bias: bigint;
  /** The exponent field of infinities and NaNs. */
  readonly topExponent: bigint;
  readonly signBit: bigint;
  /** The most significant bit of the fraction: set in a quiet NaN. */
  readonly quietBit: bigint;
  readonly infinity: bigint;
  readonly canonicalNan: bigint;
}

function format(width: FloatWidth, exponentBits: bigint): FloatFormat {
  const fractionBits = BigInt(width) - 1n - exponentBits;
  const topExponent = (1n << exponentBits) - 1n;
  const infinity = topExponent << fractionBits;
  const quietBit = 1n << (fractionBits - 1n);
  return {
    width,
    fractionBits,
    bias: topExponent >> 1n,
    topExponent,
    signBit: 1n << BigInt(width - 1),
    quietBit,
    infinity,
    canonicalNan: infinity | quietBit,
  };
}

export const single = format(32, 8n);
export const double = format(64, 11n);

const boxBits = 0xffff_ffff_0000_0000n;

/**
 * The operand in an f register, right-aligned. A single that is not properly boxed counts as the canonical NaN.
 * @see RISC-V Unprivileged ISA 20240411, D: NaN Boxing of Narrower Values
 */
export function unbox<V, C>(m: ValueAlgebra<V, C>, f: FloatFormat, raw: V, body: (bits: V) => V): V {
  if (f.width === 64) return m.let(raw, body);
  const unboxed = m.let(raw, (all) => m.select(m.geU(all, m.const(boxBits)), m.zeroExtend(32, all), m.const(f.canonicalNan)));
  return m.let(unboxed, body);
}

/** The 64 bits that an f register holds for this value: a single has all upper bits set. */
export function box<V, C>(m: ValueAlgebra<V, C>, f: FloatFormat, bits: V): V {
  return f.width === 64 ? bits : m.or(bits, m.const(boxBits));
}

/** A constant of the format as an f register holds it. */
export function boxedConstant<V, C>(m: ValueAlgebra<V, C>, f: FloatFormat, bits: bigint): V {
  return m.const(f.width === 64 ? bits : bits | boxBits);
}
