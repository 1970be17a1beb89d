// The end of tasks and processes: what is given back, who is told, who adopts the orphans. Knows no system call.
import { chargeNoted } from '../ledger/kernel-memory.js';
import { chargeWork } from '../ledger/kernel-work.js';
import { SA_NOCLDWAIT, SIG_IGN } from '../../abi/signal-frame.js';
import { siCodes, signals } from '../../abi/signals.js';
import { exitCodeOf, exitedStatus, killerOf, signaledStatus } from '../../abi/wait.js';
import type { KernelState } from '../kernel-state.js';
import { keepEnded } from '../ledger/ended-tasks.js';
import { countPath, category } from '../ledger/ledger.js';
import { residentPages } from '../mm/address-space.js';
import { releaseAddressSpace } from '../mm/lifetime.js';
import { PAGE_BYTES } from '../mm/frame-allocator.js';
import { UserMemory } from '../mm/user-memory.js';
import { leaveSpace } from '../sched/enter-space.js';
import { releasePcb } from '../sched/pcb-slab.js';
import { runQueueOf } from '../sched/scheduler.js';
import { retireTask, wakeAll } from '../sched/sleep.js';
import { cancelTimer } from '../sched/timers.js';
import { addUsage } from '../task/counters.js';
import { logLine } from '../task/kernel-log.js';
import type { SignalInfo } from '../task/signal-state.js';
import { initProcess, isInit, removeTask } from '../task/task-table.js';
import type { Process, Task } from '../task/task.js';
import { traceExit } from '../trace/hooks.js';
import { futexKey, wakeFutex } from './futex.js';
import { hasStopped, isOrphaned, leaveGroup } from './job-control.js';
import { postSignal } from './post-signal.js';
import { kernelSignal, sendToGroup, sendToProcess } from './send-signal.js';

/** Ends every thread with `status`, also those that run on other cores. @see exit_group(2) */
export function exitGroup(kernel: KernelState, process: Process, status: number): void {
  if (process.exiting) return;
  process.exiting = true;
  process.exitStatus = status;
  for (const task of [...process.tasks]) if (task.state !== 'Z') endTask(kernel, task, status);
}

export function killProcess(kernel: KernelState, process: Process, signo: number, core = false): void {
  exitGroup(kernel, process, signaledStatus(signo, core));
}

/** Ends one thread; the last one ends the process. @see _exit(2), proc_pid_stat(5) on zombies */
export function endTask(kernel: KernelState, task: Task, status: number): void {
  const { process } = task;
  chargeExit(kernel, task);
  traceExit(kernel, task, status);
  clearTid(kernel, task);
  retireTask(kernel, task);
  task.blocked = undefined;
  const last = process.tasks.every((other) => other === task || other.state === 'Z');
  if (task === process.leader) task.state = 'Z';
  else {
    task.state = 'X';
    process.tasks.splice(process.tasks.indexOf(task), 1);
    addUsage(process.goneThreads, task.counters);
    removeTask(kernel.tasks, task);
    keepEnded(kernel.ledger.ended, task);
    releasePcb(kernel.pcbs, kernel.memory.frames, task.pcb.address);
  }
  if (last) endProcess(kernel, process, process.exitStatus ?? status);
}

function chargeExit(kernel: KernelState, task: Task): void {
  const { activeHart: hart } = kernel;
  if (hart === undefined) return;
  const { space } = task.process;
  const pages = space === undefined || space.users > 1 || task.process.tasks.length > 1 ? 0 : residentPages(space);
  // Charged to the dying task only where it runs itself: a killed sleeper costs its killer.
  const payer = runQueueOf(kernel.scheduler, hart.id).current;
  countPath(kernel.ledger, hart, payer, category(kernel.ledger, 'exit'));
  chargeWork(kernel.ledger, hart, payer, 'exit', 'exit', pages);
}

