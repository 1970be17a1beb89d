// The slice of the machine that the kernel works with. src/machine is the real one; tests may bring their own.
import type { MemoryCounter } from '../../machine/layout.js';
import type { Hierarchy } from '../../machine/memory/hierarchy/geometry.js';
import type { TrapCause } from '../../machine/trap.js';
import type { Ram } from '../mm/ram.js';

/** One hardware thread. Its registers are those of the task that it runs. */
export interface Hart {
  readonly id: number;
  /** The clock: everything that the core has done or waited, in cycles. */
  readonly cycles: number;
  readonly instret: number;
  /** The same clock in nanoseconds since boot. */
  readonly mtimeNs: number;
  readonly trap: { readonly cause: TrapCause; readonly tval: bigint };
  /** Its cause alone. */
  readonly trapCause: TrapCause;
  pc: bigint;
  fcsr: number;
  /** The f registers or fcsr changed since they were last saved or loaded (mstatus.FS = Dirty). */
  fpDirty: boolean;
  /** mtime of the next timer interrupt; Infinity: off. */
  timecmpNs: number;
  /** Parked until a timer or an inter-processor interrupt. */
  waiting: boolean;
  readX(register: number): bigint;
  writeX(register: number, value: bigint): void;
  readF(register: number): bigint;
  writeF(register: number, value: bigint): void;
  /** Writes satp; 0: no address space. With `asid` translations of all spaces stay. */
  setAddressSpace(rootFrame: number, asid?: number): void;
  /** Forgets all translations. */
  flushTranslations(): void;
  /** The first cycle at which mtime is at least `ns`. */
  cyclesAtNs(ns: number): number;
  /** Moves the clock on to `cycles` without work. */
  idleUntil(cycles: number): void;
  /** Kernel work: advances the clock. */
  charge(cycles: number): void;
  /** The same by instructions, several of which may share a cycle. */
  chargeInstructions(instructions: number): void;
  /** The kernel reads, writes or executes memory at `pa`, or at an offset of its own image: the clock advances by what that waits for. */
  touch(pa: number, bytes: number, kind: 'load' | 'store' | 'fetch'): void;
  touchKernel(offset: number, bytes: number, kind: 'load' | 'store' | 'fetch'): void;
  /** What the hart's caches have counted since boot. */
  counter(name: MemoryCounter): number;
  /** All of them, in the order of the machine's `memoryCounters`; live. */
  readonly counters: Float64Array;
  /** Whose lines come into the caches from now on: a thread id, 0 = nobody's. */
  cacheOwner: number;
  /** Sends an interrupt that arrives at `atNs`. */
  postInterrupt(atNs: number): void;
  /** Stores x1-x31, pc and with `withFp` f0-f31 and fcsr at physical address `pa`. */
  saveContext(pa: number, withFp: boolean): void;
  restoreContext(pa: number, withFp: boolean): void;
}

/** What stopped the machine. */
export type Stop =
  | { readonly event: 'trap' | 'timer' | 'ipi'; readonly hart: Hart }
  | { readonly event: 'idle' }
  | { readonly event: 'limit' };

export interface Hardware {
  readonly harts: readonly Hart[];
  readonly memory: Ram & { readU64(pa: number): bigint; writeU64(pa: number, value: bigint): void };
  readonly costs: HardwareCosts;
  /** The caches that are simulated; undefined: none. */
  readonly hierarchy?: Hierarchy | undefined;
  /** Bits of address space identifiers; 0: it has none. */
  readonly asidBits: number;
  readonly profile: { readonly name: string; readonly frequencyHz: number };
  /** Runs until something needs the kernel, or until every hart's clock has reached `untilNs`. */
  step(untilNs?: number): Stop;
  flushTlb(rootFrame: number, va: number | undefined, context: number): void;
}

/** Cycles of what the hardware does in kernel paths. @see machine/cost-model.ts */
export interface HardwareCosts {
  readonly instructions: { readonly load: number; readonly store: number };
  /** What of a load's cycles is the wait for a hit in L1D. */
  readonly l1dHit: number;
  readonly events: {
    readonly trapEntry: number;
    readonly trapExit: number;
    readonly csrAccess: number;
    readonly satpWrite: number;
    readonly tlbFlush: number;
    /** From sending to arrival. */
    readonly interprocessorInterrupt: number;
  };
}
