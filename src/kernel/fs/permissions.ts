// Who may do what to an inode: mode bits, owners, sticky directories. Knows no path.
import type { Errno } from '../../abi/errno.js';
import { accessModes } from '../../abi/open-flags.js';
import { modeBits } from '../../abi/stat.js';
import { mountFlags } from '../../abi/statfs.js';
import { type Credentials, inGroup } from '../sleep/credentials.js';
import type { Caller, Inode, Location } from './inode.js';

/** Whether `credentials` override file permissions (CAP_DAC_OVERRIDE, CAP_FOWNER, CAP_CHOWN in one). */
export function isPrivileged(credentials: Credentials): boolean {
  return credentials.fsuid === 0;
}

/** Whether the caller owns the inode or overrides ownership. */
export function ownsInode(inode: Inode, credentials: Credentials): boolean {
  return credentials.fsuid === inode.uid || isPrivileged(credentials);
}

/** The three bits of `mode` that hold for these credentials. */
function applicableBits(inode: Inode, credentials: Credentials): number {
  if (credentials.fsuid === inode.uid) return (inode.mode >> 6) & 7;
  return inGroup(credentials, inode.gid) ? (inode.mode >> 3) & 7 : inode.mode & 7;
}

/** EACCES unless all of `mask` (R_OK, W_OK, X_OK) is allowed. @see path_resolution(7) "Permissions" */
export function checkPermission(inode: Inode, mask: number, caller: Caller): Errno | undefined {
  const own = inode.permission(mask, caller);
  if (own !== undefined) return own === 'allowed' ? undefined : own;
  const { credentials } = caller;
  if (isPrivileged(credentials)) {
    const needsExecute = (mask & accessModes.X_OK) !== 0 && !inode.isDirectory;
    return needsExecute && (inode.mode & 0o111) === 0 ? 'EACCES' : undefined;
  }
  return (applicableBits(inode, credentials) & mask) === mask ? undefined : 'EACCES';
}

export function isReadOnly(location: Location): boolean {
  return (location.mount.flags & mountFlags.MS_RDONLY) !== 0;
}

/** Whether the caller may add or take away names in the directory. */
export function checkDirectoryWrite(directory: Location, caller: Caller): Errno | undefined {
  if (isReadOnly(directory)) return 'EROFS';
  return checkPermission(directory.dentry.inode, accessModes.W_OK | accessModes.X_OK, caller);
}

/** EPERM when the sticky bit of `directory` keeps the caller from taking away `victim`. @see inode(7) S_ISVTX */
export function checkSticky(directory: Inode, victim: Inode, credentials: Credentials): Errno | undefined {
  if ((directory.mode & modeBits.S_ISVTX) === 0) return undefined;
  return credentials.fsuid === victim.uid || ownsInode(directory, credentials) ? undefined : 'EPERM';
}

/** Group and mode of a new inode: a set-group-id directory hands its group on, and the bit to directories. */
export function inheritance(directory: Inode, mode: number, credentials: Credentials): { readonly mode: number; readonly gid: number } {
  if ((directory.mode & modeBits.S_ISGID) === 0) return { mode, gid: credentials.fsgid };
  const isDirectory = (mode & modeBits.S_IFMT) === modeBits.S_IFDIR;
  return { mode: isDirectory ? mode | modeBits.S_ISGID : mode, gid: directory.gid };
}
