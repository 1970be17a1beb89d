import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renameFlags } from '../../../src/abi/open-flags.js';
import { mkdir, rmdir, unlink } from '../../../src/kernel/fs/directory.js';
import { rename } from '../../../src/kernel/fs/rename.js';
import { FsForTest } from './fs-for-test.js';

/** A plain tree: directories are maps, files are numbers. */
type Tree = Map<string, Tree | number>;
type Steps = readonly string[];

const name = fc.constantFrom('a', 'b', 'c');
const path = fc.array(name, { minLength: 1, maxLength: 3 });
const change = fc.oneof(
  fc.record({ kind: fc.constantFrom('mkdir' as const, 'rmdir' as const, 'unlink' as const, 'write' as const), path }),
  fc.record({ kind: fc.constant('rename' as const), path, to: path, exchange: fc.boolean() }),
);
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function find(root: Tree, steps: Steps): Tree | number | undefined {
  let place: Tree | number | undefined = root;
  for (const step of steps) place = place instanceof Map ? place.get(step) : undefined;
  return place;
}

function parentOf(root: Tree, steps: Steps): Tree | undefined {
  const place = find(root, steps.slice(0, -1));
  return place instanceof Map ? place : undefined;
}

const last = (steps: Steps): string => steps.at(-1) ?? '';
const startsWith = (steps: Steps, prefix: Steps): boolean => prefix.every((step, index) => steps[index] === step);
const pathOf = (steps: Steps): string => `/${steps.join('/')}`;

/** Whether `moved` may take the place of `replaced`. */
function mayReplace(moved: Tree | number, replaced: Tree | number | undefined): boolean {
  if (replaced === undefined) return true;
  if (typeof moved === 'number' || typeof replaced === 'number') return typeof moved === typeof replaced;
  return replaced.size === 0;
}

/** A directory never moves into itself, nor over one that holds it. */
function isTangled(from: Steps, to: Steps): boolean {
  return startsWith(to, from) || startsWith(from, to);
}

function modelRename(root: Tree, from: Steps, to: Steps, exchange: boolean): boolean {
  const [source, goal, moved, replaced] = [parentOf(root, from), parentOf(root, to), find(root, from), find(root, to)];
  if (source === undefined || goal === undefined || moved === undefined || (exchange && replaced === undefined)) return false;
  if (moved === replaced) return true;
  if (isTangled(from, to) || !(exchange || mayReplace(moved, replaced))) return false;
  source.delete(last(from));
  goal.set(last(to), moved);
  if (exchange && replaced !== undefined) source.set(last(from), replaced);
  return true;
}

/** The change made on the model; whether it was allowed. */
function applyToModel(model: Tree, step: Change, serial: number): boolean {
  const parent = parentOf(model, step.path);
  const there = find(model, step.path);
  switch (step.kind) {
    case 'mkdir':
      return parent !== undefined && there === undefined && parent.set(last(step.path), new Map()) === parent;
    case 'rmdir':
      return there instanceof Map && there.size === 0 && parent?.delete(last(step.path)) === true;
    case 'unlink':
      return typeof there === 'number' && parent?.delete(last(step.path)) === true;
    case 'write':
      return parent !== undefined && !(there instanceof Map) && parent.set(last(step.path), serial) === parent;
    case 'rename':
      return modelRename(model, step.path, step.to, step.exchange);
  }
}

/** The same on the file system. */
function apply(os: FsForTest, step: Change, serial: number): boolean {
  const at = { path: pathOf(step.path) };
  switch (step.kind) {
    case 'mkdir':
      return mkdir(os.vfs, os.caller, at, 0o755) === undefined;
    case 'rmdir':
      return rmdir(os.vfs, os.caller, at) === undefined;
    case 'unlink':
      return unlink(os.vfs, os.caller, at) === undefined;
    case 'write':
      return tryWrite(os, at.path, String(serial));
    case 'rename':
      return rename(os.vfs, os.caller, at, { path: pathOf(step.to) }, step.exchange ? renameFlags.RENAME_EXCHANGE : 0) === undefined;
  }
}

function tryWrite(os: FsForTest, path: string, text: string): boolean {
  try {
    os.write(path, text);
    return true;
  } catch {
    return false;
  }
}

const plain = (tree: Tree): unknown =>
  Object.fromEntries([...tree].map(([key, value]) => [key, value instanceof Map ? plain(value) : value]));

/** The tree as a host tool lists it and a guest reads it. */
function snapshot(os: FsForTest, directory: string): unknown {
  const entries = os.volume.fs.readdirSync(directory) as string[];
  return Object.fromEntries(
    entries.map((entry) => {
      const full = `${directory === '/' ? '' : directory}/${entry}`;
      return [entry, os.volume.fs.statSync(full).isDirectory() ? snapshot(os, full) : Number(os.read(full))];
    }),
  );
}

test('any sequence of changes leaves the tree that a plain model has, and nothing behind once all is removed', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
      const os = new FsForTest();
      const model: Tree = new Map();
      for (const [serial, step] of changes.entries()) expect(apply(os, step, serial)).toBe(applyToModel(model, step, serial));
      expect(snapshot(os, '/')).toEqual(plain(model));
      for (const entry of os.volume.fs.readdirSync('/')) os.volume.fs.rmSync(`/${String(entry)}`, { recursive: true });
      expect(os.volume.storage.nodeCount).toBe(1);
      expect(os.volume.storage.usedBytes).toBe(0);
    }),
    { numRuns: 300 },
  );
});
