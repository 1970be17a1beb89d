// IEEE 754 rounding told plainly over exact numbers, without an eye to speed: what float functions must give.
import { type FloatFormat, NX, OF, RDN, RMM, RNE, RTZ, RUP, UF } from '../../../src/machine/isa/float/float-format.js';
import type { Answer } from './float-golden.js';

/** significand x 2^exponent */
export interface Exact {
  readonly significand: bigint;
  readonly exponent: bigint;
}

/** The value of a finite number given as bits. */
export function exactValue(f: FloatFormat, bits: bigint): Exact {
  const field = (bits >> f.fractionBits) & f.topExponent;
  const fraction = bits & ((1n << f.fractionBits) - 1n);
  const magnitude = field === 0n ? fraction : fraction | (1n << f.fractionBits);
  const exponent = (field === 0n ? 1n : field) - f.bias - f.fractionBits;
  return { significand: (bits & f.signBit) === 0n ? magnitude : -magnitude, exponent };
}

export function exactSum(a: Exact, b: Exact): Exact {
  if (a.exponent < b.exponent) return exactSum(b, a);
  return { significand: (a.significand << (a.exponent - b.exponent)) + b.significand, exponent: b.exponent };
}

export function exactProduct(a: Exact, b: Exact): Exact {
  return { significand: a.significand * b.significand, exponent: a.exponent + b.exponent };
}

/** A magnitude as a whole number of units 2^unit, rounded by the mode. */
function wholeUnits(mode: bigint, negative: boolean, { significand, exponent }: Exact, unit: bigint): { units: bigint; exact: boolean } {
  if (exponent >= unit) return { units: significand << (exponent - unit), exact: true };
  const divisor = 1n << (unit - exponent);
  const below = significand / divisor;
  const rest = significand % divisor;
  if (rest === 0n) return { units: below, exact: true };
  const tie = 2n * rest === divisor;
  const nearerAbove = 2n * rest > divisor;
  const up = {
    [String(RNE)]: nearerAbove || (tie && below % 2n === 1n),
    [String(RMM)]: nearerAbove || tie,
    [String(RDN)]: negative,
    [String(RUP)]: !negative,
  }[String(mode)];
  return { units: up === true ? below + 1n : below, exact: false };
}

/** Whether a magnitude with this leading power of two lies below the smallest normal even when rounded as if exponents had no lower end. */
function isTiny(f: FloatFormat, mode: bigint, negative: boolean, magnitude: Exact, log2: bigint): boolean {
  const below = 1n - f.bias - log2;
  const { units } = wholeUnits(mode, negative, magnitude, log2 - f.fractionBits);
  return below > 1n || (below === 1n && units >> f.fractionBits < 2n);
}

/** Beyond the largest number: that one where the mode rounds towards zero, else infinity. */
function overflowBits(f: FloatFormat, mode: bigint, negative: boolean): bigint {
  const towardsZero = mode === RTZ || mode === (negative ? RUP : RDN);
  return towardsZero ? f.infinity - 1n : f.infinity;
}

/** Bits of a number that is not 0, boxed, and its flags. */
export function roundExactly(f: FloatFormat, mode: bigint, value: Exact): Answer {
  const negative = value.significand < 0n;
  const magnitude = { ...value, significand: negative ? -value.significand : value.significand };
  const log2 = BigInt(magnitude.significand.toString(2).length - 1) + magnitude.exponent;
  const smallest = 1n - f.bias;
  const unit = (log2 < smallest ? smallest : log2) - f.fractionBits;
  const { units, exact } = wholeUnits(mode, negative, magnitude, unit);
  const bits = ((unit + f.fractionBits - smallest) << f.fractionBits) + units;
  const boxed = (result: bigint): bigint => result | (negative ? f.signBit : 0n) | (f.width === 64 ? 0n : 0xffff_ffff_0000_0000n);
  if (bits >= f.infinity) return { value: boxed(overflowBits(f, mode, negative)), flags: OF | NX };
  const inexactFlags = isTiny(f, mode, negative, magnitude, log2) ? NX | UF : NX;
  return { value: boxed(bits), flags: exact ? 0n : inexactFlags };
}
