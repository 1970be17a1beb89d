// Acting on pending signals on the way to user mode: default actions, and handlers on their frames. Knows no sender.
import { chargeNoted } from './ledger/kernel-memory.js';
import { chargeWork } from './ledger/kernel-work.js';
import { frameLayout, SA_NODEFER, SA_ONSTACK, SA_RESETHAND, SA_RESTART, SS_DISABLE, SS_ONSTACK } from '../abi/signal-frame.js';
import { signals } from '../abi/signals.js';
import type { KernelState } from './kernel-state.js';
import { category, countPath, record } from './ledger/ledger.js';
import { killProcess } from './lifecycle/exit.js';
import { isOrphaned, stopProcess } from './lifecycle/job-control.js';
import { forceSignal } from './lifecycle/post-signal.js';
import { kernelSignal } from './lifecycle/send-signal.js';
import { RT_SIGRETURN_OFFSET } from './lifecycle/vdso.js';
import { UserMemory } from './mm/user-memory.js';
import { disposition } from './signal/disposition.js';
import { encodeFrame, isOnStack } from './signal/frame.js';
import { setBlocked, takeMaskForFrame } from './signal/mask.js';
import { takeSignal } from './signal/pending.js';
import { bit, has, synchronous, unblockable } from './signal/sets.js';
import { interruptCall } from './syscall/dispatch.js';
import type { Hart } from './task/hardware.js';
import { logLine } from './task/kernel-log.js';
import type { AlternateStack, SignalAction, SignalInfo, SignalSet } from './task/signal-state.js';
import { isInit } from './task/task-table.js';
import type { Task } from './task/task.js';
import { traceSignal } from './trace/hooks.js';

const RA = 1;
const SP = 2;
const A0 = 10;

const nowhere = 0xffff_ffff_ffff_fff0n;

/** Signals that the task would take now. */
function deliverable({ signals: state, process }: Task): SignalSet {
  return (state.pending.set | process.pending.set) & (~state.blocked | unblockable);
}

export function hasDeliverable(task: Task): boolean {
  return task.signals.attention && deliverable(task) !== 0n;
}

/** Whether a kill is pending, which ends even uninterruptible waits. */
export function hasKill(task: Task): boolean {
  return has(deliverable(task), signals.SIGKILL);
}

/** Acts on pending signals until none is left, or the task has stopped or ended. Handlers run in the order of the last frame first, as on Linux. */
export function deliverSignals(kernel: KernelState, hart: Hart, task: Task): void {
  while (task.state === 'R') {
    const wanted = ~task.signals.blocked | unblockable;
    const info = takeSignal(task.signals.pending, wanted) ?? takeSignal(task.process.pending, wanted);
    if (info === undefined) {
      task.signals.attention = false;
      return;
    }
    act(kernel, hart, task, info);
  }
}

function act(kernel: KernelState, hart: Hart, task: Task, info: SignalInfo): void {
  const { process } = task;
  const { signo } = info;
  const chosen = disposition(process.actions, signo);
  task.counters.signalsReceived++;
  record(kernel.ledger, task.tid * 128 + signo);
  traceSignal(kernel, hart, task, signo, chosen.kind);
  if (chosen.kind === 'handler') {
    runHandler(kernel, hart, task, info, chosen.action);
    return;
  }
  if (chosen.kind === 'ignore' || chosen.kind === 'continue') return;
  // init is not harmed by a default action, but by its own faults.
  if (isInit(kernel.tasks, process) && !isFault(info)) return;
  if (chosen.kind === 'stop') {
    if (signo === signals.SIGSTOP || !isOrphaned(process.group)) stopProcess(kernel, process, signo);
    return;
  }
  if (isFault(info)) reportFault(kernel, hart, task, info);
  killProcess(kernel, process, signo, chosen.kind === 'core');
}

function isFault({ signo, code }: SignalInfo): boolean {
  return code > 0 && has(synchronous, signo);
}

/** @see Linux 6.6 arch/riscv/kernel/traps.c do_trap */
function reportFault(kernel: KernelState, hart: Hart, task: Task, { signo, code, address = 0n }: SignalInfo): void {
  const place = `at 0x${address.toString(16)}, pc 0x${hart.pc.toString(16)} sp 0x${hart.readX(SP).toString(16)}`;
  logLine(kernel.log, hart.mtimeNs, 'info', `${task.comm}[${task.tid}]: unhandled signal ${signo} code 0x${code.toString(16)} ${place}`);
}

/** Ends a wait, stores the frame and points the registers at the handler. @see Linux 6.6 arch/riscv/kernel/signal.c */
function runHandler(kernel: KernelState, hart: Hart, task: Task, info: SignalInfo, action: SignalAction): void {
  const { process, signals: state } = task;
  interruptCall(kernel, hart, task, (action.flags & SA_RESTART) !== 0);
  const { space } = process;
  if (space === undefined) throw new Error(`task ${task.tid} has no memory for a signal frame`);
  const stack = state.alternateStack;
  const frame = frameAddress(hart, action, stack);
  const bytes = encodeFrame(hart, { info, mask: takeMaskForFrame(task), alternateStack: frameStack(hart, stack) });
  countPath(kernel.ledger, hart, task, category(kernel.ledger, 'signal'));
  chargeWork(kernel.ledger, hart, task, 'signal', 'signalDeliver');
  const stored = new UserMemory(kernel.memory, space).writeBytes(frame, bytes);
  chargeNoted(kernel.ledger, hart, task, 'signal', kernel.memory.work);
  if (stored === 'EFAULT') {
    // No room for the frame: SIGSEGV, and that one is not handled again on the same stack.
    if (info.signo === signals.SIGSEGV) process.actions.delete(signals.SIGSEGV);
    forceSignal(task, kernelSignal(signals.SIGSEGV));
    return;
  }
  hart.writeX(RA, BigInt(space.layout.vdso + RT_SIGRETURN_OFFSET));
  hart.writeX(SP, frame);
  hart.writeX(A0, BigInt(info.signo));
  hart.writeX(A0 + 1, frame + BigInt(frameLayout.info));
  hart.writeX(A0 + 2, frame + BigInt(frameLayout.ucontext));
  hart.pc = action.handler & ~1n;
  if ((action.flags & SA_RESETHAND) !== 0) process.actions.delete(info.signo);
  const own = (action.flags & SA_NODEFER) !== 0 ? 0n : bit(info.signo);
  setBlocked(task, state.blocked | action.mask | own);
}

/** Where the frame goes: below the stack pointer, or at the top of the alternate stack. 16-byte aligned. */
function frameAddress(hart: Hart, action: SignalAction, stack: AlternateStack | undefined): bigint {
  const sp = hart.readX(SP);
  const switches = (action.flags & SA_ONSTACK) !== 0 && stack !== undefined && !isOnStack(sp, stack);
  const top = switches ? stack.address + BigInt(stack.sizeBytes) : sp;
  const frame = BigInt.asUintN(64, top - BigInt(frameLayout.bytes)) & ~15n;
  // An alternate stack that is used up must not grow over what lies below it: an address that cannot be written.
  return stack !== undefined && !switches && isOnStack(sp, stack) && !isOnStack(frame, stack) ? nowhere : frame;
}

function frameStack(hart: Hart, stack: AlternateStack | undefined): AlternateStack {
  if (stack === undefined) return { address: 0n, sizeBytes: 0, flags: SS_DISABLE };
  return { ...stack, flags: isOnStack(hart.readX(SP), stack) ? SS_ONSTACK : 0 };
}
