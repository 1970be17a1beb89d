import { beforeEach, describe, expect, test } from 'vitest';
import { mkdir, rmdir, symlink } from '../../../src/kernel/fs/directory.js';
import { mount, mountAt, unmount } from '../../../src/kernel/fs/mount.js';
import { pathOf, resolve, walk } from '../../../src/kernel/fs/namei.js';
import { rename } from '../../../src/kernel/fs/rename.js';
import { FsForTest } from './fs-for-test.js';
import { SampleFs } from './sample-fs.js';

let os: FsForTest;

beforeEach(() => {
  os = new FsForTest();
  for (const path of ['/a', '/a/b', '/a/b/c', '/x']) mkdir(os.vfs, os.caller, { path }, 0o755);
  os.write('/a/file', 'text');
});

function look(path: string, follow = true, caller = os.caller): string {
  const place = resolve(os.vfs, caller, { path, follow });
  return typeof place === 'string' ? place : pathOf(place, os.vfs.root);
}

describe('a path walk', () => {
  test.each([
    ['/', '/'],
    ['//a///b/', '/a/b'],
    ['/a/./b/../b/c/..', '/a/b'],
    ['/../../a', '/a'],
    ['/absent', 'ENOENT'],
    ['/absent/deeper', 'ENOENT'],
    ['/a/file/', 'ENOTDIR'],
    ['/a/file/.', 'ENOTDIR'],
    ['/a/file/x', 'ENOTDIR'],
    ['', 'ENOENT'],
    [`/${'n'.repeat(255)}`, 'ENOENT'],
    [`/${'n'.repeat(256)}`, 'ENAMETOOLONG'],
    [`/${'é'.repeat(128)}`, 'ENAMETOOLONG'],
    ['/a'.repeat(2048), 'ENAMETOOLONG'],
  ])('%s ends at %s', (path, expected) => expect(look(path)).toBe(expected));

  test('starts at the working directory', () => {
    const caller = { ...os.caller, context: { ...os.caller.context, cwd: os.place('/a/b') } };
    expect(look('c', true, caller)).toBe('/a/b/c');
    expect(look('..', true, caller)).toBe('/a');
  });

  test('does not leave the root of its caller', () => {
    const jail = os.place('/a');
    const caller = { ...os.caller, context: { root: jail, cwd: jail, umask: 0 } };
    expect(look('/../../../x', true, caller)).toBe('ENOENT');
    expect(look('/b', true, caller)).toBe('/a/b');
    expect(pathOf(os.place('/a/b/c'), jail)).toBe('/b/c');
    expect(pathOf(os.place('/x'), jail)).toBe('(unreachable)/x');
  });
});

describe('symbolic links', () => {
  beforeEach(() => {
    for (const [path, target] of [
      ['/link', 'a/b'],
      ['/abs', '/a/file'],
      ['/loop', 'loop'],
      ['/dangling', 'nowhere'],
      ['/a/up', '../x'],
      ['/slash', 'a/file/'],
    ] as const) {
      symlink(os.vfs, os.caller, target, { path });
    }
  });

  test.each([
    ['/link/c', '/a/b/c'],
    ['/link/..', '/a'],
    ['/abs', '/a/file'],
    ['/a/up', '/x'],
    ['/loop', 'ELOOP'],
    ['/loop/x', 'ELOOP'],
    ['/dangling', 'ENOENT'],
    ['/slash', 'ENOTDIR'],
  ])('%s leads to %s', (path, expected) => expect(look(path)).toBe(expected));

  test('at the end stay unfollowed when asked, unless a slash comes after', () => {
    expect(look('/link', false)).toBe('/link');
    expect(look('/link/', false)).toBe('/a/b');
    expect(look('/loop', false)).toBe('/loop');
  });

  test('40 in a row are followed and 41 are not', () => {
    for (let index = 0; index < 41; index++) symlink(os.vfs, os.caller, index === 0 ? '/x' : `/l${index - 1}`, { path: `/l${index}` });
    expect(look('/l39')).toBe('/x');
    expect(look('/l40')).toBe('ELOOP');
  });

  test('that dangle show where their target would be made', () => {
    const walked = walk(os.vfs, os.caller, { path: '/dangling', follow: true });
    expect(walked).toMatchObject({ name: 'nowhere', target: undefined });
  });
});

describe('search permission', () => {
  test('is asked of every directory on the way', () => {
    const place = os.place('/a/b');
    place.dentry.inode.change({ mode: 0o700 });
    const user = os.as(1000);
    expect(look('/a/file', true, user)).toBe('/a/file');
    expect(look('/a/b/c', true, user)).toBe('EACCES');
    expect(look('/a/b', true, user)).toBe('/a/b');
  });
});

describe('mounts on the way', () => {
  test('cover a directory and are left by ..', () => {
    expect(mount(os.vfs, os.caller, { source: 'none', path: '/a/b', type: 'tmpfs', flags: 0, data: '' })).toBeUndefined();
    expect(look('/a/b/c')).toBe('ENOENT');
    mkdir(os.vfs, os.caller, { path: '/a/b/new' }, 0o755);
    expect(look('/a/b/new/../..')).toBe('/a');
    expect(rmdir(os.vfs, os.caller, { path: '/a/b' })).toBe('EBUSY');
    expect(rename(os.vfs, os.caller, { path: '/a/b/new' }, { path: '/x/new' })).toBe('EXDEV');
    expect(unmount(os.vfs, os.caller, '/a/b/new', 0)).toBe('EINVAL');
    expect(unmount(os.vfs, os.caller, '/a/b', 0)).toBeUndefined();
    expect(look('/a/b/c')).toBe('/a/b/c');
  });

  test('may be stacked, and the last one is seen', () => {
    for (const name of ['first', 'second']) {
      mount(os.vfs, os.caller, { source: 'none', path: '/x', type: 'tmpfs', flags: 0, data: '' });
      mkdir(os.vfs, os.caller, { path: `/x/${name}` }, 0o755);
    }
    expect(look('/x/second')).toBe('/x/second');
    expect(look('/x/first')).toBe('ENOENT');
    expect(look('/x/..')).toBe('/');
    unmount(os.vfs, os.caller, '/x', 0);
    expect(look('/x/first')).toBe('/x/first');
  });

  test('of a made-up tree are walked without being remembered', () => {
    mountAt(os.vfs, os.place('/x'), new SampleFs(os.vfs), 'proc');
    expect(look('/x/3/stat')).toBe('/x/3/stat');
    expect(look('/x/3/..')).toBe('/x');
    expect(look('/x/self')).toBe('ENOENT');
    expect(look('/x/self', true, os.as(0, { pid: 3 }))).toBe('/x/3');
    expect(os.place('/x').dentry.children.size).toBe(0);
  });
});

describe('the path of a place', () => {
  test('follows renames of the directories above', () => {
    const place = os.place('/a/b/c');
    rename(os.vfs, os.caller, { path: '/a' }, { path: '/x/moved' });
    expect(pathOf(place, os.vfs.root)).toBe('/x/moved/b/c');
  });

  test('says so when its name is gone', () => {
    const place = os.place('/a/b/c');
    rmdir(os.vfs, os.caller, { path: '/a/b/c' });
    expect(pathOf(place, os.vfs.root)).toBe('/a/b/c (deleted)');
  });
});
