import { beforeEach, describe, expect, test } from 'vitest';
import { renameFlags } from '../../../src/abi/open-flags.js';
import { link, mkdir } from '../../../src/kernel/fs/directory.js';
import { rename } from '../../../src/kernel/fs/rename.js';
import { FsForTest, readText } from './fs-for-test.js';

const { RENAME_NOREPLACE, RENAME_EXCHANGE } = renameFlags;
let os: FsForTest;

beforeEach(() => {
  os = new FsForTest();
  for (const path of ['/d', '/d/sub', '/e', '/full', '/full/x']) mkdir(os.vfs, os.caller, { path }, 0o755);
  os.write('/f', 'f');
  os.write('/g', 'g');
});

const move = (from: string, to: string, flags = 0) => rename(os.vfs, os.caller, { path: from }, { path: to }, flags);

describe('rename', () => {
  test.each([
    ['/d', '/d/sub/x', 0, 'EINVAL'],
    ['/d', '/d', 0, undefined],
    ['/d/sub', '/d', 0, 'ENOTEMPTY'],
    ['/d', '/f', 0, 'ENOTDIR'],
    ['/f', '/d', 0, 'EISDIR'],
    ['/d', '/full', 0, 'ENOTEMPTY'],
    ['/d', '/e', 0, undefined],
    ['/f', '/x/', 0, 'ENOTDIR'],
    ['/d', '/x/', 0, undefined],
    ['/f/', '/x', 0, 'ENOTDIR'],
    ['/absent', '/x', 0, 'ENOENT'],
    ['/f', '/absent/x', 0, 'ENOENT'],
    ['/d/.', '/x', 0, 'EBUSY'],
    ['/f', '/d/..', 0, 'EBUSY'],
    ['/', '/x', 0, 'EBUSY'],
    ['/f', '/g', RENAME_NOREPLACE, 'EEXIST'],
    ['/f', '/x', RENAME_NOREPLACE, undefined],
    ['/f', '/absent', RENAME_EXCHANGE, 'ENOENT'],
    ['/f', '/full', RENAME_EXCHANGE, undefined],
    ['/d/sub', '/d', RENAME_EXCHANGE, 'EINVAL'],
    ['/f', '/g', RENAME_NOREPLACE | RENAME_EXCHANGE, 'EINVAL'],
    ['/f', '/g', 8, 'EINVAL'],
  ])('of %s to %s with flags %i gives %s', (from, to, flags, expected) => expect(move(from, to, flags)).toBe(expected));

  test('over an open file leaves the old one to its readers', () => {
    const old = os.open('/g');
    expect(move('/f', '/g')).toBeUndefined();
    expect(os.read('/g')).toBe('f');
    expect(readText(old)).toBe('g');
    old.drop();
    expect(os.tryOpen('/f')).toBe('ENOENT');
  });

  test('exchanges a file and a directory', () => {
    expect(move('/f', '/full', RENAME_EXCHANGE)).toBeUndefined();
    expect(os.read('/full')).toBe('f');
    expect(os.place('/f/x').dentry.inode.isDirectory).toBe(true);
  });

  test('of two names of one file does nothing', () => {
    link(os.vfs, os.caller, os.place('/f'), { path: '/same' });
    expect(move('/f', '/same')).toBeUndefined();
    expect(os.read('/f')).toBe('f');
  });
});
