// /proc/[pid]/stat and statm: what top and ps read. Knows the manual's field numbers.
import type { KernelState } from '../../kernel-state.js';
import { residentPages } from '../../mm/address-space.js';
import { PAGE_BYTES } from '../../mm/frame-allocator.js';
import { softLimit } from '../../task/limits.js';
import type { SignalActions, SignalSet } from '../../task/signal-state.js';
import { type Field, line, ticks } from '../format.js';
import { generalRegister, programCounter, SP } from '../live-context.js';
import { type Subject, usageOf } from '../subject.js';
import { foregroundGroup } from '../terminal.js';

const RLIM_INFINITY = 0xffff_ffff_ffff_ffffn;
/** Flags of a task as Linux's PF_FORKNOEXEC and PF_EXITING. @see Linux include/linux/sched.h */
const PF_EXITING = 0x4;
const PF_FORKNOEXEC = 0x40;

/** Signals whose action is a handler, or to be ignored. */
export function signalsActing(actions: SignalActions, kind: 'caught' | 'ignored'): SignalSet {
  let set = 0n;
  for (const [signo, { handler }] of actions) {
    if (kind === 'ignored' ? handler === 1n : handler > 1n) set |= 1n << BigInt(signo - 1);
  }
  return set;
}

/** Priority as the kernel counts it: 20 + nice, or -1 - rt_priority. */
function priority({ task }: Subject): number {
  const { nice, realtimePriority } = task.scheduling;
  return realtimePriority > 0 ? -1 - realtimePriority : 20 + nice;
}

/** @see proc_pid_stat(5); Unlike Linux, kstkesp and kstkeip are live: nothing here is hidden. */
export function pidStat(subject: Subject, kernel: KernelState): string {
  const { process, task } = subject;
  const usage = usageOf(subject);
  const childUsage = process.childrenUsage;
  return line(52, {
    1: subject.scope === 'process' ? process.pid : task.tid,
    2: `(${task.comm})`,
    3: task.state,
    4: process.parent?.pid ?? 0,
    5: process.group.pgid,
    6: process.group.session.sid,
    7: process.group.session.terminal,
    8: foregroundGroup(kernel, process.group.session),
    9: (process.executed ? 0 : PF_FORKNOEXEC) | (process.exiting ? PF_EXITING : 0),
    10: usage.minorFaults,
    11: childUsage.minorFaults,
    12: usage.majorFaults,
    13: childUsage.majorFaults,
    14: ticks(usage.utimeNs),
    15: ticks(usage.stimeNs),
    16: ticks(childUsage.utimeNs),
    17: ticks(childUsage.stimeNs),
    18: priority(subject),
    19: task.scheduling.nice,
    20: Math.max(1, process.tasks.length),
    22: ticks(task.startNs),
    ...memoryFields(subject, kernel),
    ...signalFields(subject),
    38: subject.scope === 'process' ? process.exitSignal : -1,
    39: task.scheduling.hart,
    40: task.scheduling.realtimePriority,
    41: task.scheduling.policy,
    52: process.exitStatus ?? 0,
  });
}

function memoryFields(subject: Subject, kernel: KernelState): Record<number, Field> {
  const { space, limits } = subject.process;
  const rss = softLimit(limits, 'RLIMIT_RSS');
  const rsslim = Number.isFinite(rss) ? rss : RLIM_INFINITY;
  if (space === undefined) return { 25: rsslim };
  const { layout, usage, brkStart } = space;
  return {
    23: usage.total * PAGE_BYTES,
    24: residentPages(space),
    25: rsslim,
    26: layout.startCode,
    27: layout.endCode,
    28: layout.startStack,
    29: generalRegister(kernel, subject.task, SP),
    30: programCounter(kernel, subject.task),
    45: layout.startData,
    46: layout.endData,
    47: brkStart,
    48: layout.argStart,
    49: layout.argEnd,
    50: layout.envStart,
    51: layout.envEnd,
  };
}

function signalFields({ task, process }: Subject): Record<number, Field> {
  const standard = (set: SignalSet): bigint => set & 0x7fff_ffffn;
  return {
    31: standard(task.signals.pending.set),
    32: standard(task.signals.blocked),
    33: standard(signalsActing(process.actions, 'ignored')),
    34: standard(signalsActing(process.actions, 'caught')),
    35: task.blocked !== undefined && task.state !== 'R' ? 1 : 0,
  };
}

/** @see proc_pid_statm(5): pages of size, resident, shared, text, lib, data and stack, dirty */
export function pidStatm({ process: { space } }: Subject): string {
  if (space === undefined) return line(7, {});
  const { usage, layout } = space;
  const text = Math.ceil(layout.endCode / PAGE_BYTES) - Math.floor(layout.startCode / PAGE_BYTES);
  return line(7, { 1: usage.total, 2: residentPages(space), 3: usage.rssFile + usage.rssShmem, 4: text, 6: usage.data + usage.stack });
}
