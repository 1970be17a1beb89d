// /proc/[pid]/stat and statm: what top and ps read. Knows the manual's field numbers.
import type { Caller } from '../../fs/inode.js';
import type { KernelState } from '../../kernel-state.js';
import { type AddressSpace, residentPages } from '../../mm/address-space.js';
import { PAGE_BYTES } from '../../mm/frame-allocator.js';
import { softLimit } from '../../task/limits.js';
import type { SignalActions, SignalSet } from '../../task/signal-state.js';
import type { Process, Task } from '../../task/task.js';
import { type Field, line, ticks } from '../format.js';
import { generalRegister, programCounter, SP } from '../live-context.js';
import { mayInspect, type Subject, spaceOf, usageOf } from '../subject.js';
import { foregroundGroup } from '../terminal.js';

const RLIM_INFINITY = 0xffff_ffff_ffff_ffffn;

/** Flags of a task. @see Linux include/linux/sched.h */
const taskFlags = { PF_EXITING: 0x4, PF_FORKNOEXEC: 0x40, PF_SIGNALED: 0x400, PF_RANDOMIZE: 0x40_0000 } as const;

/** Signals whose action is a handler, or to be ignored. */
export function signalsActing(actions: SignalActions, kind: 'caught' | 'ignored'): SignalSet {
  let set = 0n;
  for (const [signo, { handler }] of actions) {
    if (kind === 'ignored' ? handler === 1n : handler > 1n) set |= 1n << BigInt(signo - 1);
  }
  return set;
}

/** Priority as the kernel counts it: 20 + nice, or -1 - rt_priority. */
function priority({ scheduling: { nice, realtimePriority } }: Task): number {
  return realtimePriority > 0 ? -1 - realtimePriority : 20 + nice;
}

function flagsOf({ process }: Subject, kernel: KernelState): number {
  const { executed, exiting, exitStatus = 0 } = process;
  const killed = exiting && (exitStatus & 0x7f) !== 0;
  return (
    (executed ? 0 : taskFlags.PF_FORKNOEXEC) |
    (exiting ? taskFlags.PF_EXITING : 0) |
    (killed ? taskFlags.PF_SIGNALED : 0) |
    (kernel.memory.aslr ? taskFlags.PF_RANDOMIZE : 0)
  );
}

/** @see proc_pid_stat(5); Unlike Linux, kstkesp and kstkeip are live for those who may look: they are in the PCB anyway. */
export function pidStat(subject: Subject, kernel: KernelState, caller: Caller): string {
  const { process, task, scope } = subject;
  const usage = usageOf(subject, kernel);
  const { childrenUsage, group } = process;
  const permitted = mayInspect(subject, caller);
  const fields: Record<number, Field> = {
    1: scope === 'process' ? process.pid : task.tid,
    2: `(${task.comm})`,
    3: task.state,
    4: process.parent?.pid ?? 0,
    5: group.pgid,
    6: group.session.sid,
    7: group.session.terminal,
    8: foregroundGroup(kernel, group.session),
    9: flagsOf(subject, kernel),
    10: usage.minorFaults,
    11: childrenUsage.minorFaults,
    12: usage.majorFaults,
    13: childrenUsage.majorFaults,
    14: ticks(usage.utimeNs),
    15: ticks(usage.stimeNs),
    16: ticks(childrenUsage.utimeNs),
    17: ticks(childrenUsage.stimeNs),
    18: priority(task),
    19: task.scheduling.nice,
    20: Math.max(1, process.tasks.length),
    22: ticks(task.startNs),
    25: residentLimit(process),
    35: permitted && (scope === 'thread' || process.tasks.length < 2) && task.state !== 'R' ? 1 : 0,
    38: scope === 'process' ? process.exitSignal : -1,
    39: task.scheduling.hart,
    40: task.scheduling.realtimePriority,
    41: task.scheduling.policy,
    52: permitted ? exitCode(process) : 0,
  };
  addSignals(fields, subject);
  const space = spaceOf(subject);
  if (space !== undefined) addMemory(fields, space, permitted);
  if (space !== undefined && permitted) addPlaces(fields, space, subject, kernel);
  return line(52, fields);
}

/** Of an ended process its wait status, of a stopped one the signal that stopped it. */
function exitCode({ exitStatus, stop }: Process): number {
  return exitStatus ?? (stop.stopped ? stop.signal : 0);
}

function residentLimit({ limits }: Process): Field {
  const limit = softLimit(limits, 'RLIMIT_RSS');
  return Number.isFinite(limit) ? limit : RLIM_INFINITY;
}

function addMemory(fields: Record<number, Field>, space: AddressSpace, permitted: boolean): void {
  fields[23] = space.usage.total * PAGE_BYTES;
  fields[24] = residentPages(space);
  fields[26] = permitted ? space.layout.startCode : 1;
  fields[27] = permitted ? space.layout.endCode : 1;
}

/** Addresses, which only those may see who may inspect the process. */
function addPlaces(fields: Record<number, Field>, { layout, brkStart }: AddressSpace, { task }: Subject, kernel: KernelState): void {
  fields[28] = layout.startStack;
  fields[29] = generalRegister(kernel, task, SP);
  fields[30] = programCounter(kernel, task);
  fields[45] = layout.startData;
  fields[46] = layout.endData;
  fields[47] = brkStart;
  fields[48] = layout.argStart;
  fields[49] = layout.argEnd;
  fields[50] = layout.envStart;
  fields[51] = layout.envEnd;
}

/** Signals 1 to 31 only, as Linux shows them here. */
function addSignals(fields: Record<number, Field>, { task, process }: Subject): void {
  const standard = (set: SignalSet): bigint => set & 0x7fff_ffffn;
  fields[31] = standard(task.signals.pending.set);
  fields[32] = standard(task.signals.blocked);
  fields[33] = standard(signalsActing(process.actions, 'ignored'));
  fields[34] = standard(signalsActing(process.actions, 'caught'));
}

/** @see proc_pid_statm(5): pages of size, resident, shared, text, lib, data and stack, dirty */
export function pidStatm(subject: Subject): string {
  const space = spaceOf(subject);
  if (space === undefined) return line(7, {});
  const { usage } = space;
  return line(7, {
    1: usage.total,
    2: residentPages(space),
    3: usage.rssFile + usage.rssShmem,
    4: textPages(space),
    6: usage.data + usage.stack,
  });
}

/** Pages of the program's own code. */
export function textPages({ layout }: AddressSpace): number {
  return Math.ceil(layout.endCode / PAGE_BYTES) - Math.floor(layout.startCode / PAGE_BYTES);
}
