// Names and places: mkdirat, unlinkat, renameat2, links, chdir, getcwd. Knows paths; the VFS knows the rules.
import { accessModes, atFlags, PATH_MAX } from '../../abi/open-flags.js';
import { utf8Encode } from '../../abi/text.js';
import type { Errno } from '../../abi/errno.js';
import { link, mkdir, mknod, rmdir, symlink, unlink } from '../fs/directory.js';
import type { Location } from '../fs/inode.js';
import { pathOf, resolve } from '../fs/namei.js';
import { checkPermission, isPrivileged } from '../fs/permissions.js';
import { rename } from '../fs/rename.js';
import { callerOf, contextOf, fileAt, pathArgument, pathAt, placeAt } from './file-arguments.js';
import type { Syscall, SyscallContext, SyscallResult } from './syscall.js';

/** @see mkdirat(2) */
function mkdirat(context: SyscallContext, fd = 0n, path = 0n, mode = 0n): SyscallResult {
  const at = pathAt(context, fd, path);
  return typeof at === 'string' ? at : (mkdir(context.kernel.vfs, callerOf(context.task), at, Number(mode)) ?? 0);
}

/** Device numbers come as the low 32 bits of dev_t. @see mknodat(2) */
function mknodat(context: SyscallContext, fd = 0n, path = 0n, mode = 0n, device = 0n): SyscallResult {
  const at = pathAt(context, fd, path);
  return typeof at === 'string' ? at : (mknod(context.kernel.vfs, callerOf(context.task), at, Number(mode), Number(device)) ?? 0);
}

/** @see unlinkat(2) */
function unlinkat(context: SyscallContext, fd = 0n, path = 0n, flags = 0n): SyscallResult {
  const bits = Number(flags);
  if ((bits & ~atFlags.AT_REMOVEDIR) !== 0) return 'EINVAL';
  const at = pathAt(context, fd, path);
  if (typeof at === 'string') return at;
  const remove = (bits & atFlags.AT_REMOVEDIR) === 0 ? unlink : rmdir;
  return remove(context.kernel.vfs, callerOf(context.task), at) ?? 0;
}

/** @see symlinkat(2) */
function symlinkat(context: SyscallContext, target = 0n, fd = 0n, path = 0n): SyscallResult {
  const text = pathArgument(context, target);
  if (typeof text === 'string') return text;
  const at = pathAt(context, fd, path);
  return typeof at === 'string' ? at : (symlink(context.kernel.vfs, callerOf(context.task), text.text, at) ?? 0);
}

/** @see linkat(2) */
function linkat(context: SyscallContext, fromFd = 0n, from = 0n, toFd = 0n, to = 0n, flags = 0n): SyscallResult {
  const bits = Number(flags);
  if ((bits & ~(atFlags.AT_SYMLINK_FOLLOW | atFlags.AT_EMPTY_PATH)) !== 0) return 'EINVAL';
  const emptyPath = (bits & atFlags.AT_EMPTY_PATH) !== 0;
  const source = placeAt(context, fromFd, from, (bits & atFlags.AT_SYMLINK_FOLLOW) !== 0, emptyPath);
  if (typeof source === 'string') return source;
  const at = pathAt(context, toFd, to);
  return typeof at === 'string' ? at : (link(context.kernel.vfs, callerOf(context.task), source, at) ?? 0);
}

/** @see renameat2(2) */
function renameat2(context: SyscallContext, fromFd = 0n, from = 0n, toFd = 0n, to = 0n, flags = 0n): SyscallResult {
  const source = pathAt(context, fromFd, from);
  if (typeof source === 'string') return source;
  const goal = pathAt(context, toFd, to);
  return typeof goal === 'string' ? goal : (rename(context.kernel.vfs, callerOf(context.task), source, goal, Number(flags)) ?? 0);
}