/** Page tables read and given back. A task that has ended pays no more: then nobody does. */
function chargeRelease(kernel: KernelState): void {
  const { activeHart: hart } = kernel;
  if (hart === undefined) return;
  const { current } = runQueueOf(kernel.scheduler, hart.id);
  const payer = current?.state === 'Z' || current?.state === 'X' ? undefined : current;
  chargeNoted(kernel.ledger, hart, payer, 'exit', kernel.memory.work);
}

/** set_tid_address's promise: zero at the address, and whoever waits there wakes. */
function clearTid(kernel: KernelState, task: Task): void {
  const { space } = task.process;
  if (task.clearChildTid === 0 || space === undefined) return;
  const address = BigInt(task.clearChildTid);
  task.clearChildTid = 0;
  if (space.users === 1 && task.process.tasks.length === 1) return;
  const memory = new UserMemory(kernel.memory, space);
  if (memory.writeU32(address, 0) !== 0) return;
  for (const isPrivate of [true, false]) wakeFutex(kernel, futexKey(space, address, isPrivate), 1);
}

function endProcess(kernel: KernelState, process: Process, status: number): void {
  process.exiting = true;
  process.exitStatus = status;
  process.zombie = true;
  releaseResources(kernel, process);
  releaseVfork(kernel, process);
  cancelTimer(kernel, process.realTimer);
  disbandChildren(kernel, process);
  leaveTerminal(kernel, process);
  if (isInit(kernel.tasks, process)) haltAfterInit(kernel, status);
  tellParent(kernel, process);
}

/** Memory, files and directories go back; the PCB and the record stay until the process is reaped. */
export function releaseMemory(kernel: KernelState, process: Process): void {
  const { space } = process;
  if (space === undefined) return;
  process.goneThreads.maxRssBytes = Math.max(process.goneThreads.maxRssBytes, space.usage.peakRss * PAGE_BYTES);
  if (space.users === 1) leaveSpace(kernel, space);
  process.space = undefined;
  releaseAddressSpace(kernel.memory, space);
}

function releaseResources(kernel: KernelState, process: Process): void {
  releaseMemory(kernel, process);
  chargeRelease(kernel);
  process.files?.drop();
  process.files = undefined;
  process.fs = undefined;
  process.executable = undefined;
}

/** The parent of a vfork may go on: execve succeeded or the child ended. */
export function releaseVfork(kernel: KernelState, process: Process): void {
  if (process.vforkDone === undefined) return;
  const waiting = process.vforkDone;
  process.vforkDone = undefined;
  wakeAll(kernel, waiting);
}

/** Children get a new parent: the nearest subreaper, else init, else nobody. Their groups may become orphaned. */
function disbandChildren(kernel: KernelState, process: Process): void {
  const heir = heirOf(kernel, process);
  for (const child of process.children) {
    adopt(kernel, heir, child);
    hangUpOrphans(kernel, child, process);
  }
  process.children.clear();
  process.reportable.clear();
  if (process.parent !== undefined) hangUpOrphans(kernel, process, process.parent);
}

function adopt(kernel: KernelState, heir: Process | undefined, child: Process): void {
  child.parent = heir;
  // What a clone agreed with its own parent, a reaper does not know of.
  child.exitSignal = signals.SIGCHLD;
  heir?.children.add(child);
  for (const { parentDeathSignal: signo } of child.tasks) if (signo !== 0) sendToProcess(kernel, child, kernelSignal(signo));
  if (!child.zombie) return;
  if (heir === undefined) reap(kernel, child);
  else tellParent(kernel, child);
}

function heirOf(kernel: KernelState, process: Process): Process | undefined {
  for (let ancestor = process.parent; ancestor !== undefined; ancestor = ancestor.parent) {
    if (ancestor.subreaper && !ancestor.zombie) return ancestor;
  }
  const init = initProcess(kernel.tasks);
  return init === process || init?.zombie === true ? undefined : init;
}

