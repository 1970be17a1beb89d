// The open files of a process by number. Knows limits only as arguments, and no task.
import type { Errno } from '../../abi/errno.js';
import type { OpenFile } from './inode.js';

export interface Descriptor {
  readonly file: OpenFile;
  readonly closeOnExec: boolean;
}

/** What clone(2) shares with CLONE_FILES. Its identity owns the process's record locks. */
export class DescriptorTable {
  readonly #slots: (Descriptor | undefined)[] = [];
  #count = 0;
  #users = 1;

  /** Descriptors in use. */
  get count(): number {
    return this.#count;
  }

  /** Slots allocated: FDSize of /proc/[pid]/status is this rounded up to 64. */
  get size(): number {
    return this.#slots.length;
  }

  get(fd: number): OpenFile | undefined {
    return this.#slots[fd]?.file;
  }

  descriptor(fd: number): Descriptor | undefined {
    return this.#slots[fd];
  }

  /** The lowest free descriptor that is >= `minimum`; EMFILE when that is not below `limit` (RLIMIT_NOFILE). Holds the file. */
  install(file: OpenFile, closeOnExec: boolean, limit: number, minimum = 0): number | Errno {
    let fd = minimum;
    while (this.#slots[fd] !== undefined) fd++;
    if (fd >= limit) return 'EMFILE';
    this.installAt(fd, file, closeOnExec);
    return fd;
  }

  /** Puts the file at `fd`, closing what was there. Holds the file. */
  installAt(fd: number, file: OpenFile, closeOnExec: boolean): void {
    file.hold();
    this.close(fd);
    while (this.#slots.length < fd) this.#slots.push(undefined);
    this.#slots[fd] = { file, closeOnExec };
    this.#count++;
  }

  close(fd: number): Errno | undefined {
    const slot = this.#slots[fd];
    if (slot === undefined) return 'EBADF';
    this.#slots[fd] = undefined;
    this.#count--;
    slot.file.inode.locks?.releaseRecords(this);
    slot.file.drop();
    return undefined;
  }

  setCloseOnExec(fd: number, closeOnExec: boolean): Errno | undefined {
    const slot = this.#slots[fd];
    if (slot === undefined) return 'EBADF';
    this.#slots[fd] = { file: slot.file, closeOnExec };
    return undefined;
  }

  /** Descriptors in rising order. */
  *entries(): IterableIterator<[fd: number, descriptor: Descriptor]> {
    for (const [fd, slot] of this.#slots.entries()) if (slot !== undefined) yield [fd, slot];
  }

  /** The table of a forked process: the same open files under the same numbers. */
  clone(): DescriptorTable {
    const copy = new DescriptorTable();
    for (const [fd, { file, closeOnExec }] of this.entries()) copy.installAt(fd, file, closeOnExec);
    return copy;
  }

  /** One more process uses this very table (CLONE_FILES). */
  share(): this {
    this.#users++;
    return this;
  }

  get isShared(): boolean {
    return this.#users > 1;
  }

  /** A process is done with the table; the last one closes everything. */
  drop(): void {
    this.#users--;
    if (this.#users === 0) this.#closeWhere(() => true);
  }

  /** What execve(2) does. */
  closeMarked(): void {
    this.#closeWhere((slot) => slot.closeOnExec);
  }

  #closeWhere(chosen: (slot: Descriptor) => boolean): void {
    for (const [fd, slot] of this.entries()) if (chosen(slot)) this.close(fd);
  }
}
