// A system with a process in each state, and readers that see /proc as its programs do. Programs are the bundled ones.
import { CLONE_FILES, CLONE_FS, CLONE_SIGHAND, CLONE_THREAD, CLONE_VM } from '../../../src/abi/clone.js';
import { openFlags } from '../../../src/abi/open-flags.js';
import type { Caller, OpenFile } from '../../../src/kernel/fs/inode.js';
import { resolve } from '../../../src/kernel/fs/namei.js';
import { open } from '../../../src/kernel/fs/open.js';
import type { KernelState } from '../../../src/kernel/kernel-state.js';
import { cloneTask } from '../../../src/kernel/lifecycle/fork.js';
import type { Process } from '../../../src/kernel/task/task.js';
import { boot, type Vivarium } from '../../../src/system/boot.js';

export const states = ['running', 'sleeping', 'stopped', 'zombie', 'thread'] as const;
export type State = (typeof states)[number];

/** Where a file of the subject stands. */
export interface ProcSample {
  readonly os: Vivarium;
  readonly folders: Readonly<Record<State, string>>;
}

export function processOf({ kernel }: Vivarium, pid: number): Process {
  const process = kernel.tasks.processes.get(pid);
  if (process === undefined) throw new Error(`there is no process ${pid}`);
  return process;
}

/** A second thread of a process, which has not run yet. */
export function addThread({ kernel }: Vivarium, process: Process): number {
  const [hart] = kernel.machine.harts;
  if (hart === undefined) throw new Error('the machine has no core');
  const flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD;
  const task = cloneTask(kernel, hart, process.leader, { flags, exitSignal: 0, stack: 0n, threadPointer: 0n, childTid: 0n });
  if (typeof task === 'string') throw new Error(task);
  return task.tid;
}

export async function sampleSystem(): Promise<ProcSample> {
  const os = await boot({ cores: 2, seed: 1 });
  const running = os.spawn('/bin/spin', ['90000'], { stdio: 'null' });
  const sleeping = os.spawn('/bin/sleep', ['1000']);
  const stopped = os.spawn('/bin/sleep', ['1000'], { stdio: 'null' });
  const threaded = os.spawn('/bin/sleep', ['1000'], { stdio: 'null' });
  const parent = os.spawn('/bin/sh', ['-c', 'true & exec sleep 1000'], { stdio: 'null' });
  os.run({ untilNs: 30e6 });
  os.spawn('/bin/kill', ['-STOP', String(stopped.pid)], { stdio: 'null' });
  os.run({ untilNs: 60e6 });
  const [zombie] = processOf(os, parent.pid).children;
  if (zombie === undefined) throw new Error('the zombie was reaped');
  const tid = addThread(os, processOf(os, threaded.pid));
  return {
    os,
    folders: {
      running: `/proc/${running.pid}`,
      sleeping: `/proc/${sleeping.pid}`,
      stopped: `/proc/${stopped.pid}`,
      zombie: `/proc/${zombie.pid}`,
      thread: `/proc/${threaded.pid}/task/${tid}`,
    },
  };
}

/** As whom one looks: the kernel itself, or a program of a user. */
export function callerAs(kernel: KernelState, pid: number, uid = 0): Caller {
  const base = kernel.vfs.kernelCaller();
  const ids = { uid, euid: uid, suid: uid, fsuid: uid, gid: uid, egid: uid, sgid: uid, fsgid: uid };
  return { ...base, pid, tid: pid, credentials: { ...base.credentials, ...ids, groups: [] } };
}

/** Opens through the kernel's mount; an errno as a string in an object. */
export function openProc(kernel: KernelState, path: string, caller = kernel.vfs.kernelCaller(), flags = 0): OpenFile | { errno: string } {
  const file = open(kernel.vfs, caller, { path, flags, mode: 0 });
  if (typeof file === 'string') return { errno: file };
  if ('channel' in file) throw new Error(`${path} would wait`);
  return file.hold();
}

/** All that is in a file, read in pieces of `piece` bytes. */
export function readProc(kernel: KernelState, path: string, caller?: Caller, piece = 4096): string | { errno: string } {
  const file = openProc(kernel, path, caller);
  if ('errno' in file) return file;
  const parts: Uint8Array[] = [];
  for (;;) {
    const bytes = new Uint8Array(piece);
    const count = file.read(bytes);
    if (typeof count !== 'number') return { errno: String(count) };
    if (count === 0) break;
    parts.push(bytes.subarray(0, count));
  }
  file.drop();
  return Buffer.concat(parts).toString();
}

/** The text of a file that must be readable. */
export function textOf(kernel: KernelState, path: string, caller?: Caller): string {
  const text = readProc(kernel, path, caller);
  if (typeof text !== 'string') throw new Error(`${path}: ${text.errno}`);
  return text;
}

export function writeProc(kernel: KernelState, path: string, text: string, caller?: Caller): number | string {
  const file = openProc(kernel, path, caller, openFlags.O_WRONLY);
  if ('errno' in file) return file.errno;
  const count = file.write(new TextEncoder().encode(text));
  file.drop();
  return typeof count === 'object' ? 'waits' : count;
}

export function readLink(kernel: KernelState, path: string, caller = kernel.vfs.kernelCaller()): string {
  const at = resolve(kernel.vfs, caller, { path, follow: false });
  if (typeof at === 'string') return at;
  const text = at.dentry.inode.readlink(caller);
  return typeof text === 'string' ? text : text.target;
}

/** Fields of one stat line by their number in the manual. */
export function statFields(text: string): readonly string[] {
  const end = text.lastIndexOf(')');
  return [
    '',
    String(Number.parseInt(text, 10)),
    text.slice(text.indexOf('('), end + 1),
    ...text
      .slice(end + 2)
      .trimEnd()
      .split(' '),
  ];
}
