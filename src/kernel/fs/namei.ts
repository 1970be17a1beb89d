// The path walk: names to places. Knows symbolic links, mounts and search permission; knows no file content.
import type { Errno } from '../../abi/errno.js';
import { accessModes, NAME_MAX, PATH_MAX, SYMLINK_LIMIT } from '../../abi/open-flags.js';
import { utf8Encode } from '../../abi/text.js';
import type { Caller, Dentry, Inode, Location } from './inode.js';
import { checkPermission } from './permissions.js';
import { dentry, type Vfs } from './vfs.js';
import type { Writable } from './writable.js';

/** A path to walk. */
export interface Lookup {
  readonly path: string;
  /** Where a relative path starts; absent: the caller's working directory. */
  readonly from?: Location | undefined;
  /** Whether a symbolic link at the very end is followed. */
  readonly follow: boolean;
  /** AT_EMPTY_PATH: an empty path means `from` itself. */
  readonly emptyPath?: boolean;
  /** The last name itself is meant: a trailing slash neither follows a link nor demands a directory. */
  readonly lastName?: boolean;
}

/** Where a walk ended. */
export interface Walked {
  /** Directory of the last component. */
  readonly parent: Location;
  /** Last component; `.`, `..` or `/` when the path ends in no name. */
  readonly name: string;
  /** What stands there; undefined: nothing, though its directory exists. */
  readonly target: Location | undefined;
  /** The path asked for a directory. */
  readonly trailingSlash: boolean;
}

/** State of one walk. */
interface Walk {
  readonly vfs: Vfs;
  readonly caller: Caller;
  readonly follow: boolean;
  readonly lastName: boolean;
  /** Components still to go, the next one last. */
  readonly pending: string[];
  current: Location;
  hops: number;
  trailingSlash: boolean;
}

function isTooLong(text: string, limit: number): boolean {
  return text.length > limit || (text.length * 3 > limit && utf8Encode(text).length > limit);
}

/** Whether a component is a name and not `.`, `..` or `/`. */
export function isName(name: string): boolean {
  return name !== '.' && name !== '..' && name !== '/';
}

/** Walks `path`; the last component need not exist. */
export function walk(vfs: Vfs, caller: Caller, lookup: Lookup): Walked | Errno {
  const { path, follow } = lookup;
  const start = lookup.from ?? caller.context.cwd;
  if (path === '') return lookup.emptyPath ? { parent: start, name: '.', target: start, trailingSlash: false } : 'ENOENT';
  if (isTooLong(path, PATH_MAX - 1)) return 'ENAMETOOLONG';
  const state: Walk = {
    vfs,
    caller,
    follow,
    lastName: lookup.lastName ?? false,
    pending: [],
    current: start,
    hops: 0,
    trailingSlash: false,
  };
  pushPath(state, path);
  const last = takeSteps(state);
  if (typeof last === 'string') return last;
  const notDirectory = last.target !== undefined && !last.target.dentry.inode.isDirectory;
  return state.trailingSlash && !state.lastName && notDirectory ? 'ENOTDIR' : { ...last, trailingSlash: state.trailingSlash };
}

/** Goes through the pending components. */
function takeSteps(state: Walk): Walked | Errno {
  let last: Walked = { parent: state.current, name: '/', target: state.current, trailingSlash: false };
  for (let name = state.pending.pop(); name !== undefined; name = state.pending.pop()) {
    const step = takeStep(state, name);
    if (typeof step === 'string') return step;
    last = step;
    if (step.target !== undefined) state.current = step.target;
    else if (state.pending.length > 0) return 'ENOENT';
  }
  return last;
}

/** Puts the components of `path` before the pending ones. */
function pushPath(state: Walk, path: string): void {
  if (path.startsWith('/')) state.current = state.caller.context.root;
  const names = path.split('/');
  if (state.pending.length === 0) state.trailingSlash ||= path.endsWith('/');
  for (let index = names.length - 1; index >= 0; index--) {
    const name = names[index];
    if (name !== undefined && name !== '') state.pending.push(name);
  }
}

/** One component from `state.current`. A followed link leaves its components pending. */
function takeStep(state: Walk, name: string): Walked | Errno {
  const parent = state.current;
  const { inode } = parent.dentry;
  if (!inode.isDirectory) return 'ENOTDIR';
  const refused = checkPermission(inode, accessModes.X_OK, state.caller);
  if (refused !== undefined) return refused;
  if (name === '.') return { parent, name, target: parent, trailingSlash: false };
  if (name === '..') return { parent, name, target: parentOf(state.vfs, parent, state.caller), trailingSlash: false };
  return isTooLong(name, NAME_MAX) ? 'ENAMETOOLONG' : takeName(state, name);
}

