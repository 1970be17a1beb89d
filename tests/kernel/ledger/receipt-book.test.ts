// The book of receipts: bounded, and nothing lost from its sums.
import { describe, expect, test } from 'vitest';
import type { SwitchReceipt } from '../../../src/kernel/ledger/receipt.js';
import {
  allSwitches,
  bookCall,
  bookReload,
  bookSwitch,
  createReceiptBook,
  frequentPairs,
  pairsKept,
} from '../../../src/kernel/ledger/receipt-book.js';
import { emptyRing, pushRing, ringEntries } from '../../../src/kernel/ledger/ring.js';

function receiptOf(from: string | undefined, to: string | undefined, total = 500): SwitchReceipt {
  const party = (comm: string | undefined): { tid: number; comm: string } | undefined =>
    comm === undefined ? undefined : { tid: 1, comm };
  const reason = from === undefined ? 'idle' : 'preempted';
  const parts = { trapIn: 50, save: 0, pick: 0, mmSwitch: 0, restore: 0, trapOut: total - 50 };
  return { atNs: 0, hart: 0, from: party(from), reason, channel: undefined, to: party(to), ...parts, total };
}

describe('a ring', () => {
  test('keeps the last ones with their numbers, oldest first', () => {
    const ring = emptyRing<string>(3);
    expect(['a', 'b', 'c', 'd', 'e'].map((item) => pushRing(ring, item))).toEqual([undefined, undefined, undefined, 'a', 'b']);
    expect(ringEntries(ring)).toEqual([
      [2, 'c'],
      [3, 'd'],
      [4, 'e'],
    ]);
  });

  test('that is not full begins with number 0', () => {
    const ring = emptyRing<string>(3);
    pushRing(ring, 'a');
    expect(ringEntries(ring)).toEqual([[0, 'a']]);
  });
});

describe('the book of receipts', () => {
  test('sums by reason and by pair of programs; the idle loop is no program called idle', () => {
    const book = createReceiptBook();
    for (const receipt of [receiptOf('a', 'b', 100), receiptOf('a', 'b', 300), receiptOf(undefined, 'b'), receiptOf('idle', 'b')])
      bookSwitch(book, receipt);
    expect(allSwitches(book).direct).toMatchObject({ count: 4, sum: 1400, min: 100, max: 500 });
    expect(book.byReason.get('preempted')?.direct.count).toBe(3);
    expect(frequentPairs(book).pairs.map(({ from, to, direct }) => [from, to, direct.count])).toEqual([
      ['a', 'b', 2],
      [undefined, 'b', 1],
      ['idle', 'b', 1],
    ]);
  });

  test('tells the most frequent pairs apart and loses none of the others', () => {
    const book = createReceiptBook();
    const count = 5000;
    for (let index = 0; index < count; index++) {
      bookSwitch(book, receiptOf(`p${index}`, 'sink'));
      bookSwitch(book, receiptOf('often', 'sink', 700));
    }
    const { pairs, other } = frequentPairs(book);
    expect(pairs).toHaveLength(pairsKept);
    expect(pairs[0]).toMatchObject({ from: 'often', direct: { count, sum: count * 700 } });
    expect(pairs.reduce((sum, { direct }) => sum + direct.count, other.direct.count)).toBe(2 * count);
    expect(book.pairs.size).toBeLessThanOrEqual(2 * pairsKept);
    expect(book.switches.items).toHaveLength(1024);
    expect(book.switches.total).toBe(2 * count);
  });

  test('counts a reload when it is measured, not before', () => {
    const book = createReceiptBook();
    const receipt = receiptOf('a', 'b');
    bookSwitch(book, receipt);
    expect(allSwitches(book).reload.count).toBe(0);
    bookReload(book, receipt, { lines: 12, cycles: 1200 });
    expect(receipt.reload).toEqual({ lines: 12, cycles: 1200 });
    expect([allSwitches(book), book.byReason.get('preempted'), frequentPairs(book).pairs[0]].map((spread) => spread?.reload.sum)).toEqual([
      1200, 1200, 1200,
    ]);
  });

  test('sums calls by name', () => {
    const book = createReceiptBook();
    const call = {
      atNs: 0,
      hart: 0,
      tid: 1,
      comm: 'a',
      name: 'read',
      result: 0n,
      trapIn: 50,
      handler: 170,
      memory: 30,
      trapOut: 50,
      total: 300,
    };
    bookCall(book, call);
    bookCall(book, { ...call, total: 500 });
    expect(book.byCall.get('read')).toMatchObject({ total: { count: 2, sum: 800, min: 300, max: 500 }, memory: { count: 2, sum: 60 } });
  });
});
