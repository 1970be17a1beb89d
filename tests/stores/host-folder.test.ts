import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { openFlags } from '../../src/abi/open-flags.js';
import { mountFlags } from '../../src/abi/statfs.js';
import { utf8Decode } from '../../src/abi/text.js';
import { mkdir, rmdir, symlink, unlink } from '../../src/kernel/fs/directory.js';
import { mountAt, statfs } from '../../src/kernel/fs/mount.js';
import { rename } from '../../src/kernel/fs/rename.js';
import { HostFolder, openHostFolder, parseMount } from '../../src/stores/host-folder.js';
import { FsForTest } from '../kernel/fs/fs-for-test.js';

const { O_RDONLY, O_RDWR, O_WRONLY, O_CREAT } = openFlags;
const top = realpathSync(mkdtempSync(join(tmpdir(), 'vivarium-host-')));
let folder = '';
let count = 0;

afterAll(() => rmSync(top, { recursive: true, force: true }));

beforeEach(() => {
  folder = join(top, `shared${count++}`);
  mkdirSync(join(folder, 'sub'), { recursive: true });
  writeFileSync(join(folder, 'note'), 'from the host');
  writeFileSync(join(top, 'secret'), 'secret');
});

function boot(writable: boolean): FsForTest {
  const os = new FsForTest();
  mkdir(os.vfs, os.caller, { path: '/mnt' }, 0o755);
  const opened = openHostFolder(os.vfs, { hostPath: folder, guestPath: '/mnt', writable });
  if (!(opened instanceof HostFolder)) throw new Error(opened.problem);
  mountAt(os.vfs, os.place('/mnt'), opened, folder, writable ? 0 : mountFlags.MS_RDONLY);
  return os;
}

describe('a mount on the command line', () => {
  test.each([
    ['a:/b', { hostPath: 'a', guestPath: '/b', writable: false }],
    ['a:/b:ro', { hostPath: 'a', guestPath: '/b', writable: false }],
    ['./x y:/b/c:rw', { hostPath: './x y', guestPath: '/b/c', writable: true }],
  ])('%s is understood', (text, expected) => expect(parseMount(text)).toEqual(expected));

  test.each(['a', 'a:b', ':/b', 'a:/b:wr'])('%s is refused with what to write instead', (text) => {
    expect(parseMount(text)).toMatchObject({ problem: expect.stringContaining('HOST:GUEST') });
  });

  test('a folder that is missing or is a file is refused in one line', () => {
    const { vfs } = new FsForTest();
    for (const hostPath of [join(top, 'absent'), join(top, 'secret'), join(top, 'secret', 'deeper')]) {
      const result = openHostFolder(vfs, { hostPath, guestPath: '/mnt', writable: false });
      expect(result).toMatchObject({ problem: expect.stringMatching(/^--mount .*: .*; .*$/) });
      if (existsSync(hostPath)) expect(result).toMatchObject({ problem: expect.stringContaining('not a directory') });
    }
  });
});

describe('a read-only folder', () => {
  test('is read and listed', () => {
    const os = boot(false);
    expect(os.read('/mnt/note')).toBe('from the host');
    expect(os.volume.fs.readdirSync('/mnt').sort()).toEqual(['note', 'sub']);
    expect(os.volume.fs.readFileSync('/mnt/note', 'utf8')).toBe('from the host');
    expect(statfs(os.place('/mnt')).blocks).toBeGreaterThan(0);
  });

  test('takes no change', () => {
    const os = boot(false);
    const at = { path: '/mnt/note' };
    expect(os.tryOpen('/mnt/note', O_WRONLY)).toBe('EROFS');
    expect(os.tryOpen('/mnt/new', O_WRONLY | O_CREAT)).toBe('EROFS');
    expect(unlink(os.vfs, os.caller, at)).toBe('EROFS');
    expect(mkdir(os.vfs, os.caller, { path: '/mnt/dir' }, 0o755)).toBe('EROFS');
    expect(rename(os.vfs, os.caller, at, { path: '/mnt/other' })).toBe('EROFS');
    expect(readFileSync(join(folder, 'note'), 'utf8')).toBe('from the host');
  });
});

