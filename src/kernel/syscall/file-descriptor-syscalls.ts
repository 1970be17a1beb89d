// Descriptors: dup, fcntl, pipe2, ioctl, close_range, flock. Knows numbers and flags, no content.
import { fcntlCommands, FD_CLOEXEC } from '../../abi/fcntl.js';
import { ioctlNumbers, ioctlRequests } from '../../abi/ioctl.js';
import { openFlags, settableFlags } from '../../abi/open-flags.js';
import type { OpenFile } from '../fs/inode.js';
import { createPipe, PipeEnd } from '../fs/pipe.js';
import { callerOf, descriptorLimit, fileAt, filesOf, installFile } from './file-arguments.js';
import { checkTerminal } from './file-job-control.js';
import { flock, lockCommands, recordLock } from './file-lock-syscalls.js';
import type { Syscall, SyscallContext, SyscallResult } from './syscall.js';

/** @see dup(2) */
function dup(context: SyscallContext, fd = 0n): SyscallResult {
  const file = fileAt(context, fd);
  return typeof file === 'string' ? file : filesOf(context.process).install(file, false, descriptorLimit(context.process));
}

/** @see dup3(2) */
function dup3(context: SyscallContext, from = 0n, to = 0n, flags = 0n): SyscallResult {
  const bits = Number(flags);
  if (from === to || (bits & ~openFlags.O_CLOEXEC) !== 0) return 'EINVAL';
  const file = fileAt(context, from);
  if (typeof file === 'string') return file;
  if (to < 0n || to >= BigInt(Math.min(descriptorLimit(context.process), Number.MAX_SAFE_INTEGER))) return 'EBADF';
  filesOf(context.process).installAt(Number(to), file, bits !== 0);
  return to;
}

type FcntlHandler = (context: SyscallContext, file: OpenFile, fd: number, argument: bigint) => SyscallResult;

function duplicate(closeOnExec: boolean): FcntlHandler {
  return ({ process }, file, _fd, argument) => {
    const minimum = Number(BigInt.asIntN(32, argument));
    const limit = descriptorLimit(process);
    return minimum < 0 || minimum >= limit ? 'EINVAL' : filesOf(process).install(file, closeOnExec, limit, minimum);
  };
}

function setFlags(_context: SyscallContext, file: OpenFile, _fd: number, argument: bigint): SyscallResult {
  const wanted = Number(BigInt.asUintN(32, argument));
  file.flags = (file.flags & ~settableFlags) | (wanted & settableFlags);
  return 0;
}

/** Commands that also work on O_PATH descriptors. */
const { F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_SETOWN, F_GETOWN, F_GETPIPE_SZ, F_SETPIPE_SZ } = fcntlCommands;
const pathCommands: ReadonlySet<number> = new Set([F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL]);

const fcntlHandlers: ReadonlyMap<number, FcntlHandler> = new Map<number, FcntlHandler>([
  [F_DUPFD, duplicate(false)],
  [F_DUPFD_CLOEXEC, duplicate(true)],
  [F_GETFD, ({ process }, _file, fd) => (filesOf(process).descriptor(fd)?.closeOnExec ? FD_CLOEXEC : 0)],
  [F_SETFD, ({ process }, _file, fd, argument) => filesOf(process).setCloseOnExec(fd, (Number(argument & 1n) & FD_CLOEXEC) !== 0) ?? 0],
  [F_GETFL, (_context, file) => file.flags | openFlags.O_LARGEFILE],
  [F_SETFL, setFlags],
  // Nobody is sent SIGIO here; the calls are accepted as from a program that never asks for it.
  [F_SETOWN, () => 0],
  [F_GETOWN, () => 0],
  [F_GETPIPE_SZ, (_context, file) => (file instanceof PipeEnd ? file.pipe.ring.capacity : 'EBADF')],
  [F_SETPIPE_SZ, (_context, file, _fd, argument) => (file instanceof PipeEnd ? setPipeSize(file, argument) : 'EBADF')],
]);

function setPipeSize(file: PipeEnd, argument: bigint): SyscallResult {
  const bytes = Number(BigInt.asIntN(32, argument));
  return bytes < 0 ? 'EINVAL' : file.pipe.setCapacity(bytes);
}

/** @see fcntl(2) */
function fcntl(context: SyscallContext, fd = 0n, command = 0n, argument = 0n): SyscallResult {
  const file = fileAt(context, fd);
  if (typeof file === 'string') return file;
  const number = Number(command);
  if ((file.flags & openFlags.O_PATH) !== 0 && !pathCommands.has(number)) return 'EBADF';
  if (lockCommands.has(number)) return recordLock(context, file, number, argument);
  return fcntlHandlers.get(number)?.(context, file, Number(fd), argument) ?? 'EINVAL';
}

