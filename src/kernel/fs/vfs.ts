// The root of the file system's state: mounts, clock, counters. The operations stand beside it, by topic. Knows no task.
import { makeDevice } from '../../abi/stat.js';
import { rootCredentials } from '../sleep/credentials.js';
import type { Wait, Wake } from '../sleep/wait-queue.js';
import type { Errno } from '../../abi/errno.js';
import type { Caller, Dentry, Location, Mount, OpenFile, OpenRequest, Superblock } from './inode.js';
import type { Tty } from './tty/tty.js';
import { PageCaches } from './page-cache.js';
import { PipePlaces } from './pipe-place.js';
import type { MemoryManager } from '../mm/memory-manager.js';

/** Sessions and groups as terminals need them, by number. */
export interface JobControl {
  /** Sends a signal to every process of a group: ^C, SIGWINCH, SIGHUP. */
  signalGroup(group: number, signo: number): void;
  /** The session a group belongs to; undefined when there is no such group. */
  sessionOf(group: number): number | undefined;
  /** The group of a session's leader; undefined when the leader is gone. */
  leaderGroupOf(session: number): number | undefined;
  /** Makes `device` the controlling terminal of the session; 0: it has none any more. */
  setTerminal(session: number, device: number): void;
}

/** What the kernel lends to the file system. */
export interface FsServices extends JobControl {
  /** Nanoseconds since 1970. */
  nowNs(): bigint;
  /** Nanoseconds since boot (mtime), for deadlines. */
  sinceBootNs(): number;
  wake: Wake;
  /** The next 32 bits of the seeded generator. */
  random32(): number;
}

/** Upper bounds that keep the host's memory bounded. */
export interface FsLimits {
  /** Open file descriptions in the system: /proc/sys/fs/file-max. */
  readonly openFiles: number;
  /** Bytes in all pipes together. */
  readonly pipeBytes: number;
}

/** What opens a device node, wherever the node lies. */
export interface DeviceDriver {
  open(request: OpenRequest): OpenFile | Errno | Wait;
}

/** A type that mount(2) knows. `create` reads the options. */
export interface FileSystemType {
  /** Whether it needs no device: `nodev` in /proc/filesystems. */
  readonly nodev: boolean;
  create(vfs: Vfs, options: string): Superblock | Errno;
}

/** Limits that grow with RAM: an open file costs the host less than a page, and pipes hold a quarter of RAM. */
export function limitsFor(ramBytes: number): FsLimits {
  return { openFiles: Math.max(16_384, Math.floor(ramBytes / 4096)), pipeBytes: Math.floor(ramBytes / 4) };
}

/** Those of 256 MiB. */
export const defaultLimits: FsLimits = limitsFor(256 * 1024 * 1024);

/** A fresh directory entry. */
export function dentry(parent: Dentry | undefined, name: string, inode: Dentry['inode']): Dentry {
  return { parent, name, inode, children: new Map(), mounts: 0, unlinked: false };
}

export class Vfs {
  readonly services: FsServices;
  readonly limits: FsLimits;
  /** Undefined in tests without a machine: then nothing can be mapped. */
  readonly pageCaches: PageCaches | undefined;
  /** Character devices by device number. Drivers enter themselves when devfs is built. */
  readonly devices = new Map<number, DeviceDriver>();
  /** In the order of mounting; mount.ts is the only writer. */
  readonly mounts: Mount[] = [];
  /** Terminals by device number; devices/ enters them. */
  readonly terminals = new Map<number, Tty>();
  /** By name; boot enters what there is. */
  readonly fileSystemTypes = new Map<string, FileSystemType>();
  /** Mounts no path leads to: pipefs. */
  readonly internalMounts = new Map<string, Mount>();
  /** Open file descriptions alive; written by open.ts. */
  openFiles = 0;
  /** Bytes in pipes; written by pipe.ts. */
  pipeBytes = 0;
  /** Where their buffers lie for the caches. */
  readonly pipePlaces: PipePlaces;
  #nextMountId = 1;
  #nextDevice = 1;

  constructor(services: FsServices, memory?: MemoryManager, limits: FsLimits = defaultLimits) {
    this.services = services;
    this.pipePlaces = new PipePlaces(memory);
    this.pageCaches = memory && new PageCaches(memory);
    this.limits = limits;
  }

  /** A device number for a superblock without a device: major 0. */
  newDevice(): number {
    return makeDevice(0, this.#nextDevice++);
  }

  newMountId(): number {
    return this.#nextMountId++;
  }

  /** Root of the first mount. Throws before there is one. */
  get root(): Location {
    const mount = this.mounts[0];
    if (mount === undefined) throw new Error('nothing is mounted yet');
    return { mount, dentry: mount.root };
  }

  /** Puts the first superblock in place. */
  mountRoot(superblock: Superblock, source: string, flags = 0): Mount {
    if (this.mounts.length > 0) throw new Error('the root is mounted already');
    const mount: Mount = { id: this.newMountId(), superblock, root: dentry(undefined, '/', superblock.root), at: undefined, flags, source };
    this.mounts.push(mount);
    return mount;
  }

  /** The kernel itself as a caller: root user at the root directory. */
  kernelCaller(): Caller {
    const root = this.root;
    return { pid: 0, tid: 0, credentials: rootCredentials, context: { root, cwd: root, umask: 0 }, session: 0, group: 0, terminal: 0 };
  }
}
