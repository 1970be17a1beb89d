// Mounts and their numbers: mount, umount2, statfs. Knows arguments; the VFS knows the tree.
import { encodeStatfs } from '../../abi/statfs.js';
import { mount as mountOn, statfs as statusOf, unmount } from '../fs/mount.js';
import { resolve } from '../fs/namei.js';
import { callerOf, fileAt, pathArgument } from './file-arguments.js';
import type { Syscall, SyscallContext, SyscallResult } from './syscall.js';

/** A string behind a pointer that may be null. */
function optionalText(context: SyscallContext, address: bigint): ReturnType<typeof pathArgument> {
  return address === 0n ? { text: '' } : pathArgument(context, address);
}

/** @see mount(2) */
function mount(context: SyscallContext, source = 0n, target = 0n, type = 0n, flags = 0n, data = 0n): SyscallResult {
  const path = pathArgument(context, target);
  const [from, kind, options] = [optionalText(context, source), optionalText(context, type), optionalText(context, data)];
  if (typeof path === 'string') return path;
  if (typeof from === 'string' || typeof kind === 'string' || typeof options === 'string') return 'EFAULT';
  const request = { source: from.text, path: path.text, type: kind.text, flags: Number(BigInt.asUintN(32, flags)), data: options.text };
  return mountOn(context.kernel.vfs, callerOf(context.task), request) ?? 0;
}

/** @see umount2(2) */
function umount2(context: SyscallContext, target = 0n, flags = 0n): SyscallResult {
  const path = pathArgument(context, target);
  return typeof path === 'string' ? path : (unmount(context.kernel.vfs, callerOf(context.task), path.text, Number(flags)) ?? 0);
}

/** @see statfs(2) */
function statfs(context: SyscallContext, path = 0n, buffer = 0n): SyscallResult {
  const text = pathArgument(context, path);
  if (typeof text === 'string') return text;
  const place = resolve(context.kernel.vfs, callerOf(context.task), { path: text.text, follow: true });
  return typeof place === 'string' ? place : context.memory.writeBytes(buffer, encodeStatfs(statusOf(place)));
}

/** @see fstatfs(2) */
function fstatfs(context: SyscallContext, fd = 0n, buffer = 0n): SyscallResult {
  const file = fileAt(context, fd);
  return typeof file === 'string' ? file : context.memory.writeBytes(buffer, encodeStatfs(statusOf(file.location)));
}

export const fileMountSyscalls: readonly Syscall[] = [
  { number: 39, name: 'umount2', parameters: ['string', 'flags'], handle: umount2, instructions: 2000 },
  { number: 40, name: 'mount', parameters: ['string', 'string', 'string', 'size', 'address'], handle: mount, instructions: 3000 },
  { number: 43, name: 'statfs', parameters: ['string', 'address'], handle: statfs, instructions: 900 },
  { number: 44, name: 'fstatfs', parameters: ['fd', 'address'], handle: fstatfs },
];
