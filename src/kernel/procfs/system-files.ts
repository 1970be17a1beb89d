// The table of files of the whole system: a row is the whole registration of one. Knows each file's function, no directory.
import type { TreeRow } from '../fs/virtual/virtual-tree.js';
import type { KernelState } from '../kernel-state.js';
import { procCpuinfo, procVersion } from './system/machine.js';
import { procMeminfo, procVmstat } from './system/memory.js';
import { settings } from './system/settings.js';
import { procInterrupts, procLoadavg, procSchedstat, procStat, procUptime } from './system/stat.js';
import { vivariumLedger, vivariumMachine, vivariumScheduler } from './system/vivarium.js';

/** `nodev` stands before types that need no device. @see proc_filesystems(5) */
function procFilesystems({ vfs }: KernelState): string {
  return [...new Set([...vfs.mounts.map(({ superblock }) => superblock.type), ...vfs.fileSystemTypes.keys()])]
    .map((type) => `nodev\t${type}\n`)
    .join('');
}

/** Paths below /proc, in the order of its listing. */
export const systemFiles: readonly TreeRow<KernelState>[] = [
  { path: 'cpuinfo', read: procCpuinfo },
  { path: 'filesystems', read: procFilesystems },
  { path: 'interrupts', read: procInterrupts },
  { path: 'loadavg', read: procLoadavg },
  { path: 'meminfo', read: procMeminfo },
  { path: 'mounts', target: () => 'self/mounts' },
  { path: 'schedstat', read: procSchedstat },
  { path: 'self', target: (kernel, caller) => (kernel.tasks.processes.has(caller.pid) ? `${caller.pid}` : undefined) },
  { path: 'stat', read: procStat },
  ...settings,
  {
    path: 'thread-self',
    target: (kernel, caller) => (kernel.tasks.tasks.has(caller.tid) ? `${caller.pid}/task/${caller.tid}` : undefined),
  },
  { path: 'uptime', read: procUptime },
  { path: 'version', read: procVersion },
  { path: 'vivarium/ledger', read: vivariumLedger },
  { path: 'vivarium/machine', read: vivariumMachine },
  { path: 'vivarium/scheduler', read: vivariumScheduler },
  { path: 'vmstat', read: procVmstat },
];
