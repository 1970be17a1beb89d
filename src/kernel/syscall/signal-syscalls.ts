// Signals as programs use them: actions, masks, stacks, waiting for signals. Knows structures; queues and delivery stand elsewhere.
import {
  frameLayout,
  MINSIGSTKSZ,
  SIG_BLOCK,
  SIG_IGN,
  SIG_SETMASK,
  SIG_UNBLOCK,
  sigactionSize,
  sigsetSize,
  SS_AUTODISARM,
  SS_DISABLE,
  SS_ONSTACK,
  stackSize,
} from '../../abi/signal-frame.js';
import type { Errno } from '../../abi/errno.js';
import { signals } from '../../abi/signals.js';
import { forceSignal } from '../lifecycle/post-signal.js';
import { kernelSignal } from '../lifecycle/send-signal.js';
import { actionOf, isIgnored } from '../signal/disposition.js';
import { decodeStack, encodeStack, isOnStack, restoreFrame } from '../signal/frame.js';
import { restoreMask, setBlocked, setTemporaryMask } from '../signal/mask.js';
import { discardSignals, takeSignal } from '../signal/pending.js';
import { bit, isValidSignal, unblockable } from '../signal/sets.js';
import { encodeSignalInfo } from '../signal/siginfo.js';
import type { SignalAction } from '../task/signal-state.js';
import type { Process, Task } from '../task/task.js';
import type { Syscall, SyscallContext, SyscallResult } from './syscall.js';
import { deadlineAfter, readTimespec } from './time-values.js';

const SP = 2;
const A0 = 10;

function decodeAction(bytes: Uint8Array): SignalAction {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { handler: view.getBigUint64(0, true), flags: view.getUint32(8, true), mask: view.getBigUint64(16, true) & ~unblockable };
}

function encodeAction({ handler, flags, mask }: SignalAction): Uint8Array {
  const bytes = new Uint8Array(sigactionSize);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, handler, true);
  view.setBigUint64(8, BigInt(flags >>> 0), true);
  view.setBigUint64(16, mask, true);
  return bytes;
}

/** @see rt_sigaction(2) */
function rtSigaction({ process, memory }: SyscallContext, signal = 0n, action = 0n, old = 0n, size = 0n): SyscallResult {
  const signo = Number(signal);
  if (size !== BigInt(sigsetSize) || !isValidSignal(signo)) return 'EINVAL';
  if (action !== 0n && (signo === signals.SIGKILL || signo === signals.SIGSTOP)) return 'EINVAL';
  const bytes = action === 0n ? undefined : memory.readBytes(action, sigactionSize);
  if (bytes === 'EFAULT') return bytes;
  if (old !== 0n && memory.writeBytes(old, encodeAction(actionOf(process.actions, signo))) !== 0) return 'EFAULT';
  if (bytes !== undefined) setAction(process, signo, decodeAction(bytes));
  return 0;
}

/** A signal that is ignored from now on is forgotten where it is pending. */
function setAction(process: Process, signo: number, action: SignalAction): void {
  process.actions.set(signo, action);
  if (action.handler !== SIG_IGN && !isIgnored(process.actions, signo)) return;
  discardSignals(process.pending, bit(signo));
  for (const task of process.tasks) discardSignals(task.signals.pending, bit(signo));
}

/** @see rt_sigprocmask(2) */
function rtSigprocmask({ task, memory }: SyscallContext, how = 0n, set = 0n, old = 0n, size = 0n): SyscallResult {
  if (size !== BigInt(sigsetSize)) return 'EINVAL';
  const { blocked } = task.signals;
  const given = set === 0n ? undefined : memory.readU64(set);
  if (given === 'EFAULT') return given;
  if (given !== undefined) {
    const mask = changedMask(blocked, Number(how), given);
    if (mask === undefined) return 'EINVAL';
    setBlocked(task, mask);
  }
  return old === 0n ? 0 : memory.writeU64(old, blocked);
}

function changedMask(blocked: bigint, how: number, given: bigint): bigint | undefined {
  if (how === SIG_BLOCK) return blocked | given;
  if (how === SIG_UNBLOCK) return blocked & ~given;
  return how === SIG_SETMASK ? given : undefined;
}

/** @see rt_sigpending(2) */
function rtSigpending({ task, process, memory }: SyscallContext, set = 0n, size = 0n): SyscallResult {
  if (size > BigInt(sigsetSize)) return 'EINVAL';
  return memory.writeU64(set, (task.signals.pending.set | process.pending.set) & task.signals.blocked);
}

/** @see rt_sigsuspend(2): only a handler ends it, and then it fails with EINTR */
function rtSigsuspend({ task, memory, progress }: SyscallContext, set = 0n, size = 0n): SyscallResult {
  if (size !== BigInt(sigsetSize)) return 'EINVAL';
  if (progress.tries === 0) {
    const mask = memory.readU64(set);
    if (mask === 'EFAULT') return mask;
    setTemporaryMask(task, mask);
  }
  return { queues: [], channel: 'sigsuspend' };
}

