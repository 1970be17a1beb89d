// Trees of made-up files from rows.
import { describe, expect, test } from 'vitest';
import type { Caller } from '../../../../src/kernel/fs/inode.js';
import { VirtualSuperblock } from '../../../../src/kernel/fs/virtual/virtual-inode.js';
import { TreeDirectory, type TreeRow } from '../../../../src/kernel/fs/virtual/virtual-tree.js';
import { TestSystem } from '../../boot-for-test.js';

const rows: readonly TreeRow<{ value: string }>[] = [
  { path: 'a', read: ({ value }) => value },
  { path: 'folder/deep/b', permissions: 0o600, read: () => 'b' },
  { path: 'folder/c', read: () => 'c' },
  { path: 'own', target: (_, { pid }) => (pid === 0 ? undefined : `${pid}`) },
];

class Superblock extends VirtualSuperblock {
  override readonly root: TreeDirectory<{ value: string }>;

  constructor() {
    const { vfs } = new TestSystem({ harts: 1, ramMib: 16 }).kernel;
    super(vfs, 'tree', 1);
    this.root = TreeDirectory.plant(this, { value: 'now' }, rows, 10);
  }
}

describe('a tree of rows', () => {
  const { root, vfs } = new Superblock();
  const kernel = vfs.kernelCaller();
  const program: Caller = { ...kernel, pid: 7, tid: 7 };
  const names = (caller: Caller): string[] => root.list(caller).map(({ name }) => name);

  test('lists rows in their order, directories where their first row stands', () => {
    expect(names(program)).toEqual(['a', 'folder', 'own']);
    expect(root.nlink).toBe(3);
  });

  test('finds what it lists, under the same inode number', () => {
    for (const { name, ino } of root.list(program)) expect(root.lookup(name, program)).toMatchObject({ ino });
    expect(root.lookup('absent', program)).toBe('ENOENT');
  });

  test('has no link for whom it leads nowhere', () => {
    expect(names(kernel)).toEqual(['a', 'folder']);
    expect(root.lookup('own', kernel)).toBe('ENOENT');
  });

  test('refuses a file that is also a directory', () => {
    const clash: readonly TreeRow<unknown>[] = [
      { path: 'x', read: () => '' },
      { path: 'x/y', read: () => '' },
    ];
    expect(() => TreeDirectory.plant(root.superblock, undefined, clash)).toThrow('x is a file');
  });
});
