// Clocks, sleeping and interval timers. Knows no scheduler beyond deadlines.
import { clocks, encodeTimespec, encodeTimeval, ITIMER_PROF, ITIMER_REAL, ITIMER_VIRTUAL, TIMER_ABSTIME } from '../../abi/clock.js';
import type { Errno } from '../../abi/errno.js';
import type { KernelState } from '../kernel-state.js';
import { realTimerLeftNs, setRealTimer } from '../lifecycle/process-timers.js';
import { cpuTimeNs, processUsage, threadUsage } from '../lifecycle/usage.js';
import type { Wait } from '../sleep/wait-queue.js';
import type { CpuTimer, Process, Task } from '../task/task.js';
import type { Syscall, SyscallContext, SyscallResult } from './syscall.js';
import { deadlineAfter, readTimespec, readTimeval } from './time-values.js';

/** Clock ids that are negative name a process's or thread's CPU clock: pid in the upper bits. @see clock_getcpuclockid(3) */
function cpuClock({ kernel, task, process }: SyscallContext, id: number): bigint | undefined {
  // 3 in the low bits: a clock behind a descriptor, of which there are none.
  if ((id & 3) === 3) return undefined;
  const perThread = (id & 4) !== 0;
  const number = ~(id >> 3);
  if (perThread) return cpuOfTask(number === 0 ? task : kernel.tasks.tasks.get(number));
  const target = number === 0 ? process : kernel.tasks.processes.get(number);
  return target === undefined ? undefined : BigInt(Math.floor(cpuTimeNs(target)));
}

function cpuOfTask(task: Task | undefined): bigint | undefined {
  if (task === undefined) return undefined;
  const { utimeNs, stimeNs } = threadUsage(task);
  return BigInt(Math.floor(utimeNs + stimeNs));
}

/** Reading of a clock in nanoseconds; undefined: there is no such clock. */
function readClock(context: SyscallContext, id: number): bigint | undefined {
  const sinceBoot = BigInt(Math.floor(context.nowNs));
  switch (id) {
    case clocks.CLOCK_REALTIME:
    case clocks.CLOCK_REALTIME_COARSE:
    case clocks.CLOCK_REALTIME_ALARM:
    case clocks.CLOCK_TAI:
      return context.kernel.config.bootEpochNs + sinceBoot;
    case clocks.CLOCK_MONOTONIC:
    case clocks.CLOCK_MONOTONIC_RAW:
    case clocks.CLOCK_MONOTONIC_COARSE:
    case clocks.CLOCK_BOOTTIME:
    case clocks.CLOCK_BOOTTIME_ALARM:
      return sinceBoot;
    case clocks.CLOCK_PROCESS_CPUTIME_ID:
      return BigInt(Math.floor(cpuTimeNs(context.process)));
    case clocks.CLOCK_THREAD_CPUTIME_ID:
      return cpuOfTask(context.task);
    default:
      return id < 0 ? cpuClock(context, id) : undefined;
  }
}

/** @see clock_gettime(2) */
function clockGettime(context: SyscallContext, id = 0n, address = 0n): SyscallResult {
  const ns = readClock(context, Number(id));
  return ns === undefined ? 'EINVAL' : context.memory.writeBytes(address, encodeTimespec(ns));
}

/** @see clock_getres(2): mtime counts nanoseconds */
function clockGetres(context: SyscallContext, id = 0n, address = 0n): SyscallResult {
  if (readClock(context, Number(id)) === undefined) return 'EINVAL';
  return address === 0n ? 0 : context.memory.writeBytes(address, encodeTimespec(1n));
}

/** @see clock_settime(2): the clock is part of the history and cannot be set */
function clockSettime({ process, memory }: SyscallContext, _clock = 0n, address = 0n): SyscallResult {
  if (memory.readBytes(address, 16) === 'EFAULT') return 'EFAULT';
  return process.credentials.euid === 0 ? 'EINVAL' : 'EPERM';
}

/** @see settimeofday(2): as clock_settime; setting the time zone alone does nothing */
function settimeofday(context: SyscallContext, tv = 0n, tz = 0n): SyscallResult {
  if (tz !== 0n && context.memory.readBytes(tz, 8) === 'EFAULT') return 'EFAULT';
  if (tv !== 0n) return clockSettime(context, 0n, tv);
  return context.process.credentials.euid === 0 ? 0 : 'EPERM';
}

