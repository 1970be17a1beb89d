// A program between the host's pipes: what it is told when a reader goes away, and which status comes out.
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { mainPath } from './vivarium.js';

/** Runs a line of the host's shell in which V SCRIPT runs the guest's shell. */
function pipeline(line: string): { output: string; errors: string } {
  const shell = `V() { "${process.execPath}" "${mainPath}" sh -c "$1"; }; ${line}`;
  const { stdout, stderr } = spawnSync('/bin/sh', ['-c', shell], { encoding: 'utf8', timeout: 110_000 });
  return { output: stdout, errors: stderr };
}

test('a program that only writes ends with SIGPIPE', () => {
  expect(pipeline(`{ V 'yes'; echo "status $?" >&2; } | head -n 1`)).toEqual({ output: 'y\n', errors: 'status 141\n' });
});

test('a program that ignores SIGPIPE gets EPIPE and goes on', () => {
  const script = `trap "" PIPE; while echo x 2>/dev/null; do :; done; echo over >&2; exit 7`;
  const { output, errors } = pipeline(`{ V '${script}'; echo "status $?" >&2; } | head -n 1`);
  expect(output).toBe('x\n');
  expect(errors).toContain('over\nstatus 7\n');
});

test('a program whose complaints nobody reads goes on with the rest', () => {
  const { output } = pipeline(`{ { V 'yes >&2; echo on'; echo "status $?"; } 2>&1 >&3 | head -n 1 >/dev/null; } 3>&1`);
  expect(output).toBe('on\nstatus 0\n');
});

test('a shell sees input that arrives while it polls', () => {
  expect(pipeline(`{ sleep 0.3; echo late; } | V 'read line; echo "got $line"'`).output).toBe('got late\n');
});
