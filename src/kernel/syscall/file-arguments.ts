// What the file calls read out of their arguments: who calls, which file, which path. Knows no call.
import type { Errno } from '../../abi/errno.js';
import { AT_FDCWD, PATH_MAX } from '../../abi/open-flags.js';
import type { DescriptorTable } from '../fs/descriptor-table.js';
import type { Caller, FsContext, Location, OpenFile } from '../fs/inode.js';
import { resolve } from '../fs/namei.js';
import type { Process, Task } from '../task/task.js';
import { softLimit } from '../task/limits.js';
import type { SyscallContext } from './syscall.js';

/** The task as the file system sees it. */
export function callerOf(task: Task): Caller {
  const { process } = task;
  const { group } = process;
  return {
    pid: process.pid,
    tid: task.tid,
    credentials: process.credentials,
    context: contextOf(process),
    session: group.session.sid,
    group: group.pgid,
    terminal: group.session.terminal,
  };
}

/** Root, working directory and umask of a living process. */
export function contextOf(process: Process): FsContext {
  if (process.fs === undefined) throw new Error(`process ${process.pid} has no file system context`);
  return process.fs;
}

export function filesOf(process: Process): DescriptorTable {
  if (process.files === undefined) throw new Error(`process ${process.pid} has no descriptors`);
  return process.files;
}

/** The open file behind a descriptor. */
export function fileAt({ process }: SyscallContext, fd: bigint): OpenFile | Errno {
  return filesOf(process).get(Number(fd)) ?? 'EBADF';
}

/** Descriptors the process may have: the first number that is too high. */
export function descriptorLimit(process: Process): number {
  return softLimit(process.limits, 'RLIMIT_NOFILE');
}

/** Gives a freshly opened file its descriptor, or releases it. */
export function installFile({ process }: SyscallContext, file: OpenFile, closeOnExec: boolean): number | Errno {
  const fd = filesOf(process).install(file, closeOnExec, descriptorLimit(process));
  if (typeof fd === 'string') file.hold().drop();
  return fd;
}

/** A path argument; wrapped, since a path may read like an errno. */
export function pathArgument({ memory }: SyscallContext, address: bigint): { readonly text: string } | Errno {
  return memory.readCString(address, PATH_MAX);
}

/** A path and where it starts. */
export interface PathAt {
  readonly path: string;
  readonly from: Location | undefined;
}

/** The pair of arguments that the *at calls begin with. */
export function pathAt(context: SyscallContext, fd: bigint, address: bigint): PathAt | Errno {
  const path = pathArgument(context, address);
  return typeof path === 'string' ? path : startingAt(context, fd, path.text);
}

/** The place where `path` starts. @see openat(2) */
export function startingAt(context: SyscallContext, fd: bigint, path: string): PathAt | Errno {
  if (path.startsWith('/') || fd === BigInt(AT_FDCWD)) return { path, from: undefined };
  const file = fileAt(context, fd);
  if (typeof file === 'string') return file;
  return path !== '' && !file.inode.isDirectory ? 'ENOTDIR' : { path, from: file.location };
}

/** The place that the first two arguments of a *at call mean. */
export function placeAt(context: SyscallContext, fd: bigint, address: bigint, follow: boolean, emptyPath = false): Location | Errno {
  const at = pathAt(context, fd, address);
  return typeof at === 'string' ? at : resolve(context.kernel.vfs, callerOf(context.task), { ...at, follow, emptyPath });
}
