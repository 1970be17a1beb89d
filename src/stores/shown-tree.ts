// Mounted trees as memfs sees them: /proc, /sys, devices, host folders. Nothing is made before a host tool looks; nothing can be changed through it.

import { Link } from '@jsonjoy.com/fs-core/lib/Link.js';
import { Node } from '@jsonjoy.com/fs-core/lib/Node.js';
import type { Superblock } from '@jsonjoy.com/fs-core/lib/Superblock.js';
import { dentry } from '../kernel/fs/vfs.js';
import type { Caller, Inode, Mount } from '../kernel/fs/inode.js';
import { dateOf, hostError } from './host-time.js';

/** What the view needs of the system. */
export interface Viewer {
  /** On whose behalf host tools look: the superuser, as no process. */
  caller(): Caller;
}

/** Bytes asked of a file at first; each further piece is twice as large, up to a bound. */
const FIRST_PIECE_BYTES = 4096;
const LARGEST_PIECE_BYTES = 1 << 20;

/** A snapshot of an inode; its content is read at the first read and stays for this open file. */
class ShownNode extends Node {
  readonly #inode: Inode;
  readonly #viewer: Viewer;
  #content: Buffer | undefined;

  constructor(inode: Inode, viewer: Viewer) {
    const status = inode.status();
    super(status.ino, status.mode, status.uid, status.gid);
    this.#inode = inode;
    this.#viewer = viewer;
    this.rdev = status.rdev;
    // memfs's setters stamp ctime with the host's clock: it comes last.
    this.nlink = status.nlink;
    this.atime = dateOf(status.atimeNs);
    this.mtime = dateOf(status.mtimeNs);
    this.btime = dateOf(status.btimeNs);
    this.ctime = dateOf(status.ctimeNs);
    const text = inode.isSymlink ? inode.readlink(viewer.caller()) : { target: '' };
    this.symlink = typeof text === 'string' ? '' : text.target;
  }

  #load(): Buffer {
    this.#content ??= readAll(this.#inode, this.#viewer.caller());
    return this.#content;
  }

  override getSize(): number {
    return this.#content?.length ?? this.#inode.sizeBytes;
  }

  override getBuffer(): Buffer {
    return Buffer.from(this.#load());
  }

  override getString(encoding: BufferEncoding = 'utf8'): string {
    return this.#load().toString(encoding);
  }

  override read(into: Buffer | ArrayBufferView | DataView, offset = 0, length = into.byteLength, position = 0): number {
    const bytes = new Uint8Array(into.buffer, into.byteOffset, into.byteLength);
    const part = this.#load().subarray(position, position + Math.min(length, bytes.length - offset));
    bytes.set(part, offset);
    return part.length;
  }

  override canRead(): boolean {
    return true;
  }

  override canExecute(): boolean {
    return true;
  }

  override canWrite(): boolean {
    return false;
  }

  override write(): number {
    throw hostError('EROFS', 'write');
  }

  override truncate(): void {
    throw hostError('EROFS', 'ftruncate');
  }

  override chmod(): void {
    throw hostError('EROFS', 'chmod');
  }

  override chown(): void {
    throw hostError('EROFS', 'chown');
  }
}

/** Everything a file says now; only regular files say something. */
function readAll(inode: Inode, caller: Caller): Buffer {
  if (!inode.isRegular) return Buffer.alloc(0);
  const entry = dentry(undefined, '', inode);
  const mount: Mount = { id: 0, superblock: inode.superblock, root: entry, at: undefined, flags: 0, source: '' };
  const file = inode.open({ flags: 0, location: { mount, dentry: entry }, caller });
  if (typeof file === 'string') throw hostError(file, 'open');
  if ('channel' in file) throw hostError('EAGAIN', 'open');
  file.hold();
  try {
    const pieces: Uint8Array[] = [];
    for (let size = FIRST_PIECE_BYTES; ; size = Math.min(size * 2, LARGEST_PIECE_BYTES)) {
      const piece = Buffer.allocUnsafe(size);
      const count = file.read(piece);
      if (typeof count === 'string') throw hostError(count, 'read');
      if (typeof count !== 'number' || count === 0) return Buffer.concat(pieces);
      pieces.push(piece.subarray(0, count));
    }
  } finally {
    file.drop();
  }
}

/** Entries that are looked up when asked for. */
class ShownChildren extends Map<string, Link | undefined> {
  readonly #owner: ShownLink;
  readonly #inode: Inode;
  readonly #viewer: Viewer;

  constructor(owner: ShownLink, inode: Inode, viewer: Viewer) {
    super();
    this.#owner = owner;
    this.#inode = inode;
    this.#viewer = viewer;
  }

  #names(): readonly string[] {
    const listed = this.#inode.list(this.#viewer.caller());
    return typeof listed === 'string' ? [] : listed.map(({ name }) => name);
  }

  override get(name: string): Link | undefined {
    if (name === '.') return this.#owner;
    if (name === '..') return this.#owner.parent;
    const inode = this.#inode.lookup(name, this.#viewer.caller());
    return typeof inode === 'string' ? undefined : new ShownLink(this.#owner.vol, this.#owner, name, inode, this.#viewer);
  }

  override has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  override get size(): number {
    return this.#names().length + 2;
  }

  override *keys(): MapIterator<string> {
    yield '.';
    yield '..';
    yield* this.#names();
  }

  override *entries(): MapIterator<[string, Link | undefined]> {
    for (const name of this.keys()) {
      const link = this.get(name);
      if (link !== undefined) yield [name, link];
    }
  }

  override *values(): MapIterator<Link | undefined> {
    for (const [, link] of this.entries()) yield link;
  }

  override [Symbol.iterator](): MapIterator<[string, Link | undefined]> {
    return this.entries();
  }

  override set(): this {
    throw hostError('EROFS', 'link', this.#owner.getPath());
  }

  override delete(): boolean {
    throw hostError('EROFS', 'unlink', this.#owner.getPath());
  }
}

/** An entry of a mounted tree, made at the look. */
export class ShownLink extends Link {
  constructor(volume: Superblock, parent: Link, name: string, inode: Inode, viewer: Viewer) {
    super(volume, parent, name);
    this.setNode(new ShownNode(inode, viewer));
    if (inode.isDirectory) this.children = new ShownChildren(this, inode, viewer);
  }

  override getChild(name: string): Link | undefined {
    return this.children.get(name);
  }

  override createChild(name: string): Link {
    throw hostError('EROFS', 'open', `${this.getPath()}/${name}`);
  }

  override setChild(name: string): Link {
    throw hostError('EROFS', 'link', `${this.getPath()}/${name}`);
  }

  override deleteChild(link: Link): void {
    throw hostError('EROFS', 'unlink', link.getPath());
  }
}
