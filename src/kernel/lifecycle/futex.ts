// Sleepers by user address: whom futex(2) wakes, and who waits for a thread to end. Knows keys and queues, no operation of the call.
import type { KernelState } from '../kernel-state.js';
import type { AddressSpace } from '../mm/address-space.js';
import { findVma, VM_SHARED } from '../mm/vma.js';
import { wakeSome } from '../sched/sleep.js';
import { type WaitQueue, waitQueue } from '../sleep/wait-queue.js';

/**
 * What tells one futex from another: private ones by space and address, those in shared mappings by the object mapped and the place in it.
 *
 * @param isPrivate the caller promises that no other process uses it (FUTEX_PRIVATE_FLAG)
 */
export function futexKey(space: AddressSpace, address: bigint, isPrivate: boolean): string {
  const va = Number(address);
  const vma = isPrivate ? undefined : findVma(space.vmas, va);
  if (vma?.source === undefined || (vma.flags & VM_SHARED) === 0) return `${space.rootFrame}:${va}`;
  return `${vma.source.device}/${vma.source.inode}:${vma.offset + va - vma.start}`;
}

export function futexQueue(kernel: KernelState, key: string): WaitQueue {
  const known = kernel.futexes.get(key);
  if (known !== undefined) return known;
  if (kernel.futexes.size > sweepAbove + 2 * kernel.tasks.tasks.size) sweep(kernel);
  const queue = waitQueue();
  kernel.futexes.set(key, queue);
  return queue;
}

/** Queues beside those that sleeping tasks can account for, before the empty ones are looked for. */
const sweepAbove = 256;

/** Sleepers that were interrupted or killed leave empty queues behind: they are removed together, now and then. */
function sweep({ futexes }: KernelState): void {
  for (const [key, queue] of futexes) if (queue.waiters.size === 0) futexes.delete(key);
}

/** Wakes up to `count` sleepers; returns how many. */
export function wakeFutex(kernel: KernelState, key: string, count: number): number {
  const queue = kernel.futexes.get(key);
  if (queue === undefined) return 0;
  const woken = wakeSome(kernel, queue, count);
  if (queue.waiters.size === 0) kernel.futexes.delete(key);
  return woken;
}
