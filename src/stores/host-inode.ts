// One file of a host folder as an inode. Links are never followed by the host: their text goes to the guest's own walk.
import * as host from 'node:fs';
import { join } from 'node:path';
import { type Errno, errnos } from '../abi/errno.js';
import { type FileStatus, modeBits } from '../abi/stat.js';
import { isUnicode } from '../abi/text.js';
import { ContentInode } from '../kernel/fs/content-inode.js';
import { DirectoryFile } from '../kernel/fs/directory-file.js';
import type { AttributeChange, Inode, LinkTarget, ListedEntry, NewInode, OpenFile, OpenRequest, Superblock } from '../kernel/fs/inode.js';
import type { PageCaches } from '../kernel/fs/page-cache.js';
import { RegularFile } from '../kernel/fs/regular-file.js';
import type { Vfs } from '../kernel/fs/vfs.js';

/** What an inode needs of its folder. */
interface Folder extends Superblock {
  readonly vfs: Vfs;
  readonly path: string;
  readonly writable: boolean;
  isTrue(path: string): boolean;
}

const NS_PER_MS = 1_000_000;
const { O_RDONLY, O_RDWR, O_NOFOLLOW, O_CREAT, O_EXCL } = host.constants;

const nsOf = (milliseconds: number): bigint => BigInt(Math.round(milliseconds * NS_PER_MS));
const secondsOf = (timeNs: bigint): number => Number(timeNs) / 1e9;

/** The errno that a host call failed with. */
function errnoOf(error: unknown): Errno {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code in errnos ? (code as Errno) : 'EIO';
}

export class HostInode extends ContentInode {
  override readonly superblock: Folder;
  override readonly kind = 'file';
  #parent: HostInode | undefined;
  #name: string;
  #stats: host.Stats;
  #removed = false;
  /** Open on the host while pinned; `writable` tells how. */
  #handle: { readonly fd: number; readonly writable: boolean } | undefined;
  #pins = 0;
  /** Inodes by name, so that each has one identity. */
  readonly #children = new Map<string, HostInode>();

  constructor(superblock: Folder, parent: HostInode | undefined, name: string, stats: host.Stats) {
    super();
    this.superblock = superblock;
    this.#parent = parent;
    this.#name = name;
    this.#stats = stats;
  }

  protected override get pageCaches(): PageCaches | undefined {
    return this.superblock.vfs.pageCaches;
  }

