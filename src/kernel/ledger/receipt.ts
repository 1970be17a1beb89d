// The itemised record of one context switch and of one system call: plain numbers, in cycles. Knows no task and no hart object.

/** Why a task left its core. */
export type LeaveReason = 'preempted' | 'yielded' | 'blocked' | 'stopped' | 'exited';

/** What an incoming task had to fetch again because others ran meanwhile. */
export interface ReloadCost {
  /** Cache lines and translations. */
  readonly lines: number;
  readonly cycles: number;
}

export interface SwitchParty {
  readonly tid: number;
  readonly comm: string;
}

/**
 * One context switch: the cycles between the last user instruction of one task and the first of the next. The parts sum to `total`.
 * Undefined parties are the idle loop.
 */
export interface SwitchReceipt {
  readonly atNs: number;
  readonly hart: number;
  readonly from: SwitchParty | undefined;
  readonly reason: LeaveReason | 'idle';
  /** What a blocked task waits in: `pipe_read`, `do_wait`... */
  readonly channel: string | undefined;
  readonly to: SwitchParty | undefined;
  /** The trap or interrupt that led here and its handler, up to the scheduler. */
  trapIn: number;
  save: number;
  pick: number;
  mmSwitch: number;
  restore: number;
  /** The rest of the way to user mode: a retried system call, signal frames, the trap's return. */
  trapOut: number;
  /** The direct cost: reloads are no part of it. */
  total: number;
  /** Undefined until it is measured. */
  reload?: ReloadCost | undefined;
}

/**
 * One mode switch: a system call that entered and left the kernel on the same task. `trapIn + handler + memory + trapOut = total`: what the call waited
 * for caches and memory on the whole way is in `memory` alone, 0 when none are simulated.
 */
export interface CallReceipt {
  readonly atNs: number;
  readonly hart: number;
  readonly tid: number;
  readonly comm: string;
  readonly name: string;
  readonly result: bigint;
  readonly trapIn: number;
  readonly handler: number;
  readonly memory: number;
  readonly trapOut: number;
  readonly total: number;
}
