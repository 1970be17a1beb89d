// sched_setattr and sched_getattr: all of a task's scheduling as one record. Knows the record's bytes; who may change what stands with the other calls.
import { encodeSchedAttr, readSchedAttr, SCHED_ATTR_BYTES, type SchedAttr, schedFlags } from '../../abi/sched.js';
import type { Errno } from '../../abi/errno.js';
import type { Task } from '../task/task.js';
import { changeClass, mayChange, reniceOne, taskOf } from './scheduling-syscalls.js';
import type { Syscall, SyscallContext, SyscallResult } from './syscall.js';

/** Bytes of the record's first version. @see sched_setattr(2) */
const FIRST_VERSION_BYTES = 48;

/** The record at `address`, of whatever size it says; bytes that we do not know must be zero. */
function readAttr({ memory }: SyscallContext, address: bigint): SchedAttr | Errno {
  const size = memory.readU32(address);
  if (size === 'EFAULT') return size;
  const length = size === 0 ? FIRST_VERSION_BYTES : size;
  if (length < FIRST_VERSION_BYTES || length > 4096) return memory.writeU32(address, SCHED_ATTR_BYTES) === 0 ? 'E2BIG' : 'EFAULT';
  const bytes = memory.readBytes(address, length);
  if (bytes === 'EFAULT') return bytes;
  if (bytes.subarray(SCHED_ATTR_BYTES).some((byte) => byte !== 0)) return 'E2BIG';
  return readSchedAttr(bytes);
}

/**
 * @see sched_setattr(2). `sched_runtime` of an ordinary task is how long it says that its bursts are, as Linux since 6.12 takes it for the length of
 * its slices: the policy sjf goes by it.
 */
function schedSetattr(context: SyscallContext, tid = 0n, address = 0n, flags = 0n): SyscallResult {
  const target = taskOf(context, tid);
  if (address === 0n || tid < 0n || flags !== 0n) return 'EINVAL';
  const attr = readAttr(context, address);
  if (typeof attr === 'string') return attr;
  if ((attr.flags & ~schedFlags.known) !== 0) return 'EINVAL';
  if (target === undefined) return 'ESRCH';
  const { scheduling } = target;
  if (!mayChange(context, target.process)) return 'EPERM';
  const keeps = (flag: number): boolean => (attr.flags & flag) !== 0;
  const changed = changeClass(context, target, {
    policy: keeps(schedFlags.KEEP_POLICY) ? scheduling.policy : attr.policy,
    priority: keeps(schedFlags.KEEP_PARAMS) ? scheduling.realtimePriority : attr.priority,
    resetOnFork: keeps(schedFlags.RESET_ON_FORK),
  });
  if (changed !== 0 || keeps(schedFlags.KEEP_PARAMS)) return changed;
  return setOrdinary(context, target, attr);
}

function setOrdinary(context: SyscallContext, target: Task, { nice, runtimeNs }: SchedAttr): 0 | Errno {
  const { scheduling } = target;
  if (scheduling.realtimePriority > 0) return 0;
  const hintNs = Math.min(runtimeNs, Number.MAX_SAFE_INTEGER);
  // What is known of past bursts counts for nothing after a new hint.
  if (hintNs !== scheduling.burstHintNs) scheduling.data.expectedNs = hintNs;
  scheduling.burstHintNs = hintNs;
  return reniceOne(context, target, Math.max(-20, Math.min(19, nice)));
}

/** @see sched_getattr(2) */
function schedGetattr(context: SyscallContext, tid = 0n, address = 0n, size = 0n, flags = 0n): SyscallResult {
  if (address === 0n || tid < 0n || size < BigInt(FIRST_VERSION_BYTES) || size > 4096n || flags !== 0n) return 'EINVAL';
  const target = taskOf(context, tid);
  if (target === undefined) return 'ESRCH';
  const { policy, resetOnFork, nice, realtimePriority, burstHintNs } = target.scheduling;
  const length = Math.min(Number(size), SCHED_ATTR_BYTES);
  const bytes = encodeSchedAttr(length, {
    policy,
    flags: resetOnFork ? schedFlags.RESET_ON_FORK : 0,
    nice: realtimePriority > 0 ? 0 : nice,
    priority: realtimePriority,
    runtimeNs: realtimePriority > 0 ? 0 : burstHintNs,
  });
  return context.memory.writeBytes(address, bytes);
}

export const schedulingAttributeSyscalls: readonly Syscall[] = [
  { number: 274, name: 'sched_setattr', parameters: ['pid', 'address', 'flags'], handle: schedSetattr },
  { number: 275, name: 'sched_getattr', parameters: ['pid', 'address', 'uint', 'flags'], handle: schedGetattr },
];
