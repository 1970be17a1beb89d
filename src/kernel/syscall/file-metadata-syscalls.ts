// What is known of files and may be changed about them: stat, chmod, chown, times, sizes, access, umask. Knows struct layouts only by name.
import type { Errno } from '../../abi/errno.js';
import { atFlags } from '../../abi/open-flags.js';
import { encodeStat, encodeStatx } from '../../abi/stat.js';
import { checkAccess, type NewTime, setMode, setOwner, setTimes, truncate } from '../fs/attributes.js';
import type { Caller, Location } from '../fs/inode.js';
import { fileSizeLimit, refuseSize } from './file-transfer.js';
import { callerOf, contextOf, fileAt, pathArgument, placeAt } from './file-arguments.js';
import { resolve } from '../fs/namei.js';
import { realtimeNs } from '../kernel-state.js';
import type { Syscall, SyscallContext, SyscallResult } from './syscall.js';

const { AT_EMPTY_PATH, AT_SYMLINK_NOFOLLOW, AT_NO_AUTOMOUNT, AT_EACCESS } = atFlags;

/** The place that (fd, path, AT_* flags) mean; EINVAL for flags beyond `known`. */
function placeByFlags(context: SyscallContext, fd: bigint, path: bigint, flags: bigint, known: number): Location | Errno {
  const bits = Number(flags);
  if ((bits & ~known) !== 0) return 'EINVAL';
  return placeAt(context, fd, path, (bits & AT_SYMLINK_NOFOLLOW) === 0, (bits & AT_EMPTY_PATH) !== 0);
}

const STAT_FLAGS = AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT;

/** @see fstatat(2) */
function newfstatat(context: SyscallContext, fd = 0n, path = 0n, buffer = 0n, flags = 0n): SyscallResult {
  const place = placeByFlags(context, fd, path, flags, STAT_FLAGS);
  return typeof place === 'string' ? place : context.memory.writeBytes(buffer, encodeStat(place.dentry.inode.status()));
}

/** @see fstat(2) */
function fstat(context: SyscallContext, fd = 0n, buffer = 0n): SyscallResult {
  const file = fileAt(context, fd);
  return typeof file === 'string' ? file : context.memory.writeBytes(buffer, encodeStat(file.inode.status()));
}

/** AT_STATX_SYNC_TYPE: how fresh a remote file system's answer must be. */
const STATX_SYNC = 0x6000;

/** @see statx(2) */
function statx(context: SyscallContext, fd = 0n, path = 0n, flags = 0n, mask = 0n, buffer = 0n): SyscallResult {
  if ((mask & 0x8000_0000n) !== 0n) return 'EINVAL';
  const place = placeByFlags(context, fd, path, flags, STAT_FLAGS | STATX_SYNC);
  return typeof place === 'string' ? place : context.memory.writeBytes(buffer, encodeStatx(place.dentry.inode.status()));
}

/** @see fchmodat(2) */
function fchmodat(context: SyscallContext, fd = 0n, path = 0n, mode = 0n): SyscallResult {
  return fchmodat2(context, fd, path, mode, 0n);
}

function fchmodat2(context: SyscallContext, fd = 0n, path = 0n, mode = 0n, flags = 0n): SyscallResult {
  const place = placeByFlags(context, fd, path, flags, AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH);
  return typeof place === 'string' ? place : (setMode(place, Number(mode), callerOf(context.task)) ?? 0);
}

/** @see fchmod(2) */
function fchmod(context: SyscallContext, fd = 0n, mode = 0n): SyscallResult {
  const file = fileAt(context, fd);
  return typeof file === 'string' ? file : (setMode(file.location, Number(mode), callerOf(context.task)) ?? 0);
}

/** @see fchownat(2) */
function fchownat(context: SyscallContext, fd = 0n, path = 0n, uid = 0n, gid = 0n, flags = 0n): SyscallResult {
  const place = placeByFlags(context, fd, path, flags, AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH);
  return typeof place === 'string' ? place : (setOwner(place, Number(uid), Number(gid), callerOf(context.task)) ?? 0);
}

