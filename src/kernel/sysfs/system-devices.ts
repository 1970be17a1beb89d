// Files below /sys/devices/system: cores and the one memory node. Knows the machine's shape, no counter.
import { PAGE_BYTES } from '../mm/frame-allocator.js';
import type { TreeRow } from '../fs/virtual/virtual-tree.js';
import type { KernelState } from '../kernel-state.js';
import { cpuMask, rangeList } from '../procfs/format.js';

type Row = TreeRow<KernelState>;

function harts({ machine }: KernelState): readonly number[] {
  return machine.harts.map(({ id }) => id);
}

function list(kernel: KernelState): string {
  return `${rangeList(harts(kernel))}\n`;
}

function mask(kernel: KernelState): string {
  return `${cpuMask(harts(kernel), kernel.machine.harts.length)}\n`;
}

/** One core without siblings in the only package; each set as a mask and, with `_list`, as a list. @see Linux Documentation/admin-guide/cputopology.rst */
function coreRows(id: number): readonly Row[] {
  const core = `devices/system/cpu/cpu${id}`;
  const own: readonly Row[] = ['core_cpus', 'thread_siblings'].flatMap((name) => [
    { path: `${core}/topology/${name}`, read: (kernel: KernelState) => `${cpuMask([id], kernel.machine.harts.length)}\n` },
    { path: `${core}/topology/${name}_list`, read: () => `${id}\n` },
  ]);
  const all: readonly Row[] = ['core_siblings', 'package_cpus'].flatMap((name) => [
    { path: `${core}/topology/${name}`, read: mask },
    { path: `${core}/topology/${name}_list`, read: list },
  ]);
  return [
    { path: `${core}/online`, read: () => '1\n' },
    { path: `${core}/topology/core_id`, read: () => `${id}\n` },
    { path: `${core}/topology/physical_package_id`, read: () => '0\n' },
    ...own,
    ...all,
    { path: `${core}/node0`, target: () => '../../node/node0' },
  ];
}

/** @see Linux 6.6 drivers/base/node.c node_read_meminfo */
function nodeMeminfo({ memory: { frames, totals }, vfs }: KernelState): string {
  const cached = vfs.pageCaches?.pages ?? 0;
  const rows: readonly (readonly [label: string, pages: number])[] = [
    ['MemTotal', frames.totalCount],
    ['MemFree', frames.freeCount],
    ['MemUsed', frames.totalCount - frames.freeCount],
    ['FilePages', cached + totals.shared],
    ['AnonPages', totals.anonymous],
    ['Shmem', totals.shared],
    ['PageTables', totals.pageTables],
  ];
  const kib = (pages: number): string => String((pages * PAGE_BYTES) / 1024).padStart(8);
  return rows.map(([label, pages]) => `Node 0 ${`${label}:`.padEnd(15)}${kib(pages)} kB\n`).join('');
}

const nodeRows: readonly Row[] = [
  ...['possible', 'online', 'has_cpu', 'has_memory', 'has_normal_memory'].map(
    (name): Row => ({ path: `devices/system/node/${name}`, read: () => '0\n' }),
  ),
  { path: 'devices/system/node/node0/cpulist', read: list },
  { path: 'devices/system/node/node0/cpumap', read: mask },
  { path: 'devices/system/node/node0/distance', read: () => '10\n' },
  { path: 'devices/system/node/node0/meminfo', read: nodeMeminfo },
];

/** Rows of a machine with `cores` cores. @see sysfs(5) */
export function systemDevices(cores: number): readonly Row[] {
  return [
    { path: 'devices/system/cpu/possible', read: list },
    { path: 'devices/system/cpu/present', read: list },
    { path: 'devices/system/cpu/online', read: list },
    { path: 'devices/system/cpu/offline', read: () => '\n' },
    { path: 'devices/system/cpu/kernel_max', read: () => '63\n' },
    ...Array.from({ length: cores }, (_, id) => coreRows(id)).flat(),
    ...nodeRows,
    ...Array.from({ length: cores }, (_, id): Row => ({ path: `devices/system/node/node0/cpu${id}`, target: () => `../../cpu/cpu${id}` })),
  ];
}