/** @see gettimeofday(2) */
function gettimeofday(context: SyscallContext, tv = 0n, tz = 0n): SyscallResult {
  const { memory } = context;
  if (tz !== 0n && memory.writeBytes(tz, new Uint8Array(8)) !== 0) return 'EFAULT';
  const now = readClock(context, clocks.CLOCK_REALTIME) ?? 0n;
  return tv === 0n ? 0 : memory.writeBytes(tv, encodeTimeval(now));
}

function sleepUntil({ progress, nowNs }: SyscallContext, deadlineNs: number): 0 | Wait {
  progress.deadlineNs ??= deadlineNs;
  if (nowNs >= progress.deadlineNs) return 0;
  return { queues: [], deadlineNs: progress.deadlineNs, channel: 'hrtimer_nanosleep' };
}

/** @see nanosleep(2) */
function nanosleep(context: SyscallContext, request = 0n): SyscallResult {
  const { progress, nowNs } = context;
  if (progress.deadlineNs !== undefined) return sleepUntil(context, progress.deadlineNs);
  const span = readTimespec(context.memory, request);
  return typeof span === 'string' ? span : sleepUntil(context, deadlineAfter(nowNs, span));
}

/** Stores what is left of a relative sleep. */
function storeRest({ memory, progress, nowNs }: SyscallContext, address: bigint): SyscallResult {
  if (address === 0n || progress.deadlineNs === undefined) return 'EINTR';
  const rest = Number.isFinite(progress.deadlineNs) ? BigInt(Math.max(0, Math.ceil(progress.deadlineNs - nowNs))) : (1n << 62n) / 1n;
  return memory.writeBytes(address, encodeTimespec(rest)) === 0 ? 'EINTR' : 'EFAULT';
}

function nanosleepInterrupted(context: SyscallContext, _request = 0n, rest = 0n): SyscallResult {
  return storeRest(context, rest);
}

/** @see clock_nanosleep(2) */
function clockNanosleep(context: SyscallContext, id = 0n, flags = 0n, request = 0n): SyscallResult {
  const { progress, nowNs } = context;
  if (progress.deadlineNs !== undefined) return sleepUntil(context, progress.deadlineNs);
  const now = readClock(context, Number(id));
  if (now === undefined || Number(id) === clocks.CLOCK_THREAD_CPUTIME_ID) return 'EINVAL';
  if (Number(id) === clocks.CLOCK_PROCESS_CPUTIME_ID || id < 0n) return 'EOPNOTSUPP';
  const time = readTimespec(context.memory, request);
  if (typeof time === 'string') return time;
  const span = (Number(flags) & TIMER_ABSTIME) !== 0 ? time - now : time;
  return sleepUntil(context, deadlineAfter(nowNs, span < 0n ? 0n : span));
}

function clockNanosleepInterrupted(context: SyscallContext, _id = 0n, flags = 0n, _request = 0n, rest = 0n): SyscallResult {
  return (Number(flags) & TIMER_ABSTIME) !== 0 ? 'EINTR' : storeRest(context, rest);
}

/** @see times(2) */
function times({ kernel, process, memory, nowNs }: SyscallContext, address = 0n): SyscallResult {
  const { ticksPerSecond } = kernel.config;
  const ticks = (ns: number): bigint => BigInt(Math.floor((ns * ticksPerSecond) / 1e9));
  if (address !== 0n) {
    const own = processUsage(process);
    const { childrenUsage } = process;
    const bytes = new Uint8Array(32);
    const view = new DataView(bytes.buffer);
    const times = [own.utimeNs, own.stimeNs, childrenUsage.utimeNs, childrenUsage.stimeNs];
    for (const [index, ns] of times.entries()) view.setBigInt64(8 * index, ticks(ns), true);
    if (memory.writeBytes(address, bytes) !== 0) return 'EFAULT';
  }
  return ticks(nowNs);
}

/** Time left and interval of a timer, nanoseconds. */
interface TimerValue {
  readonly leftNs: number;
  readonly intervalNs: number;
}

