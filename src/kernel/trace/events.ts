// What a trace consists of: one row for each kind of event, plain data. Knows no file format and no reader.
import type { Errno } from '../../abi/errno.js';
import type { LeaveReason } from '../ledger/receipt.js';
import type { MissingCache } from '../task/memory-counts.js';
import type { PageSource } from '../mm/page-source.js';
import type { TaskState } from '../task/task.js';

/** Where a program was: an address, and what is mapped there. */
export interface ProgramPlace {
  readonly pc: bigint;
  /** Undefined: memory without a file. */
  readonly file?: MappedFile | undefined;
  /** The call that ra returns to: the caller's in a function that has called nothing yet, else often the function's own. */
  readonly returnsTo?: MappedFile | undefined;
}

/** A place in a file that is mapped. `source` is the kernel's own: to be looked at, never changed. */
export interface MappedFile {
  readonly source: PageSource;
  /** As /proc/[pid]/maps names it. */
  readonly name: string;
  /** In bytes from the file's start. */
  readonly offset: number;
}

/** The fields of each kind of event. A tid of 0 is the idle loop, or nobody. */
export interface TraceFields {
  /** A task is there from now on; `present`: it was there when tracing began. */
  readonly task: {
    readonly tid: number;
    readonly pid: number;
    readonly parent: number;
    readonly comm: string;
    readonly how: 'spawn' | 'fork' | 'thread' | 'present';
  };
  /** A process runs another program. */
  readonly exec: { readonly tid: number; readonly pid: number; readonly comm: string };
  /** A task gave itself another name. */
  readonly comm: { readonly tid: number; readonly comm: string };
  /** `status` is a wait status word. */
  readonly exit: { readonly tid: number; readonly pid: number; readonly status: number };
  /** The core changed hands: the registers of `to` are in it now. */
  readonly switch: {
    readonly from: number;
    readonly fromComm: string;
    readonly fromNice: number;
    readonly state: TaskState;
    readonly reason: LeaveReason | 'idle';
    readonly channel?: string | undefined;
    readonly to: number;
    readonly toComm: string;
    readonly toNice: number;
    /** Where the task that left goes on, or the call that it waits in; undefined: it was nobody, or has ended. */
    readonly at?: ProgramPlace | undefined;
  };
  /** What the core's last switch cost, in cycles; the parts sum to `total`. */
  readonly receipt: {
    readonly trapIn: number;
    readonly pick: number;
    readonly save: number;
    readonly mmSwitch: number;
    readonly restore: number;
    readonly trapOut: number;
    readonly total: number;
  };
  /** A task became runnable on core `target`. */
  readonly wake: {
    readonly tid: number;
    readonly comm: string;
    readonly nice: number;
    readonly target: number;
    readonly waker: number;
    readonly how: 'woken' | 'new';
  };
  readonly migrate: { readonly tid: number; readonly from: number; readonly to: number };
  /** A system call reached its handler. */
  readonly call: {
    readonly tid: number;
    readonly number: number;
    readonly name: string;
    readonly args: readonly bigint[];
    /** Its ecall. */
    readonly at: ProgramPlace;
  };
  /** It has its result; none: it starts anew after a signal handler. */
  readonly return: {
    readonly tid: number;
    readonly name: string;
    readonly result?: bigint | undefined;
    readonly errno?: Errno | undefined;
  };
  readonly fault: {
    readonly tid: number;
    readonly access: 'fetch' | 'load' | 'store';
    readonly address: bigint;
    readonly kind: 'minor' | 'major' | 'signal' | 'out-of-memory';
    /** The instruction that took it. */
    readonly at: ProgramPlace;
  };
  readonly signal: { readonly tid: number; readonly signo: number; readonly action: string };
  readonly interrupt: { readonly kind: 'timer' | 'ipi'; readonly tid: number };
  /** Tasks that wait on the run queue of core `queue`, the running one not counted. */
  readonly queue: { readonly queue: number; readonly length: number };
  /** What a cache of the core has missed since boot, programs and kernel together; looked at when the core changes hands and at ticks. */
  readonly misses: { readonly cache: MissingCache; readonly count: number };
}

export type TraceKind = keyof TraceFields;

/** When and where: nanoseconds since boot on the clock of the core that did it. */
export interface TracePlace {
  readonly ns: number;
  readonly core: number;
}

/** One event. For each core they stand in the order of time. */
export type TraceEvent = { [K in TraceKind]: TracePlace & { readonly event: K } & TraceFields[K] }[TraceKind];
