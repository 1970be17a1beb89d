// Every float function in every reading against what qemu-riscv64 answered.
import { describe, expect, test } from 'vitest';
import { evaluateFloat } from '../../../src/machine/engine/reference/bigint-floats.js';
import { addFloatFunctions } from '../../../src/machine/engine/wasm-floats.js';
import { floatFunctions } from '../../../src/machine/isa/float/float-functions.js';
import { compile, createMemory, instantiate } from '../../../src/machine/wasm/compile.js';
import { ModuleBuilder } from '../../../src/machine/wasm/module.js';
import { type Answer, emptyDigest, type GoldenInstruction, mixAnswer, readFloatGolden } from './float-golden.js';
import { OperandStream } from './float-operands.js';

type Evaluate = (name: string, args: readonly bigint[]) => Answer;

function wasmReading(): Evaluate {
  const builder = new ModuleBuilder();
  addFloatFunctions(builder, { exported: true });
  const functions = instantiate(compile(builder.finish()), createMemory(1)) as Readonly<
    Record<string, (...args: bigint[]) => [bigint, bigint]>
  >;
  return (name, args) => {
    const [value = 0n, flags = 0n] = functions[name]?.(...args) ?? [];
    return { value: BigInt.asUintN(64, value), flags };
  };
}

/** How each reading evaluates, and how many blocks of random vectors its speed allows. */
const readings: readonly { name: string; evaluate: Evaluate; blocks: number }[] = [
  { name: 'bigint', evaluate: evaluateFloat, blocks: 2 },
  { name: 'wasm', evaluate: wasmReading(), blocks: 8 },
];

const golden = readFloatGolden().filter(({ mnemonic }) => floatFunctions.has(mnemonic));

/** The arguments of the float function: the mode comes first where it is one of them. */
function argumentsOf({ mnemonic, operandCount }: GoldenInstruction, mode: number, operands: readonly bigint[]): readonly bigint[] {
  return floatFunctions.get(mnemonic)?.arity === operandCount ? operands : [BigInt(mode), ...operands];
}

function show({ value, flags }: Answer): string {
  return `${value.toString(16)}:${flags.toString(16)}`;
}

test('qemu answered for every float function', () => {
  expect(new Set(golden.map(({ mnemonic }) => mnemonic))).toEqual(new Set(floatFunctions.keys()));
});

describe.each(readings)('read as $name', ({ evaluate, blocks }) => {
  describe.each(golden)('$mnemonic', (instruction) => {
    test('gives the bits and flags of the vectors in every rounding mode', () => {
      for (const { operands, answers } of instruction.vectors) {
        const ours = answers.map((_, mode) => show(evaluate(instruction.mnemonic, argumentsOf(instruction, mode, operands))));
        expect(ours, operands.map((x) => x.toString(16)).join(' ')).toEqual(answers.map(show));
      }
    });

    test.each(instruction.digests.slice(0, blocks))('gives the digest of random block $block', ({ block, size, value }) => {
      const stream = new OperandStream(BigInt(1000 + block));
      let digest = emptyDigest;
      for (let i = 0; i < size; i++) {
        const operands = stream.operands(instruction.kind, instruction.operandCount);
        for (let mode = 0; mode < instruction.modes; mode++) {
          digest = mixAnswer(digest, evaluate(instruction.mnemonic, argumentsOf(instruction, mode, operands)));
        }
      }
      expect(digest).toBe(value);
    });
  });
});
