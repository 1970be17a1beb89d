// What the command line says when it is asked for help and when it is used wrongly.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { commands, rootCommand } from '../../src/cli/commands.js';
import { longFlag } from '../../src/cli/options.js';
import { vivarium } from './vivarium.js';

/** One line, with the name of the program and three parts. */
const oneLine = /^vivarium: [^\n]+: [^\n]+\n$/;

describe.each([rootCommand, ...commands])('help of $name', (row) => {
  const outcome = vivarium(row === rootCommand ? ['--help'] : [row.name, '--help']);

  test('goes to stdout with status 0', () => {
    expect(outcome.status).toBe(0);
    expect(outcome.stderr).toBe('');
  });

  test('shows every option and every example', () => {
    for (const option of row.options) expect(outcome.stdout).toContain(longFlag(option));
    expect(row.examples.length).toBeGreaterThan(0);
    for (const [command, meaning] of row.examples) {
      expect(outcome.stdout).toContain(`$ ${command}`);
      expect(outcome.stdout).toContain(meaning);
    }
  });
});

const wrongUses: readonly (readonly [args: string[], part: string])[] = [
  [['frobnicate'], "unknown command 'frobnicate'"],
  [['prog.elf'], '"vivarium run prog.elf"'],
  [['--frobnicate'], "unknown option '--frobnicate'"],
  [['run', '--frobnicate', 'x'], "unknown option '--frobnicate'"],
  [['run'], "missing required argument 'elf'"],
  [['run', '--cores'], "option '--cores <n>' argument missing"],
  [['run', '--cores', '0', 'x'], "bad value '0'"],
  [['run', '--cores', '65', 'x'], "bad value '65'"],
  [['run', '--memory', '1K', 'x'], "bad value '1K'"],
  [['run', '--memory', '1T', 'x'], "bad value '1T'"],
  [['run', '--policy', 'cfq', 'x'], "bad value 'cfq'"],
  [['run', '--policy', 'mlfq:leves=4', 'x'], 'levels, slice, allotment, growth and boost'],
  [['run', '--policy', 'cfs:min=1', 'x'], 'min of cfs as a time from 100us to 10s, such as 750us'],
  [['run', '--policy', 'fifo:slice=1ms', 'x'], 'it has no parameters'],
  [['run', '--tick', '1us', 'x'], "bad value '1us'"],
  [['run', '--mount', '/tmp', 'x'], "bad value '/tmp'"],
  [['demo', 'extra'], 'too many arguments'],
  [['demo', '--copies', '2'], "unknown option '--copies'"],
  [['completion'], "missing required argument 'shell'"],
  [['completion', 'ksh'], "unknown shell 'ksh'"],
  [['--cores', '4', 'profiles'], 'means nothing here'],
  [['--report', 'x', 'profiles'], 'means nothing here'],
  [['sh', '--json', '-c', 'true'], 'nothing to write as JSON'],
  [['compare', 'a.json'], "missing required argument 'b'"],
  [['report'], 'no report is named'],
  [['profiles', '--schema', '--show', 'board'], 'exclude each other'],
];

describe('a wrong command line', () => {
  test.each(wrongUses)('%j is refused in one line with status 2', (args, part) => {
    const { status, stdout, stderr } = vivarium(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(oneLine);
    expect(stderr).toContain(part);
  });
});

describe('version', () => {
  test('is that of package.json', () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
    expect(vivarium(['--version']).stdout).toBe(`${version}\n`);
  });
});

describe('profiles', () => {
  test('lists each profile and each cost with its source', () => {
    const { stdout, status } = vivarium(['profiles']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/frequency +1000 MHz +1500 MHz +3000 MHz/);
    expect(stdout).toMatch(/trapEntry +50 /);
  });

  test('is valid JSON with --json', () => {
    const report = JSON.parse(vivarium(['profiles', '--json']).stdout) as { profiles: { name: string }[] };
    expect(report.profiles.map(({ name }) => name)).toContain('textbook');
  });
});

function installed(shell: string): boolean {
  return spawnSync(shell, ['--version']).status === 0;
}

describe.each(['bash', 'zsh', 'fish'])('completion for %s', (shell) => {
  const { stdout, status } = vivarium(['completion', shell]);

  test('names every command and option', () => {
    expect(status).toBe(0);
    for (const row of commands) {
      expect(stdout).toContain(row.name);
      for (const option of row.options) expect(stdout).toContain(longFlag(option).slice(2));
    }
  });

  if (installed(shell)) {
    test('is accepted by the shell', () => {
      const check = spawnSync(shell, ['-n'], { input: stdout, encoding: 'utf8' });
      expect(check.stderr).toBe('');
      expect(check.status).toBe(0);
    });
  }
});

describe('bash', () => {
  function complete(words: string): string[] {
    const script = `source /dev/stdin <<'END'\n${vivarium(['completion', 'bash']).stdout}\nEND\nCOMP_WORDS=(${words}); COMP_CWORD=$((\${#COMP_WORDS[@]}-1)); _vivarium; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return spawnSync('bash', ['-c', script], { encoding: 'utf8' }).stdout.trim().split('\n');
  }

  test('completes commands, options and values', () => {
    expect(complete('vivarium pro')).toEqual(['profiles']);
    expect(complete('vivarium run --po')).toEqual(['--policy']);
    expect(complete('vivarium run --policy ""')).toEqual(['eevdf', 'cfs', 'rr', 'fifo', 'mlfq', 'lottery', 'stride', 'sjf']);
    expect(complete('vivarium completion z')).toEqual(['zsh']);
  });
});
