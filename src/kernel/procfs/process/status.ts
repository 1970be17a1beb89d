// /proc/[pid]/status: the same facts as stat and statm, for people. Knows the labels of proc_pid_status(5).
import type { KernelState } from '../../kernel-state.js';
import { type AddressSpace, residentPages } from '../../mm/address-space.js';
import { PAGE_BYTES } from '../../mm/frame-allocator.js';
import { softLimit } from '../../task/limits.js';
import type { Process, Task } from '../../task/task.js';
import { cpuMask, type Field, hex64, kilobytes, labelled, rangeList } from '../format.js';
import { type Subject, stateText, usageOf } from '../subject.js';
import { signalsActing } from './stat.js';

type Row = readonly [label: string, value: Field];

/** All capabilities of Linux 6.6: 41 bits. Root has them all, others none. */
const ALL_CAPABILITIES = (1n << 41n) - 1n;

/** @see proc_pid_status(5) */
export function pidStatus(subject: Subject, kernel: KernelState): string {
  return labelled([
    ...identity(subject),
    ...memory(subject.process.space),
    ...signalRows(subject),
    ...capabilities(subject.process),
    ...scheduling(subject, kernel),
  ]);
}

function identity({ process, task }: Subject): Row[] {
  const { uid, euid, suid, fsuid, gid, egid, sgid, fsgid, groups } = process.credentials;
  return [
    ['Name', task.comm],
    ['Umask', String(process.fs?.umask.toString(8) ?? 0).padStart(4, '0')],
    ['State', stateText(task)],
    ['Tgid', process.pid],
    ['Ngid', 0],
    ['Pid', task.tid],
    ['PPid', process.parent?.pid ?? 0],
    ['TracerPid', 0],
    ['Uid', `${uid}\t${euid}\t${suid}\t${fsuid}`],
    ['Gid', `${gid}\t${egid}\t${sgid}\t${fsgid}`],
    ['FDSize', fdSize(process)],
    ['Groups', `${groups.join(' ')} `],
    ['NStgid', process.pid],
    ['NSpid', task.tid],
    ['NSpgid', process.group.pgid],
    ['NSsid', process.group.session.sid],
  ];
}

/** Linux allocates descriptor tables in steps of 64. */
function fdSize({ files }: Process): number {
  return files === undefined ? 0 : Math.max(64, Math.ceil(files.size / 64) * 64);
}

/** VmLib is what is executable beyond the program's own text. */
function memory(space: AddressSpace | undefined): Row[] {
  if (space === undefined) return [];
  const { usage, layout } = space;
  const text = Math.ceil(layout.endCode / PAGE_BYTES) - Math.floor(layout.startCode / PAGE_BYTES);
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
    ['VmLib', Math.max(0, usage.executable - text)],
    ['VmPTE', usage.pageTables],
    ['VmSwap', 0],
  ];
  return pages.map(([label, count]) => [label, kilobytes(count * PAGE_BYTES)]);
}

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
  const effective = credentials.euid === 0 ? ALL_CAPABILITIES : 0n;
  const permitted = effective === 0n && credentials.suid !== 0 && credentials.uid !== 0 ? 0n : ALL_CAPABILITIES;
  return [
    ['CapInh', hex64(0n)],
    ['CapPrm', hex64(permitted)],
    ['CapEff', hex64(effective)],
    ['CapBnd', hex64(ALL_CAPABILITIES)],
    ['CapAmb', hex64(0n)],
    ['NoNewPrivs', noNewPrivileges ? 1 : 0],
    ['Seccomp', 0],
  ];
}

/** The harts that the task may run on, in rising order. */
export function allowedHarts(task: Task, kernel: KernelState): readonly number[] {
  const all = kernel.machine.harts.map(({ id }) => id);
  const { affinity } = task.scheduling;
  return affinity === undefined ? all : all.filter((id) => affinity.has(id));
}

function scheduling(subject: Subject, kernel: KernelState): Row[] {
  const allowed = allowedHarts(subject.task, kernel);
  const usage = usageOf(subject);
  return [
    ['Cpus_allowed', cpuMask(allowed, kernel.machine.harts.length)],
    ['Cpus_allowed_list', rangeList(allowed)],
    ['voluntary_ctxt_switches', usage.voluntarySwitches],
    ['nonvoluntary_ctxt_switches', usage.involuntarySwitches],
  ];
}
