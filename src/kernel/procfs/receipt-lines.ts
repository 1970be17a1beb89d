// Receipts and spreads as lines `name: value unit`, for the files that show them. Knows no file.
import { type Distribution, spreadOf } from '../ledger/distribution.js';
import type { SwitchParty, SwitchReceipt } from '../ledger/receipt.js';
import { escaped } from './format.js';

export function row(name: string, value: string | number, unit = ''): string {
  return `${name}: ${value}${unit === '' ? '' : ` ${unit}`}\n`;
}

/** A program's name in brackets, as in stat; the idle loop has none. */
export function commText(comm: string | undefined): string {
  return comm === undefined ? 'idle' : `(${escaped(comm, '\n\\')})`;
}

/** Nothing at all where nothing was measured. */
export function spreadRows(name: string, distribution: Distribution): string {
  const spread = spreadOf(distribution);
  if (spread === undefined) return '';
  const { count, sum, min, max, p50, p99 } = spread;
  const cycles = { sum, min, max, p50, p99 };
  const rows = Object.entries(cycles).map(([part, value]) => row(`${name}.${part}`, value, 'cycles'));
  return row(`${name}.count`, count) + rows.join('');
}

function partyText(party: SwitchParty | undefined): string {
  return party === undefined ? 'idle' : `${party.tid} ${commText(party.comm)}`;
}

/** One line: when and where, who to whom and why, then each part of the price. */
export function receiptRow(number: number, receipt: SwitchReceipt): string {
  const { hart, atNs, from, to, reason, channel, trapIn, pick, save, mmSwitch, restore, trapOut, total, reload } = receipt;
  const left = channel === undefined ? reason : `${reason} in ${channel}`;
  const leaving = from === undefined ? 'idle' : `${partyText(from)} ${left}`;
  const parts = { trap_in: trapIn, pick, save, mm_switch: mmSwitch, restore, trap_out: trapOut };
  const costs = Object.entries(parts).map(([part, cycles]) => `${part} ${cycles}`);
  const reloads = reload === undefined ? '' : `, reload ${reload.cycles} cycles for ${reload.lines} lines`;
  const moment = `core ${hart} at ${Math.floor(atNs)} ns`;
  return row(`switch.${number}`, `${moment}, ${leaving} -> ${partyText(to)}, ${costs.join(' ')} = ${total}`, `cycles${reloads}`);
}
