// wait4 and waitid: arguments in, structures out. Knows no child but through lifecycle/wait.ts.
import { encodeTimeval } from '../../abi/clock.js';
import { rusageSize } from '../../abi/resource.js';
import { siCodes, signals } from '../../abi/signals.js';
import {
  exitCodeOf,
  killerOf,
  P_ALL,
  P_PGID,
  P_PID,
  WALL,
  WCLONE,
  WCONTINUED,
  WEXITED,
  WNOHANG,
  WNOTHREAD,
  WNOWAIT,
  WUNTRACED,
} from '../../abi/wait.js';
import { type ChildNews, hasChild, takeNews, type WaitTarget } from '../lifecycle/wait.js';
import { encodeSignalInfo } from '../signal/siginfo.js';
import type { Usage } from '../task/counters.js';
import type { Syscall, SyscallContext, SyscallResult } from './syscall.js';

/** struct rusage. @see getrusage(2) */
export function encodeRusage(usage: Usage): Uint8Array {
  const bytes = new Uint8Array(rusageSize);
  const view = new DataView(bytes.buffer);
  bytes.set(encodeTimeval(BigInt(Math.floor(usage.utimeNs))), 0);
  bytes.set(encodeTimeval(BigInt(Math.floor(usage.stimeNs))), 16);
  const longs: readonly (readonly [offset: number, value: number])[] = [
    [32, Math.floor(usage.maxRssBytes / 1024)],
    [64, usage.minorFaults],
    [72, usage.majorFaults],
    [128, usage.voluntarySwitches],
    [136, usage.involuntarySwitches],
  ];
  for (const [offset, value] of longs) view.setBigInt64(offset, BigInt(value), true);
  return bytes;
}

/** News that `target` has, or the wait for them, or why there will never be any. */
function newsOrWait(context: SyscallContext, target: WaitTarget, options: number): ChildNews | SyscallResult {
  const { kernel, process } = context;
  const news = takeNews(kernel, process, target, options);
  if (news !== undefined) return news;
  if (!hasChild(process, target)) return 'ECHILD';
  return (options & WNOHANG) !== 0 ? 0 : { queues: [process.childNews], channel: 'do_wait' };
}

function isNews(result: ChildNews | SyscallResult): result is ChildNews {
  return typeof result === 'object' && 'kind' in result;
}

/** @see wait4(2) */
function wait4(context: SyscallContext, pid = 0n, status = 0n, optionBits = 0n, rusage = 0n): SyscallResult {
  const { memory, process } = context;
  const options = Number(optionBits);
  if ((options & ~(WNOHANG | WUNTRACED | WCONTINUED | WNOTHREAD | WALL | WCLONE)) !== 0) return 'EINVAL';
  const result = newsOrWait(context, targetOf(Number(pid), process.group.pgid), options | WEXITED);
  if (!isNews(result)) return result;
  if (status !== 0n && memory.writeU32(status, result.status) !== 0) return 'EFAULT';
  if (rusage !== 0n && memory.writeBytes(rusage, encodeRusage(result.usage)) !== 0) return 'EFAULT';
  return result.pid;
}

/** @see waitpid(2): below -1 a group, -1 any, 0 the caller's group, above 0 one process */
function targetOf(pid: number, ownGroup: number): WaitTarget {
  if (pid === -1) return { kind: 'any' };
  if (pid > 0) return { kind: 'pid', pid };
  return { kind: 'group', pgid: pid === 0 ? ownGroup : -pid };
}

/** @see waitid(2) */
function waitid(context: SyscallContext, idType = 0n, id = 0n, info = 0n, optionBits = 0n, rusage = 0n): SyscallResult {
  const { memory, process } = context;
  const options = Number(optionBits);
  const known = WNOHANG | WUNTRACED | WEXITED | WCONTINUED | WNOWAIT | WNOTHREAD | WALL | WCLONE;
  if ((options & ~known) !== 0 || (options & (WEXITED | WUNTRACED | WCONTINUED)) === 0) return 'EINVAL';
  const target = idTarget(Number(idType), Number(id), process.group.pgid);
  if (target === undefined) return 'EINVAL';
  const result = newsOrWait(context, target, options);
  if (!isNews(result)) {
    // Nothing to tell with WNOHANG: si_signo and si_pid are 0.
    if (result === 0 && info !== 0n && memory.writeBytes(info, new Uint8Array(128)) !== 0) return 'EFAULT';
    return result;
  }
  if (info !== 0n && memory.writeBytes(info, encodeSignalInfo(newsInfo(result))) !== 0) return 'EFAULT';
  return rusage === 0n ? 0 : memory.writeBytes(rusage, encodeRusage(result.usage));
}

function idTarget(idType: number, id: number, ownGroup: number): WaitTarget | undefined {
  if (idType === P_ALL) return { kind: 'any' };
  if (idType === P_PID) return id > 0 ? { kind: 'pid', pid: id } : undefined;
  if (idType === P_PGID) return id >= 0 ? { kind: 'group', pgid: id === 0 ? ownGroup : id } : undefined;
  return undefined;
}

function newsInfo({ pid, uid, kind, status }: ChildNews): Parameters<typeof encodeSignalInfo>[0] {
  const common = { signo: signals.SIGCHLD, pid, uid };
  if (kind === 'stopped') return { ...common, code: siCodes.CLD_STOPPED, status: (status >> 8) & 0xff };
  if (kind === 'continued') return { ...common, code: siCodes.CLD_CONTINUED, status: signals.SIGCONT };
  const exitCode = exitCodeOf(status);
  if (exitCode !== undefined) return { ...common, code: siCodes.CLD_EXITED, status: exitCode };
  return { ...common, code: status & 0x80 ? siCodes.CLD_DUMPED : siCodes.CLD_KILLED, status: killerOf(status) };
}

export const waitSyscalls: readonly Syscall[] = [
  { number: 95, name: 'waitid', parameters: ['int', 'pid', 'address', 'flags', 'address'], handle: waitid },
  { number: 260, name: 'wait4', parameters: ['pid', 'address', 'flags', 'address'], handle: wait4 },
];
