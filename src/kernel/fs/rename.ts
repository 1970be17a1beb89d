// rename(2) with its rules: what may replace what, and never a directory into itself. Knows paths and permissions.
import type { Errno } from '../../abi/errno.js';
import { accessModes, renameFlags } from '../../abi/open-flags.js';
import type { At } from './directory.js';
import { checkRemoval } from './directory.js';
import type { Caller, Dentry, Inode, Location } from './inode.js';
import { forgetChild, isName, type Walked, walk } from './namei.js';
import { checkDirectoryWrite, checkPermission } from './permissions.js';
import type { Vfs } from './vfs.js';
import type { Writable } from './writable.js';

/** One side of a rename that has passed the walk. */
interface Side {
  readonly parent: Location;
  readonly name: string;
  readonly target: Location | undefined;
  readonly trailingSlash: boolean;
}

/** @see rename(2), renameat2(2) */
export function rename(vfs: Vfs, caller: Caller, from: At, to: At, flags = 0): Errno | undefined {
  const { RENAME_NOREPLACE, RENAME_EXCHANGE } = renameFlags;
  if ((flags & ~(RENAME_NOREPLACE | RENAME_EXCHANGE)) !== 0 || flags === (RENAME_NOREPLACE | RENAME_EXCHANGE)) return 'EINVAL';
  const source = side(vfs, caller, from);
  if (typeof source === 'string') return source;
  const goal = side(vfs, caller, to);
  if (typeof goal === 'string') return goal;
  const exchange = flags === RENAME_EXCHANGE;
  const refused = checkNames(source, goal, flags) ?? checkTree(source, goal, exchange) ?? checkRights(source, goal, caller);
  if (refused !== undefined) return refused;
  if (source.target?.dentry.inode === goal.target?.dentry.inode) return undefined;
  const failed = checkKinds(source, goal, exchange) ?? moveInode(source, goal, exchange);
  if (failed === undefined) moveEntries(source, goal, exchange);
  return failed;
}

function moveInode(source: Side, goal: Side, exchange: boolean): Errno | undefined {
  return source.parent.dentry.inode.rename(source.name, goal.parent.dentry.inode, goal.name, exchange);
}

function checkNames(source: Side, goal: Side, flags: number): Errno | undefined {
  if (source.parent.mount !== goal.parent.mount) return 'EXDEV';
  if (!isName(source.name) || !isName(goal.name)) return 'EBUSY';
  if (source.target === undefined || (flags === renameFlags.RENAME_EXCHANGE && goal.target === undefined)) return 'ENOENT';
  return goal.target !== undefined && flags === renameFlags.RENAME_NOREPLACE ? 'EEXIST' : undefined;
}

function side(vfs: Vfs, caller: Caller, at: At): Walked | Errno {
  return walk(vfs, caller, { ...at, follow: false, lastName: true });
}

/** Whether `entry` is `ancestor` or lies under it. */
function isUnder(entry: Dentry, ancestor: Dentry): boolean {
  for (let place: Dentry | undefined = entry; place !== undefined; place = place.parent) if (place === ancestor) return true;
  return false;
}

function checkTree(source: Side, goal: Side, exchange: boolean): Errno | undefined {
  const { target: moved } = source;
  const { target: replaced } = goal;
  if (moved === undefined) return 'ENOENT';
  if (isUnder(goal.parent.dentry, moved.dentry)) return 'EINVAL';
  if (replaced !== undefined && isUnder(source.parent.dentry, replaced.dentry)) return exchange ? 'EINVAL' : 'ENOTEMPTY';
  if (moved.mount !== source.parent.mount || (replaced !== undefined && replaced.mount !== goal.parent.mount)) return 'EBUSY';
  return goal.parent.dentry.inode.isRemoved ? 'ENOENT' : undefined;
}

function checkRights(source: Side, goal: Side, caller: Caller): Errno | undefined {
  const moved = source.target;
  if (moved === undefined) return 'ENOENT';
  const refused =
    checkRemoval(source.parent, moved, caller) ??
    (goal.target === undefined ? checkDirectoryWrite(goal.parent, caller) : checkRemoval(goal.parent, goal.target, caller));
  if (refused !== undefined) return refused;
  // A directory that changes its parent has its `..` written.
  const newParent = moved.dentry.inode.isDirectory && source.parent.dentry !== goal.parent.dentry;
  return newParent ? checkPermission(moved.dentry.inode, accessModes.W_OK, caller) : undefined;
}

function checkKinds(source: Side, goal: Side, exchange: boolean): Errno | undefined {
  const movesDirectory = source.target?.dentry.inode.isDirectory ?? false;
  if (!movesDirectory && (source.trailingSlash || (!exchange && goal.trailingSlash))) return 'ENOTDIR';
  return goal.target === undefined || exchange ? undefined : checkReplaced(goal.target.dentry.inode, movesDirectory);
}

function checkReplaced(replaced: Inode, byDirectory: boolean): Errno | undefined {
  if (!byDirectory) return replaced.isDirectory ? 'EISDIR' : undefined;
  if (!replaced.isDirectory) return 'ENOTDIR';
  return replaced.isEmptyDirectory() ? undefined : 'ENOTEMPTY';
}

/** The entries keep their identity under their new names, so working directories and open files know where they are. */
function moveEntries(source: Side, goal: Side, exchange: boolean): void {
  const moved = source.target?.dentry;
  const replaced = goal.target?.dentry;
  if (moved === undefined) return;
  source.parent.dentry.children.delete(source.name);
  if (replaced !== undefined && !exchange) forgetChild(goal.parent.dentry, replaced);
  place(moved, goal.parent.dentry, goal.name);
  if (replaced !== undefined && exchange) place(replaced, source.parent.dentry, source.name);
}

function place(entry: Dentry, parent: Dentry, name: string): void {
  const writable = entry as Writable<Dentry>;
  writable.parent = parent;
  writable.name = name;
  parent.children.set(name, entry);
}
