// RV64M: multiplication and division. Knows no engine. @see RISC-V Unprivileged ISA 20240411, M extension
import type { ValueAlgebra } from './algebra.js';
import type { Instruction } from './instruction.js';
import { registers } from './rv64i.js';

const allOnes = -1n;
const mostNegative = -(1n << 63n);

/** Division by zero gives all ones; overflow (most negative by -1) gives the dividend. */
function divide<V, C>(m: ValueAlgebra<V, C>, dividend: V, divisor: V): V {
  return m.let(dividend, (a) => m.let(divisor, (b) => m.choose(
    m.eq(b, m.const(0n)),
    () => m.const(allOnes),
    () => m.choose(m.both(m.eq(b, m.const(-1n)), m.eq(a, m.const(mostNegative))), () => a, () => m.divS(a, b)),
  )));
}

/** The remainder by zero is the dividend; of the overflowing division it is zero. */
function remainder<V, C>(m: ValueAlgebra<V, C>, dividend: V, divisor: V): V {
  return m.let(dividend, (a) => m.let(divisor, (b) => m.choose(
    m.eq(b, m.const(0n)),
    () => a,
    () => m.choose(m.eq(b, m.const(-1n)), () => m.const(0n), () => m.remS(a, b)),
  )));
}

function divideUnsigned<V, C>(m: ValueAlgebra<V, C>, a: V, divisor: V): V {
  return m.let(divisor, (b) => m.choose(m.eq(b, m.const(0n)), () => m.const(allOnes), () => m.divU(a, b)));
}

function remainderUnsigned<V, C>(m: ValueAlgebra<V, C>, dividend: V, divisor: V): V {
  return m.let(dividend, (a) => m.let(divisor, (b) => m.choose(m.eq(b, m.const(0n)), () => a, () => m.remU(a, b))));
}

/** A word instruction: the same on the low words, sign-extended; `extend` says how the words are read. */
type Compute = <V, C>(m: ValueAlgebra<V, C>, a: V, b: V) => V;

function signedWord(compute: Compute): Compute {
  return (m, a, b) => m.signExtend(32, compute(m, m.signExtend(32, a), m.signExtend(32, b)));
}

function unsignedWord(compute: Compute): Compute {
  return (m, a, b) => m.signExtend(32, compute(m, m.zeroExtend(32, a), m.zeroExtend(32, b)));
}

export const rv64m: readonly Instruction[] = [
  { mnemonic: 'mul',    format: 'R', mask: 0xfe00_707f, match: 0x0200_0033, cost: 'mul', execute: registers((m, a, b) => m.mul(a, b)) },
  { mnemonic: 'mulh',   format: 'R', mask: 0xfe00_707f, match: 0x0200_1033, cost: 'mul', execute: registers((m, a, b) => m.mulh(a, b)) },
  { mnemonic: 'mulhsu', format: 'R', mask: 0xfe00_707f, match: 0x0200_2033, cost: 'mul', execute: registers((m, a, b) => m.mulhsu(a, b)) },
  { mnemonic: 'mulhu',  format: 'R', mask: 0xfe00_707f, match: 0x0200_3033, cost: 'mul', execute: registers((m, a, b) => m.mulhu(a, b)) },
  { mnemonic: 'div',    format: 'R', mask: 0xfe00_707f, match: 0x0200_4033, cost: 'div', execute: registers(divide) },
  { mnemonic: 'divu',   format: 'R', mask: 0xfe00_707f, match: 0x0200_5033, cost: 'div', execute: registers(divideUnsigned) },
  { mnemonic: 'rem',    format: 'R', mask: 0xfe00_707f, match: 0x0200_6033, cost: 'div', execute: registers(remainder) },
  { mnemonic: 'remu',   format: 'R', mask: 0xfe00_707f, match: 0x0200_7033, cost: 'div', execute: registers(remainderUnsigned) },
  { mnemonic: 'mulw',   format: 'R', mask: 0xfe00_707f, match: 0x0200_003b, cost: 'mul', execute: registers((m, a, b) => m.signExtend(32, m.mul(a, b))) },
  { mnemonic: 'divw',   format: 'R', mask: 0xfe00_707f, match: 0x0200_403b, cost: 'div', execute: registers(signedWord(divide)) },
  { mnemonic: 'divuw',  format: 'R', mask: 0xfe00_707f, match: 0x0200_503b, cost: 'div', execute: registers(unsignedWord(divideUnsigned)) },
  { mnemonic: 'remw',   format: 'R', mask: 0xfe00_707f, match: 0x0200_603b, cost: 'div', execute: registers(signedWord(remainder)) },
  { mnemonic: 'remuw',  format: 'R', mask: 0xfe00_707f, match: 0x0200_703b, cost: 'div', execute: registers(unsignedWord(remainderUnsigned)) },
];
