// clone: a new process or thread from a running one. Knows the flags' meaning; reading arguments is the system call's.
import {
  CLONE_CHILD_CLEARTID,
  CLONE_CHILD_SETTID,
  CLONE_FILES,
  CLONE_FS,
  CLONE_PARENT,
  CLONE_SETTLS,
  CLONE_SIGHAND,
  CLONE_THREAD,
  CLONE_VFORK,
  CLONE_VM,
} from '../../abi/clone.js';
import type { Errno } from '../../abi/errno.js';
import { pcbPc, pcbX1 } from '../../machine/pcb-layout.js';
import type { DescriptorTable } from '../fs/descriptor-table.js';
import type { FsContext } from '../fs/inode.js';
import type { KernelState } from '../kernel-state.js';
import { type AddressSpace, residentPages } from '../mm/address-space.js';
import { forkAddressSpace, shareAddressSpace } from '../mm/lifetime.js';
import { noteAccess } from '../mm/memory-work.js';
import { UserMemory } from '../mm/user-memory.js';
import { contextBytes } from '../sched/context-switch.js';
import { releasePcb } from '../sched/pcb-slab.js';
import { makeRunnable } from '../sched/sleep.js';
import { waitQueue } from '../sleep/wait-queue.js';
import type { Hart } from '../task/hardware.js';
import type { Process, Task } from '../task/task.js';
import { traceTask } from '../trace/hooks.js';
import { createProcess, createThread, type ProcessOrigin, reserveTask, type TaskPlace } from './create.js';

/** What clone(2) was asked for. Addresses are raw register values; 0: not given. */
export interface CloneRequest {
  readonly flags: number;
  readonly exitSignal: number;
  readonly stack: bigint;
  readonly threadPointer: bigint;
  readonly childTid: bigint;
}

const A0 = 10;
const SP = 2;
const TP = 4;

/** What the new process shares with its parent, and what it gets a copy of. */
interface Inheritance {
  readonly space: AddressSpace;
  readonly files: DescriptorTable;
  readonly fs: FsContext;
}

/**
 * Makes a copy of `parent`, whose registers are in `hart`, and lets it run.
 *
 * @returns the new task; EAGAIN at a limit, ENOMEM when frames run out: then nothing is left behind
 * @see clone(2)
 */
export function cloneTask(kernel: KernelState, hart: Hart, parent: Task, request: CloneRequest): Task | Errno {
  const place = reserveTask(kernel, parent.process);
  if (typeof place === 'string') return place;
  const task =
    request.flags & CLONE_THREAD ? createThread(kernel, place, parent.process, parent) : cloneProcess(kernel, place, parent, request);
  if (typeof task === 'string') {
    releasePcb(kernel.pcbs, kernel.memory.frames, place.pcbAddress);
    return task;
  }
  copyRegisters(kernel, hart, parent, task, request);
  storeTid(kernel, task, request);
  if (request.flags & CLONE_VM && !(request.flags & CLONE_VFORK)) task.signals.alternateStack = undefined;
  else task.signals.alternateStack = parent.signals.alternateStack;
  traceTask(kernel, task, request.flags & CLONE_THREAD ? 'thread' : 'fork');
  makeRunnable(kernel, task, 'new');
  return task;
}

/** Page-table entries that fork copies: its work grows with them. */
export function forkUnits(process: Process, flags: number): number {
  return process.space === undefined || flags & CLONE_VM ? 0 : residentPages(process.space);
}

function cloneProcess(kernel: KernelState, place: TaskPlace, parentTask: Task, { flags, exitSignal }: CloneRequest): Task | Errno {
  const { process } = parentTask;
  const inherited = inherit(kernel, process, flags);
  if (typeof inherited === 'string') return inherited;
  const origin: ProcessOrigin = {
    ...inherited,
    parent: flags & CLONE_PARENT ? process.parent : process,
    executable: process.executable,
    credentials: process.credentials,
    group: process.group,
    limits: process.limits,
    actions: flags & CLONE_SIGHAND ? process.actions : new Map(process.actions),
    exitSignal,
    oomScoreAdj: process.oomScoreAdj,
  };
  const child = createProcess(kernel, place, origin, parentTask);
  if (flags & CLONE_VFORK) child.vforkDone = waitQueue();
  return child.leader;
}

function inherit(kernel: KernelState, { space, files, fs }: Process, flags: number): Inheritance | Errno {
  if (space === undefined || files === undefined || fs === undefined) throw new Error('a process without memory or files cannot fork');
  const childSpace = flags & CLONE_VM ? space : forkAddressSpace(kernel.memory, space);
  if (childSpace === 'ENOMEM') return childSpace;
  if (flags & CLONE_VM) shareAddressSpace(space);
  return { space: childSpace, files: flags & CLONE_FILES ? files.share() : files.clone(), fs: flags & CLONE_FS ? fs : { ...fs } };
}

/** The child's PCB: the parent's registers, but 0 in a0, and its own stack and thread pointer when given. */
function copyRegisters(kernel: KernelState, hart: Hart, parent: Task, task: Task, { flags, stack, threadPointer }: CloneRequest): void {
  const { address } = task.pcb;
  const { memory } = kernel.machine;
  const usesFloats = parent.pcb.fpSaved || hart.fpDirty;
  // Storing them for the child does not make them clean for the parent.
  hart.saveContext(address, usesFloats);
  noteAccess(kernel.memory.work, address, contextBytes(usesFloats), 'store');
  task.pcb.fpSaved = usesFloats;
  const put = (register: number, value: bigint): void => memory.writeU64(address + pcbX1 + (register - 1) * 8, value);
  put(A0, 0n);
  if (stack !== 0n) put(SP, stack);
  if (flags & CLONE_SETTLS) put(TP, threadPointer);
  memory.writeU64(address + pcbPc, hart.pc);
}

/** Tells the child its number in its own memory, and notes where to clear it. */
function storeTid(kernel: KernelState, task: Task, { flags, childTid }: CloneRequest): void {
  if (flags & CLONE_CHILD_CLEARTID) task.clearChildTid = Number(childTid);
  const { space } = task.process;
  if (flags & CLONE_CHILD_SETTID && space !== undefined) new UserMemory(kernel.memory, space).writeU32(childTid, task.tid);
}
