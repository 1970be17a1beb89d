// Where the cycles of each core went, as rows for a report. Reads the ledger, changes nothing.
import type { KernelState } from '../kernel/kernel-state.js';
import { IDLE, USER } from '../kernel/ledger/ledger.js';

/** One core's totals. Cycles unless the name says otherwise; `user + kernel + idle = clock`. */
export interface CoreTotals {
  readonly core: number;
  readonly user: number;
  readonly kernel: number;
  readonly idle: number;
  readonly clock: number;
  readonly instructions: number;
  readonly contextSwitches: number;
  readonly systemCalls: number;
}

/** The totals up to each core's last settled moment. */
export function coreTotals({ ledger, machine }: KernelState): CoreTotals[] {
  const calls = ledger.categories.flatMap((name, id) => (name.startsWith('syscall:') ? [id] : []));
  return machine.harts.map((hart) => {
    const columns = ledger.harts[hart.id];
    if (columns === undefined) throw new Error(`hart ${hart.id} has no account`);
    const clock = columns.cycles.reduce((sum, cycles) => sum + (cycles ?? 0), 0);
    const user = columns.cycles[USER] ?? 0;
    const idle = columns.cycles[IDLE] ?? 0;
    return {
      core: hart.id,
      user,
      kernel: clock - user - idle,
      idle,
      clock,
      instructions: columns.seenInstret,
      contextSwitches: columns.contextSwitches,
      systemCalls: calls.reduce((sum, id) => sum + (columns.counts[id] ?? 0), 0),
    };
  });
}
