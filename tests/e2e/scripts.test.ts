// Programs and scripts through the command line: streams, statuses, concurrency.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { vivarium } from '../cli/vivarium.js';

const userland = fileURLToPath(new URL('../../dist/userland/', import.meta.url));
const tool = (name: string): string => `${userland}bin/${name}`;
const folder = mkdtempSync(join(tmpdir(), 'vivarium-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const sh = (script: string, ...options: string[]): ReturnType<typeof vivarium> => vivarium(['sh', ...options, '-c', script]);

describe('vivarium sh -c', () => {
  test.each([
    ['echo hello', 'hello\n', 0],
    ['exit 7', '', 7],
    ['kill -TERM $$', '', 143],
    ['echo a | tr a b | cat', 'b\n', 0],
    ['spin 1 >/dev/null & spin 1 >/dev/null & wait; echo done', 'done\n', 0],
    ['for i in 1 2 3; do echo $i; done | sort -r | head -n 1', '3\n', 0],
    ['yes | head -n 2', 'y\ny\n', 0],
    ['cat /etc/hostname', 'vivarium\n', 0],
    ['false || echo no', 'no\n', 0],
  ])('%s', (script, stdout, status) => {
    expect(sh(script)).toEqual({ status, stdout, stderr: '' });
  });

  test('keeps stdout and stderr apart', () => {
    expect(sh('echo out; echo err >&2')).toEqual({ status: 0, stdout: 'out\n', stderr: 'err\n' });
  });

  test('shows two spinners at once in ps', () => {
    const { stdout } = sh('spin 50 & spin 50 & ps; wait');
    expect(stdout.match(/^ +\d+ .* spin$/gm)).toHaveLength(2);
    expect(stdout.match(/^spin: 50 million instructions/gm)).toHaveLength(2);
  });

  test('sees as many cores as were asked for', () => {
    expect(sh('nproc', '--cores', '5').stdout).toBe('5\n');
  });

  test('two processes on two cores take half the time of two on one', () => {
    const script = 'spin 20 >/dev/null & spin 20 >/dev/null & wait; cut -d " " -f 1 /proc/uptime';
    const one = Number(sh(script, '--cores', '1').stdout);
    const two = Number(sh(script, '--cores', '2').stdout);
    expect(two).toBeLessThan(one * 0.7);
  });

  test.each(['eevdf', 'cfs:latency=4ms', 'rr', 'fifo', 'mlfq:levels=3,boost=20ms', 'lottery', 'stride', 'sjf:preempt=on'])(
    'under %s four jobs on two cores all end',
    (policy) => {
      expect(sh('for i in 1 2 3 4; do spin 5 >/dev/null & done; wait; echo all', '--policy', policy).stdout).toBe('all\n');
    },
  );
});

describe('vivarium run', () => {
  test('passes stdin, stdout and the status through, byte for byte', () => {
    const bytes = Uint8Array.from({ length: 200_000 }, (_, index) => (index * 7) & 0xff);
    const path = join(folder, 'bytes');
    writeFileSync(path, bytes);
    const count = vivarium(['run', tool('wc'), '-c'], { input: bytes });
    expect(count).toEqual({ status: 0, stdout: '200000\n', stderr: '' });
  });

  test('gives the arguments after the ELF to the program, options included', () => {
    expect(vivarium(['run', tool('echo'), '--cores', '3', '--', '-x']).stdout).toBe('--cores 3 -- -x\n');
  });

  test('starts copies at once', () => {
    expect(vivarium(['run', '--copies', '3', tool('echo'), 'x']).stdout).toBe('x\nx\nx\n');
  });

  test('sets the environment and the working directory', () => {
    expect(vivarium(['sh', '--env', 'A=b c', '--cwd', '/etc', '-c', 'echo "$A"; pwd']).stdout).toBe('b c\n/etc\n');
  });

  test('ends at the time limit with a word about it', () => {
    const { status, stderr } = vivarium(['run', '--max-time', '10ms', tool('spin'), '1000000']);
    expect(status).toBe(125);
    expect(stderr).toMatch(/^vivarium: the time limit is reached: 10ms[^\n]*\n$/);
  });

  test('reads stdin only as far as the program does', () => {
    expect(vivarium(['run', tool('head'), '-n', '1'], { input: 'a\nb\n' }).stdout).toBe('a\n');
  });
});

describe('--mount', () => {
  test('shows a host folder read-only', () => {
    writeFileSync(join(folder, 'file'), 'from the host\n');
    const { stdout, stderr, status } = sh('cat /mnt/file; echo x > /mnt/new', '--mount', `${folder}:/mnt`);
    expect(stdout).toBe('from the host\n');
    expect(stderr).toMatch(/Read-only file system/);
    expect(status).not.toBe(0);
  });
});

describe('bad input', () => {
  const file = (name: string, bytes: Uint8Array | string): string => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  };
  const elf = (edit: (bytes: Uint8Array) => void): Uint8Array => {
    const bytes = new Uint8Array(200);
    bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
    new DataView(bytes.buffer).setUint16(16, 2, true);
    new DataView(bytes.buffer).setUint16(18, 243, true);
    new DataView(bytes.buffer).setUint32(20, 1, true);
    edit(bytes);
    return bytes;
  };

  test.each([
    ['nothing there', () => join(folder, 'absent'), 'no such file'],
    ['a directory', () => folder, 'a directory'],
    ['an empty file', () => file('empty', ''), 'empty'],
    ['text', () => file('text', 'hello\n'), 'not an ELF file'],
    ['a script', () => file('script', '#!/bin/sh\n'), 'a script'],
    [
      'a 32-bit program',
      () =>
        file(
          'e32',
          elf((bytes) => bytes.set([1], 4)),
        ),
      'not a 64-bit ELF file',
    ],
    [
      'a program for x86-64',
      () =>
        file(
          'x86',
          elf((bytes) => bytes.set([62, 0], 18)),
        ),
      'not built for RISC-V',
    ],
    [
      'an object file',
      () =>
        file(
          'obj',
          elf((bytes) => bytes.set([1], 16)),
        ),
      'neither a program',
    ],
    ['a header cut off', () => file('cut', elf(() => undefined).subarray(0, 40)), 'cut off'],
    [
      'no segments',
      () =>
        file(
          'none',
          elf(() => undefined),
        ),
      'no program headers',
    ],
  ])('%s is refused in one line with status 125', (_name, path, words) => {
    const { status, stdout, stderr } = vivarium(['run', path()]);
    expect({ status, stdout }).toEqual({ status: 125, stdout: '' });
    expect(stderr).toMatch(/^vivarium: [^\n]+: [^\n]+: [^\n]+\n$/);
    expect(stderr).toContain(words);
  });

  test('an unreadable mount is refused in one line', () => {
    const { status, stderr } = vivarium(['run', '--mount', `${folder}/absent:/mnt`, tool('true')]);
    expect(status).toBe(125);
    expect(stderr).toMatch(/^vivarium: it does not exist: --mount [^\n]+: [^\n]+\n$/);
  });

  test('cc says when there is no such file', () => {
    expect(vivarium(['cc', join(folder, 'absent.c')]).stderr).toMatch(/^vivarium: no such file: /);
  });
});

describe('vivarium cc', () => {
  test('makes a program that vivarium run runs', () => {
    const source = join(folder, 'hello.c');
    const program = join(folder, 'hello.elf');
    writeFileSync(source, '#include <stdio.h>\nint main(int c, char **v) { printf("hello %s\\n", c > 1 ? v[1] : ""); return c; }\n');
    expect(vivarium(['cc', source, '-o', program])).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(vivarium(['run', program, 'you'])).toEqual({ status: 2, stdout: 'hello you\n', stderr: '' });
  });
});
