// open, close, read, write, seek and their kin. Knows descriptors and buffers; the files know how.
import type { Errno } from '../../abi/errno.js';
import { openFlags } from '../../abi/open-flags.js';
import { ContentInode } from '../fs/content-inode.js';
import { DirectoryFile } from '../fs/directory-file.js';
import type { OpenFile } from '../fs/inode.js';
import { open } from '../fs/open.js';
import { RegularFile } from '../fs/regular-file.js';
import { kernelPaths } from '../ledger/kernel-paths.js';
import type { IoVector } from '../mm/user-memory.js';
import { callerOf, fileAt, filesOf, installFile, pathAt } from './file-arguments.js';
import { endOfTry, pause, readInto, writeFrom, writePiece } from './file-transfer.js';
import { isWait, type Syscall, type SyscallContext, type SyscallResult } from './syscall.js';

/** @see openat(2) */
function openat(context: SyscallContext, fd = 0n, path = 0n, flags = 0n, mode = 0n): SyscallResult {
  const at = pathAt(context, fd, path);
  if (typeof at === 'string') return at;
  const bits = Number(flags);
  const file = open(context.kernel.vfs, callerOf(context.task), { ...at, flags: bits, mode: Number(mode) });
  if (typeof file === 'string' || 'channel' in file) return file;
  return installFile(context, file, (bits & openFlags.O_CLOEXEC) !== 0);
}

/** @see close(2) */
function close({ process }: SyscallContext, fd = 0n): SyscallResult {
  return filesOf(process).close(Number(fd)) ?? 0;
}

type Transfer = (context: SyscallContext, file: OpenFile, vectors: readonly IoVector[], position?: number) => SyscallResult;

/** read and write: one buffer. */
function plain(transfer: Transfer): Syscall['handle'] {
  return (context, fd = 0n, base = 0n, length = 0n) => {
    const file = fileAt(context, fd);
    if (typeof file === 'string') return file;
    return length > 0x7fff_ffff_ffff_ffffn ? 'EINVAL' : transfer(context, file, [{ base, length: Number(length) }]);
  };
}

/** pread64 and pwrite64: one buffer and a place. */
function positioned(transfer: Transfer): Syscall['handle'] {
  return (context, fd = 0n, base = 0n, length = 0n, position = 0n) => {
    const file = fileAt(context, fd);
    if (typeof file === 'string') return file;
    if (position < 0n || position + length > 0x7fff_ffff_ffff_ffffn) return 'EINVAL';
    return transfer(context, file, [{ base, length: Number(length) }], Number(position));
  };
}

/** readv and writev. */
function vectored(transfer: Transfer): Syscall['handle'] {
  return (context, fd = 0n, vectors = 0n, count = 0n) => {
    const file = fileAt(context, fd);
    if (typeof file === 'string') return file;
    const buffers = context.memory.readVectors(vectors, Number(count));
    return typeof buffers === 'string' ? buffers : transfer(context, file, buffers);
  };
}

/** preadv and pwritev. */
function vectoredPositioned(transfer: Transfer): Syscall['handle'] {
  return (context, fd = 0n, vectors = 0n, count = 0n, position = 0n) => {
    const file = fileAt(context, fd);
    if (typeof file === 'string') return file;
    if (position < 0n) return 'EINVAL';
    const buffers = context.memory.readVectors(vectors, Number(count));
    return typeof buffers === 'string' ? buffers : transfer(context, file, buffers, Number(position));
  };
}

/** @see lseek(2) */
function lseek(context: SyscallContext, fd = 0n, offset = 0n, whence = 0n): SyscallResult {
  const file = fileAt(context, fd);
  if (typeof file === 'string') return file;
  return (file.flags & openFlags.O_PATH) !== 0 ? 'EBADF' : file.seek(Number(offset), Number(whence));
}

/** Largest buffer that one getdents64 fills. */
const MAX_LISTING_BYTES = 1 << 20;

