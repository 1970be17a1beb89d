// /proc/[pid]/maps and its longer kin smaps and smaps_rollup. Knows vmas; sums over pages come from mm.
import { deviceMajor, deviceMinor } from '../../../abi/stat.js';
import type { Content } from '../../fs/virtual/virtual-inode.js';
import type { KernelState } from '../../kernel-state.js';
import { PAGE_BYTES } from '../../mm/frame-allocator.js';
import { type VmaSums, vmaSums } from '../../mm/page-walk.js';
import { type Vma, vmFlagLetters, vmaName, vmaPermissions } from '../../mm/vma.js';
import { escaped, kilobytes } from '../format.js';
import { type Subject, spaceOf } from '../subject.js';

/** The name stands one space behind this column, or behind what is longer. */
const NAME_COLUMN = 72;

function hexDevice(device: number): string {
  return `${deviceMajor(device).toString(16).padStart(2, '0')}:${deviceMinor(device).toString(16).padStart(2, '0')}`;
}

function mapsLine(start: number, end: number, permissions: string, offset: number, source: string, name: string): string {
  const range = `${start.toString(16).padStart(8, '0')}-${end.toString(16).padStart(8, '0')}`;
  const head = `${range} ${permissions} ${offset.toString(16).padStart(8, '0')} ${source} `;
  return name === '' ? `${head}\n` : `${head.padEnd(NAME_COLUMN)} ${escaped(name, '\n')}\n`;
}

function vmaLine(vma: Vma): string {
  const { source } = vma;
  const origin = source === undefined ? '00:00 0' : `${hexDevice(source.device)} ${source.inode}`;
  return mapsLine(vma.start, vma.end, vmaPermissions(vma), source === undefined ? 0 : vma.offset, origin, vmaName(vma));
}

/** @see proc_pid_maps(5): address, permissions, offset, device, inode, path */
export function pidMaps(subject: Subject): string {
  return spaceOf(subject)?.vmas.map(vmaLine).join('') ?? '';
}

/** Labels of smaps in Linux's order, and where the number comes from. */
const sumRows: readonly (readonly [label: string, sum: keyof VmaSums | 'none'])[] = [
  ['Rss', 'rss'],
  ['Pss', 'pss'],
  ['Pss_Dirty', 'pssDirty'],
  ['Shared_Clean', 'sharedClean'],
  ['Shared_Dirty', 'sharedDirty'],
  ['Private_Clean', 'privateClean'],
  ['Private_Dirty', 'privateDirty'],
  ['Referenced', 'referenced'],
  ['Anonymous', 'anonymous'],
  ['Swap', 'none'],
  ['SwapPss', 'none'],
  ['Locked', 'locked'],
];

function sizeLine(label: string, kib: number): string {
  return `${`${label}:`.padEnd(16)}${kilobytes(kib * 1024)}\n`;
}

function sumLines(sumOf: (sum: keyof VmaSums) => number): string {
  return sumRows.map(([label, sum]) => sizeLine(label, sum === 'none' ? 0 : sumOf(sum))).join('');
}

/** @see proc_pid_smaps(5) */
export function pidSmaps(subject: Subject, kernel: KernelState): string {
  const space = spaceOf(subject);
  if (space === undefined) return '';
  return space.vmas
    .map((vma) => {
      const sums = vmaSums(kernel.memory, space, vma);
      const letters = vmFlagLetters.filter(([flag]) => (vma.flags & flag) !== 0).map(([, two]) => two);
      const pageSizes = sizeLine('KernelPageSize', PAGE_BYTES / 1024) + sizeLine('MMUPageSize', PAGE_BYTES / 1024);
      return `${vmaLine(vma)}${sizeLine('Size', sums.size)}${pageSizes}${sumLines((sum) => sums[sum])}VmFlags: ${letters.join(' ')} \n`;
    })
    .join('');
}

/** One entry for the whole space: sums over all vmas. @see proc_pid_smaps(5) */
export function pidSmapsRollup(subject: Subject, kernel: KernelState): Content {
  const space = spaceOf(subject);
  if (space === undefined) return { errno: 'ESRCH' };
  const parts = space.vmas.map((vma) => vmaSums(kernel.memory, space, vma));
  const start = space.vmas[0]?.start ?? 0;
  const end = space.vmas.at(-1)?.end ?? 0;
  return mapsLine(start, end, '---p', 0, '00:00 0', '[rollup]') + sumLines((sum) => parts.reduce((total, part) => total + part[sum], 0));
}
