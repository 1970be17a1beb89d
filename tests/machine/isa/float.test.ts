// Every float function in every reading against what qemu-riscv64 answered.
import { describe, expect, test } from 'vitest';
import { floatFunctions } from '../../../src/machine/isa/float/float-functions.js';
import { type Answer, emptyDigest, type GoldenInstruction, mixAnswer, readFloatGolden } from './float-golden.js';
import { OperandStream } from './float-operands.js';
import { readings } from './float-readings.js';

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
