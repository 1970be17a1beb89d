// Where a task's registers lie while it is off the core, and what saving them has cost. Knows addresses, not registers.

/** The saved context in guest physical memory. Written by sched/context-switch.ts. */
export interface Pcb {
  /** Physical address in bytes; the layout is machine/pcb-layout.ts. */
  readonly address: number;
  /** False until the first dispatch: all registers but pc and sp are still blank. */
  dispatched: boolean;
  /** Whether the f registers at `address` hold something; clear: they read as zero and are not restored. */
  fpSaved: boolean;
  /** Hart on which the f registers were last saved or loaded; -1: never. */
  fpHart: number;
  saves: number;
  fpSaves: number;
  restores: number;
  fpRestores: number;
  savedCycles: number;
  restoredCycles: number;
  lastSaveCycles: number;
  lastRestoreCycles: number;
  /** mtime in nanoseconds; -1: never. A number in any case, so that the host keeps it in place. */
  lastSaveNs: number;
  lastRestoreNs: number;
}

export function blankPcb(address: number): Pcb {
  return {
    address,
    dispatched: false,
    fpSaved: false,
    fpHart: -1,
    saves: 0,
    fpSaves: 0,
    restores: 0,
    fpRestores: 0,
    savedCycles: 0,
    restoredCycles: 0,
    lastSaveCycles: 0,
    lastRestoreCycles: 0,
    lastSaveNs: -1,
    lastRestoreNs: -1,
  };
}
