// What a system call is to the table, the dispatcher and the tracers: a row, a context, a result. Knows no call by name.
import type { Errno } from '../../abi/errno.js';
import type { KernelState } from '../kernel-state.js';
import type { KernelPathName } from '../ledger/kernel-paths.js';
import type { UserMemory } from '../mm/user-memory.js';
import type { Wait } from '../sleep/wait-queue.js';
import type { CallProgress } from '../task/blocked-call.js';
import type { Hart } from '../task/hardware.js';
import type { Process, Task } from '../task/task.js';

/**
 * How an argument register is read. `int`, `fd`, `pid`, `signal`, `flags`: the low 32 bits, sign-extended, as C's int. `uint`, `mode`: the low 32 bits.
 * `long`: 64 bits, signed. `size`, `address`, `string`: 64 bits, unsigned. Handlers get the converted bigint.
 */
export type ParameterKind = 'int' | 'fd' | 'pid' | 'signal' | 'flags' | 'uint' | 'mode' | 'long' | 'size' | 'address' | 'string';

/** A number or bigint for a0, an errno (negated once, by the dispatcher), or what to wait for before the call is tried again. */
export type SyscallResult = bigint | number | Errno | Wait;

/** What a handler may use. Made anew for each try; nothing may keep it. */
export interface SyscallContext {
  readonly kernel: KernelState;
  readonly task: Task;
  readonly process: Process;
  /** Holds the caller's registers. */
  readonly hart: Hart;
  /** The caller's memory. Bytes that pass through it are charged. */
  readonly memory: UserMemory;
  /** What earlier tries left; `tries` is 0 on the first. */
  readonly progress: CallProgress;
  /** mtime of the hart, nanoseconds since boot. */
  readonly nowNs: number;
  /** Adds `instructions` of kernel work beyond the row's cost to this call. */
  charge(instructions: number): void;
  /** Adds a pass of a kernel path, with `units` of its work: its instructions, and the lines that it touches. */
  pass(path: KernelPathName, units?: number): void;
}

export interface Syscall {
  /** Number of Linux's generic table, as riscv64 has it. */
  readonly number: number;
  readonly name: string;
  readonly parameters: readonly ParameterKind[];
  /** @returns see SyscallResult; it throws only when the kernel is wrong */
  readonly handle: (context: SyscallContext, ...parameters: bigint[]) => SyscallResult;
  /** Instructions of the handler; absent: the null call's. */
  readonly instructions?: number;
  /** The path whose instructions and lines are the handler's, instead. */
  readonly path?: KernelPathName;
  /**
   * What a handler that ran during the wait does to the call: `restart` (absent) obeys SA_RESTART, `never` always gives EINTR.
   * Moved bytes (`progress.done > 0`) are returned first. @see signal(7) "Interruption of system calls"
   */
  readonly interruption?: 'restart' | 'never';
  /** Called when a signal ends the wait with EINTR, e.g. to store the time left; its result replaces EINTR. */
  readonly interrupted?: (context: SyscallContext, ...parameters: bigint[]) => SyscallResult;
}

export function isWait(result: SyscallResult): result is Wait {
  return typeof result === 'object';
}
