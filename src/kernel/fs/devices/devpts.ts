// Pseudo terminals: ptmx makes one, /dev/pts lists them. Knows terminals; no emulator.
import type { Errno } from '../../../abi/errno.js';
import { ioctlNumbers } from '../../../abi/ioctl.js';
import { pollEvents, READABLE, WRITABLE } from '../../../abi/poll.js';
import { type FileStatus, makeDevice, modeBits, PERMISSION_BITS } from '../../../abi/stat.js';
import { fsMagics } from '../../../abi/statfs.js';
import type { Wait } from '../../sleep/wait-queue.js';
import { type AttributeChange, type Caller, type Inode, type ListedEntry, OpenFile, type OpenRequest } from '../inode.js';
import type { IoctlResult, Readiness } from '../file-results.js';
import { Tty } from '../tty/tty.js';
import { openTty } from '../tty/tty-driver.js';
import { ttyIoctl } from '../tty/tty-ioctl.js';
import { VirtualDirectory, VirtualInode, VirtualSuperblock } from '../virtual/virtual-inode.js';
import type { Vfs } from '../vfs.js';

/** Pseudo terminals of the system: /proc/sys/kernel/pty/max. */
const PTY_LIMIT = 4096;
const SLAVE_MAJOR = 136;
const ROOT_INO = 1;
const PTMX_INO = 2;
/** Inode of terminal n is n + 3, as on Linux. */
const FIRST_SLAVE_INO = 3;

/** /dev/pts/N: made anew at each lookup, but its owner and mode live with the terminal. */
class SlaveInode extends VirtualInode {
  readonly #pty: Pty;

  constructor(superblock: DevptsSuperblock, pty: Pty) {
    super(superblock, pty.index + FIRST_SLAVE_INO, modeBits.S_IFCHR | pty.permissions, pty.uid, pty.gid);
    this.#pty = pty;
  }

