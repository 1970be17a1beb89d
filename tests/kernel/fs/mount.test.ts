import { beforeEach, describe, expect, test } from 'vitest';
import { mountFlags, unmountFlags } from '../../../src/abi/statfs.js';
import { mkdir } from '../../../src/kernel/fs/directory.js';
import { mount, mountsOf, statfs, unmount } from '../../../src/kernel/fs/mount.js';
import { FsForTest, MIB } from './fs-for-test.js';

let os: FsForTest;

beforeEach(() => {
  os = new FsForTest();
  for (const path of ['/a', '/a/sub', '/b']) mkdir(os.vfs, os.caller, { path }, 0o755);
});

const tmpfs = (path: string, data = '', flags = 0, caller = os.caller) =>
  mount(os.vfs, caller, { source: 'none', path, type: 'tmpfs', flags, data });

describe('mount', () => {
  test('is for root, on directories, of known types', () => {
    os.write('/f', '');
    expect(tmpfs('/a', '', 0, os.as(1000))).toBe('EPERM');
    expect(tmpfs('/f')).toBe('ENOTDIR');
    expect(tmpfs('/absent')).toBe('ENOENT');
    expect(mount(os.vfs, os.caller, { source: 'none', path: '/a', type: 'nofs', flags: 0, data: '' })).toBe('ENODEV');
  });

  test.each([
    ['size=1m,mode=700,uid=5,gid=6', undefined],
    ['size=50%', undefined],
    ['nr_inodes=1k', undefined],
    ['size=x', 'EINVAL'],
    ['mode=9', 'EINVAL'],
    ['colour=red', 'EINVAL'],
  ])('of a tmpfs with %j gives %s', (data, expected) => expect(tmpfs('/a', data)).toBe(expected));

  test('obeys the options of tmpfs, within the cap of the system', () => {
    tmpfs('/a', 'size=64k,mode=700,uid=5');
    expect(os.place('/a').dentry.inode.status()).toMatchObject({ mode: 0o040700, uid: 5 });
    expect(statfs(os.place('/a'))).toMatchObject({ blocks: 16, freeBlocks: 16, magic: 0x0102_1994 });
    tmpfs('/b', 'size=1000g');
    expect(statfs(os.place('/b')).blocks).toBe((16 * MIB) / 4096);
  });

  test('binds a directory to a second place', () => {
    os.write('/a/sub/f', 'seen twice');
    expect(mount(os.vfs, os.caller, { source: '/a/sub', path: '/b', type: '', flags: mountFlags.MS_BIND, data: '' })).toBeUndefined();
    expect(os.read('/b/f')).toBe('seen twice');
    expect(mountsOf(os.vfs, os.vfs.root).at(-1)).toMatchObject({ path: '/b', rootPath: '/a/sub', type: 'memfs' });
  });

  test('changes flags by remounting', () => {
    tmpfs('/a');
    expect(tmpfs('/a', '', mountFlags.MS_REMOUNT | mountFlags.MS_RDONLY)).toBeUndefined();
    expect(mkdir(os.vfs, os.caller, { path: '/a/x' }, 0o755)).toBe('EROFS');
    expect(tmpfs('/a/', '', mountFlags.MS_REMOUNT)).toBeUndefined();
    expect(mkdir(os.vfs, os.caller, { path: '/a/x' }, 0o755)).toBeUndefined();
    expect(tmpfs('/b', '', mountFlags.MS_REMOUNT)).toBe('EINVAL');
  });

  test('prints as /proc/mounts does', () => {
    tmpfs('/a', 'size=64k', mountFlags.MS_NOSUID | mountFlags.MS_RDONLY);
    const [root, mounted] = mountsOf(os.vfs, os.vfs.root);
    expect(root).toMatchObject({ path: '/', type: 'memfs', options: 'rw,relatime' });
    expect(mounted).toMatchObject({
      path: '/a',
      source: 'none',
      options: 'ro,nosuid,relatime',
      superOptions: 'size=64k,mode=1777',
      parentId: root?.id,
    });
  });
});

describe('umount', () => {
  test('refuses what is in use, unless it is detached', () => {
    tmpfs('/a');
    mkdir(os.vfs, os.caller, { path: '/a/deep' }, 0o755);
    tmpfs('/a/deep');
    expect(unmount(os.vfs, os.caller, '/a', 0)).toBe('EBUSY');
    expect(unmount(os.vfs, os.as(1000), '/a', 0)).toBe('EPERM');
    expect(unmount(os.vfs, os.caller, '/', 0)).toBe('EINVAL');
    expect(unmount(os.vfs, os.caller, '/b', 0)).toBe('EINVAL');
    expect(unmount(os.vfs, os.caller, '/a', unmountFlags.MNT_DETACH)).toBeUndefined();
    expect(os.place('/a/sub').dentry.inode.isDirectory).toBe(true);
  });

  test('leaves open files alive', () => {
    tmpfs('/a');
    os.write('/a/f', 'kept');
    const file = os.open('/a/f');
    unmount(os.vfs, os.caller, '/a', 0);
    const bytes = new Uint8Array(4);
    expect(file.read(bytes)).toBe(4);
    expect(os.volume.fs.readdirSync('/a')).toEqual(['sub']);
  });
});
