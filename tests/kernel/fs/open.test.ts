import { beforeEach, describe, expect, test } from 'vitest';
import { openFlags } from '../../../src/abi/open-flags.js';
import { modeBits } from '../../../src/abi/stat.js';
import { mountFlags } from '../../../src/abi/statfs.js';
import { setMode } from '../../../src/kernel/fs/attributes.js';
import { link, mkdir, mknod, symlink, unlink } from '../../../src/kernel/fs/directory.js';
import { DirectoryFile } from '../../../src/kernel/fs/directory-file.js';
import { mount } from '../../../src/kernel/fs/mount.js';
import { openExisting } from '../../../src/kernel/fs/open.js';
import { defaultLimits } from '../../../src/kernel/fs/vfs.js';
import { FsForTest, MIB, readSome, readText, writeSome } from './fs-for-test.js';

const { O_RDONLY, O_WRONLY, O_RDWR, O_CREAT, O_EXCL, O_TRUNC, O_APPEND, O_DIRECTORY, O_NOFOLLOW, O_PATH, O_TMPFILE } = openFlags;
let os: FsForTest;

beforeEach(() => {
  os = new FsForTest();
  mkdir(os.vfs, os.caller, { path: '/d' }, 0o755);
  os.write('/f', 'content');
});

const mode = (path: string): number => os.place(path).dentry.inode.mode & 0o7777;

describe('opening', () => {
  test('makes a missing file with the umask applied', () => {
    const caller = os.as(1000);
    caller.context.umask = 0o027;
    os.place('/d').dentry.inode.change({ mode: 0o777 });
    const file = os.open('/d/new', O_WRONLY | O_CREAT, 0o666, caller);
    expect(mode('/d/new')).toBe(0o640);
    expect(os.place('/d/new').dentry.inode.uid).toBe(1000);
    file.drop();
  });

  test('a file made read-only may be written through the descriptor that made it', () => {
    const file = os.open('/ro', O_WRONLY | O_CREAT, 0o444, os.caller);
    expect(writeSome(file, 'x')).toBe(1);
  });

  test.each([
    ['/f', O_WRONLY | O_CREAT | O_EXCL, 'EEXIST'],
    ['/d', O_WRONLY, 'EISDIR'],
    ['/d', O_RDONLY | O_CREAT, 'EISDIR'],
    ['/d', O_RDONLY | O_TRUNC, 'EISDIR'],
    ['/new/', O_WRONLY | O_CREAT, 'EISDIR'],
    ['/f/', O_RDONLY, 'ENOTDIR'],
    ['/f', O_RDONLY | O_DIRECTORY, 'ENOTDIR'],
    ['/d', O_RDONLY | O_DIRECTORY | O_CREAT, 'EINVAL'],
    ['/absent', O_RDONLY, 'ENOENT'],
    ['/absent/new', O_WRONLY | O_CREAT, 'ENOENT'],
  ])('%s with flags %o gives %s', (path, flags, expected) => expect(os.tryOpen(path, flags)).toBe(expected));

  test('creates through a dangling link, but not with O_EXCL or O_NOFOLLOW', () => {
    symlink(os.vfs, os.caller, 'd/target', { path: '/link' });
    expect(os.tryOpen('/link', O_WRONLY | O_CREAT | O_EXCL)).toBe('EEXIST');
    expect(os.tryOpen('/link', O_WRONLY | O_CREAT | O_NOFOLLOW)).toBe('ELOOP');
    os.open('/link', O_WRONLY | O_CREAT).drop();
    expect(os.read('/d/target')).toBe('');
    expect(os.tryOpen('/link', O_RDONLY | O_NOFOLLOW)).toBe('ELOOP');
  });

  test('asks for the permissions that the access mode needs', () => {
    setMode(os.place('/f'), 0o640, os.caller);
    os.place('/f').dentry.inode.change({ uid: 1, gid: 50 });
    expect(os.tryOpen('/f', O_RDONLY, 0, os.as(1000))).toBe('EACCES');
    expect(os.tryOpen('/f', O_RDONLY, 0, os.as(1000, { groups: [50] }))).not.toBe('EACCES');
    expect(os.tryOpen('/f', O_RDWR, 0, os.as(1000, { groups: [50] }))).toBe('EACCES');
    expect(os.tryOpen('/f', O_RDWR, 0, os.as(1))).not.toBe('EACCES');
    expect(os.tryOpen('/f', O_RDONLY | O_TRUNC, 0, os.as(1000, { groups: [50] }))).toBe('EACCES');
  });

  test('is refused beyond the number of open files of the system', () => {
    const small = new FsForTest({ limits: { ...defaultLimits, openFiles: 2 } });
    small.write('/f', '');
    const first = small.open('/f');
    small.open('/f');
    expect(small.tryOpen('/f')).toBe('ENFILE');
    first.drop();
    expect(small.tryOpen('/f')).not.toBe('ENFILE');
  });

  test('of a read-only mount takes no write and of a nodev mount no device', () => {
    const flags = mountFlags.MS_RDONLY | mountFlags.MS_NODEV;
    mount(os.vfs, os.caller, { source: 'none', path: '/d', type: 'tmpfs', flags, data: '' });
    expect(os.tryOpen('/d/x', O_WRONLY | O_CREAT)).toBe('EROFS');
    mount(os.vfs, os.caller, { source: 'none', path: '/d', type: 'tmpfs', flags: mountFlags.MS_REMOUNT | mountFlags.MS_NODEV, data: '' });
    mknod(os.vfs, os.caller, { path: '/d/null' }, modeBits.S_IFCHR | 0o666, 0x103);
    expect(os.tryOpen('/d/null')).toBe('EACCES');
  });
});

