import { beforeEach, describe, expect, test } from 'vitest';
import { flushQueues, ioctlNumbers } from '../../../src/abi/ioctl.js';
import { openFlags } from '../../../src/abi/open-flags.js';
import { pollEvents } from '../../../src/abi/poll.js';
import { signals } from '../../../src/abi/signals.js';
import {
  controlCharacters,
  decodeTermios,
  decodeWindowSize,
  encodeTermios,
  encodeWindowSize,
  localModes,
  type Termios,
} from '../../../src/abi/termios.js';
import type { Caller, OpenFile } from '../../../src/kernel/fs/inode.js';
import { CONSOLE_DEVICE } from '../../../src/kernel/fs/devices/devfs.js';
import { jobControlSignal } from '../../../src/kernel/fs/tty/job-control.js';
import type { Tty } from '../../../src/kernel/fs/tty/tty.js';
import { FsForTest, readSome, writeSome } from './fs-for-test.js';

const { O_RDWR, O_NONBLOCK, O_NOCTTY } = openFlags;
let os: FsForTest;
let tty: Tty;
let file: OpenFile;
let leader: Caller;

beforeEach(() => {
  os = new FsForTest().withDevices();
  if (os.devices === undefined) throw new Error('no devices');
  tty = os.devices.console;
  leader = os.as(0, { pid: 10, tid: 10, session: 10, group: 10 });
  os.groups.set(10, 10).set(20, 10).set(30, 30);
  file = os.open('/dev/console', O_RDWR, 0, leader);
  leader = { ...leader, terminal: CONSOLE_DEVICE };
});

const type = (text: string): number => tty.receive(Buffer.from(text));
const screen = (): string => Buffer.from(tty.takeOutput()).toString();

function setModes(change: (termios: Termios) => Partial<Termios>): void {
  tty.setTermios({ ...tty.termios, ...change(tty.termios) });
}

const raw = (minimum: number, tenths: number): void =>
  setModes(({ lflag, cc }) => {
    const characters = Uint8Array.from(cc);
    characters[controlCharacters.VMIN] = minimum;
    characters[controlCharacters.VTIME] = tenths;
    return { lflag: lflag & ~(localModes.ICANON | localModes.ECHO | localModes.ISIG), cc: characters };
  });

describe('canonical mode', () => {
  test('gives whole lines and echoes what is typed', () => {
    expect(readSome(file)).toBe('wait');
    type('ls');
    expect(readSome(file)).toBe('wait');
    type(' -l\rmore\r');
    expect(readSome(file)).toBe('ls -l\n');
    expect(readSome(file, 2)).toBe('mo');
    expect(readSome(file)).toBe('re\n');
    expect(screen()).toBe('ls -l\r\nmore\r\n');
  });

  test.each([
    ['erases a character', 'cax\x7ft\r', 'cat\n', 'cax\b \bt\r\n'],
    ['erases a whole UTF-8 character', 'aé\x7fb\r', 'ab\n', 'aé\b \bb\r\n'],
    ['erases a control character with both of its cells', 'a\x01\x7f\r', 'a\n', 'a^A\b \b\b \b\r\n'],
    ['erases a word and the blanks after it', 'one two  \x17x\r', 'one x\n', `one two  ${'\b \b'.repeat(5)}x\r\n`],
    ['kills the line', 'abc\x15x\r', 'x\n', `abc${'\b \b'.repeat(3)}x\r\n`],
    ['erases a tab back to where it began', 'ab\t\x7f\r', 'ab\n', `ab\t${'\b'.repeat(6)}\r\n`],
    ['takes the next key literally after ^V', '\x16\x03\r', '\x03\n', '^\b^C\r\n'],
    ['does not erase beyond the start', '\x7f\x7fa\r', 'a\n', 'a\r\n'],
    ['prints the line again on ^R', 'ab\x12c\r', 'abc\n', 'ab^R\r\nabc\r\n'],
  ])('%s', (_name, keys, line, echo) => {
    type(keys);
    expect(readSome(file)).toBe(line);
    expect(screen()).toBe(echo);
  });

  test('^D ends a line without a mark, and at its start the file', () => {
    type('part\x04');
    expect(readSome(file)).toBe('part');
    type('\x04');
    expect(file.poll().events & pollEvents.POLLIN).toBe(pollEvents.POLLIN);
    expect(readSome(file)).toBe('');
    expect(readSome(file)).toBe('wait');
  });

  test('a line is no longer than 4096 bytes with its end', () => {
    type(`${'x'.repeat(5000)}\r`);
    expect(readSome(file, 9000)).toBe(`${'x'.repeat(4095)}\n`);
  });

  test('without echo nothing shows, but ECHONL shows line ends', () => {
    setModes(({ lflag }) => ({ lflag: (lflag & ~localModes.ECHO) | localModes.ECHONL }));
    type('secret\r');
    expect(screen()).toBe('\r\n');
  });

  test('input is bounded, and the rest is left to be offered again', () => {
    const line = `${'x'.repeat(1000)}\r`;
    let taken = 0;
    for (let index = 0; index < 100; index++) taken += type(line);
    expect(taken).toBeLessThan(70_000);
    expect(readSome(file, 2000)).toBe(line.replace('\r', '\n'));
    expect(type('y')).toBe(1);
  });
});

