// Scheduling as programs see it: nice, affinity, policies, yielding. Knows permissions; order is the policy's.
import { cpuSetBytes, priorityRange, SCHED_FIFO, SCHED_RESET_ON_FORK, SCHED_RR } from '../../abi/sched.js';
import { PRIO_PGRP, PRIO_PROCESS, PRIO_USER } from '../../abi/resource.js';
import { encodeTimespec } from '../../abi/clock.js';
import type { Errno } from '../../abi/errno.js';
import { setAffinity, setNice, setPolicy } from '../sched/parameters.js';
import { roundRobinSliceNs } from '../sched/realtime.js';
import { runQueueOf } from '../sched/scheduler.js';
import { softLimit } from '../task/limits.js';
import type { Process, Task } from '../task/task.js';
import type { Syscall, SyscallContext, SyscallResult } from './syscall.js';

/** The thread `tid`; 0: the caller. */
export function taskOf({ kernel, task }: SyscallContext, tid: bigint): Task | undefined {
  return tid === 0n ? task : kernel.tasks.tasks.get(Number(tid));
}

/** Same owner, or root. @see sched(7) */
export function mayChange({ process }: SyscallContext, target: Process): boolean {
  const { euid } = process.credentials;
  return euid === 0 || euid === target.credentials.uid || euid === target.credentials.euid;
}

/** @see sched_yield(2) */
function schedYield({ kernel, hart }: SyscallContext): SyscallResult {
  const queue = runQueueOf(kernel.scheduler, hart.id);
  queue.yielding = true;
  queue.reschedule = true;
  return 0;
}

/** @see sched_setaffinity(2) */
function schedSetaffinity(context: SyscallContext, tid = 0n, size = 0n, address = 0n): SyscallResult {
  const { kernel, memory } = context;
  const target = taskOf(context, tid);
  if (target === undefined) return 'ESRCH';
  if (!mayChange(context, target.process)) return 'EPERM';
  const bytes = memory.readBytes(address, Math.min(Number(size), cpuSetBytes));
  if (bytes === 'EFAULT') return bytes;
  const all = kernel.machine.harts.map(({ id }) => id);
  const harts = all.filter((id) => ((bytes[id >> 3] ?? 0) & (1 << (id & 7))) !== 0);
  if (harts.length === 0) return 'EINVAL';
  setAffinity(kernel, target, harts.length === all.length ? undefined : new Set(harts));
  return 0;
}

/** @see sched_getaffinity(2): returns the bytes stored */
function schedGetaffinity(context: SyscallContext, tid = 0n, size = 0n, address = 0n): SyscallResult {
  const target = taskOf(context, tid);
  if (target === undefined) return 'ESRCH';
  if (size < BigInt(cpuSetBytes) || size % 8n !== 0n) return 'EINVAL';
  const bytes = new Uint8Array(cpuSetBytes);
  for (const { id } of context.kernel.machine.harts) {
    if (target.scheduling.affinity?.has(id) ?? true) bytes[id >> 3] = (bytes[id >> 3] ?? 0) | (1 << (id & 7));
  }
  return context.memory.writeBytes(address, bytes) === 0 ? cpuSetBytes : 'EFAULT';
}

/** The processes that `which` and `who` mean. @see getpriority(2) */
function chosenTasks(context: SyscallContext, which: number, who: number): readonly Task[] | Errno {
  const { kernel, process } = context;
  if (which === PRIO_PROCESS) {
    const target = taskOf(context, BigInt(who));
    return target === undefined ? [] : [target];
  }
  if (which === PRIO_PGRP) {
    const group = who === 0 ? process.group : kernel.tasks.groups.get(who);
    return [...(group?.members ?? [])].flatMap((member) => member.tasks);
  }
  if (which !== PRIO_USER) return 'EINVAL';
  const uid = who === 0 ? process.credentials.uid : who;
  return [...kernel.tasks.tasks.values()].filter((task) => task.process.credentials.uid === uid);
}

/** Lowest nice value that an ordinary user may ask for. @see getrlimit(2) RLIMIT_NICE */
function niceFloor(target: Task): number {
  return 20 - softLimit(target.process.limits, 'RLIMIT_NICE');
}

/** @see setpriority(2) */
function setpriority(context: SyscallContext, which = 0n, who = 0n, value = 0n): SyscallResult {
  const targets = chosenTasks(context, Number(which), Number(who));
  if (typeof targets === 'string') return targets;
  const nice = Math.max(-20, Math.min(19, Number(value)));
  let result: 0 | Errno = 'ESRCH';
  for (const target of targets) {
    const one = reniceOne(context, target, nice);
    if (one !== 0 || result === 'ESRCH') result = one;
  }
  return result;
}

export function reniceOne(context: SyscallContext, target: Task, nice: number): 0 | Errno {
  if (!mayChange(context, target.process)) return 'EPERM';
  const isRoot = context.process.credentials.euid === 0;
  if (!isRoot && nice < target.scheduling.nice && nice < niceFloor(target)) return 'EACCES';
  setNice(context.kernel, target, nice);
  return 0;
}

/** @see getpriority(2): the kernel's answer is 20 - nice, so that it is never negative */
function getpriority(context: SyscallContext, which = 0n, who = 0n): SyscallResult {
  const targets = chosenTasks(context, Number(which), Number(who));
  if (typeof targets === 'string') return targets;
  if (targets.length === 0) return 'ESRCH';
  return Math.max(...targets.map((task) => 20 - task.scheduling.nice));
}

/** What a task's class becomes, as programs ask for it. */
export interface ClassRequest {
  readonly policy: number;
  readonly priority: number;
  readonly resetOnFork: boolean;
}

