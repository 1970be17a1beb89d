// One run: boots a system, runs one program, reads the counters. A pure function of its task; knows no study and no host clock.
import type { KernelState } from '../kernel/kernel-state.js';
import { type MemoryCounter, memoryCounters } from '../machine/layout.js';
import { coreTotals, type CoreTotals } from '../observe/core-totals.js';
import { type BootOptions, boot } from '../system/boot.js';
import type { Vivarium } from '../system/vivarium.js';

/** What a study may choose of a system; the rest is the executor's. */
export type StudyBoot = Omit<BootOptions, 'record' | 'bootEpochNs'>;

/** What of the run is measured: from `fromNs` after the start, for `forNs` or for `switches` context switches of core 0, looked at every `stepNs`. */
export interface Window {
  readonly fromNs: number;
  readonly forNs: number;
  readonly switches?: number;
  readonly stepNs?: number;
}

/** What is run: plain data, so that it can be hashed, kept and sent. */
export interface RunSpec {
  /** Inside the system. */
  readonly path: string;
  readonly args: readonly string[];
  readonly boot: StudyBoot;
  /** Without a window: the whole run, to the program's end. */
  readonly window?: Window;
  /** Simulated time after which a run without a window is given up. */
  readonly limitNs?: number;
}

/** A spec and, for a program from the host, its bytes: they are installed at `spec.path`. */
export interface RunTask {
  readonly spec: RunSpec;
  readonly elf?: Uint8Array;
}

/** Entries and cycles of one ledger category, all cores together. */
export interface CategoryTotals {
  readonly count: number;
  readonly cycles: number;
}

/** One task that lived at the end of the window. */
export interface TaskTotals {
  readonly tid: number;
  readonly comm: string;
  readonly nice: number;
  readonly utimeCycles: number;
  readonly stimeCycles: number;
  readonly instructions: number;
  readonly voluntarySwitches: number;
  readonly involuntarySwitches: number;
  readonly migrations: number;
  readonly minorFaults: number;
}

/** Differences over the window, or totals of the whole run. */
export interface RunResult {
  readonly stdout: string;
  /** As a shell says it; undefined: still running at the end of the window. */
  readonly exit: number | undefined;
  readonly frequencyHz: number;
  readonly cores: readonly CoreTotals[];
  /** What the caches and TLBs of each core have counted. */
  readonly caches: readonly Readonly<Record<MemoryCounter, number>>[];
  readonly categories: Readonly<Record<string, CategoryTotals>>;
  readonly tasks: readonly TaskTotals[];
}

type Counters = Pick<RunResult, 'cores' | 'caches' | 'categories' | 'tasks'>;

const defaultLimitNs = 60e9;

function categoriesOf({ ledger }: KernelState): Record<string, CategoryTotals> {
  const sum = (columns: readonly (readonly number[])[], id: number): number =>
    columns.reduce((total, column) => total + (column[id] ?? 0), 0);
  const counts = ledger.harts.map((account) => account.counts);
  const cycles = ledger.harts.map((account) => account.cycles);
  const entries = ledger.categories.map((name, id) => [name, { count: sum(counts, id), cycles: sum(cycles, id) }] as const);
  return Object.fromEntries(entries.filter(([, totals]) => totals.cycles > 0 || totals.count > 0));
}

function tasksOf({ tasks }: KernelState): TaskTotals[] {
  return [...tasks.tasks.values()].map(({ tid, comm, scheduling, counters }) => {
    const { utimeCycles, stimeCycles, instructions, voluntarySwitches, involuntarySwitches, migrations, minorFaults } = counters;
    const { nice } = scheduling;
    return { tid, comm, nice, utimeCycles, stimeCycles, instructions, voluntarySwitches, involuntarySwitches, migrations, minorFaults };
  });
}

function cachesOf({ machine }: KernelState): Record<MemoryCounter, number>[] {
  return machine.harts.map((hart) => {
    const counts = memoryCounters.map((name) => [name, hart.counter(name)] as const);
    return Object.fromEntries(counts) as Record<MemoryCounter, number>;
  });
}

function countersOf({ kernel }: Vivarium): Counters {
  return { cores: coreTotals(kernel), caches: cachesOf(kernel), categories: categoriesOf(kernel), tasks: tasksOf(kernel) };
}

/** `after` with the numbers of `before` taken off; names and identities stay. */
function difference<T extends object>(after: T, before: T | undefined, identities: readonly string[]): T {
  const past = (before ?? {}) as Readonly<Record<string, unknown>>;
  const entries = Object.entries(after).map(([name, value]) => {
    const earlier = past[name];
    return [name, typeof value === 'number' && typeof earlier === 'number' && !identities.includes(name) ? value - earlier : value];
  });
  return Object.fromEntries(entries) as T;
}

function between(after: Counters, before: Counters): Counters {
  const categories = Object.entries(after.categories).map(([name, totals]) => [name, difference(totals, before.categories[name], [])]);
  return {
    cores: after.cores.map((core, index) => difference(core, before.cores[index], ['core'])),
    caches: after.caches.map((counts, index) => difference(counts, before.caches[index], [])),
    categories: Object.fromEntries(categories) as Record<string, CategoryTotals>,
    tasks: after.tasks.map((task) =>
      difference(
        task,
        before.tasks.find(({ tid }) => tid === task.tid),
        ['tid', 'nice'],
      ),
    ),
  };
}

function switchesOf(os: Vivarium): number {
  return os.kernel.ledger.harts[0]?.contextSwitches ?? 0;
}

/** Runs on until just after the next context switch of core 0, or until `untilNs`. */
function toSwitch(os: Vivarium, count: number, { stepNs = 10_000 }: Window, untilNs: number): void {
  const goal = switchesOf(os) + count;
  while (switchesOf(os) < goal && os.nowNs < untilNs) os.run({ untilNs: os.nowNs + stepNs });
}

function throughWindow(os: Vivarium, window: Window): Counters {
  const { fromNs, forNs, switches } = window;
  const startNs = os.nowNs + fromNs;
  os.run({ untilNs: startNs });
  if (switches !== undefined) toSwitch(os, 1, window, startNs + forNs);
  const before = countersOf(os);
  if (switches === undefined) os.run({ untilNs: startNs + forNs });
  else toSwitch(os, switches, window, startNs + forNs);
  return between(countersOf(os), before);
}

/**
 * Runs `task` on a machine of its own.
 *
 * @throws Error when the program will not start
 */
export async function executeRun({ spec, elf }: RunTask): Promise<RunResult> {
  const os = await boot(spec.boot);
  try {
    if (elf !== undefined) os.install(spec.path, elf);
    const pipes = os.pipes();
    pipes.stdin.end();
    const { pid } = os.spawn(spec.path, spec.args, { stdio: pipes });
    let counters: Counters;
    if (spec.window === undefined) {
      os.run({ untilExit: pid, untilNs: os.nowNs + (spec.limitNs ?? defaultLimitNs) });
      counters = countersOf(os);
    } else counters = throughWindow(os, spec.window);
    return { stdout: new TextDecoder().decode(pipes.stdout.read()), exit: os.endOf(pid)?.status, frequencyHz: os.profileHz, ...counters };
  } finally {
    os.close();
  }
}
