// One run's report out of the kernel's state: what each core, task, switch and system call has cost. Reads, changes nothing; writes nowhere.
import { type KernelState, mtimeNs } from '../kernel/kernel-state.js';
import { cacheCounts } from '../kernel/ledger/cache-counts.js';
import { type Distribution, spreadOf } from '../kernel/ledger/distribution.js';
import { type Ledger, historyHash, USER } from '../kernel/ledger/ledger.js';
import { allSwitches, type CallSpread, frequentPairs, type SwitchSpread } from '../kernel/ledger/receipt-book.js';
import { ringEntries } from '../kernel/ledger/ring.js';
import { userTime } from '../kernel/ledger/user-time.js';
import { costRows } from '../kernel/task/cost-table.js';
import type { TranslationStatistics } from '../machine/engine/engine.js';
import type { Vivarium } from '../system/vivarium.js';
import type { Hart } from '../kernel/task/hardware.js';
import type { TaskCounters } from '../kernel/task/counters.js';
import { memoryCount, missesOf } from '../kernel/task/memory-counts.js';
import type { Report, ReportedSwitches, ReportedTask } from './report-schema.js';

type Engine = Vivarium['engine'];

/** The report up to each core's last settled moment. @param engine which one executed, and what it has translated */
export function reportOf(kernel: KernelState, { name, translation }: Engine): Report {
  const { machine, config, scheduler, ledger } = kernel;
  const { earlierCount, earlier } = ledger.ended;
  return {
    schema: 'vivarium-report/1',
    profile: machine.profile.name,
    frequencyHz: machine.profile.frequencyHz,
    seed: config.seed,
    policy: scheduler.policyName,
    nowNs: Math.floor(mtimeNs(kernel)),
    engine: { name, ...(translation && translationReport(translation)) },
    history: historyHash(ledger),
    cores: machine.harts.map((hart) => coreReport(kernel, hart)),
    tasks: taskReports(kernel),
    ...(earlierCount === 0 ? {} : { earlierTasks: { count: earlierCount, ...counterReport(kernel, earlier) } }),
    switches: switchReport(ledger),
    syscalls: callReport(ledger),
  };
}

function translationReport({ compileMs, ...counts }: TranslationStatistics): Omit<Report['engine'], 'name'> {
  return { ...counts, ...(compileMs === undefined ? {} : { compileMs: Math.round(compileMs * 1000) / 1000 }) };
}

function named(ledger: Ledger, cells: Iterable<readonly [id: number, cycles: number]>): Record<string, number> {
  const entries = [...cells].filter(([, cycles]) => cycles > 0).sort(([a], [b]) => a - b);
  return Object.fromEntries(entries.map(([id, cycles]) => [ledger.categories[id] ?? `category ${id}`, cycles]));
}

function coreReport({ ledger, machine }: KernelState, hart: Hart): Report['cores'][number] {
  const { id } = hart;
  const columns = ledger.harts[id];
  if (columns === undefined) throw new Error(`hart ${id} has no account`);
  const caches = cacheCounts(machine, hart);
  const { userMemory } = columns;
  const cells = ledger.categories.flatMap((_, category) => (category === USER ? [] : [[category, columns.cycles[category] ?? 0] as const]));
  return {
    id,
    cycles: columns.seenCycles,
    instructions: columns.seenInstret,
    ledger: { ...Object.fromEntries(userTime(columns.cycles[USER] ?? 0, userMemory, machine.costs)), ...named(ledger, cells) },
    ...(machine.hierarchy === undefined ? {} : { userReloadCycles: memoryCount(userMemory, 'reloadCycles') }),
    ...(caches === undefined ? {} : { caches }),
  };
}

type Counters = Omit<ReportedTask, 'pid' | 'tid' | 'comm' | 'state'>;

function counterReport({ ledger, machine }: KernelState, counters: TaskCounters): Counters {
  const { reloadCycles, reloadCyclesCaused } = counters;
  const costs = costRows(counters.costs).map(({ id, cycles }) => [id, cycles] as const);
  return {
    utimeCycles: counters.utimeCycles,
    stimeCycles: counters.stimeCycles,
    instructions: counters.instructions,
    voluntarySwitches: counters.voluntarySwitches,
    involuntarySwitches: counters.involuntarySwitches,
    migrations: counters.migrations,
    minorFaults: counters.minorFaults,
    majorFaults: counters.majorFaults,
    runDelayNs: Math.floor(counters.runDelayNs),
    runDelayCycles: Math.round((counters.runDelayNs * machine.profile.frequencyHz) / 1e9),
    ...(machine.hierarchy === undefined ? {} : { misses: missesOf(counters.memory), reloadCycles, reloadCyclesCaused }),
    ledger: { ...Object.fromEntries(userTime(counters.utimeCycles, counters.memory, machine.costs)), ...named(ledger, costs) },
  };
}

/** By thread id; of several that bore the same number, the earlier first. */
function taskReports(kernel: KernelState): ReportedTask[] {
  const ended = ringEntries(kernel.ledger.ended.last).map(([, { pid, tid, comm, counters }]) => {
    return { pid, tid, comm, state: 'X', ...counterReport(kernel, counters) };
  });
  const living = [...kernel.tasks.tasks.values()].map(({ process, tid, comm, state, counters }) => {
    return { pid: process.pid, tid, comm, state, ...counterReport(kernel, counters) };
  });
  return [...ended, ...living].sort((a, b) => a.tid - b.tid);
}

function spreadField<K extends string>(key: K, distribution: Distribution): { [_ in K]?: NonNullable<ReturnType<typeof spreadOf>> } {
  const spread = spreadOf(distribution);
  return spread === undefined ? {} : ({ [key]: spread } as { [_ in K]: typeof spread });
}

function switchesOf({ direct, reload }: SwitchSpread): ReportedSwitches {
  return { count: direct.count, ...spreadField('direct', direct), ...spreadField('reload', reload) };
}

function switchReport({ receipts }: Ledger): Report['switches'] {
  const { pairs, other } = frequentPairs(receipts);
  return {
    ...switchesOf(allSwitches(receipts)),
    byReason: Object.fromEntries([...receipts.byReason].map(([reason, spread]) => [reason, switchesOf(spread)])),
    pairs: pairs.map((pair) => ({ from: pair.from ?? null, to: pair.to ?? null, ...switchesOf(pair) })),
    ...(other.direct.count === 0 ? {} : { otherPairs: switchesOf(other) }),
  };
}

/** Without caches no call waits for memory. */
function modeSwitchesOf(spread: CallSpread | undefined): Pick<Report['syscalls'][string], 'modeSwitch' | 'memory'> {
  if (spread === undefined) return {};
  return { ...spreadField('modeSwitch', spread.total), ...(spread.memory.sum === 0 ? {} : spreadField('memory', spread.memory)) };
}

const callPrefix = 'syscall:';

/** Every call that was made, whether it slept or not. */
function callReport({ categories, harts, receipts }: Ledger): Report['syscalls'] {
  const total = (column: 'cycles' | 'counts', id: number): number => harts.reduce((sum, hart) => sum + (hart[column][id] ?? 0), 0);
  const rows = categories.flatMap((category, id) => {
    if (!category.startsWith(callPrefix)) return [];
    const name = category.slice(callPrefix.length);
    const [count, cycles] = [total('counts', id), total('cycles', id)];
    return count === 0 && cycles === 0 ? [] : [[name, { count, cycles, ...modeSwitchesOf(receipts.byCall.get(name)) }] as const];
  });
  return Object.fromEntries(rows);
}
