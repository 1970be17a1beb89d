// Starting a program from outside: init, or what the host asks for. Knows no system call and no host.
import type { Errno } from '../../abi/errno.js';
import { openFlags } from '../../abi/open-flags.js';
import { utf8Encode } from '../../abi/text.js';
import { DescriptorTable } from '../fs/descriptor-table.js';
import type { Caller, FsContext, OpenFile } from '../fs/inode.js';
import { resolve } from '../fs/namei.js';
import { open } from '../fs/open.js';
import type { KernelState } from '../kernel-state.js';
import { releasePcb } from '../sched/pcb-slab.js';
import { makeRunnable } from '../sched/sleep.js';
import { type Credentials, rootCredentials } from '../sleep/credentials.js';
import { defaultLimits } from '../task/limits.js';
import type { Process, ProcessGroup, Session } from '../task/task.js';
import { traceTask } from '../trace/hooks.js';
import { createProcess, reserveTask, type TaskPlace } from './create.js';
import { takeImage, writeFirstContext } from './exec.js';
import { releaseAddressSpace } from '../mm/lifetime.js';
import { isImageFailure, loadImage, type ProgramImage } from './program.js';

/** What a program started from outside gets. */
export interface SpawnRequest {
  readonly path: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Default: `/`. */
  readonly cwd?: string;
  /** Descriptors 0, 1 and 2: the console, which becomes the controlling terminal when it is free; /dev/null; or three open files. */
  readonly streams: 'console' | 'null' | readonly OpenFile[];
  readonly credentials?: Credentials;
  /** It adopts orphans, ignores deadly signals that it does not handle, and its end halts the system. */
  readonly init?: boolean;
}

export interface SpawnFailure {
  readonly errno: Errno;
  /** For a person: what, where. */
  readonly text: string;
}

/** A new process with its own session and no parent. It runs when a core picks it. */
export function spawn(kernel: KernelState, request: SpawnRequest): Process | SpawnFailure {
  const credentials = request.credentials ?? rootCredentials;
  const context = contextFor(kernel, request.cwd ?? '/');
  if (typeof context === 'string') return { errno: context, text: `${request.cwd ?? '/'}: ${context}` };
  const caller: Caller = { ...kernel.vfs.kernelCaller(), credentials, context };
  const limits = defaultLimits(Math.floor(kernel.tasks.maxTasks / 2));
  const texts = (list: readonly string[]): Uint8Array[] => list.map((text) => utf8Encode(text.replaceAll('\0', '')));
  const environment = Object.entries(request.env).map(([name, value]) => `${name}=${value}`);
  const image = loadImage(kernel, caller, { path: request.path, argv: texts(request.argv), envp: texts(environment) }, limits, false);
  if (isImageFailure(image)) return image;
  const place = reserveTask(kernel, undefined);
  if (typeof place === 'string') {
    releaseAddressSpace(kernel.memory, image.loaded.space);
    return { errno: place, text: `${request.path}: ${place}` };
  }
  const process = build(kernel, place, image, context, limits);
  const opened = openStreams(kernel, process, request.streams);
  if (opened !== undefined) {
    discard(kernel, process);
    return { errno: opened, text: `${request.path}: its standard streams: ${opened}` };
  }
  if (request.init === true) kernel.tasks.initPid = process.pid;
  traceTask(kernel, process.leader, 'spawn');
  makeRunnable(kernel, process.leader, 'new');
  return process;
}

function contextFor(kernel: KernelState, cwd: string): FsContext | Errno {
  const { root } = kernel.vfs;
  const at = resolve(kernel.vfs, kernel.vfs.kernelCaller(), { path: cwd, follow: true });
  if (typeof at === 'string') return at;
  return at.dentry.inode.isDirectory ? { root, cwd: at, umask: 0o022 } : 'ENOTDIR';
}

function build(kernel: KernelState, place: TaskPlace, image: ProgramImage, fs: FsContext, limits: Process['limits']): Process {
  const session: Session = { sid: place.tid, leader: undefined, groups: new Set(), terminal: 0 };
  const group: ProcessGroup = { pgid: place.tid, session, members: new Set() };
  session.groups.add(group);
  kernel.tasks.sessions.set(session.sid, session);
  kernel.tasks.groups.set(group.pgid, group);
  const origin = {
    parent: undefined,
    space: image.loaded.space,
    files: new DescriptorTable(),
    fs,
    executable: image.executable,
    credentials: image.credentials,
    group,
    limits,
    actions: new Map(),
    exitSignal: 0,
    oomScoreAdj: 0,
  };
  const process = createProcess(kernel, place, origin, undefined);
  session.leader = process;
  takeImage(kernel, process, image);
  writeFirstContext(kernel, process.leader, image.loaded);
  return process;
}

/** Opens descriptors 0 to 2; the errno when that fails. */
function openStreams(kernel: KernelState, process: Process, streams: SpawnRequest['streams']): Errno | undefined {
  const { files, fs: context, credentials, group, pid } = process;
  if (files === undefined || context === undefined) throw new Error(`process ${pid} is new but has no files`);
  if (typeof streams !== 'string') {
    for (const [fd, file] of streams.entries()) files.installAt(fd, file, false);
    return undefined;
  }
  const caller: Caller = { pid, tid: pid, credentials, context, session: group.session.sid, group: group.pgid, terminal: 0 };
  const file = open(kernel.vfs, caller, { path: streams === 'null' ? '/dev/null' : '/dev/console', flags: openFlags.O_RDWR, mode: 0 });
  if (typeof file === 'string') return file;
  if ('queues' in file) return 'EAGAIN';
  for (const fd of [0, 1, 2]) files.installAt(fd, file, false);
  return undefined;
}

/** Undoes `build`: the process never ran. */
function discard(kernel: KernelState, process: Process): void {
  const { tasks, pcbs, memory } = kernel;
  process.files?.drop();
  if (process.space !== undefined) releaseAddressSpace(memory, process.space);
  tasks.tasks.delete(process.pid);
  tasks.processes.delete(process.pid);
  tasks.groups.delete(process.pid);
  tasks.sessions.delete(process.pid);
  releasePcb(pcbs, memory.frames, process.leader.pcb.address);
}
