// /proc/vivarium: what no Linux can tell: the machine's parameters, each core's ledger, the scheduler's state. One `name: value unit` a line.
import { type KernelState, mtimeNs } from '../../kernel-state.js';
import { cacheCounts } from '../../ledger/cache-counts.js';
import { historyHash } from '../../ledger/ledger.js';
import { policyNamed } from '../../sched/policies.js';
import type { RunQueue, Scheduler } from '../../sched/scheduler.js';
import { addHistogram, type LogHistogram, logHistogram, quantile } from '../../task/log-histogram.js';
import { coreCycles } from '../live-times.js';
import { row } from '../receipt-lines.js';

/** How this machine was booted. */
export function vivariumMachine(kernel: KernelState): string {
  const { machine, config, memory, scheduler } = kernel;
  return (
    row('cores', machine.harts.length) +
    row('memory', memory.memory.size, 'bytes') +
    row('memory_base', `0x${memory.memory.base.toString(16)}`) +
    row('seed', config.seed) +
    row('aslr', memory.aslr ? 'on' : 'off') +
    row('asid', memory.asids === undefined ? 'off' : 'on') +
    row('policy', scheduler.policyName) +
    row('slice', Number.isFinite(scheduler.sliceNs) ? scheduler.sliceNs : 'none', Number.isFinite(scheduler.sliceNs) ? 'ns' : '') +
    row('balancing', scheduler.balancing ? 'on' : 'off') +
    row('tick', scheduler.tickNs, 'ns') +
    row('mtime', Math.floor(mtimeNs(kernel)), 'ns')
  );
}

/** The profile and what its hardware charges. */
export function vivariumProfile({ machine: { profile, costs } }: KernelState): string {
  const rows = (kind: keyof typeof costs, unit: string): string =>
    Object.entries(costs[kind])
      .map(([name, cycles]) => row(`${kind}.${name}`, cycles, unit))
      .join('');
  return (
    row('name', profile.name) +
    row('frequency', profile.frequencyHz, 'Hz') +
    rows('instructions', 'cycles per instruction') +
    rows('events', 'cycles')
  );
}

/** The caches of each core: what they are, and what they have counted since boot. */
export function vivariumCaches({ machine }: KernelState): string {
  const { hierarchy } = machine;
  if (hierarchy === undefined) return row('timing', 'none');
  const shape = Object.entries(hierarchy).flatMap(([part, value]) =>
    value !== null && typeof value === 'object'
      ? Object.entries(value as Readonly<Record<string, string | number | boolean>>).map(([field, each]) =>
          row(`${part}.${field}`, String(each)),
        )
      : [row(part, String(value))],
  );
  const counts = machine.harts.flatMap((hart) =>
    Object.entries(cacheCounts(machine, hart) ?? {}).flatMap(([cache, fields]) =>
      Object.entries(fields).map(([field, count]) => row(`core${hart.id}.${cache}.${field}`, count)),
    ),
  );
  return row('timing', 'full') + shape.join('') + counts.join('');
}

/** Cycles by category; the categories of a core sum to its `clock`. */
export function vivariumLedger(kernel: KernelState): string {
  const { ledger, machine } = kernel;
  const cores = machine.harts.map((hart) => {
    const rows = coreCycles(kernel, hart).filter(([, spent]) => spent > 0);
    return (
      row(`core${hart.id}.clock`, hart.cycles, 'cycles') +
      rows.map(([name, spent]) => row(`core${hart.id}.${name}`, spent, 'cycles')).join('')
    );
  });
  return `${cores.join('')}${row('history', historyHash(ledger))}`;
}

const unitNames = { time: 'ns', count: '', percent: '%', switch: '' } as const;

/** `policy.boost: 1000000000 ns`: every parameter with the value in force. */
function policyRows({ policyName, policyValues }: Scheduler): string {
  return policyNamed(policyName)
    .parameters.map(({ name, unit }) => row(`policy.${name}`, policyValues[name] ?? 0, unitNames[unit]))
    .join('');
}

function latencyRows(name: string, histogram: LogHistogram): string {
  const at = (share: number): number => Math.round(quantile(histogram, share) ?? 0);
  return row(`${name}wakeup_latency_p50`, at(0.5), 'ns') + row(`${name}wakeup_latency_p99`, at(0.99), 'ns');
}

function queueRows(queue: RunQueue): string {
  const name = `core${queue.hartId}`;
  const current = queue.current === undefined ? 'idle' : `${queue.current.tid} (${queue.current.comm})`;
  return (
    row(`${name}.current`, current) +
    row(`${name}.queued`, queue.queued, 'tasks') +
    row(`${name}.switches`, queue.switches) +
    row(`${name}.ticks`, queue.ticks) +
    row(`${name}.yields`, queue.yields) +
    row(`${name}.wakeups`, queue.wakeups) +
    row(`${name}.local_wakeups`, queue.localWakeups) +
    row(`${name}.migrations`, queue.migrations, 'tasks') +
    row(`${name}.pulled`, queue.pulled, 'tasks') +
    row(`${name}.timers`, queue.timers.size) +
    row(`${name}.run_delay`, Math.floor(queue.runDelayNs), 'ns') +
    latencyRows(`${name}.`, queue.wakeLatencies)
  );
}

/** The policy with its parameters, what all cores did together, and each core's queue. */
export function vivariumScheduler({ scheduler }: KernelState): string {
  const { queues, finished } = scheduler;
  const sum = (count: (queue: RunQueue) => number): number => queues.reduce((total, queue) => total + count(queue), 0);
  const latencies = logHistogram();
  for (const queue of queues) addHistogram(latencies, queue.wakeLatencies);
  return (
    row('policy', scheduler.policyName) +
    policyRows(scheduler) +
    row('pcb', scheduler.pcbSaving) +
    row('runnable', scheduler.runnable, 'tasks') +
    row(
      'switches',
      sum((queue) => queue.switches),
    ) +
    row(
      'wakeups',
      sum((queue) => queue.wakeups),
    ) +
    row(
      'migrations',
      sum((queue) => queue.migrations),
    ) +
    row('finished', finished.count, 'tasks') +
    row('turnaround_sum', Math.floor(finished.turnaroundNs), 'ns') +
    row('response_sum', Math.floor(finished.responseNs), 'ns') +
    latencyRows('', latencies) +
    queues.map(queueRows).join('')
  );
}
