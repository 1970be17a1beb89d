// Sending signals: kill, tkill, tgkill and the queueing calls. Knows targets and permissions; queues stand elsewhere.
import type { Errno } from '../../abi/errno.js';
import { siCodes } from '../../abi/signals.js';
import { siginfoSize } from '../../abi/signal-frame.js';
import { maySignal, sendToProcess, sendToTask } from '../lifecycle/send-signal.js';
import { isValidSignal } from '../signal/sets.js';
import { decodeSignalInfo } from '../signal/siginfo.js';
import type { SignalInfo } from '../task/signal-state.js';
import type { Process } from '../task/task.js';
import type { Syscall, SyscallContext, SyscallResult } from './syscall.js';

function fromUser({ process }: SyscallContext, signo: number, code: number): SignalInfo {
  return { signo, code, pid: process.pid, uid: process.credentials.uid };
}

/** Signal 0 asks only whether one could be sent. */
function isSendable(signo: number): boolean {
  return signo === 0 || isValidSignal(signo);
}

function sendOne({ kernel, process }: SyscallContext, target: Process | undefined, info: SignalInfo): 0 | Errno {
  if (target === undefined) return 'ESRCH';
  if (!maySignal(process, target, info.signo)) return 'EPERM';
  if (info.signo !== 0 && sendToProcess(kernel, target, info) === 'full') return 'EAGAIN';
  return 0;
}

/** Sends to each; 0 when one could be reached, else EPERM, or ESRCH for nobody. */
function sendMany(context: SyscallContext, targets: Iterable<Process>, info: SignalInfo): SyscallResult {
  let result: 0 | Errno = 'ESRCH';
  for (const target of [...targets]) {
    const sent = sendOne(context, target, info);
    if (sent === 0 || result === 'ESRCH') result = sent;
  }
  return result;
}

/** @see kill(2) */
function kill(context: SyscallContext, pid = 0n, signal = 0n): SyscallResult {
  const { kernel, process } = context;
  const signo = Number(signal);
  if (!isSendable(signo)) return 'EINVAL';
  const info = fromUser(context, signo, siCodes.SI_USER);
  const number = Number(pid);
  if (number > 0) return sendOne(context, kernel.tasks.processes.get(number), info);
  if (number === -1) {
    const others = [...kernel.tasks.processes.values()].filter((other) => other !== process && other.pid !== 1);
    return sendMany(context, others, info);
  }
  const group = number === 0 ? process.group : kernel.tasks.groups.get(-number);
  return group === undefined ? 'ESRCH' : sendMany(context, group.members, info);
}

function sendToThread(context: SyscallContext, tgid: number | undefined, tid: number, info: SignalInfo): SyscallResult {
  const { kernel, process } = context;
  if (tid <= 0 || (tgid !== undefined && tgid <= 0)) return 'EINVAL';
  const task = kernel.tasks.tasks.get(tid);
  if (task === undefined || (tgid !== undefined && task.process.pid !== tgid)) return 'ESRCH';
  if (!maySignal(process, task.process, info.signo)) return 'EPERM';
  if (info.signo !== 0 && sendToTask(kernel, task, info) === 'full') return 'EAGAIN';
  return 0;
}

/** @see tkill(2) */
function tkill(context: SyscallContext, tid = 0n, signal = 0n): SyscallResult {
  if (!isSendable(Number(signal))) return 'EINVAL';
  return sendToThread(context, undefined, Number(tid), fromUser(context, Number(signal), siCodes.SI_TKILL));
}

/** @see tgkill(2) */
function tgkill(context: SyscallContext, tgid = 0n, tid = 0n, signal = 0n): SyscallResult {
  if (!isSendable(Number(signal))) return 'EINVAL';
  return sendToThread(context, Number(tgid), Number(tid), fromUser(context, Number(signal), siCodes.SI_TKILL));
}

/** The caller's siginfo. A process may not claim to be the kernel or kill(2) towards others. */
function givenInfo({ memory, process }: SyscallContext, address: bigint, signo: number, target: number): SignalInfo | Errno {
  const bytes = memory.readBytes(address, siginfoSize);
  if (bytes === 'EFAULT') return bytes;
  const info = decodeSignalInfo(bytes, signo);
  return (info.code >= 0 || info.code === siCodes.SI_TKILL) && target !== process.pid ? 'EPERM' : info;
}

/** @see rt_sigqueueinfo(2) */
function rtSigqueueinfo(context: SyscallContext, pid = 0n, signal = 0n, address = 0n): SyscallResult {
  const info = givenInfo(context, address, Number(signal), Number(pid));
  if (typeof info === 'string') return info;
  if (!isSendable(info.signo)) return 'EINVAL';
  return sendOne(context, context.kernel.tasks.processes.get(Number(pid)), info);
}

/** @see rt_tgsigqueueinfo(2) */
function rtTgsigqueueinfo(context: SyscallContext, tgid = 0n, tid = 0n, signal = 0n, address = 0n): SyscallResult {
  const info = givenInfo(context, address, Number(signal), Number(tgid));
  if (typeof info === 'string') return info;
  if (!isSendable(info.signo)) return 'EINVAL';
  return sendToThread(context, Number(tgid), Number(tid), info);
}

export const killSyscalls: readonly Syscall[] = [
  { number: 129, name: 'kill', parameters: ['pid', 'signal'], handle: kill },
  { number: 130, name: 'tkill', parameters: ['pid', 'signal'], handle: tkill },
  { number: 131, name: 'tgkill', parameters: ['pid', 'pid', 'signal'], handle: tgkill },
  { number: 138, name: 'rt_sigqueueinfo', parameters: ['pid', 'signal', 'address'], handle: rtSigqueueinfo },
  { number: 240, name: 'rt_tgsigqueueinfo', parameters: ['pid', 'pid', 'signal', 'address'], handle: rtTgsigqueueinfo },
];
