import { beforeEach, describe, expect, test } from 'vitest';
import { modeBits } from '../../../src/abi/stat.js';
import { checkAccess, setMode, setOwner, setTimes, truncate } from '../../../src/kernel/fs/attributes.js';
import { link, mkdir, mknod, rmdir, symlink, unlink } from '../../../src/kernel/fs/directory.js';
import { rename } from '../../../src/kernel/fs/rename.js';
import { FsForTest } from './fs-for-test.js';

let os: FsForTest;

beforeEach(() => {
  os = new FsForTest();
  mkdir(os.vfs, os.caller, { path: '/d' }, 0o755);
  os.write('/f', 'content');
});

const status = (path: string) => os.place(path).dentry.inode.status();

describe('making and removing names', () => {
  test.each([
    ['/d', 'EEXIST'],
    ['/', 'EEXIST'],
    ['/d/.', 'EEXIST'],
    ['/absent/x', 'ENOENT'],
    ['/f/x', 'ENOTDIR'],
    ['/new/', undefined],
  ])('mkdir %s gives %s', (path, expected) => expect(mkdir(os.vfs, os.caller, { path }, 0o755)).toBe(expected));

  test.each([
    ['/d', 'EISDIR'],
    ['/f/', 'ENOTDIR'],
    ['/absent', 'ENOENT'],
    ['/d/..', 'EISDIR'],
    ['/f', undefined],
  ])('unlink %s gives %s', (path, expected) => expect(unlink(os.vfs, os.caller, { path })).toBe(expected));

  test.each([
    ['/f', 'ENOTDIR'],
    ['/d/.', 'EINVAL'],
    ['/d/..', 'ENOTEMPTY'],
    ['/', 'EBUSY'],
    ['/d/', undefined],
  ])('rmdir %s gives %s', (path, expected) => expect(rmdir(os.vfs, os.caller, { path })).toBe(expected));

  test('a directory that is gone takes no new names', () => {
    const gone = os.place('/d');
    rmdir(os.vfs, os.caller, { path: '/d' });
    expect(mkdir(os.vfs, os.caller, { path: 'x', from: gone }, 0o755)).toBe('ENOENT');
    expect(gone.dentry.inode.status().nlink).toBe(0);
  });

  test('directories count the directories in them', () => {
    mkdir(os.vfs, os.caller, { path: '/d/one' }, 0o755);
    mkdir(os.vfs, os.caller, { path: '/d/two' }, 0o755);
    expect(status('/d').nlink).toBe(4);
    rename(os.vfs, os.caller, { path: '/d/one' }, { path: '/one' });
    expect(status('/d').nlink).toBe(3);
    rmdir(os.vfs, os.caller, { path: '/d/two' });
    expect(status('/d').nlink).toBe(2);
  });

  test('hard links share one inode and are counted', () => {
    expect(link(os.vfs, os.caller, os.place('/f'), { path: '/d/g' })).toBeUndefined();
    expect(status('/d/g')).toMatchObject({ ino: status('/f').ino, nlink: 2 });
    expect(link(os.vfs, os.caller, os.place('/d'), { path: '/e' })).toBe('EPERM');
    expect(link(os.vfs, os.caller, os.place('/f'), { path: '/d' })).toBe('EEXIST');
    expect(link(os.vfs, os.as(1000), os.place('/f'), { path: '/d/h' })).toBe('EPERM');
    unlink(os.vfs, os.caller, { path: '/f' });
    expect(os.read('/d/g')).toBe('content');
  });

  test('times of the directory move when names come and go', () => {
    const before = status('/d').mtimeNs;
    os.timeNs = 1_000_000;
    symlink(os.vfs, os.caller, 'x', { path: '/d/l' });
    expect(status('/d').mtimeNs).toBe(before + 1_000_000n);
    os.timeNs = 2_000_000;
    unlink(os.vfs, os.caller, { path: '/d/l' });
    expect(status('/d').ctimeNs).toBe(before + 2_000_000n);
  });

  test('device nodes are for root only', () => {
    const device = modeBits.S_IFCHR | 0o666;
    os.place('/d').dentry.inode.change({ mode: 0o777 });
    expect(mknod(os.vfs, os.as(1000), { path: '/d/null' }, device, 0x103)).toBe('EPERM');
    expect(mknod(os.vfs, os.as(1000), { path: '/d/fifo' }, modeBits.S_IFIFO | 0o666, 0)).toBeUndefined();
    expect(mknod(os.vfs, os.caller, { path: '/d/null' }, device, 0x103)).toBeUndefined();
    expect(status('/d/null').rdev).toBe(0x103);
  });
});

