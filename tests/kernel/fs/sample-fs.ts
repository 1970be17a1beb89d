// A made-up file system in the shape of /proc: numbered directories with one file, and a link to oneself.
import { fsMagics } from '../../../src/abi/statfs.js';
import { modeBits } from '../../../src/abi/stat.js';
import type { Errno } from '../../../src/abi/errno.js';
import type { Caller, Inode, LinkTarget, ListedEntry } from '../../../src/kernel/fs/inode.js';
import {
  type Content,
  VirtualDirectory,
  VirtualFile,
  VirtualLink,
  VirtualSuperblock,
} from '../../../src/kernel/fs/virtual/virtual-inode.js';
import type { Vfs } from '../../../src/kernel/fs/vfs.js';

export class SampleFs extends VirtualSuperblock {
  readonly root: Inode;
  readonly count: number;
  /** Inodes made so far, and texts. */
  made = 0;
  texts = 0;

  constructor(vfs: Vfs, count = 20) {
    super(vfs, 'proc', fsMagics.PROC_SUPER_MAGIC);
    this.count = count;
    this.root = new Root(this);
  }
}

class Root extends VirtualDirectory {
  readonly #fs: SampleFs;

  constructor(fs: SampleFs) {
    super(fs, 1);
    fs.made++;
    this.#fs = fs;
  }

  override lookup(name: string): Inode | Errno {
    if (name === 'self') return new Self(this.#fs, 2, 0o777);
    const number = Number(name);
    return Number.isInteger(number) && number > 0 && number <= this.#fs.count ? new Numbered(this.#fs, number) : 'ENOENT';
  }

  override list(): readonly ListedEntry[] {
    const numbers = Array.from({ length: this.#fs.count }, (_, index) => ({
      name: String(index + 1),
      ino: index + 10,
      mode: modeBits.S_IFDIR,
    }));
    return [...numbers, { name: 'self', ino: 2, mode: modeBits.S_IFLNK }];
  }
}

class Self extends VirtualLink {
  override readlink(caller: Caller): LinkTarget {
    return { target: String(caller.pid) };
  }
}

class Numbered extends VirtualDirectory {
  readonly #fs: SampleFs;
  readonly #number: number;

  constructor(fs: SampleFs, number: number) {
    super(fs, number + 10);
    fs.made++;
    this.#fs = fs;
    this.#number = number;
  }

  override lookup(name: string): Inode | Errno {
    return name === 'stat' ? new Stat(this.#fs, this.#number) : 'ENOENT';
  }

  override list(): readonly ListedEntry[] {
    return [{ name: 'stat', ino: this.#number + 1000, mode: modeBits.S_IFREG }];
  }
}

class Stat extends VirtualFile {
  readonly #fs: SampleFs;
  readonly #number: number;

  constructor(fs: SampleFs, number: number) {
    super(fs, number + 1000);
    fs.made++;
    this.#fs = fs;
    this.#number = number;
  }

  override content(): Content {
    this.#fs.texts++;
    return `${this.#number} ${this.#fs.texts}\n`;
  }
}
