// A file system over a Storage: the root and every tmpfs. Knows inodes and nodes; the store behind them is someone else's.
import type { Errno } from '../../abi/errno.js';
import { type FileStatus, modeBits, PERMISSION_BITS } from '../../abi/stat.js';
import { type FileSystemStatus, fsMagics } from '../../abi/statfs.js';
import type { PageSource } from '../mm/page-source.js';
import type { Wait } from '../sleep/wait-queue.js';
import { ContentInode } from './content-inode.js';
import { DirectoryFile } from './directory-file.js';
import { Fifo } from './fifo.js';
import type { AttributeChange, Caller, Inode, LinkTarget, ListedEntry, NewInode, OpenFile, OpenRequest, Superblock } from './inode.js';
import type { PageCaches } from './page-cache.js';
import { RegularFile } from './regular-file.js';
import type { Storage, StoredNode } from './storage.js';
import type { Vfs } from './vfs.js';

export const STORED_BLOCK_BYTES = 4096;

export interface StoredOptions {
  /** `tmpfs`, or what the root is called. */
  readonly type: string;
  /** For /proc/mounts. */
  readonly options?: string;
  /** Which resident counter mapped pages go to; `file` unless given. */
  readonly kind?: 'file' | 'shmem';
}

export class StoredSuperblock implements Superblock {
  readonly type: string;
  readonly options: string;
  readonly device: number;
  readonly volatile = false;
  readonly kind: 'file' | 'shmem';
  readonly storage: Storage;
  readonly vfs: Vfs;
  readonly root: StoredInode;

  constructor(vfs: Vfs, storage: Storage, { type, options = '', kind = 'file' }: StoredOptions) {
    this.vfs = vfs;
    this.storage = storage;
    this.type = type;
    this.options = options;
    this.kind = kind;
    this.device = vfs.newDevice();
    this.root = this.inodeOf(storage.root);
  }

  /** The one inode of a node. */
  inodeOf(node: StoredNode): StoredInode {
    if (node.inode instanceof StoredInode) return node.inode;
    const inode = new StoredInode(this, node);
    node.inode = inode;
    return inode;
  }

  statfs(): FileSystemStatus {
    const { capacityBytes, usedBytes, nodeCount, nodeLimit } = this.storage;
    const blocks = Math.floor(capacityBytes / STORED_BLOCK_BYTES);
    return {
      magic: fsMagics.TMPFS_MAGIC,
      blockSize: STORED_BLOCK_BYTES,
      blocks,
      freeBlocks: Math.max(0, blocks - Math.ceil(usedBytes / STORED_BLOCK_BYTES)),
      files: nodeLimit,
      freeFiles: Math.max(0, nodeLimit - nodeCount),
      device: this.device,
      flags: 0,
    };
  }
}

export class StoredInode extends ContentInode {
  override readonly superblock: StoredSuperblock;
  readonly node: StoredNode;
  #fifo: Fifo | undefined;

  constructor(superblock: StoredSuperblock, node: StoredNode) {
    super();
    this.superblock = superblock;
    this.node = node;
  }

  override get kind(): 'file' | 'shmem' {
    return this.superblock.kind;
  }

  protected override get pageCaches(): PageCaches | undefined {
    return this.superblock.vfs.pageCaches;
  }

  override get ino(): number {
    return this.node.ino;
  }

  override get mode(): number {
    return this.node.mode;
  }

  override get uid(): number {
    return this.node.uid;
  }

  override get gid(): number {
    return this.node.gid;
  }

  override get sizeBytes(): number {
    const { node } = this;
    if (this.isDirectory) return (node.childCount + 2) * 20;
    return this.isSymlink ? node.symlinkBytes : node.sizeBytes;
  }

  override get isRemoved(): boolean {
    return this.node.nlink === 0;
  }

  override status(): FileStatus {
    const { node } = this;
    return {
      device: this.superblock.device,
      ino: node.ino,
      mode: node.mode,
      nlink: node.nlink,
      uid: node.uid,
      gid: node.gid,
      rdev: node.rdev,
      sizeBytes: this.sizeBytes,
      blockSize: STORED_BLOCK_BYTES,
      blocks: node.allocatedBytes / 512,
      atimeNs: node.atimeNs,
      mtimeNs: node.mtimeNs,
      ctimeNs: node.ctimeNs,
      btimeNs: node.btimeNs,
    };
  }

  override change(change: AttributeChange): undefined {
    const { node } = this;
    if (change.mode !== undefined) node.mode = (node.mode & modeBits.S_IFMT) | (change.mode & PERMISSION_BITS);
    if (change.uid !== undefined) node.uid = change.uid;
    if (change.gid !== undefined) node.gid = change.gid;
    if (change.atimeNs !== undefined) node.atimeNs = change.atimeNs;
    if (change.mtimeNs !== undefined) node.mtimeNs = change.mtimeNs;
    node.ctimeNs = this.#nowNs();
  }

