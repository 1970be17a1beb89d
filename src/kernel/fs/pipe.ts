// Pipes: a bounded queue with counted ends, and the file system they live in. Knows no descriptor and no signal: EPIPE is the caller's to turn into SIGPIPE.
import type { Errno } from '../../abi/errno.js';
import { ioctlNumbers } from '../../abi/ioctl.js';
import { openFlags } from '../../abi/open-flags.js';
import { pollEvents, READABLE, WRITABLE } from '../../abi/poll.js';
import { type FileStatus, modeBits } from '../../abi/stat.js';
import { type FileSystemStatus, fsMagics } from '../../abi/statfs.js';
import { type Wait, type WaitQueue, waitQueue } from '../sleep/wait-queue.js';
import { ByteRing } from './byte-ring.js';
import { type AttributeChange, type Caller, Inode, type Mount, OpenFile, type OpenRequest, type Superblock } from './inode.js';
import type { IoctlResult, Readiness } from './file-results.js';
import type { PipePlace } from './pipe-place.js';
import { dentry, type Vfs } from './vfs.js';

/** Writes of up to this many bytes are never mixed with others'. @see pipe(7) */
export const PIPE_BUF = 4096;
/** Capacity of a new pipe. */
export const PIPE_BYTES = 65_536;
/** Largest capacity that F_SETPIPE_SZ gives: /proc/sys/fs/pipe-max-size. */
export const PIPE_MAX_BYTES = 1_048_576;

/** The queue between the ends of a pipe or FIFO. */
export class Pipe {
  readonly ring: ByteRing;
  readers = 0;
  writers = 0;
  /** Of a FIFO: sleepers in open(2), who count as ends. Written by Fifo. */
  promisedReaders = 0;
  promisedWriters = 0;
  /** Readers that wait for bytes, and writers that wait for room. */
  readonly readable: WaitQueue = waitQueue();
  readonly writable: WaitQueue = waitQueue();
  readonly #vfs: Vfs;
  /** Capacity counted in `vfs.pipeBytes` while an end is open. */
  #counted = 0;
  /** While an end is open. */
  #place: PipePlace | undefined;

  constructor(vfs: Vfs) {
    this.#vfs = vfs;
    this.ring = new ByteRing(PIPE_BYTES);
  }

  /** An end opens. When pipes hold too much already, the new one gets one page, as on Linux. */
  openEnd(reads: boolean, writes: boolean): void {
    if (this.#counted === 0) {
      const room = this.#vfs.limits.pipeBytes - this.#vfs.pipeBytes;
      if (room < PIPE_BYTES) this.ring.resize(PIPE_BUF);
      this.#count(this.ring.capacity);
      this.#place = this.#vfs.pipePlaces.take();
    }
    if (reads) this.readers++;
    if (writes) this.writers++;
  }

  closeEnd(reads: boolean, writes: boolean): void {
    if (reads) this.readers--;
    if (writes) this.writers--;
    if (this.readers + this.writers === 0 && this.promisedReaders === 0) {
      this.ring.clear();
      this.#count(0);
      if (this.#place !== undefined) this.#vfs.pipePlaces.give(this.#place);
      this.#place = undefined;
    }
    this.#vfs.services.wake(this.readable);
    this.#vfs.services.wake(this.writable);
  }

  #count(capacity: number): void {
    this.#vfs.pipeBytes += capacity - this.#counted;
    this.#counted = capacity;
  }

  read(into: Uint8Array, nonBlocking: boolean): number | Errno | Wait {
    if (into.length === 0) return 0;
    if (this.ring.length > 0) {
      const count = this.ring.take(into);
      this.#place?.take(count, this.ring.length, this.ring.capacity);
      this.#vfs.services.wake(this.writable);
      return count;
    }
    if (this.writers + this.promisedWriters === 0) return 0;
    return nonBlocking ? 'EAGAIN' : { queues: [this.readable], channel: 'pipe_read' };
  }

  /** May write less than all when there are more than PIPE_BUF bytes; the caller goes on with the rest. */
  write(bytes: Uint8Array, nonBlocking: boolean): number | Errno | Wait {
    if (this.readers + this.promisedReaders === 0) return 'EPIPE';
    if (bytes.length === 0) return 0;
    const { free } = this.ring;
    if (free === 0 || (bytes.length <= PIPE_BUF && free < bytes.length)) {
      return nonBlocking ? 'EAGAIN' : { queues: [this.writable], channel: 'pipe_write' };
    }
    const count = this.ring.put(bytes);
    this.#place?.put(count, this.ring.capacity);
    this.#vfs.services.wake(this.readable);
    return count;
  }

  poll(reads: boolean, writes: boolean): Readiness {
    let events = 0;
    if (reads && this.ring.length > 0) events |= READABLE;
    if (reads && this.writers === 0) events |= pollEvents.POLLHUP;
    if (writes && this.ring.free >= Math.min(PIPE_BUF, this.ring.capacity)) events |= WRITABLE;
    if (writes && this.readers === 0) events |= pollEvents.POLLERR;
    return { events, queues: [...(reads ? [this.readable] : []), ...(writes ? [this.writable] : [])] };
  }

