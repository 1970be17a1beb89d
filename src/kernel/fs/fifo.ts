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
  /** Sleepers in open(2): thread -> `opened` of the other side when it began to wait. Each counts as an end. */
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

  open(request: OpenRequest): FifoEnd | Errno | Wait {
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

  #opened(request: OpenRequest, reads: boolean, writes: boolean): FifoEnd {
    const end = new FifoEnd(request, this.#pipe, this);
    if (reads) this.#reading.opened++;
    if (writes) this.#writing.opened++;
    if (reads) this.#vfs.services.wake(this.#writing.queue);
    if (writes) this.#vfs.services.wake(this.#reading.queue);
    return end;
  }

  /** Whether someone reads or has been promised to. */
  get hasReader(): boolean {
    return this.#pipe.readers + this.#reading.waiting.size > 0;
  }

  /** Whether someone writes or has been promised to. */
  get hasWriter(): boolean {
    return this.#pipe.writers + this.#writing.waiting.size > 0;
  }
}

/** An end of a FIFO: an opener on its way counts as the other end. */
class FifoEnd extends PipeEnd {
  readonly #fifo: Fifo;

  constructor(request: OpenRequest, pipe: Pipe, fifo: Fifo) {
    super(request, pipe);
    this.#fifo = fifo;
  }

  protected override pull(into: Uint8Array): number | Errno | Wait {
    const { pipe } = this;
    if (pipe.ring.length > 0 || pipe.writers > 0 || !this.#fifo.hasWriter) return pipe.read(into, this.nonBlocking);
    return this.nonBlocking ? 'EAGAIN' : { queues: [pipe.readable], channel: 'pipe_read' };
  }

  protected override push(bytes: Uint8Array): number | Errno | Wait {
    return this.pipe.write(bytes, this.nonBlocking, this.#fifo.hasReader);
  }
}
