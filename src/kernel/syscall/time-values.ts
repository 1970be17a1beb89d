// Time structures in a program's memory. Knows no clock.
import { decodeTimespec, decodeTimeval, timespecSize } from '../../abi/clock.js';
import type { Errno } from '../../abi/errno.js';
import type { UserMemory } from '../mm/user-memory.js';

/** Nanoseconds of the struct timespec at `va`. EINVAL when it is no time. */
export function readTimespec(memory: UserMemory, va: bigint): bigint | Errno {
  const bytes = memory.readBytes(va, timespecSize);
  return bytes === 'EFAULT' ? bytes : (decodeTimespec(bytes) ?? 'EINVAL');
}

/** Nanoseconds of the struct timeval at `va`. */
export function readTimeval(memory: UserMemory, va: bigint): bigint | Errno {
  const bytes = memory.readBytes(va, timespecSize);
  return bytes === 'EFAULT' ? bytes : (decodeTimeval(bytes) ?? 'EINVAL');
}

/** A deadline `spanNs` from `nowNs`; spans beyond all simulated time never end. */
export function deadlineAfter(nowNs: number, spanNs: bigint): number {
  return spanNs > BigInt(Number.MAX_SAFE_INTEGER) ? Infinity : nowNs + Number(spanNs);
}
