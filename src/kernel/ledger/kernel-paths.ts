// What each path of the kernel costs: one row each, in instructions (1 cycle each here). Knows no path's code.

/** How long a kernel path is. `perUnit` is charged beside `instructions` for each unit of work that the path's caller reports. */
export interface KernelPath {
  readonly instructions: number;
  readonly perUnit?: number;
  readonly unit?: string;
  readonly source: string;
}

const estimate = 'estimate, calibrated against lat_syscall null 0.3 us and lat_ctx 2p/0K 1.5 us at 1 GHz';

/** Costs of kernel paths; system calls name theirs here too. */
export const kernelPaths = {
  systemCall: {
    instructions: 200,
    perUnit: 1 / 8,
    unit: 'byte copied',
    source: `null system call: ${estimate}; copies move 8 bytes an instruction`,
  },
  minorFault: { instructions: 1500, source: `${estimate}; zeroing or copying 4 KiB comes on top` },
  majorFault: { instructions: 4000, source: 'estimate: as a minor fault with a read through the page cache' },
  pageClear: { instructions: 512, source: '4096 bytes in stores of 8' },
  memoryMap: { instructions: 2000, source: 'estimate: brk, mmap, munmap, mprotect' },
  fork: { instructions: 60_000, perUnit: 30, unit: 'page-table entry', source: 'estimate; lmbench fork+exit on RV64 boards' },
  thread: { instructions: 15_000, source: 'estimate: clone that shares the address space' },
  exec: { instructions: 300_000, source: 'estimate; lmbench exec on RV64 boards' },
  exit: { instructions: 20_000, perUnit: 15, unit: 'resident page', source: 'estimate: half of fork' },
  schedule: { instructions: 300, perUnit: 40, unit: 'log2 of the runnable tasks', source: 'estimate' },
  wakeUp: { instructions: 300, perUnit: 40, unit: 'log2 of the runnable tasks', source: 'estimate: as pick-next' },
  switchState: { instructions: 30, source: 'bookkeeping of a switch beside the registers: Linux __switch_to stores and loads 14 each' },
  tick: { instructions: 400, source: 'estimate: scheduler_tick and run_timer_softirq' },
  timer: { instructions: 200, source: 'estimate: one expired hrtimer' },
  interrupt: { instructions: 150, source: 'estimate: handler of an inter-processor interrupt' },
  sendInterrupt: { instructions: 100, source: 'estimate: sender side of an inter-processor interrupt' },
  balance: { instructions: 500, perUnit: 50, unit: 'task moved', source: 'estimate: load_balance' },
  signalSend: { instructions: 300, source: 'estimate' },
  signalDeliver: { instructions: 1500, source: 'estimate: frame of 912 bytes and its checks' },
  terminal: { instructions: 0, perUnit: 10, unit: 'byte written', source: 'estimate: the line discipline looks at each byte' },
  path: { instructions: 400, source: 'estimate: one name looked up' },
} as const satisfies Record<string, KernelPath>;

export type KernelPathName = keyof typeof kernelPaths;

/** Cycles of `name` with `units` of work. Whole: fractions are rounded up. */
export function pathCycles(name: KernelPathName, units = 0): number {
  const row: KernelPath = kernelPaths[name];
  return row.instructions + Math.ceil(units * (row.perUnit ?? 0));
}

/** 40 log2 n of the scheduler's rows: how many doublings make `count`. */
export function doublings(count: number): number {
  return count > 1 ? Math.ceil(Math.log2(count)) : 0;
}