describe('rights', () => {
  test('a sticky directory lets only owners remove', () => {
    os.place('/d').dentry.inode.change({ mode: 0o1777 });
    const [one, two] = [os.as(1), os.as(2)];
    os.open('/d/mine', 0o101, 0o644, one).drop();
    expect(unlink(os.vfs, two, { path: '/d/mine' })).toBe('EPERM');
    expect(rename(os.vfs, two, { path: '/d/mine' }, { path: '/d/yours' })).toBe('EPERM');
    expect(unlink(os.vfs, one, { path: '/d/mine' })).toBeUndefined();
  });

  test('names need write permission on the directory', () => {
    const user = os.as(1000);
    expect(mkdir(os.vfs, user, { path: '/d/x' }, 0o755)).toBe('EACCES');
    expect(unlink(os.vfs, user, { path: '/f' })).toBe('EACCES');
    expect(rename(os.vfs, user, { path: '/f' }, { path: '/g' })).toBe('EACCES');
  });

  test('a set-group-id directory hands on its group', () => {
    os.place('/d').dentry.inode.change({ mode: 0o2777, gid: 77 });
    mkdir(os.vfs, os.as(1000), { path: '/d/sub' }, 0o755);
    expect(status('/d/sub')).toMatchObject({ gid: 77, mode: 0o042755 });
  });

  test('chmod is for owners and drops a foreign set-group-id bit', () => {
    const place = os.place('/f');
    place.dentry.inode.change({ uid: 1000, gid: 77 });
    expect(setMode(place, 0o777, os.as(1))).toBe('EPERM');
    expect(setMode(place, 0o2755, os.as(1000))).toBeUndefined();
    expect(status('/f').mode & 0o7777).toBe(0o755);
    setMode(place, 0o2755, os.as(1000, { groups: [77] }));
    expect(status('/f').mode & 0o7777).toBe(0o2755);
  });

  test('chown is for root; an owner may give the file to a group of his', () => {
    const place = os.place('/f');
    place.dentry.inode.change({ uid: 1000, gid: 1000, mode: 0o6755 });
    expect(setOwner(place, 1, 0xffff_ffff, os.as(1000))).toBe('EPERM');
    expect(setOwner(place, 0xffff_ffff, 5, os.as(1000))).toBe('EPERM');
    expect(setOwner(place, 0xffff_ffff, 5, os.as(1000, { groups: [5] }))).toBeUndefined();
    expect(status('/f')).toMatchObject({ uid: 1000, gid: 5, mode: 0o100755 });
    expect(setOwner(place, 2, 2, os.caller)).toBeUndefined();
  });

  test('times are set by owners, and to now by writers', () => {
    const place = os.place('/f');
    place.dentry.inode.change({ mode: 0o666 });
    expect(setTimes(place, 5n, 6n, 9n, os.as(1000))).toBe('EPERM');
    expect(setTimes(place, 'now', 'now', 9n, os.as(1000))).toBeUndefined();
    expect(setTimes(place, 'omit', 6n, 9n, os.caller)).toBeUndefined();
    expect(status('/f')).toMatchObject({ atimeNs: 9n, mtimeNs: 6n });
  });

  test('access asks for what it is told and root needs one execute bit', () => {
    expect(checkAccess(os.place('/f'), 4, os.as(1000))).toBeUndefined();
    expect(checkAccess(os.place('/f'), 2, os.as(1000))).toBe('EACCES');
    expect(checkAccess(os.place('/f'), 1, os.caller)).toBe('EACCES');
    expect(checkAccess(os.place('/d'), 1, os.caller)).toBeUndefined();
  });

  test('truncate needs a regular file that may be written', () => {
    expect(truncate(os.place('/d'), 0, os.caller)).toBe('EISDIR');
    expect(truncate(os.place('/f'), 0, os.as(1000))).toBe('EACCES');
    expect(truncate(os.place('/f'), -1, os.caller)).toBe('EINVAL');
    expect(truncate(os.place('/f'), 3, os.caller)).toBeUndefined();
    expect(os.read('/f')).toBe('con');
  });
});
