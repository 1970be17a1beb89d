// Pipes whose other end is the host: a program's stdin, stdout and stderr when there is no terminal. Knows no host stream; bytes are handed over between runs.
import type { Errno } from '../abi/errno.js';
import { ioctlNumbers } from '../abi/ioctl.js';
import { openFlags } from '../abi/open-flags.js';
import { pollEvents, READABLE, WRITABLE } from '../abi/poll.js';
import { type FileStatus, modeBits } from '../abi/stat.js';
import { type FileSystemStatus, fsMagics } from '../abi/statfs.js';
import type { IoctlResult, Readiness } from '../kernel/fs/file-results.js';
import { type Caller, Inode, type Mount, OpenFile, type OpenRequest, type Superblock } from '../kernel/fs/inode.js';
import { dentry, type Vfs } from '../kernel/fs/vfs.js';
import { type Wait, type WaitQueue, waitQueue } from '../kernel/sleep/wait-queue.js';
import { ByteQueue } from './byte-queue.js';

/** A writer waits when the host has not taken this many bytes. */
const capacityBytes = 16 * 2 ** 20;
const blockBytes = 4096;

/** The nameless file system of these pipes, one for each system. */
export class HostPipeFileSystem implements Superblock {
  readonly type = 'pipefs';
  readonly device: number;
  readonly volatile = false;
  readonly options = '';
  readonly root: HostPipe;
  readonly vfs: Vfs;
  readonly mount: Mount;
  #nextIno = 1;

  constructor(vfs: Vfs) {
    this.vfs = vfs;
    this.device = vfs.newDevice();
    this.root = new HostPipe(this, 'none');
    this.mount = { id: 0, superblock: this, root: dentry(undefined, 'pipe:', this.root), at: undefined, flags: 0, source: 'pipefs' };
  }

  nextIno(): number {
    return this.#nextIno++;
  }

  /** Opens a pipe under its own name, as /proc/[pid]/fd shows it. */
  open(pipe: HostPipe, flags: number): OpenFile {
    const location = { mount: this.mount, dentry: dentry(undefined, `pipe:[${pipe.ino}]`, pipe) };
    return new HostPipeFile({ flags, location, caller: this.vfs.kernelCaller() }, pipe);
  }

  statfs(): FileSystemStatus {
    const { device } = this;
    return { magic: fsMagics.PIPEFS_MAGIC, blockSize: blockBytes, blocks: 0, freeBlocks: 0, files: 0, freeFiles: 0, device, flags: 0 };
  }
}

/** One direction of bytes. `closed` is set by the host: no more input, or nobody reads the output. */
class HostPipe extends Inode {
  readonly superblock: HostPipeFileSystem;
  readonly ino: number;
  readonly mode = modeBits.S_IFIFO | 0o600;
  readonly uid = 0;
  readonly gid = 0;
  readonly direction: 'input' | 'output' | 'none';
  readonly bytes = new ByteQueue();
  readonly changed: WaitQueue = waitQueue();
  closed = false;
  /** A reader, or poll(2), found nothing since the host last wrote. */
  wanted = false;
  readonly #bornNs: bigint;

  constructor(superblock: HostPipeFileSystem, direction: HostPipe['direction']) {
    super();
    this.superblock = superblock;
    this.direction = direction;
    this.ino = superblock.nextIno();
    this.#bornNs = superblock.vfs.services.nowNs();
  }

  override status(): FileStatus {
    const born = this.#bornNs;
    const times = { atimeNs: born, mtimeNs: born, ctimeNs: born, btimeNs: born };
    const { ino, mode, uid, gid } = this;
    return {
      device: this.superblock.device,
      ino,
      mode,
      nlink: 1,
      uid,
      gid,
      rdev: 0,
      sizeBytes: 0,
      blockSize: blockBytes,
      blocks: 0,
      ...times,
    };
  }

  /** Also through /proc/[pid]/fd. */
  override open(request: OpenRequest): OpenFile {
    return new HostPipeFile(request, this);
  }
}

class HostPipeFile extends OpenFile {
  readonly #pipe: HostPipe;

  constructor(request: OpenRequest, pipe: HostPipe) {
    super(request, pipe);
    this.#pipe = pipe;
  }

