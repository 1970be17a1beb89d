import { describe, expect, test } from 'vitest';
import { mountFlags } from '../../src/abi/statfs.js';
import { mkdir, mknod, rmdir, symlink, unlink } from '../../src/kernel/fs/directory.js';
import { mount, mountAt } from '../../src/kernel/fs/mount.js';
import { rename } from '../../src/kernel/fs/rename.js';
import { openFlags } from '../../src/abi/open-flags.js';
import { FsForTest, MIB } from '../kernel/fs/fs-for-test.js';
import { SampleFs } from '../kernel/fs/sample-fs.js';

describe('the face for host tools', () => {
  test('shows what guests write, at once', () => {
    const os = new FsForTest();
    mkdir(os.vfs, os.caller, { path: '/home' }, 0o755);
    os.write('/home/note', 'hello');
    const { fs } = os.volume;
    expect(fs.readFileSync('/home/note', 'utf8')).toBe('hello');
    expect(fs.readdirSync('/home')).toEqual(['note']);
    expect(fs.statSync('/home/note').size).toBe(5);
    expect(Number(fs.statSync('/').nlink)).toBe(3);
  });

  test('writes what guests then read', async () => {
    const os = new FsForTest();
    const { fs } = os.volume;
    fs.mkdirSync('/data/deep', { recursive: true });
    fs.writeFileSync('/data/deep/file', 'from the host');
    await fs.promises.writeFile('/data/other', 'later');
    expect(os.read('/data/deep/file')).toBe('from the host');
    expect(os.read('/data/other')).toBe('later');
    fs.symlinkSync('deep/file', '/data/link');
    expect(os.read('/data/link')).toBe('from the host');
    fs.appendFileSync('/data/other', '!');
    expect(os.read('/data/other')).toBe('later!');
  });

  test('stamps host writes with the clock of the guest', () => {
    const os = new FsForTest();
    os.timeNs = 5_000_000_000;
    os.volume.fs.writeFileSync('/f', 'x');
    const status = os.place('/f').dentry.inode.status();
    expect(status.mtimeNs).toBe(1_005_000_000_000n);
    expect(status.uid).toBe(0);
    expect(os.volume.fs.statSync('/f').mtimeMs).toBe(1_005_000);
  });

  test('renames and removes in both directions', () => {
    const os = new FsForTest();
    const { fs } = os.volume;
    fs.mkdirSync('/a');
    fs.writeFileSync('/a/f', '1');
    expect(rename(os.vfs, os.caller, { path: '/a' }, { path: '/b' })).toBeUndefined();
    expect(fs.readFileSync('/b/f', 'utf8')).toBe('1');
    expect(fs.existsSync('/a')).toBe(false);
    fs.renameSync('/b/f', '/g');
    expect(os.read('/g')).toBe('1');
    expect(os.tryOpen('/b/f')).toBe('ENOENT');
    fs.rmSync('/b', { recursive: true });
    expect(os.tryOpen('/b')).toBe('ENOENT');
    expect(unlink(os.vfs, os.caller, { path: '/g' })).toBeUndefined();
    expect(fs.existsSync('/g')).toBe(false);
    expect(fs.readdirSync('/')).toEqual([]);
  });

  test('frees what a host removes recursively', () => {
    const os = new FsForTest();
    const { fs } = os.volume;
    fs.mkdirSync('/a/b/c', { recursive: true });
    fs.writeFileSync('/a/b/c/f', Buffer.alloc(100_000));
    expect(os.volume.storage.usedBytes).toBeGreaterThan(99_999);
    fs.rmSync('/a', { recursive: true });
    expect(os.volume.storage.usedBytes).toBe(0);
    expect(os.volume.storage.nodeCount).toBe(1);
  });

  test('a file that a guest has open survives the host removing it', () => {
    const os = new FsForTest();
    os.write('/f', 'kept');
    const file = os.open('/f');
    os.volume.fs.unlinkSync('/f');
    expect(os.tryOpen('/f')).toBe('ENOENT');
    const bytes = new Uint8Array(4);
    expect(file.read(bytes)).toBe(4);
    expect(Buffer.from(bytes).toString()).toBe('kept');
    file.drop();
    expect(os.volume.storage.usedBytes).toBe(0);
  });

  test('a full store refuses host writes too', () => {
    const os = new FsForTest({ capacityBytes: 8192 });
    expect(() => os.volume.fs.writeFileSync('/f', Buffer.alloc(20_000))).toThrow('ENOSPC');
  });

  test('a huge hole is shown by its size and not read', () => {
    const os = new FsForTest();
    const file = os.open('/sparse', openFlags.O_RDWR | openFlags.O_CREAT);
    expect(file.inode.resize(2 ** 40)).toBeUndefined();
    expect(os.volume.fs.statSync('/sparse').size).toBe(2 ** 40);
    expect(() => os.volume.fs.readFileSync('/sparse')).toThrow('EFBIG');
    expect(os.volume.storage.usedBytes).toBe(0);
  });
});

