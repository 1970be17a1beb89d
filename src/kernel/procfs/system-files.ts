// The table of files of the whole system: a row is the whole registration of one. Knows each file's function, no directory.
import type { Caller } from '../fs/inode.js';
import type { TreeRow } from '../fs/virtual/virtual-tree.js';
import type { KernelState } from '../kernel-state.js';
import { procInterrupts, procSchedstat } from './system/interrupts.js';
import { noBlockDevices, noSwap, procCpuinfo, procDevices, procTtyDrivers, procVersion } from './system/machine.js';
import { procMeminfo, procVmstat } from './system/memory.js';
import { settings } from './system/settings.js';
import { procLoadavg, procStat, procUptime } from './system/stat.js';
import { vivariumSwitches } from './system/switches.js';
import { vivariumCaches, vivariumLedger, vivariumMachine, vivariumProfile, vivariumScheduler } from './system/vivarium.js';

/** `nodev` stands before types that need no device. @see proc_filesystems(5) */
function procFilesystems({ vfs }: KernelState): string {
  return [...new Set([...vfs.mounts.map(({ superblock }) => superblock.type), ...vfs.fileSystemTypes.keys()])]
    .map((type) => `nodev\t${type}\n`)
    .join('');
}

function selfOf({ tasks }: KernelState, { pid }: Caller): string | undefined {
  return tasks.processes.has(pid) ? `${pid}` : undefined;
}

/** Who is no process has no mounts of its own: it sees those of init. */
function mountsOf(kernel: KernelState, caller: Caller): string | undefined {
  if (selfOf(kernel, caller) !== undefined) return 'self/mounts';
  const { initPid, processes } = kernel.tasks;
  return processes.has(initPid) ? `${initPid}/mounts` : undefined;
}

/** Paths below /proc, in the order of its listing. `self` and `thread-self` are there for processes only, not for host tools. */
export const systemFiles: readonly TreeRow<KernelState>[] = [
  { path: 'cpuinfo', read: procCpuinfo },
  { path: 'devices', read: procDevices },
  { path: 'diskstats', read: () => noBlockDevices },
  { path: 'filesystems', read: procFilesystems },
  { path: 'interrupts', read: procInterrupts },
  { path: 'loadavg', read: procLoadavg },
  { path: 'meminfo', read: procMeminfo },
  { path: 'mounts', target: mountsOf },
  { path: 'partitions', read: () => noBlockDevices },
  { path: 'schedstat', read: procSchedstat },
  { path: 'self', target: selfOf },
  { path: 'stat', read: procStat },
  { path: 'swaps', read: () => noSwap },
  ...settings,
  {
    path: 'thread-self',
    target: (kernel, caller) => (kernel.tasks.tasks.has(caller.tid) ? `${caller.pid}/task/${caller.tid}` : undefined),
  },
  { path: 'tty/drivers', read: procTtyDrivers },
  { path: 'uptime', read: procUptime },
  { path: 'version', read: procVersion },
  { path: 'vivarium/caches', read: vivariumCaches },
  { path: 'vivarium/ledger', read: vivariumLedger },
  { path: 'vivarium/machine', read: vivariumMachine },
  { path: 'vivarium/profile', read: vivariumProfile },
  { path: 'vivarium/scheduler', read: vivariumScheduler },
  { path: 'vivarium/switches', read: vivariumSwitches },
  { path: 'vmstat', read: procVmstat },
];
