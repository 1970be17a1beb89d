// memfs's inode made fit for a guest: bytes with holes, the guest's clock and owners, none of the host's. Its names stand in guest-link.ts.

import { Node } from '@jsonjoy.com/fs-core/lib/Node.js';
import type { Errno } from '../abi/errno.js';
import { modeBits } from '../abi/stat.js';
import { utf8Encode } from '../abi/text.js';
import { CHUNK_BYTES, type ChunkBudget, SparseBytes } from '../kernel/fs/sparse-bytes.js';
import type { PagesInRam, StoredNode } from '../kernel/fs/storage.js';
import { dateOf, hostError, timeOf } from './host-time.js';

/** What a node needs of its store. */
export interface NodeHome extends ChunkBudget {
  /** Nanoseconds since 1970, by the guest's clock. */
  nowNs(): bigint;
  /** A node of this store without a name. Throws an error with code ENOSPC when there are too many. */
  newNode(mode: number, uid: number, gid: number): GuestNode;
  /** A file that has a name already got one more, or lost one: entries cost as much as inodes. */
  named(change: 1 | -1): void;
  /** A node has neither names nor users left. */
  freed(node: GuestNode): void;
}

/** The directory side of a node: its entry in memfs's tree. */
export interface DirectoryEntries {
  readonly childCount: number;
  stored(name: string): GuestNode | undefined;
  storedEntries(): Iterable<readonly [name: string, node: GuestNode]>;
  attach(name: string, node: GuestNode): void;
  detach(name: string): void;
}

/** Content that is fetched when it is first needed. */
interface PendingContent {
  readonly sizeBytes: number;
  load(): Uint8Array;
}

/** Largest content that a host tool may ask for as one buffer. */
const MAX_BUFFER_BYTES = 2 ** 31 - 1;

function chunksOf({ sizeBytes }: PendingContent): number {
  return Math.ceil(sizeBytes / CHUNK_BYTES);
}

export class GuestNode extends Node implements StoredNode {
  atimeNs: bigint;
  mtimeNs: bigint;
  ctimeNs: bigint;
  btimeNs: bigint;
  pins = 0;
  covered: unknown = undefined;
  inode: unknown = undefined;
  pages: PagesInRam | undefined = undefined;
  /** Of a directory; there is at most one. Written by GuestLink. */
  entries: DirectoryEntries | undefined = undefined;
  /** Names; of a directory 1 while it has one. Written by GuestLink. */
  names = 0;
  /** Directories in it. Written by GuestLink. */
  subdirectories = 0;
  readonly home: NodeHome;
  readonly #bytes: SparseBytes;
  #pending: PendingContent | undefined;
  #uid: number;
  #gid: number;
  #freed = false;

  constructor(home: NodeHome, ino: number, mode: number, uid: number, gid: number) {
    super(ino, mode, uid, gid);
    this.home = home;
    this.#bytes = new SparseBytes(home);
    this.#uid = uid;
    this.#gid = gid;
    this.symlink = '';
    this.atimeNs = this.mtimeNs = this.ctimeNs = this.btimeNs = home.nowNs();
  }

  // What memfs asks for, without a look at the host.

  override get uid(): number {
    return this.#uid;
  }

  override set uid(uid: number) {
    this.#uid = uid;
  }

  override get gid(): number {
    return this.#gid;
  }

  override set gid(gid: number) {
    this.#gid = gid;
  }

  override get nlink(): number {
    if (!this.isDirectory()) return this.names;
    return this.names === 0 ? 0 : 2 + this.subdirectories;
  }

  /** memfs counts too; the count of names is the true one. */
  override set nlink(_count: number) {}

  override get atime(): ReturnType<typeof dateOf> {
    return dateOf(this.atimeNs);
  }

  override set atime(date: ReturnType<typeof dateOf>) {
    this.atimeNs = timeOf(date);
  }

  override get mtime(): ReturnType<typeof dateOf> {
    return dateOf(this.mtimeNs);
  }

  override set mtime(date: ReturnType<typeof dateOf>) {
    this.mtimeNs = timeOf(date);
    this.ctimeNs = this.home.nowNs();
  }

  override get ctime(): ReturnType<typeof dateOf> {
    return dateOf(this.ctimeNs);
  }

  override set ctime(date: ReturnType<typeof dateOf>) {
    this.ctimeNs = timeOf(date);
  }

  override get btime(): ReturnType<typeof dateOf> {
    return dateOf(this.btimeNs);
  }

  override set btime(date: ReturnType<typeof dateOf>) {
    this.btimeNs = timeOf(date);
  }

  override get perm(): number {
    return this.mode & ~modeBits.S_IFMT;
  }

  override set perm(permissions: number) {
    this.chmod(permissions);
  }

  override chmod(permissions: number): void {
    this.mode = (this.mode & modeBits.S_IFMT) | (permissions & ~modeBits.S_IFMT);
    this.ctimeNs = this.home.nowNs();
  }

  override chown(uid: number, gid: number): void {
    this.#uid = uid;
    this.#gid = gid;
    this.ctimeNs = this.home.nowNs();
  }