  protected override pull(into: Uint8Array): number | Errno | Wait {
    const { bytes, closed, changed, direction } = this.#pipe;
    if (direction !== 'input') return 'EBADF';
    if (bytes.length > 0 || closed || into.length === 0) return bytes.take(into);
    this.#pipe.wanted = true;
    return this.nonBlocking ? 'EAGAIN' : { queues: [changed], channel: 'pipe_read' };
  }

  protected override push(more: Uint8Array): number | Errno | Wait {
    const { bytes, closed, changed, direction } = this.#pipe;
    if (direction !== 'output') return 'EBADF';
    if (closed) return 'EPIPE';
    if (bytes.length >= capacityBytes) return this.nonBlocking ? 'EAGAIN' : { queues: [changed], channel: 'pipe_write' };
    bytes.push(more);
    return more.length;
  }

  override poll(): Readiness {
    const { bytes, closed, changed, direction } = this.#pipe;
    if (direction === 'input' && bytes.length === 0) this.#pipe.wanted = true;
    if (direction === 'input')
      return { events: (bytes.length > 0 || closed ? READABLE : 0) | (closed ? pollEvents.POLLHUP : 0), queues: [changed] };
    return { events: (bytes.length < capacityBytes ? WRITABLE : 0) | (closed ? pollEvents.POLLERR : 0), queues: [changed] };
  }

  override ioctl(request: number, _input: Uint8Array, _argument: number, _caller: Caller): IoctlResult {
    return request === ioctlNumbers.FIONREAD ? Uint8Array.from(new Uint8Array(Int32Array.of(this.#pipe.bytes.length).buffer)) : 'ENOTTY';
  }
}

/** The host's end of a program's stdin. */
export class HostInput {
  readonly #pipe: HostPipe;
  readonly #onFeed: (bytes: Uint8Array, end: boolean) => void;
  readonly file: OpenFile;

  /** `onFeed` is told of everything that comes in. */
  constructor(fileSystem: HostPipeFileSystem, onFeed: (bytes: Uint8Array, end: boolean) => void) {
    this.#pipe = new HostPipe(fileSystem, 'input');
    this.#onFeed = onFeed;
    this.file = fileSystem.open(this.#pipe, openFlags.O_RDONLY);
  }

  /** Bytes that the guest has not read yet. */
  get pendingBytes(): number {
    return this.#pipe.bytes.length;
  }

  /** Whether a guest has looked for input and found none. */
  get wanted(): boolean {
    return this.#pipe.wanted && !this.#pipe.closed;
  }

  write(bytes: Uint8Array): void {
    this.#pipe.bytes.push(bytes);
    this.#pipe.wanted = false;
    this.#onFeed(bytes, false);
    this.#wake();
  }

  /** End of file after what was written. */
  end(): void {
    this.#onFeed(new Uint8Array(0), true);
    this.#pipe.closed = true;
    this.#wake();
  }

  #wake(): void {
    this.#pipe.superblock.vfs.services.wake(this.#pipe.changed);
  }
}

/** The host's end of a program's stdout or stderr. */
export class HostOutput {
  readonly #pipe: HostPipe;
  readonly #onTake: (end: boolean) => void;
  readonly file: OpenFile;

  /** `onTake` is told when bytes were taken, and of the end. */
  constructor(fileSystem: HostPipeFileSystem, onTake: (end: boolean) => void) {
    this.#pipe = new HostPipe(fileSystem, 'output');
    this.#onTake = onTake;
    this.file = fileSystem.open(this.#pipe, openFlags.O_WRONLY);
  }

  /** Takes what the guest has written since the last call. */
  read(): Uint8Array {
    const { bytes, changed, superblock } = this.#pipe;
    const wasFull = bytes.length >= capacityBytes;
    const all = bytes.takeAll();
    if (all.length > 0) this.#onTake(false);
    if (wasFull) superblock.vfs.services.wake(changed);
    return all;
  }

  /** Nobody reads any more, and what was not taken is lost: the next write gets EPIPE and SIGPIPE. */
  close(): void {
    if (this.#pipe.closed) return;
    this.#onTake(true);
    this.#pipe.closed = true;
    this.#pipe.bytes.takeAll();
    this.#pipe.superblock.vfs.services.wake(this.#pipe.changed);
  }
}
