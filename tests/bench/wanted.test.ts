// What the command line of the benchmarks may say.
import { describe, expect, test } from 'vitest';
import { asked } from '../../scripts/bench/wanted.js';

const known = new Map([
  ['kernels', ['crc', 'fib']],
  ['start', []],
]);

describe('what is asked for', () => {
  test.each([
    { words: [], parts: { kernels: [], start: [] }, quick: false },
    { words: ['start', '--quick'], parts: { start: [] }, quick: true },
    { words: ['kernels:crc,fib', 'start'], parts: { kernels: ['crc', 'fib'], start: [] }, quick: false },
  ])('$words', ({ words, parts, quick }) => {
    const wanted = asked(words, known);
    if (typeof wanted === 'string') throw new Error(wanted);
    expect({ parts: Object.fromEntries(wanted.parts), quick: wanted.quick }).toEqual({ parts, quick });
  });

  test.each([
    { words: ['stat'], problem: "unknown suite 'stat': give some of kernels, start" },
    { words: ['kernels:md5'], problem: "suite 'kernels' has no part 'md5': give some of crc, fib" },
    { words: ['start:crc'], problem: "suite 'start' has no part 'crc': give its name alone" },
    { words: ['--quik'], problem: "unknown option '--quik': there is only --quick" },
  ])('$words is refused in one line', ({ words, problem }) => expect(asked(words, known)).toBe(problem));
});
