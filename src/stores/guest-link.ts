// memfs's directory entry made fit for a guest: counts names, keeps host clocks out, and shows what is mounted to those who look from outside.

import { Link } from '@jsonjoy.com/fs-core/lib/Link.js';
import type { Node } from '@jsonjoy.com/fs-core/lib/Node.js';
import type { Superblock } from '@jsonjoy.com/fs-core/lib/Superblock.js';
import type { Inode } from '../kernel/fs/inode.js';
import { type DirectoryEntries, GuestNode } from './guest-node.js';
import { hostError } from './host-time.js';

/** Makes an entry that shows a mounted tree of inodes; set by the volume. */
export type Show = (parent: Link, name: string, root: Inode) => Link | undefined;

const isDots = (name: string): boolean => name === '.' || name === '..';

/** Entries of a directory. memfs looks through it and sees mounts; the kernel asks for what is stored. */
class GuestChildren extends Map<string, Link | undefined> {
  override get(name: string): Link | undefined {
    const link = super.get(name);
    return link instanceof GuestLink && !isDots(name) ? link.shown() : link;
  }

  stored(name: string): Link | undefined {
    return super.get(name);
  }

  override *entries(): MapIterator<[string, Link | undefined]> {
    for (const name of this.keys()) yield [name, this.get(name)];
  }

  override *values(): MapIterator<Link | undefined> {
    for (const name of this.keys()) yield this.get(name);
  }

  override [Symbol.iterator](): MapIterator<[string, Link | undefined]> {
    return this.entries();
  }
}

export class GuestLink extends Link implements DirectoryEntries {
  readonly #children = new GuestChildren();
  readonly #show: Show;
  #cover: { readonly root: Inode; readonly link: Link } | undefined;

  constructor(volume: Superblock, parent: Link | undefined, name: string, show: Show) {
    super(volume, parent, name);
    this.children = this.#children;
    this.#show = show;
  }

  /** Gives the entry its inode. */
  override setNode(node: Node): void {
    super.setNode(node);
    if (node.isDirectory()) this.#children.set('.', this);
    if (node.isDirectory() && node instanceof GuestNode) node.entries = this;
  }

  get #node(): GuestNode {
    if (!(this.node instanceof GuestNode)) throw new Error(`${this.getPath()} has a foreign inode`);
    return this.node;
  }

  /** Itself, or the root of what is mounted on it. */
  shown(): Link {
    const root = this.#node.covered as Inode | undefined;
    if (root === undefined) return this;
    if (this.#cover?.root !== root) {
      const link = this.#show(this.parent ?? this, this.name, root);
      this.#cover = link && { root, link };
    }
    return this.#cover?.link ?? this;
  }

  get childCount(): number {
    return this.length;
  }

  stored(name: string): GuestNode | undefined {
    if (isDots(name)) return undefined;
    const link = this.#children.stored(name);
    return link instanceof GuestLink ? link.#node : undefined;
  }

  *storedEntries(): Iterable<readonly [string, GuestNode]> {
    for (const name of this.#children.keys()) {
      const node = this.stored(name);
      if (node !== undefined) yield [name, node];
    }
  }

  attach(name: string, node: GuestNode): void {
    const known = node.isDirectory() ? node.entries : undefined;
    const link = known instanceof GuestLink ? known : new GuestLink(this.vol, this, name, this.#show);
    link.name = name;
    link.parent = this;
    link.syncSteps();
    link.setNode(node);
    this.setChild(name, link);
  }

  detach(name: string): void {
    const link = this.#children.stored(name);
    if (!(link instanceof GuestLink)) return;
    this.deleteChild(link);
    link.#node.freeIfUnused();
  }

  // What memfs calls.

  override createChild(name: string, given: Node = this.vol.createNode(0o100666)): Link {
    if (!(given instanceof GuestNode)) throw new Error(`${name} has a foreign inode`);
    if (given.isDirectory() && given.names > 0) throw hostError('EPERM', 'link', name);
    // memfs makes nodes in the store of the root; this directory may be in another.
    const { home } = this.#node;
    const isFresh = given.names === 0 && given.pins === 0;
    const node = isFresh && given.home !== home ? home.newNode(given.mode, given.uid, given.gid) : given;
    if (node !== given) given.freeIfUnused();
    this.attach(name, node);
    return this.#children.stored(name) ?? this;
  }

  override setChild(name: string, link: Link = new GuestLink(this.vol, this, name, this.#show)): Link {
    if (isDots(name)) {
      this.#children.set(name, link);
      return link;
    }
    const before = this.#children.stored(name);
    if (before instanceof GuestLink && before !== link) {
      this.deleteChild(before);
      before.releaseTree();
    }
    this.#children.set(name, link);
    link.parent = this;
    this.length++;
    if (link instanceof GuestLink) link.#count(1);
    this.#stamp();
    this.changes.emit(['child:add', link, this]);
    return link;
  }

  override deleteChild(link: Link): void {
    if (!(link instanceof GuestLink)) throw hostError('EBUSY', 'unlink', link.getPath());
    if (link.#node.covered !== undefined) throw hostError('EBUSY', 'unlink', link.getPath());
    if (!this.#children.delete(link.getName())) return;
    this.length--;
    link.#count(-1);
    this.#stamp();
    this.changes.emit(['child:del', link, this]);
  }

  /** The entry is there (1) or gone (-1): counts of the inode and of its directory. */
  #count(change: 1 | -1): void {
    const node = this.#node;
    node.names += change;
    if (node.names > (change > 0 ? 1 : 0)) node.home.named(change);
    if (!node.isDirectory() || !(this.parent instanceof GuestLink)) return;
    this.parent.#node.subdirectories += change;
    if (change > 0) this.#children.set('..', this.parent);
    else this.#children.delete('..');
  }

  #stamp(): void {
    const node = this.#node;
    node.mtimeNs = node.ctimeNs = node.home.nowNs();
  }

  /** Unlike memfs, reading a directory does not write it. */
  override getChild(name: string): Link | undefined {
    return this.#children.get(name);
  }

  /** After a host removed this entry from its directory: nothing below stays. */
  releaseTree(): void {
    for (const [name] of [...this.storedEntries()]) {
      const child = this.#children.stored(name);
      this.detach(name);
      if (child instanceof GuestLink) child.releaseTree();
    }
    this.#node.freeIfUnused();
  }
}