describe('an open file', () => {
  test('reads and writes at its offset, and at any place without moving it', () => {
    const file = os.open('/f', O_RDWR);
    expect(readSome(file, 3)).toBe('con');
    expect(file.write(Buffer.from('X'), 0)).toBe(1);
    expect(readSome(file)).toBe('tent');
    expect(readSome(file)).toBe('');
    expect(file.seek(0, 0)).toBe(0);
    expect(readText(file)).toBe('Xontent');
  });

  test('appends at the end whatever its offset', () => {
    const file = os.open('/f', O_RDWR | O_APPEND);
    const other = os.open('/f', O_WRONLY | O_APPEND);
    writeSome(file, '1');
    writeSome(other, '2');
    file.seek(0, 0);
    writeSome(file, '3');
    expect(os.read('/f')).toBe('content123');
  });

  test('knows SEEK_END, SEEK_DATA and SEEK_HOLE and refuses places before the start', () => {
    const file = os.open('/f', O_RDWR);
    expect(file.seek(-3, 2)).toBe(4);
    expect(file.seek(-5, 1)).toBe('EINVAL');
    file.inode.resize(0);
    file.write(Buffer.from('x'), 8192);
    expect(file.seek(0, 3)).toBe(8192);
    expect(file.seek(0, 4)).toBe(0);
    expect(file.seek(9000, 3)).toBe('ENXIO');
    expect(file.seek(0, 5)).toBe('EINVAL');
  });

  test('lives on without a name and is freed with its last descriptor', () => {
    const file = os.open('/f', O_RDWR);
    expect(unlink(os.vfs, os.caller, { path: '/f' })).toBeUndefined();
    expect(os.tryOpen('/f')).toBe('ENOENT');
    expect(file.inode.status().nlink).toBe(0);
    expect(readText(file)).toBe('content');
    file.drop();
    expect(os.volume.storage.usedBytes).toBe(0);
  });

  test('loses set-id bits when somebody else than root writes to it', () => {
    os.place('/f').dentry.inode.change({ mode: 0o6777 });
    writeSome(os.open('/f', O_WRONLY), 'x');
    expect(mode('/f')).toBe(0o6777);
    writeSome(os.open('/f', O_WRONLY, 0, os.as(1000)), 'x');
    expect(mode('/f')).toBe(0o777);
  });

  test('of a full store is written short and then not at all', () => {
    const small = new FsForTest({ capacityBytes: 8192 });
    const file = small.open('/f', O_RDWR | O_CREAT);
    expect(file.write(new Uint8Array(10_000))).toBe(8192);
    expect(file.write(new Uint8Array(10))).toBe('ENOSPC');
    expect(file.inode.resize(2 ** 50)).toBe('EFBIG');
  });
});

