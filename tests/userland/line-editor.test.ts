// The shell's line editor, typed at in simulated time and read as an xterm shows it.
import { Terminal } from '@xterm/headless';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { boot } from '../../src/system/boot.js';
import type { Vivarium } from '../../src/system/vivarium.js';

const columns = 40;
const rows = 12;
const control = (letter: string): string => String.fromCharCode(letter.charCodeAt(0) & 31);
const [up, down, right, left, home, end] = ['\u001b[A', '\u001b[B', '\u001b[C', '\u001b[D', '\u001b[H', '\u001b[F'];
const backspace = '\u007f';

/** Longest simulated time that an answer takes: beyond the pause after which a lone Escape is known. */
const answerNs = 300e6;

let os: Vivarium;
let terminal: Terminal;

/** Types keys, lets the system answer and returns the lines on the screen. */
async function type(keys: string): Promise<string[]> {
  os.write(keys);
  os.run({ untilNs: os.nowNs + answerNs });
  await new Promise<void>((resolve) => terminal.write(os.readConsole(), resolve));
  const { active } = terminal.buffer;
  const lines = Array.from({ length: rows }, (_, row) => active.getLine(active.baseY + row)?.translateToString(true) ?? '');
  while (lines.length > 0 && lines.at(-1)?.trim() === '') lines.pop();
  return lines.map((line) => line.trimEnd());
}

const cursor = (): { x: number; y: number } => ({ x: terminal.buffer.active.cursorX, y: terminal.buffer.active.cursorY });

beforeEach(async () => {
  os = await boot({ cores: 1, seed: 5 });
  terminal = new Terminal({ cols: columns, rows, allowProposedApi: true });
  os.resize(columns, rows);
  for (const name of ['apple', 'apricot', 'with space', 'ünï']) os.fs.writeFileSync(`/root/${name}`, `${name}\n`);
  os.fs.mkdirSync('/root/basket');
  os.spawn('/bin/sh', [], { argv0: 'sh', env: { PS1: '$ ' } });
  expect(await type('')).toEqual(['$']);
});

afterEach(() => {
  terminal.dispose();
  os.close();
});

describe('editing', () => {
  test('inserts and deletes in the middle of a line', async () => {
    await type(`echo hllo${left}${left}${left}e`);
    await type(`${home}${right}${control('E')}!${backspace}?`);
    expect(await type('\r')).toEqual(['$ echo hello?', 'hello?', '$']);
  });

  test('kills and puts back', async () => {
    await type(`two words${control('W')}${control('U')}echo ${control('Y')}${control('A')}${control('K')}${control('Y')}`);
    expect(await type('\r')).toEqual(['$ echo two', 'two', '$']);
  });

  test('moves and deletes by characters, not by bytes', async () => {
    await type(`echo aü日${left}${left}${backspace}${end}${backspace}x`);
    expect(await type('\r')).toEqual(['$ echo üx', 'üx', '$']);
  });

  test('goes on in the next row and comes back', async () => {
    const long = 'abcdefghij'.repeat(5);
    expect(await type(`: ${long}`)).toEqual([`$ : ${long.slice(0, 36)}`, long.slice(36)]);
    expect(cursor()).toEqual({ x: 14, y: 1 });
    await type(control('A'));
    expect(cursor()).toEqual({ x: 2, y: 0 });
    expect(await type('XY')).toEqual([`$ XY: ${long.slice(0, 34)}`, long.slice(34)]);
    expect(await type(`${control('K')}`)).toEqual(['$ XY']);
  });

  test('stands at the beginning of the next row when a row is full', async () => {
    await type('x'.repeat(columns - 2));
    expect(cursor()).toEqual({ x: 0, y: 1 });
    await type(backspace);
    expect(cursor()).toEqual({ x: columns - 1, y: 0 });
  });

  test('puts a wide character that does not fit into the next row', async () => {
    expect(await type(`${'x'.repeat(columns - 3)}日`)).toEqual([`$ ${'x'.repeat(columns - 3)}`, '日']);
    expect(cursor()).toEqual({ x: 2, y: 1 });
  });

  test('clears the screen and keeps the line', async () => {
    await type('echo one\r');
    expect(await type(`echo two${control('L')}`)).toEqual(['$ echo two']);
  });

  test('draws the line anew when the window changes', async () => {
    await type('echo some words');
    terminal.resize(30, rows);
    os.resize(30, rows);
    expect(await type('!')).toEqual(['$ echo some words!']);
  });
});

