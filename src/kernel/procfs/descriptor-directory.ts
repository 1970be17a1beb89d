// /proc/[pid]/fd and fdinfo: the open files of a process. Knows descriptors; the process's directory stands above.
import type { Errno } from '../../abi/errno.js';
import { openFlags } from '../../abi/open-flags.js';
import { modeBits } from '../../abi/stat.js';
import type { Descriptor } from '../fs/descriptor-table.js';
import type { Caller, Inode, LinkTarget, ListedEntry, Location } from '../fs/inode.js';
import { pathOf } from '../fs/namei.js';
import { type Content, VirtualDirectory, VirtualFile, VirtualLink, type VirtualSuperblock } from '../fs/virtual/virtual-inode.js';
import { labelled } from './format.js';
import { descriptorIno } from './inode-numbers.js';
import { filesOf, mayInspect, ownerOf, type Subject } from './subject.js';

interface Context {
  readonly superblock: VirtualSuperblock;
  readonly subject: Subject;
}

/** What lstat(2) says of every such link. @see Linux 6.6 fs/proc/fd.c proc_fd_instantiate */
const LINK_BYTES = 64;

/** `3 -> /etc/passwd`: leads to the open file's place even when its name is gone. */
class DescriptorLink extends VirtualLink {
  readonly #subject: Subject;
  readonly #descriptor: Descriptor;

  constructor(superblock: VirtualSuperblock, ino: number, subject: Subject, descriptor: Descriptor) {
    const { readable, writable } = descriptor.file;
    super(superblock, ino, (readable ? 0o500 : 0) | (writable ? 0o300 : 0), ...ownerOf(subject));
    this.#subject = subject;
    this.#descriptor = descriptor;
  }

  override get sizeBytes(): number {
    return LINK_BYTES;
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
  readonly #subject: Subject;
  readonly #descriptor: Descriptor;

  constructor(superblock: VirtualSuperblock, ino: number, subject: Subject, descriptor: Descriptor) {
    super(superblock, ino, 0o444, ...ownerOf(subject));
    this.#subject = subject;
    this.#descriptor = descriptor;
  }

  content(caller: Caller): Content {
    if (!mayInspect(this.#subject, caller)) return { errno: 'EACCES' };
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
    super(superblock, ino, kind === 'links' ? 0o500 : 0o555, ...ownerOf(subject, kind === 'facts'));
    this.#subject = subject;
    this.#kind = kind;
  }

  /** fd tells how many there are, as Linux does since 6.2. */
  override get sizeBytes(): number {
    return this.#kind === 'links' ? (filesOf(this.#subject)?.count ?? 0) : 0;
  }

  /** A process may always look at its own. */
  override permission(_mask: number, caller: Caller): Errno | 'allowed' | undefined {
    if (caller.pid === this.#subject.process.pid) return 'allowed';
    return this.#kind === 'facts' && !mayInspect(this.#subject, caller) ? 'EACCES' : undefined;
  }

  lookup(name: string): Inode | Errno {
    const fd = /^(0|[1-9]\d{0,9})$/.test(name) ? Number(name) : -1;
    const descriptor = filesOf(this.#subject)?.descriptor(fd);
    if (descriptor === undefined) return 'ENOENT';
    const Entry = this.#kind === 'links' ? DescriptorLink : DescriptorFacts;
    return new Entry(this.superblock, descriptorIno(this.#subject, this.#kind, fd), this.#subject, descriptor);
  }

  list(): readonly ListedEntry[] {
    const files = filesOf(this.#subject);
    const mode = this.#kind === 'links' ? modeBits.S_IFLNK : modeBits.S_IFREG;
    if (files === undefined) return [];
    return Array.from(files.entries(), ([fd]) => ({ name: `${fd}`, ino: descriptorIno(this.#subject, this.#kind, fd), mode }));
  }
}
