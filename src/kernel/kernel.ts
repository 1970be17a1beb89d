// The kernel as its host holds it: built around a machine, given programs, run. Knows no host.
import { limitsFor, Vfs } from './fs/vfs.js';
import { KernelServices } from './kernel-services.js';
import type { KernelConfig, KernelState } from './kernel-state.js';
import { checkLedger } from './ledger/check-ledger.js';
import { category, createLedger, historyHash, settle } from './ledger/ledger.js';
import { type SpawnFailure, type SpawnRequest, spawn } from './lifecycle/spawn.js';
import { createAsids } from './mm/asids.js';
import { createMemoryManager } from './mm/memory-manager.js';
import { createPcbSlab } from './sched/pcb-slab.js';
import { defaultPolicyName } from './sched/policies.js';
import type { PolicyText } from './sched/policy-text.js';
import { createScheduler, type PcbSaving, runQueueOf } from './sched/scheduler.js';
import { callCategory } from './syscall/dispatch.js';
import { syscalls } from './syscall/table.js';
import type { Hardware } from './task/hardware.js';
import { createKernelLog, logLine } from './task/kernel-log.js';
import { Random } from './task/random.js';
import { createTaskTable } from './task/task-table.js';
import type { Process } from './task/task.js';
import { createTraceBuffer } from './trace/buffer.js';
import { enterKernel } from './trap-entry.js';

export interface KernelOptions {
  readonly machine: Hardware;
  readonly seed?: number;
  /** Nanoseconds since 1970 at mtime 0. Default: 2024-01-01. */
  readonly bootEpochNs?: bigint;
  readonly hostname?: string;
  readonly policy?: PolicyText;
  /** Nanoseconds; default: the policy's own. */
  readonly sliceNs?: number;
  readonly tickNs?: number;
  /** False: cores take no waiting tasks from each other. Default true. */
  readonly balancing?: boolean;
  /** When f registers are saved and loaded. Default lazy. */
  readonly pcb?: PcbSaving;
  readonly aslr?: boolean;
  readonly pidMax?: number;
  /** Tasks at once; default: as many as an eighth of RAM could hold at 16 KiB each. */
  readonly maxTasks?: number;
}

/** Why a run returned: the condition held or the system halted, the time was reached, or nothing can happen without input. */
export type RunEnd = 'stopped' | 'limit' | 'idle';

/** Least and most tasks, whatever RAM says. */
const taskBounds = { least: 64, most: 65_536 };
const bytesPerTask = 16_384;

export class Kernel {
  readonly state: KernelState;

  /** @throws Error when RAM is too small for the kernel */
  constructor(options: KernelOptions) {
    const services = new KernelServices();
    this.state = createState(options, services);
    services.attach(this.state);
    for (const row of syscalls) category(this.state.ledger, callCategory(row));
    for (const hart of options.machine.harts) hart.waiting = true;
    announce(this.state);
  }

  get vfs(): Vfs {
    return this.state.vfs;
  }

  /** Starts a program; the file system must be mounted. */
  spawn(request: SpawnRequest): Process | SpawnFailure {
    return spawn(this.state, request);
  }

  /**
   * Lets simulated time pass until `stop` says so, the system halts, every core reaches `untilNs`, or nothing can happen any more.
   * `stop` is asked after each trap.
   */
  run(untilNs = Infinity, stop: () => boolean = () => false): RunEnd {
    const end = this.#advance(untilNs, stop);
    this.settle();
    return end;
  }

  #advance(untilNs: number, stop: () => boolean): RunEnd {
    const { state } = this;
    for (;;) {
      if (state.halted !== undefined || stop()) return 'stopped';
      const next = state.machine.step(untilNs);
      if (next.event === 'idle' || next.event === 'limit') return next.event;
      enterKernel(state, next.hart, next.event);
    }
  }

  /** Books all time up to now, so that every counter is exact. */
  settle(): void {
    const { machine, ledger, scheduler } = this.state;
    for (const hart of machine.harts) settle(ledger, hart, runQueueOf(scheduler, hart.id).current);
  }

  /** @throws when a core's or a task's cycles do not add up */
  checkLedger(): void {
    const { ledger, machine, tasks } = this.state;
    this.settle();
    checkLedger(ledger, machine, tasks.tasks.values());
  }

  /** Equal histories have equal hashes. */
  get historyHash(): string {
    return historyHash(this.state.ledger);
  }
}

function createState(options: KernelOptions, services: KernelServices): KernelState {
  const { machine, seed = 1, hostname = 'vivarium', policy = defaultPolicyName, sliceNs, tickNs = 10_000_000 } = options;
  const { aslr = true, balancing = true, pcb = 'lazy', pidMax = 32_768, maxTasks = tasksFor(machine.memory.size, pidMax) } = options;
  const random = new Random(seed);
  const asids = createAsids(machine.asidBits, machine.harts.length);
  const memory = createMemoryManager({ memory: machine.memory, tlb: machine, random, asids, aslr });
  const config: KernelConfig = {
    hostname,
    domainname: '(none)',
    release: '6.6.0-vivarium',
    version: '#1 SMP',
    bootEpochNs: options.bootEpochNs ?? 1_704_067_200_000_000_000n,
    seed,
    ticksPerSecond: 100,
  };
  return {
    machine,
    memory,
    vfs: new Vfs(services, memory, limitsFor(machine.memory.size)),
    tasks: createTaskTable(pidMax, maxTasks),
    scheduler: createScheduler(machine.harts, { policy, sliceNs, tickNs, balancing, pcbSaving: pcb, seed }),
    pcbs: createPcbSlab(),
    ledger: createLedger(machine.harts),
    log: createKernelLog(),
    trace: createTraceBuffer(),
    config,
    random,
    faults: { minor: 0, major: 0, oomKills: 0 },
    exits: new Map(),
    futexes: new Map(),
    hostname,
    domainname: config.domainname,
    activeHart: undefined,
    halted: undefined,
  };
}

function tasksFor(ramBytes: number, pidMax: number): number {
  const fitting = Math.floor(ramBytes / 8 / bytesPerTask);
  return Math.min(pidMax - 1, Math.max(taskBounds.least, Math.min(taskBounds.most, fitting)));
}

/** The first lines of dmesg. */
function announce({ log, config, machine, memory, scheduler }: KernelState): void {
  const harts = machine.harts.length;
  logLine(log, 0, 'notice', `Linux version ${config.release} (riscv64) ${config.version}: Vivarium, profile ${machine.profile.name}`);
  logLine(log, 0, 'info', `smp: Brought up ${harts} hart${harts === 1 ? '' : 's'} at ${machine.profile.frequencyHz / 1e6} MHz`);
  logLine(log, 0, 'info', `Memory: ${memory.frames.freeCount * 4}K/${machine.memory.size / 1024}K available`);
  logLine(log, 0, 'info', `sched: policy ${scheduler.policyName}, slice ${scheduler.sliceNs / 1000} us`);
}
