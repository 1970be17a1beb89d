// A host folder as a mount: --mount HOST:GUEST. The only place where the guest's calls reach the host's files, and never one outside the folder.
import { accessSync, constants, realpathSync, statfsSync, statSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { type FileSystemStatus, fsMagics } from '../abi/statfs.js';
import type { Superblock } from '../kernel/fs/inode.js';
import type { Vfs } from '../kernel/fs/vfs.js';
import { HostInode } from './host-inode.js';

/** What --mount asks for. */
export interface HostMount {
  readonly hostPath: string;
  readonly guestPath: string;
  readonly writable: boolean;
}

/** Why there is no mount: one line for a person. */
export interface MountProblem {
  readonly problem: string;
}

/** `HOST:GUEST`, read-only unless `:rw` follows; `:ro` may be said. */
export function parseMount(text: string): HostMount | MountProblem {
  const match = /^(.+?):(\/[^:]*)(?::(ro|rw))?$/.exec(text);
  if (match === null) return { problem: `--mount ${text}: write HOST:GUEST, HOST:GUEST:ro or HOST:GUEST:rw, with GUEST an absolute path` };
  const [, hostPath = '', guestPath = '', mode] = match;
  return { hostPath, guestPath, writable: mode === 'rw' };
}

/** Opens the folder; a problem when it is missing, no directory, or may not be read (or written, when that was asked). */
export function openHostFolder(vfs: Vfs, { hostPath, writable }: HostMount): HostFolder | MountProblem {
  try {
    const path = realpathSync(resolve(hostPath));
    if (!statSync(path).isDirectory()) return { problem: `--mount ${hostPath}: it is not a directory; name a folder` };
    accessSync(path, constants.R_OK | constants.X_OK | (writable ? constants.W_OK : 0));
    return new HostFolder(vfs, path, writable);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'EIO';
    const reason =
      { ENOENT: 'it does not exist', EACCES: 'it may not be read', ENOTDIR: 'a part of its path is not a directory' }[code] ?? code;
    return { problem: `--mount ${hostPath}: ${reason}; give a folder that you can ${writable ? 'read and write' : 'read'}` };
  }
}

export class HostFolder implements Superblock {
  readonly type = '9p';
  readonly volatile = false;
  readonly options = '';
  readonly device: number;
  readonly root: HostInode;
  readonly vfs: Vfs;
  readonly writable: boolean;
  /** Without symbolic links. */
  readonly path: string;

  constructor(vfs: Vfs, path: string, writable: boolean) {
    this.vfs = vfs;
    this.device = vfs.newDevice();
    this.path = path;
    this.writable = writable;
    this.root = new HostInode(this, undefined, '', statSync(path));
  }

  /** Whether a directory of the host is where we believe it to be: no part of its path has become a link. */
  isTrue(path: string): boolean {
    const prefix = this.path.endsWith(sep) ? this.path : `${this.path}${sep}`;
    return (path === this.path || path.startsWith(prefix)) && realpathSync.native(path) === path;
  }

  statfs(): FileSystemStatus {
    const { bsize, blocks, bfree, files, ffree } = statfsSync(this.path);
    return {
      magic: fsMagics.V9FS_MAGIC,
      blockSize: bsize,
      blocks,
      freeBlocks: bfree,
      files,
      freeFiles: ffree,
      device: this.device,
      flags: 0,
    };
  }
}
