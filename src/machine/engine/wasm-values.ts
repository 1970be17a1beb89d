// 64-bit values read as WebAssembly: each value is code that leaves it on the stack. Knows no hart and no memory.
import type { ValueAlgebra } from '../isa/algebra.js';
import type { Code } from '../wasm/code.js';
import type { Opcode } from '../wasm/opcodes.js';
import { op } from '../wasm/opcodes.js';

/** Emits code that leaves an i64. It is computed where it is emitted, each time it is emitted. */
export type WasmValue = (code: Code) => void;

/** Emits code that leaves an i32, 1 or 0. */
export type WasmCondition = (code: Code) => void;

function unary(a: WasmValue, opcode: Opcode): WasmValue {
  return (code) => {
    a(code);
    code.op(opcode);
  };
}

function binary(a: WasmValue, b: WasmValue, opcode: Opcode): WasmValue {
  return (code) => {
    a(code);
    b(code);
    code.op(opcode);
  };
}

const low32 = 0xffff_ffffn;

export class WasmValues implements ValueAlgebra<WasmValue, WasmCondition> {
  const(value: bigint): WasmValue {
    return (code) => code.i64(value);
  }

  add(a: WasmValue, b: WasmValue): WasmValue {
    return binary(a, b, op.i64Add);
  }

  sub(a: WasmValue, b: WasmValue): WasmValue {
    return binary(a, b, op.i64Sub);
  }

  mul(a: WasmValue, b: WasmValue): WasmValue {
    return binary(a, b, op.i64Mul);
  }

  mulh(a: WasmValue, b: WasmValue): WasmValue {
    return this.let(a, (x) =>
      this.let(b, (y) => this.sub(this.sub(this.mulhu(x, y), this.and(this.#sign(x), y)), this.and(this.#sign(y), x))),
    );
  }

  /** Schoolbook multiplication by 32-bit halves. */
  mulhu(a: WasmValue, b: WasmValue): WasmValue {
    const low = (value: WasmValue): WasmValue => this.and(value, this.const(low32));
    const high = (value: WasmValue): WasmValue => this.shrU(value, this.const(32n));
    return this.let(a, (x) =>
      this.let(b, (y) =>
        this.let(this.add(this.mul(high(x), low(y)), high(this.mul(low(x), low(y)))), (middle) =>
          this.add(this.add(this.mul(high(x), high(y)), high(middle)), high(this.add(this.mul(low(x), high(y)), low(middle)))),
        ),
      ),
    );
  }

  mulhsu(a: WasmValue, b: WasmValue): WasmValue {
    return this.let(a, (x) => this.let(b, (y) => this.sub(this.mulhu(x, y), this.and(this.#sign(x), y))));
  }

  divS(a: WasmValue, b: WasmValue): WasmValue {
    return binary(a, b, op.i64DivS);
  }

  divU(a: WasmValue, b: WasmValue): WasmValue {
    return binary(a, b, op.i64DivU);
  }

  remS(a: WasmValue, b: WasmValue): WasmValue {
    return binary(a, b, op.i64RemS);
  }

  remU(a: WasmValue, b: WasmValue): WasmValue {
    return binary(a, b, op.i64RemU);
  }

  and(a: WasmValue, b: WasmValue): WasmValue {
    return binary(a, b, op.i64And);
  }

  or(a: WasmValue, b: WasmValue): WasmValue {
    return binary(a, b, op.i64Or);
  }

  xor(a: WasmValue, b: WasmValue): WasmValue {
    return binary(a, b, op.i64Xor);
  }

  shl(a: WasmValue, amount: WasmValue): WasmValue {
    return binary(a, amount, op.i64Shl);
  }

  shrU(a: WasmValue, amount: WasmValue): WasmValue {
    return binary(a, amount, op.i64ShrU);
  }

  shrS(a: WasmValue, amount: WasmValue): WasmValue {
    return binary(a, amount, op.i64ShrS);
  }

  clz(a: WasmValue): WasmValue {
    return unary(a, op.i64Clz);
  }

  signExtend(bits: 8 | 16 | 32, a: WasmValue): WasmValue {
    return unary(a, bits === 8 ? op.i64Extend8S : bits === 16 ? op.i64Extend16S : op.i64Extend32S);
  }

  zeroExtend(bits: 8 | 16 | 32, a: WasmValue): WasmValue {
    return this.and(a, this.const((1n << BigInt(bits)) - 1n));
  }

  eq(a: WasmValue, b: WasmValue): WasmCondition {
    return binary(a, b, op.i64Eq);
  }

  ne(a: WasmValue, b: WasmValue): WasmCondition {
    return binary(a, b, op.i64Ne);
  }

  ltS(a: WasmValue, b: WasmValue): WasmCondition {
    return binary(a, b, op.i64LtS);
  }

  ltU(a: WasmValue, b: WasmValue): WasmCondition {
    return binary(a, b, op.i64LtU);
  }

  geS(a: WasmValue, b: WasmValue): WasmCondition {
    return binary(a, b, op.i64GeS);
  }

  geU(a: WasmValue, b: WasmValue): WasmCondition {
    return binary(a, b, op.i64GeU);
  }

  not(c: WasmCondition): WasmCondition {
    return unary(c, op.i32Eqz);
  }

  both(a: WasmCondition, b: WasmCondition): WasmCondition {
    return binary(a, b, op.i32And);
  }

  either(a: WasmCondition, b: WasmCondition): WasmCondition {
    return binary(a, b, op.i32Or);
  }

  flag(c: WasmCondition): WasmValue {
    return unary(c, op.i64ExtendI32U);
  }

  select(c: WasmCondition, a: WasmValue, b: WasmValue): WasmValue {
    return (code) => {
      a(code);
      b(code);
      c(code);
      code.op(op.select);
    };
  }

  choose(c: WasmCondition, a: () => WasmValue, b: () => WasmValue): WasmValue {
    return (code) => {
      c(code);
      code.if('i64');
      a()(code);
      code.else();
      b()(code);
      code.end();
    };
  }

  let(value: WasmValue, body: (value: WasmValue) => WasmValue): WasmValue {
    return (code) => {
      const local = code.newLocal('i64');
      value(code);
      code.localSet(local);
      body((inner) => inner.localGet(local))(code);
      code.freeLocal(local);
    };
  }

  /** All ones when `a` is negative, else 0. */
  #sign(a: WasmValue): WasmValue {
    return this.shrS(a, this.const(63n));
  }
}
