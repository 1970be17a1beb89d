// The superblock of /proc and its root directory: numbers are processes, names are rows. Knows no file's text.
import type { Errno } from '../../abi/errno.js';
import { modeBits } from '../../abi/stat.js';
import { fsMagics } from '../../abi/statfs.js';
import type { Caller, Inode, ListedEntry } from '../fs/inode.js';
import { VirtualDirectory, VirtualSuperblock } from '../fs/virtual/virtual-inode.js';
import { TreeDirectory } from '../fs/virtual/virtual-tree.js';
import type { KernelState } from '../kernel-state.js';
import { pidIno } from './inode-numbers.js';
import { ProcessDirectory } from './process-directory.js';
import { processSubject, threadSubject } from './subject.js';
import { systemFiles } from './system-files.js';

/** @see proc(5) */
export class ProcFileSystem extends VirtualSuperblock {
  override readonly root: Inode;

  constructor(kernel: KernelState) {
    super(kernel.vfs, 'proc', fsMagics.PROC_SUPER_MAGIC);
    this.root = new RootDirectory(this, kernel);
  }
}

/** Nothing is kept for a process: its directory is made when it is looked up, so 10,000 of them cost nothing until read. */
class RootDirectory extends VirtualDirectory {
  readonly #kernel: KernelState;
  readonly #files: TreeDirectory<KernelState>;

  constructor(superblock: ProcFileSystem, kernel: KernelState) {
    super(superblock, 1);
    this.#kernel = kernel;
    this.#files = TreeDirectory.plant(superblock, kernel, systemFiles, 2);
  }

  override get nlink(): number {
    return this.#files.nlink + this.#kernel.tasks.processes.size;
  }

  /** A thread's number is found too, though not listed, as on Linux. */
  lookup(name: string, caller: Caller): Inode | Errno {
    if (!/^[1-9]\d{0,9}$/.test(name)) return this.#files.lookup(name, caller);
    const { processes, tasks } = this.#kernel.tasks;
    const process = processes.get(Number(name));
    const task = tasks.get(Number(name));
    const subject = process !== undefined ? processSubject(process) : task && threadSubject(task);
    if (subject === undefined) return 'ENOENT';
    return new ProcessDirectory({ superblock: this.superblock, kernel: this.#kernel, subject });
  }

  list(caller: Caller): readonly ListedEntry[] {
    const pids = [...this.#kernel.tasks.processes.keys()].sort((a, b) => a - b);
    const processes = pids.map((pid) => ({ name: `${pid}`, ino: pidIno(pid), mode: modeBits.S_IFDIR }));
    return [...this.#files.list(caller), ...processes];
  }
}
