// What open files answer to poll and ioctl. Knows no file.
import type { Errno } from '../../abi/errno.js';
import { ALWAYS_READY } from '../../abi/poll.js';
import type { Wait, WaitQueue } from '../sleep/wait-queue.js';

/** What poll(2) finds: events that hold now, and the queues that tell of changes. */
export interface Readiness {
  readonly events: number;
  readonly queues: readonly WaitQueue[];
}

/** Of files that never make anyone wait. */
export const alwaysReady: Readiness = { events: ALWAYS_READY, queues: [] };

/** What an ioctl gives: an error, a plain value, bytes for the caller's memory, or a wait. */
export type IoctlResult = Errno | number | Uint8Array | Wait;
