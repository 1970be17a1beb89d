// The readings of float functions that the tests compare.
import { evaluateFloat } from '../../../src/machine/engine/reference/bigint-floats.js';
import { addFloatFunctions } from '../../../src/machine/engine/wasm-floats.js';
import { compile, createMemory, instantiate } from '../../../src/machine/wasm/compile.js';
import { ModuleBuilder } from '../../../src/machine/wasm/module.js';
import type { Answer } from './float-golden.js';

/** Evaluates a float function: the mode first where it rounds, then raw operands. */
export type Evaluate = (name: string, args: readonly bigint[]) => Answer;

function wasmReading(): Evaluate {
  const builder = new ModuleBuilder();
  addFloatFunctions(builder, { exported: true });
  const functions = instantiate(compile(builder.finish()), createMemory(1)) as Readonly<
    Record<string, (...args: bigint[]) => [bigint, bigint]>
  >;
  return (name, args) => {
    const compute = functions[name];
    if (compute === undefined) throw new Error(`no float function is called ${name}`);
    const [value, flags] = compute(...args);
    return { value: BigInt.asUintN(64, value), flags };
  };
}

/** Each reading, and how many blocks of random vectors its speed allows. */
export const readings: readonly { readonly name: string; readonly evaluate: Evaluate; readonly blocks: number }[] = [
  { name: 'bigint', evaluate: evaluateFloat, blocks: 2 },
  { name: 'wasm', evaluate: wasmReading(), blocks: 8 },
];
