import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { utf8Decode, utf8Encode } from '../../../src/abi/text.js';
import { readerOfBytes } from '../../../src/kernel/lifecycle/byte-reader.js';
import { parseScript, resolveProgram } from '../../../src/kernel/lifecycle/script.js';

function parse(text: string): unknown {
  const line = parseScript(utf8Encode(text).slice(0, 256));
  if (line === undefined || typeof line === 'string') return line;
  return [utf8Decode(line.interpreter), ...(line.argument === undefined ? [] : [utf8Decode(line.argument)])];
}

describe('the first line of a script', () => {
  test.each([
    ['#!/bin/sh\necho', ['/bin/sh']],
    ['#! /bin/sh  \n', ['/bin/sh']],
    ['#!/bin/sh -e  -x \n', ['/bin/sh', '-e  -x']],
    ['#!\t/usr/bin/env\tnode', ['/usr/bin/env', 'node']],
    ['#!/bin/sh', ['/bin/sh']],
    ['#!\n/bin/sh', 'ENOEXEC'],
    ['#!', 'ENOEXEC'],
    ['#', undefined],
    ['echo', undefined],
    [`#!/${'x'.repeat(300)}\n`, 'ENOEXEC'],
    [`#!/bin/sh ${'x'.repeat(300)}\n`, ['/bin/sh', 'x'.repeat(245)]],
  ])('is read as Linux reads it: %#', (text, expected) => {
    expect(parse(text)).toEqual(expected);
  });

  test('never makes the parser throw', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 256 }), (bytes) => void parseScript(Uint8Array.of(0x23, 0x21, ...bytes))));
  });
});

describe('resolving a program', () => {
  const files = new Map([
    ['/bin/sh', 'ELF'],
    ['/a', '#!/bin/sh -x\n'],
    ['/b', '#!/a one two\n'],
    ['/loop', '#!/loop\n'],
    ['/lost', '#!/nowhere\n'],
  ]);
  const open = (path: string) => {
    const text = files.get(path);
    return text === undefined ? 'ENOENT' : readerOfBytes(utf8Encode(text));
  };
  const resolve = (path: string, ...argv: string[]) => {
    const result = resolveProgram(open, path, argv.map(utf8Encode));
    return typeof result === 'string' ? result : [result.path, ...result.argv.map(utf8Decode)];
  };

  test('inserts interpreter, argument and path before the arguments', () => {
    expect(resolve('/bin/sh', 'sh', '-c')).toEqual(['/bin/sh', 'sh', '-c']);
    expect(resolve('/a', 'a', 'last')).toEqual(['/bin/sh', '/bin/sh', '-x', '/a', 'last']);
    expect(resolve('/b', 'b', 'last')).toEqual(['/bin/sh', '/bin/sh', '-x', '/a', 'one two', '/b', 'last']);
    expect(resolve('/a')).toEqual(['/bin/sh', '/bin/sh', '-x', '/a']);
  });

  test('ends with an errno when an interpreter is missing or nested too deep', () => {
    expect(resolve('/lost')).toBe('ENOENT');
    expect(resolve('/loop')).toBe('ELOOP');
  });
});
