// Where every trap and interrupt of a hart arrives: who handles it, and what the way in costs. Knows no handler's inside.
import { chargeNoted, stalledCycles } from './ledger/kernel-memory.js';
import { chargeTrap, chargeWork } from './ledger/kernel-work.js';
import { siCodes, signals } from '../abi/signals.js';
import type { TrapCause } from '../machine/trap.js';
import type { KernelState } from './kernel-state.js';
import { account, category, countPath, leaveKernel, record, settle } from './ledger/ledger.js';
import { bookCall } from './ledger/receipt-book.js';
import { killForMemory } from './lifecycle/out-of-memory.js';
import { forceSignal } from './lifecycle/post-signal.js';
import { checkCpuTimers, realTimerExpired } from './lifecycle/process-timers.js';
import { resetWork } from './mm/memory-work.js';
import { handleFault } from './mm/page-fault.js';
import { returnToUser, waitInCall } from './return-to-user.js';
import { balance } from './sched/balance.js';
import { reportRun } from './sched/run-queue.js';
import { policyOf, type RunQueue, runQueueOf } from './sched/scheduler.js';
import { wakeTask } from './sched/sleep.js';
import { takeExpired } from './sched/timers.js';
import { callCategory, enterCall } from './syscall/dispatch.js';
import { syscallByNumber } from './syscall/table.js';
import type { Hart } from './task/hardware.js';
import type { Task } from './task/task.js';
import { traceFault, traceInterrupt, traceMisses } from './trace/hooks.js';

const A7 = 17;

/** Handles what stopped `hart` and leaves it ready to go on, or parked. */
export function enterKernel(kernel: KernelState, hart: Hart, event: 'trap' | 'timer' | 'ipi'): void {
  const queue = runQueueOf(kernel.scheduler, hart.id);
  settle(kernel.ledger, hart, queue.current);
  kernel.activeHart = hart;
  // What the host did since the last trap costs no core anything.
  resetWork(kernel.memory.work, kernel.machine.hierarchy !== undefined);
  queue.entryCycles = hart.cycles;
  if (event === 'trap') enterTrap(kernel, hart, queue);
  else enterInterrupt(kernel, hart, queue, event);
  leaveKernel(kernel.ledger, hart);
  kernel.activeHart = undefined;
  resetWork(kernel.memory.work, false);
}

function enterTrap(kernel: KernelState, hart: Hart, queue: RunQueue): void {
  const { current: task } = queue;
  if (task === undefined) throw new Error(`hart ${hart.id} trapped (${hart.trapCause}) without a task`);
  if (hart.trapCause === 'ecall') enterSystemCall(kernel, hart, queue, task);
  else {
    const path = faultCauses[hart.trapCause] === undefined ? 'exception' : 'fault';
    countPath(kernel.ledger, hart, task, category(kernel.ledger, path));
    chargeTrap(kernel.ledger, hart, task, path, 'in', kernel.machine.costs.events.trapEntry);
    handleException(kernel, hart, task);
    returnToUser(kernel, hart, path);
  }
}

/** A hart's clock, and how much of it was waiting for memory. */
interface Moment {
  readonly cycles: number;
  readonly stalled: number;
}

function momentOf({ machine }: KernelState, hart: Hart): Moment {
  return { cycles: hart.cycles, stalled: machine.hierarchy === undefined ? 0 : stalledCycles(hart) };
}

function workBetween(from: Moment, to: Moment): number {
  return to.cycles - from.cycles - (to.stalled - from.stalled);
}

/** A mode switch: in, handler, out. It becomes a receipt when the same task goes on. */
function enterSystemCall(kernel: KernelState, hart: Hart, queue: RunQueue, task: Task): void {
  const start = momentOf(kernel, hart);
  const number = Number(hart.readX(A7));
  const row = syscallByNumber(number);
  const path = callCategory(row);
  const { switches } = queue;
  chargeTrap(kernel.ledger, hart, task, path, 'in', kernel.machine.costs.events.trapEntry);
  const entered = momentOf(kernel, hart);
  if (enterCall(kernel, hart, task, number) === 'waits') waitInCall(kernel, hart, task);
  const handled = momentOf(kernel, hart);
  returnToUser(kernel, hart, path);
  if (queue.switches !== switches || queue.current !== task) return;
  const left = momentOf(kernel, hart);
  const receipt = {
    atNs: hart.mtimeNs,
    hart: hart.id,
    tid: task.tid,
    comm: task.comm,
    name: row?.name ?? 'unknown',
    result: BigInt.asIntN(64, hart.readX(10)),
    trapIn: workBetween(start, entered),
    handler: workBetween(entered, handled),
    memory: left.stalled - start.stalled,
    trapOut: workBetween(handled, left),
    total: left.cycles - start.cycles,
  };
  kernel.ledger.lastCall = receipt;
  bookCall(kernel.ledger.receipts, receipt);
}

const faultCauses: Partial<Record<TrapCause, 'fetch' | 'load' | 'store'>> = {
  'instruction-page-fault': 'fetch',
  'load-page-fault': 'load',
  'store-page-fault': 'store',
};