describe('mounts seen from the host', () => {
  test('a tmpfs shows and takes host writes, counted in its own store', () => {
    const os = new FsForTest();
    mkdir(os.vfs, os.caller, { path: '/tmp' }, 0o755);
    expect(mount(os.vfs, os.caller, { source: 'tmpfs', path: '/tmp', type: 'tmpfs', flags: 0, data: 'size=64k' })).toBeUndefined();
    os.write('/tmp/f', 'in tmpfs');
    const { fs } = os.volume;
    expect(fs.readFileSync('/tmp/f', 'utf8')).toBe('in tmpfs');
    const used = os.volume.storage.usedBytes;
    fs.writeFileSync('/tmp/g', 'x'.repeat(5000));
    expect(os.read('/tmp/g')).toHaveLength(5000);
    expect(os.volume.storage.usedBytes).toBe(used);
    expect(() => fs.writeFileSync('/tmp/h', 'x'.repeat(70_000))).toThrow('ENOSPC');
    expect(fs.readdirSync('/')).toContain('tmp');
  });

  test('devices show by name and type', () => {
    const os = new FsForTest().withDevices();
    const { fs } = os.volume;
    expect(fs.readdirSync('/dev')).toEqual(expect.arrayContaining(['null', 'zero', 'console', 'ptmx', 'pts', 'stdin']));
    expect(fs.statSync('/dev/null').isCharacterDevice()).toBe(true);
    expect(fs.readdirSync('/dev/pts')).toEqual(['ptmx']);
  });

  test('a made-up tree is read through and refuses every change', async () => {
    const os = new FsForTest();
    mkdir(os.vfs, os.caller, { path: '/proc' }, 0o755);
    const sample = new SampleFs(os.vfs);
    mountAt(os.vfs, os.place('/proc'), sample, 'proc');
    const { fs } = os.volume;
    expect(fs.readdirSync('/proc')).toHaveLength(sample.count + 1);
    expect(fs.readFileSync('/proc/7/stat', 'utf8')).toBe('7 1\n');
    expect(fs.readFileSync('/proc/7/stat', 'utf8')).toBe('7 2\n');
    expect(await fs.promises.readFile('/proc/8/stat', 'utf8')).toBe('8 3\n');
    expect(fs.statSync('/proc/7/stat').size).toBe(0);
    expect(fs.readlinkSync('/proc/self')).toBe('0');
    expect(fs.existsSync('/proc/99999999')).toBe(false);
    for (const change of [
      () => fs.writeFileSync('/proc/7/stat', 'x'),
      () => fs.writeFileSync('/proc/new', 'x'),
      () => fs.unlinkSync('/proc/7/stat'),
      () => fs.rmSync('/proc/7', { recursive: true }),
      () => fs.rmdirSync('/proc'),
      () => fs.mkdirSync('/proc/new'),
      () => fs.renameSync('/proc/7', '/seven'),
      () => fs.chmodSync('/proc/7', 0),
      () => fs.truncateSync('/proc/7/stat', 0),
    ]) {
      expect(change).toThrow(/E(ROFS|ACCES|PERM|BUSY)/);
    }
  });

  test('10,000 entries of a made-up tree cost nothing until they are read', () => {
    const os = new FsForTest();
    mkdir(os.vfs, os.caller, { path: '/proc' }, 0o755);
    const sample = new SampleFs(os.vfs, 10_000);
    mountAt(os.vfs, os.place('/proc'), sample, 'proc');
    expect(sample.made).toBe(1);
    expect(os.volume.fs.readFileSync('/proc/9999/stat', 'utf8')).toBe('9999 1\n');
    expect(os.read('/proc/9998/stat')).toBe('9998 2\n');
    expect(sample.made).toBeLessThan(20);
  });
});

test('a directory bound to a second place shows in both and stays where it is', () => {
  const os = new FsForTest();
  for (const path of ['/a', '/a/sub', '/b']) mkdir(os.vfs, os.caller, { path }, 0o755);
  os.write('/a/sub/f', 'x');
  mount(os.vfs, os.caller, { source: '/a/sub', path: '/b', type: '', flags: mountFlags.MS_BIND, data: '' });
  const { fs } = os.volume;
  expect(fs.readFileSync('/b/f', 'utf8')).toBe('x');
  expect(fs.readFileSync('/a/sub/f', 'utf8')).toBe('x');
  expect(rename(os.vfs, os.caller, { path: '/a/sub' }, { path: '/c' })).toBeUndefined();
  expect(fs.readdirSync('/a')).toEqual([]);
  expect(fs.readFileSync('/c/f', 'utf8')).toBe('x');
});

describe('special inodes', () => {
  test('keep their type and need no content', () => {
    const os = new FsForTest({ capacityBytes: MIB });
    mknod(os.vfs, os.caller, { path: '/fifo' }, 0o010644, 0);
    symlink(os.vfs, os.caller, '/nowhere', { path: '/dangling' });
    const { fs } = os.volume;
    expect(fs.lstatSync('/fifo').isFIFO()).toBe(true);
    expect(fs.readlinkSync('/dangling')).toBe('/nowhere');
    expect(fs.lstatSync('/dangling').size).toBe(8);
    expect(rmdir(os.vfs, os.caller, { path: '/fifo' })).toBe('ENOTDIR');
  });

  test('a postponed file has its size at once and its content when read', () => {
    const os = new FsForTest();
    let loads = 0;
    const load = (): Uint8Array => {
      loads++;
      return Buffer.from('program');
    };
    os.volume.addPostponedFile('/prog', { mode: 0o755, sizeBytes: 7, load });
    expect(os.place('/prog').dentry.inode.sizeBytes).toBe(7);
    expect(loads).toBe(0);
    expect(os.read('/prog')).toBe('program');
    expect(os.volume.fs.readFileSync('/prog', 'utf8')).toBe('program');
    expect(loads).toBe(1);
  });
});
