// The table of per-process files: a row is the whole registration of one. Knows each file's function and permissions, no directory.
import type { Errno } from '../../abi/errno.js';
import type { Caller } from '../fs/inode.js';
import type { Content } from '../fs/virtual/virtual-inode.js';
import type { KernelState } from '../kernel-state.js';
import { pidChildren, pidIo, pidOomScore, pidOomScoreAdj, writeOomScoreAdj } from './process/accounts.js';
import { pidCosts, pidSwitches } from './process/costs.js';
import { pidLimits } from './process/limits.js';
import { pidMaps, pidSmaps, pidSmapsRollup } from './process/maps.js';
import { pidMountinfo, pidMounts } from './process/mounts.js';
import { pidPcb } from './process/pcb.js';
import { pidAuxv, pidCmdline, pidComm, pidEnviron, writeComm } from './process/program.js';
import { pidSched, pidSchedstat } from './process/scheduling.js';
import { pidStat, pidStatm } from './process/stat.js';
import { pidStatus } from './process/status.js';
import { pidStack, pidSyscall, pidWchan } from './process/waiting.js';
import type { Subject } from './subject.js';

export interface ProcessFile {
  readonly name: string;
  readonly read: (subject: Subject, kernel: KernelState, caller: Caller) => Content;
  /** 0444 when absent. */
  readonly permissions?: number;
  /** Opened only by those who may inspect the process: EACCES. */
  readonly guarded?: true;
  /** Takes one write(2): bytes taken, or why not. */
  readonly write?: (subject: Subject, bytes: Uint8Array, caller: Caller) => number | Errno;
  /** Found only here; absent: in `/proc/[pid]` and in `task/[tid]`. */
  readonly only?: 'process' | 'thread';
}

/** In the order in which Linux lists them, ours behind. */
export const processFiles: readonly ProcessFile[] = [
  { name: 'environ', read: pidEnviron, permissions: 0o400, guarded: true },
  { name: 'auxv', read: pidAuxv, permissions: 0o400, guarded: true },
  { name: 'status', read: pidStatus },
  { name: 'limits', read: pidLimits },
  { name: 'sched', read: pidSched },
  { name: 'comm', read: pidComm, permissions: 0o644, write: writeComm },
  { name: 'syscall', read: pidSyscall, permissions: 0o400 },
  { name: 'cmdline', read: pidCmdline },
  { name: 'stat', read: pidStat },
  { name: 'statm', read: pidStatm },
  { name: 'maps', read: pidMaps, guarded: true },
  { name: 'children', read: pidChildren, only: 'thread' },
  { name: 'mounts', read: pidMounts },
  { name: 'mountinfo', read: pidMountinfo },
  { name: 'smaps', read: pidSmaps, guarded: true },
  { name: 'smaps_rollup', read: pidSmapsRollup, guarded: true },
  { name: 'wchan', read: pidWchan },
  { name: 'stack', read: pidStack, permissions: 0o400 },
  { name: 'schedstat', read: pidSchedstat },
  { name: 'cgroup', read: () => '0::/\n' },
  { name: 'oom_score', read: pidOomScore },
  { name: 'oom_score_adj', read: pidOomScoreAdj, permissions: 0o644, write: writeOomScoreAdj },
  { name: 'io', read: pidIo, permissions: 0o400, guarded: true },
  { name: 'pcb', read: pidPcb, guarded: true, permissions: 0o400 },
  { name: 'costs', read: pidCosts },
  { name: 'switches', read: pidSwitches },
];