/** Exceptions that are signals whatever memory says. @see Linux 6.6 arch/riscv/kernel/traps.c */
const exceptionSignals: Partial<Record<TrapCause, { readonly signo: number; readonly code: number; readonly atPc?: boolean }>> = {
  'illegal-instruction': { signo: signals.SIGILL, code: siCodes.ILL_ILLOPC, atPc: true },
  breakpoint: { signo: signals.SIGTRAP, code: siCodes.TRAP_BRKPT, atPc: true },
  'instruction-misaligned': { signo: signals.SIGBUS, code: siCodes.BUS_ADRALN },
  'load-misaligned': { signo: signals.SIGBUS, code: siCodes.BUS_ADRALN },
  'store-misaligned': { signo: signals.SIGBUS, code: siCodes.BUS_ADRALN },
  'instruction-access-fault': { signo: signals.SIGSEGV, code: siCodes.SEGV_ACCERR },
  'load-access-fault': { signo: signals.SIGSEGV, code: siCodes.SEGV_ACCERR },
  'store-access-fault': { signo: signals.SIGSEGV, code: siCodes.SEGV_ACCERR },
};

function handleException(kernel: KernelState, hart: Hart, task: Task): void {
  const { cause, tval } = hart.trap;
  record(kernel.ledger, hart.cycles % 2 ** 32);
  const row = exceptionSignals[cause];
  if (row !== undefined) forceSignal(task, { signo: row.signo, code: row.code, address: row.atPc ? hart.pc : tval });
  else handlePageFault(kernel, hart, task, faultCauses[cause] ?? 'load', tval);
}

function handlePageFault(kernel: KernelState, hart: Hart, task: Task, access: 'fetch' | 'load' | 'store', address: bigint): void {
  const { space } = task.process;
  if (space === undefined) throw new Error(`task ${task.tid} faulted without memory`);
  const outcome = handleFault(kernel.memory, space, address, access);
  traceFault(kernel, hart, task, { access, address, kind: outcome.kind });
  if (outcome.kind === 'signal') {
    chargeWork(kernel.ledger, hart, task, 'fault', 'minorFault');
    forceSignal(task, { signo: outcome.signo, code: outcome.code, address });
  } else if (outcome.kind === 'out-of-memory') {
    chargeWork(kernel.ledger, hart, task, 'fault', 'minorFault');
    // The instruction is tried again with the memory that this frees.
    killForMemory(kernel, task);
  } else {
    const isMajor = outcome.kind === 'major';
    task.counters[isMajor ? 'majorFaults' : 'minorFaults']++;
    kernel.faults[outcome.kind]++;
    chargeWork(kernel.ledger, hart, task, 'fault', isMajor ? 'majorFault' : 'minorFault');
    chargeNoted(kernel.ledger, hart, task, 'fault', kernel.memory.work);
  }
}

function enterInterrupt(kernel: KernelState, hart: Hart, queue: RunQueue, event: 'timer' | 'ipi'): void {
  const path = event === 'timer' ? 'tick' : 'ipi';
  const columns = account(kernel.ledger, hart);
  columns.interrupts++;
  traceInterrupt(kernel, hart, queue.current, event);
  traceMisses(kernel, hart);
  countPath(kernel.ledger, hart, queue.current, category(kernel.ledger, path));
  chargeTrap(kernel.ledger, hart, queue.current, path, 'in', kernel.machine.costs.events.trapEntry);
  // A timer that interrupts between two ticks does not do what a tick does.
  chargeWork(kernel.ledger, hart, queue.current, path, event === 'timer' && isTick(hart, queue) ? 'tick' : 'interrupt');
  if (event === 'ipi') queue.interruptsReceived++;
  runExpiredTimers(kernel, hart, queue);
  checkSlice(kernel, hart, queue);
  returnToUser(kernel, hart, path);
}

function runExpiredTimers(kernel: KernelState, hart: Hart, queue: RunQueue): void {
  for (let timer = takeExpired(kernel, hart); timer !== undefined; timer = takeExpired(kernel, hart)) {
    chargeWork(kernel.ledger, hart, queue.current, 'tick', 'timer');
    const { purpose } = timer;
    if (purpose.kind === 'real-timer') realTimerExpired(kernel, purpose.pid, timer.atNs);
    else {
      const task = kernel.tasks.tasks.get(purpose.tid);
      if (task?.blocked?.timer === timer.id) wakeTask(kernel, task, 'deadline');
    }
  }
}

function isTick(hart: Hart, queue: RunQueue): boolean {
  return queue.current !== undefined && hart.mtimeNs >= queue.nextTickNs;
}

/** Ends the slice that is used up while others wait; at a tick, balances and looks at CPU timers. */
function checkSlice(kernel: KernelState, hart: Hart, queue: RunQueue): void {
  const { current } = queue;
  if (current === undefined) return;
  reportRun(kernel, queue);
  if (isTick(hart, queue)) {
    queue.ticks++;
    queue.nextTickNs = hart.mtimeNs + kernel.scheduler.tickNs;
    checkCpuTimers(kernel, current.process);
    balance(kernel, hart, queue);
  }
  if (queue.queued > 0 && policyOf(kernel.scheduler).remainingNs(queue.queue, current) <= 0) queue.reschedule = true;
}
