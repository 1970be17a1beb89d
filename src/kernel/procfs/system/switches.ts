// /proc/vivarium/switches: all context switches and mode switches since boot as spreads, and the last ones whole.
import type { KernelState } from '../../kernel-state.js';
import { allSwitches, type CallSpread, frequentPairs, type SwitchSpread } from '../../ledger/receipt-book.js';
import { ringEntries } from '../../ledger/ring.js';
import { commText, receiptRow, row, spreadRows } from '../receipt-lines.js';

/** Pairs and receipts that are shown; a report has more. */
const pairsShown = 32;
const receiptsShown = 32;

function switchRows(name: string, { direct, reload }: SwitchSpread): string {
  return spreadRows(`${name}.direct`, direct) + spreadRows(`${name}.reload`, reload);
}

/** Without caches no call waits for memory, and nothing is said of it. */
function callRows(name: string, { total, memory }: CallSpread): string {
  return spreadRows(name, total) + (memory.sum === 0 ? '' : spreadRows(`${name}.memory`, memory));
}

function callRow(number: number, call: KernelState['ledger']['receipts']['calls']['items'][number]): string {
  const { hart, atNs, tid, comm, name, result, trapIn, handler, memory, trapOut, total } = call;
  const moment = `core ${hart} at ${Math.floor(atNs)} ns`;
  return row(
    `call.${number}`,
    `${moment}, ${tid} ${commText(comm)} ${name} = ${result}, trap_in ${trapIn} handler ${handler} memory ${memory} trap_out ${trapOut} = ${total}`,
    'cycles',
  );
}

/** Percentiles are at most 1/32 above the true ones. */
export function vivariumSwitches({ ledger: { receipts } }: KernelState): string {
  const pairs = frequentPairs(receipts).pairs.slice(0, pairsShown);
  const reasons = [...receipts.byReason].map(([reason, spread]) => switchRows(`reason.${reason}`, spread));
  const pairRows = pairs.map((pair, index) => {
    return row(`pair.${index}`, `${commText(pair.from)} -> ${commText(pair.to)}`) + switchRows(`pair.${index}`, pair);
  });
  const calls = [...receipts.byCall].map(([name, spread]) => callRows(`syscall.${name}`, spread));
  return [
    row('count', receipts.switches.total, 'switches'),
    switchRows('all', allSwitches(receipts)),
    ...reasons,
    ...pairRows,
    ...calls,
    ...ringEntries(receipts.switches)
      .slice(-receiptsShown)
      .map(([number, receipt]) => receiptRow(number, receipt)),
    ...ringEntries(receipts.calls)
      .slice(-receiptsShown)
      .map(([number, call]) => callRow(number, call)),
  ].join('');
}