/** When the wait ends without a signal: fixed at the first try. */
function waitDeadline({ memory, progress, nowNs }: SyscallContext, timeout: bigint): number | Errno {
  if (progress.deadlineNs !== undefined) return progress.deadlineNs;
  const span = timeout === 0n ? undefined : readTimespec(memory, timeout);
  if (typeof span === 'string') return span;
  progress.deadlineNs = span === undefined ? Infinity : deadlineAfter(nowNs, span);
  return progress.deadlineNs;
}

/** @see rt_sigtimedwait(2) */
function rtSigtimedwait(context: SyscallContext, set = 0n, info = 0n, timeout = 0n, size = 0n): SyscallResult {
  const { task, memory } = context;
  if (size !== BigInt(sigsetSize)) return 'EINVAL';
  const given = memory.readU64(set);
  if (given === 'EFAULT') return given;
  const deadlineNs = waitDeadline(context, timeout);
  if (typeof deadlineNs === 'string') return deadlineNs;
  const wanted = given & ~unblockable;
  const taken = takeSignal(task.signals.pending, wanted) ?? takeSignal(task.process.pending, wanted);
  task.signals.awaited = 0n;
  if (taken !== undefined) {
    if (info !== 0n && memory.writeBytes(info, encodeSignalInfo(taken)) !== 0) return 'EFAULT';
    return taken.signo;
  }
  if (context.nowNs >= deadlineNs) return 'EAGAIN';
  task.signals.awaited = wanted;
  return { queues: [], deadlineNs, channel: 'do_sigtimedwait' };
}

function sigtimedwaitInterrupted({ task }: SyscallContext): SyscallResult {
  task.signals.awaited = 0n;
  return 'EINTR';
}

/** Puts everything back as it was before the handler. @see sigreturn(2) */
function rtSigreturn({ task, hart, memory }: SyscallContext): SyscallResult {
  const bytes = memory.readBytes(hart.readX(SP), frameLayout.bytes);
  if (bytes === 'EFAULT') {
    forceSignal(task, kernelSignal(signals.SIGSEGV));
    return 0;
  }
  const { mask, stack } = restoreFrame(hart, bytes);
  restoreMask(task);
  setBlocked(task, mask);
  if ((stack.flags & SS_DISABLE) === 0) task.signals.alternateStack = { ...stack, flags: 0 };
  return hart.readX(A0);
}

/** @see sigaltstack(2) */
function sigaltstack({ task, hart, memory }: SyscallContext, given = 0n, old = 0n): SyscallResult {
  const before = task.signals.alternateStack;
  const onStack = isOnStack(hart.readX(SP), before);
  const bytes = given === 0n ? undefined : memory.readBytes(given, stackSize);
  if (bytes === 'EFAULT') return bytes;
  if (bytes !== undefined) {
    const refused = setStack(task, bytes, onStack);
    if (refused !== 0) return refused;
  }
  if (old === 0n) return 0;
  const flags = before === undefined ? SS_DISABLE : onStack ? SS_ONSTACK : 0;
  return memory.writeBytes(old, encodeStack(before, flags));
}

function setStack(task: Task, bytes: Uint8Array, onStack: boolean): SyscallResult {
  const stack = decodeStack(bytes);
  if (onStack) return 'EPERM';
  if ((stack.flags & ~(SS_DISABLE | SS_ONSTACK | SS_AUTODISARM)) !== 0) return 'EINVAL';
  if ((stack.flags & SS_DISABLE) !== 0) {
    task.signals.alternateStack = undefined;
    return 0;
  }
  if (stack.sizeBytes < MINSIGSTKSZ) return 'ENOMEM';
  task.signals.alternateStack = { ...stack, flags: 0 };
  return 0;
}

export const signalSyscalls: readonly Syscall[] = [
  { number: 132, name: 'sigaltstack', parameters: ['address', 'address'], handle: sigaltstack },
  { number: 133, name: 'rt_sigsuspend', parameters: ['address', 'size'], handle: rtSigsuspend, interruption: 'never' },
  { number: 134, name: 'rt_sigaction', parameters: ['signal', 'address', 'address', 'size'], handle: rtSigaction },
  { number: 135, name: 'rt_sigprocmask', parameters: ['int', 'address', 'address', 'size'], handle: rtSigprocmask },
  { number: 136, name: 'rt_sigpending', parameters: ['address', 'size'], handle: rtSigpending },
  {
    number: 137,
    name: 'rt_sigtimedwait',
    parameters: ['address', 'address', 'address', 'size'],
    handle: rtSigtimedwait,
    interruption: 'never',
    interrupted: sigtimedwaitInterrupted,
  },
  { number: 139, name: 'rt_sigreturn', parameters: [], handle: rtSigreturn },
];