  override touch(): void {
    this.mtimeNs = this.ctimeNs = this.home.nowNs();
    this.changes.emit(['modify']);
  }

  override makeSymlink(target: string): void {
    this.mode = modeBits.S_IFLNK | 0o777;
    this.symlink = target;
  }

  /** A host tool acts as the superuser. */
  override canRead(): boolean {
    return true;
  }

  override canWrite(): boolean {
    return true;
  }

  override canExecute(): boolean {
    return true;
  }

  override getSize(): number {
    return this.isSymlink() ? this.symlinkBytes : this.sizeBytes;
  }

  override getBuffer(): Buffer {
    if (this.sizeBytes > MAX_BUFFER_BYTES) throw hostError('EFBIG', 'read');
    const buffer = Buffer.alloc(this.sizeBytes);
    this.read(buffer);
    return buffer;
  }

  override getString(encoding: BufferEncoding = 'utf8'): string {
    return this.getBuffer().toString(encoding);
  }

  override setBuffer(buffer: Buffer): void {
    this.truncate(0);
    this.write(buffer);
  }

  override setString(text: string): void {
    this.setBuffer(Buffer.from(text, 'utf8'));
  }

  override read(into: Buffer | ArrayBufferView | DataView, offset = 0, length = into.byteLength, position = 0): number {
    this.pages?.writeBack();
    const bytes = new Uint8Array(into.buffer, into.byteOffset, into.byteLength);
    return this.readAt(bytes.subarray(offset, offset + length), position);
  }

  override write(from: Buffer, offset = 0, length = from.length, position = 0): number {
    const bytes = from.subarray(offset, offset + length);
    if (bytes.length === 0) return 0;
    if (position > this.sizeBytes) this.pages?.truncate(this.sizeBytes);
    const count = this.writeAt(bytes, position);
    if (typeof count === 'string') throw hostError(count, 'write');
    this.pages?.update(bytes.subarray(0, count), position);
    this.touch();
    return count;
  }

  override truncate(length = 0): void {
    const size = Math.max(0, length);
    if (size > this.sizeBytes) this.pages?.truncate(this.sizeBytes);
    this.resize(size);
    this.pages?.truncate(size);
    this.touch();
  }

  // What the VFS asks for.

  get sizeBytes(): number {
    return this.#pending?.sizeBytes ?? this.#bytes.size;
  }

  get allocatedBytes(): number {
    if (this.#pending !== undefined) return chunksOf(this.#pending) * CHUNK_BYTES;
    return this.#bytes.allocatedBytes;
  }

  get symlinkBytes(): number {
    return utf8Encode(this.symlink).length;
  }

  /** Content to be fetched when it is first needed. Its room is taken now, so that a full store cannot lose it. */
  postpone(content: PendingContent): void {
    if (!this.home.take(chunksOf(content))) throw new Error(`inode ${this.ino}: no room for ${content.sizeBytes} bytes`);
    this.#pending = content;
  }

  #fetch(): void {
    const pending = this.#unpostpone();
    if (pending !== undefined) this.#bytes.write(pending.load(), 0);
  }

  /** Ends the wait for content and gives its room back. */
  #unpostpone(): PendingContent | undefined {
    const pending = this.#pending;
    this.#pending = undefined;
    if (pending !== undefined) this.home.give(chunksOf(pending));
    return pending;
  }

  readAt(into: Uint8Array, position: number): number {
    this.#fetch();
    return this.#bytes.read(into, position);
  }

  writeAt(bytes: Uint8Array, position: number): number | Errno {
    this.#fetch();
    const count = this.#bytes.write(bytes, position);
    return count === 0 && bytes.length > 0 ? 'ENOSPC' : count;
  }

  resize(sizeBytes: number): undefined {
    if (sizeBytes === 0) this.#unpostpone();
    this.#fetch();
    this.#bytes.resize(sizeBytes);
  }

  nextContent(position: number, kind: 'data' | 'hole'): number | undefined {
    this.#fetch();
    return this.#bytes.next(position, kind);
  }

  child(name: string): GuestNode | undefined {
    return this.entries?.stored(name);
  }

  children(): Iterable<readonly [name: string, node: GuestNode]> {
    return this.entries?.storedEntries() ?? [];
  }

  get childCount(): number {
    return this.entries?.childCount ?? 0;
  }

  attach(name: string, node: StoredNode): void {
    if (this.entries === undefined || !(node instanceof GuestNode)) throw new Error(`inode ${this.ino} is no directory of this store`);
    this.entries.attach(name, node);
  }

  detach(name: string): void {
    this.entries?.detach(name);
  }

  pin(): void {
    this.pins++;
  }

  unpin(): void {
    this.pins--;
    this.freeIfUnused();
  }

  /** Gives the bytes back once no name and no user is left. */
  freeIfUnused(): void {
    if (this.names > 0 || this.pins > 0 || this.#freed) return;
    this.#freed = true;
    this.#unpostpone();
    this.#bytes.resize(0);
    this.home.freed(this);
  }
}
