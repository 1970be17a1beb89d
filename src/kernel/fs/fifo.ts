// FIFOs: pipes with a name, whose opens wait for one another. Knows threads only as numbers.
import type { Errno } from '../../abi/errno.js';
import { openFlags } from '../../abi/open-flags.js';
import { type Wait, type WaitQueue, waitQueue } from '../sleep/wait-queue.js';
import type { OpenRequest } from './inode.js';
import { Pipe, PipeEnd } from './pipe.js';
import type { Vfs } from './vfs.js';

/** Opens of one kind (for reading or for writing). */
interface Side {
  /** How many there were ever: a sleeper sees by it that the other side came, even when it has gone again. */
  opened: number;
  /** Sleepers in open(2): thread -> `opened` of the other side when it began to wait. Each counts as an end already. */
  readonly waiting: Map<number, number>;
  readonly queue: WaitQueue;
}

/** @see fifo(7) */
export class Fifo {
  readonly #vfs: Vfs;
  readonly #pipe: Pipe;
  readonly #reading: Side = { opened: 0, waiting: new Map(), queue: waitQueue() };
  readonly #writing: Side = { opened: 0, waiting: new Map(), queue: waitQueue() };

  constructor(vfs: Vfs) {
    this.#vfs = vfs;
    this.#pipe = new Pipe(vfs);
  }

  open(request: OpenRequest): PipeEnd | Errno | Wait {
    prune(this.#reading, this.#writing);
    prune(this.#writing, this.#reading);
    const result = this.#tryOpen(request);
    this.#pipe.promisedReaders = this.#reading.waiting.size;
    this.#pipe.promisedWriters = this.#writing.waiting.size;
    return result;
  }

  #tryOpen(request: OpenRequest): PipeEnd | Errno | Wait {
    const access = request.flags & openFlags.O_ACCMODE;
    if (access === openFlags.O_RDWR) return this.#opened(request, true, true);
    const reads = access === openFlags.O_RDONLY;
    const [own, other] = reads ? [this.#reading, this.#writing] : [this.#writing, this.#reading];
    const others = (reads ? this.#pipe.writers : this.#pipe.readers) + other.waiting.size;
    const { tid } = request.caller;
    const seen = own.waiting.get(tid);
    if (others > 0 || (seen !== undefined && seen !== other.opened)) {
      own.waiting.delete(tid);
      return this.#opened(request, reads, !reads);
    }
    if ((request.flags & openFlags.O_NONBLOCK) !== 0) return reads ? this.#opened(request, true, false) : 'ENXIO';
    own.waiting.set(tid, other.opened);
    return { queues: [own.queue], channel: 'wait_for_partner' };
  }

  #opened(request: OpenRequest, reads: boolean, writes: boolean): PipeEnd {
    const end = new PipeEnd(request, this.#pipe);
    if (reads) this.#reading.opened++;
    if (writes) this.#writing.opened++;
    if (reads) this.#vfs.services.wake(this.#writing.queue);
    if (writes) this.#vfs.services.wake(this.#reading.queue);
    return end;
  }
}

/** Forgets sleepers whom a signal took away: they are in the queue no more, though nobody came. */
function prune(side: Side, other: Side): void {
  for (const [tid, seen] of side.waiting) if (!side.queue.waiters.has(tid) && seen === other.opened) side.waiting.delete(tid);
}
