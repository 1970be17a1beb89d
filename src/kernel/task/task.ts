// Tasks, processes, process groups and sessions: state only. Each group of fields names its writer; this room stores and finds, it decides nothing.
import type { DescriptorTable } from '../fs/descriptor-table.js';
import type { FsContext, Location } from '../fs/inode.js';
import type { AddressSpace } from '../mm/address-space.js';
import type { Credentials } from '../sleep/credentials.js';
import type { WaitQueue } from '../sleep/wait-queue.js';
import type { BlockedCall } from './blocked-call.js';
import type { TaskCounters, Usage } from './counters.js';
import type { Limits } from './limits.js';
import type { Pcb } from './pcb.js';
import type { Scheduling } from './scheduling.js';
import type { PendingSignals, SignalActions, TaskSignals } from './signal-state.js';

/**
 * As ps(1) shows them: running or runnable, sleeping, sleeping uninterruptibly, stopped, stopped by a tracer, zombie, dead, idle kernel thread.
 * @see proc_pid_stat(5)
 */
export type TaskState = 'R' | 'S' | 'D' | 'T' | 't' | 'Z' | 'X' | 'I';

export interface Task {
  /** Thread id; the pid for the first thread of a process. */
  readonly tid: number;
  readonly process: Process;
  /** Up to 15 bytes; execve and prctl write it. */
  comm: string;
  /** Written by sched/ (R S D), signal/ (T) and lifecycle/ (Z X). */
  state: TaskState;
  /** The call that it waits in, also while it is stopped or runnable again and has not retried yet. Written by syscall/dispatch.ts. */
  blocked: BlockedCall | undefined;
  readonly pcb: Pcb;
  readonly scheduling: Scheduling;
  readonly signals: TaskSignals;
  readonly counters: TaskCounters;
  /** mtime of its creation. */
  readonly startNs: number;
  /** User address that exit zeroes and wakes as a futex; 0: none. @see set_tid_address(2) */
  clearChildTid: number;
  /** User address of the robust futex list; 0: none. */
  robustList: number;
  /** Signal to get when the parent dies; 0: none. @see PR_SET_PDEATHSIG */
  parentDeathSignal: number;
  /** Nanoseconds. @see PR_SET_TIMERSLACK */
  timerSlackNs: number;
}

/** What read(2) and write(2) moved; the file calls write it. @see proc_pid_io(5) */
export interface IoCounters {
  readChars: number;
  writtenChars: number;
  readCalls: number;
  writeCalls: number;
}

/** ITIMER_VIRTUAL and ITIMER_PROF: the process's CPU time at which it is due, nanoseconds; 0 is off. */
export interface CpuTimer {
  dueNs: number;
  intervalNs: number;
}

/** Job control. Written by signal/. */
export interface StopState {
  /** All its tasks are in T (or will be before they run again). */
  stopped: boolean;
  /** The signal that stopped it. */
  signal: number;
  /** What wait4(2) has not been told yet. */
  news: 'stopped' | 'continued' | undefined;
}

/**
 * Invariants: `tasks[0]` is the leader, from its birth until the process is reaped; `space`, `files` and `fs` are undefined exactly while it is a zombie;
 * `parent` is undefined for init and for programs that the host started.
 */
export interface Process {
  readonly pid: number;
  parent: Process | undefined;
  readonly children: Set<Process>;
  /** Children that have news for wait4(2): zombies, stopped, continued. */
  readonly reportable: Set<Process>;
  /** Sleepers of wait4 and waitid. */
  readonly childNews: WaitQueue;
  /** Sleeper of vfork(2): woken when this process calls execve or exits; undefined when nobody waits. */
  vforkDone: WaitQueue | undefined;
  /** The signal that the parent gets when it ends; 0: none. */
  exitSignal: number;
  /** The first thread: the process is known by it until it is reaped. */
  readonly leader: Task;
  /** Threads, the leader first. A leader stays here in Z until the process is reaped; other threads leave when they exit. */
  readonly tasks: Task[];
  space: AddressSpace | undefined;
  files: DescriptorTable | undefined;
  /** The file that execve ran, for /proc/[pid]/exe; undefined while it is a zombie. Written by lifecycle/. */
  executable: Location | undefined;
  fs: FsContext | undefined;
  credentials: Credentials;
  group: ProcessGroup;
  /** wait status word as wait4(2) gives it; undefined while it lives. */
  exitStatus: number | undefined;
  /** All threads have ended; it waits to be reaped. */
  zombie: boolean;
  /** An exit_group or a fatal signal is under way: every task dies with `exitStatus`. */
  exiting: boolean;
  limits: Limits;
  actions: SignalActions;
  readonly pending: PendingSignals;
  readonly stop: StopState;
  /** Of threads that have exited. */
  readonly goneThreads: Usage;
  /** Of children that were waited for, theirs included. */
  readonly childrenUsage: Usage;
  readonly io: IoCounters;
  /** mtime of its creation. */
  readonly startNs: number;
  /** It called execve since fork: its parent may no longer setpgid it. */
  executed: boolean;
  oomScoreAdj: number;
  dumpable: boolean;
  noNewPrivileges: boolean;
  /** PR_SET_CHILD_SUBREAPER. */
  subreaper: boolean;
  /** ITIMER_REAL: id of the armed timer in sched/timers, 0: off. */
  realTimer: number;
  realIntervalNs: number;
  virtualTimer: CpuTimer;
  profTimer: CpuTimer;
  /** CPU time at which the next SIGXCPU is due; 0: RLIMIT_CPU is not set or not reached yet. */
  cpuLimitNs: number;
  /** Unknown call numbers that were reported in the kernel log. */
  reportedCalls: Set<number> | undefined;
}

/** @see credentials(7) "Sessions" */
export interface Session {
  readonly sid: number;
  /** Undefined once the leader has exited. */
  leader: Process | undefined;
  readonly groups: Set<ProcessGroup>;
  /** Device number of the controlling terminal; 0: none. */
  terminal: number;
}

export interface ProcessGroup {
  readonly pgid: number;
  readonly session: Session;
  readonly members: Set<Process>;
}
