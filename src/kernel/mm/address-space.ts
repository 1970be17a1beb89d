// The address space of a process, as data: its vmas, its break, its counters. Knows no frames and no page tables beyond the root's number.

import type { VirtualAddress, Vma } from './vma.js';
import type { Frame } from './frame-allocator.js';

/** End of user addresses under Sv39: 2^38. */
export const TASK_SIZE = 0x40_0000_0000;

/** Limits that mapping calls and stack growth obey, bytes; Infinity: none. The owner of the process copies them here on execve, fork and prlimit. */
export interface MemoryLimits {
  /** RLIMIT_STACK */
  stackBytes: number;
  /** RLIMIT_AS */
  addressSpaceBytes: number;
  /** RLIMIT_DATA */
  dataBytes: number;
  /** RLIMIT_MEMLOCK */
  lockedBytes: number;
}

/** Linux's defaults: 8 MiB of stack and of locked memory, the rest unlimited. */
export function defaultLimits(): MemoryLimits {
  return { stackBytes: 8 << 20, addressSpaceBytes: Number.POSITIVE_INFINITY, dataBytes: Number.POSITIVE_INFINITY, lockedBytes: 8 << 20 };
}

/** Counters in pages, kept at each change, never by a walk. The field of /proc/[pid]/status stands beside each. */
export interface MemoryUsage {
  /** VmSize and VmPeak */
  total: number;
  peakTotal: number;
  /** RssAnon, RssFile, RssShmem; their sum is VmRSS, its maximum VmHWM */
  rssAnon: number;
  rssFile: number;
  rssShmem: number;
  peakRss: number;
  /** VmData: private writable, but no stack */
  data: number;
  /** VmStk */
  stack: number;
  /** VmExe + VmLib: executable and not writable */
  executable: number;
  /** VmLck */
  locked: number;
  /** VmPTE: frames of page tables, the root included */
  pageTables: number;
}

/** Where execve put things, for /proc/[pid]/stat, cmdline, environ, auxv. Bytes; ends excluded. */
export interface ProgramLayout {
  startCode: VirtualAddress;
  endCode: VirtualAddress;
  startData: VirtualAddress;
  endData: VirtualAddress;
  /** Initial stack pointer. */
  startStack: VirtualAddress;
  argStart: VirtualAddress;
  argEnd: VirtualAddress;
  envStart: VirtualAddress;
  envEnd: VirtualAddress;
  /** Image of the [vdso]; 0: none. */
  vdso: VirtualAddress;
  /** The auxiliary vector as stored on the stack. */
  auxv: Uint8Array;
}

/** Only mm/ writes, and lifecycle/ the `layout`. */
export interface AddressSpace {
  /** Root of the Sv39 table: what satp gets. */
  readonly rootFrame: Frame;
  /** What tells its translations from those of others, see `asids.ts`; 0: nothing yet. */
  context: number;
  /** Sorted by address. */
  readonly vmas: Vma[];
  /** Processes that use the space (CLONE_VM); the last one to leave releases it. */
  users: number;
  brkStart: VirtualAddress;
  brk: VirtualAddress;
  /** Mappings are placed downwards from here. */
  mmapBase: VirtualAddress;
  /** How far down the last search for room came from `mmapBase`, and the largest hole above that. */
  readonly search: { ceiling: VirtualAddress; passedBytes: number };
  /** End of the stack. */
  stackTop: VirtualAddress;
  /** mlockall(MCL_FUTURE): flags or-ed into new vmas. */
  defaultFlags: number;
  readonly limits: MemoryLimits;
  readonly usage: MemoryUsage;
  layout: ProgramLayout;
}

export function emptyLayout(): ProgramLayout {
  return {
    startCode: 0,
    endCode: 0,
    startData: 0,
    endData: 0,
    startStack: 0,
    argStart: 0,
    argEnd: 0,
    envStart: 0,
    envEnd: 0,
    vdso: 0,
    auxv: new Uint8Array(0),
  };
}

export function emptyUsage(): MemoryUsage {
  return {
    total: 0,
    peakTotal: 0,
    rssAnon: 0,
    rssFile: 0,
    rssShmem: 0,
    peakRss: 0,
    data: 0,
    stack: 0,
    executable: 0,
    locked: 0,
    pageTables: 0,
  };
}

/** VmRSS in pages. */
export function residentPages({ usage }: AddressSpace): number {
  return usage.rssAnon + usage.rssFile + usage.rssShmem;
}
