// The table of float functions: the name by which instruction rows call each, and its description.
import { sum } from './add.js';
import { classify, compare, extremum } from './compare.js';
import { fromInteger, type IntegerFormat, narrow, toInteger, widen } from './convert.js';
import type { FloatFunction } from './float-algebra.js';
import { double, type FloatFormat, single } from './float-format.js';
import { fused } from './fused.js';
import { product, quotient, squareRoot } from './multiply.js';

const integerFormats: Readonly<Record<'w' | 'wu' | 'l' | 'lu', IntegerFormat>> = {
  w: { width: 32, signed: true },
  wu: { width: 32, signed: false },
  l: { width: 64, signed: true },
  lu: { width: 64, signed: false },
};

/** Functions of two operands and the rounding mode, and the square root. */
function arithmetic(s: 's' | 'd', f: FloatFormat): readonly FloatFunction[] {
  return [
    { name: `fadd.${s}`, arity: 3, compute: (m, mode, a, b) => sum(m, f, false, mode, a, b) },
    { name: `fsub.${s}`, arity: 3, compute: (m, mode, a, b) => sum(m, f, true, mode, a, b) },
    { name: `fmul.${s}`, arity: 3, compute: (m, mode, a, b) => product(m, f, mode, a, b) },
    { name: `fdiv.${s}`, arity: 3, compute: (m, mode, a, b) => quotient(m, f, mode, a, b) },
    { name: `fsqrt.${s}`, arity: 2, compute: (m, mode, a) => squareRoot(m, f, mode, a) },
  ];
}

/**
 * The four fused functions: the signs they give to the product and to the addend.
 * @see RISC-V Unprivileged ISA 20240411, F: Single-Precision Floating-Point Computational Instructions
 */
function fusedOf(s: 's' | 'd', f: FloatFormat): readonly FloatFunction[] {
  const plain = { negateProduct: false, negateAddend: false };
  const minus = { negateProduct: false, negateAddend: true };
  const negativeMinus = { negateProduct: true, negateAddend: false };
  const negative = { negateProduct: true, negateAddend: true };
  return [
    { name: `fmadd.${s}`, arity: 4, compute: (m, mode, a, b, c) => fused(m, f, plain, mode, a, b, c) },
    { name: `fmsub.${s}`, arity: 4, compute: (m, mode, a, b, c) => fused(m, f, minus, mode, a, b, c) },
    { name: `fnmsub.${s}`, arity: 4, compute: (m, mode, a, b, c) => fused(m, f, negativeMinus, mode, a, b, c) },
    { name: `fnmadd.${s}`, arity: 4, compute: (m, mode, a, b, c) => fused(m, f, negative, mode, a, b, c) },
  ];
}

/** Functions that do not round. */
function comparisons(s: 's' | 'd', f: FloatFormat): readonly FloatFunction[] {
  return [
    { name: `feq.${s}`, arity: 2, compute: (m, a, b) => compare(m, f, 'equal', a, b) },
    { name: `flt.${s}`, arity: 2, compute: (m, a, b) => compare(m, f, 'less', a, b) },
    { name: `fle.${s}`, arity: 2, compute: (m, a, b) => compare(m, f, 'less-or-equal', a, b) },
    { name: `fmin.${s}`, arity: 2, compute: (m, a, b) => extremum(m, f, 'minimum', a, b) },
    { name: `fmax.${s}`, arity: 2, compute: (m, a, b) => extremum(m, f, 'maximum', a, b) },
    { name: `fclass.${s}`, arity: 1, compute: (m, a) => classify(m, f, a) },
  ];
}

function conversions(s: 's' | 'd', f: FloatFormat): readonly FloatFunction[] {
  return Object.entries(integerFormats).flatMap(([integer, format]): FloatFunction[] => [
    { name: `fcvt.${integer}.${s}`, arity: 2, compute: (m, mode, a) => toInteger(m, f, format, mode, a) },
    { name: `fcvt.${s}.${integer}`, arity: 2, compute: (m, mode, x) => fromInteger(m, f, format, mode, x) },
  ]);
}

function functionsOf(s: 's' | 'd', f: FloatFormat): readonly FloatFunction[] {
  return [...arithmetic(s, f), ...fusedOf(s, f), ...comparisons(s, f), ...conversions(s, f)];
}

/** Every float function, by the mnemonic of its instruction. */
export const floatFunctions: ReadonlyMap<string, FloatFunction> = new Map(
  [
    ...functionsOf('s', single),
    ...functionsOf('d', double),
    { name: 'fcvt.s.d', arity: 2, compute: (m, mode, a) => narrow(m, mode, a) } satisfies FloatFunction,
    { name: 'fcvt.d.s', arity: 1, compute: (m, a) => widen(m, a) } satisfies FloatFunction,
  ].map((row) => [row.name, row]),
);
