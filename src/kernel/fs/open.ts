// open(2): from a path and flags to an open file. Knows no descriptor.
import type { Errno } from '../../abi/errno.js';
import { accessModes, openFlags } from '../../abi/open-flags.js';
import { modeBits, PERMISSION_BITS } from '../../abi/stat.js';
import { mountFlags } from '../../abi/statfs.js';
import type { Wait } from '../sleep/wait-queue.js';
import type { Caller, Inode, Location, OpenFile } from './inode.js';
import { childOf, isName, type Walked, walk } from './namei.js';
import { checkDirectoryWrite, checkPermission, inheritance, isReadOnly, ownsInode } from './permissions.js';
import { PathFile } from './regular-file.js';
import { dentry, type Vfs } from './vfs.js';

/** What openat(2) is asked. */
export interface OpenAt {
  readonly path: string;
  readonly from?: Location | undefined;
  readonly flags: number;
  /** Permission bits of a file that is made; the umask is not applied yet. */
  readonly mode: number;
}

const has = (flags: number, bits: number): boolean => (flags & bits) === bits;

/** The file, not yet held by any descriptor. @see open(2) */
export function open(vfs: Vfs, caller: Caller, request: OpenAt): OpenFile | Errno | Wait {
  const { flags } = request;
  if (vfs.openFiles >= vfs.limits.openFiles) return 'ENFILE';
  if (has(flags, openFlags.O_PATH)) return openPath(vfs, caller, request);
  if (has(flags, openFlags.O_TMPFILE)) return openUnnamed(vfs, caller, request);
  if (has(flags, openFlags.O_CREAT | openFlags.O_DIRECTORY)) return 'EINVAL';
  const follow = !has(flags, openFlags.O_NOFOLLOW) && !has(flags, openFlags.O_CREAT | openFlags.O_EXCL);
  const walked = walk(vfs, caller, { path: request.path, from: request.from, follow });
  if (typeof walked === 'string') return walked;
  if (!has(flags, openFlags.O_CREAT)) return walked.target === undefined ? 'ENOENT' : openExisting(vfs, caller, walked.target, flags);
  if (walked.target === undefined) return openNew(vfs, caller, walked, request);
  if (has(flags, openFlags.O_EXCL)) return 'EEXIST';
  return walked.target.dentry.inode.isDirectory ? 'EISDIR' : openExisting(vfs, caller, walked.target, flags);
}

function openPath(vfs: Vfs, caller: Caller, { path, from, flags }: OpenAt): OpenFile | Errno {
  const walked = walk(vfs, caller, { path, from, follow: !has(flags, openFlags.O_NOFOLLOW) });
  if (typeof walked === 'string') return walked;
  if (walked.target === undefined) return 'ENOENT';
  if (has(flags, openFlags.O_DIRECTORY) && !walked.target.dentry.inode.isDirectory) return 'ENOTDIR';
  return new PathFile({ flags, location: walked.target, caller }).register(vfs);
}

/** Permission that an open with `flags` needs on the file. */
function neededAccess(flags: number): number {
  const access = flags & openFlags.O_ACCMODE;
  const read = access === openFlags.O_WRONLY ? 0 : accessModes.R_OK;
  const write = access === openFlags.O_RDONLY && !has(flags, openFlags.O_TRUNC) ? 0 : accessModes.W_OK;
  return read | write;
}

/** Opens what stands at `location`, permissions checked. Also what opening /proc/[pid]/fd/N again does. */
export function openExisting(vfs: Vfs, caller: Caller, location: Location, flags: number): OpenFile | Errno | Wait {
  const { inode } = location.dentry;
  const refused = checkOpen(location, caller, flags);
  if (refused !== undefined) return refused;
  const file = inode.open({ flags, location, caller });
  if (typeof file === 'string' || 'channel' in file) return file;
  if (has(flags, openFlags.O_TRUNC) && inode.isRegular) {
    const failed = inode.resize(0);
    if (failed !== undefined) {
      file.hold().drop();
      return failed;
    }
  }
  return file.register(vfs);
}

