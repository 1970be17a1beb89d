// The store of the root: one memfs volume that truly holds the guest's tree, and its face for host tools. The kernel sees it as a Storage.

import { createRequire } from 'node:module';
import type { Link } from '@jsonjoy.com/fs-core/lib/Link.js';
import type { Node } from '@jsonjoy.com/fs-core/lib/Node.js';
import { Superblock } from '@jsonjoy.com/fs-core/lib/Superblock.js';
import type * as memfs from 'memfs';
import type { Errno } from '../abi/errno.js';
import { modeBits } from '../abi/stat.js';
import type { Caller, Inode } from '../kernel/fs/inode.js';
import { CHUNK_BYTES } from '../kernel/fs/sparse-bytes.js';
import type { Storage } from '../kernel/fs/storage.js';
import { GuestLink } from './guest-link.js';
import { GuestNode, type NodeHome } from './guest-node.js';
import { hostError } from './host-time.js';
import { ShownLink, type Viewer } from './shown-tree.js';

/** memfs's fs API: as node:fs, with the guest's files. */
export type GuestFs = memfs.IFs;

export interface MemfsOptions {
  /** Nanoseconds since 1970 by the guest's clock. */
  nowNs(): bigint;
  /** Bytes that files may hold in the root together; all stores together hold twice as much at most. */
  readonly capacityBytes: number;
  /** Inodes of the root at most; all stores together have twice as many at most. */
  readonly nodeLimit: number;
}

/** What memfs believes to be its process: the superuser at the root, with nothing of the host's. */
class GuestProcess {
  readonly platform = 'linux';
  readonly env = {};
  readonly volume: MemfsVolume;

  constructor(volume: MemfsVolume) {
    this.volume = volume;
  }

  getuid(): number {
    return 0;
  }

  getgid(): number {
    return 0;
  }

  cwd(): string {
    return '/';
  }

  emitWarning(): void {}
}

/** The volume of a superblock, also while that is being built. */
function volumeOf(superblock: Superblock): MemfsVolume {
  return (superblock.process as unknown as GuestProcess).volume;
}

/** memfs's superblock with our inodes and entries. Its constructor builds the root before fields exist: what it needs is reached through `process`. */
class GuestSuperblock extends Superblock {
  override createNode(mode: number): Node {
    return volumeOf(this).home.newNode(mode, 0, 0);
  }

  override createLink(parent?: Link, name = '', isDirectory = false, mode = isDirectory ? 0o777 : 0o666): Link {
    if (parent === undefined) return new GuestLink(this, undefined, '', volumeOf(this).show);
    const type = mode & modeBits.S_IFMT || (isDirectory ? modeBits.S_IFDIR : modeBits.S_IFREG);
    return parent.createChild(name, this.createNode(type | (mode & ~modeBits.S_IFMT)));
  }

  override deleteLink(link: Link): boolean {
    const done = super.deleteLink(link);
    if (link instanceof GuestLink) link.releaseTree();
    return done;
  }

  /** Inodes free themselves; their numbers are not used again. */
  override deleteNode(node: Node): void {
    node.del();
  }
}

/** One capped tree in the volume: the root, or a tmpfs. */
class MemfsStorage implements Storage, NodeHome {
  readonly capacityBytes: number;
  readonly nodeLimit: number;
  readonly #volume: MemfsVolume;
  #chunks = 0;
  #nodes = 0;
  #root: GuestNode | undefined;

  constructor(volume: MemfsVolume, capacityBytes: number, nodeLimit: number) {
    this.#volume = volume;
    this.capacityBytes = capacityBytes;
    this.nodeLimit = nodeLimit;
  }

