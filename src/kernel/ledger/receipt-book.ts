// What is remembered of all receipts: the last ones whole, the rest as sums and spreads by reason, pair of programs and call. Knows no task and no core.
import { addDistribution, addValue, type Distribution, emptyDistribution } from './distribution.js';
import type { CallReceipt, ReloadCost, SwitchReceipt } from './receipt.js';
import { emptyRing, pushRing, type Ring } from './ring.js';

/** Cycles of switches. */
export interface SwitchSpread {
  /** From the last instruction of one task to the first of the next. */
  readonly direct: Distribution;
  /** Of switches whose reloads were measured. */
  readonly reload: Distribution;
}

/** Switches from one program to another; undefined: the idle loop. */
export interface PairSpread extends SwitchSpread {
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** Cycles of mode switches by one call. */
export interface CallSpread {
  readonly total: Distribution;
  /** Those of them that waited for caches and memory. */
  readonly memory: Distribution;
}

export interface ReceiptBook {
  readonly switches: Ring<SwitchReceipt>;
  /** By why the task left: all together are all switches. */
  readonly byReason: Map<SwitchReceipt['reason'], SwitchSpread>;
  /** At most twice `pairsKept`; a new pair that finds no room sends the rarer half to `otherPairs`. */
  readonly pairs: Set<PairSpread>;
  /** The same by `from` and `to`: two look-ups by names that exist are cheaper than one by a name made of both. */
  readonly pairsFrom: Map<string | undefined, Map<string | undefined, PairSpread>>;
  readonly otherPairs: SwitchSpread;
  /** The last mode switches. */
  readonly calls: Ring<CallReceipt>;
  /** Mode switches by the name of the call. */
  readonly byCall: Map<string, CallSpread>;
}

const switchesKept = 1024;
const callsKept = 64;
/** How many pairs of programs are told apart. */
export const pairsKept = 256;

export function createReceiptBook(): ReceiptBook {
  return {
    switches: emptyRing(switchesKept),
    byReason: new Map(),
    pairs: new Set(),
    pairsFrom: new Map(),
    otherPairs: emptySpread(),
    calls: emptyRing(callsKept),
    byCall: new Map(),
  };
}

function emptySpread(): SwitchSpread {
  return { direct: emptyDistribution(), reload: emptyDistribution() };
}

function addSpread(sum: SwitchSpread, part: SwitchSpread): void {
  addDistribution(sum.direct, part.direct);
  addDistribution(sum.reload, part.reload);
}

/** Books a finished switch. O(1), with a pass over the pairs after every 256 new ones. */
export function bookSwitch(book: ReceiptBook, receipt: SwitchReceipt): void {
  pushRing(book.switches, receipt);
  const { reason, from, to } = receipt;
  addValue(reasonSpread(book, reason).direct, receipt.total);
  addValue(pairSpread(book, from?.comm, to?.comm).direct, receipt.total);
}

/** Books what a switch cost in reloads, once that is measured: for each receipt at most once. */
export function bookReload(book: ReceiptBook, receipt: SwitchReceipt, reload: ReloadCost): void {
  receipt.reload = reload;
  const { reason, from, to } = receipt;
  addValue(reasonSpread(book, reason).reload, reload.cycles);
  addValue(pairSpread(book, from?.comm, to?.comm).reload, reload.cycles);
}

/** Of all switches. */
export function allSwitches({ byReason }: ReceiptBook): SwitchSpread {
  const all = emptySpread();
  for (const spread of byReason.values()) addSpread(all, spread);
  return all;
}

/** Books a mode switch. O(1). */
export function bookCall(book: ReceiptBook, receipt: CallReceipt): void {
  pushRing(book.calls, receipt);
  let spread = book.byCall.get(receipt.name);
  if (spread === undefined) {
    spread = { total: emptyDistribution(), memory: emptyDistribution() };
    book.byCall.set(receipt.name, spread);
  }
  addValue(spread.total, receipt.total);
  addValue(spread.memory, receipt.memory);
}

/** The pairs that switched most often, and all others as one. */
export function frequentPairs({ pairs, otherPairs }: ReceiptBook): { pairs: PairSpread[]; other: SwitchSpread } {
  const sorted = [...pairs].sort((a, b) => b.direct.count - a.direct.count);
  const other = emptySpread();
  addSpread(other, otherPairs);
  for (const rare of sorted.slice(pairsKept)) addSpread(other, rare);
  return { pairs: sorted.slice(0, pairsKept), other };
}

function reasonSpread({ byReason }: ReceiptBook, reason: SwitchReceipt['reason']): SwitchSpread {
  const known = byReason.get(reason);
  if (known !== undefined) return known;
  const spread = emptySpread();
  byReason.set(reason, spread);
  return spread;
}

function pairSpread(book: ReceiptBook, from: string | undefined, to: string | undefined): SwitchSpread {
  const known = book.pairsFrom.get(from)?.get(to);
  if (known !== undefined) return known;
  if (book.pairs.size >= 2 * pairsKept) dropRarePairs(book);
  const pair = { from, to, ...emptySpread() };
  book.pairs.add(pair);
  const fromHere = book.pairsFrom.get(from);
  if (fromHere === undefined) book.pairsFrom.set(from, new Map([[to, pair]]));
  else fromHere.set(to, pair);
  return pair;
}

function dropRarePairs({ pairs, pairsFrom, otherPairs }: ReceiptBook): void {
  const sorted = [...pairs].sort((a, b) => b.direct.count - a.direct.count);
  for (const pair of sorted.slice(pairsKept)) {
    addSpread(otherPairs, pair);
    pairs.delete(pair);
    const fromHere = pairsFrom.get(pair.from);
    fromHere?.delete(pair.to);
    if (fromHere?.size === 0) pairsFrom.delete(pair.from);
  }
}
