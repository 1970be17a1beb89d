// What the rows of F and D do, for both widths: which float function they call and where its result and flags go.
import type { Algebra, ValueAlgebra } from '../algebra.js';
import type { Instruction } from '../instruction.js';
import { box, type FloatFormat, unbox } from './float-format.js';

type Execute = Instruction['execute'];

/** Calls float function `name`, puts its value where `write` says, and raises its flags. */
function evaluate<V, C, E, R>(m: Algebra<V, C, E, R>, name: string, args: readonly V[], write: (value: V) => E): E {
  return m.float(name, args, (value, flags) => m.seq(write(value), m.raise(flags)));
}

/** f[rd] = name(mode, f[rs1]): square roots and conversions between formats. */
export function roundedUnary(name: string): Execute {
  return (m, { rd, rs1, rm }) => m.roundingMode(rm, (mode) => evaluate(m, name, [mode, m.readF(rs1)], (value) => m.writeF(rd, value)));
}

/** f[rd] = name(mode, f[rs1], f[rs2]) */
export function roundedBinary(name: string): Execute {
  return (m, { rd, rs1, rs2, rm }) =>
    m.roundingMode(rm, (mode) => evaluate(m, name, [mode, m.readF(rs1), m.readF(rs2)], (value) => m.writeF(rd, value)));
}

/** f[rd] = name(mode, f[rs1], f[rs2], f[rs3]) */
export function roundedTernary(name: string): Execute {
  return (m, { rd, rs1, rs2, rs3, rm }) =>
    m.roundingMode(rm, (mode) => evaluate(m, name, [mode, m.readF(rs1), m.readF(rs2), m.readF(rs3)], (value) => m.writeF(rd, value)));
}

/** f[rd] = name(f[rs1]), which is exact; a reserved rounding mode is illegal all the same. */
export function exactUnary(name: string): Execute {
  return (m, { rd, rs1, rm }) => m.roundingMode(rm, () => evaluate(m, name, [m.readF(rs1)], (value) => m.writeF(rd, value)));
}

/** x[rd] = name(mode, f[rs1]) */
export function floatToInteger(name: string): Execute {
  return (m, { rd, rs1, rm }) => m.roundingMode(rm, (mode) => evaluate(m, name, [mode, m.readF(rs1)], (value) => m.writeX(rd, value)));
}

/** f[rd] = name(mode, x[rs1]) */
export function integerToFloat(name: string): Execute {
  return (m, { rd, rs1, rm }) => m.roundingMode(rm, (mode) => evaluate(m, name, [mode, m.readX(rs1)], (value) => m.writeF(rd, value)));
}

/** f[rd] = name(f[rs1], f[rs2]): minimum and maximum. */
export function selection(name: string): Execute {
  return (m, { rd, rs1, rs2 }) => evaluate(m, name, [m.readF(rs1), m.readF(rs2)], (value) => m.writeF(rd, value));
}

/** x[rd] = name(f[rs1], f[rs2]) */
export function comparison(name: string): Execute {
  return (m, { rd, rs1, rs2 }) => evaluate(m, name, [m.readF(rs1), m.readF(rs2)], (value) => m.writeX(rd, value));
}

/** x[rd] = name(f[rs1]), which raises nothing. */
export function classification(name: string): Execute {
  return (m, { rd, rs1 }) => m.float(name, [m.readF(rs1)], (value) => m.writeX(rd, value));
}

/** How a sign is made of the signs of both operands. */
type SignInjection = 'copy' | 'negate' | 'multiply';

/**
 * f[rd] = f[rs1] with another sign; NaNs are not changed otherwise.
 * @see RISC-V Unprivileged ISA 20240411, F: Single-Precision Floating-Point Conversion and Move Instructions
 */
export function signInjection(f: FloatFormat, how: SignInjection): Execute {
  return (m, { rd, rs1, rs2 }) => {
    const injected = unbox(m, f, m.readF(rs1), (a) => unbox(m, f, m.readF(rs2), (b) => box(m, f, inject(m, f, how, a, b))));
    return m.writeF(rd, injected);
  };
}

function inject<V, C>(m: ValueAlgebra<V, C>, f: FloatFormat, how: SignInjection, a: V, b: V): V {
  const sign = m.const(f.signBit);
  if (how === 'multiply') return m.xor(a, m.and(b, sign));
  return m.or(m.and(a, m.const(f.signBit - 1n)), m.and(how === 'negate' ? m.xor(b, sign) : b, sign));
}

/**
 * Loads never change a bit pattern and singles come boxed.
 * @see RISC-V Unprivileged ISA 20240411, F: Single-Precision Load and Store Instructions; D: NaN Boxing of Narrower Values
 */
export function loadFloat(f: FloatFormat): Execute {
  return (m, { rd, rs1, imm }) =>
    m.load(f.width === 32 ? 4 : 8, false, m.add(m.readX(rs1), imm), (value) => m.writeF(rd, box(m, f, value)));
}

/** A single is stored as the low 32 bits, well boxed or not. */
export function storeFloat(f: FloatFormat): Execute {
  return (m, { rs1, rs2, imm }) => m.store(f.width === 32 ? 4 : 8, m.add(m.readX(rs1), imm), m.readF(rs2));
}

/** Bits from an f register to an x register; those of a single are sign-extended. */
export function moveToInteger(f: FloatFormat): Execute {
  return (m, { rd, rs1 }) => m.writeX(rd, f.width === 32 ? m.signExtend(32, m.readF(rs1)) : m.readF(rs1));
}

/** Bits from an x register to an f register. */
export function moveFromInteger(f: FloatFormat): Execute {
  return (m, { rd, rs1 }) => m.writeF(rd, f.width === 32 ? box(m, f, m.zeroExtend(32, m.readX(rs1))) : m.readX(rs1));
}
