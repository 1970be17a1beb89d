import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { renameFlags } from '../../../src/abi/open-flags.js';
import { link, mkdir, rmdir, unlink } from '../../../src/kernel/fs/directory.js';
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

/** A plain tree: directories are maps, files are numbers. */
type Tree = Map<string, Tree | number>;

describe('any sequence of changes', () => {
  const name = fc.constantFrom('a', 'b', 'c');
  const path = fc.array(name, { minLength: 1, maxLength: 3 });
  const change = fc.oneof(
    fc.record({ kind: fc.constantFrom('mkdir' as const, 'rmdir' as const, 'unlink' as const, 'write' as const), path }),
    fc.record({ kind: fc.constant('rename' as const), path, to: path, exchange: fc.boolean() }),
  );

  function find(root: Tree, steps: readonly string[]): Tree | number | undefined {
    let place: Tree | number | undefined = root;
    for (const step of steps) place = place instanceof Map ? place.get(step) : undefined;
    return place;
  }

  const parentOf = (root: Tree, steps: readonly string[]): Tree | undefined => {
    const place = find(root, steps.slice(0, -1));
    return place instanceof Map ? place : undefined;
  };
  const last = (steps: readonly string[]): string => steps.at(-1) ?? '';
  const starts = (steps: readonly string[], prefix: readonly string[]): boolean => prefix.every((step, index) => steps[index] === step);

  function modelRename(root: Tree, from: readonly string[], to: readonly string[], exchange: boolean): boolean {
    const [source, goal] = [parentOf(root, from), parentOf(root, to)];
    const moved = find(root, from);
    const replaced = find(root, to);
    if (source === undefined || goal === undefined || moved === undefined) return false;
    if (exchange && replaced === undefined) return false;
    if (moved === replaced) return true;
    if (starts(to, from) || (starts(from, to) && (exchange || from.length > to.length))) return false;
    if (!exchange && replaced !== undefined) {
      if (moved instanceof Map !== replaced instanceof Map) return false;
      if (replaced instanceof Map && replaced.size > 0) return false;
    }
    source.delete(last(from));
    goal.set(last(to), moved);
    if (exchange && replaced !== undefined) source.set(last(from), replaced);
    return true;
  }

  function snapshot(system: FsForTest): unknown {
    const inode = (path: string): unknown => {
      const entries = system.volume.fs.readdirSync(path) as string[];
      return Object.fromEntries(
        entries.sort().map((entry) => {
          const full = path === '/' ? `/${entry}` : `${path}/${entry}`;
          return [entry, system.volume.fs.statSync(full).isDirectory() ? inode(full) : Number(system.read(full))];
        }),
      );
    };
    return inode('/');
  }

  const plain = (tree: Tree): unknown =>
    Object.fromEntries([...tree].sort().map(([key, value]) => [key, value instanceof Map ? plain(value) : value]));

  test('leaves the tree that a plain model has, for guests and host tools alike', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
        const system = new FsForTest();
        const model: Tree = new Map();
        let written = 0;
        for (const step of changes) {
          const at = { path: `/${step.path.join('/')}` };
          const parent = parentOf(model, step.path);
          const there = find(model, step.path);
          if (step.kind === 'mkdir') {
            const made = mkdir(system.vfs, system.caller, at, 0o755) === undefined;
            expect(made).toBe(parent !== undefined && there === undefined);
            if (made) parent?.set(last(step.path), new Map());
          } else if (step.kind === 'rmdir') {
            const gone = rmdir(system.vfs, system.caller, at) === undefined;
            expect(gone).toBe(there instanceof Map && there.size === 0);
            if (gone) parent?.delete(last(step.path));
          } else if (step.kind === 'unlink') {
            const gone = unlink(system.vfs, system.caller, at) === undefined;
            expect(gone).toBe(typeof there === 'number');
            if (gone) parent?.delete(last(step.path));
          } else if (step.kind === 'write') {
            if (parent === undefined || there instanceof Map) continue;
            written++;
            system.write(at.path, String(written));
            parent.set(last(step.path), written);
          } else {
            const flags = step.exchange ? RENAME_EXCHANGE : 0;
            const moved = rename(system.vfs, system.caller, at, { path: `/${step.to.join('/')}` }, flags) === undefined;
            expect(moved).toBe(modelRename(model, step.path, step.to, step.exchange));
          }
        }
        expect(snapshot(system)).toEqual(plain(model));
        system.volume.fs.readdirSync('/').forEach((entry) => {
          system.volume.fs.rmSync(`/${String(entry)}`, { recursive: true });
        });
        expect(system.volume.storage.nodeCount).toBe(1);
        expect(system.volume.storage.usedBytes).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});
