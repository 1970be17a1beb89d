// /proc/stat, uptime, loadavg, schedstat: times and switches of all cores. Knows the ledger's columns.
import { account, type HartAccount } from '../../ledger/ledger.js';
import { type KernelState, mtimeNs } from '../../kernel-state.js';
import { loadAverages } from '../../sched/load-average.js';
import type { RunQueue } from '../../sched/scheduler.js';
import { line, seconds, ticks } from '../format.js';

/** user nice system idle iowait irq softirq steal guest guest_nice. Waiting for a disk does not happen on memfs; the rest is no part of this machine. */
function cpuLine(name: string, columns: Pick<HartAccount, 'userNs' | 'niceNs' | 'systemNs' | 'idleNs'>): string {
  const { userNs, niceNs, systemNs, idleNs } = columns;
  return `${name} ${line(10, { 1: ticks(userNs - niceNs), 2: ticks(niceNs), 3: ticks(systemNs), 4: ticks(idleNs) })}`;
}

function sum(
  accounts: readonly HartAccount[],
  column: 'userNs' | 'niceNs' | 'systemNs' | 'idleNs' | 'contextSwitches' | 'interrupts',
): number {
  return accounts.reduce((total, row) => total + row[column], 0);
}

/** @see proc_stat(5) */
export function procStat(kernel: KernelState): string {
  const accounts = kernel.machine.harts.map((hart) => account(kernel.ledger, hart));
  const total = {
    userNs: sum(accounts, 'userNs'),
    niceNs: sum(accounts, 'niceNs'),
    systemNs: sum(accounts, 'systemNs'),
    idleNs: sum(accounts, 'idleNs'),
  };
  const cores = accounts.map((columns, id) => cpuLine(`cpu${id}`, columns)).join('');
  const ticked = kernel.scheduler.queues.reduce((count, queue) => count + queue.ticks, 0);
  return `${cpuLine('cpu ', total)}${cores}intr ${sum(accounts, 'interrupts')}
ctxt ${sum(accounts, 'contextSwitches')}
btime ${kernel.config.bootEpochNs / 1_000_000_000n}
processes ${kernel.tasks.created}
procs_running ${kernel.scheduler.runnable}
procs_blocked ${kernel.scheduler.uninterruptible}
softirq ${ticked} 0 ${ticked} 0 0 0 0 0 0 0 0
`;
}

/** Seconds since boot, and seconds that all cores together were idle. @see proc_uptime(5) */
export function procUptime(kernel: KernelState): string {
  const idleNs = sum(
    kernel.machine.harts.map((hart) => account(kernel.ledger, hart)),
    'idleNs',
  );
  return `${seconds(mtimeNs(kernel), 2)} ${seconds(idleNs, 2)}\n`;
}

/** @see proc_loadavg(5) */
export function procLoadavg(kernel: KernelState): string {
  const { scheduler, tasks } = kernel;
  const averages = loadAverages(scheduler, mtimeNs(kernel))
    .map((value) => value.toFixed(2))
    .join(' ');
  return `${averages} ${scheduler.runnable}/${tasks.tasks.size} ${tasks.lastPid}\n`;
}

/** Nine numbers a core: yields and the try-to-wake columns that a run queue here does not have are left out of version 15's meaning as zero. */
function schedstatLine(queue: RunQueue, busyNs: number): string {
  return `cpu${queue.hartId} ${line(9, { 3: queue.switches, 4: queue.dispatches, 5: queue.pulled, 7: Math.floor(busyNs), 8: Math.floor(queue.runDelayNs), 9: queue.dispatches })}`;
}

/** @see Linux Documentation/scheduler/sched-stats.rst, version 15 */
export function procSchedstat(kernel: KernelState): string {
  const cores = kernel.scheduler.queues.map((queue) => {
    const columns = kernel.ledger.harts[queue.hartId];
    return schedstatLine(queue, columns === undefined ? 0 : columns.userNs + columns.systemNs);
  });
  return `version 15\ntimestamp ${ticks(mtimeNs(kernel))}\n${cores.join('')}`;
}

/** @see proc_interrupts(5) */
export function procInterrupts({ scheduler }: KernelState): string {
  const head = `${' '.repeat(11)}${scheduler.queues.map(({ hartId }) => `CPU${hartId}`.padStart(10)).join(' ')}\n`;
  const row = (label: string, count: (queue: RunQueue) => number, what: string): string =>
    `${label.padStart(9)}: ${scheduler.queues.map((queue) => String(count(queue)).padStart(10)).join(' ')}  ${what}\n`;
  return (
    head + row('TIMER', (queue) => queue.ticks, 'hart timer') + row('IPI0', (queue) => queue.interruptsReceived, 'Rescheduling interrupts')
  );
}
