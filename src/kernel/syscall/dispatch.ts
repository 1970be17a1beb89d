// From a call's number and registers to its result: converts arguments, runs the handler, charges it, lets the task sleep. Knows rows, not what they do.
import { chargeNoted } from '../ledger/kernel-memory.js';
import { chargePass, chargeWork } from '../ledger/kernel-work.js';
import { type Errno, errnos } from '../../abi/errno.js';
import type { KernelState } from '../kernel-state.js';
import { kernelPaths, pathInstructions } from '../ledger/kernel-paths.js';
import { book, category, countPath, record } from '../ledger/ledger.js';
import { killForMemory } from '../lifecycle/out-of-memory.js';
import type { UserMemory } from '../mm/user-memory.js';
import { restoreMask } from '../signal/mask.js';
import { type BlockedCall, type CallProgress, ecallBytes, freshProgress } from '../task/blocked-call.js';
import type { Hart } from '../task/hardware.js';
import { logLine } from '../task/kernel-log.js';
import type { Task } from '../task/task.js';
import { traceCall, traceReturn } from '../trace/hooks.js';
import { CallContext } from './context.js';
import { isWait, type ParameterKind, type Syscall, type SyscallResult } from './syscall.js';
import { syscallByNumber, syscalls } from './table.js';

const A0 = 10;

/** How an argument register becomes what the handler gets. */
const conversions: Readonly<Record<ParameterKind, (raw: bigint) => bigint>> = {
  int: (raw) => BigInt.asIntN(32, raw),
  fd: (raw) => BigInt.asIntN(32, raw),
  pid: (raw) => BigInt.asIntN(32, raw),
  signal: (raw) => BigInt.asIntN(32, raw),
  flags: (raw) => BigInt.asIntN(32, raw),
  uint: (raw) => BigInt.asUintN(32, raw),
  mode: (raw) => BigInt.asUintN(32, raw),
  long: (raw) => BigInt.asIntN(64, raw),
  size: (raw) => BigInt.asUintN(64, raw),
  address: (raw) => BigInt.asUintN(64, raw),
  string: (raw) => BigInt.asUintN(64, raw),
};

/** How a try ended: with a result, or with a wait that stands in `task.blocked` now; putting the task to sleep is the caller's. */
export type CallOutcome = 'done' | 'waits';

/** Made once, since each call looks its name up several times. */
const categories: ReadonlyMap<Syscall, string> = new Map(syscalls.map((row) => [row, `syscall:${row.name}`]));

/** The ledger's category of a call. */
export function callCategory(row: Syscall | undefined): string {
  return (row && categories.get(row)) ?? 'syscall:unknown';
}

/** Handles call `number` of the hart's current task: the first try. The pc moves past the ecall. */
export function enterCall(kernel: KernelState, hart: Hart, task: Task, number: number): CallOutcome {
  hart.pc = BigInt.asUintN(64, hart.pc + ecallBytes);
  const row = syscallByNumber(number);
  task.counters.systemCalls++;
  countPath(kernel.ledger, hart, task, category(kernel.ledger, callCategory(row)));
  if (row === undefined) {
    traceCall(kernel, hart, task, { name: unknownName(number), number }, []);
    reportUnknown(kernel, hart, task, number);
    chargeWork(kernel.ledger, hart, task, callCategory(row), 'systemCall');
    finish(kernel, hart, task, number, 'ENOSYS');
    return 'done';
  }
  const parameters = row.parameters.map((kind, index) => conversions[kind](hart.readX(A0 + index)));
  traceCall(kernel, hart, task, row, parameters);
  return attempt(kernel, hart, task, row, { number, arguments: parameters, progress: freshProgress() });
}

/** Tries a blocked call again, on the hart that holds the task's registers. */
export function retryCall(kernel: KernelState, hart: Hart, task: Task, call: BlockedCall): CallOutcome {
  const row = rowOf(call.number);
  call.progress.tries++;
  task.blocked = undefined;
  return attempt(kernel, hart, task, row, call);
}

/**
 * Ends the call that the task is blocked in because a handler is about to run: with what was done so far, by starting it anew after the handler, or with EINTR.
 * @see signal(7) "Interruption of system calls and library functions by signal handlers"
 */
export function interruptCall(kernel: KernelState, hart: Hart, task: Task, restarts: boolean): void {
  const call = task.blocked;
  if (call === undefined) return;
  const row = rowOf(call.number);
  task.blocked = undefined;
  if (call.progress.done > 0) finish(kernel, hart, task, call.number, call.progress.done);
  else if (restarts && row.interruption !== 'never') {
    hart.pc = BigInt.asUintN(64, hart.pc - ecallBytes);
    traceReturn(kernel, hart, task, row.name, undefined);
  } else {
    const context = new CallContext(kernel, hart, task, call.progress, 'noted');
    const result = row.interrupted?.(context, ...call.arguments) ?? 'EINTR';
    finish(kernel, hart, task, call.number, isWait(result) ? 'EINTR' : result);
  }
}

