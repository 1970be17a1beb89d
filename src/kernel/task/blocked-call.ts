// A system call that could not finish, as data: what was asked, how far it came, what it waits for. Knows no handler.
import type { Wait } from '../sleep/wait-queue.js';

/** Bytes of an ecall instruction: the pc of a task in a call lies so far behind it. */
export const ecallBytes = 4n;

/** Why the last wait of a call ended. */
export type WakeReason = 'event' | 'deadline' | 'signal';

/**
 * What a call remembers between its tries. Fresh for each call; kept while it is blocked; written by the call's own handler,
 * but for `tries` and `wokenBy`, which the dispatcher and the scheduler write.
 */
export interface CallProgress {
  /** Tries before this one: 0 on the first. */
  tries: number;
  /** What woke the task before this try; undefined on the first. */
  wokenBy: WakeReason | undefined;
  /** Units (bytes) already moved. A call that a signal interrupts with `done > 0` returns `done`. */
  done: number;
  /** Absolute mtime in nanoseconds computed on the first try, so that a relative timeout does not start anew. */
  deadlineNs: number | undefined;
  /** Whatever else the handler must find again: plain data. */
  data: unknown;
}

/** The invariant: the task is in S or D, or was stopped there, exactly while its tid lies in each queue of `wait`. */
export interface BlockedCall {
  readonly number: number;
  readonly arguments: readonly bigint[];
  readonly progress: CallProgress;
  wait: Wait;
  /** Timer of the wait's deadline; 0: none, or it has expired. */
  timer: number;
}

export function freshProgress(): CallProgress {
  return { tries: 0, wokenBy: undefined, done: 0, deadlineNs: undefined, data: undefined };
}
