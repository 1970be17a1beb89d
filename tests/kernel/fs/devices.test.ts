import { beforeEach, describe, expect, test } from 'vitest';
import { ioctlNumbers } from '../../../src/abi/ioctl.js';
import { openFlags } from '../../../src/abi/open-flags.js';
import { pollEvents } from '../../../src/abi/poll.js';
import { signals } from '../../../src/abi/signals.js';
import { makeDevice, modeBits } from '../../../src/abi/stat.js';
import { mkdir, mknod } from '../../../src/kernel/fs/directory.js';
import type { OpenFile } from '../../../src/kernel/fs/inode.js';
import { FsForTest, readSome, writeSome } from './fs-for-test.js';

const { O_RDWR, O_RDONLY, O_NOCTTY } = openFlags;
const none = new Uint8Array(0);
const word = (value: number): Uint8Array => new Uint8Array(Int32Array.of(value).buffer);
let os: FsForTest;

beforeEach(() => {
  os = new FsForTest().withDevices();
});

describe('memory devices', () => {
  test('null takes all and gives nothing', () => {
    const file = os.open('/dev/null', O_RDWR);
    expect(writeSome(file, 'gone')).toBe(4);
    expect(readSome(file)).toBe('');
    expect(file.seek(100, 0)).toBe(0);
  });

  test('zero gives zeroes, full is full', () => {
    const bytes = new Uint8Array(5).fill(9);
    expect(os.open('/dev/zero').read(bytes)).toBe(5);
    expect([...bytes]).toEqual([0, 0, 0, 0, 0]);
    expect(writeSome(os.open('/dev/full', O_RDWR), 'x')).toBe('ENOSPC');
  });

  test('random gives the same bytes for the same seed', () => {
    const draw = (system: FsForTest): string => Buffer.from(readRaw(system.open('/dev/urandom'), 13)).toString('hex');
    expect(draw(os)).toBe(draw(new FsForTest().withDevices()));
    expect(draw(os)).not.toBe(draw(os));
  });

  test('a node made elsewhere opens the same device', () => {
    mkdir(os.vfs, os.caller, { path: '/jail' }, 0o755);
    mknod(os.vfs, os.caller, { path: '/jail/null' }, modeBits.S_IFCHR | 0o666, makeDevice(1, 3));
    mknod(os.vfs, os.caller, { path: '/jail/odd' }, modeBits.S_IFCHR | 0o666, makeDevice(99, 1));
    expect(writeSome(os.open('/jail/null', O_RDWR), 'x')).toBe(1);
    expect(os.tryOpen('/jail/odd')).toBe('ENXIO');
  });
});

describe('pseudo terminals', () => {
  let master: OpenFile;

  beforeEach(() => {
    master = os.open('/dev/ptmx', O_RDWR);
  });

  const unlock = (): unknown => master.ioctl(ioctlNumbers.TIOCSPTLCK, word(0), 0, os.caller);

  test('are numbered from 0, listed, and opened once unlocked', () => {
    expect(master.ioctl(ioctlNumbers.TIOCGPTN, none, 0, os.caller)).toEqual(word(0));
    expect(os.tryOpen('/dev/pts/0', O_RDWR | O_NOCTTY)).toBe('EIO');
    unlock();
    const slave = os.open('/dev/pts/0', O_RDWR | O_NOCTTY);
    expect(slave.inode.status()).toMatchObject({ rdev: makeDevice(136, 0), gid: 5 });
    expect(os.tryOpen('/dev/pts/1')).toBe('ENOENT');
    expect(os.volume.fs.readdirSync('/dev/pts')).toEqual(['0', 'ptmx']);
  });

  test('carry lines one way and output the other', () => {
    unlock();
    const slave = os.open('/dev/pts/0', O_RDWR | O_NOCTTY);
    expect(readSome(master)).toBe('wait');
    writeSome(master, 'hello\r');
    expect(readSome(slave)).toBe('hello\n');
    writeSome(slave, 'answer\n');
    expect(master.poll().events & pollEvents.POLLIN).toBe(pollEvents.POLLIN);
    expect(readSome(master)).toBe('hello\r\nanswer\r\n');
  });

  test('end for the master when all slaves are closed', () => {
    unlock();
    const slave = os.open('/dev/pts/0', O_RDWR | O_NOCTTY);
    writeSome(slave, 'last');
    slave.drop();
    expect(readSome(master)).toBe('last');
    expect(readSome(master)).toBe('EIO');
    expect(master.poll().events & pollEvents.POLLHUP).toBe(pollEvents.POLLHUP);
  });

  test('hang up when the master is closed: the session is told, the name goes', () => {
    unlock();
    const leader = os.as(0, { pid: 40, tid: 40, session: 40, group: 40 });
    const slave = os.open('/dev/pts/0', O_RDWR, 0, leader);
    master.drop();
    expect(os.signals).toEqual([
      { group: 40, signo: signals.SIGHUP },
      { group: 40, signo: signals.SIGCONT },
    ]);
    expect(os.terminals.get(40)).toBe(0);
    expect(readSome(slave)).toBe('');
    expect(writeSome(slave, 'x')).toBe('EIO');
    expect(os.tryOpen('/dev/pts/0')).toBe('ENOENT');
    expect(os.vfs.terminals.has(makeDevice(136, 0))).toBe(false);
  });

  test('the master sets the window of the slave', () => {
    unlock();
    const leader = os.as(0, { pid: 40, tid: 40, session: 40, group: 40 });
    os.open('/dev/pts/0', O_RDWR, 0, leader);
    const size = new Uint8Array(Uint16Array.of(30, 100, 0, 0).buffer);
    expect(master.ioctl(ioctlNumbers.TIOCSWINSZ, size, 0, os.caller)).toBe(0);
    expect(os.signals).toEqual([{ group: 40, signo: signals.SIGWINCH }]);
  });
});

function readRaw(file: OpenFile, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  expect(file.read(bytes)).toBe(length);
  return bytes;
}

test('a device that is opened for reading only refuses writes', () => {
  expect(writeSome(os.open('/dev/null', O_RDONLY), 'x')).toBe('EBADF');
});
