// --trace and `trace show` as a user meets them.
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { vivarium } from '../../cli/vivarium.js';

const oneLine = /^vivarium: [^\n]+: [^\n]+\n$/;
const folder = mkdtempSync(join(tmpdir(), 'vivarium-trace-'));
const at = (name: string): string => join(folder, name);

afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(() => {
  for (const name of ['run.ndjson', 'run.pftrace']) {
    const { status, stdout } = vivarium(['sh', '--trace', at(name), '-c', 'echo hello | cat; exit 3']);
    expect({ status, stdout }).toEqual({ status: 3, stdout: 'hello\n' });
  }
});

describe.each(['run.ndjson', 'run.pftrace'])('trace show of %s', (name) => {
  test('lists calls as strace does', () => {
    const { status, stdout, stderr } = vivarium(['trace', 'show', at(name), '--view', 'strace']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^\d+ +0\.\d{9} write\(1, 0x[0-9a-f]+, 6\) = 6 <0\.\d{9}>$/m);
    expect(stdout).toMatch(/^2 +0\.\d{9} \+\+\+ exited with 3 \+\+\+$/m);
  });

  test('shows with --symbols which function made a call, and where a turn ended', () => {
    const calls = vivarium(['trace', 'show', at(name), '--view', 'strace', '--symbols']);
    expect(calls.stdout).toMatch(/^4 +0\.\d{9} write\(1, 0x[0-9a-f]+, 6\) = 6 <0\.\d{9}> \[sccp\+0x[0-9a-f]+ <- write\]$/m);
    const turns = vivarium(['trace', 'show', at(name), '--view', 'sched', '--symbols']);
    expect(turns.stdout).toMatch(/^ +\d+\.\d{6} +[01] +sh \(2\) +[\d.]+ +[\d.]+ +[\d.]+ \[sccp\+0x[0-9a-f]+ <- waitpid\]$/m);
  });

  test('lists turns and delays as perf sched does', () => {
    const { stdout } = vivarium(['trace', 'show', at(name), '--view', 'sched']);
    expect(stdout).toMatch(/^ +\d+\.\d{6} +[01] +cat \(4\) +[\d.]+ +[\d.]+ +[\d.]+$/m);
    expect(stdout).toMatch(/^total +\d+\.\d{6} +\d+$/m);
  });

  test('shows who had which core', () => {
    const { stdout } = vivarium(['trace', 'show', at(name)]);
    expect(stdout).toMatch(/^ +ms +core 0 +core 1$/m);
    expect(stdout).toMatch(/ cat \(4\)/);
  });

  test('shows what is left of a file that was cut short, then says so', () => {
    const cut = at(`cut-${name}`);
    const bytes = readFileSync(at(name));
    writeFileSync(cut, bytes.subarray(0, Math.floor(bytes.length / 2)));
    const { status, stdout, stderr } = vivarium(['trace', 'show', cut, '--view', 'strace']);
    expect(status).toBe(125);
    expect(stdout.split('\n').length).toBeGreaterThan(10);
    expect(stderr).toMatch(oneLine);
    expect(stderr).toContain('cut short');
  });
});

describe('a trace that cannot be written', () => {
  test('is told before anything runs', () => {
    const { status, stdout, stderr } = vivarium(['sh', '--trace', at('no/such.ndjson'), '-c', 'echo hello']);
    expect({ status, stdout }).toEqual({ status: 125, stdout: '' });
    expect(stderr).toMatch(oneLine);
  });

  if (existsSync('/dev/full')) {
    test.each(['full.ndjson', 'full.pftrace'])('for want of room ends the run in one line: %s', (name) => {
      symlinkSync('/dev/full', at(name));
      const { status, stderr } = vivarium(['sh', '--trace', at(name), '-c', 'echo hello']);
      expect(status).toBe(125);
      expect(stderr).toMatch(oneLine);
      expect(stderr).toContain('ENOSPC');
    });
  }
});

test('a file without a trace is told in one line', () => {
  writeFileSync(at('no.ndjson'), 'hello\n');
  for (const name of ['no.ndjson', 'missing.ndjson']) {
    const { status, stdout, stderr } = vivarium(['trace', 'show', at(name)]);
    expect({ status, stdout }).toEqual({ status: 125, stdout: '' });
    expect(stderr).toMatch(oneLine);
  }
});

test.each([
  ['sh', '--trace', 'out.txt'],
  ['trace', 'show'],
  ['trace', 'hide', 'x.ndjson'],
  ['trace', 'show', 'x.ndjson', '--view', 'x'],
])('%s %s %s is a wrong command line', (...args) => {
  const { status, stderr } = vivarium(args);
  expect(status).toBe(2);
  expect(stderr).toMatch(oneLine);
});