function timerValue(kernel: KernelState, process: Process, which: number, nowNs: number): TimerValue {
  if (which === ITIMER_REAL) return { leftNs: realTimerLeftNs(kernel, process, nowNs), intervalNs: process.realIntervalNs };
  const timer = cpuTimerOf(process, which);
  const leftNs = timer.dueNs === 0 ? 0 : Math.max(1000, timer.dueNs - usedNs(process, which));
  return { leftNs, intervalNs: timer.intervalNs };
}

function cpuTimerOf(process: Process, which: number): CpuTimer {
  return which === ITIMER_VIRTUAL ? process.virtualTimer : process.profTimer;
}

/** CPU time that a CPU timer counts: user time, or all. */
function usedNs(process: Process, which: number): number {
  const usage = processUsage(process);
  return which === ITIMER_VIRTUAL ? usage.utimeNs : usage.utimeNs + usage.stimeNs;
}

function writeTimer({ memory }: SyscallContext, address: bigint, { leftNs, intervalNs }: TimerValue): 0 | 'EFAULT' {
  const bytes = new Uint8Array(32);
  bytes.set(encodeTimeval(BigInt(Math.floor(intervalNs))), 0);
  bytes.set(encodeTimeval(BigInt(Math.ceil(leftNs))), 16);
  return memory.writeBytes(address, bytes);
}

function isTimer(which: number): boolean {
  return which === ITIMER_REAL || which === ITIMER_VIRTUAL || which === ITIMER_PROF;
}

/** @see getitimer(2) */
function getitimer(context: SyscallContext, which = 0n, address = 0n): SyscallResult {
  if (!isTimer(Number(which))) return 'EINVAL';
  return writeTimer(context, address, timerValue(context.kernel, context.process, Number(which), context.nowNs));
}

function readTimer({ memory }: SyscallContext, address: bigint): TimerValue | Errno {
  if (address === 0n) return { leftNs: 0, intervalNs: 0 };
  const interval = readTimeval(memory, address);
  const value = readTimeval(memory, address + 16n);
  if (typeof interval === 'string') return interval;
  return typeof value === 'string' ? value : { leftNs: Number(value), intervalNs: Number(interval) };
}

/** @see setitimer(2) */
function setitimer(context: SyscallContext, which = 0n, address = 0n, old = 0n): SyscallResult {
  const { kernel, process, hart, nowNs } = context;
  const timer = Number(which);
  if (!isTimer(timer)) return 'EINVAL';
  const value = readTimer(context, address);
  if (typeof value === 'string') return value;
  const before = timerValue(kernel, process, timer, nowNs);
  if (timer === ITIMER_REAL) setRealTimer(kernel, hart, process, value.leftNs === 0 ? undefined : nowNs + value.leftNs, value.intervalNs);
  else {
    const cpuTimer = cpuTimerOf(process, timer);
    cpuTimer.dueNs = value.leftNs === 0 ? 0 : usedNs(process, timer) + value.leftNs;
    cpuTimer.intervalNs = value.intervalNs;
  }
  return old === 0n ? 0 : writeTimer(context, old, before);
}

export const timeSyscalls: readonly Syscall[] = [
  {
    number: 101,
    name: 'nanosleep',
    parameters: ['address', 'address'],
    handle: nanosleep,
    interruption: 'never',
    interrupted: nanosleepInterrupted,
  },
  { number: 102, name: 'getitimer', parameters: ['int', 'address'], handle: getitimer },
  { number: 103, name: 'setitimer', parameters: ['int', 'address', 'address'], handle: setitimer },
  { number: 112, name: 'clock_settime', parameters: ['int', 'address'], handle: clockSettime },
  { number: 113, name: 'clock_gettime', parameters: ['int', 'address'], handle: clockGettime },
  { number: 114, name: 'clock_getres', parameters: ['int', 'address'], handle: clockGetres },
  {
    number: 115,
    name: 'clock_nanosleep',
    parameters: ['int', 'flags', 'address', 'address'],
    handle: clockNanosleep,
    interruption: 'never',
    interrupted: clockNanosleepInterrupted,
  },
  { number: 153, name: 'times', parameters: ['address'], handle: times },
  { number: 169, name: 'gettimeofday', parameters: ['address', 'address'], handle: gettimeofday },
  { number: 170, name: 'settimeofday', parameters: ['address', 'address'], handle: settimeofday },
];
