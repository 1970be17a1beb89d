// /proc/vivarium: what no Linux can tell: the machine's parameters, each core's ledger, the scheduler's state. One `name: value unit` a line.
import { account, historyHash } from '../../ledger/ledger.js';
import type { KernelState } from '../../kernel-state.js';

function row(name: string, value: string | number, unit = ''): string {
  return `${name}: ${value}${unit === '' ? '' : ` ${unit}`}\n`;
}

export function vivariumMachine({ machine, config, memory, scheduler }: KernelState): string {
  const costs = Object.entries(machine.costs).map(([name, value]) => row(`cost_${name}`, value, name.endsWith('Ns') ? 'ns' : 'cycles'));
  return (
    row('profile', machine.profile.name) +
    row('frequency', machine.profile.frequencyHz, 'Hz') +
    row('cores', machine.harts.length) +
    row('memory', memory.memory.size, 'bytes') +
    row('seed', config.seed) +
    row('policy', scheduler.policyName) +
    row('slice', scheduler.sliceNs, 'ns') +
    row('tick', scheduler.tickNs, 'ns') +
    costs.join('')
  );
}

/** Cycles by category; the categories of a core sum to its `clock`. */
export function vivariumLedger(kernel: KernelState): string {
  const { ledger, machine } = kernel;
  const cores = machine.harts.map((hart) => {
    const columns = account(ledger, hart);
    const rows = ledger.categories.map((name, id) => [name, columns.cycles[id] ?? 0] as const).filter(([, cycles]) => cycles > 0);
    return (
      row(`core${hart.id}.clock`, columns.seenCycles, 'cycles') +
      rows.map(([name, cycles]) => row(`core${hart.id}.${name}`, cycles, 'cycles')).join('')
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