  #nowNs(): bigint {
    return this.superblock.vfs.services.nowNs();
  }

  override touched(): void {
    this.node.mtimeNs = this.#nowNs();
    this.node.ctimeNs = this.node.mtimeNs;
  }

  override readStored(into: Uint8Array, position: number): number {
    const { node } = this;
    if (node.atimeNs <= node.mtimeNs) node.atimeNs = this.#nowNs();
    return node.readAt(into, position);
  }

  override peekStored(into: Uint8Array, position: number): number {
    return this.node.readAt(into, position);
  }

  override writeStored(bytes: Uint8Array, position: number): number | Errno {
    return this.node.writeAt(bytes, position);
  }

  protected override resizeStored(sizeBytes: number): Errno | undefined {
    return this.node.resize(sizeBytes);
  }

  override nextContent(position: number, kind: 'data' | 'hole'): number | undefined {
    return this.node.nextContent(position, kind);
  }

  override pages(): PageSource | Errno {
    const pages = super.pages();
    this.node.pages = this.pageCache;
    return pages;
  }

  override pin(): void {
    this.node.pin();
  }

  override unpin(): void {
    this.node.unpin();
    this.#forgetUnused();
  }

  /** Pages of a node that is gone go too. */
  #forgetUnused(): void {
    if (this.node.nlink === 0 && this.node.pins === 0) this.pageCache?.clear();
  }

  override open(request: OpenRequest): OpenFile | Errno | Wait {
    switch (this.mode & modeBits.S_IFMT) {
      case modeBits.S_IFREG:
        return new RegularFile(request, this);
      case modeBits.S_IFDIR:
        return new DirectoryFile(request);
      case modeBits.S_IFIFO:
        this.#fifo ??= new Fifo(this.superblock.vfs);
        return this.#fifo.open(request);
      case modeBits.S_IFCHR:
        return this.superblock.vfs.devices.get(this.node.rdev)?.open(request) ?? 'ENXIO';
      default:
        return 'ENXIO';
    }
  }

  override lookup(name: string): Inode | Errno {
    const node = this.node.child(name);
    return node === undefined ? 'ENOENT' : this.superblock.inodeOf(node);
  }

  override list(): readonly ListedEntry[] {
    return Array.from(this.node.children(), ([name, { ino, mode }]) => ({ name, ino, mode }));
  }

  override isEmptyDirectory(): boolean {
    return this.node.childCount === 0;
  }

  override create(name: string, spec: NewInode): Inode | Errno {
    const inode = this.createUnnamed(spec);
    if (typeof inode !== 'string') this.#attach(name, inode.node);
    return inode;
  }

  override createUnnamed(spec: NewInode): StoredInode | Errno {
    const node = this.superblock.storage.createNode(spec.mode, spec.uid, spec.gid);
    if (typeof node === 'string') return node;
    const nowNs = this.#nowNs();
    node.atimeNs = node.mtimeNs = node.ctimeNs = node.btimeNs = nowNs;
    if (spec.rdev !== undefined) node.rdev = spec.rdev;
    if (spec.target !== undefined) node.symlink = spec.target;
    return this.superblock.inodeOf(node);
  }

  #attach(name: string, node: StoredNode): void {
    this.node.attach(name, node);
    node.ctimeNs = this.#nowNs();
    this.touched();
  }

  #detach(name: string): StoredNode | undefined {
    const node = this.node.child(name);
    if (node === undefined) return undefined;
    this.node.detach(name);
    node.ctimeNs = this.#nowNs();
    this.touched();
    return node;
  }

  override link(name: string, inode: Inode): Errno | undefined {
    if (!(inode instanceof StoredInode)) return 'EXDEV';
    const { nodeCount, nodeLimit } = this.superblock.storage;
    if (nodeCount >= nodeLimit) return 'ENOSPC';
    this.#attach(name, inode.node);
    return undefined;
  }

  override unlink(name: string): Errno | undefined {
    const node = this.#detach(name);
    if (node === undefined) return 'ENOENT';
    this.superblock.inodeOf(node).#forgetUnused();
    return undefined;
  }

  override rmdir(name: string): Errno | undefined {
    const node = this.node.child(name);
    if (node === undefined) return 'ENOENT';
    if (node.childCount > 0) return 'ENOTEMPTY';
    this.#detach(name);
    return undefined;
  }

  override rename(name: string, to: Inode, toName: string, exchange: boolean): Errno | undefined {
    if (!(to instanceof StoredInode)) return 'EXDEV';
    const moved = this.node.child(name);
    if (moved === undefined) return 'ENOENT';
    const replaced = to.node.child(toName);
    moved.pin();
    replaced?.pin();
    this.#detach(name);
    if (replaced !== undefined) to.#detach(toName);
    to.#attach(toName, moved);
    if (exchange && replaced !== undefined) this.#attach(name, replaced);
    moved.unpin();
    if (replaced !== undefined) this.superblock.inodeOf(replaced).unpin();
    return undefined;
  }

  override readlink(_caller: Caller): LinkTarget | Errno {
    return this.isSymlink ? { target: this.node.symlink } : 'EINVAL';
  }

  override cover(root: Inode | undefined): void {
    this.node.covered = root;
  }
}
