// Float functions as operations of the host, where these give the same bits and raise nothing new. Knows no register and no rounding mode's place.
// @see QEMU fpu/softfloat.c, "hardfloat": the inexact flag is sticky, so when it is set, only results that are not ordinary can raise another one.
import { double, type FloatFormat, single } from '../../isa/float/float-format.js';
import { op, type Opcode } from '../../wasm/opcodes.js';
import { and64, geU64, type Long, long, lowWord, ltU64, num, or64, shl64, sub64, widen, type Word } from '../../wasm/words.js';

/** How a function is computed by the host. */
export interface HostFloat {
  /** How many arguments are not the rounding mode. */
  readonly operands: number;
  /** The rounding mode it must be asked for; undefined: it does not round. */
  readonly mode: bigint | undefined;
  /** It may be inexact, which is not seen: the flag must be set already. */
  readonly rounds: boolean;
  /** From the operands behind the rounding mode, as raw bits. */
  readonly compute: (...operands: readonly Long[]) => Long;
  /** What it raises; left out: nothing that is not raised already. */
  readonly flags?: (result: Long, ...operands: readonly Long[]) => Long;
  /** Whether the host may compute it, by its operands and result. */
  readonly holds: (result: Long, ...operands: readonly Long[]) => Word;
}

const [nearest, towardsZero] = [0n, 1n];
const boxBits = 0xffff_ffff_0000_0000n;
const yes: Word = num(1);

function unary(opcode: Opcode, a: Long): Long {
  return (code) => {
    a(code);
    code.op(opcode);
  };
}

function binary(opcode: Opcode, a: Long, b: Long): Long {
  return (code) => {
    a(code);
    b(code);
    code.op(opcode);
  };
}

/** How the bits of an f register become a number of the host, and back; and whether they are one of the format. */
interface HostFormat {
  readonly format: FloatFormat;
  number(bits: Long): Long;
  bits(number: Long): Long;
  isBoxed(...operands: readonly Long[]): Word;
}

const doubles: HostFormat = {
  format: double,
  number: (bits) => unary(op.f64ReinterpretI64, bits),
  bits: (number) => unary(op.i64ReinterpretF64, number),
  isBoxed: () => yes,
};

const singles: HostFormat = {
  format: single,
  number: (bits) => unary(op.f32ReinterpretI32, lowWord(bits)),
  bits: (number) => or64(widen(unary(op.i32ReinterpretF32, number)), long(boxBits)),
  isBoxed: (...operands) => geU64(operands.reduce(and64), long(boxBits)),
};

/** Neither tiny, nor infinite, nor NaN, nor next to them. */
function isOrdinary({ width, fractionBits, topExponent }: FloatFormat, bits: Long): Word {
  const unit = 1n << (65n - BigInt(width) + fractionBits);
  return ltU64(sub64(shl64(bits, long(65n - BigInt(width))), long(2n * unit)), long((topExponent - 3n) * unit));
}

function arithmetic(host: HostFormat, opcode: Opcode, operands = 2): HostFloat {
  return {
    operands,
    mode: nearest,
    rounds: true,
    compute: (a, b) =>
      host.bits(b === undefined ? unary(opcode, host.number(operand(a))) : binary(opcode, host.number(operand(a)), host.number(b))),
    holds: (result, ...numbers) => both(host.isBoxed(...numbers), isOrdinary(host.format, result)),
  };
}

function comparison(host: HostFormat, opcode: Opcode, equal: Opcode): HostFloat {
  const isNumber = (bits: Long): Word => binary(equal, host.number(bits), host.number(bits));
  return {
    operands: 2,
    mode: undefined,
    rounds: false,
    compute: (a, b) => widen(binary(opcode, host.number(operand(a)), host.number(operand(b)))),
    holds: (_result, a, b) => both(host.isBoxed(operand(a), operand(b)), both(isNumber(operand(a)), isNumber(operand(b)))),
  };
}

/** To an integer of `bits` bits, towards zero: inexact (NX is 1) when something was cut off. */
function truncation(bits: 32n | 64n): HostFloat {
  const end = (double.bias + bits - 1n) << double.fractionBits;
  const limit = unary(op.f64ReinterpretI64, long(end));
  return {
    operands: 1,
    mode: towardsZero,
    rounds: false,
    compute: (a) => unary(op.i64TruncSatF64S, doubles.number(operand(a))),
    flags: (result, a) => widen(binary(op.f64Ne, unary(op.f64ConvertI64S, result), doubles.number(operand(a)))),
    holds: (_result, a) => binary(op.f64Lt, unary(op.f64Abs, doubles.number(operand(a))), limit),
  };
}

function fromInteger(convert: (integer: Long) => Long, rounds: boolean): HostFloat {
  return { operands: 1, mode: rounds ? nearest : undefined, rounds, compute: (a) => doubles.bits(convert(operand(a))), holds: () => yes };
}

function both(a: Word, b: Word): Word {
  return a === yes ? b : b === yes ? a : binary(op.i32And, a, b);
}

function operand(value: Long | undefined): Long {
  if (value === undefined) throw new Error('a float function lacks an operand');
  return value;
}

/** By the name of the function. */
export const hostFloats: ReadonlyMap<string, HostFloat> = new Map<string, HostFloat>([
  ['fadd.d', arithmetic(doubles, op.f64Add)],
  ['fsub.d', arithmetic(doubles, op.f64Sub)],
  ['fmul.d', arithmetic(doubles, op.f64Mul)],
  ['fdiv.d', arithmetic(doubles, op.f64Div)],
  ['fsqrt.d', arithmetic(doubles, op.f64Sqrt, 1)],
  ['fadd.s', arithmetic(singles, op.f32Add)],
  ['fsub.s', arithmetic(singles, op.f32Sub)],
  ['fmul.s', arithmetic(singles, op.f32Mul)],
  ['fdiv.s', arithmetic(singles, op.f32Div)],
  ['fsqrt.s', arithmetic(singles, op.f32Sqrt, 1)],
  ['feq.d', comparison(doubles, op.f64Eq, op.f64Eq)],
  ['flt.d', comparison(doubles, op.f64Lt, op.f64Eq)],
  ['fle.d', comparison(doubles, op.f64Le, op.f64Eq)],
  ['feq.s', comparison(singles, op.f32Eq, op.f32Eq)],
  ['flt.s', comparison(singles, op.f32Lt, op.f32Eq)],
  ['fle.s', comparison(singles, op.f32Le, op.f32Eq)],
  ['fcvt.w.d', truncation(32n)],
  ['fcvt.l.d', truncation(64n)],
  ['fcvt.d.w', fromInteger((integer) => unary(op.f64ConvertI32S, lowWord(integer)), false)],
  ['fcvt.d.wu', fromInteger((integer) => unary(op.f64ConvertI32U, lowWord(integer)), false)],
  ['fcvt.d.l', fromInteger((integer) => unary(op.f64ConvertI64S, integer), true)],
]);
