// Symbols of mapped files, kept within bounds, and what a trace says with them of programs of every shape.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { PageSource } from '../../../src/kernel/mm/page-source.js';
import { Symbols } from '../../../src/observe/symbols/symbols.js';
import { boot } from '../../../src/system/boot.js';
import { memoryForTest, SourceForTest } from '../../kernel/mm/memory-for-test.js';
import { linesOf, linesOfRun } from '../trace/traced-system.js';

function elf(shape: string): Buffer {
  return readFileSync(new URL(`../../golden/symbols/${shape}.elf`, import.meta.url));
}

describe('what is kept', () => {
  const bytes = elf('static');
  const memory = memoryForTest();

  /** A file that counts how often it is looked into. */
  class CountedSource extends SourceForTest {
    looks = 0;

    constructor() {
      super(memory, bytes);
    }

    override peek(offset: number, length: number): Uint8Array {
      this.looks++;
      return super.peek(offset, length);
    }
  }

  test('is read once, and again when the files may have changed', () => {
    const [symbols, source] = [new Symbols(), new CountedSource()];
    expect(symbols.at(source, 0x12c)).toBe('say+0x2');
    const { looks } = source;
    expect(symbols.at(source, 0x12e)).toBe('say+0x4');
    expect(source.looks).toBe(looks);
    symbols.forget();
    expect(symbols.at(source, 0x12c)).toBe('say+0x2');
    expect(source.looks).toBe(2 * looks);
  });

  test('is bounded: of many files the one that was asked for least lately goes', () => {
    const symbols = new Symbols();
    const sources = Array.from({ length: 65 }, () => new CountedSource());
    for (const source of sources) symbols.at(source, 0x12c);
    const [first, second, last] = [sources[0], sources[1], sources[64]].map((source) => {
      const before = source?.looks ?? 0;
      if (source !== undefined) symbols.at(source, 0x12c);
      return (source?.looks ?? 0) - before;
    });
    expect(first).toBeGreaterThan(0);
    expect(second).toBeGreaterThan(0);
    expect(last).toBe(0);
  });

  test('nothing of a file that cannot be read', () => {
    const source: PageSource = Object.assign(new CountedSource(), { peek: () => 'EIO' as const });
    expect(new Symbols().at(source, 0x12c)).toBeUndefined();
  });
});

describe.each([
  ['static', ['say+0xc', 'say+0xc', 'untyped_exit+0x4'], ['say_twice', 'say_twice', '_start']],
  ['pie', ['say+0xc', 'say+0xc', 'untyped_exit+0x4'], ['say_twice', 'say_twice', '_start']],
  ['stripped', [undefined, undefined, undefined], [undefined, undefined, undefined]],
])('the trace of a program that was linked %s', (shape, symbols, callers) => {
  test.each(['/root/places', '/tmp/places'])('says where in %s each call was made', async (path) => {
    const os = await boot({ seed: 5 });
    os.install('/root/original', elf(shape));
    const lines = linesOfRun(os, `cp original ${path}; ${path}`);
    const calls = linesOf(lines, 'call').filter(({ file }) => file === path);
    expect(calls.map(({ name }) => name)).toEqual(['write', 'write', 'exit']);
    expect(calls.map(({ symbol }) => symbol)).toEqual(symbols);
    expect(calls.map(({ caller }) => caller)).toEqual(callers);
    for (const { pc, symbol, offset } of calls) {
      expect(pc).toMatch(/^0x[0-9a-f]+$/);
      expect(offset === undefined).toBe(symbol !== undefined);
      if (offset !== undefined) expect(Number(pc) % 4096).toBe(Number(offset) % 4096);
    }
  });
});

test('a program that was written over another is known by its own symbols', async () => {
  const os = await boot({ seed: 5 });
  for (const shape of ['static', 'pie']) os.install(`/root/${shape}`, elf(shape));
  const lines = linesOfRun(os, 'cp static here; ./here; cp pie here; ./here');
  const calls = linesOf(lines, 'call').filter(({ file }) => file === '/root/here');
  const once = ['say+0xc', 'say+0xc', 'untyped_exit+0x4'];
  expect(calls.map(({ symbol }) => symbol)).toEqual([...once, ...once]);
});
