// Float functions against arithmetic that was written by others or plainly: JavaScript's own, and exact bigint fractions.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { double, type FloatFormat, RDN, RNE, single } from '../../../src/machine/isa/float/float-format.js';
import { type Exact, exactProduct, exactSum, exactValue, roundExactly } from './exact-rounding.js';
import { OperandStream } from './float-operands.js';
import { readings } from './float-readings.js';

const view = new DataView(new ArrayBuffer(8));

function doubleBits(x: number): bigint {
  if (Number.isNaN(x)) return double.canonicalNan;
  view.setFloat64(0, x);
  return view.getBigUint64(0);
}

function singleBits(x: number): bigint {
  view.setFloat32(0, x);
  const bits = Number.isNaN(x) ? single.canonicalNan : BigInt(view.getUint32(0));
  return bits | 0xffff_ffff_0000_0000n;
}

const operations: readonly { name: string; compute: (a: number, b: number) => number }[] = [
  { name: 'fadd', compute: (a, b) => a + b },
  { name: 'fsub', compute: (a, b) => a - b },
  { name: 'fmul', compute: (a, b) => a * b },
  { name: 'fdiv', compute: (a, b) => a / b },
];

/** Numbers whose exponents lie close together meet more interesting cases than random ones. */
const numbers = fc.oneof(fc.double(), fc.double({ min: -8, max: 8 }), fc.integer({ min: -1000, max: 1000 }));
const singles = fc.oneof(fc.float(), fc.float({ min: -8, max: 8 }), fc.integer({ min: -1000, max: 1000 })).map(Math.fround);

describe.each(readings)('read as $name', ({ evaluate }) => {
  test.each(operations)('$name of doubles to nearest is what JavaScript computes', ({ name, compute }) => {
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        expect(evaluate(`${name}.d`, [RNE, doubleBits(a), doubleBits(b)]).value).toBe(doubleBits(compute(a, b)));
      }),
      { numRuns: 2000, seed: 1 },
    );
  });

  test.each(operations)('$name of singles to nearest is what JavaScript computes and Math.fround rounds', ({ name, compute }) => {
    fc.assert(
      fc.property(singles, singles, (a, b) => {
        expect(evaluate(`${name}.s`, [RNE, singleBits(a), singleBits(b)]).value).toBe(singleBits(Math.fround(compute(a, b))));
      }),
      { numRuns: 2000, seed: 1 },
    );
  });

  test('square roots and conversions to nearest are what JavaScript computes', () => {
    fc.assert(
      fc.property(numbers, singles, fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }), (a, s, i) => {
        expect(evaluate('fsqrt.d', [RNE, doubleBits(a)]).value).toBe(doubleBits(Math.sqrt(a)));
        expect(evaluate('fsqrt.s', [RNE, singleBits(s)]).value).toBe(singleBits(Math.fround(Math.sqrt(s))));
        expect(evaluate('fcvt.s.d', [RNE, doubleBits(a)]).value).toBe(singleBits(Math.fround(a)));
        expect(evaluate('fcvt.d.s', [singleBits(s)]).value).toBe(doubleBits(s));
        expect(evaluate('fcvt.d.l', [RNE, BigInt.asUintN(64, i)]).value).toBe(doubleBits(Number(i)));
      }),
      { numRuns: 2000, seed: 1 },
    );
  });
});

/** A finite operand right-aligned. */
function finite(f: FloatFormat, raw: bigint): bigint {
  const bits = BigInt.asUintN(f.width, raw);
  return (bits & f.infinity) === f.infinity ? bits ^ f.infinity ^ 1n : bits;
}

function boxed(f: FloatFormat, bits: bigint): bigint {
  return f.width === 64 ? bits : bits | 0xffff_ffff_0000_0000n;
}

interface Finite {
  readonly a: bigint;
  readonly b: bigint;
  readonly c: bigint;
}

/** Operands drawn as for the golden file, and addends near -(a x b), where leading bits cancel. */
function* fusedOperands(f: FloatFormat, count: number): Generator<Finite> {
  const stream = new OperandStream(77n);
  for (let i = 0; i < count; i++) {
    const [a = 0n, b = 0n, c = 0n] = stream.operands(f.width === 64 ? 'd' : 's', 3).map((raw) => finite(f, raw));
    yield { a, b, c };
    const product = exactProduct(exactValue(f, a), exactValue(f, b));
    if (product.significand === 0n) continue;
    const rounded = BigInt.asUintN(f.width, roundExactly(f, RNE, product).value) ^ f.signBit;
    yield { a, b, c: finite(f, rounded + BigInt((i % 5) - 2)) };
    yield { a, b, c: finite(f, rounded) };
  }
}

/** The exact result by the mode; a sum of zero is +0, or -0 when rounding down, unless both terms have the same sign. */
function expected(f: FloatFormat, mode: bigint, total: Exact, negativeTerms: readonly boolean[]): { value: bigint; flags: bigint } {
  if (total.significand !== 0n) return roundExactly(f, mode, total);
  const allNegative = negativeTerms.every((negative) => negative);
  const allPositive = negativeTerms.every((negative) => !negative);
  const negative = allNegative || (!allPositive && mode === RDN);
  return { value: boxed(f, negative ? f.signBit : 0n), flags: 0n };
}

const modes = [0n, 1n, 2n, 3n, 4n];

/** Functions whose exact result is a fraction: their operands, that result, and the terms it is a sum of. */
const exactFunctions: readonly {
  readonly name: string;
  readonly operands: (x: Finite) => readonly bigint[];
  readonly exact: (f: FloatFormat, x: Finite) => Exact;
  readonly termSigns: (x: Finite) => readonly bigint[];
}[] = [
  {
    name: 'fadd',
    operands: ({ a, c }) => [a, c],
    exact: (f, { a, c }) => exactSum(exactValue(f, a), exactValue(f, c)),
    termSigns: ({ a, c }) => [a, c],
  },
  {
    name: 'fmul',
    operands: ({ a, b }) => [a, b],
    exact: (f, { a, b }) => exactProduct(exactValue(f, a), exactValue(f, b)),
    termSigns: ({ a, b }) => [a ^ b],
  },
  {
    name: 'fmadd',
    operands: ({ a, b, c }) => [a, b, c],
    exact: (f, { a, b, c }) => exactSum(exactProduct(exactValue(f, a), exactValue(f, b)), exactValue(f, c)),
    termSigns: ({ a, b, c }) => [a ^ b, c],
  },
];

const formats = [
  { suffix: 's', format: single },
  { suffix: 'd', format: double },
] as const;

const exactCases = exactFunctions.flatMap((row) =>
  formats.map(({ suffix, format }) => ({ ...row, mnemonic: `${row.name}.${suffix}`, format })),
);

describe.each(readings)('read as $name', ({ name: reading, evaluate }) => {
  test.each(exactCases)(
    '$mnemonic rounds the exact result once, in every mode, with exact flags',
    ({ mnemonic, format, operands, exact, termSigns }) => {
      for (const x of fusedOperands(format, reading === 'wasm' ? 3000 : 500)) {
        const raw = operands(x).map((bits) => boxed(format, bits));
        const negativeTerms = termSigns(x).map((bits) => (bits & format.signBit) !== 0n);
        const ours = modes.map((mode) => evaluate(mnemonic, [mode, ...raw]));
        expect(ours, raw.join(' ')).toEqual(modes.map((mode) => expected(format, mode, exact(format, x), negativeTerms)));
      }
    },
  );
});
