// What each path of the kernel costs: one row each, in instructions (of the base CPI), and which lines it touches. Knows no path's code.
import { imageAt, ownData } from '../mm/kernel-image.js';

/** How long a kernel path is. `perUnit` is charged beside `instructions` for each unit of work that the path's caller reports. */
export interface KernelPath {
  readonly instructions: number;
  readonly perUnit?: number;
  readonly unit?: string;
  /** Bytes of kernel code that a pass executes, of data that all cores share and of the task's own data (kernel stack, task structure) that it reads and writes. */
  readonly code?: number;
  readonly shared?: number;
  readonly own?: number;
  readonly source: string;
}

const estimate = 'estimate, calibrated against lat_syscall null 0.3 us and lat_ctx 2p/0K 1.5 us at 1 GHz';

/** Costs of kernel paths; system calls name theirs here too. */
export const kernelPaths = {
  systemCall: {
    instructions: 200,
    code: 2048,
    shared: 512,
    own: 512,
    perUnit: 1 / 8,
    unit: 'byte copied',
    source: `null system call: ${estimate}; copies move 8 bytes an instruction`,
  },
  minorFault: { instructions: 1500, code: 3072, shared: 1024, own: 512, source: `${estimate}; zeroing or copying 4 KiB comes on top` },
  majorFault: {
    instructions: 4000,
    code: 6144,
    shared: 2048,
    own: 512,
    source: 'estimate: as a minor fault with a read through the page cache',
  },
  pageClear: {
    instructions: 512,
    source: '4096 bytes in stores of 8, for each frame cleared or copied; its lines are touched where they lie',
  },
  memoryMap: { instructions: 2000, code: 4096, shared: 1024, own: 512, source: 'estimate: brk, mmap, munmap, mprotect' },
  fork: {
    instructions: 60_000,
    code: 12288,
    shared: 4096,
    own: 2048,
    perUnit: 30,
    unit: 'page-table entry',
    source: 'estimate; lmbench fork+exit on RV64 boards',
  },
  thread: { instructions: 15_000, code: 8192, shared: 2048, own: 1024, source: 'estimate: clone that shares the address space' },
  exec: { instructions: 300_000, code: 16384, shared: 8192, own: 2048, source: 'estimate; lmbench exec on RV64 boards' },
  exit: { instructions: 20_000, code: 8192, shared: 4096, own: 1024, perUnit: 15, unit: 'resident page', source: 'estimate: half of fork' },
  schedule: { instructions: 300, code: 4096, shared: 1536, own: 512, perUnit: 40, unit: 'log2 of the runnable tasks', source: 'estimate' },
  wakeUp: {
    instructions: 300,
    code: 1024,
    shared: 512,
    own: 0,
    perUnit: 40,
    unit: 'log2 of the runnable tasks',
    source: 'estimate: as pick-next',
  },
  switchState: {
    instructions: 30,
    code: 1024,
    shared: 512,
    own: 512,
    source: 'bookkeeping of a switch beside the registers: Linux __switch_to stores and loads 14 each',
  },
  tick: {
    instructions: 3000,
    code: 8192,
    shared: 3072,
    own: 1024,
    source:
      'local_timer interrupts of 1.8 and 2.8 us, entry and exit not counted (Linux 6.6 Documentation/trace/osnoise-tracer.rst); 0.5-1.5 % at 1000 Hz with the misses after it (Tsafrir 2007); footprint: estimate',
  },
  timer: { instructions: 200, code: 1024, shared: 512, own: 0, source: 'estimate: one expired hrtimer' },
  interrupt: {
    instructions: 150,
    code: 512,
    shared: 256,
    own: 0,
    source: 'estimate: handler of an inter-processor interrupt, or of a timer between ticks',
  },
  sendInterrupt: { instructions: 100, code: 512, shared: 256, own: 0, source: 'estimate: sender side of an inter-processor interrupt' },
  balance: { instructions: 500, code: 2048, shared: 2048, own: 0, perUnit: 50, unit: 'task moved', source: 'estimate: load_balance' },
  signalSend: { instructions: 300, code: 1024, shared: 256, own: 256, source: 'estimate' },
  signalDeliver: { instructions: 1500, code: 3072, shared: 256, own: 1024, source: 'estimate: frame of 912 bytes and its checks' },
  terminal: { instructions: 0, perUnit: 10, unit: 'byte written', source: 'estimate: the line discipline looks at each byte' },
  path: { instructions: 400, code: 1024, shared: 1024, own: 0, source: 'estimate: one name looked up' },
} as const satisfies Record<string, KernelPath>;

export type KernelPathName = keyof typeof kernelPaths;

/** What a pass takes and touches. Code and shared data lie at offsets in the kernel's image. */
export interface Footprint {
  readonly instructions: number;
  readonly perUnit: number;
  readonly codeAt: number;
  readonly codeBytes: number;
  readonly sharedAt: number;
  readonly sharedBytes: number;
  readonly ownBytes: number;
}

/** All of one shape, as the host likes it; one behind the other in the order of the rows, as a linker would place them. */
export const footprints: Readonly<Record<KernelPathName, Footprint>> = placeFootprints();

function placeFootprints(): Record<KernelPathName, Footprint> {
  let [codeAt, sharedAt]: [number, number] = [imageAt.code, imageAt.shared];
  const placed = Object.entries<KernelPath>(kernelPaths).map(([name, row]) => {
    const { instructions, perUnit = 0, code: codeBytes = 0, shared: sharedBytes = 0, own: ownBytes = 0 } = row;
    const footprint: Footprint = { instructions, perUnit, codeAt, codeBytes, sharedAt, sharedBytes, ownBytes };
    codeAt += codeBytes;
    sharedAt += sharedBytes;
    return [name, footprint] as const;
  });
  return Object.fromEntries(placed) as Record<KernelPathName, Footprint>;
}

/** Where a task's kernel stack and task structure lie in the image. */
export function ownDataOf(tid: number): number {
  return imageAt.own + (tid % ownData.places) * ownData.bytes;
}

/** Instructions of `name` with `units` of work. Whole: fractions are rounded up. */
export function pathInstructions(name: KernelPathName, units = 0): number {
  return instructionsOf(footprints[name], units);
}

export function instructionsOf({ instructions, perUnit }: Footprint, units: number): number {
  return instructions + Math.ceil(units * perUnit);
}

/** 40 log2 n of the scheduler's rows: how many doublings make `count`. */
export function doublings(count: number): number {
  return count > 1 ? 32 - Math.clz32(count - 1) : 0;
}