describe('raw mode', () => {
  test('gives bytes as they come when MIN is 1', () => {
    raw(1, 0);
    expect(readSome(file)).toBe('wait');
    type('\x03a');
    expect(readSome(file)).toBe('\x03a');
    expect(screen()).toBe('');
    expect(os.signals).toEqual([]);
  });

  test('waits for MIN bytes, or fewer when fewer are asked', () => {
    raw(3, 0);
    type('ab');
    expect(readSome(file)).toBe('wait');
    expect(readSome(file, 2)).toBe('ab');
    type('abc');
    expect(readSome(file)).toBe('abc');
  });

  test('never waits when both are 0', () => {
    raw(0, 0);
    expect(readSome(file)).toBe('');
  });

  test('waits TIME at most when MIN is 0', () => {
    raw(0, 5);
    expect(file.read(new Uint8Array(1))).toMatchObject({ deadlineNs: 500_000_000 });
    os.timeNs = 499_999_999;
    expect(readSome(file)).toBe('wait');
    os.timeNs = 500_000_000;
    expect(readSome(file)).toBe('');
    expect(file.read(new Uint8Array(1))).toMatchObject({ deadlineNs: 1_000_000_000 });
    type('x');
    expect(readSome(file)).toBe('x');
  });

  test('with both, TIME runs between bytes', () => {
    raw(5, 1);
    expect(file.read(new Uint8Array(9))).not.toHaveProperty('deadlineNs');
    type('ab');
    expect(file.read(new Uint8Array(9))).toMatchObject({ deadlineNs: 100_000_000 });
    os.timeNs = 100_000_000;
    expect(readSome(file)).toBe('ab');
  });

  test('a line that was being typed becomes readable', () => {
    type('half');
    raw(1, 0);
    expect(readSome(file)).toBe('half');
  });

  test('a descriptor that does not block says EAGAIN', () => {
    file.flags |= O_NONBLOCK;
    expect(readSome(file)).toBe('EAGAIN');
    raw(1, 0);
    expect(readSome(file)).toBe('EAGAIN');
  });
});

describe('signals', () => {
  test.each([
    ['\x03', signals.SIGINT, '^C'],
    ['\x1c', signals.SIGQUIT, '^\\'],
    ['\x1a', signals.SIGTSTP, '^Z'],
  ])('%j goes to the foreground group and throws the line away', (key, signo, echo) => {
    type(`abc${key}`);
    expect(os.signals).toEqual([{ group: 10, signo }]);
    expect(screen()).toBe(echo);
    type('x\r');
    expect(readSome(file)).toBe('x\n');
  });

  test('a new window size is told once', () => {
    const size = encodeWindowSize({ rows: 50, columns: 132, xPixels: 0, yPixels: 0 });
    expect(file.ioctl(ioctlNumbers.TIOCSWINSZ, size, 0, leader)).toBe(0);
    file.ioctl(ioctlNumbers.TIOCSWINSZ, size, 0, leader);
    expect(os.signals).toEqual([{ group: 10, signo: signals.SIGWINCH }]);
    expect(decodeWindowSize(file.ioctl(ioctlNumbers.TIOCGWINSZ, new Uint8Array(0), 0, leader) as Uint8Array)).toMatchObject({ rows: 50 });
  });

  test('a background process is told to stop when it reads, and when it changes the terminal', () => {
    const background = { ...leader, pid: 20, group: 20 };
    expect(jobControlSignal(tty, leader, 'read')).toBe(0);
    expect(jobControlSignal(tty, background, 'read')).toBe(signals.SIGTTIN);
    expect(jobControlSignal(tty, background, 'write')).toBe(0);
    expect(jobControlSignal(tty, background, ioctlNumbers.TCSETS)).toBe(signals.SIGTTOU);
    expect(jobControlSignal(tty, background, ioctlNumbers.TCGETS)).toBe(0);
    setModes(({ lflag }) => ({ lflag: lflag | localModes.TOSTOP }));
    expect(jobControlSignal(tty, background, 'write')).toBe(signals.SIGTTOU);
    expect(jobControlSignal(tty, { ...background, session: 30 }, 'read')).toBe(0);
  });
});

