// Replacing a process's program by a loaded one. Knows no path and no file format.
import { pcbBytes, pcbF0, pcbPc, pcbX1 } from '../../machine/pcb-layout.js';
import type { KernelState } from '../kernel-state.js';
import { keepEnded } from '../ledger/ended-tasks.js';
import { chargePath } from '../ledger/ledger.js';
import { enterSpace } from '../sched/enter-space.js';
import { runQueueOf } from '../sched/scheduler.js';
import { actionsAfterExec } from '../signal/disposition.js';
import type { Hart } from '../task/hardware.js';
import { insertTask, moveTasksToUser, removeTask } from '../task/task-table.js';
import type { Process, Task } from '../task/task.js';
import { traceExec, traceExit } from '../trace/hooks.js';
import { endTask, releaseMemory, releaseVfork } from './exit.js';
import type { LoadedProgram } from './elf-loader.js';
import type { ProgramImage } from './program.js';

const SP = 2;

/** The calling task's process runs `image` from now on; its registers are blank but for pc and sp. @see execve(2) */
export function replaceProgram(kernel: KernelState, hart: Hart, task: Task, image: ProgramImage): void {
  const { process } = task;
  endOtherThreads(kernel, task);
  releaseMemory(kernel, process);
  takeImage(kernel, process, image);
  traceExec(kernel, task);
  releaseVfork(kernel, process);
  process.actions = actionsAfterExec(process.actions);
  task.signals.alternateStack = undefined;
  task.clearChildTid = 0;
  task.robustList = 0;
  unshareFiles(process);
  chargePath(kernel.ledger, hart, task, 'exec', enterSpace(kernel, hart, image.loaded.space));
  blankRegisters(kernel, hart, task, image.loaded);
}

/** What the first program of a process, or its next one, brings along. */
export function takeImage(kernel: KernelState, process: Process, image: ProgramImage): void {
  const { credentials } = process;
  process.space = image.loaded.space;
  process.executable = image.executable;
  process.leader.comm = image.comm;
  process.executed = true;
  process.dumpable = true;
  if (credentials.uid !== image.credentials.uid)
    moveTasksToUser(kernel.tasks, process.tasks.length, credentials.uid, image.credentials.uid);
  process.credentials = image.credentials;
}

function endOtherThreads(kernel: KernelState, task: Task): void {
  const { process } = task;
  for (const other of [...process.tasks]) if (other !== task && other.state !== 'Z') endTask(kernel, other, 0);
  if (process.leader !== task) becomeLeader(kernel, task);
}

/** The thread that called execve takes over the leader's place and number. @see execve(2) "execve() ... thread ID" */
function becomeLeader(kernel: KernelState, task: Task): void {
  const { process } = task;
  removeTask(kernel.tasks, process.leader);
  keepEnded(kernel.ledger.ended, process.leader);
  removeTask(kernel.tasks, task);
  traceExit(kernel, task, 0);
  Object.assign(task, { tid: process.pid });
  Object.assign(process, { leader: task });
  process.tasks.splice(0, process.tasks.length, task);
  insertTask(kernel.tasks, task);
}

function unshareFiles(process: Process): void {
  const { files } = process;
  if (files?.isShared) {
    process.files = files.clone();
    files.drop();
  }
  process.files?.closeMarked();
}

function blankRegisters(kernel: KernelState, hart: Hart, task: Task, { entry, stackPointer }: LoadedProgram): void {
  for (let register = 1; register < 32; register++) hart.writeX(register, 0n);
  for (let register = 0; register < 32; register++) hart.writeF(register, 0n);
  hart.fcsr = 0;
  hart.fpDirty = false;
  hart.writeX(SP, BigInt(stackPointer));
  hart.pc = BigInt(entry);
  task.pcb.fpSaved = false;
  // Nothing of the old program may be loaded again.
  kernel.machine.memory.fill(task.pcb.address + pcbF0, pcbBytes - pcbF0, 0);
  runQueueOf(kernel.scheduler, hart.id).fpHolder = 0;
}

/** The PCB of a task that was never dispatched: blank but for pc and sp. */
export function writeFirstContext(kernel: KernelState, task: Task, { entry, stackPointer }: LoadedProgram): void {
  const { memory } = kernel.machine;
  const { address } = task.pcb;
  memory.writeU64(address + pcbPc, BigInt(entry));
  memory.writeU64(address + pcbX1 + (SP - 1) * 8, BigInt(stackPointer));
}