describe('history', () => {
  test('goes back and forth and keeps the new line', async () => {
    await type('echo one\recho two\r');
    expect((await type(`new${up}${up}`)).at(-1)).toBe('$ echo one');
    expect((await type(`${down}${down}`)).at(-1)).toBe('$ new');
  });

  test('is searched with Ctrl-R', async () => {
    await type('echo apple\rls -l\recho pear\r');
    expect((await type(`${control('R')}ech`)).at(-1)).toBe("(reverse-i-search)`ech': echo pear");
    expect((await type(control('R'))).at(-1)).toBe("(reverse-i-search)`ech': echo apple");
    expect((await type('\r')).slice(-3)).toEqual(['$ echo apple', 'apple', '$']);
  });

  test('is kept in a file for the next shell', async () => {
    await type('echo kept\rsh\r');
    expect((await type(`${up}${up}`)).at(-1)).toMatch(/echo kept$/);
  });
});

describe('completion', () => {
  test('completes a single name with a blank, a directory with a slash', async () => {
    expect(await type('cat app\t')).toEqual(['$ cat apple']);
    expect(await type(`${control('U')}cat ba\t`)).toEqual(['$ cat basket/']);
    expect(await type(`${control('U')}cat ü\t`)).toEqual(['$ cat ünï']);
    expect(await type(`${control('U')}cat wi\t`)).toEqual(['$ cat with\\ space']);
  });

  test('lists what is possible at the second Tab', async () => {
    expect(await type('cat a\t')).toEqual(['$ cat ap']);
    expect(await type('\t')).toEqual(['$ cat ap', 'apple    apricot', '$ cat ap']);
  });

  test('completes commands, and only directories behind cd', async () => {
    expect(await type('unali\t')).toEqual(['$ unalias']);
    expect(await type(`${control('U')}cd \t`)).toEqual(['$ cd basket/']);
    expect(await type(`${control('U')}echo x | hexd\t`)).toEqual(['$ echo x | hexdump']);
  });
});

describe('the prompt', () => {
  test('asks for the rest of a command with PS2', async () => {
    expect(await type('if true\rthen echo yes\rfi\r')).toEqual(['$ if true', '> then echo yes', '> fi', 'yes', '$']);
  });

  test('gives a line up at Ctrl-C', async () => {
    expect(await type(`echo no${control('C')}echo $?\r`)).toEqual(['$ echo no^C', '$ echo $?', '130', '$']);
  });

  test('survives a syntax error', async () => {
    const lines = await type('echo a; fi; echo b\recho c\r');
    expect(lines).toEqual(['$ echo a; fi; echo b', "sh: syntax error: unexpected 'fi'", '$ echo c', 'c', '$']);
  });

  test('ends the shell at Ctrl-D on an empty line only', async () => {
    expect(await type(`x${control('D')}`)).toEqual(['$ x']);
    expect((await type(`${control('U')}${control('D')}`)).at(-1)).toBe('exit');
  });

  test('gives programs a terminal with echo and lines', async () => {
    await type('cat\r');
    expect(await type('line\r')).toEqual(['$ cat', 'line', 'line']);
    expect((await type(`${control('C')}`)).slice(-2)).toEqual(['^C', '$']);
  });

  test('leaves what is typed ahead to the program that reads it', async () => {
    expect(await type('head -n 1\rahead\r')).toEqual(['$ head -n 1', 'ahead', '$']);
  });
});