/** @see fchown(2) */
function fchown(context: SyscallContext, fd = 0n, uid = 0n, gid = 0n): SyscallResult {
  const file = fileAt(context, fd);
  return typeof file === 'string' ? file : (setOwner(file.location, Number(uid), Number(gid), callerOf(context.task)) ?? 0);
}

/** The caller with real ids, as access(2) asks. */
function withRealIds(caller: Caller): Caller {
  const { credentials } = caller;
  return { ...caller, credentials: { ...credentials, fsuid: credentials.uid, fsgid: credentials.gid } };
}

/** @see access(2) */
function faccessat(context: SyscallContext, fd = 0n, path = 0n, mode = 0n): SyscallResult {
  return faccessat2(context, fd, path, mode, 0n);
}

/** @see faccessat2(2) */
function faccessat2(context: SyscallContext, fd = 0n, path = 0n, mode = 0n, flags = 0n): SyscallResult {
  if ((mode & ~7n) !== 0n) return 'EINVAL';
  const own = callerOf(context.task);
  const caller = (Number(flags) & AT_EACCESS) === 0 ? withRealIds(own) : own;
  const place = placeByFlags(context, fd, path, flags, AT_EACCESS | AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH);
  return typeof place === 'string' ? place : (checkAccess(place, Number(mode), caller) ?? 0);
}

const UTIME_NOW = 0x3fff_ffffn;
const UTIME_OMIT = 0x3fff_fffen;
const SECOND = 1_000_000_000n;

/** Two struct timespec; a null pointer means now. */
function newTimes({ memory }: SyscallContext, pointer: bigint): readonly [NewTime, NewTime] | Errno {
  if (pointer === 0n) return ['now', 'now'];
  const bytes = memory.readBytes(pointer, 32);
  if (bytes === 'EFAULT') return bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const [atime, mtime] = [newTime(view, 0), newTime(view, 16)];
  return atime === undefined || mtime === undefined ? 'EINVAL' : [atime, mtime];
}

function newTime(view: DataView, offset: number): NewTime | undefined {
  const nanoseconds = view.getBigInt64(offset + 8, true);
  if (nanoseconds === UTIME_NOW) return 'now';
  if (nanoseconds === UTIME_OMIT) return 'omit';
  return nanoseconds < 0n || nanoseconds >= SECOND ? undefined : view.getBigInt64(offset, true) * SECOND + nanoseconds;
}

/** A null path means the descriptor itself. @see utimensat(2) */
function utimensat(context: SyscallContext, fd = 0n, path = 0n, times = 0n, flags = 0n): SyscallResult {
  const wanted = newTimes(context, times);
  if (typeof wanted === 'string') return wanted;
  const place = path === 0n ? placeOfDescriptor(context, fd) : placeByFlags(context, fd, path, flags, AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH);
  if (typeof place === 'string') return place;
  return setTimes(place, wanted[0], wanted[1], realtimeNs(context.kernel), callerOf(context.task)) ?? 0;
}

function placeOfDescriptor(context: SyscallContext, fd: bigint): Location | Errno {
  const file = fileAt(context, fd);
  return typeof file === 'string' ? file : file.location;
}

/** Sizes beyond this cannot be told apart as numbers; no file is that large. */
const MAX_OFFSET = BigInt(Number.MAX_SAFE_INTEGER);

/** @see truncate(2) */
function truncatePath(context: SyscallContext, path = 0n, length = 0n): SyscallResult {
  if (length < 0n) return 'EINVAL';
  if (length > MAX_OFFSET) return 'EFBIG';
  if (Number(length) > fileSizeLimit(context)) return refuseSize(context);
  const text = pathArgument(context, path);
  if (typeof text === 'string') return text;
  const caller = callerOf(context.task);
  const place = resolve(context.kernel.vfs, caller, { path: text.text, follow: true });
  return typeof place === 'string' ? place : (truncate(place, Number(length), caller) ?? 0);
}