/** @see getdents64(2) */
function getdents64(context: SyscallContext, fd = 0n, buffer = 0n, count = 0n): SyscallResult {
  const file = fileAt(context, fd);
  if (typeof file === 'string') return file;
  if (!(file instanceof DirectoryFile)) return 'ENOTDIR';
  const before = file.offset;
  const entries = file.readEntries(Math.min(Number(count), MAX_LISTING_BYTES), callerOf(context.task));
  if (typeof entries === 'string') return entries;
  if (context.memory.writeBytes(buffer, entries) === 0) return entries.length;
  file.offset = before;
  return 'EFAULT';
}

/** Bytes that sendfile and copy_file_range move at once. */
const COPY_BYTES = 65_536;

/** One side of a copy: a file and the place in it; undefined: its own offset. */
interface CopyEnd {
  readonly file: OpenFile;
  readonly position: number | undefined;
}

/** Moves up to `count` bytes. The source is read at a place, so nothing is lost when the goal must wait. */
function copy(context: SyscallContext, source: CopyEnd, goal: CopyEnd, count: number): SyscallResult {
  const { progress } = context;
  const end = endOfTry(goal.file, progress.done, count);
  while (progress.done < end) {
    const put = copyPiece(context, source, goal, Math.min(COPY_BYTES, end - progress.done));
    if (typeof put !== 'number') return isWait(put) || progress.done === 0 ? put : progress.done;
    progress.done += put;
    if (put === 0 || goal.file.nonBlocking) return progress.done;
  }
  return progress.done < count ? pause(context, progress.done) : progress.done;
}

/** Bytes moved; 0 at the end of the source. */
function copyPiece(context: SyscallContext, source: CopyEnd, goal: CopyEnd, count: number): SyscallResult {
  const { done } = context.progress;
  const bytes = new Uint8Array(count);
  const start = source.position === undefined ? source.file.offset : source.position + done;
  const got = source.file.read(bytes, start);
  if (typeof got !== 'number' || got === 0) return got;
  const put = writePiece(context, goal.file, bytes.subarray(0, got), goal.position === undefined ? undefined : goal.position + done);
  if (typeof put === 'number') context.charge(Math.ceil(put * kernelPaths.systemCall.perUnit));
  if (typeof put === 'number' && source.position === undefined) source.file.offset = start + put;
  return put;
}

/** A place that stands in memory, behind a pointer that may be null. */
function positionAt({ memory }: SyscallContext, pointer: bigint): { readonly position: number | undefined } | Errno {
  if (pointer === 0n) return { position: undefined };
  const position = memory.readU64(pointer);
  if (position === 'EFAULT') return position;
  return position > BigInt(Number.MAX_SAFE_INTEGER) ? 'EINVAL' : { position: Number(position) };
}

/** Stores the place after the bytes that were moved. */
function storePosition(
  { memory }: SyscallContext,
  pointer: bigint,
  position: number | undefined,
  result: SyscallResult,
): Errno | undefined {
  if (position === undefined || typeof result !== 'number') return undefined;
  return memory.writeU64(pointer, BigInt(position + result)) === 0 ? undefined : 'EFAULT';
}

/** @see sendfile(2) */
function sendfile(context: SyscallContext, to = 0n, from = 0n, offset = 0n, count = 0n): SyscallResult {
  const source = fileAt(context, from);
  const goal = fileAt(context, to);
  if (typeof source === 'string' || typeof goal === 'string') return 'EBADF';
  if (!source.readable || !goal.writable) return 'EBADF';
  if (!source.seekable || source.inode.isDirectory || (goal.flags & openFlags.O_APPEND) !== 0) return 'EINVAL';
  const place = positionAt(context, offset);
  if (typeof place === 'string') return place;
  const result = copy(context, { file: source, ...place }, { file: goal, position: undefined }, Math.min(Number(count), 0x7fff_f000));
  return storePosition(context, offset, place.position, result) ?? result;
}