describe('O_PATH and O_TMPFILE', () => {
  test('a path descriptor neither reads nor writes, and may hold a link', () => {
    symlink(os.vfs, os.caller, 'f', { path: '/link' });
    const file = os.open('/link', O_PATH | O_NOFOLLOW);
    expect(file.inode.isSymlink).toBe(true);
    expect(readSome(file)).toBe('EBADF');
    expect(writeSome(file, 'x')).toBe('EBADF');
  });

  test('a file without a name gets one by link', () => {
    const file = os.open('/d', O_RDWR | O_TMPFILE);
    writeSome(file, 'hidden');
    expect(os.tryOpen('/d', O_RDONLY | O_TMPFILE)).toBe('EINVAL');
    expect(link(os.vfs, os.caller, file.location, { path: '/d/now' })).toBeUndefined();
    file.drop();
    expect(os.read('/d/now')).toBe('hidden');
  });

  test('a file without a name that gets none is freed', () => {
    const used = os.volume.storage.usedBytes;
    const file = os.open('/d', O_RDWR | O_TMPFILE);
    writeSome(file, 'hidden');
    file.drop();
    expect(os.volume.storage.usedBytes).toBe(used);
  });

  test('a file found again by its place opens with its own offset', () => {
    const file = os.open('/f');
    readSome(file, 3);
    const again = openExisting(os.vfs, os.caller, file.location, O_RDONLY);
    if (typeof again === 'string' || 'channel' in again) throw new Error('not opened');
    expect(readText(again.hold())).toBe('content');
  });
});

describe('an open directory', () => {
  test('lists every entry once while entries are removed in between', () => {
    const names = Array.from({ length: 300 }, (_, index) => `entry-${index}`);
    for (const name of names) os.write(`/d/${name}`, '');
    const file = os.open('/d', O_RDONLY | O_DIRECTORY);
    if (!(file instanceof DirectoryFile)) throw new Error('no directory');
    const seen: string[] = [];
    for (let listed = listNext(file); listed.length > 0; listed = listNext(file)) {
      seen.push(...listed);
      for (const name of listed.filter((entry) => entry.startsWith('entry'))) unlink(os.vfs, os.caller, { path: `/d/${name}` });
    }
    expect(seen.sort()).toEqual(['.', '..', ...names].sort());
  });

  test('goes back to an offset it gave, and finds new entries after a rewind', () => {
    const file = os.open('/d', O_RDONLY);
    if (!(file instanceof DirectoryFile)) throw new Error('no directory');
    os.write('/d/one', '');
    expect(namesIn(file.readEntries(4096, os.caller) as Uint8Array)).toEqual(['.', '..', 'one']);
    os.write('/d/two', '');
    expect((file.readEntries(4096, os.caller) as Uint8Array).length).toBe(0);
    file.seek(0, 0);
    expect(namesIn(file.readEntries(4096, os.caller) as Uint8Array)).toEqual(['.', '..', 'one', 'two']);
    file.seek(2, 0);
    expect(namesIn(file.readEntries(4096, os.caller) as Uint8Array)).toEqual(['one', 'two']);
  });

  test('needs room for at least one entry', () => {
    const file = os.open('/d', O_RDONLY);
    expect((file as DirectoryFile).readEntries(10, os.caller)).toBe('EINVAL');
    expect(readSome(file)).toBe('EISDIR');
  });
});

/** The names that one small getdents64 finds. */
function listNext(file: DirectoryFile): string[] {
  const bytes = file.readEntries(512, os.caller);
  if (typeof bytes === 'string') throw new Error(bytes);
  return namesIn(bytes);
}

/** Names in a buffer of struct linux_dirent64. */
function namesIn(bytes: Uint8Array): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const names: string[] = [];
  for (let at = 0; at < bytes.length; at += view.getUint16(at + 16, true)) {
    const end = bytes.indexOf(0, at + 19);
    names.push(Buffer.from(bytes.subarray(at + 19, end)).toString());
  }
  return names;
}

test('a store of 1 MiB holds many small files', () => {
  const small = new FsForTest({ capacityBytes: MIB, nodeLimit: 50 });
  for (let index = 0; index < 49; index++) small.write(`/f${index}`, 'x');
  expect(small.tryOpen('/one-more', O_WRONLY | O_CREAT)).toBe('ENOSPC');
});
