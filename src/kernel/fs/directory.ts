// Names come and go: mkdir, mknod, symlink, link, unlink, rmdir. Knows paths and permissions; rename stands beside it.
import type { Errno } from '../../abi/errno.js';
import { modeBits, PERMISSION_BITS } from '../../abi/stat.js';
import type { Caller, Location } from './inode.js';
import { forgetChild, isName, type Lookup, type Walked, walk } from './namei.js';
import { create } from './open.js';
import { checkDirectoryWrite, checkSticky, isPrivileged, ownsInode } from './permissions.js';
import type { Vfs } from './vfs.js';

/** Hard links to one inode at most. */
const LINK_MAX = 65_000;

/** A path relative to a place. */
export type At = Pick<Lookup, 'path' | 'from'>;

/** The directory and name of something that is to be made; EEXIST when it is there. */
function freeName(vfs: Vfs, caller: Caller, at: At): Walked | Errno {
  const walked = walk(vfs, caller, { ...at, follow: false, lastName: true });
  if (typeof walked === 'string') return walked;
  return walked.target !== undefined ? 'EEXIST' : walked;
}

/** @see mkdir(2) */
export function mkdir(vfs: Vfs, caller: Caller, at: At, mode: number): Errno | undefined {
  const free = freeName(vfs, caller, at);
  if (typeof free === 'string') return free;
  const made = create(free.parent, free.name, caller, modeBits.S_IFDIR | (mode & 0o1777));
  return typeof made === 'string' ? made : undefined;
}

const nodeTypes: ReadonlySet<number> = new Set([modeBits.S_IFREG, modeBits.S_IFCHR, modeBits.S_IFBLK, modeBits.S_IFIFO, modeBits.S_IFSOCK]);

/** Regular files, FIFOs, sockets and device nodes. @see mknod(2) */
export function mknod(vfs: Vfs, caller: Caller, at: At, mode: number, rdev: number): Errno | undefined {
  const type = (mode & modeBits.S_IFMT) === 0 ? modeBits.S_IFREG : mode & modeBits.S_IFMT;
  if (type === modeBits.S_IFDIR) return 'EPERM';
  if (!nodeTypes.has(type)) return 'EINVAL';
  const isDevice = type === modeBits.S_IFCHR || type === modeBits.S_IFBLK;
  if (isDevice && !isPrivileged(caller.credentials)) return 'EPERM';
  const free = freeName(vfs, caller, at);
  if (typeof free === 'string') return free;
  if (free.trailingSlash) return 'ENOENT';
  const made = create(free.parent, free.name, caller, type | (mode & PERMISSION_BITS), isDevice ? { rdev } : {});
  return typeof made === 'string' ? made : undefined;
}

/** @see symlink(2) */
export function symlink(vfs: Vfs, caller: Caller, target: string, at: At): Errno | undefined {
  if (target === '') return 'ENOENT';
  const free = freeName(vfs, caller, at);
  if (typeof free === 'string') return free;
  if (free.trailingSlash) return 'ENOENT';
  const made = create(free.parent, free.name, caller, modeBits.S_IFLNK | 0o777, { target });
  return typeof made === 'string' ? made : undefined;
}

/** Gives what stands at `source` one more name. @see link(2) */
export function link(vfs: Vfs, caller: Caller, source: Location, at: At): Errno | undefined {
  const { inode } = source.dentry;
  const free = freeName(vfs, caller, at);
  if (typeof free === 'string') return free;
  if (free.trailingSlash) return 'ENOENT';
  if (free.parent.mount !== source.mount) return 'EXDEV';
  if (inode.isDirectory || !ownsInode(inode, caller.credentials)) return 'EPERM';
  const directory = free.parent.dentry.inode;
  if (directory.isRemoved) return 'ENOENT';
  const refused = checkDirectoryWrite(free.parent, caller);
  if (refused !== undefined) return refused;
  return inode.status().nlink >= LINK_MAX ? 'EMLINK' : directory.link(free.name, inode);
}

/** Whether the caller may take `target` out of `parent`. */
export function checkRemoval(parent: Location, target: Location, caller: Caller): Errno | undefined {
  const refused = checkDirectoryWrite(parent, caller);
  return refused ?? checkSticky(parent.dentry.inode, target.dentry.inode, caller.credentials);
}

/** @see unlink(2) */
export function unlink(vfs: Vfs, caller: Caller, at: At): Errno | undefined {
  const walked = walk(vfs, caller, { ...at, follow: false, lastName: true });
  if (typeof walked === 'string') return walked;
  const { parent, target, name, trailingSlash } = walked;
  if (!isName(name)) return 'EISDIR';
  if (target === undefined) return 'ENOENT';
  const refused = checkRemoval(parent, target, caller);
  if (refused !== undefined) return refused;
  if (target.dentry.inode.isDirectory) return 'EISDIR';
  if (trailingSlash) return 'ENOTDIR';
  if (target.mount !== parent.mount) return 'EBUSY';
  const failed = parent.dentry.inode.unlink(name);
  if (failed === undefined) forgetChild(parent.dentry, target.dentry);
  return failed;
}

/** What rmdir says of paths that end in no name. */
const unremovable: Readonly<Record<string, Errno>> = { '.': 'EINVAL', '..': 'ENOTEMPTY' };

/** @see rmdir(2) */
export function rmdir(vfs: Vfs, caller: Caller, at: At): Errno | undefined {
  const walked = walk(vfs, caller, { ...at, follow: false, lastName: true });
  if (typeof walked === 'string') return walked;
  const { parent, target, name } = walked;
  if (!isName(name)) return unremovable[name] ?? 'EBUSY';
  if (target === undefined) return 'ENOENT';
  const refused = checkRemoval(parent, target, caller);
  if (refused !== undefined) return refused;
  if (!target.dentry.inode.isDirectory) return 'ENOTDIR';
  if (target.mount !== parent.mount || target.dentry.mounts > 0) return 'EBUSY';
  const failed = parent.dentry.inode.rmdir(name);
  if (failed === undefined) forgetChild(parent.dentry, target.dentry);
  return failed;
}