function takeName(state: Walk, name: string): Walked | Errno {
  const parent = state.current;
  const found = (target: Location | undefined): Walked => ({ parent, name, target, trailingSlash: false });
  const child = childOf(parent, name, state.caller);
  // What is made up holds no place where a name could be made.
  if (child === 'ENOENT') return parent.dentry.inode.superblock.volatile ? child : found(undefined);
  if (typeof child === 'string') return child;
  const target = crossMounts(state.vfs, { mount: parent.mount, dentry: child });
  const stops = state.pending.length === 0 && !state.follow && (state.lastName || !state.trailingSlash);
  return !target.dentry.inode.isSymlink || stops ? found(target) : followLink(state, target.dentry.inode, found);
}

function followLink(state: Walk, link: Inode, found: (target: Location | undefined) => Walked): Walked | Errno {
  state.hops++;
  if (state.hops > SYMLINK_LIMIT) return 'ELOOP';
  const magic = link.follow(state.caller);
  if (typeof magic === 'string') return magic;
  if (magic !== undefined) return found(magic);
  const text = link.readlink(state.caller);
  if (typeof text === 'string') return text;
  if (text.target === '') return 'ENOENT';
  pushPath(state, text.target);
  return found(state.current);
}

/** The entry `name` of a directory. Entries of a superblock that is not volatile keep their identity. */
export function childOf(parent: Location, name: string, caller: Caller): Dentry | Errno {
  const { children, inode } = parent.dentry;
  const known = children.get(name);
  if (known !== undefined && known.mounts > 0) return known;
  const found = inode.lookup(name, caller);
  if (typeof found === 'string') {
    if (known !== undefined) forgetChild(parent.dentry, known);
    return found;
  }
  if (known?.inode === found) return known;
  const fresh = dentry(parent.dentry, name, found);
  if (!inode.superblock.volatile) {
    if (known !== undefined) forgetChild(parent.dentry, known);
    children.set(name, fresh);
  }
  return fresh;
}

/** The name is gone: whoever still holds the entry sees that. */
export function forgetChild(parent: Dentry, child: Dentry): void {
  if (parent.children.get(child.name) === child) parent.children.delete(child.name);
  (child as Writable<Dentry>).unlinked = true;
}

/** The root of what is mounted on a place, if anything is. */
export function crossMounts(vfs: Vfs, location: Location): Location {
  let place = location;
  while (place.dentry.mounts > 0) {
    const { mount: under, dentry: entry } = place;
    const over = vfs.mounts.findLast((mount) => mount.at?.dentry === entry && mount.at.mount === under);
    if (over === undefined) break;
    place = { mount: over, dentry: over.root };
  }
  return place;
}

function isSamePlace(one: Location, other: Location): boolean {
  return one.dentry === other.dentry && one.mount === other.mount;
}

/** `..` of a directory; the caller's root is its own parent. */
export function parentOf(vfs: Vfs, location: Location, caller: Caller): Location {
  let place = location;
  while (!isSamePlace(place, caller.context.root)) {
    const { parent } = place.dentry;
    if (parent !== undefined && place.dentry !== place.mount.root) return crossMounts(vfs, { mount: place.mount, dentry: parent });
    if (place.mount.at === undefined) return place;
    place = place.mount.at;
  }
  return place;
}

/** Walks to something that must exist. */
export function resolve(vfs: Vfs, caller: Caller, lookup: Lookup): Location | Errno {
  const walked = walk(vfs, caller, lookup);
  return typeof walked === 'string' ? walked : (walked.target ?? 'ENOENT');
}

/** Absolute path of a place as seen from `root`; ` (deleted)` is appended when its name is gone, `(unreachable)` put before when it lies outside. */
export function pathOf(location: Location, root: Location): string {
  const names: string[] = [];
  let place = location;
  while (!isSamePlace(place, root)) {
    const { mount, dentry: entry } = place;
    if (entry !== mount.root && entry.parent !== undefined) {
      names.push(entry.name);
      place = { mount, dentry: entry.parent };
    } else if (mount.at !== undefined) place = mount.at;
    else return detachedPath(entry, names);
  }
  const path = `/${names.reverse().join('/')}`;
  return location.dentry.unlinked ? `${path} (deleted)` : path;
}

/** Of a pipe, its name; of a place outside the root, what Linux prints. */
function detachedPath(top: Dentry, names: readonly string[]): string {
  return top.name === '/' ? `(unreachable)/${[...names].reverse().join('/')}` : top.name;
}
