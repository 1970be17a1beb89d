// The one object that memory management hangs on: frames, the list of live spaces, totals for /proc/meminfo. Knows no file and no task.

import type { AddressSpace } from './address-space.js';
import type { AsidAllocator } from './asids.js';
import { FrameAllocator, PAGE_BYTES, type Frame } from './frame-allocator.js';
import { createMemoryWork, type MemoryWork } from './memory-work.js';
import type { PageSource } from './page-source.js';
import type { Ram, RandomSource, TranslationCaches } from './ram.js';

/** What the kernel gives to memory management at boot. */
export interface MemoryOptions {
  readonly memory: Ram;
  readonly tlb: TranslationCaches;
  readonly random: RandomSource;
  /** Left out: the hardware has no identifiers. */
  readonly asids?: AsidAllocator | undefined;
  /** Whether execve randomises the places of program, break, mappings and stack. */
  readonly aslr: boolean;
  /** Lowest frames of RAM that are never handed out: they stand for the kernel's own code and data. */
  readonly kernelFrames?: number;
}

/** @see proc_sys_vm(5): 0 refuses only a single absurd mapping, 1 nothing, 2 all beyond a fixed share of RAM. */
export type OvercommitMode = 0 | 1 | 2;

/** System-wide totals in frames, kept at each change. */
export interface MemoryTotals {
  /** AnonPages of /proc/meminfo: frames of private memory, each counted once. */
  anonymous: number;
  /** Shmem: frames of shared anonymous memory. */
  shared: number;
  /** PageTables */
  pageTables: number;
  /** Committed_AS: what programs were promised. */
  committed: number;
}

/** Only mm/ writes, but for `overcommit` and `vdso`. */
export interface MemoryManager {
  readonly memory: Ram;
  readonly tlb: TranslationCaches;
  readonly random: RandomSource;
  /** Undefined: a switch forgets all translations. */
  readonly asids: AsidAllocator | undefined;
  readonly frames: FrameAllocator;
  /** What was done to memory in this trap, for those who charge it. */
  readonly work: MemoryWork;
  readonly aslr: boolean;
  /** Read by everyone who reads private memory never written. */
  readonly zeroFrame: Frame;
  /** Every live address space. */
  readonly spaces: Set<AddressSpace>;
  readonly totals: MemoryTotals;
  overcommit: OvercommitMode;
  /** The image that programs map as [vdso]; lifecycle/ makes it when the first program is loaded. */
  vdso: PageSource | undefined;
  /** Inode number of the next shared anonymous object. */
  nextSharedInode: number;
}

/** 1 MiB. */
const KERNEL_FRAMES = 256;

/** @throws Error when RAM is too small to hold the kernel's frames */
export function createMemoryManager(options: MemoryOptions): MemoryManager {
  const { memory, tlb, random, asids, aslr, kernelFrames = KERNEL_FRAMES } = options;
  const first = memory.base / PAGE_BYTES + kernelFrames;
  const work = createMemoryWork();
  const frames = new FrameAllocator(memory, first, Math.floor(memory.size / PAGE_BYTES) - kernelFrames, work);
  const zeroFrame = frames.allocate();
  if (zeroFrame === undefined) throw new Error(`RAM of ${memory.size} bytes holds no frame beside the kernel's`);
  return {
    memory,
    tlb,
    random,
    asids,
    frames,
    work,
    aslr,
    zeroFrame,
    spaces: new Set(),
    totals: { anonymous: 0, shared: 0, pageTables: 0, committed: 0 },
    overcommit: 0,
    vdso: undefined,
    nextSharedInode: 1024,
  };
}
