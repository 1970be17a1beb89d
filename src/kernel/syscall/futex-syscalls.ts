// futex: waiting for a word in memory to change. Knows keys and queues, and no lock.
import { FUTEX_CLOCK_REALTIME, FUTEX_COMMAND_MASK, FUTEX_PRIVATE_FLAG, futexOperations } from '../../abi/futex.js';
import type { Errno } from '../../abi/errno.js';
import { futexKey, futexQueue, wakeFutex } from '../lifecycle/futex.js';
import { findVma } from '../mm/vma.js';
import { leaveWaits } from '../sched/sleep.js';
import type { Syscall, SyscallContext, SyscallResult } from './syscall.js';
import { deadlineAfter, readTimespec } from './time-values.js';

/** Arguments by the names of the manual. */
interface FutexRequest {
  readonly address: bigint;
  readonly operation: number;
  readonly value: number;
  /** Address of a timespec, or a second count. */
  readonly timeout: bigint;
  readonly address2: bigint;
  readonly value3: number;
}

function keyAt({ process }: SyscallContext, address: bigint, operation: number): string | Errno {
  const { space } = process;
  if (space === undefined || address >= 1n << 38n) return 'EFAULT';
  if ((address & 3n) !== 0n) return 'EINVAL';
  const isPrivate = (operation & FUTEX_PRIVATE_FLAG) !== 0;
  // What is shared is known by what is mapped there.
  if (!isPrivate && findVma(space.vmas, Number(address)) === undefined) return 'EFAULT';
  return futexKey(space, address, isPrivate);
}

/** The deadline of a wait: relative for FUTEX_WAIT, absolute for FUTEX_WAIT_BITSET; undefined: none. */
function deadlineOf(context: SyscallContext, { operation, timeout }: FutexRequest): number | undefined | Errno {
  if (timeout === 0n) return undefined;
  const time = readTimespec(context.memory, timeout);
  if (typeof time === 'string') return time;
  if ((operation & FUTEX_COMMAND_MASK) === futexOperations.FUTEX_WAIT) return deadlineAfter(context.nowNs, time);
  const epoch = (operation & FUTEX_CLOCK_REALTIME) !== 0 ? context.kernel.config.bootEpochNs : 0n;
  return deadlineAfter(0, time < epoch ? 0n : time - epoch);
}

function wait(context: SyscallContext, request: FutexRequest, key: string): SyscallResult {
  const { kernel, memory, progress, nowNs } = context;
  if (progress.wokenBy === 'event') return 0;
  if (progress.tries === 0) {
    const found = memory.readU32(request.address);
    if (found === 'EFAULT') return found;
    if (found !== request.value) return 'EAGAIN';
    const deadline = deadlineOf(context, request);
    if (typeof deadline === 'string') return deadline;
    progress.deadlineNs = deadline ?? Infinity;
  }
  const deadlineNs = progress.deadlineNs ?? Infinity;
  if (nowNs >= deadlineNs) return 'ETIMEDOUT';
  return { queues: [futexQueue(kernel, key)], deadlineNs, channel: 'futex_wait_queue' };
}

/** Wakes some sleepers and moves others to a second address. */
function requeue(context: SyscallContext, request: FutexRequest, key: string): SyscallResult {
  const { kernel, memory } = context;
  const target = keyAt(context, request.address2, request.operation);
  if (target === 'EFAULT' || target === 'EINVAL') return target;
  if ((request.operation & FUTEX_COMMAND_MASK) === futexOperations.FUTEX_CMP_REQUEUE) {
    const found = memory.readU32(request.address);
    if (found === 'EFAULT') return found;
    if (found !== request.value3) return 'EAGAIN';
  }
  const woken = wakeFutex(kernel, key, request.value);
  return woken + moveSleepers(context, key, target, Number(BigInt.asUintN(32, request.timeout)));
}

function moveSleepers({ kernel }: SyscallContext, from: string, to: string, count: number): number {
  const source = kernel.futexes.get(from);
  let moved = 0;
  if (source === undefined) return moved;
  const queue = futexQueue(kernel, to);
  for (const tid of [...source.waiters]) {
    const task = kernel.tasks.tasks.get(tid);
    if (moved >= count || task?.blocked === undefined) break;
    const { blocked } = task;
    const { timer } = blocked;
    blocked.timer = 0;
    leaveWaits(kernel, task);
    blocked.timer = timer;
    blocked.wait = { ...blocked.wait, queues: [queue] };
    queue.waiters.add(tid);
    moved++;
  }
  return moved;
}

/** @see futex(2) */
function futex(context: SyscallContext, address = 0n, operation = 0n, value = 0n, timeout = 0n, address2 = 0n, value3 = 0n): SyscallResult {
  const key = keyAt(context, address, Number(operation));
  if (key === 'EFAULT' || key === 'EINVAL') return key;
  const request: FutexRequest = { address, operation: Number(operation), value: Number(value), timeout, address2, value3: Number(value3) };
  switch (request.operation & FUTEX_COMMAND_MASK) {
    case futexOperations.FUTEX_WAIT:
    case futexOperations.FUTEX_WAIT_BITSET:
      return wait(context, request, key);
    case futexOperations.FUTEX_WAKE:
    case futexOperations.FUTEX_WAKE_BITSET:
      return wakeFutex(context.kernel, key, request.value | 0);
    case futexOperations.FUTEX_REQUEUE:
    case futexOperations.FUTEX_CMP_REQUEUE:
      return requeue(context, request, key);
    default:
      return 'ENOSYS';
  }
}

export const futexSyscalls: readonly Syscall[] = [
  { number: 98, name: 'futex', parameters: ['address', 'int', 'uint', 'address', 'address', 'uint'], handle: futex },
];