  override status(): FileStatus {
    return { ...super.status(), rdev: this.#pty.tty.device };
  }

  override change(change: AttributeChange): undefined {
    const pty = this.#pty;
    pty.permissions = change.mode === undefined ? pty.permissions : change.mode & PERMISSION_BITS;
    pty.uid = change.uid ?? pty.uid;
    pty.gid = change.gid ?? pty.gid;
  }

  override open(request: OpenRequest): OpenFile | Errno {
    if (this.#pty.locked) return 'EIO';
    this.#pty.slaveOpened = true;
    return openTty(this.superblock.vfs, this.#pty.tty, request);
  }
}

class PtmxInode extends VirtualInode {
  readonly #devpts: DevptsSuperblock;

  constructor(devpts: DevptsSuperblock) {
    super(devpts, PTMX_INO, modeBits.S_IFCHR | 0o666);
    this.#devpts = devpts;
  }

  override status(): FileStatus {
    return { ...super.status(), rdev: makeDevice(5, 2) };
  }

  override open(request: OpenRequest): OpenFile | Errno {
    return this.#devpts.openMaster(request);
  }
}

class PtsDirectory extends VirtualDirectory {
  readonly #devpts: DevptsSuperblock;

  constructor(devpts: DevptsSuperblock) {
    super(devpts, ROOT_INO, 0o755);
    this.#devpts = devpts;
  }

  override lookup(name: string): Inode | Errno {
    if (name === 'ptmx') return new PtmxInode(this.#devpts);
    const pty = this.#devpts.ptys.get(Number(name));
    return pty === undefined || String(pty.index) !== name ? 'ENOENT' : new SlaveInode(this.#devpts, pty);
  }

  override list(): readonly ListedEntry[] {
    const slaves = [...this.#devpts.ptys.keys()].sort((a, b) => a - b);
    return [
      { name: 'ptmx', ino: PTMX_INO, mode: modeBits.S_IFCHR },
      ...slaves.map((index) => ({ name: String(index), ino: index + FIRST_SLAVE_INO, mode: modeBits.S_IFCHR })),
    ];
  }
}

/** One pair: the slave is a terminal, the master its other end. */
interface Pty {
  readonly index: number;
  readonly tty: Tty;
  /** Until TIOCSPTLCK the slave cannot be opened. */
  locked: boolean;
  /** Once opened and closed by all, the master finds the end. */
  slaveOpened: boolean;
  permissions: number;
  uid: number;
  gid: number;
}

export class DevptsSuperblock extends VirtualSuperblock {
  readonly root: VirtualDirectory;
  /** Written by openMaster and by the master's release. */
  readonly ptys = new Map<number, Pty>();

  constructor(vfs: Vfs) {
    super(vfs, 'devpts', fsMagics.DEVPTS_SUPER_MAGIC, 'gid=5,mode=620,ptmxmode=666');
    this.root = new PtsDirectory(this);
  }

  /** Opening ptmx makes a new pair with the lowest free number. @see pts(4) */
  openMaster(request: OpenRequest): OpenFile | Errno {
    let index = 0;
    while (this.ptys.has(index)) index++;
    if (index >= PTY_LIMIT) return 'ENOSPC';
    const tty = new Tty(makeDevice(SLAVE_MAJOR, index), this.vfs.services);
    const uid = request.caller.credentials.uid;
    const pty: Pty = { index, tty, locked: true, slaveOpened: false, permissions: 0o620, uid, gid: 5 };
    this.ptys.set(index, pty);
    this.vfs.terminals.set(tty.device, tty);
    return new PtyMaster(request, pty, this);
  }
}

/** The end that a terminal emulator holds. */
class PtyMaster extends OpenFile {
  readonly #pty: Pty;
  readonly #devpts: DevptsSuperblock;

  constructor(request: OpenRequest, pty: Pty, devpts: DevptsSuperblock) {
    super(request);
    this.#pty = pty;
    this.#devpts = devpts;
  }

  get #slaveGone(): boolean {
    return this.#pty.slaveOpened && this.#pty.tty.openCount === 0;
  }

  protected override pull(into: Uint8Array): number | Errno | Wait {
    const { tty } = this.#pty;
    const bytes = tty.takeOutput(into.length);
    into.set(bytes);
    if (bytes.length > 0 || into.length === 0) return bytes.length;
    if (this.#slaveGone) return 'EIO';
    return this.nonBlocking ? 'EAGAIN' : { queues: [tty.drained], channel: 'n_tty_read' };
  }

  protected override push(bytes: Uint8Array): number | Errno | Wait {
    const { tty } = this.#pty;
    const count = tty.receive(bytes);
    if (count > 0 || bytes.length === 0) return count;
    return this.nonBlocking ? 'EAGAIN' : { queues: [tty.drained], channel: 'n_tty_write' };
  }

  override poll(): Readiness {
    const { tty } = this.#pty;
    const readable = tty.output.length > 0 && !tty.output.stopped ? READABLE : 0;
    const writable = tty.input.free > 0 ? WRITABLE : 0;
    return { events: readable | writable | (this.#slaveGone ? pollEvents.POLLHUP : 0), queues: [tty.drained] };
  }

  override ioctl(request: number, input: Uint8Array, argument: number, caller: Caller): IoctlResult {
    const { index, tty } = this.#pty;
    const word = (value: number): Uint8Array => new Uint8Array(Int32Array.of(value).buffer);
    switch (request) {
      case ioctlNumbers.TIOCGPTN:
        return word(index);
      case ioctlNumbers.TIOCSPTLCK:
        this.#pty.locked = input.some((byte) => byte !== 0);
        return 0;
      case ioctlNumbers.TIOCGPTLCK:
        return word(this.#pty.locked ? 1 : 0);
      case ioctlNumbers.FIONREAD:
        return word(tty.output.length);
      case ioctlNumbers.TIOCGPGRP:
        return word(tty.foreground);
      default:
        return ttyIoctl(tty, this.#devpts.vfs, request, { input, argument, caller });
    }
  }

  protected override release(): void {
    this.#devpts.ptys.delete(this.#pty.index);
    this.#devpts.vfs.terminals.delete(this.#pty.tty.device);
    this.#pty.tty.hangUp();
  }
}