/** @see pipe2(2) */
function pipe2(context: SyscallContext, pointer = 0n, flags = 0n): SyscallResult {
  const bits = Number(flags);
  if ((bits & ~(openFlags.O_CLOEXEC | openFlags.O_NONBLOCK | openFlags.O_DIRECT)) !== 0) return 'EINVAL';
  const ends = createPipe(context.kernel.vfs, callerOf(context.task), bits);
  if (typeof ends === 'string') return ends;
  const closeOnExec = (bits & openFlags.O_CLOEXEC) !== 0;
  const [reader, writer] = ends;
  const readFd = installFile(context, reader, closeOnExec);
  const writeFd = installFile(context, writer, closeOnExec);
  if (typeof readFd === 'number' && typeof writeFd === 'number') {
    const bytes = new Uint8Array(Int32Array.of(readFd, writeFd).buffer);
    if (context.memory.writeBytes(pointer, bytes) === 0) return 0;
    filesOf(context.process).close(writeFd);
  }
  if (typeof readFd === 'number') filesOf(context.process).close(readFd);
  return typeof writeFd === 'string' ? writeFd : 'EFAULT';
}

/** Requests about the descriptor or the open file, whatever it is. */
function commonRequest(context: SyscallContext, file: OpenFile, fd: bigint, request: number, input: Uint8Array): SyscallResult | undefined {
  const files = filesOf(context.process);
  switch (request) {
    case ioctlNumbers.FIOCLEX:
      return files.setCloseOnExec(Number(fd), true) ?? 0;
    case ioctlNumbers.FIONCLEX:
      return files.setCloseOnExec(Number(fd), false) ?? 0;
    case ioctlNumbers.FIONBIO: {
      const nonBlocking = input.some((byte) => byte !== 0);
      file.flags = nonBlocking ? file.flags | openFlags.O_NONBLOCK : file.flags & ~openFlags.O_NONBLOCK;
      return 0;
    }
    default:
      return undefined;
  }
}

/** @see ioctl(2) */
function ioctl(context: SyscallContext, fd = 0n, request = 0n, argument = 0n): SyscallResult {
  const file = fileAt(context, fd);
  if (typeof file === 'string') return file;
  if ((file.flags & openFlags.O_PATH) !== 0) return 'EBADF';
  const number = Number(request);
  const input = context.memory.readBytes(argument, ioctlRequests.get(number)?.takes ?? 0);
  if (input === 'EFAULT') return input;
  const common = commonRequest(context, file, fd, number, input);
  if (common !== undefined) return common;
  const refused = checkTerminal(context, file, number);
  if (refused !== undefined) return refused;
  const result = file.ioctl(number, input, Number(BigInt.asIntN(32, argument)), callerOf(context.task));
  return result instanceof Uint8Array ? context.memory.writeBytes(argument, result) : result;
}

/** @see close_range(2) */
const closeRangeFlags = { CLOSE_RANGE_UNSHARE: 2, CLOSE_RANGE_CLOEXEC: 4 } as const;

function closeRange({ process }: SyscallContext, first = 0n, last = 0n, flags = 0n): SyscallResult {
  const bits = Number(flags);
  const { CLOSE_RANGE_UNSHARE, CLOSE_RANGE_CLOEXEC } = closeRangeFlags;
  if (first > last || (bits & ~(CLOSE_RANGE_UNSHARE | CLOSE_RANGE_CLOEXEC)) !== 0) return 'EINVAL';
  const shared = filesOf(process);
  if ((bits & CLOSE_RANGE_UNSHARE) !== 0 && shared.isShared) {
    process.files = shared.clone();
    shared.drop();
  }
  const files = filesOf(process);
  for (const [fd] of files.entries()) {
    if (BigInt(fd) < first || BigInt(fd) > last) continue;
    if ((bits & CLOSE_RANGE_CLOEXEC) !== 0) files.setCloseOnExec(fd, true);
    else files.close(fd);
  }
  return 0;
}

export const fileDescriptorSyscalls: readonly Syscall[] = [
  { number: 23, name: 'dup', parameters: ['fd'], handle: dup },
  { number: 24, name: 'dup3', parameters: ['fd', 'fd', 'flags'], handle: dup3 },
  { number: 25, name: 'fcntl', parameters: ['fd', 'int', 'size'], handle: fcntl },
  { number: 29, name: 'ioctl', parameters: ['fd', 'uint', 'address'], handle: ioctl },
  { number: 32, name: 'flock', parameters: ['fd', 'int'], handle: flock },
  { number: 59, name: 'pipe2', parameters: ['address', 'flags'], handle: pipe2, instructions: 1200 },
  { number: 436, name: 'close_range', parameters: ['uint', 'uint', 'uint'], handle: closeRange },
];
