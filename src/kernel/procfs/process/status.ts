// /proc/[pid]/status: the same facts as stat and statm, for people. Knows the labels of proc_pid_status(5).
import type { KernelState } from '../../kernel-state.js';
import { residentPages } from '../../mm/address-space.js';
import { PAGE_BYTES } from '../../mm/frame-allocator.js';
import { softLimit } from '../../task/limits.js';
import type { Process, Task } from '../../task/task.js';
import { cpuMask, type Field, hex64, kilobytes, labelled, rangeList } from '../format.js';
import { filesOf, fsOf, type Subject, spaceOf, stateText } from '../subject.js';
import { signalsActing, textPages } from './stat.js';

type Row = readonly [label: string, value: Field];

/** All capabilities of Linux 6.6: 41 bits. Root has them all, others none. */
const ALL_CAPABILITIES = (1n << 41n) - 1n;

/** @see proc_pid_status(5) */
export function pidStatus(subject: Subject, kernel: KernelState): string {
  return labelled([
    ...identity(subject),
    ...memory(subject),
    ...signalRows(subject),
    ...capabilities(subject.process),
    ...scheduling(subject.task, kernel),
  ]);
}

function identity(subject: Subject): Row[] {
  const { process, task } = subject;
  const { uid, euid, suid, fsuid, gid, egid, sgid, fsgid, groups } = process.credentials;
  const umask = fsOf(subject)?.umask;
  return [
    ['Name', task.comm.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')],
    ...(umask === undefined ? [] : [['Umask', umask.toString(8).padStart(4, '0')] as const]),
    ['State', stateText(task)],
    ['Tgid', process.pid],
    ['Ngid', 0],
    ['Pid', task.tid],
    ['PPid', process.parent?.pid ?? 0],
    ['TracerPid', 0],
    ['Uid', `${uid}\t${euid}\t${suid}\t${fsuid}`],
    ['Gid', `${gid}\t${egid}\t${sgid}\t${fsgid}`],
    ['FDSize', fdSize(subject)],
    ['Groups', `${groups.join(' ')} `],
    ['NStgid', process.pid],
    ['NSpid', task.tid],
    ['NSpgid', process.group.pgid],
    ['NSsid', process.group.session.sid],
  ];
}

/** Slots of a descriptor table: 64, then powers of two from 128 on. @see Linux 6.6 fs/file.c alloc_fdtable */
function fdSize(subject: Subject): number {
  const size = filesOf(subject)?.size;
  if (size === undefined) return 0;
  return size <= 64 ? 64 : 2 ** Math.ceil(Math.log2(size));
}

/** VmLib is what is executable beyond the program's own text. */
function memory(subject: Subject): Row[] {
  const space = spaceOf(subject);
  if (space === undefined) return [];
  const { usage } = space;
  const text = Math.min(usage.executable, textPages(space));
  const pages: readonly (readonly [label: string, pages: number])[] = [
    ['VmPeak', usage.peakTotal],
    ['VmSize', usage.total],
    ['VmLck', usage.locked],
    ['VmPin', 0],
    ['VmHWM', usage.peakRss],
    ['VmRSS', residentPages(space)],
    ['RssAnon', usage.rssAnon],
    ['RssFile', usage.rssFile],
    ['RssShmem', usage.rssShmem],
    ['VmData', usage.data],
    ['VmStk', usage.stack],
    ['VmExe', text],
    ['VmLib', usage.executable - text],
    ['VmPTE', usage.pageTables],
    ['VmSwap', 0],
  ];
  return pages.map(([label, count]) => [label, kilobytes(count * PAGE_BYTES)]);
}

/** SigQ: Unlike Linux, which counts by user, what is queued for this process; so RLIMIT_SIGPENDING works here. */
function signalRows({ process, task }: Subject): Row[] {
  const queued = task.signals.pending.queue.length + process.pending.queue.length;
  return [
    ['Threads', Math.max(1, process.tasks.length)],
    ['SigQ', `${queued}/${limitText(softLimit(process.limits, 'RLIMIT_SIGPENDING'))}`],
    ['SigPnd', hex64(task.signals.pending.set)],
    ['ShdPnd', hex64(process.pending.set)],
    ['SigBlk', hex64(task.signals.blocked)],
    ['SigIgn', hex64(signalsActing(process.actions, 'ignored'))],
    ['SigCgt', hex64(signalsActing(process.actions, 'caught'))],
  ];
}

function limitText(limit: number): string {
  return Number.isFinite(limit) ? `${limit}` : '18446744073709551615';
}

function capabilities({ credentials, noNewPrivileges }: Process): Row[] {
  const { uid, euid, suid } = credentials;
  return [
    ['CapInh', hex64(0n)],
    ['CapPrm', hex64([uid, euid, suid].includes(0) ? ALL_CAPABILITIES : 0n)],
    ['CapEff', hex64(euid === 0 ? ALL_CAPABILITIES : 0n)],
    ['CapBnd', hex64(ALL_CAPABILITIES)],
    ['CapAmb', hex64(0n)],
    ['NoNewPrivs', noNewPrivileges ? 1 : 0],
    ['Seccomp', 0],
  ];
}

/** The harts that the task may run on, in rising order. */
function allowedHarts(task: Task, kernel: KernelState): readonly number[] {
  const all = kernel.machine.harts.map(({ id }) => id);
  const { affinity } = task.scheduling;
  return affinity === undefined ? all : all.filter((id) => affinity.has(id));
}

/** Of the thread itself, also in /proc/[pid]; there is one memory node. */
function scheduling(task: Task, kernel: KernelState): Row[] {
  const allowed = allowedHarts(task, kernel);
  return [
    ['Cpus_allowed', cpuMask(allowed, kernel.machine.harts.length)],
    ['Cpus_allowed_list', rangeList(allowed)],
    ['Mems_allowed', 1],
    ['Mems_allowed_list', 0],
    ['voluntary_ctxt_switches', task.counters.voluntarySwitches],
    ['nonvoluntary_ctxt_switches', task.counters.involuntarySwitches],
  ];
}
