// Names for places in ELF files, against what nm says of the same files, and whatever the file holds.
import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readerOfBytes } from '../../../src/kernel/lifecycle/byte-reader.js';
import { readFunctions } from '../../../src/observe/symbols/elf-symbols.js';

const golden = new URL('../../golden/symbols/', import.meta.url);
const userland = new URL('../../../dist/userland/bin/', import.meta.url);

function elf(shape: string): Buffer {
  return readFileSync(new URL(`${shape}.elf`, golden));
}

interface NmSymbol {
  readonly address: number;
  readonly sizeBytes: number;
  readonly name: string;
}

/** What nm prints: `address size kind name`, the size left out when there is none. */
function nmSymbols(shape: string): NmSymbol[] {
  const lines = readFileSync(new URL(`${shape}.nm`, golden), 'utf8')
    .trimEnd()
    .split('\n');
  return lines.map((line) => {
    const words = line.split(' ');
    const sizeBytes = words.length === 4 ? Number.parseInt(words[1] ?? '', 16) : 0;
    return { address: Number.parseInt(words[0] ?? '', 16), sizeBytes, name: words.at(-1) ?? '' };
  });
}

/** Where a file has what lies at `address`, by its program headers. */
function offsetOf(bytes: Buffer, address: number): number {
  const start = Number(bytes.readBigUInt64LE(32));
  for (let at = start; at < start + bytes.readUInt16LE(56) * 56; at += 56) {
    const [offset, from, size] = [8, 16, 32].map((field) => Number(bytes.readBigUInt64LE(at + field)));
    if (bytes.readUInt32LE(at) !== 1 || offset === undefined || from === undefined || size === undefined) continue;
    if (address >= from && address < from + size) return offset + address - from;
  }
  throw new Error(`nothing lies at ${address}`);
}

describe.each(['static', 'pie', 'shared'])('the symbols of a program that was linked %s', (shape) => {
  const bytes = elf(shape);
  const table = readFunctions(readerOfBytes(bytes));
  const at = (address: number): string | undefined => table?.symbolAt(offsetOf(bytes, address));
  const functions = nmSymbols(shape).filter(({ name }) => name !== 'hidden_label');

  test.each(functions)('name $name from its first byte to its last as nm does', ({ address, sizeBytes }) => {
    const names = functions.filter((other) => other.address === address).map(({ name }) => name);
    expect(names.map((name) => `${name}+0x0`)).toContain(at(address));
    for (let offset = 1; offset < sizeBytes; offset++)
      expect(names.map((name) => `${name}+0x${offset.toString(16)}`)).toContain(at(address + offset));
  });

  test('prefer the name that programs use', () => {
    const say = functions.find(({ name }) => name === 'say')?.address ?? 0;
    expect(at(say + 2)).toBe('say+0x2');
  });

  test('count on from a function without a size to the next one', () => {
    const untyped = functions.find(({ name }) => name === 'untyped_exit')?.address ?? 0;
    expect(at(untyped + 4)).toBe('untyped_exit+0x4');
  });

  test('say nothing of headers, data and places behind the file', () => {
    for (const offset of [0, 8, bytes.length - 1, bytes.length, 2 ** 40, -1]) expect(table?.symbolAt(offset)).toBeUndefined();
  });
});

test('a stripped program has none, nor has a file that is no program', () => {
  expect(readFunctions(readerOfBytes(elf('stripped')))).toBeUndefined();
  for (const bytes of [new Uint8Array(0), new Uint8Array(64), Buffer.from('#!/bin/sh\n')])
    expect(readFunctions(readerOfBytes(bytes))).toBeUndefined();
});

test('every program of the userland names its functions, at little cost', () => {
  for (const name of readdirSync(userland)) {
    const bytes = readFileSync(new URL(name, userland));
    const table = readFunctions(readerOfBytes(bytes));
    expect(table?.symbolAt(offsetOf(bytes, Number(bytes.readBigUInt64LE(24)))), name).toBe('_start+0x0');
    expect(table?.bytes, name).toBeLessThan(65_536);
  }
});

describe('whatever a file holds', () => {
  const shapes = ['static', 'pie', 'shared'].map(elf);
  const places = [0, 24, 0x120, 0x130, 0x258, 2 ** 32, 2 ** 60];

  function ask(bytes: Uint8Array): void {
    const table = readFunctions(readerOfBytes(bytes));
    for (const place of places) {
      const symbol = table?.symbolAt(place);
      if (symbol !== undefined) expect(symbol).toMatch(/^.{1,256}\+0x[0-9a-f]+$/su);
    }
  }

  test('bytes that were changed anywhere harm nobody', () => {
    const change = fc.record({ at: fc.nat(), value: fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.nat(255)) });
    fc.assert(
      fc.property(fc.constantFrom(...shapes), fc.array(change, { minLength: 1, maxLength: 12 }), (original, changes) => {
        const bytes = Buffer.from(original);
        for (const { at, value } of changes) bytes[at % bytes.length] = value;
        ask(bytes);
      }),
      { numRuns: 3000 },
    );
  });

  test('a header, a section or a symbol of any value harms nobody', () => {
    const field = fc.oneof(
      fc.constantFrom(0n, 1n, 2n ** 31n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n),
      fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...shapes), fc.nat(), field, (original, at, value) => {
        const bytes = Buffer.from(original);
        bytes.writeBigUInt64LE(value, at % (bytes.length - 8));
        ask(bytes);
      }),
      { numRuns: 3000 },
    );
  });

  test('a file that ends anywhere harms nobody', () => {
    for (const original of shapes) for (let length = 0; length < original.length; length++) ask(original.subarray(0, length));
  });

  test('a table beyond all measure is not read', () => {
    const bytes = elf('static');
    const sections = Number(bytes.readBigUInt64LE(40));
    const header = Array.from({ length: bytes.readUInt16LE(60) }, (_, index) => sections + index * 64).find(
      (at) => bytes.readUInt32LE(at + 4) === 2,
    );
    expect(header).toBeDefined();
    bytes.writeBigUInt64LE(2n ** 40n, (header ?? 0) + 32);
    let mostBytes = 0;
    const read = (offset: number, length: number): Uint8Array => {
      mostBytes = Math.max(mostBytes, length);
      return bytes.subarray(offset, offset + length);
    };
    expect(readFunctions({ sizeBytes: 2 ** 44, read })).toBeUndefined();
    expect(mostBytes).toBeLessThan(2 ** 20);
  });
});