/** @see ftruncate(2) */
function ftruncate(context: SyscallContext, fd = 0n, length = 0n): SyscallResult {
  const file = fileAt(context, fd);
  if (typeof file === 'string') return file;
  if (length < 0n || !file.writable || !file.inode.isRegular) return 'EINVAL';
  if (length > MAX_OFFSET) return 'EFBIG';
  return Number(length) > fileSizeLimit(context) ? refuseSize(context) : (file.inode.resize(Number(length)) ?? 0);
}

/** Mode 0 only: the file becomes at least that long; room is not reserved. @see fallocate(2) */
function fallocate(context: SyscallContext, fd = 0n, mode = 0n, offset = 0n, length = 0n): SyscallResult {
  const file = fileAt(context, fd);
  if (typeof file === 'string') return file;
  if (!file.writable) return 'EBADF';
  if (offset < 0n || length <= 0n) return 'EINVAL';
  if (!file.inode.isRegular) return file.seekable ? 'ENODEV' : 'ESPIPE';
  if (mode !== 0n) return 'EOPNOTSUPP';
  if (offset + length > MAX_OFFSET) return 'EFBIG';
  const size = Number(offset + length);
  if (size > fileSizeLimit(context)) return refuseSize(context);
  return size <= file.inode.sizeBytes ? 0 : (file.inode.resize(size) ?? 0);
}

/** @see umask(2) */
function umask({ process }: SyscallContext, mask = 0n): SyscallResult {
  const context = contextOf(process);
  const before = context.umask;
  context.umask = Number(mask) & 0o777;
  return before;
}

/** No file system here keeps extended attributes. @see xattr(7) */
function noAttributes(): SyscallResult {
  return 'EOPNOTSUPP';
}

const attributeCalls = [
  'setxattr',
  'lsetxattr',
  'fsetxattr',
  'getxattr',
  'lgetxattr',
  'fgetxattr',
  'listxattr',
  'llistxattr',
  'flistxattr',
  'removexattr',
  'lremovexattr',
  'fremovexattr',
] as const;

/** Number of setxattr; the others follow in order. */
const FIRST_ATTRIBUTE_CALL = 5;

const instructions = 1000;

export const fileMetadataSyscalls: readonly Syscall[] = [
  ...attributeCalls.map((name, index): Syscall => ({ number: FIRST_ATTRIBUTE_CALL + index, name, parameters: [], handle: noAttributes })),
  { number: 45, name: 'truncate', parameters: ['string', 'long'], handle: truncatePath, instructions },
  { number: 46, name: 'ftruncate', parameters: ['fd', 'long'], handle: ftruncate },
  { number: 47, name: 'fallocate', parameters: ['fd', 'int', 'long', 'long'], handle: fallocate },
  { number: 48, name: 'faccessat', parameters: ['fd', 'string', 'int'], handle: faccessat, instructions },
  { number: 52, name: 'fchmod', parameters: ['fd', 'mode'], handle: fchmod },
  { number: 53, name: 'fchmodat', parameters: ['fd', 'string', 'mode'], handle: fchmodat, instructions },
  { number: 54, name: 'fchownat', parameters: ['fd', 'string', 'uint', 'uint', 'flags'], handle: fchownat, instructions },
  { number: 55, name: 'fchown', parameters: ['fd', 'uint', 'uint'], handle: fchown },
  { number: 79, name: 'newfstatat', parameters: ['fd', 'string', 'address', 'flags'], handle: newfstatat, instructions },
  { number: 80, name: 'fstat', parameters: ['fd', 'address'], handle: fstat },
  { number: 88, name: 'utimensat', parameters: ['fd', 'string', 'address', 'flags'], handle: utimensat, instructions },
  { number: 166, name: 'umask', parameters: ['mode'], handle: umask },
  { number: 291, name: 'statx', parameters: ['fd', 'string', 'flags', 'uint', 'address'], handle: statx, instructions },
  { number: 439, name: 'faccessat2', parameters: ['fd', 'string', 'int', 'flags'], handle: faccessat2, instructions },
  { number: 452, name: 'fchmodat2', parameters: ['fd', 'string', 'mode', 'flags'], handle: fchmodat2, instructions },
];
