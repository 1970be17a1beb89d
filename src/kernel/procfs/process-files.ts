// The table of per-process files: a row is the whole registration of one. Knows each file's function and permissions, no directory.
import type { Errno } from '../../abi/errno.js';
import { utf8Decode } from '../../abi/text.js';
import type { Caller } from '../fs/inode.js';
import { isPrivileged } from '../fs/permissions.js';
import type { Content } from '../fs/virtual/virtual-inode.js';
import type { KernelState } from '../kernel-state.js';
import { pidChildren, pidIo, pidOomScore, pidOomScoreAdj } from './process/accounts.js';
import { pidLimits } from './process/limits.js';
import { pidMaps, pidSmaps, pidSmapsRollup } from './process/maps.js';
import { pidMountinfo, pidMounts } from './process/mounts.js';
import { pidPcb } from './process/pcb.js';
import { pidAuxv, pidCmdline, pidComm, pidEnviron } from './process/program.js';
import { pidSched, pidSchedstat } from './process/scheduling.js';
import { pidStat, pidStatm } from './process/stat.js';
import { pidStatus } from './process/status.js';
import { pidStack, pidSyscall, pidWchan } from './process/waiting.js';
import type { Subject } from './subject.js';

export interface ProcessFile {
  readonly name: string;
  readonly read: (subject: Subject, kernel: KernelState) => Content;
  /** 0444 when absent. */
  readonly permissions?: number;
  /** Takes one write(2): bytes taken, or why not. */
  readonly write?: (subject: Subject, bytes: Uint8Array, caller: Caller) => number | Errno;
  /** Found only here; absent: in `/proc/[pid]` and in `task/[tid]`. */
  readonly only?: 'process' | 'thread';
}

/** Bytes of comm without its NUL. @see proc_pid_comm(5) */
const COMM_BYTES = 15;

function writeComm({ task }: Subject, bytes: Uint8Array): number {
  task.comm = utf8Decode(bytes.subarray(0, COMM_BYTES)).replace(/\n.*$/s, '');
  return bytes.length;
}

/** Only the privileged may make a process safer than it was. @see proc_pid_oom_score_adj(5) */
function writeOomScoreAdj({ process }: Subject, bytes: Uint8Array, caller: Caller): number | Errno {
  const text = utf8Decode(bytes).trim();
  const score = Number(text);
  if (text === '' || !Number.isInteger(score) || score < -1000 || score > 1000) return 'EINVAL';
  if (score < process.oomScoreAdj && !isPrivileged(caller.credentials)) return 'EACCES';
  process.oomScoreAdj = score;
  return bytes.length;
}

/** In the order in which Linux lists them, ours behind. */
export const processFiles: readonly ProcessFile[] = [
  { name: 'environ', read: pidEnviron, permissions: 0o400 },
  { name: 'auxv', read: pidAuxv, permissions: 0o400 },
  { name: 'status', read: pidStatus },
  { name: 'limits', read: pidLimits },
  { name: 'sched', read: pidSched },
  { name: 'comm', read: pidComm, permissions: 0o644, write: writeComm },
  { name: 'syscall', read: pidSyscall, permissions: 0o400 },
  { name: 'cmdline', read: pidCmdline },
  { name: 'stat', read: pidStat },
  { name: 'statm', read: pidStatm },
  { name: 'maps', read: pidMaps },
  { name: 'children', read: pidChildren, only: 'thread' },
  { name: 'mounts', read: pidMounts },
  { name: 'mountinfo', read: pidMountinfo },
  { name: 'smaps', read: pidSmaps },
  { name: 'smaps_rollup', read: pidSmapsRollup },
  { name: 'wchan', read: pidWchan },
  { name: 'stack', read: pidStack, permissions: 0o400 },
  { name: 'schedstat', read: pidSchedstat },
  { name: 'cgroup', read: () => '0::/\n' },
  { name: 'oom_score', read: pidOomScore },
  { name: 'oom_score_adj', read: pidOomScoreAdj, permissions: 0o644, write: writeOomScoreAdj },
  { name: 'io', read: pidIo, permissions: 0o400 },
  { name: 'pcb', read: pidPcb },
];