describe('a writable folder', () => {
  test('keeps what the guest writes, renames and removes', () => {
    const os = boot(true);
    os.write('/mnt/sub/new', 'by the guest');
    expect(readFileSync(join(folder, 'sub/new'), 'utf8')).toBe('by the guest');
    expect(rename(os.vfs, os.caller, { path: '/mnt/sub' }, { path: '/mnt/renamed' })).toBeUndefined();
    expect(os.read('/mnt/renamed/new')).toBe('by the guest');
    expect(rmdir(os.vfs, os.caller, { path: '/mnt/renamed' })).toBe('ENOTEMPTY');
    expect(unlink(os.vfs, os.caller, { path: '/mnt/renamed/new' })).toBeUndefined();
    expect(rmdir(os.vfs, os.caller, { path: '/mnt/renamed' })).toBeUndefined();
    expect(existsSync(join(folder, 'sub'))).toBe(false);
  });

  test('an open file outlives its name', () => {
    const os = boot(true);
    const file = os.open('/mnt/note', O_RDWR);
    expect(unlink(os.vfs, os.caller, { path: '/mnt/note' })).toBeUndefined();
    const bytes = new Uint8Array(4);
    expect(file.read(bytes)).toBe(4);
    expect(file.write(Buffer.from('more'))).toBe(4);
    file.drop();
  });

  test('device nodes are not made on the host', () => {
    const os = boot(true);
    expect(os.place('/mnt').dentry.inode.create('fifo', { mode: 0o010644, uid: 0, gid: 0 })).toBe('EPERM');
  });
});

describe('nothing outside the folder is reachable', () => {
  test('through links of the host', () => {
    symlinkSync('../secret', join(folder, 'up'));
    symlinkSync(join(top, 'secret'), join(folder, 'absolute'));
    symlinkSync('..', join(folder, 'parent'));
    const os = boot(true);
    expect(os.tryOpen('/mnt/up')).toBe('ENOENT');
    expect(os.tryOpen('/mnt/absolute')).toBe('ENOENT');
    expect(os.tryOpen('/mnt/parent/secret')).toBe('ENOENT');
    expect(os.tryOpen('/mnt/../secret')).toBe('ENOENT');
  });

  test('through a link that the guest puts in place of a directory it has been in', () => {
    const os = boot(true);
    os.write('/mnt/sub/secret', 'inside');
    const inside = os.place('/mnt/sub');
    expect(rename(os.vfs, os.caller, { path: '/mnt/sub' }, { path: '/mnt/moved' })).toBeUndefined();
    expect(symlink(os.vfs, os.caller, top, { path: '/mnt/sub' })).toBeUndefined();
    const caller = { ...os.caller, context: { ...os.caller.context, cwd: inside } };
    expect(os.read('secret', caller)).toBe('inside');
    expect(os.tryOpen('/mnt/sub/secret')).toBe('ENOENT');
  });

  test('through a link that the host puts in place of a directory', () => {
    const os = boot(true);
    os.write('/mnt/sub/secret', 'inside');
    const caller = { ...os.caller, context: { ...os.caller.context, cwd: os.place('/mnt/sub') } };
    rmSync(join(folder, 'sub'), { recursive: true });
    symlinkSync(top, join(folder, 'sub'));
    expect(os.tryOpen('secret', O_RDONLY, 0, caller)).toBe('ENOENT');
    expect(os.tryOpen('new', O_WRONLY | O_CREAT, 0o644, caller)).toBe('ENOENT');
    expect(existsSync(join(top, 'new'))).toBe(false);
  });
});

test('a name that is no UTF-8 is refused: the host would take it for another', () => {
  const os = boot(true);
  writeFileSync(join(folder, 'a\ufffd'), 'another');
  const name = utf8Decode(Uint8Array.of(0x61, 0xff));
  expect(os.tryOpen(`/mnt/${name}`)).toBe('EILSEQ');
  expect(os.tryOpen(`/mnt/${name}`, O_WRONLY | O_CREAT)).toBe('EILSEQ');
  expect(symlink(os.vfs, os.caller, name, { path: '/mnt/link' })).toBe('EILSEQ');
  expect(rename(os.vfs, os.caller, { path: '/mnt/note' }, { path: `/mnt/${name}` })).toBe('EILSEQ');
  expect(readdirSync(folder).sort()).toEqual(['a\ufffd', 'note', 'sub']);
});

test('a host error becomes an errno', () => {
  chmodSync(join(folder, 'note'), 0o000);
  const os = boot(true);
  const isRoot = process.getuid?.() === 0;
  if (!isRoot) expect(os.tryOpen('/mnt/note')).toBe('EACCES');
  expect(mkdir(os.vfs, os.caller, { path: `/mnt/${'x'.repeat(255)}` }, 0o755)).toBeUndefined();
});
