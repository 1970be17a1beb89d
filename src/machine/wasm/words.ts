// A small language for functions on 32-bit and 64-bit words in linear memory: each value and statement is a function that emits itself. Knows no machine.
import type { Code, Label, Local } from './code.js';
import { type MemoryOpcode, memoryOp, type Opcode, op } from './opcodes.js';

/** Emits code that leaves an i32 (`Word`), an i64 (`Long`), or nothing (`Step`). */
export type Word = (code: Code) => void;
export type Long = (code: Code) => void;
export type Step = (code: Code) => void;

type Emit = (code: Code) => void;

export const num =
  (value: number): Word =>
  (code) =>
    code.i32(value | 0);

export const long =
  (value: bigint): Long =>
  (code) =>
    code.i64(BigInt.asIntN(64, value));

export const get =
  (local: Local): Emit =>
  (code) =>
    code.localGet(local);

function binary(opcode: Opcode): (a: Emit, b: Emit) => Emit {
  return (a, b) => (code) => {
    a(code);
    b(code);
    code.op(opcode);
  };
}

function unary(opcode: Opcode): (a: Emit) => Emit {
  return (a) => (code) => {
    a(code);
    code.op(opcode);
  };
}

export const add = binary(op.i32Add);
export const sub = binary(op.i32Sub);
export const mul = binary(op.i32Mul);
export const divS = binary(op.i32DivS);
export const divU = binary(op.i32DivU);
export const remU = binary(op.i32RemU);
export const and = binary(op.i32And);
export const or = binary(op.i32Or);
export const xor = binary(op.i32Xor);
export const shl = binary(op.i32Shl);
export const shrU = binary(op.i32ShrU);
export const eq = binary(op.i32Eq);
export const ne = binary(op.i32Ne);
export const ltU = binary(op.i32LtU);
export const geU = binary(op.i32GeU);
export const gtU = binary(op.i32GtU);
export const not = unary(op.i32Eqz);

export const and64 = binary(op.i64And);
export const or64 = binary(op.i64Or);
export const shl64 = binary(op.i64Shl);
export const shrU64 = binary(op.i64ShrU);
export const eq64 = binary(op.i64Eq);
export const add64 = binary(op.i64Add);
export const sub64 = binary(op.i64Sub);
export const shrS64 = binary(op.i64ShrS);
export const ne64 = binary(op.i64Ne);
export const ltU64 = binary(op.i64LtU);
export const geU64 = binary(op.i64GeU);
export const isZero64 = unary(op.i64Eqz);
export const ctz64 = unary(op.i64Ctz);
/** The low half of a long; the unsigned long of a word. */
export const lowWord = unary(op.i32WrapI64);
export const widen = unary(op.i64ExtendI32U);

function read(opcode: MemoryOpcode): (at: Word, offset?: number) => Emit {
  return (at, offset = 0) =>
    (code) => {
      at(code);
      code.memory(opcode, offset);
    };
}

function write(opcode: MemoryOpcode): (at: Word, value: Emit, offset?: number) => Step {
  return (at, value, offset = 0) =>
    (code) => {
      at(code);
      value(code);
      code.memory(opcode, offset);
    };
}

export const load = read(memoryOp.i32Load);
export const load8 = read(memoryOp.i32Load8U);
export const load16 = read(memoryOp.i32Load16U);
export const load64 = read(memoryOp.i64Load);
/** A u32 as a long. */
export const loadWide = read(memoryOp.i64Load32U);
export const store = write(memoryOp.i32Store);
export const store8 = write(memoryOp.i32Store8);
export const store16 = write(memoryOp.i32Store16);
export const store64 = write(memoryOp.i64Store);

export const set =
  (local: Local, value: Emit): Step =>
  (code) => {
    value(code);
    code.localSet(local);
  };

/** The value of the chosen side; both sides are evaluated. */
export const select =
  (condition: Word, chosen: Word, otherwise: Word): Word =>
  (code) => {
    chosen(code);
    otherwise(code);
    condition(code);
    code.op(op.select);
  };

export const call =
  (index: number, ...args: readonly Emit[]): Emit =>
  (code) => {
    for (const argument of args) argument(code);
    code.call(index);
  };

export const drop =
  (value: Emit): Step =>
  (code) => {
    value(code);
    code.op(op.drop);
  };

export const seq =
  (...steps: readonly Step[]): Step =>
  (code) => {
    for (const step of steps) step(code);
  };

export const nothing: Step = () => {};

/** Ends a function without a result. */
export const leave: Step = (code) => code.op(op.return);

export const when =
  (condition: Word, chosen: Step, otherwise?: Step): Step =>
  (code) => {
    condition(code);
    code.if();
    chosen(code);
    if (otherwise !== undefined) {
      code.else();
      otherwise(code);
    }
    code.end();
  };

/** Repeats `body` until it leaves by `done`. */
export const repeat =
  (body: (done: Label, again: Label) => Step): Step =>
  (code) => {
    const done = code.block();
    const again = code.loop();
    body(done, again)(code);
    code.br(again);
    code.end();
    code.end();
  };

export const leaveIf =
  (condition: Word, label: Label): Step =>
  (code) => {
    condition(code);
    code.brIf(label);
  };

export const giveBack =
  (value: Emit): Step =>
  (code) => {
    value(code);
    code.op(op.return);
  };

/** Adds a word (unsigned) to the f64 at `at` + `offset`: how counters are kept. */
export const count =
  (at: Word, offset: number, amount: Word): Step =>
  (code) => {
    at(code);
    at(code);
    code.memory(memoryOp.f64Load, offset);
    amount(code);
    code.op(op.f64ConvertI32U);
    code.op(op.f64Add);
    code.memory(memoryOp.f64Store, offset);
  };
