// Who waits for what, as data: a queue holds thread ids, so no room below task/ needs to know a task.

/** Threads that sleep until something happens here. The scheduler is the only writer of `waiters`. */
export interface WaitQueue {
  /** Thread ids in order of arrival. */
  readonly waiters: Set<number>;
}

export function waitQueue(): WaitQueue {
  return { waiters: new Set() };
}

/**
 * What a call that cannot finish returns: it is tried again when one of the queues is woken,
 * when the deadline passes, or when a signal arrives. Partial progress lives in the task's blocked call.
 */
export interface Wait {
  readonly queues: readonly WaitQueue[];
  /** Nanoseconds of mtime at which to wake without an event; absent: never. */
  readonly deadlineNs?: number;
  /** Shown in /proc/[pid]/wchan, named like the Linux function that sleeps: `pipe_read`, `do_wait`, `hrtimer_nanosleep`. */
  readonly channel: string;
  /** Signals do not end this wait; the task shows as D. */
  readonly uninterruptible?: boolean;
}

/** How rooms below the scheduler wake sleepers: handed to them by the kernel. */
export type Wake = (queue: WaitQueue) => void;
