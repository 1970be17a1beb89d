// Open directories: a stable listing that getdents64 walks. Knows offsets; the names are the inode's.
import { encodeDirent, directoryType, type RawDirectoryEntry } from '../../abi/dirent.js';
import type { Errno } from '../../abi/errno.js';
import { seekOrigins } from '../../abi/open-flags.js';
import { modeBits } from '../../abi/stat.js';
import { type Caller, type ListedEntry, OpenFile, type OpenRequest } from './inode.js';

/** The listing is made at the first read and again after a seek to 0, so offsets stay valid while entries come and go. */
export class DirectoryFile extends OpenFile {
  #listing: readonly ListedEntry[] | undefined;

  constructor(request: OpenRequest) {
    super(request);
    this.inode.pin();
  }

  override get seekable(): boolean {
    return true;
  }

  protected override pull(): Errno {
    return 'EISDIR';
  }

  override seek(offset: number, whence: number): number | Errno {
    if (whence !== seekOrigins.SEEK_SET && whence !== seekOrigins.SEEK_CUR) return 'EINVAL';
    const target = whence === seekOrigins.SEEK_CUR ? this.offset + offset : offset;
    if (target < 0) return 'EINVAL';
    if (target === 0) this.#listing = undefined;
    this.offset = target;
    return target;
  }

  /** getdents64(2): encoded entries of at most `limitBytes`; EINVAL when not even one fits. */
  readEntries(limitBytes: number, caller: Caller): Uint8Array | Errno {
    const listing = this.#list(caller);
    if (typeof listing === 'string') return listing;
    const parts: Uint8Array[] = [];
    let used = 0;
    while (this.offset < listing.length + 2) {
      const entry = this.#entry(listing, this.offset);
      const bytes = encodeDirent(entry);
      if (used + bytes.length > limitBytes) return used === 0 ? 'EINVAL' : joined(parts, used);
      parts.push(bytes);
      used += bytes.length;
      this.offset = entry.nextOffset;
    }
    return joined(parts, used);
  }

  #list(caller: Caller): readonly ListedEntry[] | Errno {
    if (this.#listing !== undefined) return this.#listing;
    if (this.inode.isRemoved) return 'ENOENT';
    const listing = this.inode.list(caller);
    if (typeof listing !== 'string') this.#listing = listing;
    return listing;
  }

  /** Offsets 0 and 1 are `.` and `..`. */
  #entry(listing: readonly ListedEntry[], offset: number): RawDirectoryEntry {
    if (offset < 2) {
      const inode = offset === 0 ? this.inode : this.#parent();
      return { ino: inode.ino, nextOffset: offset + 1, type: directoryType(modeBits.S_IFDIR), name: offset === 0 ? '.' : '..' };
    }
    const { name, ino, mode } = listing[offset - 2] ?? { name: '', ino: 0, mode: 0 };
    return { ino, nextOffset: offset + 1, type: directoryType(mode), name };
  }

  #parent(): { readonly ino: number } {
    const { dentry, mount } = this.location;
    return dentry.parent?.inode ?? mount.at?.dentry.parent?.inode ?? this.inode;
  }

  protected override release(): void {
    this.inode.unpin();
  }
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}
