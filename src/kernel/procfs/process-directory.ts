// /proc/[pid] and /proc/[pid]/task/[tid]: one directory class over the table of files. Knows links and subdirectories; the texts stand in process-files.
import type { Errno } from '../../abi/errno.js';
import { modeBits } from '../../abi/stat.js';
import type { Caller, Inode, LinkTarget, ListedEntry, Location, OpenFile, OpenRequest } from '../fs/inode.js';
import { pathOf } from '../fs/namei.js';
import {
  type Content,
  VirtualDirectory,
  VirtualFile,
  VirtualInode,
  VirtualLink,
  type VirtualSuperblock,
} from '../fs/virtual/virtual-inode.js';
import type { KernelState } from '../kernel-state.js';
import { DescriptorDirectory } from './descriptor-directory.js';
import { directoryIno, entryIno } from './inode-numbers.js';
import { PagemapFile, ProcessMemoryFile } from './process/pagemap.js';
import { type ProcessFile, processFiles } from './process-files.js';
import { fsOf, isGone, mayInspect, ownerOf, type Subject, spaceOf, threadSubject } from './subject.js';

/** What the entries of one process share. */
interface Context {
  readonly superblock: VirtualSuperblock;
  readonly kernel: KernelState;
  readonly subject: Subject;
}

class TextFile extends VirtualFile {
  readonly #context: Context;
  readonly #row: ProcessFile;

  constructor(context: Context, ino: number, row: ProcessFile) {
    super(context.superblock, ino, row.permissions ?? 0o444, ...ownerOf(context.subject));
    this.#context = context;
    this.#row = row;
  }

  content(caller: Caller): Content {
    const { kernel, subject } = this.#context;
    if (isGone(kernel, subject)) return { errno: 'ESRCH' };
    if (this.#row.guarded === true && !mayInspect(subject, caller)) return { errno: 'EACCES' };
    return this.#row.read(subject, kernel, caller);
  }

  override accept(bytes: Uint8Array, caller: Caller): number | Errno {
    const { kernel, subject } = this.#context;
    if (isGone(kernel, subject)) return 'ESRCH';
    return this.#row.write?.(subject, bytes, caller) ?? 'EIO';
  }
}

/** `pagemap` and `mem`: files with positions instead of a text. */
class MemoryInode extends VirtualInode {
  readonly #context: Context;
  readonly #kind: 'pagemap' | 'mem';

  constructor(context: Context, ino: number, kind: 'pagemap' | 'mem') {
    super(context.superblock, ino, modeBits.S_IFREG | (kind === 'mem' ? 0o600 : 0o400), ...ownerOf(context.subject));
    this.#context = context;
    this.#kind = kind;
  }

  override open(request: OpenRequest): OpenFile | Errno {
    const { kernel, subject } = this.#context;
    if (!mayInspect(subject, request.caller)) return 'EACCES';
    const File = this.#kind === 'mem' ? ProcessMemoryFile : PagemapFile;
    return new File(request, this, kernel, subject);
  }

  override resize(): undefined {
    return undefined;
  }
}

/** `exe`, `cwd` and `root`: links that lead to the object itself, also when its name is gone. */
class PlaceLink extends VirtualLink {
  readonly #context: Context;
  readonly #place: (subject: Subject) => Location | undefined;

  constructor(context: Context, ino: number, place: (subject: Subject) => Location | undefined) {
    super(context.superblock, ino, 0o777, ...ownerOf(context.subject));
    this.#context = context;
    this.#place = place;
  }

  override follow(caller: Caller): Location | Errno {
    const { subject } = this.#context;
    if (!mayInspect(subject, caller)) return 'EACCES';
    return this.#place(subject) ?? 'ENOENT';
  }

