// Bytes between open files and a program's memory: read, write and their vectored and positioned forms. Knows no path.
import type { Errno } from '../../abi/errno.js';
import { signals } from '../../abi/signals.js';
import { modeBits } from '../../abi/stat.js';
import type { OpenFile } from '../fs/inode.js';
import { pathInstructions } from '../ledger/kernel-paths.js';
import { kernelSignal, sendToTask } from '../lifecycle/send-signal.js';
import type { IoVector } from '../mm/user-memory.js';
import type { Wait } from '../sleep/wait-queue.js';
import { softLimit } from '../task/limits.js';
import { checkTerminal } from './file-job-control.js';
import { isWait, type SyscallContext, type SyscallResult } from './syscall.js';

/** Most bytes of one call. @see read(2) */
const MAX_COUNT = 0x7fff_f000;
/** Bytes moved at once: bounds what the host allocates. */
const PIECE_BYTES = 1 << 17;
/** Bytes after which a call lets others run, and the host: no single call may take long. */
const BURST_BYTES = 1 << 20;

/** Buffers of one call, clipped to what a call may move. */
export function clipVectors(vectors: readonly IoVector[]): readonly IoVector[] {
  let left = MAX_COUNT;
  return vectors.map(({ base, length }) => {
    const clipped = Math.min(length, left);
    left -= clipped;
    return { base, length: clipped };
  });
}

function totalOf(vectors: readonly IoVector[]): number {
  return vectors.reduce((sum, { length }) => sum + length, 0);
}

/** The parts of the buffers that hold bytes `from` to `from + count` of the whole. */
function slice(vectors: readonly IoVector[], from: number, count: number): IoVector[] {
  const parts: IoVector[] = [];
  let start = 0;
  for (const { base, length } of vectors) {
    const first = Math.max(from, start);
    const end = Math.min(from + count, start + length);
    if (first < end) parts.push({ base: base + BigInt(first - start), length: end - first });
    start += length;
  }
  return parts;
}

/** Bytes from the program's buffers, up to the first bad address. */
function gather({ memory }: SyscallContext, parts: readonly IoVector[]): Uint8Array {
  const only = parts.length === 1 ? parts[0] : undefined;
  const whole = only && memory.readBytes(only.base, only.length);
  if (whole instanceof Uint8Array) return whole;
  const bytes = new Uint8Array(totalOf(parts));
  let done = 0;
  for (const { base, length } of parts) {
    const reachable = memory.accessibleBytes(base, length, 'load');
    const piece = memory.readBytes(base, reachable);
    if (piece === 'EFAULT') break;
    bytes.set(piece, done);
    done += reachable;
    if (reachable < length) break;
  }
  return bytes.subarray(0, done);
}

function scatter({ memory }: SyscallContext, parts: readonly IoVector[], bytes: Uint8Array): Errno | undefined {
  let done = 0;
  for (const { base, length } of parts) {
    const count = Math.min(length, bytes.length - done);
    if (count > 0 && memory.writeBytes(base, bytes.subarray(done, done + count)) === 'EFAULT') return 'EFAULT';
    done += count;
  }
  return undefined;
}

/** How much of the buffers a program may write, from the first byte on. */
function writableBytes({ memory }: SyscallContext, parts: readonly IoVector[]): number {
  let total = 0;
  for (const { base, length } of parts) {
    const reachable = memory.accessibleBytes(base, length, 'store');
    total += reachable;
    if (reachable < length) break;
  }
  return total;
}

/** What a call that moved `done` bytes and then met `ending` returns. */
function outcome(context: SyscallContext, done: number, ending: SyscallResult): SyscallResult {
  if (isWait(ending)) {
    context.progress.done = done;
    return ending;
  }
  return done > 0 ? done : ending;
}

/** What a long transfer returns when it has moved enough for now: it goes on at once, but interrupts and other tasks come first. */
export function pause({ progress, nowNs }: SyscallContext, done: number): Wait {
  progress.done = done;
  return { queues: [], deadlineNs: nowNs, channel: 'cond_resched', uninterruptible: true };
}

/** Terminals and their masters: what looks at each byte. */
function isTerminal({ seekable, inode }: OpenFile): boolean {
  return !seekable && (inode.mode & modeBits.S_IFMT) === modeBits.S_IFCHR;
}

/** Where a try that begins with `done` of `total` bytes ends. */
export function endOfTry(file: OpenFile, done: number, total: number): number {
  return Math.min(total, done + (isTerminal(file) ? BURST_BYTES / 16 : BURST_BYTES));
}