/** Whether the caller may have `priority` for `target`: up to RLIMIT_RTPRIO, or up to what it has. @see sched(7) "Privileges and resource limits" */
function mayHavePriority(context: SyscallContext, target: Task, { policy, priority, resetOnFork }: ClassRequest): boolean {
  if (context.process.credentials.euid === 0) return true;
  const { scheduling, process } = target;
  if (!mayChange(context, process) || (scheduling.resetOnFork && !resetOnFork)) return false;
  if (priority === 0) return true;
  const limit = softLimit(process.limits, 'RLIMIT_RTPRIO');
  if (policy !== scheduling.policy && limit === 0) return false;
  return priority <= Math.max(scheduling.realtimePriority, limit);
}

/** Checks and makes the change that sched_setscheduler(2) and its kin ask for. */
export function changeClass(context: SyscallContext, target: Task, request: ClassRequest): 0 | Errno {
  const { policy, priority, resetOnFork } = request;
  const range = priorityRange(policy);
  if (range === undefined || priority < range.lowest || priority > range.highest) return 'EINVAL';
  if (!mayHavePriority(context, target, request)) return 'EPERM';
  target.scheduling.resetOnFork = resetOnFork;
  setPolicy(context.kernel, target, policy, priority);
  return 0;
}

/** @see sched_setscheduler(2) */
function schedSetscheduler(context: SyscallContext, tid = 0n, policyBits = 0n, parameter = 0n): SyscallResult {
  const target = taskOf(context, tid);
  const policy = Number(policyBits) & ~SCHED_RESET_ON_FORK;
  if (tid < 0n || priorityRange(policy) === undefined) return 'EINVAL';
  if (target === undefined) return 'ESRCH';
  const priority = context.memory.readU32(parameter);
  if (priority === 'EFAULT') return priority;
  return changeClass(context, target, { policy, priority, resetOnFork: (Number(policyBits) & SCHED_RESET_ON_FORK) !== 0 });
}

function policyBits({ policy, resetOnFork }: Task['scheduling']): number {
  return policy | (resetOnFork ? SCHED_RESET_ON_FORK : 0);
}

function schedGetscheduler(context: SyscallContext, tid = 0n): SyscallResult {
  if (tid < 0n) return 'EINVAL';
  const target = taskOf(context, tid);
  return target === undefined ? 'ESRCH' : policyBits(target.scheduling);
}

function schedSetparam(context: SyscallContext, tid = 0n, parameter = 0n): SyscallResult {
  const target = taskOf(context, tid);
  return target === undefined ? 'ESRCH' : schedSetscheduler(context, tid, BigInt(policyBits(target.scheduling)), parameter);
}

function schedGetparam(context: SyscallContext, tid = 0n, parameter = 0n): SyscallResult {
  const target = taskOf(context, tid);
  if (tid < 0n || parameter === 0n) return 'EINVAL';
  return target === undefined ? 'ESRCH' : context.memory.writeU32(parameter, target.scheduling.realtimePriority);
}

function schedGetPriorityMax(_context: SyscallContext, policy = 0n): SyscallResult {
  return priorityRange(Number(policy))?.highest ?? 'EINVAL';
}

function schedGetPriorityMin(_context: SyscallContext, policy = 0n): SyscallResult {
  return priorityRange(Number(policy))?.lowest ?? 'EINVAL';
}

/** @see sched_rr_get_interval(2) */
function schedRrGetInterval(context: SyscallContext, tid = 0n, address = 0n): SyscallResult {
  const target = taskOf(context, tid);
  if (target === undefined) return 'ESRCH';
  const { policy } = target.scheduling;
  const ordinary = policy === SCHED_FIFO ? Infinity : context.kernel.scheduler.sliceNs;
  const sliceNs = policy === SCHED_RR ? roundRobinSliceNs : ordinary;
  return context.memory.writeBytes(address, encodeTimespec(Number.isFinite(sliceNs) ? BigInt(Math.floor(sliceNs)) : 0n));
}

/** @see getcpu(2) */
function getcpu({ hart, memory }: SyscallContext, cpu = 0n, node = 0n): SyscallResult {
  if (cpu !== 0n && memory.writeU32(cpu, hart.id) !== 0) return 'EFAULT';
  return node === 0n ? 0 : memory.writeU32(node, 0);
}

export const schedulingSyscalls: readonly Syscall[] = [
  { number: 118, name: 'sched_setparam', parameters: ['pid', 'address'], handle: schedSetparam },
  { number: 119, name: 'sched_setscheduler', parameters: ['pid', 'int', 'address'], handle: schedSetscheduler },
  { number: 120, name: 'sched_getscheduler', parameters: ['pid'], handle: schedGetscheduler },
  { number: 121, name: 'sched_getparam', parameters: ['pid', 'address'], handle: schedGetparam },
  { number: 122, name: 'sched_setaffinity', parameters: ['pid', 'size', 'address'], handle: schedSetaffinity },
  { number: 123, name: 'sched_getaffinity', parameters: ['pid', 'size', 'address'], handle: schedGetaffinity },
  { number: 124, name: 'sched_yield', parameters: [], handle: schedYield },
  { number: 125, name: 'sched_get_priority_max', parameters: ['int'], handle: schedGetPriorityMax },
  { number: 126, name: 'sched_get_priority_min', parameters: ['int'], handle: schedGetPriorityMin },
  { number: 127, name: 'sched_rr_get_interval', parameters: ['pid', 'address'], handle: schedRrGetInterval },
  { number: 140, name: 'setpriority', parameters: ['int', 'int', 'int'], handle: setpriority },
  { number: 141, name: 'getpriority', parameters: ['int', 'int'], handle: getpriority },
  { number: 168, name: 'getcpu', parameters: ['address', 'address'], handle: getcpu },
];
