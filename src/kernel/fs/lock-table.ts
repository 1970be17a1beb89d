// Locks on one inode: record locks of fcntl(2) and whole-file locks of flock(2). Knows owners only as objects or numbers to compare.
import type { Errno } from '../../abi/errno.js';
import { type WaitQueue, waitQueue } from '../sleep/wait-queue.js';

/** Who holds a lock: a descriptor table for F_SETLK, an open file for OFD locks and flock. Compared by identity only. */
export type LockOwner = object;

export interface RecordLock {
  readonly owner: LockOwner;
  /** For F_GETLK; -1 for locks of open files. */
  readonly pid: number;
  readonly exclusive: boolean;
  /** First byte, and the byte after the last; Infinity: to the end, however far it moves. */
  readonly start: number;
  readonly end: number;
}

/** Record locks on one inode at most. */
const RECORD_LIMIT = 4096;

/** Invariant: locks of one owner never overlap. */
export class LockTable {
  /** Sleepers of F_SETLKW and of flock without LOCK_NB. */
  readonly released: WaitQueue = waitQueue();
  #records: RecordLock[] = [];
  #whole: { readonly owner: LockOwner; readonly exclusive: boolean }[] = [];
  readonly #waker: { wake(queue: WaitQueue): void };

  constructor(waker: { wake(queue: WaitQueue): void }) {
    this.#waker = waker;
  }

  /** The first lock of another owner in the way of `wanted`. */
  conflict(wanted: RecordLock): RecordLock | undefined {
    return this.#records.find(
      (held) => held.owner !== wanted.owner && (held.exclusive || wanted.exclusive) && held.start < wanted.end && wanted.start < held.end,
    );
  }

  /** Sets the lock, replacing the owner's own in that range; EAGAIN when another's is in the way, ENOLCK when there are too many. */
  lock(wanted: RecordLock): Errno | undefined {
    if (this.conflict(wanted) !== undefined) return 'EAGAIN';
    if (this.#records.length >= RECORD_LIMIT) return 'ENOLCK';
    this.#cut(wanted.owner, wanted.start, wanted.end);
    this.#records.push(wanted);
    this.#waker.wake(this.released);
    return undefined;
  }

  /** Takes the range out of the owner's locks, splitting them where needed. */
  unlock(owner: LockOwner, start: number, end: number): void {
    this.#cut(owner, start, end);
    this.#waker.wake(this.released);
  }

  #cut(owner: LockOwner, start: number, end: number): void {
    this.#records = this.#records.flatMap((held) => {
      if (held.owner !== owner || held.end <= start || held.start >= end) return [held];
      const parts: RecordLock[] = [];
      if (held.start < start) parts.push({ ...held, end: start });
      if (held.end > end) parts.push({ ...held, start: end });
      return parts;
    });
  }

  /** flock(2); EAGAIN when another open file's lock is in the way. */
  lockWhole(owner: LockOwner, exclusive: boolean): Errno | undefined {
    if (this.#whole.some((held) => held.owner !== owner && (held.exclusive || exclusive))) return 'EAGAIN';
    this.#whole = [...this.#whole.filter((held) => held.owner !== owner), { owner, exclusive }];
    this.#waker.wake(this.released);
    return undefined;
  }

  unlockWhole(owner: LockOwner): void {
    this.#whole = this.#whole.filter((held) => held.owner !== owner);
    this.#waker.wake(this.released);
  }

  /** An open file is gone: its flock and OFD locks go with it. */
  releaseFile(file: LockOwner): void {
    if (this.#whole.some((held) => held.owner === file)) this.unlockWhole(file);
    this.releaseRecords(file);
  }

  /** All record locks of an owner go: a process closed any descriptor of the inode. @see fcntl(2) "Advisory record locking" */
  releaseRecords(owner: LockOwner): void {
    if (this.#records.some((held) => held.owner === owner)) this.unlock(owner, 0, Infinity);
  }
}
