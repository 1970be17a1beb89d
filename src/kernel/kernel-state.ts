// The root of everything the kernel knows: from here all state can be reached, as plain data. Decides nothing.
import type { Vfs } from './fs/vfs.js';
import type { Ledger } from './ledger/ledger.js';
import type { MemoryManager } from './mm/memory-manager.js';
import type { PcbSlab } from './sched/pcb-slab.js';
import type { Scheduler } from './sched/scheduler.js';
import type { WaitQueue } from './sleep/wait-queue.js';
import type { Hardware, Hart } from './task/hardware.js';
import type { KernelLog } from './task/kernel-log.js';
import type { Random } from './task/random.js';
import type { TaskTable } from './task/task-table.js';
import type { TraceBuffer } from './trace/buffer.js';

/** What was decided at boot. */
export interface KernelConfig {
  readonly hostname: string;
  readonly domainname: string;
  /** uname -r: programs compare it with what they need. */
  readonly release: string;
  /** uname -v. */
  readonly version: string;
  /** Real time at mtime 0, nanoseconds since 1970. */
  readonly bootEpochNs: bigint;
  readonly seed: number;
  /** Units of /proc's times. */
  readonly ticksPerSecond: number;
}

export interface KernelState {
  readonly machine: Hardware;
  readonly memory: MemoryManager;
  readonly vfs: Vfs;
  readonly tasks: TaskTable;
  readonly scheduler: Scheduler;
  readonly pcbs: PcbSlab;
  readonly ledger: Ledger;
  readonly log: KernelLog;
  readonly trace: TraceBuffer;
  readonly config: KernelConfig;
  readonly random: Random;
  /** Faults of all programs since boot. */
  readonly faults: { minor: number; major: number; oomKills: number };
  /** Status words of ended processes that had no parent: what the host is told. */
  readonly exits: Map<number, number>;
  /** Sleepers of futex(2) by key; a queue without sleepers is removed. */
  readonly futexes: Map<string, WaitQueue>;
  /** uname's node name; sethostname writes it. */
  hostname: string;
  domainname: string;
  /** The hart whose trap is being handled; undefined between traps. */
  activeHart: Hart | undefined;
  /** How init's end or reboot(2) stopped the system; undefined while it runs. */
  halted: 'poweroff' | 'restart' | 'init-exited' | undefined;
}

/** Nanoseconds since boot: of the hart in the kernel, else of the busy hart that is furthest behind. When all are parked, of the one that was last awake. */
export function mtimeNs(state: KernelState): number {
  if (state.activeHart !== undefined) return state.activeHart.mtimeNs;
  let [earliest, latest] = [Infinity, 0];
  for (const hart of state.machine.harts) {
    const { mtimeNs: ns } = hart;
    if (!hart.waiting) earliest = Math.min(earliest, ns);
    latest = Math.max(latest, ns);
  }
  return earliest === Infinity ? latest : earliest;
}

/** Nanoseconds since 1970. */
export function realtimeNs(state: KernelState): bigint {
  return state.config.bootEpochNs + BigInt(Math.floor(mtimeNs(state)));
}
