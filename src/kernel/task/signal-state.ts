// Signals as data: masks, queues, actions. Knows no delivery; signal/ is the only writer.

/** A set of signals: bit n-1 stands for signal n, as sigset_t. */
export type SignalSet = bigint;

/** One pending signal with what siginfo_t carries. @see sigaction(2) */
export interface SignalInfo {
  readonly signo: number;
  readonly code: number;
  /** Sender (SI_USER, SI_QUEUE, SI_TKILL) or child (SIGCHLD). */
  readonly pid?: number;
  readonly uid?: number;
  /** sigval of SI_QUEUE and SI_TIMER: raw 64 bits. */
  readonly value?: bigint;
  /** SIGCHLD: exit status or signal; times in clock ticks. */
  readonly status?: number;
  readonly utimeTicks?: number;
  readonly stimeTicks?: number;
  /** SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP: faulting address. */
  readonly address?: bigint;
}

/** Standard signals appear at most once in `queue`; real-time signals as often as they were sent. `set` has a bit for each queued. */
export interface PendingSignals {
  set: SignalSet;
  readonly queue: SignalInfo[];
}

/** struct sigaction of riscv64 (no restorer). */
export interface SignalAction {
  /** 0 SIG_DFL, 1 SIG_IGN, else the handler's address. */
  readonly handler: bigint;
  readonly flags: number;
  readonly mask: SignalSet;
}

/** Actions by signal number; absent: SIG_DFL. Shared by the threads of a process. */
export type SignalActions = Map<number, SignalAction>;

export interface AlternateStack {
  readonly address: bigint;
  readonly sizeBytes: number;
  readonly flags: number;
}

export interface TaskSignals {
  blocked: SignalSet;
  /** The mask to put back after the handler: set while rt_sigsuspend, ppoll or pselect6 replace the mask. */
  savedMask: SignalSet | undefined;
  readonly pending: PendingSignals;
  /** Signals that rt_sigtimedwait waits for, 0 otherwise: they wake although blocked. */
  awaited: SignalSet;
  alternateStack: AlternateStack | undefined;
  /** Something unblocked may be pending: look before returning to user mode. A hint, never missing. */
  attention: boolean;
}

export function noSignals(): PendingSignals {
  return { set: 0n, queue: [] };
}

export function freshTaskSignals(blocked: SignalSet = 0n): TaskSignals {
  return { blocked, savedMask: undefined, pending: noSignals(), awaited: 0n, alternateStack: undefined, attention: false };
}