/** A stopped group that only `parent`'s tie to `child` let be continued gets SIGHUP and SIGCONT when that tie ends. @see _exit(2) */
function hangUpOrphans(kernel: KernelState, { group }: Process, parent: Process): void {
  const tied = parent.group !== group && parent.group.session === group.session;
  if (!tied || !hasStopped(group) || !isOrphaned(group)) return;
  sendToGroup(kernel, group, kernelSignal(signals.SIGHUP));
  sendToGroup(kernel, group, kernelSignal(signals.SIGCONT));
}

/** A session leader gives its terminal up; the terminal's foreground group gets SIGHUP. */
function leaveTerminal(kernel: KernelState, process: Process): void {
  const { session } = process.group;
  if (session.leader !== process) return;
  session.leader = undefined;
  const terminal = kernel.vfs.terminals.get(session.terminal);
  const foreground = terminal === undefined ? undefined : kernel.tasks.groups.get(terminal.foreground);
  if (foreground !== undefined) {
    sendToGroup(kernel, foreground, kernelSignal(signals.SIGHUP));
    sendToGroup(kernel, foreground, kernelSignal(signals.SIGCONT));
  }
  terminal?.leaveSession();
  session.terminal = 0;
}

function haltAfterInit(kernel: KernelState, status: number): void {
  kernel.halted ??= 'init-exited';
  logLine(kernel.log, kernel.activeHart?.mtimeNs ?? 0, 'emergency', `init exited with status 0x${status.toString(16)}`);
}

/** SIGCHLD's siginfo for a process that ended. */
export function childInfo(child: Process, ticksPerSecond: number): SignalInfo {
  const status = child.exitStatus ?? exitedStatus(0);
  const exitCode = exitCodeOf(status);
  const killed = status & 0x80 ? siCodes.CLD_DUMPED : siCodes.CLD_KILLED;
  const times = [child.goneThreads, ...child.tasks.map((task) => task.counters)];
  const ticks = (of: 'utimeNs' | 'stimeNs'): number => Math.floor((times.reduce((sum, part) => sum + part[of], 0) * ticksPerSecond) / 1e9);
  return {
    signo: child.exitSignal,
    code: exitCode === undefined ? killed : siCodes.CLD_EXITED,
    pid: child.pid,
    uid: child.credentials.uid,
    status: exitCode ?? killerOf(status),
    utimeTicks: ticks('utimeNs'),
    stimeTicks: ticks('stimeNs'),
  };
}

/** The parent learns of the end by signal and by wait; a parent that does not want to know has the child reaped at once. */
function tellParent(kernel: KernelState, process: Process): void {
  const { parent } = process;
  if (parent === undefined) {
    kernel.exits.set(process.pid, process.exitStatus ?? 0);
    reap(kernel, process);
    return;
  }
  const action = parent.actions.get(signals.SIGCHLD);
  const unwanted = process.exitSignal === signals.SIGCHLD && (action?.handler === SIG_IGN || ((action?.flags ?? 0) & SA_NOCLDWAIT) !== 0);
  if (process.exitSignal !== 0) postSignal(kernel, parent, undefined, childInfo(process, kernel.config.ticksPerSecond));
  if (unwanted) reap(kernel, process);
  else parent.reportable.add(process);
  wakeAll(kernel, parent.childNews);
}

/** Takes a zombie out of all tables. Its usage goes to `parent` when that waited for it. */
export function reap(kernel: KernelState, process: Process): void {
  const { parent, leader } = process;
  parent?.children.delete(process);
  parent?.reportable.delete(process);
  leaveGroup(kernel, process);
  leader.state = 'X';
  removeTask(kernel.tasks, leader);
  keepEnded(kernel.ledger.ended, leader);
  releasePcb(kernel.pcbs, kernel.memory.frames, leader.pcb.address);
  kernel.tasks.processes.delete(process.pid);
}
