// Files below /sys/devices/system: cores and the one memory node. Knows the machine's shape, no counter.
import type { TreeRow } from '../fs/virtual/virtual-tree.js';
import type { KernelState } from '../kernel-state.js';
import { cpuMask, rangeList } from '../procfs/format.js';

function harts({ machine }: KernelState): readonly number[] {
  return machine.harts.map(({ id }) => id);
}

function list(kernel: KernelState): string {
  return `${rangeList(harts(kernel))}\n`;
}

function mask(kernel: KernelState): string {
  return `${cpuMask(harts(kernel), kernel.machine.harts.length)}\n`;
}

/** Each core is a package's core without siblings. @see Linux Documentation/admin-guide/cputopology.rst */
function coreRows(id: number): readonly TreeRow<KernelState>[] {
  const core = `devices/system/cpu/cpu${id}`;
  return [
    { path: `${core}/online`, read: () => '1\n' },
    { path: `${core}/topology/core_id`, read: () => `${id}\n` },
    { path: `${core}/topology/physical_package_id`, read: () => '0\n' },
    { path: `${core}/topology/thread_siblings_list`, read: () => `${id}\n` },
    { path: `${core}/topology/core_siblings_list`, read: list },
  ];
}

function nodeMeminfo({ memory: { frames } }: KernelState): string {
  const row = (label: string, count: number): string => `Node 0 ${`${label}:`.padEnd(15)}${String(count * 4).padStart(8)} kB\n`;
  return row('MemTotal', frames.totalCount) + row('MemFree', frames.freeCount) + row('MemUsed', frames.totalCount - frames.freeCount);
}

/** Rows of a machine with `cores` cores. @see sysfs(5) */
export function systemDevices(cores: number): readonly TreeRow<KernelState>[] {
  return [
    { path: 'devices/system/cpu/possible', read: list },
    { path: 'devices/system/cpu/present', read: list },
    { path: 'devices/system/cpu/online', read: list },
    { path: 'devices/system/cpu/kernel_max', read: () => '63\n' },
    ...Array.from({ length: cores }, (_, id) => coreRows(id)).flat(),
    { path: 'devices/system/node/possible', read: () => '0\n' },
    { path: 'devices/system/node/online', read: () => '0\n' },
    { path: 'devices/system/node/node0/cpulist', read: list },
    { path: 'devices/system/node/node0/cpumap', read: mask },
    { path: 'devices/system/node/node0/meminfo', read: nodeMeminfo },
  ];
}