  /** Where it lies on the host. */
  get #path(): string {
    return this.#parent === undefined ? this.superblock.path : join(this.#parent.#path, this.#name);
  }

  /** Runs a host call on this inode's path. A guest may have moved directories and put links in their place: then nothing is touched. */
  #at<T>(call: (path: string) => T): T | Errno {
    try {
      const path = this.#path;
      const directory = this.#parent === undefined ? path : this.#parent.#path;
      return this.superblock.isTrue(directory) ? call(path) : 'ENOENT';
    } catch (error) {
      return errnoOf(error);
    }
  }

  /** Runs a host call on the path of an entry of this directory. A name that is not UTF-8 is none of the host's: Node could not hand it on. */
  #below<T>(name: string, call: (path: string) => T): T | Errno {
    if (!isUnicode(name)) return 'EILSEQ';
    try {
      const path = this.#path;
      return this.superblock.isTrue(path) ? call(join(path, name)) : 'ENOENT';
    } catch (error) {
      return errnoOf(error);
    }
  }

  /** As `#below`, for calls that change the folder. */
  #change(name: string, call: (path: string) => void): Errno | undefined {
    if (!this.superblock.writable) return 'EROFS';
    const result = this.#below(name, (path) => {
      call(path);
      return undefined;
    });
    if (result === undefined) this.#refresh();
    return result;
  }

  #refresh(): void {
    const handle = this.#handle;
    const stats = handle === undefined ? this.#at((path) => host.lstatSync(path)) : this.#guarded(() => host.fstatSync(handle.fd));
    if (typeof stats === 'string') this.#removed = true;
    else this.#stats = stats;
  }

  #guarded<T>(call: () => T): T | Errno {
    try {
      return call();
    } catch (error) {
      return errnoOf(error);
    }
  }

  override get ino(): number {
    return this.#stats.ino;
  }

  override get mode(): number {
    return this.#stats.mode;
  }

  /** Unlike Linux, everything belongs to the guest's root: host users mean nothing inside. */
  override get uid(): number {
    return 0;
  }

  override get gid(): number {
    return 0;
  }

  override get sizeBytes(): number {
    this.#refresh();
    return this.#stats.size;
  }

  override get isRemoved(): boolean {
    return this.#removed;
  }

  override status(): FileStatus {
    this.#refresh();
    const { ino, mode, nlink, size, blocks, atimeMs, mtimeMs, ctimeMs, birthtimeMs } = this.#stats;
    return {
      device: this.superblock.device,
      ino,
      mode,
      nlink: this.#removed ? 0 : nlink,
      uid: 0,
      gid: 0,
      rdev: 0,
      sizeBytes: size,
      blockSize: 4096,
      blocks,
      atimeNs: nsOf(atimeMs),
      mtimeNs: nsOf(mtimeMs),
      ctimeNs: nsOf(ctimeMs),
      btimeNs: nsOf(birthtimeMs),
    };
  }

  override touched(): void {}

  override change(change: AttributeChange): Errno | undefined {
    if (!this.superblock.writable) return 'EROFS';
    if ((change.uid ?? 0) !== 0 || (change.gid ?? 0) !== 0) return 'EPERM';
    const result = this.#at((path) => {
      if (change.mode !== undefined && !this.isSymlink && change.mode !== (this.mode & 0o7777)) host.chmodSync(path, change.mode);
      if (change.atimeNs !== undefined || change.mtimeNs !== undefined) {
        const { atimeMs, mtimeMs } = this.#stats;
        host.lutimesSync(path, secondsOf(change.atimeNs ?? nsOf(atimeMs)), secondsOf(change.mtimeNs ?? nsOf(mtimeMs)));
      }
      return undefined;
    });
    this.#refresh();
    return result;
  }

  /** The host's descriptor; opened, or opened again for writing, when needed. */
  #descriptor(writable: boolean): number | Errno {
    const held = this.#handle;
    if (held !== undefined && (held.writable || !writable)) return held.fd;
    const fd = this.#at((path) => host.openSync(path, (writable ? O_RDWR : O_RDONLY) | O_NOFOLLOW));
    if (typeof fd === 'string') return fd;
    if (held !== undefined) host.closeSync(held.fd);
    this.#handle = { fd, writable };
    return fd;
  }

  #closeUnused(): void {
    if (this.#pins > 0 || this.#handle === undefined) return;
    host.closeSync(this.#handle.fd);
    this.#handle = undefined;
  }

  override pin(): void {
    this.#pins++;
  }

  override unpin(): void {
    this.#pins--;
    this.#closeUnused();
  }

  #withDescriptor(writable: boolean, call: (fd: number) => number): number | Errno {
    const fd = this.#descriptor(writable);
    const result = typeof fd === 'string' ? fd : this.#guarded(() => call(fd));
    this.#closeUnused();
    return result;
  }

  override readStored(into: Uint8Array, position: number): number | Errno {
    return this.#withDescriptor(false, (fd) => host.readSync(fd, into, 0, into.length, position));
  }

  override peekStored(into: Uint8Array, position: number): number | Errno {
    return this.readStored(into, position);
  }

  override writeStored(bytes: Uint8Array, position: number): number | Errno {
    if (!this.superblock.writable) return 'EROFS';
    return this.#withDescriptor(true, (fd) => host.writeSync(fd, bytes, 0, bytes.length, position));
  }

  protected override resizeStored(sizeBytes: number): Errno | undefined {
    if (!this.superblock.writable) return 'EROFS';
    const result = this.#withDescriptor(true, (fd) => {
      host.ftruncateSync(fd, sizeBytes);
      return 0;
    });
    return typeof result === 'string' ? result : undefined;
  }

  /** Only files and directories are opened: a host's device or pipe could block or act. */
  override open(request: OpenRequest): OpenFile | Errno {
    if (this.isDirectory) return new DirectoryFile(request);
    if (!this.isRegular) return 'ENXIO';
    const file = new RegularFile(request, this);
    const fd = this.#descriptor(file.writable);
    if (typeof fd === 'number') return file;
    file.hold().drop();
    return fd;
  }

  override lookup(name: string): Inode | Errno {
    const stats = this.#below(name, (path) => host.lstatSync(path));
    const known = this.#children.get(name);
    if (typeof stats === 'string') {
      this.#children.delete(name);
      return stats;
    }
    if (known !== undefined && known.#stats.ino === stats.ino && known.#stats.dev === stats.dev) {
      known.#stats = stats;
      return known;
    }
    const inode = new HostInode(this.superblock, this, name, stats);
    this.#children.set(name, inode);
    return inode;
  }

  override list(): readonly ListedEntry[] | Errno {
    const entries = this.#below('.', (path) => host.readdirSync(path, { withFileTypes: true }));
    if (typeof entries === 'string') return entries;
    return entries.map((entry) => ({ name: entry.name, ino: this.#children.get(entry.name)?.ino ?? 1, mode: typeOf(entry) }));
  }

  override isEmptyDirectory(): boolean {
    const entries = this.#below('.', (path) => host.readdirSync(path));
    return typeof entries !== 'string' && entries.length === 0;
  }

  override create(name: string, { mode, target = '' }: NewInode): Inode | Errno {
    const type = mode & modeBits.S_IFMT;
    const permissions = mode & 0o777;
    if (!isUnicode(target)) return 'EILSEQ';
    const failed = this.#change(name, (path) => {
      if (type === modeBits.S_IFDIR) host.mkdirSync(path, permissions);
      else if (type === modeBits.S_IFLNK) host.symlinkSync(target, path);
      else if (type === modeBits.S_IFREG) host.closeSync(host.openSync(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, permissions));
      else throw Object.assign(new Error('no special files on the host'), { code: 'EPERM' });
    });
    return failed ?? this.lookup(name);
  }

  override link(name: string, inode: Inode): Errno | undefined {
    if (!(inode instanceof HostInode)) return 'EXDEV';
    return this.#change(name, (path) => host.linkSync(inode.#path, path));
  }

  override unlink(name: string): Errno | undefined {
    return this.#forget(
      name,
      this.#change(name, (path) => host.unlinkSync(path)),
    );
  }

  override rmdir(name: string): Errno | undefined {
    return this.#forget(
      name,
      this.#change(name, (path) => host.rmdirSync(path)),
    );
  }

  #forget(name: string, failed: Errno | undefined): Errno | undefined {
    const child = this.#children.get(name);
    if (failed === undefined && child !== undefined) {
      child.#removed = true;
      this.#children.delete(name);
    }
    return failed;
  }

  override rename(name: string, to: Inode, toName: string, exchange: boolean): Errno | undefined {
    if (!(to instanceof HostInode)) return 'EXDEV';
    if (exchange) return 'EINVAL';
    const goal = to.#below(toName, (path) => ({ path }));
    if (typeof goal === 'string') return goal;
    const failed = this.#change(name, (path) => host.renameSync(path, goal.path));
    if (failed !== undefined) return failed;
    to.#forget(toName, undefined);
    const moved = this.#children.get(name);
    this.#children.delete(name);
    if (moved !== undefined) {
      moved.#parent = to;
      moved.#name = toName;
      to.#children.set(toName, moved);
    }
    return undefined;
  }

  override readlink(): LinkTarget | Errno {
    const target = this.#at((path) => ({ target: host.readlinkSync(path) }));
    return target;
  }
}

function typeOf(entry: host.Dirent): number {
  if (entry.isDirectory()) return modeBits.S_IFDIR;
  return entry.isSymbolicLink() ? modeBits.S_IFLNK : modeBits.S_IFREG;
}
