// Process groups and sessions as programs ask for them. Knows ids; the records stand in lifecycle/job-control.ts.
import { createSession, groupIn, joinGroup } from '../lifecycle/job-control.js';
import type { Process } from '../task/task.js';
import type { Syscall, SyscallContext, SyscallResult } from './syscall.js';

function find({ kernel, process }: SyscallContext, pid: bigint): Process | undefined {
  return pid === 0n ? process : kernel.tasks.processes.get(Number(pid));
}

/** @see setpgid(2) */
function setpgid(context: SyscallContext, pid = 0n, pgidBits = 0n): SyscallResult {
  const { kernel, process } = context;
  const target = find(context, pid);
  if (pgidBits < 0n) return 'EINVAL';
  if (target === undefined || (target !== process && target.parent !== process)) return 'ESRCH';
  const { session } = target.group;
  if (session !== process.group.session || session.sid === target.pid) return 'EPERM';
  if (target !== process && target.executed && target.space !== process.space) return 'EACCES';
  const pgid = pgidBits === 0n ? target.pid : Number(pgidBits);
  const group = kernel.tasks.groups.get(pgid);
  if (pgid !== target.pid && group?.session !== session) return 'EPERM';
  joinGroup(kernel, target, groupIn(kernel, session, pgid));
  return 0;
}

/** @see getpgid(2) */
function getpgid(context: SyscallContext, pid = 0n): SyscallResult {
  return find(context, pid)?.group.pgid ?? 'ESRCH';
}

/** @see getsid(2) */
function getsid(context: SyscallContext, pid = 0n): SyscallResult {
  return find(context, pid)?.group.session.sid ?? 'ESRCH';
}

/** @see setsid(2) */
function setsid({ kernel, process }: SyscallContext): SyscallResult {
  if (kernel.tasks.groups.has(process.pid)) return 'EPERM';
  createSession(kernel, process);
  return process.pid;
}

export const jobControlSyscalls: readonly Syscall[] = [
  { number: 154, name: 'setpgid', parameters: ['pid', 'pid'], handle: setpgid },
  { number: 155, name: 'getpgid', parameters: ['pid'], handle: getpgid },
  { number: 156, name: 'getsid', parameters: ['pid'], handle: getsid },
  { number: 157, name: 'setsid', parameters: [], handle: setsid },
];
