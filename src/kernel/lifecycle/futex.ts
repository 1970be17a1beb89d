// Sleepers by user address: whom futex(2) wakes, and who waits for a thread to end. Knows keys and queues, no operation of the call.
import type { KernelState } from '../kernel-state.js';
import type { AddressSpace } from '../mm/address-space.js';
import { wakeSome } from '../sched/sleep.js';
import { type WaitQueue, waitQueue } from '../sleep/wait-queue.js';

/** Private futexes are known by their space and address; shared ones by the frame and offset that the address maps to. */
export function futexKey(space: AddressSpace, address: bigint): string {
  return `${space.rootFrame}:${address}`;
}

export function futexQueue(kernel: KernelState, key: string): WaitQueue {
  const known = kernel.futexes.get(key);
  if (known !== undefined) return known;
  const queue = waitQueue();
  kernel.futexes.set(key, queue);
  return queue;
}

/** Wakes up to `count` sleepers; returns how many. */
export function wakeFutex(kernel: KernelState, key: string, count: number): number {
  const queue = kernel.futexes.get(key);
  if (queue === undefined) return 0;
  const woken = wakeSome(kernel, queue, count);
  if (queue.waiters.size === 0) kernel.futexes.delete(key);
  return woken;
}