  get root(): GuestNode {
    if (this.#root === undefined) throw new Error('the store has no root yet');
    return this.#root;
  }

  /** Takes the node as root: it counts as named. */
  setRoot(node: GuestNode): void {
    node.names = 1;
    this.#root = node;
  }

  get usedBytes(): number {
    return this.#chunks * CHUNK_BYTES;
  }

  get nodeCount(): number {
    return this.#nodes;
  }

  nowNs(): bigint {
    return this.#volume.options.nowNs();
  }

  take(chunks: number): boolean {
    if ((this.#chunks + chunks) * CHUNK_BYTES > this.capacityBytes || !this.#volume.hasRoom(chunks * CHUNK_BYTES)) return false;
    this.#count(chunks, 0);
    return true;
  }

  give(chunks: number): void {
    this.#count(-chunks, 0);
  }

  #count(chunks: number, nodes: number): void {
    this.#chunks += chunks;
    this.#nodes += nodes;
    this.#volume.usedBytes += chunks * CHUNK_BYTES;
    this.#volume.nodeCount += nodes;
  }

  named(change: 1 | -1): void {
    this.#count(0, change);
  }

  createNode(mode: number, uid: number, gid: number): GuestNode | Errno {
    if (this.#nodes >= this.nodeLimit || !this.#volume.hasRoom(0)) return 'ENOSPC';
    this.#count(0, 1);
    const node = new GuestNode(this, this.#volume.newIno(), mode, uid, gid);
    // A directory holds its entries from the first moment, whether it has a name yet or not.
    if (node.isDirectory()) this.#volume.newDirectoryEntry().setNode(node);
    return node;
  }

  newNode(mode: number, uid: number, gid: number): GuestNode {
    const node = this.createNode(mode, uid, gid);
    if (typeof node === 'string') throw hostError(node, 'open');
    return node;
  }

  freed(): void {
    this.#count(0, -1);
  }
}

export class MemfsVolume {
  readonly options: MemfsOptions;
  /** The root's store. */
  readonly home: MemfsStorage;
  readonly #superblock: GuestSuperblock;
  /** Of all stores; written by them. */
  usedBytes = 0;
  nodeCount = 0;
  #nextIno = 1;
  #viewer: Viewer | undefined;
  #fs: GuestFs | undefined;

  constructor(options: MemfsOptions) {
    this.options = options;
    this.home = new MemfsStorage(this, options.capacityBytes, options.nodeLimit);
    this.#superblock = new GuestSuperblock({ process: new GuestProcess(this) });
    const node = this.#superblock.root.getNode();
    if (!(node instanceof GuestNode)) throw new Error('memfs made a root of its own');
    node.mode = modeBits.S_IFDIR | 0o755;
    this.home.setRoot(node);
  }

  /** The store of the root file system. */
  get storage(): Storage {
    return this.home;
  }

  /** An empty store for a tmpfs. It shows in `fs` once the kernel has mounted it. */
  newStorage(capacityBytes: number, nodeLimit: number): Storage {
    const storage = new MemfsStorage(this, capacityBytes, nodeLimit);
    storage.setRoot(storage.newNode(modeBits.S_IFDIR | 0o755, 0, 0));
    return storage;
  }

  /** Whether the stores together may hold `bytes` and one inode more: many small mounts cost the host no more than a large one. */
  hasRoom(bytes: number): boolean {
    const { capacityBytes, nodeLimit } = this.options;
    return this.usedBytes + bytes <= 2 * capacityBytes && this.nodeCount < 2 * nodeLimit;
  }

  newIno(): number {
    return this.#nextIno++;
  }

  newDirectoryEntry(): GuestLink {
    return new GuestLink(this.#superblock, undefined, '', this.show);
  }

  /** Lets host tools look into what is mounted, as `caller`; before that, mount points look empty. */
  connect(caller: () => Caller): void {
    this.#viewer = { caller };
  }

  /** The entry that stands for a mounted root; undefined before `connect`. */
  readonly show = (parent: Link, name: string, root: Inode): Link | undefined => {
    const own = this.#ownRoot(root);
    if (own !== undefined) {
      own.parent = parent;
      own.name = name;
      own.children.set('..', parent);
      own.syncSteps();
      return own;
    }
    return this.#viewer && new ShownLink(this.#superblock, parent, name, root, this.#viewer);
  };

  /** The entry of a root that lies in this volume but not in the tree: a tmpfs. A directory bound to a second place stays where it is. */
  #ownRoot(root: Inode): GuestLink | undefined {
    const node: unknown = 'node' in root ? root.node : undefined;
    if (!(node instanceof GuestNode) || !(node.entries instanceof GuestLink) || node.entries === this.#superblock.root) return undefined;
    return node.home instanceof MemfsStorage && node.home.root === node ? node.entries : undefined;
  }

  /** memfs's API over this volume; loaded when first asked for. */
  get fs(): GuestFs {
    if (this.#fs === undefined) {
      const { Volume, createFsFromVolume } = createRequire(import.meta.url)('memfs') as typeof memfs;
      this.#fs = createFsFromVolume(new Volume(this.#superblock));
    }
    return this.#fs;
  }

  /** Puts a file into the root whose content is fetched when it is first needed; its directories must exist. */
  addPostponedFile(path: string, file: { readonly mode: number; readonly sizeBytes: number; load(): Uint8Array }): void {
    const names = path.split('/').filter((name) => name !== '');
    const name = names.pop();
    const directory = names.reduce<GuestNode | undefined>((node, step) => node?.child(step), this.home.root);
    if (directory?.entries === undefined || name === undefined) throw new Error(`${path}: its directory does not exist`);
    const node = this.home.newNode(modeBits.S_IFREG | file.mode, 0, 0);
    node.postpone(file);
    directory.attach(name, node);
  }
}
