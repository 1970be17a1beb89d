// The objects every file system is made of: superblock, inode, directory entry, mount, open file. They know one another, and no task, call or store.
import type { Errno } from '../../abi/errno.js';
import { openFlags, seekOrigins } from '../../abi/open-flags.js';
import { type FileStatus, modeBits } from '../../abi/stat.js';
import type { FileSystemStatus } from '../../abi/statfs.js';
import type { PageSource } from '../mm/page-source.js';
import type { Credentials } from '../sleep/credentials.js';
import type { Wait } from '../sleep/wait-queue.js';
import { alwaysReady, type IoctlResult, type Readiness } from './file-results.js';
import type { LockTable } from './lock-table.js';
import type { Tty } from './tty/tty.js';

/** A mounted tree of inodes. */
export interface Superblock {
  /** As /proc/filesystems names it. */
  readonly type: string;
  /** st_dev of every inode here. */
  readonly device: number;
  /** Its root directory. */
  readonly root: Inode;
  /** Entries come and go without the VFS: directory entries are looked up each time and not remembered. */
  readonly volatile: boolean;
  /** Options as /proc/mounts shows them after ro or rw: `size=65536k,mode=1777`; may be empty. */
  readonly options: string;
  statfs(): FileSystemStatus;
}

/** What chmod, chown, utimensat and truncate change. Times are nanoseconds since 1970. */
export interface AttributeChange {
  /** Permission, set-id and sticky bits. */
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly atimeNs?: bigint;
  readonly mtimeNs?: bigint;
}

/** What a new inode is to be. */
export interface NewInode {
  /** Type and permission bits; the umask is applied already. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly rdev?: number;
  /** Of a symbolic link. */
  readonly target?: string;
}

/** One entry as list() tells it, `.` and `..` left out. */
export interface ListedEntry {
  readonly name: string;
  readonly ino: number;
  /** Type bits suffice. */
  readonly mode: number;
}

/** A name in the tree: (parent, name) -> inode. Identity is what mounts and working directories hold on to. The walk and rename are the only writers. */
export interface Dentry {
  /** Undefined for the root of a superblock. */
  readonly parent: Dentry | undefined;
  readonly name: string;
  readonly inode: Inode;
  /** Entries walked already; never filled for a volatile superblock, mount points excepted. */
  readonly children: Map<string, Dentry>;
  /** How many mounts cover it. */
  readonly mounts: number;
  /** The name is gone, the inode may live on in open files. */
  readonly unlinked: boolean;
}

/** A superblock put on a directory. */
export interface Mount {
  readonly id: number;
  readonly superblock: Superblock;
  readonly root: Dentry;
  /** Where it is mounted; undefined for the root of everything. */
  readonly at: Location | undefined;
  /** MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC. */
  readonly flags: number;
  /** First field of /proc/mounts. */
  readonly source: string;
}

/** A place in the tree of mounts. */
export interface Location {
  readonly mount: Mount;
  readonly dentry: Dentry;
}

/** What clone(2) shares with CLONE_FS. Written by chdir, chroot and umask. */
export interface FsContext {
  root: Location;
  cwd: Location;
  umask: number;
}

/** On whose behalf the file system acts. */
export interface Caller {
  /** Process and thread; 0 for the kernel itself and for host tools. */
  readonly pid: number;
  readonly tid: number;
  readonly credentials: Credentials;
  readonly context: FsContext;
  /** Session and process group, for ttys. */
  readonly session: number;
  readonly group: number;
  /** Device number of the controlling terminal; 0: none. */
  readonly terminal: number;
}

/** What readlink gives: wrapped, since an errno is a string too. */
export interface LinkTarget {
  readonly target: string;
}

/** How a file is opened once its inode is found. */
export interface OpenRequest {
  /** O_* flags as given. */
  readonly flags: number;
  readonly location: Location;
  readonly caller: Caller;
}

/** A file, directory, link or device, however many names it has. */
export abstract class Inode {
  abstract readonly superblock: Superblock;
  abstract readonly ino: number;
  /** Type and permission bits. */
  abstract readonly mode: number;
  abstract readonly uid: number;
  abstract readonly gid: number;
  /** Record locks and flock(2) locks on it. */
  locks: LockTable | undefined;

  abstract status(): FileStatus;

  get sizeBytes(): number {
    return this.status().sizeBytes;
  }

  get isDirectory(): boolean {
    return (this.mode & modeBits.S_IFMT) === modeBits.S_IFDIR;
  }