describe('output', () => {
  test('turns line ends into what a screen needs, or leaves them', () => {
    writeSome(file, 'a\nb');
    expect(screen()).toBe('a\r\nb');
    setModes(() => ({ oflag: 0 }));
    writeSome(file, 'a\nb');
    expect(screen()).toBe('a\nb');
  });

  test('stops at ^S and goes on at ^Q', () => {
    type('\x13');
    expect(writeSome(file, 'x')).toBe('wait');
    expect(file.poll().events & pollEvents.POLLOUT).toBe(0);
    type('\x11');
    expect(writeSome(file, 'x')).toBe(1);
    expect(screen()).toBe('x');
  });

  test('is bounded: a writer waits until the screen has taken some', () => {
    const piece = 'x'.repeat(10_000);
    let written = 0;
    for (let count = writeSome(file, piece); typeof count === 'number'; count = writeSome(file, piece)) written += count;
    expect(written).toBeLessThanOrEqual(65_536);
    os.woken.clear();
    expect(tty.takeOutput(30_000)).toHaveLength(30_000);
    expect(os.woken.has(tty.writable)).toBe(true);
    expect(typeof writeSome(file, piece)).toBe('number');
  });
});

describe('sessions', () => {
  test('a leader without a terminal gets the one it opens, unless it says not to', () => {
    expect(os.terminals.get(10)).toBe(CONSOLE_DEVICE);
    expect(tty).toMatchObject({ session: 10, foreground: 10 });
    const other = os.as(0, { pid: 30, tid: 30, session: 30, group: 30 });
    os.open('/dev/console', O_RDWR | O_NOCTTY, 0, other);
    expect(os.terminals.has(30)).toBe(false);
    expect(file.ioctl(ioctlNumbers.TIOCSCTTY, new Uint8Array(0), 0, other)).toBe('EPERM');
    expect(file.ioctl(ioctlNumbers.TIOCSCTTY, new Uint8Array(0), 1, other)).toBe(0);
    expect(os.terminals.get(10)).toBe(0);
    expect(tty.session).toBe(30);
  });

  test('the foreground group is one of the session', () => {
    const group = (value: number): Uint8Array => new Uint8Array(Int32Array.of(value).buffer);
    const set = (value: number, caller = leader) => file.ioctl(ioctlNumbers.TIOCSPGRP, group(value), 0, caller);
    expect(set(20)).toBe(0);
    expect(file.ioctl(ioctlNumbers.TIOCGPGRP, new Uint8Array(0), 0, leader)).toEqual(group(20));
    expect(file.ioctl(ioctlNumbers.TIOCGSID, new Uint8Array(0), 0, leader)).toEqual(group(10));
    expect(set(30)).toBe('EPERM');
    expect(set(99)).toBe('ESRCH');
    expect(set(20, os.as(0))).toBe('ENOTTY');
  });

  test('/dev/tty is the caller’s own terminal', () => {
    expect(os.tryOpen('/dev/tty', O_RDWR, 0, os.as(0))).toBe('ENXIO');
    const own = os.open('/dev/tty', O_RDWR, 0, leader);
    writeSome(own, 'hello');
    expect(screen()).toBe('hello');
  });

  test('the leader may give its terminal up', () => {
    expect(file.ioctl(ioctlNumbers.TIOCNOTTY, new Uint8Array(0), 0, leader)).toBe(0);
    expect(os.terminals.get(10)).toBe(0);
    expect(tty.session).toBe(0);
  });
});

describe('modes', () => {
  test('are read and set as struct termios', () => {
    const bytes = file.ioctl(ioctlNumbers.TCGETS, new Uint8Array(0), 0, leader) as Uint8Array;
    expect(bytes).toHaveLength(36);
    const changed = { ...decodeTermios(bytes), lflag: 0 };
    type('typed');
    expect(file.ioctl(ioctlNumbers.TCSETSF, encodeTermios(changed), 0, leader)).toBe(0);
    expect(tty.termios.lflag).toBe(0);
    expect(tty.input.length).toBe(0);
  });

  test('queues are flushed and counted', () => {
    type('line\r');
    expect(file.ioctl(ioctlNumbers.FIONREAD, new Uint8Array(0), 0, leader)).toEqual(new Uint8Array(Int32Array.of(5).buffer));
    expect(file.ioctl(ioctlNumbers.TCFLSH, new Uint8Array(0), flushQueues.TCIFLUSH, leader)).toBe(0);
    expect(readSome(file)).toBe('wait');
    expect(file.ioctl(ioctlNumbers.TCFLSH, new Uint8Array(0), 7, leader)).toBe('EINVAL');
    expect(file.ioctl(0x1234, new Uint8Array(0), 0, leader)).toBe('ENOTTY');
  });
});
