// Every row of the options table, by loops: what is right, what is wrong, what the user reads.
import { describe, expect, test } from 'vitest';
import { commands, rootCommand } from '../../src/cli/commands.js';
import { CliFailure } from '../../src/cli/failure.js';
import { longFlag, type OptionName, type OptionRow, options, parseOption } from '../../src/cli/options.js';
import { parseSize, parseWhole, sizeText } from '../../src/cli/quantities.js';
import { parseTime, timeText } from '../../src/kernel/sched/time-text.js';

const names = Object.keys(options) as OptionName[];

/** Values that no row may take. */
const wrong: Partial<Record<OptionName, readonly string[]>> = {
  cores: ['0', '65', '-1', '1.5', 'two', '', '0x', '1e3', '99999999999999999999'],
  policy: [
    'cfq',
    'EEVDF',
    '',
    'rr ',
    'rr:',
    'rr:slice',
    'rr:slice=',
    'rr:slice=10',
    'rr:slice=1ms,slice=1ms',
    'mlfq:levels=0',
    'cfs:latency=1ms=2',
    'fifo:x=1',
  ],
  tick: ['10', '0ms', '2s', '99us'],
  quantum: ['10', '0ms', '11s', '-1ms', 'ms', '1us'],
  profile: ['laptop', '', 'board.txt'],
  show: ['laptop', '', 'board.txt'],
  seed: ['-1', '4294967296', 'x', ''],
  memory: ['1K', '1T', '0', '-1M', 'lots', '', '3.6G', '15M'],
  timing: ['some', ''],
  pcb: ['always', 'Lazy', ''],
  asid: ['yes', 'ON', ''],
  engine: ['jit', ''],
  mount: ['x', '/tmp', '/tmp:relative', '/tmp:/mnt:wr', ':/mnt'],
  maxTime: ['0s', '10', 'forever', '-1s'],
  pace: ['fast', ''],
  env: ['X', '=1', '1X=2', ''],
  cwd: ['relative', ''],
  logLevel: ['loud', ''],
  trace: ['out.txt', '.ndjson', 'dir/.pftrace', ''],
  view: ['graph', ''],
  dumpRegion: ['', '0x', '0xzz', '4711', 'a b'],
  copies: ['0', '10001', 'many'],
  report: [''],
  set: ['', 'x', '=1', 'x=', '1x=2'],
  sweep: ['', 'x', 'x=', 'x=1,', 'x=,1', 'x=1,,2'],
  svg: [''],
  html: [''],
  jobs: ['0', '257', 'all', ''],
  output: [''],
};

const right: Partial<Record<OptionName, readonly (readonly [text: string, value: unknown])[]>> = {
  cores: [
    ['1', 1],
    ['64', 64],
    ['0x10', 16],
  ],
  policy: [
    ['mlfq:levels=4,boost=1s', 'mlfq:levels=4,boost=1s'],
    ['sjf:preempt=on,share=25%', 'sjf:preempt=on,share=25%'],
  ],
  tick: [['4ms', 4e6]],
  quantum: [
    ['10ms', 10e6],
    ['500us', 5e5],
    ['1.5s', 1.5e9],
  ],
  memory: [
    ['256M', 2 ** 28],
    ['3.5G', 3.5 * 2 ** 30],
    ['16MiB', 2 ** 24],
    ['67108864', 2 ** 26],
  ],
  mount: [
    ['/tmp:/mnt', { hostPath: '/tmp', guestPath: '/mnt', writable: false }],
    ['.:/mnt:rw', { hostPath: '.', guestPath: '/mnt', writable: true }],
    ['C:\\x:/mnt:ro', { hostPath: 'C:\\x', guestPath: '/mnt', writable: false }],
  ],
  env: [
    ['A=b=c', { key: 'A', value: 'b=c' }],
    ['A=', { key: 'A', value: '' }],
  ],
  profile: [['mine.json', 'mine.json']],
  sweep: [
    ['x=1,2K', { key: 'x', values: ['1', '2K'] }],
    ['a-b=c=d', { key: 'a-b', values: ['c=d'] }],
  ],
  seed: [
    ['0', 0],
    ['4294967295', 0xffff_ffff],
  ],
};

describe.each(names)('option %s', (name) => {
  const row = options[name];

  test('has a long flag, a summary and a command that takes it', () => {
    expect(longFlag(name)).toMatch(/^--[a-z][a-z-]+$/);
    expect(row.summary.length).toBeGreaterThan(5);
    expect([rootCommand, ...commands].some((command) => command.options.includes(name))).toBe(true);
  });

  test('takes its own default and every word it offers', () => {
    if (row.initial !== undefined) expect(parseOption(name, row.initial)).toBeDefined();
    if (typeof row.offers === 'object') for (const word of row.offers) expect(parseOption(name, word)).toBe(word);
  });
});

const checked = names.filter((name) => wrong[name] !== undefined);

describe.each(checked)('a value of %s', (name) => {
  test.each(wrong[name] ?? [])('%j is refused with what, where and what to do', (text) => {
    let failure: unknown;
    try {
      parseOption(name, text);
    } catch (error) {
      failure = error;
    }
    expect(failure).toBeInstanceOf(CliFailure);
    expect((failure as CliFailure).status).toBe(2);
    const { accepts, remedy }: OptionRow<unknown> = options[name];
    expect((failure as CliFailure).message).toBe(`bad value '${text}': option ${longFlag(name)}: give ${remedy?.(text) ?? accepts}`);
  });

  test.each(right[name] ?? [])('%j is taken', (text, value) => expect(parseOption(name, text)).toEqual(value));
});

test('every option with a value has wrong values to refuse', () => {
  const free: readonly OptionName[] = ['command'];
  const valued = names.filter((name) => options[name].flags.includes('<') && !free.includes(name));
  expect(checked).toEqual(valued);
});

describe('quantities', () => {
  test.each([256 * 2 ** 20, 3.5 * 2 ** 30, 16 * 2 ** 20, 4096, 100])('size %i reads back as it is written', (bytes) => {
    expect(parseSize(sizeText(bytes))).toBe(bytes);
  });
  test.each([1, 10e6, 1.5e9, 5e5, 60e9])('time %d ns reads back as it is written', (ns) => expect(parseTime(timeText(ns))).toBe(ns));
  test('a whole number has no sign, no point and no exponent', () => {
    expect(['+1', '1.0', '1e2', ' 1', '1 ', '0b1', ''].map(parseWhole)).toEqual(Array(7).fill(undefined));
  });
});

test('a message stays one line whatever the user typed', () => {
  const failure = new CliFailure("bad value 'a\nb\u001b[2J'", 'option', 'do');
  expect(failure.message).toBe("bad value 'a\\x0ab\\x1b[2J': option: do");
});