function checkOpen(location: Location, caller: Caller, flags: number): Errno | undefined {
  const { inode } = location.dentry;
  const needed = neededAccess(flags);
  const writes = (needed & accessModes.W_OK) !== 0;
  if (inode.isSymlink) return 'ELOOP';
  if (has(flags, openFlags.O_DIRECTORY) && !inode.isDirectory) return 'ENOTDIR';
  if (inode.isDirectory && writes) return 'EISDIR';
  const refused = checkPermission(inode, needed, caller);
  if (refused !== undefined) return refused;
  if (writes && isReadOnly(location) && inode.isRegular) return 'EROFS';
  if (isDevice(inode) && (location.mount.flags & mountFlags.MS_NODEV) !== 0) return 'EACCES';
  return has(flags, openFlags.O_NOATIME) && !ownsInode(inode, caller.credentials) ? 'EPERM' : undefined;
}

function isDevice(inode: Inode): boolean {
  const type = inode.mode & modeBits.S_IFMT;
  return type === modeBits.S_IFCHR || type === modeBits.S_IFBLK;
}

/** Makes the missing file; its mode does not hinder this very open. */
function openNew(vfs: Vfs, caller: Caller, { parent, name, trailingSlash }: Walked, { flags, mode }: OpenAt): OpenFile | Errno | Wait {
  if (trailingSlash || !isName(name)) return 'EISDIR';
  const made = create(parent, name, caller, modeBits.S_IFREG | (mode & PERMISSION_BITS));
  if (typeof made === 'string') return made;
  const entry = childOf(parent, name, caller);
  if (typeof entry === 'string') return entry;
  const file = entry.inode.open({ flags, location: { mount: parent.mount, dentry: entry }, caller });
  return typeof file === 'string' || 'channel' in file ? file : file.register(vfs);
}

/** Adds an inode of `mode` (umask not yet applied) under a name known to be free. */
export function create(
  parent: Location,
  name: string,
  caller: Caller,
  mode: number,
  extra: { readonly rdev?: number; readonly target?: string } = {},
): Inode | Errno {
  const directory = parent.dentry.inode;
  if (directory.isRemoved) return 'ENOENT';
  const refused = checkDirectoryWrite(parent, caller);
  if (refused !== undefined) return refused;
  const isLink = (mode & modeBits.S_IFMT) === modeBits.S_IFLNK;
  const inherited = inheritance(directory, isLink ? mode : mode & ~caller.context.umask, caller.credentials);
  return directory.create(name, { ...inherited, uid: caller.credentials.fsuid, ...extra });
}

function openUnnamed(vfs: Vfs, caller: Caller, { path, from, flags, mode }: OpenAt): OpenFile | Errno | Wait {
  if ((flags & openFlags.O_ACCMODE) === openFlags.O_RDONLY) return 'EINVAL';
  const walked = walk(vfs, caller, { path, from, follow: true });
  if (typeof walked === 'string') return walked;
  const { target } = walked;
  if (target === undefined) return 'ENOENT';
  const directory = target.dentry.inode;
  if (!directory.isDirectory) return 'ENOTDIR';
  const refused = checkDirectoryWrite(target, caller);
  if (refused !== undefined) return refused;
  const wanted = modeBits.S_IFREG | (mode & PERMISSION_BITS & ~caller.context.umask);
  const inode = directory.createUnnamed({ ...inheritance(directory, wanted, caller.credentials), uid: caller.credentials.fsuid });
  if (typeof inode === 'string') return inode;
  const entry = { ...dentry(target.dentry, `#${inode.ino}`, inode), unlinked: true };
  const file = inode.open({ flags: flags & ~openFlags.O_TMPFILE, location: { mount: target.mount, dentry: entry }, caller });
  return typeof file === 'string' || 'channel' in file ? file : file.register(vfs);
}
