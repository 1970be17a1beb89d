// chmod, chown, utimensat, truncate, access: who may change what about an inode. Knows no path.
import type { Errno } from '../../abi/errno.js';
import { accessModes } from '../../abi/open-flags.js';
import { modeBits, PERMISSION_BITS } from '../../abi/stat.js';
import { inGroup } from '../sleep/credentials.js';
import type { AttributeChange, Caller, Inode, Location } from './inode.js';
import { checkPermission, isPrivileged, isReadOnly, ownsInode } from './permissions.js';

/** @see chmod(2): the set-group-id bit falls away for a caller outside the file's group. */
export function setMode({ mount, dentry }: Location, mode: number, caller: Caller): Errno | undefined {
  const { inode } = dentry;
  const { credentials } = caller;
  if (isReadOnly({ mount, dentry })) return 'EROFS';
  if (!ownsInode(inode, credentials)) return 'EPERM';
  if (inode.isSymlink) return 'EOPNOTSUPP';
  const keepsGroupBit = isPrivileged(credentials) || inGroup(credentials, inode.gid);
  return inode.change({ mode: mode & PERMISSION_BITS & (keepsGroupBit ? ~0 : ~modeBits.S_ISGID) });
}

/** uid or gid of chown(2) that means: leave it. */
const UNCHANGED = 0xffff_ffff;

/** @see chown(2): set-id bits of a file fall away. */
export function setOwner({ mount, dentry }: Location, uid: number, gid: number, caller: Caller): Errno | undefined {
  const { inode } = dentry;
  const { credentials } = caller;
  if (isReadOnly({ mount, dentry })) return 'EROFS';
  const newUid = uid === UNCHANGED ? inode.uid : uid;
  const newGid = gid === UNCHANGED ? inode.gid : gid;
  const ownChange = newUid === inode.uid && ownsInode(inode, credentials) && (newGid === inode.gid || inGroup(credentials, newGid));
  if (!ownChange && !isPrivileged(credentials)) return 'EPERM';
  const groupExecutes = (inode.mode & 0o010) !== 0 ? modeBits.S_ISGID : 0;
  const dropped = inode.isDirectory ? 0 : modeBits.S_ISUID | groupExecutes;
  return inode.change({ uid: newUid, gid: newGid, mode: inode.mode & PERMISSION_BITS & ~dropped });
}

/** One time of utimensat(2): nanoseconds since 1970, the clock, or left alone. */
export type NewTime = bigint | 'now' | 'omit';

/** @see utimensat(2): the owner may set any time, a writer only the current one. */
export function setTimes({ mount, dentry }: Location, atime: NewTime, mtime: NewTime, nowNs: bigint, caller: Caller): Errno | undefined {
  const { inode } = dentry;
  if (atime === 'omit' && mtime === 'omit') return undefined;
  if (isReadOnly({ mount, dentry })) return 'EROFS';
  const refused = ownsInode(inode, caller.credentials) ? undefined : checkForeignTimes(inode, atime === 'now' && mtime === 'now', caller);
  return refused ?? inode.change({ ...timeChange('atimeNs', atime, nowNs), ...timeChange('mtimeNs', mtime, nowNs) });
}

function checkForeignTimes(inode: Inode, onlyNow: boolean, caller: Caller): Errno | undefined {
  return onlyNow ? checkPermission(inode, accessModes.W_OK, caller) : 'EPERM';
}

function timeChange(name: 'atimeNs' | 'mtimeNs', time: NewTime, nowNs: bigint): AttributeChange {
  return time === 'omit' ? {} : { [name]: time === 'now' ? nowNs : time };
}

/** truncate(2); ftruncate(2) asks the open file for its access mode instead. */
export function truncate({ mount, dentry }: Location, sizeBytes: number, caller: Caller): Errno | undefined {
  const { inode } = dentry;
  if (inode.isDirectory) return 'EISDIR';
  if (!inode.isRegular || sizeBytes < 0) return 'EINVAL';
  if (isReadOnly({ mount, dentry })) return 'EROFS';
  return checkPermission(inode, accessModes.W_OK, caller) ?? inode.resize(sizeBytes);
}

/** access(2) for the ids in `caller`. */
export function checkAccess(location: Location, mask: number, caller: Caller): Errno | undefined {
  const { inode } = location.dentry;
  const writesContent = (mask & accessModes.W_OK) !== 0 && (inode.isRegular || inode.isDirectory);
  if (writesContent && isReadOnly(location)) return 'EROFS';
  return mask === accessModes.F_OK ? undefined : checkPermission(inode, mask, caller);
}
