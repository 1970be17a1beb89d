// A file system as boot builds it, with a clock and signals that the test holds in its hands.
import { openFlags } from '../../../src/abi/open-flags.js';
import { createDevices, type Devices } from '../../../src/kernel/fs/devices/devfs.js';
import { mkdir } from '../../../src/kernel/fs/directory.js';
import type { Caller, Location, OpenFile } from '../../../src/kernel/fs/inode.js';
import { mountAt } from '../../../src/kernel/fs/mount.js';
import { resolve } from '../../../src/kernel/fs/namei.js';
import { open } from '../../../src/kernel/fs/open.js';
import { StoredSuperblock } from '../../../src/kernel/fs/stored-file-system.js';
import { tmpfsType } from '../../../src/kernel/fs/tmpfs.js';
import { type FsLimits, Vfs } from '../../../src/kernel/fs/vfs.js';
import type { MemoryManager } from '../../../src/kernel/mm/memory-manager.js';
import { type Credentials, userCredentials } from '../../../src/kernel/sleep/credentials.js';
import type { WaitQueue } from '../../../src/kernel/sleep/wait-queue.js';
import { MemfsVolume } from '../../../src/stores/memfs.js';

export const MIB = 1024 * 1024;

export class FsForTest {
  readonly vfs: Vfs;
  readonly volume: MemfsVolume;
  readonly root: StoredSuperblock;
  readonly caller: Caller;
  devices: Devices | undefined;
  /** Nanoseconds since boot; the wall clock is a thousand seconds ahead. */
  timeNs = 0;
  readonly woken = new Set<WaitQueue>();
  /** Queues that opens waited on. */
  readonly waits = new Set<WaitQueue>();
  readonly signals: { group: number; signo: number }[] = [];
  readonly terminals = new Map<number, number>();
  /** group -> session */
  readonly groups = new Map<number, number>();
  #random = 1;

  constructor(options: { capacityBytes?: number; nodeLimit?: number; limits?: FsLimits; memory?: MemoryManager } = {}) {
    const nowNs = (): bigint => 1_000_000_000_000n + BigInt(this.timeNs);
    this.vfs = new Vfs(
      {
        nowNs,
        sinceBootNs: () => this.timeNs,
        wake: (queue) => {
          this.woken.add(queue);
          queue.waiters.clear();
        },
        signalGroup: (group, signo) => this.signals.push({ group, signo }),
        sessionOf: (group) => this.groups.get(group),
        leaderGroupOf: (session) => session,
        setTerminal: (session, device) => this.terminals.set(session, device),
        random32: () => (this.#random = (Math.imul(this.#random, 1664525) + 1013904223) >>> 0),
      },
      options.memory,
      options.limits,
    );
    this.volume = new MemfsVolume({ nowNs, capacityBytes: options.capacityBytes ?? 64 * MIB, nodeLimit: options.nodeLimit ?? 100_000 });
    this.root = new StoredSuperblock(this.vfs, this.volume.storage, { type: 'memfs' });
    this.vfs.mountRoot(this.root, 'root');
    this.vfs.fileSystemTypes.set(
      'tmpfs',
      tmpfsType((bytes, nodes) => this.volume.newStorage(bytes, nodes), 16 * MIB),
    );
    this.volume.connect(() => this.vfs.kernelCaller());
    this.caller = this.vfs.kernelCaller();
  }

  withDevices(): this {
    const devices = createDevices(this.vfs, this.volume.newStorage(MIB, 1000));
    this.devices = devices;
    mkdir(this.vfs, this.caller, { path: '/dev' }, 0o755);
    mountAt(this.vfs, this.place('/dev'), devices.devfs, 'devtmpfs');
    mountAt(this.vfs, this.place('/dev/pts'), devices.devpts, 'devpts');
    return this;
  }

  /** Another caller at the same root. */
  as(uid: number, more: Partial<Caller> & { groups?: readonly number[] } = {}): Caller {
    const credentials: Credentials = userCredentials(uid, uid, more.groups ?? [uid]);
    return { ...this.caller, pid: 100, tid: 100, context: { ...this.caller.context }, credentials, ...more };
  }

  place(path: string, caller = this.caller): Location {
    const place = resolve(this.vfs, caller, { path, follow: true });
    if (typeof place === 'string') throw new Error(`${path}: ${place}`);
    return place;
  }

  open(path: string, flags: number = openFlags.O_RDONLY, mode = 0o644, caller = this.caller): OpenFile {
    const file = this.tryOpen(path, flags, mode, caller);
    if (typeof file === 'string') throw new Error(`${path}: ${file}`);
    return file;
  }

  /** The file, the errno, or the name of what it waits for. */
  tryOpen(path: string, flags: number = openFlags.O_RDONLY, mode = 0o644, caller = this.caller): OpenFile | string {
    const file = open(this.vfs, caller, { path, flags, mode });
    if (typeof file === 'string') return file;
    if (!('channel' in file)) return file.hold();
    // What the scheduler would do.
    for (const queue of file.queues) {
      queue.waiters.add(caller.tid);
      this.waits.add(queue);
    }
    return file.channel;
  }

  write(path: string, text: string | Uint8Array, mode = 0o644): void {
    const file = this.open(path, openFlags.O_WRONLY | openFlags.O_CREAT | openFlags.O_TRUNC, mode);
    const bytes = typeof text === 'string' ? Buffer.from(text) : text;
    for (let done = 0; done < bytes.length; ) {
      const count = file.write(bytes.subarray(done));
      if (typeof count !== 'number') throw new Error(`${path}: ${String(count)}`);
      done += count;
    }
    file.drop();
  }

  read(path: string, caller = this.caller): string {
    const file = this.open(path, openFlags.O_RDONLY, 0, caller);
    const text = readText(file);
    file.drop();
    return text;
  }
}

/** Reads to the end. */
export function readText(file: OpenFile): string {
  const pieces: Uint8Array[] = [];
  for (;;) {
    const piece = new Uint8Array(4096);
    const count = file.read(piece);
    if (typeof count !== 'number') throw new Error(String(count));
    if (count === 0) return Buffer.concat(pieces).toString();
    pieces.push(piece.subarray(0, count));
  }
}

/** One read of up to `length` bytes: the text, an errno, or `wait`. */
export function readSome(file: OpenFile, length = 4096): string {
  const piece = new Uint8Array(length);
  const count = file.read(piece);
  if (typeof count === 'object') return 'wait';
  return typeof count === 'string' ? count : Buffer.from(piece.subarray(0, count)).toString();
}

/** One write: the count, an errno, or `wait`. */
export function writeSome(file: OpenFile, text: string): number | string {
  const count = file.write(Buffer.from(text));
  return typeof count === 'object' ? 'wait' : count;
}
