import { beforeEach, expect, test } from 'vitest';
import { DescriptorTable } from '../../../src/kernel/fs/descriptor-table.js';
import type { OpenFile } from '../../../src/kernel/fs/inode.js';
import { open } from '../../../src/kernel/fs/open.js';
import { FsForTest } from './fs-for-test.js';

let os: FsForTest;
let table: DescriptorTable;

beforeEach(() => {
  os = new FsForTest();
  os.write('/f', 'text');
  table = new DescriptorTable();
});

/** A file that no descriptor holds yet. */
function fresh(): OpenFile {
  const file = open(os.vfs, os.caller, { path: '/f', flags: 0, mode: 0 });
  if (typeof file === 'string' || 'channel' in file) throw new Error('not opened');
  return file;
}

test('the lowest free number is given, and none beyond the limit', () => {
  expect([0, 1, 2].map(() => table.install(fresh(), false, 4))).toEqual([0, 1, 2]);
  table.close(1);
  expect(table.install(fresh(), false, 4)).toBe(1);
  expect(table.install(fresh(), false, 10, 7)).toBe(7);
  expect(table.install(fresh(), false, 4)).toBe(3);
  const refused = fresh();
  expect(table.install(refused, false, 4)).toBe('EMFILE');
  expect(table.count).toBe(5);
});

test('a file is released with its last descriptor', () => {
  const file = fresh();
  table.install(file, false, 10);
  table.installAt(5, file, true);
  const copy = table.clone();
  expect(file.references).toBe(4);
  table.drop();
  expect(os.vfs.openFiles).toBe(1);
  expect(copy.close(9)).toBe('EBADF');
  copy.drop();
  expect(os.vfs.openFiles).toBe(0);
});

test('putting a file where it stands already keeps it open', () => {
  const file = fresh();
  table.install(file, false, 10);
  table.installAt(0, file, true);
  expect(file.references).toBe(1);
  expect(table.descriptor(0)?.closeOnExec).toBe(true);
});

test('execve closes what is marked', () => {
  table.install(fresh(), true, 10);
  table.install(fresh(), false, 10);
  table.setCloseOnExec(1, true);
  table.setCloseOnExec(0, false);
  table.closeMarked();
  expect([...table.entries()].map(([fd]) => fd)).toEqual([0]);
});

test('a shared table closes with its last user', () => {
  table.install(fresh(), false, 10);
  table.share();
  expect(table.isShared).toBe(true);
  table.drop();
  expect(os.vfs.openFiles).toBe(1);
  table.drop();
  expect(os.vfs.openFiles).toBe(0);
});