function attempt(kernel: KernelState, hart: Hart, task: Task, row: Syscall, call: PartialCall): CallOutcome {
  const result = tryCall(kernel, hart, task, row, call);
  if (task.state === 'Z' || task.state === 'X') return 'done';
  if (isWait(result)) {
    task.blocked = { number: row.number, arguments: call.arguments, progress: call.progress, wait: result, timer: 0 };
    return 'waits';
  }
  restoreMask(task);
  finish(kernel, hart, task, row.number, result);
  return 'done';
}

/** Runs the handler; when it failed for want of frames, a process is killed and it runs again. */
function tryCall(kernel: KernelState, hart: Hart, task: Task, row: Syscall, call: PartialCall): SyscallResult {
  for (let kills = 0; ; kills++) {
    const context = new CallContext(kernel, hart, task, call.progress, 'charged');
    const result = row.handle(context, ...call.arguments);
    charge(kernel, hart, task, row, context);
    if (result !== 'EFAULT' || context.usedMemory?.outOfMemory !== true || kills === maximumKills) return result;
    killForMemory(kernel, task);
    if (task.state === 'Z' || task.state === 'X') return result;
  }
}

/** Processes that one call may have killed for its memory. */
const maximumKills = 8;

interface PartialCall {
  readonly number: number;
  readonly arguments: readonly bigint[];
  readonly progress: CallProgress;
}

function charge(kernel: KernelState, hart: Hart, task: Task, row: Syscall, { usedMemory, extraInstructions, passes }: CallContext): void {
  const { copiedBytes, waitedCycles, faultCycles } = usedMemory ?? noMemory;
  const fixed = row.path === undefined ? (row.instructions ?? kernelPaths.systemCall.instructions) : 0;
  const copying = Math.ceil(copiedBytes * kernelPaths.systemCall.perUnit);
  const payer = task.state === 'Z' || task.state === 'X' ? undefined : task;
  const name = callCategory(row);
  if (waitedCycles > 0) book(kernel.ledger, hart, payer, category(kernel.ledger, name), waitedCycles);
  if (faultCycles > 0) book(kernel.ledger, hart, payer, category(kernel.ledger, 'fault'), faultCycles);
  chargePass(kernel.ledger, hart, payer, name, 'systemCall', fixed + copying + extraInstructions);
  if (row.path !== undefined) chargeWork(kernel.ledger, hart, payer, name, row.path);
  for (const [path, instructions] of passes) chargePass(kernel.ledger, hart, payer, name, path, instructions);
  chargeNoted(kernel.ledger, hart, payer, name, kernel.memory.work);
  if (usedMemory !== undefined) chargeFaults(kernel, hart, task, payer, usedMemory);
}

/** What a call has copied that needed no memory of its caller. */
const noMemory = { copiedBytes: 0, waitedCycles: 0, faultCycles: 0 } as const;

/** Faults that the kernel took on its way through the caller's memory. */
function chargeFaults(
  kernel: KernelState,
  hart: Hart,
  task: Task,
  payer: Task | undefined,
  { minorFaults, majorFaults }: Pick<UserMemory, 'minorFaults' | 'majorFaults'>,
): void {
  task.counters.minorFaults += minorFaults;
  task.counters.majorFaults += majorFaults;
  kernel.faults.minor += minorFaults;
  kernel.faults.major += majorFaults;
  // Several in one call find the path's lines.
  if (minorFaults > 0) chargePass(kernel.ledger, hart, payer, 'fault', 'minorFault', minorFaults * pathInstructions('minorFault'));
  if (majorFaults > 0) chargePass(kernel.ledger, hart, payer, 'fault', 'majorFault', majorFaults * pathInstructions('majorFault'));
}

/** Puts the result into a0; an errno's name becomes its negated number here and nowhere else. */
function finish(kernel: KernelState, hart: Hart, task: Task, number: number, result: Exclude<SyscallResult, object>): void {
  const value = resultValue(result);
  hart.writeX(A0, BigInt.asUintN(64, value));
  traceReturn(kernel, hart, task, syscallByNumber(number)?.name ?? unknownName(number), result);
  record(kernel.ledger, task.tid * 1024 + number);
  record(kernel.ledger, Number(BigInt.asIntN(32, value)));
}

/** @see strace(1) */
function unknownName(number: number): string {
  return `syscall_0x${number.toString(16)}`;
}

function resultValue(result: bigint | number | Errno): bigint {
  if (typeof result === 'string') return BigInt(-errnos[result]);
  return BigInt(result);
}

function rowOf(number: number): Syscall {
  const row = syscallByNumber(number);
  if (row === undefined) throw new Error(`a task is blocked in system call ${number}, which does not exist`);
  return row;
}

/** Once per program and number, so that a log tells what is missing without drowning. */
function reportUnknown(kernel: KernelState, hart: Hart, task: Task, number: number): void {
  const { process } = task;
  process.reportedCalls ??= new Set();
  if (process.reportedCalls.has(number) || process.reportedCalls.size >= 64) return;
  process.reportedCalls.add(number);
  logLine(kernel.log, hart.mtimeNs, 'info', `${task.comm}[${process.pid}]: unknown system call ${number}`);
}
