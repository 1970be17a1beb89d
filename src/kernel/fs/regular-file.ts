// Open regular files and open O_PATH descriptors. Knows offsets; the bytes are the inode's.
import type { Errno } from '../../abi/errno.js';
import { openFlags } from '../../abi/open-flags.js';
import { modeBits } from '../../abi/stat.js';
import type { PageSource } from '../mm/page-source.js';
import { type Inode, OpenFile, type OpenRequest } from './inode.js';
import { isPrivileged } from './permissions.js';

/** An open regular file. It keeps the inode alive. */
export class RegularFile extends OpenFile {
  /** Whether writes take set-id bits away: the opener was no superuser. */
  readonly #dropsSetId: boolean;

  constructor(request: OpenRequest, inode: Inode = request.location.dentry.inode) {
    super(request, inode);
    this.#dropsSetId = !isPrivileged(request.caller.credentials);
    inode.pin();
  }

  override get seekable(): boolean {
    return true;
  }

  protected override pull(into: Uint8Array, position: number): number | Errno {
    return this.inode.readAt(into, position);
  }

  protected override push(bytes: Uint8Array, position: number): number | Errno {
    const setId = this.inode.mode & (modeBits.S_ISUID | modeBits.S_ISGID);
    if (setId !== 0 && this.#dropsSetId) this.inode.change({ mode: this.inode.mode & 0o7777 & ~setId });
    return this.inode.writeAt(bytes, position);
  }

  protected override release(): void {
    this.inode.unpin();
  }
}

/** O_PATH: a place in the tree and nothing else. */
export class PathFile extends OpenFile {
  constructor(request: OpenRequest) {
    super({ ...request, flags: request.flags & (openFlags.O_PATH | openFlags.O_DIRECTORY | openFlags.O_NOFOLLOW) });
    this.inode.pin();
  }

  override pages(): PageSource | Errno {
    return 'EBADF';
  }

  protected override release(): void {
    this.inode.unpin();
  }
}