/** @see copy_file_range(2) */
function copyFileRange(context: SyscallContext, from = 0n, fromPlace = 0n, to = 0n, toPlace = 0n, count = 0n, flags = 0n): SyscallResult {
  const source = fileAt(context, from);
  const goal = fileAt(context, to);
  if (typeof source === 'string' || typeof goal === 'string' || !source.readable || !goal.writable) return 'EBADF';
  if (source.inode.isDirectory || goal.inode.isDirectory) return 'EISDIR';
  if (flags !== 0n || !(source instanceof RegularFile) || !(goal instanceof RegularFile)) return 'EINVAL';
  if ((goal.flags & openFlags.O_APPEND) !== 0) return 'EBADF';
  const [first, second] = [positionAt(context, fromPlace), positionAt(context, toPlace)];
  if (typeof first === 'string' || typeof second === 'string') return 'EFAULT';
  const result = copy(context, { file: source, ...first }, { file: goal, ...second }, Math.min(Number(count), 0x7fff_f000));
  return storePosition(context, fromPlace, first.position, result) ?? storePosition(context, toPlace, second.position, result) ?? result;
}

/** @see sync(2): changed pages of mapped files go to their stores. */
function sync({ kernel }: SyscallContext): SyscallResult {
  kernel.vfs.pageCaches?.writeBack();
  return 0;
}

/** @see fsync(2), fdatasync(2), syncfs(2) */
function fsync(context: SyscallContext, fd = 0n): SyscallResult {
  const file = fileAt(context, fd);
  if (typeof file === 'string') return file;
  if ((file.flags & openFlags.O_PATH) !== 0) return 'EBADF';
  if (!(file.inode instanceof ContentInode)) return 'EINVAL';
  file.inode.writeBack();
  return 0;
}

/** @see posix_fadvise(2): advice that needs no following. */
function fadvise64(context: SyscallContext, fd = 0n, _offset = 0n, _length = 0n, advice = 0n): SyscallResult {
  const file = fileAt(context, fd);
  if (typeof file === 'string') return file;
  if (!file.seekable) return 'ESPIPE';
  return advice < 0n || advice > 5n ? 'EINVAL' : 0;
}

const buffered = ['fd', 'address', 'size'] as const;

export const fileIoSyscalls: readonly Syscall[] = [
  { number: 56, name: 'openat', parameters: ['fd', 'string', 'flags', 'mode'], handle: openat, instructions: 1500 },
  { number: 57, name: 'close', parameters: ['fd'], handle: close },
  { number: 61, name: 'getdents64', parameters: [...buffered], handle: getdents64, instructions: 800 },
  { number: 62, name: 'lseek', parameters: ['fd', 'long', 'int'], handle: lseek },
  { number: 63, name: 'read', parameters: [...buffered], handle: plain(readInto), instructions: 400 },
  { number: 64, name: 'write', parameters: [...buffered], handle: plain(writeFrom), instructions: 400 },
  { number: 65, name: 'readv', parameters: ['fd', 'address', 'int'], handle: vectored(readInto), instructions: 450 },
  { number: 66, name: 'writev', parameters: ['fd', 'address', 'int'], handle: vectored(writeFrom), instructions: 450 },
  { number: 67, name: 'pread64', parameters: [...buffered, 'long'], handle: positioned(readInto), instructions: 400 },
  { number: 68, name: 'pwrite64', parameters: [...buffered, 'long'], handle: positioned(writeFrom), instructions: 400 },
  { number: 69, name: 'preadv', parameters: ['fd', 'address', 'int', 'long'], handle: vectoredPositioned(readInto), instructions: 450 },
  { number: 70, name: 'pwritev', parameters: ['fd', 'address', 'int', 'long'], handle: vectoredPositioned(writeFrom), instructions: 450 },
  { number: 71, name: 'sendfile', parameters: ['fd', 'fd', 'address', 'size'], handle: sendfile, instructions: 600 },
  { number: 81, name: 'sync', parameters: [], handle: sync },
  { number: 82, name: 'fsync', parameters: ['fd'], handle: fsync },
  { number: 83, name: 'fdatasync', parameters: ['fd'], handle: fsync },
  { number: 223, name: 'fadvise64', parameters: ['fd', 'long', 'long', 'int'], handle: fadvise64 },
  { number: 267, name: 'syncfs', parameters: ['fd'], handle: fsync },
  {
    number: 285,
    name: 'copy_file_range',
    parameters: ['fd', 'address', 'fd', 'address', 'size', 'uint'],
    handle: copyFileRange,
    instructions: 600,
  },
];