  readlink(caller: Caller): LinkTarget | Errno {
    const place = this.follow(caller);
    return typeof place === 'string' ? place : { target: pathOf(place, caller.context.root) };
  }
}

const links = new Map<string, (subject: Subject) => Location | undefined>([
  ['cwd', (subject) => fsOf(subject)?.cwd],
  ['root', (subject) => fsOf(subject)?.root],
  ['exe', (subject) => (spaceOf(subject) === undefined ? undefined : subject.process.executable)],
]);

/** Names in order of their inode numbers. */
const names: readonly string[] = ['fd', 'fdinfo', 'task', ...links.keys(), 'mem', 'pagemap', ...processFiles.map(({ name }) => name)];
const places = new Map(names.map((name, index) => [name, index] as const));
const rows = new Map(processFiles.map((row) => [row.name, row] as const));

function isDirectory(name: string): boolean {
  return name === 'fd' || name === 'fdinfo' || name === 'task';
}

function isShown(name: string, { scope }: Subject): boolean {
  if (name === 'task') return scope === 'process';
  const only = rows.get(name)?.only;
  return only === undefined || only === scope;
}

function modeOf(name: string): number {
  if (isDirectory(name)) return modeBits.S_IFDIR;
  return links.has(name) ? modeBits.S_IFLNK : modeBits.S_IFREG;
}

/** One process, or one of its threads. */
export class ProcessDirectory extends VirtualDirectory {
  readonly #context: Context;

  constructor(context: Context) {
    super(context.superblock, directoryIno(context.subject), 0o555, ...ownerOf(context.subject, true));
    this.#context = context;
  }

  override get nlink(): number {
    return 2 + names.filter((name) => isDirectory(name) && isShown(name, this.#context.subject)).length;
  }

  lookup(name: string): Inode | Errno {
    const { kernel, subject } = this.#context;
    const place = places.get(name);
    if (place === undefined || !isShown(name, subject) || isGone(kernel, subject)) return 'ENOENT';
    return this.#entry(name, entryIno(subject, place));
  }

  #entry(name: string, ino: number): Inode {
    const context = this.#context;
    const row = rows.get(name);
    if (row !== undefined) return new TextFile(context, ino, row);
    const place = links.get(name);
    if (place !== undefined) return new PlaceLink(context, ino, place);
    if (name === 'task') return new TaskDirectory(context, ino);
    if (name === 'mem' || name === 'pagemap') return new MemoryInode(context, ino, name);
    return new DescriptorDirectory(context, ino, name === 'fd' ? 'links' : 'facts');
  }

  list(): readonly ListedEntry[] | Errno {
    const { kernel, subject } = this.#context;
    if (isGone(kernel, subject)) return 'ENOENT';
    const shown = names.filter((name) => isShown(name, subject));
    return shown.map((name) => ({ name, ino: entryIno(subject, places.get(name) ?? 0), mode: modeOf(name) }));
  }
}

/** /proc/[pid]/task: the threads of a process. */
class TaskDirectory extends VirtualDirectory {
  readonly #context: Context;

  constructor(context: Context, ino: number) {
    super(context.superblock, ino, 0o555, ...ownerOf(context.subject, true));
    this.#context = context;
  }

  override get nlink(): number {
    return 2 + this.#context.subject.process.tasks.length;
  }

  lookup(name: string): Inode | Errno {
    const { kernel, subject } = this.#context;
    const task = /^[1-9]\d{0,9}$/.test(name) ? kernel.tasks.tasks.get(Number(name)) : undefined;
    if (task === undefined || task.process !== subject.process) return 'ENOENT';
    return new ProcessDirectory({ ...this.#context, subject: threadSubject(task) });
  }

  list(): readonly ListedEntry[] | Errno {
    const { kernel, subject } = this.#context;
    if (isGone(kernel, subject)) return 'ENOENT';
    return subject.process.tasks.map((task) => ({
      name: `${task.tid}`,
      ino: directoryIno(threadSubject(task)),
      mode: modeBits.S_IFDIR,
    }));
  }
}
