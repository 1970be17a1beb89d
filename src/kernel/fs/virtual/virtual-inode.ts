// Files that a program makes up: directories, texts and links with no store behind them. Knows nothing of what they tell.
import type { Errno } from '../../../abi/errno.js';
import { type FileStatus, modeBits } from '../../../abi/stat.js';
import type { FileSystemStatus } from '../../../abi/statfs.js';
import { utf8Encode } from '../../../abi/text.js';
import { DirectoryFile } from '../directory-file.js';
import { type Caller, Inode, type LinkTarget, type ListedEntry, OpenFile, type OpenRequest, type Superblock } from '../inode.js';
import type { Vfs } from '../vfs.js';

/** A file system of made-up files. Subclasses give `root`. */
export abstract class VirtualSuperblock implements Superblock {
  readonly type: string;
  readonly device: number;
  readonly volatile = true;
  readonly options: string;
  readonly vfs: Vfs;
  readonly #magic: number;
  abstract readonly root: Inode;

  constructor(vfs: Vfs, type: string, magic: number, options = '') {
    this.vfs = vfs;
    this.type = type;
    this.options = options;
    this.#magic = magic;
    this.device = vfs.newDevice();
  }

  statfs(): FileSystemStatus {
    return { magic: this.#magic, blockSize: 4096, blocks: 0, freeBlocks: 0, files: 0, freeFiles: 0, device: this.device, flags: 0 };
  }
}

/** Cheap to make: it may be made anew at each lookup. Its times are the current time, as in Linux's /proc. */
export abstract class VirtualInode extends Inode {
  override readonly superblock: VirtualSuperblock;
  override readonly ino: number;
  override readonly mode: number;
  override readonly uid: number;
  override readonly gid: number;

  constructor(superblock: VirtualSuperblock, ino: number, mode: number, uid = 0, gid = 0) {
    super();
    this.superblock = superblock;
    this.ino = ino;
    this.mode = mode;
    this.uid = uid;
    this.gid = gid;
  }

  /** Directories tell 2 and their subdirectories where that is cheap. */
  get nlink(): number {
    return this.isDirectory ? 2 : 1;
  }

  override get sizeBytes(): number {
    return 0;
  }

  override status(): FileStatus {
    const nowNs = this.superblock.vfs.services.nowNs();
    const { ino, mode, uid, gid, nlink, sizeBytes } = this;
    const times = { atimeNs: nowNs, mtimeNs: nowNs, ctimeNs: nowNs, btimeNs: nowNs };
    return { device: this.superblock.device, ino, mode, nlink, uid, gid, rdev: 0, sizeBytes, blockSize: 1024, blocks: 0, ...times };
  }
}

/** A directory whose entries are found by asking. Subclasses give lookup and list; names that do not exist give ENOENT. */
export abstract class VirtualDirectory extends VirtualInode {
  constructor(superblock: VirtualSuperblock, ino: number, permissions = 0o555, uid = 0, gid = 0) {
    super(superblock, ino, modeBits.S_IFDIR | permissions, uid, gid);
  }

  abstract override lookup(name: string, caller: Caller): Inode | Errno;
  abstract override list(caller: Caller): readonly ListedEntry[] | Errno;

  override open(request: OpenRequest): OpenFile | Errno {
    return new DirectoryFile(request);
  }
}

/** What a virtual file says: text or bytes; an errno is wrapped, since it is a string too. */
export type Content = string | Uint8Array | { readonly errno: Errno };

/** A file whose content is made when it is opened, and again after a seek to its start. */
export abstract class VirtualFile extends VirtualInode {
  constructor(superblock: VirtualSuperblock, ino: number, permissions = 0o444, uid = 0, gid = 0) {
    super(superblock, ino, modeBits.S_IFREG | permissions, uid, gid);
  }

  abstract content(caller: Caller): Content;

  /** One write(2) as a whole, as proc files take it; returns the bytes taken. */
  accept(_bytes: Uint8Array, _caller: Caller): number | Errno {
    return 'EIO';
  }

  override resize(): undefined {
    return undefined;
  }

  override open(request: OpenRequest): OpenFile | Errno {
    const file = new SnapshotFile(request, this);
    return file.readable ? (file.take() ?? file) : file;
  }
}

/** An open virtual file. */
class SnapshotFile extends OpenFile {
  readonly #source: VirtualFile;
  readonly #caller: Caller;
  #bytes: Uint8Array | undefined;
  /** The snapshot was read from: a read at the start takes a new one. */
  #used = false;

  constructor(request: OpenRequest, source: VirtualFile) {
    super(request, source);
    this.#source = source;
    this.#caller = request.caller;
  }

  /** Makes the content now. */
  take(): Errno | undefined {
    const content = this.#source.content(this.#caller);
    if (typeof content === 'object' && 'errno' in content) return content.errno;
    this.#bytes = typeof content === 'string' ? utf8Encode(content) : content;
    this.#used = false;
    return undefined;
  }

  override get seekable(): boolean {
    return true;
  }

  protected override pull(into: Uint8Array, position: number): number | Errno {
    const failed = this.#bytes === undefined || (position === 0 && this.#used) ? this.take() : undefined;
    if (failed !== undefined) return failed;
    this.#used = true;
    const part = this.#bytes?.subarray(position, position + into.length) ?? new Uint8Array(0);
    into.set(part);
    return part.length;
  }

  protected override push(bytes: Uint8Array): number | Errno {
    return this.#source.accept(bytes, this.#caller);
  }
}

/** A symbolic link whose target is made up; override `follow` for one that leads to an object and not along its text. */
export abstract class VirtualLink extends VirtualInode {
  constructor(superblock: VirtualSuperblock, ino: number, permissions = 0o777, uid = 0, gid = 0) {
    super(superblock, ino, modeBits.S_IFLNK | permissions, uid, gid);
  }

  abstract override readlink(caller: Caller): LinkTarget | Errno;
}
