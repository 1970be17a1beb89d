// What a store must offer for the VFS to keep a tree in it: nodes with bytes and children. Knows no path, permission or open file.
import type { Errno } from '../../abi/errno.js';

/** What a store must tell of changes from outside, and ask before a look from outside. */
export interface PagesInRam {
  /** Brings what programs changed in their mappings into the store. */
  writeBack(): void;
  /** These bytes were written to the store. */
  update(bytes: Uint8Array, position: number): void;
  /** The content ends there now. */
  truncate(sizeBytes: number): void;
}

/** One stored inode. The VFS sets times; the store keeps what it is told and counts names. Times are nanoseconds since 1970. */
export interface StoredNode {
  readonly ino: number;
  /** Type and permission bits. */
  mode: number;
  uid: number;
  gid: number;
  /** Names; of a directory 2 and one for each directory in it, 0 when it has no name. The store counts. */
  readonly nlink: number;
  rdev: number;
  atimeNs: bigint;
  mtimeNs: bigint;
  ctimeNs: bigint;
  btimeNs: bigint;
  /** Target of a symbolic link. */
  symlink: string;
  /** Length of `symlink` as UTF-8. */
  readonly symlinkBytes: number;
  readonly sizeBytes: number;
  /** Bytes really kept, in whole pages; holes cost nothing. */
  readonly allocatedBytes: number;

  readAt(into: Uint8Array, position: number): number;
  /** Writes all or, when the store is full, as much as fits; ENOSPC when nothing does. */
  writeAt(bytes: Uint8Array, position: number): number | Errno;
  resize(sizeBytes: number): Errno | undefined;
  /** First byte >= `position` that is kept (`data`) or in a hole; undefined: none before the end. */
  nextContent(position: number, kind: 'data' | 'hole'): number | undefined;

  /** Directory: the child of that name. */
  child(name: string): StoredNode | undefined;
  children(): Iterable<readonly [name: string, node: StoredNode]>;
  readonly childCount: number;
  attach(name: string, node: StoredNode): void;
  /** A node without a name and without pins is freed. */
  detach(name: string): void;
  /** One more, or one fewer, open file or mapping keeps the node alive without a name. */
  pin(): void;
  unpin(): void;
  readonly pins: number;
  /** What is mounted here, for whoever looks at the store from outside; the VFS writes it and the store never looks inside. */
  covered: unknown;
  /** Where the VFS keeps its inode of this node; it alone writes it. */
  inode: unknown;
  /** Pages of the content in RAM, kept up to date by whoever changes the store from outside; set by the VFS. */
  pages: PagesInRam | undefined;
}

/** A tree of stored nodes with a common cap. */
export interface Storage {
  readonly root: StoredNode;
  /** A node without a name; ENOSPC when there are too many. */
  createNode(mode: number, uid: number, gid: number): StoredNode | Errno;
  readonly usedBytes: number;
  readonly capacityBytes: number;
  readonly nodeCount: number;
  readonly nodeLimit: number;
}
