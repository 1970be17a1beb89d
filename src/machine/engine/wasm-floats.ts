// Float functions read as WebAssembly: each becomes a function of its own, which engines' code calls. Knows no hart and no memory.
import type { FloatAlgebra, FloatFunction } from '../isa/float/float-algebra.js';
import { floatFunctions } from '../isa/float/float-functions.js';
import type { Code, Local } from '../wasm/code.js';
import type { FunctionType, ModuleBuilder } from '../wasm/module.js';
import { type Opcode, op } from '../wasm/opcodes.js';
import { type WasmCondition, type WasmValue, WasmValues } from './wasm-values.js';

/** The reading inside one function, which collects raised flags in a local. */
class WasmFloats extends WasmValues implements FloatAlgebra<WasmValue, WasmCondition> {
  readonly #flags: Local;

  constructor(flags: Local) {
    super();
    this.#flags = flags;
  }

  f64Add(a: WasmValue, b: WasmValue): WasmValue {
    return onDoubles([a, b], op.f64Add);
  }

  f64Sub(a: WasmValue, b: WasmValue): WasmValue {
    return onDoubles([a, b], op.f64Sub);
  }

  f64Mul(a: WasmValue, b: WasmValue): WasmValue {
    return onDoubles([a, b], op.f64Mul);
  }

  f64Div(a: WasmValue, b: WasmValue): WasmValue {
    return onDoubles([a, b], op.f64Div);
  }

  f64Sqrt(a: WasmValue): WasmValue {
    return onDoubles([a], op.f64Sqrt);
  }

  f64Demote(a: WasmValue): WasmValue {
    return sequence(a, op.f64ReinterpretI64, op.f32DemoteF64, op.i32ReinterpretF32, op.i64ExtendI32U);
  }

  f64Promote(a: WasmValue): WasmValue {
    return sequence(a, op.i32WrapI64, op.f32ReinterpretI32, op.f64PromoteF32, op.i64ReinterpretF64);
  }

  raising(flags: WasmValue, value: WasmValue): WasmValue {
    return (code) => {
      code.localGet(this.#flags);
      flags(code);
      code.op(op.i64Or);
      code.localSet(this.#flags);
      value(code);
    };
  }
}

function sequence(a: WasmValue, ...opcodes: readonly Opcode[]): WasmValue {
  return (code) => {
    a(code);
    for (const opcode of opcodes) code.op(opcode);
  };
}

function onDoubles(operands: readonly WasmValue[], opcode: Opcode): WasmValue {
  return (code) => {
    for (const operand of operands) {
      operand(code);
      code.op(op.f64ReinterpretI64);
    }
    code.op(opcode);
    code.op(op.i64ReinterpretF64);
  };
}

/** Emits the body of a function whose parameters are the arguments of `row`: it leaves the value, then the flags. */
function emitFloatFunction(row: FloatFunction, code: Code): void {
  const flags = code.newLocal('i64');
  code.i64(0n);
  code.localSet(flags);
  const parameters = Array.from(
    { length: row.arity },
    (_, index): WasmValue =>
      (inner) =>
        inner.localGet(index),
  );
  row.compute(new WasmFloats(flags), ...parameters)(code);
  code.localGet(flags);
}

/** (i64 for each argument) -> (i64 value, i64 flags) */
export function floatFunctionType(name: string): FunctionType {
  const row = floatFunctions.get(name);
  if (row === undefined) throw new Error(`there is no float function ${name}`);
  return { parameters: Array.from({ length: row.arity }, () => 'i64' as const), results: ['i64', 'i64'] };
}

/**
 * Adds every float function to a module, as (i64 for each argument) -> (i64 value, i64 flags), exported by name when asked.
 *
 * @returns the index of each function by its name
 */
export function addFloatFunctions(module: ModuleBuilder, options: { readonly exported: boolean }): ReadonlyMap<string, number> {
  const indices = new Map<string, number>();
  for (const row of floatFunctions.values()) {
    const { index, code } = module.declare(floatFunctionType(row.name), options.exported ? row.name : undefined);
    emitFloatFunction(row, code);
    indices.set(row.name, index);
  }
  return indices;
}
