// `run --dump-region`: the program's output stays its own, and a wrong address is told in one line.
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { vivarium } from './vivarium.js';

const program = fileURLToPath(new URL('../../dist/userland/bin/spin', import.meta.url));

test('shows on standard error how a function was translated', () => {
  const { status, stdout, stderr } = vivarium(['run', '--dump-region', 'main', program, '2']);
  expect({ status, stdout }).toEqual({ status: 0, stdout: vivarium(['run', program, '2']).stdout });
  expect(stderr).toMatch(/^Region 0x[0-9a-f]+ <main\+0x[0-9a-f]+> of spin[\s\S]*== Structure[\s\S]*== Code[\s\S]*end\n[\s\S]*$/);
});

test.each([
  [['--dump-region', '0xzz'], 2, 'give an address such as 0x10234'],
  [['--dump-region', '4711'], 2, 'the name of a function'],
  [['--dump-region', 'nosuch'], 2, 'no such function'],
  [['--dump-region', 'main', '--engine', 'interpreter'], 2, 'leave --engine out'],
  [['--dump-region', '0x4'], 125, 'name a function that was translated (main'],
  [['--dump-region', 'strlen'], 125, 'let the program run for longer'],
])('%j ends with one line and status %i', (options, expected, part) => {
  const { status, stderr } = vivarium(['run', ...options, program, '2']);
  expect(status).toBe(expected);
  expect(stderr).toMatch(/^vivarium: [^\n]+: [^\n]+: [^\n]+\n$/);
  expect(stderr).toContain(part);
});