  /** F_SETPIPE_SZ: rounded up to a power of two of at least a page; EPERM beyond the maximum or the system's total, EBUSY when more is queued. */
  setCapacity(bytes: number): number | Errno {
    let capacity = PIPE_BUF;
    while (capacity < bytes) capacity *= 2;
    const total = this.#vfs.pipeBytes - this.#counted + capacity;
    if (capacity > PIPE_MAX_BYTES || total > this.#vfs.limits.pipeBytes) return 'EPERM';
    if (!this.ring.resize(capacity)) return 'EBUSY';
    this.#count(capacity);
    this.#vfs.services.wake(this.writable);
    return capacity;
  }
}

/** An end of a pipe or FIFO; both ends when opened O_RDWR. */
export class PipeEnd extends OpenFile {
  readonly pipe: Pipe;

  constructor(request: OpenRequest, pipe: Pipe) {
    super(request);
    this.pipe = pipe;
    this.inode.pin();
    pipe.openEnd(this.readable, this.writable);
  }

  protected override pull(into: Uint8Array): number | Errno | Wait {
    return this.pipe.read(into, this.nonBlocking);
  }

  protected override push(bytes: Uint8Array): number | Errno | Wait {
    return this.pipe.write(bytes, this.nonBlocking);
  }

  override poll(): Readiness {
    return this.pipe.poll(this.readable, this.writable);
  }

  override ioctl(request: number, _input: Uint8Array, _argument: number, _caller: Caller): IoctlResult {
    return request === ioctlNumbers.FIONREAD ? Uint8Array.from(new Uint8Array(Int32Array.of(this.pipe.ring.length).buffer)) : 'ENOTTY';
  }

  protected override release(): void {
    this.pipe.closeEnd(this.readable, this.writable);
    this.inode.unpin();
  }
}

/** Where pipes without a name live. Never seen in /proc/mounts. */
class PipeFileSystem implements Superblock {
  readonly type = 'pipefs';
  readonly volatile = true;
  readonly options = '';
  readonly device: number;
  readonly vfs: Vfs;
  readonly root: PipeInode;
  #nextIno = 1;

  constructor(vfs: Vfs) {
    this.vfs = vfs;
    this.device = vfs.newDevice();
    this.root = new PipeInode(this, 0, 0);
  }

  newIno(): number {
    return this.#nextIno++;
  }

  statfs(): FileSystemStatus {
    return {
      magic: fsMagics.PIPEFS_MAGIC,
      blockSize: 4096,
      blocks: 0,
      freeBlocks: 0,
      files: 0,
      freeFiles: 0,
      device: this.device,
      flags: 0,
    };
  }
}

class PipeInode extends Inode {
  override readonly superblock: PipeFileSystem;
  override readonly ino: number;
  override mode = modeBits.S_IFIFO | 0o600;
  override uid: number;
  override gid: number;
  readonly #pipe: Pipe;
  readonly #madeNs: bigint;

  constructor(superblock: PipeFileSystem, uid: number, gid: number) {
    super();
    this.superblock = superblock;
    this.ino = superblock.newIno();
    this.uid = uid;
    this.gid = gid;
    this.#pipe = new Pipe(superblock.vfs);
    this.#madeNs = superblock.vfs.services.nowNs();
  }

  override get sizeBytes(): number {
    return 0;
  }

  override status(): FileStatus {
    const times = { atimeNs: this.#madeNs, mtimeNs: this.#madeNs, ctimeNs: this.#madeNs, btimeNs: this.#madeNs };
    const { ino, mode, uid, gid } = this;
    return { device: this.superblock.device, ino, mode, nlink: 1, uid, gid, rdev: 0, sizeBytes: 0, blockSize: 4096, blocks: 0, ...times };
  }

  override change(change: AttributeChange): undefined {
    this.mode = change.mode === undefined ? this.mode : modeBits.S_IFIFO | change.mode;
    this.uid = change.uid ?? this.uid;
    this.gid = change.gid ?? this.gid;
  }

  /** Again through /proc/[pid]/fd. */
  override open(request: OpenRequest): OpenFile {
    return new PipeEnd(request, this.#pipe);
  }
}

function pipeMount(vfs: Vfs): Mount & { readonly superblock: Superblock } {
  const known = vfs.internalMounts.get('pipefs');
  if (known !== undefined) return known;
  const superblock = new PipeFileSystem(vfs);
  const root = dentry(undefined, 'pipe:', superblock.root);
  const mount: Mount = { id: vfs.newMountId(), superblock, root, at: undefined, flags: 0, source: 'pipefs' };
  vfs.internalMounts.set('pipefs', mount);
  return mount;
}

/** pipe2(2): the reading and the writing end. `flags` may hold O_NONBLOCK. */
export function createPipe(vfs: Vfs, caller: Caller, flags: number): readonly [PipeEnd, PipeEnd] | Errno {
  if (vfs.openFiles + 2 > vfs.limits.openFiles) return 'ENFILE';
  const mount = pipeMount(vfs);
  const { superblock } = mount;
  if (!(superblock instanceof PipeFileSystem)) throw new Error('pipefs is something else');
  const inode = new PipeInode(superblock, caller.credentials.fsuid, caller.credentials.fsgid);
  const location = { mount, dentry: dentry(undefined, `pipe:[${inode.ino}]`, inode) };
  const status = flags & openFlags.O_NONBLOCK;
  const reader = inode.open({ flags: openFlags.O_RDONLY | status, location, caller }) as PipeEnd;
  const writer = inode.open({ flags: openFlags.O_WRONLY | status, location, caller }) as PipeEnd;
  return [reader.register(vfs), writer.register(vfs)];
}