/** @see readlinkat(2) */
function readlinkat(context: SyscallContext, fd = 0n, path = 0n, buffer = 0n, size = 0n): SyscallResult {
  if (BigInt.asIntN(32, size) <= 0n) return 'EINVAL';
  const place = placeAt(context, fd, path, false, true);
  if (typeof place === 'string') return place;
  const { inode } = place.dentry;
  if (!inode.isSymlink) return 'EINVAL';
  const text = inode.readlink(callerOf(context.task));
  if (typeof text === 'string') return text;
  const bytes = utf8Encode(text.target).subarray(0, Number(BigInt.asIntN(32, size)));
  return context.memory.writeBytes(buffer, bytes) === 'EFAULT' ? 'EFAULT' : bytes.length;
}

/** Whether the caller may stand in a place. */
function checkDirectory({ task }: SyscallContext, place: Location): Errno | undefined {
  const { inode } = place.dentry;
  return inode.isDirectory ? checkPermission(inode, accessModes.X_OK, callerOf(task)) : 'ENOTDIR';
}

function placeOfPath(context: SyscallContext, path: bigint): Location | Errno {
  const text = pathArgument(context, path);
  return typeof text === 'string' ? text : resolve(context.kernel.vfs, callerOf(context.task), { path: text.text, follow: true });
}

/** @see chdir(2) */
function chdir(context: SyscallContext, path = 0n): SyscallResult {
  const place = placeOfPath(context, path);
  return typeof place === 'string' ? place : enter(context, place);
}

/** @see fchdir(2) */
function fchdir(context: SyscallContext, fd = 0n): SyscallResult {
  const file = fileAt(context, fd);
  return typeof file === 'string' ? file : enter(context, file.location);
}

function enter(context: SyscallContext, place: Location): SyscallResult {
  const refused = checkDirectory(context, place);
  if (refused !== undefined) return refused;
  contextOf(context.process).cwd = place;
  return 0;
}

/** @see chroot(2) */
function chroot(context: SyscallContext, path = 0n): SyscallResult {
  const place = placeOfPath(context, path);
  if (typeof place === 'string') return place;
  const refused = checkDirectory(context, place);
  if (refused !== undefined) return refused;
  if (!isPrivileged(context.process.credentials)) return 'EPERM';
  contextOf(context.process).root = place;
  return 0;
}

/** Returns the length with its end mark, as the system call does. @see getcwd(2) */
function getcwd(context: SyscallContext, buffer = 0n, size = 0n): SyscallResult {
  const { cwd, root } = contextOf(context.process);
  if (cwd.dentry.unlinked) return 'ENOENT';
  const path = utf8Encode(`${pathOf(cwd, root)}\0`);
  if (path.length > PATH_MAX) return 'ENAMETOOLONG';
  if (BigInt(path.length) > size) return 'ERANGE';
  return context.memory.writeBytes(buffer, path) === 'EFAULT' ? 'EFAULT' : path.length;
}

const instructions = 1200;

export const fileDirectorySyscalls: readonly Syscall[] = [
  { number: 17, name: 'getcwd', parameters: ['address', 'size'], handle: getcwd },
  { number: 33, name: 'mknodat', parameters: ['fd', 'string', 'mode', 'uint'], handle: mknodat, instructions },
  { number: 34, name: 'mkdirat', parameters: ['fd', 'string', 'mode'], handle: mkdirat, instructions },
  { number: 35, name: 'unlinkat', parameters: ['fd', 'string', 'flags'], handle: unlinkat, instructions },
  { number: 36, name: 'symlinkat', parameters: ['string', 'fd', 'string'], handle: symlinkat, instructions },
  { number: 37, name: 'linkat', parameters: ['fd', 'string', 'fd', 'string', 'flags'], handle: linkat, instructions },
  { number: 49, name: 'chdir', parameters: ['string'], handle: chdir, instructions: 800 },
  { number: 50, name: 'fchdir', parameters: ['fd'], handle: fchdir },
  { number: 51, name: 'chroot', parameters: ['string'], handle: chroot, instructions: 800 },
  { number: 78, name: 'readlinkat', parameters: ['fd', 'string', 'address', 'size'], handle: readlinkat, instructions: 800 },
  { number: 276, name: 'renameat2', parameters: ['fd', 'string', 'fd', 'string', 'uint'], handle: renameat2, instructions: 1600 },
];
