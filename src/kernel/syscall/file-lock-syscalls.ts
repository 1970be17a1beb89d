// Locks by fcntl(2) and flock(2). Knows how a lock is described; the inode's table knows who holds what.
import type { Errno } from '../../abi/errno.js';
import { decodeFlock, encodeFlock, FLOCK_BYTES, fcntlCommands, flockOperations, type LockDescription, lockTypes } from '../../abi/fcntl.js';
import { seekOrigins } from '../../abi/open-flags.js';
import type { OpenFile } from '../fs/inode.js';
import { LockTable, type RecordLock } from '../fs/lock-table.js';
import { fileAt, filesOf } from './file-arguments.js';
import type { SyscallContext, SyscallResult } from './syscall.js';

function tableOf({ kernel }: SyscallContext, { inode }: OpenFile): LockTable {
  inode.locks ??= new LockTable(kernel.vfs.services);
  return inode.locks;
}

const { F_GETLK, F_SETLK, F_SETLKW, F_OFD_GETLK, F_OFD_SETLK, F_OFD_SETLKW } = fcntlCommands;

/** Commands about record locks. */
export const lockCommands: ReadonlySet<number> = new Set([F_GETLK, F_SETLK, F_SETLKW, F_OFD_GETLK, F_OFD_SETLK, F_OFD_SETLKW]);
const ofdCommands: ReadonlySet<number> = new Set([F_OFD_GETLK, F_OFD_SETLK, F_OFD_SETLKW]);

/** First byte and the byte after the last; EINVAL when that lies before the file. */
function extentOf({ whence, start, length }: LockDescription, file: OpenFile): { readonly start: number; readonly end: number } | Errno {
  const { SEEK_SET, SEEK_CUR, SEEK_END } = seekOrigins;
  if (whence !== SEEK_SET && whence !== SEEK_CUR && whence !== SEEK_END) return 'EINVAL';
  const base = whence === SEEK_SET ? 0 : whence === SEEK_CUR ? file.offset : file.inode.sizeBytes;
  const first = base + start + Math.min(0, length);
  if (first < 0) return 'EINVAL';
  return { start: first, end: length === 0 ? Infinity : first + Math.abs(length) };
}

/** F_GETLK, F_SETLK, F_SETLKW and the forms whose owner is the open file. @see fcntl(2) "Advisory record locking" */
export function recordLock(context: SyscallContext, file: OpenFile, command: number, pointer: bigint): SyscallResult {
  const bytes = context.memory.readBytes(pointer, FLOCK_BYTES);
  if (bytes === 'EFAULT') return bytes;
  const given = decodeFlock(bytes);
  const wanted = wantedLock(context, file, given, ofdCommands.has(command));
  if (typeof wanted === 'string') return wanted;
  if (command === F_GETLK || command === F_OFD_GETLK) return describeConflict(context, file, wanted, pointer, given);
  const table = tableOf(context, file);
  if (given.type === lockTypes.F_UNLCK) {
    table.unlock(wanted.owner, wanted.start, wanted.end);
    return 0;
  }
  if (wanted.exclusive ? !file.writable : !file.readable) return 'EBADF';
  const waits = command === F_SETLKW || command === F_OFD_SETLKW;
  const refused = table.lock(wanted);
  return refused === 'EAGAIN' && waits ? { queues: [table.released], channel: 'fcntl_setlk' } : (refused ?? 0);
}

function wantedLock({ process }: SyscallContext, file: OpenFile, given: LockDescription, byFile: boolean): RecordLock | Errno {
  const extent = extentOf(given, file);
  if (typeof extent === 'string') return extent;
  if (given.type < lockTypes.F_RDLCK || given.type > lockTypes.F_UNLCK || (byFile && given.pid !== 0)) return 'EINVAL';
  const exclusive = given.type === lockTypes.F_WRLCK;
  return byFile ? { owner: file, pid: -1, exclusive, ...extent } : { owner: filesOf(process), pid: process.pid, exclusive, ...extent };
}

function describeConflict(
  context: SyscallContext,
  file: OpenFile,
  wanted: RecordLock,
  pointer: bigint,
  given: LockDescription,
): SyscallResult {
  const held = tableOf(context, file).conflict(wanted);
  const answer: LockDescription =
    held === undefined
      ? { ...given, type: lockTypes.F_UNLCK }
      : {
          type: held.exclusive ? lockTypes.F_WRLCK : lockTypes.F_RDLCK,
          whence: seekOrigins.SEEK_SET,
          start: held.start,
          length: held.end === Infinity ? 0 : held.end - held.start,
          pid: held.pid,
        };
  return context.memory.writeBytes(pointer, encodeFlock(answer));
}

/** @see flock(2) */
export function flock(context: SyscallContext, fd = 0n, operation = 0n): SyscallResult {
  const file = fileAt(context, fd);
  if (typeof file === 'string') return file;
  const { LOCK_SH, LOCK_EX, LOCK_NB, LOCK_UN } = flockOperations;
  const waits = (Number(operation) & LOCK_NB) === 0;
  const wanted = Number(operation) & ~LOCK_NB;
  if (wanted !== LOCK_SH && wanted !== LOCK_EX && wanted !== LOCK_UN) return 'EINVAL';
  const table = tableOf(context, file);
  if (wanted === LOCK_UN) {
    table.unlockWhole(file);
    return 0;
  }
  const refused = table.lockWhole(file, wanted === LOCK_EX);
  return refused === 'EAGAIN' && waits ? { queues: [table.released], channel: 'flock_lock_inode_wait' } : (refused ?? 0);
}
