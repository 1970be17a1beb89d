// Reads tests/golden/isa/float.txt, whose form scripts/golden/capture-float.ts describes.
import { readFileSync } from 'node:fs';
import type { OperandKind } from './float-operands.js';

export interface Answer {
  readonly value: bigint;
  readonly flags: bigint;
}

/** Operands, and the answer in each rounding mode (one answer when the instruction does not round). */
export interface Vector {
  readonly operands: readonly bigint[];
  readonly answers: readonly Answer[];
}

export interface Digest {
  readonly block: number;
  readonly size: number;
  readonly value: bigint;
}

export interface GoldenInstruction {
  readonly mnemonic: string;
  readonly kind: OperandKind;
  readonly operandCount: number;
  readonly modes: number;
  readonly vectors: Vector[];
  readonly digests: Digest[];
}

function hex(text: string | undefined): bigint {
  return BigInt(`0x${text}`);
}

function answer(text: string): Answer {
  const [value, flags] = text.split(':');
  return { value: hex(value), flags: hex(flags) };
}

function vector(line: string): Vector {
  const [operands = '', answers = ''] = line.split(' -> ');
  const texts = answers.split(' ');
  const nearest = texts[0] ?? '';
  return { operands: operands.split(' ').map(hex), answers: texts.map((text) => answer(text === '=' ? nearest : text)) };
}

function heading(line: string): GoldenInstruction {
  const [mnemonic = '', kind, operandCount, modes] = line.split(' ');
  return { mnemonic, kind: kind as OperandKind, operandCount: Number(operandCount), modes: Number(modes), vectors: [], digests: [] };
}

/** Every instruction of the file, in its order. */
export function readFloatGolden(): readonly GoldenInstruction[] {
  const text = readFileSync(new URL('../../golden/isa/float.txt', import.meta.url), 'utf8');
  const all: GoldenInstruction[] = [];
  for (const line of text.trimEnd().split('\n')) {
    const current = all.at(-1);
    const [word, block, size, value] = line.split(' ');
    if (current !== undefined && line.includes('->')) current.vectors.push(vector(line));
    else if (current !== undefined && word === 'digest')
      current.digests.push({ block: Number(block), size: Number(size), value: hex(value) });
    else all.push(heading(line));
  }
  return all;
}

/** The digest of a stream of answers: FNV-1a over whole words. */
export function mixAnswer(digest: bigint, { value, flags }: Answer): bigint {
  const mix = (state: bigint, word: bigint): bigint => BigInt.asUintN(64, (state ^ word) * 0x100_0000_01b3n);
  return mix(mix(digest, value), flags);
}

export const emptyDigest = 0xcbf2_9ce4_8422_2325n;