/** read(2) and its kin into `vectors`; `position` of pread, else undefined. */
export function readInto(context: SyscallContext, file: OpenFile, given: readonly IoVector[], position?: number): SyscallResult {
  if (!file.readable) return 'EBADF';
  const vectors = clipVectors(given);
  const total = totalOf(vectors);
  const refused = checkTerminal(context, file, 'read');
  if (refused !== undefined) return refused;
  const result = readPieces(context, file, vectors, { total, position });
  if (!isWait(result)) countRead(context, result);
  return result;
}

interface Extent {
  readonly total: number;
  readonly position: number | undefined;
}

function readPieces(context: SyscallContext, file: OpenFile, vectors: readonly IoVector[], { total, position }: Extent): SyscallResult {
  let { done } = context.progress;
  const end = endOfTry(file, done, total);
  do {
    const parts = slice(vectors, done, Math.min(end - done, PIECE_BYTES));
    const count = readPiece(context, file, parts, position === undefined ? undefined : position + done);
    if (typeof count !== 'number') return done > 0 ? done : count;
    done += count;
    // A stream gives what it has; a file goes on to its end.
    if (count < totalOf(parts) || !file.seekable) return done;
  } while (done < end);
  return done < total ? pause(context, done) : done;
}

function readPiece(context: SyscallContext, file: OpenFile, parts: readonly IoVector[], position: number | undefined): SyscallResult {
  const room = writableBytes(context, parts);
  if (room === 0 && totalOf(parts) > 0) return 'EFAULT';
  const bytes = new Uint8Array(room);
  const count = file.read(bytes, position);
  if (typeof count !== 'number') return count;
  return scatter(context, parts, bytes.subarray(0, count)) ?? count;
}

function countRead({ process }: SyscallContext, result: SyscallResult): void {
  process.io.readCalls++;
  if (typeof result === 'number') process.io.readChars += result;
}

/** write(2) and its kin from `vectors`. A blocking write goes on where it stopped when it is tried again. */
export function writeFrom(context: SyscallContext, file: OpenFile, given: readonly IoVector[], position?: number): SyscallResult {
  if (!file.writable) return 'EBADF';
  const vectors = clipVectors(given);
  const total = totalOf(vectors);
  const refused = checkTerminal(context, file, 'write');
  if (refused !== undefined) return refused;
  const result = writePieces(context, file, vectors, { total, position });
  if (!isWait(result)) countWrite(context, result);
  return result;
}

function writePieces(context: SyscallContext, file: OpenFile, vectors: readonly IoVector[], { total, position }: Extent): SyscallResult {
  let { done } = context.progress;
  const end = endOfTry(file, done, total);
  do {
    const parts = slice(vectors, done, Math.min(end - done, PIECE_BYTES));
    const bytes = gather(context, parts);
    if (bytes.length === 0 && done < total) return outcome(context, done, 'EFAULT');
    const count = writePiece(context, file, bytes, position === undefined ? undefined : position + done);
    if (typeof count !== 'number') return outcome(context, done, count);
    done += count;
    if (bytes.length < totalOf(parts) || isFull(file, count, bytes)) return done;
  } while (done < end);
  return done < total ? pause(context, done) : done;
}

/** Whether a write that does not block was cut short; one that blocks goes on. */
function isFull({ nonBlocking }: OpenFile, count: number, bytes: Uint8Array): boolean {
  return nonBlocking && count < bytes.length;
}

/** One piece, with the signals that writing may earn: SIGPIPE, SIGXFSZ. */
export function writePiece(context: SyscallContext, file: OpenFile, bytes: Uint8Array, position: number | undefined): SyscallResult {
  const room = file.inode.isRegular ? fileSizeLimit(context) - (position ?? file.offset) : Infinity;
  if (room <= 0 && bytes.length > 0) return refuseSize(context);
  const count = file.write(room < bytes.length ? bytes.subarray(0, room) : bytes, position);
  if (typeof count === 'number' && isTerminal(file)) context.charge(pathInstructions('terminal', count));
  if (count === 'EPIPE') sendToTask(context.kernel, context.task, kernelSignal(signals.SIGPIPE));
  return count;
}

/** RLIMIT_FSIZE in bytes. */
export function fileSizeLimit({ process }: SyscallContext): number {
  return softLimit(process.limits, 'RLIMIT_FSIZE');
}

/** What a write or truncation beyond RLIMIT_FSIZE gets. @see setrlimit(2) */
export function refuseSize({ kernel, task }: SyscallContext): Errno {
  sendToTask(kernel, task, kernelSignal(signals.SIGXFSZ));
  return 'EFBIG';
}

function countWrite({ process }: SyscallContext, result: SyscallResult): void {
  process.io.writeCalls++;
  if (typeof result === 'number') process.io.writtenChars += result;
}