  get isSymlink(): boolean {
    return (this.mode & modeBits.S_IFMT) === modeBits.S_IFLNK;
  }

  get isRegular(): boolean {
    return (this.mode & modeBits.S_IFMT) === modeBits.S_IFREG;
  }

  /** Whether no name is left. */
  get isRemoved(): boolean {
    return false;
  }

  /** Changes what is given and ctime with it. Who may do so was decided before. */
  change(_change: AttributeChange): Errno | undefined {
    return 'EPERM';
  }

  /** Makes it `sizeBytes` long. */
  resize(_sizeBytes: number): Errno | undefined {
    return 'EINVAL';
  }

  /** Reads content at `position`, without regard to any open file. */
  readAt(_into: Uint8Array, _position: number): number | Errno {
    return this.isDirectory ? 'EISDIR' : 'EINVAL';
  }

  /** Writes content; may be short. */
  writeAt(_bytes: Uint8Array, _position: number): number | Errno {
    return this.isDirectory ? 'EISDIR' : 'EINVAL';
  }

  /** First data or hole at or after `position`; undefined: none before the end. */
  nextContent(position: number, kind: 'data' | 'hole'): number | undefined {
    const size = this.sizeBytes;
    if (position >= size) return undefined;
    return kind === 'data' ? position : size;
  }

  /** One more, or one fewer, open file or mapping keeps the inode alive. */
  pin(): void {}
  unpin(): void {}

  /** Opens it; ENXIO where there is nothing to open. A FIFO may have to wait for its other end. */
  open(_request: OpenRequest): OpenFile | Errno | Wait {
    return 'ENXIO';
  }

  /** An inode's own rule for access(2)-like questions instead of the mode bits; undefined: the mode bits decide. `mask` is R_OK, W_OK, X_OK or'ed. */
  permission(_mask: number, _caller: Caller): Errno | 'allowed' | undefined {
    return undefined;
  }

  /** Entry `name` of a directory; never `.` or `..`. */
  lookup(_name: string, _caller: Caller): Inode | Errno {
    return 'ENOTDIR';
  }

  /** All entries of a directory in a stable order. */
  list(_caller: Caller): readonly ListedEntry[] | Errno {
    return 'ENOTDIR';
  }

  isEmptyDirectory(): boolean {
    return false;
  }

  /** Adds a new inode; the name is free. */
  create(_name: string, _inode: NewInode): Inode | Errno {
    return 'EPERM';
  }

  /** A new inode without a name, for O_TMPFILE. */
  createUnnamed(_inode: NewInode): Inode | Errno {
    return 'EOPNOTSUPP';
  }

  /** Gives `inode` of the same superblock one more name; the name is free. */
  link(_name: string, _inode: Inode): Errno | undefined {
    return 'EPERM';
  }

  /** Takes away a name that is no directory's. */
  unlink(_name: string): Errno | undefined {
    return 'EPERM';
  }

  /** Takes away an empty directory. */
  rmdir(_name: string): Errno | undefined {
    return 'EPERM';
  }

  /** Moves `name` to `toName` in `to` of the same superblock, over what is there; with `exchange` the two change places. All rules were checked before. */
  rename(_name: string, _to: Inode, _toName: string, _exchange: boolean): Errno | undefined {
    return 'EPERM';
  }

  /** Target of a symbolic link. */
  readlink(_caller: Caller): LinkTarget | Errno {
    return 'EINVAL';
  }

  /** Where a magic link leads, without a walk along readlink's text: /proc/[pid]/cwd. Undefined for an ordinary link. */
  follow(_caller: Caller): Location | Errno | undefined {
    return undefined;
  }

  /** What mmap maps. */
  pages(): PageSource | Errno {
    return 'ENODEV';
  }

  /** Tells a directory which root covers it, so that a host's view can show it; undefined when uncovered. */
  cover(_root: Inode | undefined): void {}
}

/** An open file description: what descriptors share after dup and fork. */
export abstract class OpenFile {
  readonly inode: Inode;
  readonly location: Location;
  /** Access mode and status flags. Written by F_SETFL and FIONBIO only. */
  flags: number;
  /** Bytes from the start; of a directory, its cookie. */
  offset = 0;
  /** Descriptors (and calls under way) that hold it. Written by hold and drop. */
  references = 0;
  /** The terminal it is, whose job control the calls must ask before they read, write or change it. */
  get terminal(): Tty | undefined {
    return undefined;
  }

  /** Counts open files while this one lives; set by register. */
  #census: { openFiles: number } | undefined;

