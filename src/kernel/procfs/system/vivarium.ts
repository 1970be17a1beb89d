// /proc/vivarium: what no Linux can tell: the machine's parameters, each core's ledger, the scheduler's state. One `name: value unit` a line.
import { type KernelState, mtimeNs } from '../../kernel-state.js';
import { historyHash } from '../../ledger/ledger.js';
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
    row('policy', scheduler.policyName) +
    row('slice', scheduler.sliceNs, 'ns') +
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

/** Cycles by category; the categories of a core sum to its `clock`. */
export function vivariumLedger(kernel: KernelState): string {
  const { ledger, machine } = kernel;
  const cores = machine.harts.map((hart) => {
    const cycles = coreCycles(kernel, hart);
    const rows = ledger.categories.map((name, id) => [name, cycles[id] ?? 0] as const).filter(([, spent]) => spent > 0);
    return (
      row(`core${hart.id}.clock`, hart.cycles, 'cycles') +
      rows.map(([name, spent]) => row(`core${hart.id}.${name}`, spent, 'cycles')).join('')
    );
  });
  return `${cores.join('')}${row('history', historyHash(ledger))}`;
}

export function vivariumScheduler({ scheduler }: KernelState): string {
  const queues = scheduler.queues.map((queue) => {
    const name = `core${queue.hartId}`;
    const current = queue.current === undefined ? 'idle' : `${queue.current.tid} (${queue.current.comm})`;
    return (
      row(`${name}.current`, current) +
      row(`${name}.queued`, queue.queued, 'tasks') +
      row(`${name}.switches`, queue.switches) +
      row(`${name}.ticks`, queue.ticks) +
      row(`${name}.pulled`, queue.pulled, 'tasks') +
      row(`${name}.timers`, queue.timers.size) +
      row(`${name}.run_delay`, Math.floor(queue.runDelayNs), 'ns')
    );
  });
  return row('policy', scheduler.policyName) + row('runnable', scheduler.runnable, 'tasks') + queues.join('');
}
