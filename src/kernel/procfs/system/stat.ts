// /proc/stat, uptime, loadavg: times and switches of all cores. Knows the ledger's columns.
import { type KernelState, mtimeNs } from '../../kernel-state.js';
import { account } from '../../ledger/ledger.js';
import { loadAverages } from '../../sched/load-average.js';
import type { Scheduler } from '../../sched/scheduler.js';
import { line, seconds, ticks } from '../format.js';
import { type CoreTimes, coreTimes } from '../live-times.js';

/** user nice system idle iowait irq softirq steal guest guest_nice. Waiting for a disk does not happen on memfs; the rest is no part of this machine. */
function cpuLine(name: string, { userNs, niceNs, systemNs, idleNs }: CoreTimes): string {
  return `${name} ${line(10, { 1: ticks(userNs - niceNs), 2: ticks(niceNs), 3: ticks(systemNs), 4: ticks(idleNs) })}`;
}

function sum<Row>(rows: readonly Row[], column: (row: Row) => number): number {
  return rows.reduce((total, row) => total + column(row), 0);
}

/** @see proc_stat(5) */
export function procStat(kernel: KernelState): string {
  const { machine, ledger, scheduler, config, tasks } = kernel;
  const cores = machine.harts.map((hart) => coreTimes(kernel, hart));
  const accounts = machine.harts.map((hart) => account(ledger, hart));
  const total: CoreTimes = {
    userNs: sum(cores, ({ userNs }) => userNs),
    niceNs: sum(cores, ({ niceNs }) => niceNs),
    systemNs: sum(cores, ({ systemNs }) => systemNs),
    idleNs: sum(cores, ({ idleNs }) => idleNs),
  };
  const ticked = sum(scheduler.queues, (queue) => queue.ticks);
  return [
    cpuLine('cpu ', total),
    ...cores.map((times, id) => cpuLine(`cpu${id}`, times)),
    `intr ${sum(accounts, ({ interrupts }) => interrupts)}\n`,
    `ctxt ${sum(accounts, ({ contextSwitches }) => contextSwitches)}\n`,
    `btime ${config.bootEpochNs / 1_000_000_000n}\n`,
    `processes ${tasks.created}\n`,
    `procs_running ${scheduler.runnable}\n`,
    `procs_blocked ${scheduler.uninterruptible}\n`,
    // Of the ten soft interrupts only timer and scheduler exist here, and both are the tick's.
    `softirq ${ticked * 2} 0 ${ticked} 0 0 0 0 0 ${ticked} 0 0\n`,
  ].join('');
}

/** Seconds since boot, and seconds that all cores together were idle. @see proc_uptime(5) */
export function procUptime(kernel: KernelState): string {
  const idleNs = sum(kernel.machine.harts, (hart) => coreTimes(kernel, hart).idleNs);
  return `${seconds(mtimeNs(kernel), 2)} ${seconds(idleNs, 2)}\n`;
}

/** Two decimals, rounded as Linux does. The averages are brought up to date in a copy: a look changes nothing. @see proc_loadavg(5) */
export function procLoadavg(kernel: KernelState): string {
  const { scheduler, tasks } = kernel;
  const {
    values: [one, five, fifteen],
    atNs,
  } = scheduler.load;
  const copy: Scheduler = { ...scheduler, load: { values: [one, five, fifteen], atNs } };
  const averages = loadAverages(copy, mtimeNs(kernel)).map((value) => (Math.floor((value + 0.005) * 100) / 100).toFixed(2));
  return `${averages.join(' ')} ${scheduler.runnable}/${tasks.tasks.size} ${tasks.lastPid}\n`;
}
