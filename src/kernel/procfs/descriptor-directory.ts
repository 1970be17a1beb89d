// /proc/[pid]/fd and fdinfo: the open files of a process. Knows descriptors; the process's directory stands above.
import type { Errno } from '../../abi/errno.js';
import { openFlags } from '../../abi/open-flags.js';
import { modeBits } from '../../abi/stat.js';
import type { Descriptor } from '../fs/descriptor-table.js';
import type { Caller, Inode, LinkTarget, ListedEntry, Location } from '../fs/inode.js';
import { pathOf } from '../fs/namei.js';
import { type Content, VirtualDirectory, VirtualFile, VirtualLink, type VirtualSuperblock } from '../fs/virtual/virtual-inode.js';
import { labelled } from './format.js';
import { mayInspect, type Subject } from './subject.js';

interface Context {
  readonly superblock: VirtualSuperblock;
  readonly subject: Subject;
}

/** `3 -> /etc/passwd`: leads to the open file's place even when its name is gone. */
class DescriptorLink extends VirtualLink {
  readonly #subject: Subject;
  readonly #descriptor: Descriptor;

  constructor(superblock: VirtualSuperblock, ino: number, subject: Subject, descriptor: Descriptor) {
    const { readable, writable } = descriptor.file;
    super(
      superblock,
      ino,
      (readable ? 0o500 : 0) | (writable ? 0o300 : 0),
      subject.process.credentials.euid,
      subject.process.credentials.egid,
    );
    this.#subject = subject;
    this.#descriptor = descriptor;
  }

  override follow(caller: Caller): Location | Errno {
    return mayInspect(this.#subject, caller) ? this.#descriptor.file.location : 'EACCES';
  }

  readlink(caller: Caller): LinkTarget | Errno {
    if (!mayInspect(this.#subject, caller)) return 'EACCES';
    return { target: pathOf(this.#descriptor.file.location, caller.context.root) };
  }
}

/** Position, flags and mount of an open file. @see proc_pid_fdinfo(5) */
class DescriptorFacts extends VirtualFile {
  readonly #descriptor: Descriptor;

  constructor(superblock: VirtualSuperblock, ino: number, subject: Subject, descriptor: Descriptor) {
    super(superblock, ino, 0o444, subject.process.credentials.euid, subject.process.credentials.egid);
    this.#descriptor = descriptor;
  }

  content(): Content {
    const { file, closeOnExec } = this.#descriptor;
    const flags = file.flags | (closeOnExec ? openFlags.O_CLOEXEC : 0);
    return labelled([
      ['pos', file.offset],
      ['flags', `0${flags.toString(8)}`],
      ['mnt_id', file.location.mount.id],
      ['ino', file.inode.ino],
    ]);
  }
}

/** The directory of links, or of facts. Entries are found when asked for. */
export class DescriptorDirectory extends VirtualDirectory {
  readonly #subject: Subject;
  readonly #kind: 'links' | 'facts';

  constructor({ superblock, subject }: Context, ino: number, kind: 'links' | 'facts') {
    super(superblock, ino, kind === 'links' ? 0o500 : 0o555, subject.process.credentials.euid, subject.process.credentials.egid);
    this.#subject = subject;
    this.#kind = kind;
  }

  /** Far above the directory's own number; links and facts of one descriptor differ. */
  #ino(fd: number): number {
    return this.ino + 1024 + fd * 2 + (this.#kind === 'links' ? 0 : 1);
  }

  lookup(name: string, _caller: Caller): Inode | Errno {
    const fd = /^(0|[1-9]\d*)$/.test(name) ? Number(name) : -1;
    const descriptor = this.#subject.process.files?.descriptor(fd);
    if (descriptor === undefined) return 'ENOENT';
    const Entry = this.#kind === 'links' ? DescriptorLink : DescriptorFacts;
    return new Entry(this.superblock, this.#ino(fd), this.#subject, descriptor);
  }

  list(caller: Caller): readonly ListedEntry[] | Errno {
    if (!mayInspect(this.#subject, caller)) return 'EACCES';
    const { files } = this.#subject.process;
    const mode = this.#kind === 'links' ? modeBits.S_IFLNK : modeBits.S_IFREG;
    return files === undefined ? [] : Array.from(files.entries(), ([fd]) => ({ name: `${fd}`, ino: this.#ino(fd), mode }));
  }
}
