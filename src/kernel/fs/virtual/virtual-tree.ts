// Fixed trees of made-up files from tables of rows `path -> text`: /proc/sys, /sys. Knows no row's meaning.
import type { Errno } from '../../../abi/errno.js';
import { modeBits } from '../../../abi/stat.js';
import type { Caller, Inode, LinkTarget, ListedEntry } from '../inode.js';
import { type Content, VirtualDirectory, VirtualFile, VirtualLink, type VirtualSuperblock } from './virtual-inode.js';

/** One file of a tree. `S` is what the rows speak of. */
export interface TreeFile<S> {
  /** Relative to the root of the tree: `sys/kernel/hostname`. */
  readonly path: string;
  /** 0444 when absent. */
  readonly permissions?: number;
  readonly read: (source: S, caller: Caller) => Content;
  /** Takes one write(2); returns the bytes taken. */
  readonly write?: (source: S, bytes: Uint8Array, caller: Caller) => number | Errno;
}

/** A symbolic link of a tree; without a target it does not exist for this caller. */
export interface TreeLink<S> {
  readonly path: string;
  readonly target: (source: S, caller: Caller) => string | undefined;
}

export type TreeRow<S> = TreeFile<S> | TreeLink<S>;

/** A directory of the tree: names to rows, or to directories. */
interface Branch<S> {
  readonly ino: number;
  readonly entries: Map<string, Branch<S> | Leaf<S>>;
}

interface Leaf<S> {
  readonly ino: number;
  readonly row: TreeRow<S>;
}

/** Sorts rows into directories. Inode numbers count up from `firstIno` in the order of the rows. */
function plant<S>(rows: readonly TreeRow<S>[], firstIno: number): Branch<S> {
  let ino = firstIno;
  const root: Branch<S> = { ino: ino++, entries: new Map() };
  for (const row of rows) {
    const names = row.path.split('/');
    const last = names.pop() ?? '';
    let branch = root;
    for (const name of names) {
      const known = branch.entries.get(name);
      if (known !== undefined && 'row' in known) throw new Error(`${row.path}: ${name} is a file`);
      const next: Branch<S> = known ?? { ino: ino++, entries: new Map() };
      branch.entries.set(name, next);
      branch = next;
    }
    branch.entries.set(last, { ino: ino++, row });
  }
  return root;
}

function isLink<S>(row: TreeRow<S>): row is TreeLink<S> {
  return 'target' in row;
}

function modeOf<S>(entry: Branch<S> | Leaf<S>): number {
  if (!('row' in entry)) return modeBits.S_IFDIR;
  return isLink(entry.row) ? modeBits.S_IFLNK : modeBits.S_IFREG;
}

class RowFile<S> extends VirtualFile {
  readonly #source: S;
  readonly #row: TreeFile<S>;

  constructor(superblock: VirtualSuperblock, ino: number, source: S, row: TreeFile<S>) {
    super(superblock, ino, row.permissions ?? 0o444);
    this.#source = source;
    this.#row = row;
  }

  content(caller: Caller): Content {
    return this.#row.read(this.#source, caller);
  }

  override accept(bytes: Uint8Array, caller: Caller): number | Errno {
    return this.#row.write?.(this.#source, bytes, caller) ?? 'EIO';
  }
}

class RowLink<S> extends VirtualLink {
  readonly #source: S;
  readonly #row: TreeLink<S>;

  constructor(superblock: VirtualSuperblock, ino: number, source: S, row: TreeLink<S>) {
    super(superblock, ino);
    this.#source = source;
    this.#row = row;
  }

  readlink(caller: Caller): LinkTarget | Errno {
    const target = this.#row.target(this.#source, caller);
    return target === undefined ? 'ENOENT' : { target };
  }
}

/** A directory of a tree made from rows. Entries are made when they are looked up. */
export class TreeDirectory<S> extends VirtualDirectory {
  readonly #source: S;
  readonly #branch: Branch<S>;

  private constructor(superblock: VirtualSuperblock, source: S, branch: Branch<S>) {
    super(superblock, branch.ino);
    this.#source = source;
    this.#branch = branch;
  }

  /** The root of the tree that `rows` describe. */
  static plant<S>(superblock: VirtualSuperblock, source: S, rows: readonly TreeRow<S>[], firstIno = 1): TreeDirectory<S> {
    return new TreeDirectory(superblock, source, plant(rows, firstIno));
  }

  override get nlink(): number {
    let directories = 2;
    for (const entry of this.#branch.entries.values()) if (!('row' in entry)) directories++;
    return directories;
  }

  #isAbsent({ row }: Leaf<S>, caller: Caller): boolean {
    return isLink(row) && row.target(this.#source, caller) === undefined;
  }

  lookup(name: string, caller: Caller): Inode | Errno {
    const entry = this.#branch.entries.get(name);
    if (entry === undefined || ('row' in entry && this.#isAbsent(entry, caller))) return 'ENOENT';
    if (!('row' in entry)) return new TreeDirectory(this.superblock, this.#source, entry);
    const { ino, row } = entry;
    return isLink(row) ? new RowLink(this.superblock, ino, this.#source, row) : new RowFile(this.superblock, ino, this.#source, row);
  }

  list(caller: Caller): readonly ListedEntry[] {
    const listed: ListedEntry[] = [];
    for (const [name, entry] of this.#branch.entries) {
      if ('row' in entry && this.#isAbsent(entry, caller)) continue;
      listed.push({ name, ino: entry.ino, mode: modeOf(entry) });
    }
    return listed;
  }
}