  constructor(request: OpenRequest, inode: Inode = request.location.dentry.inode) {
    const creation = openFlags.O_CREAT | openFlags.O_EXCL | openFlags.O_NOCTTY | openFlags.O_TRUNC | openFlags.O_CLOEXEC;
    this.inode = inode;
    this.location = request.location;
    this.flags = request.flags & ~creation;
  }

  get readable(): boolean {
    return (this.flags & (openFlags.O_ACCMODE | openFlags.O_PATH)) !== openFlags.O_WRONLY && (this.flags & openFlags.O_PATH) === 0;
  }

  get writable(): boolean {
    return (this.flags & openFlags.O_ACCMODE) !== openFlags.O_RDONLY && (this.flags & openFlags.O_PATH) === 0;
  }

  get nonBlocking(): boolean {
    return (this.flags & openFlags.O_NONBLOCK) !== 0;
  }

  /** Whether it has an offset that pread, pwrite and lseek may use. */
  get seekable(): boolean {
    return false;
  }

  /** Reads up to `into.length` bytes at `position`; 0 at the end of file. */
  protected pull(_into: Uint8Array, _position: number): number | Errno | Wait {
    return 'EINVAL';
  }

  /** Writes at `position`; may be short. */
  protected push(_bytes: Uint8Array, _position: number): number | Errno | Wait {
    return 'EINVAL';
  }

  /** read(2), or pread(2) when `position` is given. */
  read(into: Uint8Array, position?: number): number | Errno | Wait {
    if (!this.readable) return 'EBADF';
    if (position !== undefined && !this.seekable) return 'ESPIPE';
    const count = this.pull(into, position ?? this.offset);
    if (position === undefined && typeof count === 'number') this.offset += count;
    return count;
  }

  /** write(2), or pwrite(2) when `position` is given. With O_APPEND the end of the file is the position of both, as on Linux. */
  write(bytes: Uint8Array, position?: number): number | Errno | Wait {
    if (!this.writable) return 'EBADF';
    if (position !== undefined && !this.seekable) return 'ESPIPE';
    const append = (this.flags & openFlags.O_APPEND) !== 0 && this.seekable;
    const start = append ? this.inode.sizeBytes : (position ?? this.offset);
    const count = this.push(bytes, start);
    if (position === undefined && typeof count === 'number') this.offset = start + count;
    return count;
  }

  /** lseek(2). */
  seek(offset: number, whence: number): number | Errno {
    if (!this.seekable) return 'ESPIPE';
    if (whence < seekOrigins.SEEK_SET || whence > seekOrigins.SEEK_HOLE) return 'EINVAL';
    const target = whence >= seekOrigins.SEEK_DATA ? this.seekContent(offset, whence) : offset + this.seekBase(whence);
    if (typeof target !== 'number') return target;
    if (target < 0 || !Number.isSafeInteger(target)) return 'EINVAL';
    this.offset = target;
    return target;
  }

  private seekBase(whence: number): number {
    if (whence === seekOrigins.SEEK_CUR) return this.offset;
    return whence === seekOrigins.SEEK_END ? this.inode.sizeBytes : 0;
  }

  /** SEEK_DATA and SEEK_HOLE. */
  private seekContent(offset: number, whence: number): number | Errno {
    if (offset < 0) return 'ENXIO';
    return this.inode.nextContent(offset, whence === seekOrigins.SEEK_DATA ? 'data' : 'hole') ?? 'ENXIO';
  }

  poll(): Readiness {
    return alwaysReady;
  }

  /** `input` holds the bytes that the request takes; `argument` is the raw value, for requests that take none. */
  ioctl(_request: number, _input: Uint8Array, _argument: number, _caller: Caller): IoctlResult {
    return 'ENOTTY';
  }

  /** What mmap maps; the access mode was checked before. */
  pages(): PageSource | Errno {
    return this.inode.pages();
  }

  /** Counts the file in until it is released. */
  register(census: { openFiles: number }): this {
    this.#census = census;
    census.openFiles++;
    return this;
  }

  /** One more descriptor. */
  hold(): this {
    this.references++;
    return this;
  }

  /** One descriptor fewer; the last one releases the file. */
  drop(): void {
    this.references--;
    if (this.references > 0) return;
    if (this.#census !== undefined) this.#census.openFiles--;
    this.inode.locks?.releaseFile(this);
    this.release();
  }

  /** Called once, when nobody holds it any more. */
  protected release(): void {}
}
