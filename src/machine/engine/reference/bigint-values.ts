// 64-bit values read as bigint: the plainest reading of the algebra. Knows no hart and no memory.
import type { ValueAlgebra } from '../../isa/algebra.js';

/** Brings a result back to the unsigned 64-bit form that every value here has. */
function wrap(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}

function signed(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}

/** A value is a bigint from 0 to 2^64 - 1, a condition a boolean. */
export class BigintValues implements ValueAlgebra<bigint, boolean> {
  const(value: bigint): bigint {
    return wrap(value);
  }

  add(a: bigint, b: bigint): bigint {
    return wrap(a + b);
  }

  sub(a: bigint, b: bigint): bigint {
    return wrap(a - b);
  }

  mul(a: bigint, b: bigint): bigint {
    return wrap(a * b);
  }

  mulh(a: bigint, b: bigint): bigint {
    return wrap((signed(a) * signed(b)) >> 64n);
  }

  mulhu(a: bigint, b: bigint): bigint {
    return wrap((a * b) >> 64n);
  }

  mulhsu(a: bigint, b: bigint): bigint {
    return wrap((signed(a) * b) >> 64n);
  }

  divS(a: bigint, b: bigint): bigint {
    return wrap(signed(a) / signed(b));
  }

  divU(a: bigint, b: bigint): bigint {
    return a / b;
  }

  remS(a: bigint, b: bigint): bigint {
    return wrap(signed(a) % signed(b));
  }

  remU(a: bigint, b: bigint): bigint {
    return a % b;
  }

  and(a: bigint, b: bigint): bigint {
    return a & b;
  }

  or(a: bigint, b: bigint): bigint {
    return a | b;
  }

  xor(a: bigint, b: bigint): bigint {
    return a ^ b;
  }

  shl(a: bigint, amount: bigint): bigint {
    return wrap(a << (amount & 63n));
  }

  shrU(a: bigint, amount: bigint): bigint {
    return a >> (amount & 63n);
  }

  shrS(a: bigint, amount: bigint): bigint {
    return wrap(signed(a) >> (amount & 63n));
  }

  clz(a: bigint): bigint {
    return a === 0n ? 64n : BigInt(64 - a.toString(2).length);
  }

  signExtend(bits: 8 | 16 | 32, a: bigint): bigint {
    return wrap(BigInt.asIntN(bits, a));
  }

  zeroExtend(bits: 8 | 16 | 32, a: bigint): bigint {
    return BigInt.asUintN(bits, a);
  }

  eq(a: bigint, b: bigint): boolean {
    return a === b;
  }

  ne(a: bigint, b: bigint): boolean {
    return a !== b;
  }

  ltS(a: bigint, b: bigint): boolean {
    return signed(a) < signed(b);
  }

  ltU(a: bigint, b: bigint): boolean {
    return a < b;
  }

  geS(a: bigint, b: bigint): boolean {
    return signed(a) >= signed(b);
  }

  geU(a: bigint, b: bigint): boolean {
    return a >= b;
  }

  not(c: boolean): boolean {
    return !c;
  }

  both(a: boolean, b: boolean): boolean {
    return a && b;
  }

  either(a: boolean, b: boolean): boolean {
    return a || b;
  }

  flag(c: boolean): bigint {
    return c ? 1n : 0n;
  }

  select(c: boolean, a: bigint, b: bigint): bigint {
    return c ? a : b;
  }

  choose(c: boolean, a: () => bigint, b: () => bigint): bigint {
    return c ? a() : b();
  }

  let(value: bigint, body: (value: bigint) => bigint): bigint {
    return body(value);
  }
}
