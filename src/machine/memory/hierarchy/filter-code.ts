// The filters as the hierarchy sees them: an entry stands for a hit that changes nothing, and is dropped before it would not. Knows no cache's policy.
import { filterEntries, filterEntryBytes, hartField } from '../../layout.js';
import type { Code } from '../../wasm/code.js';
import type { ModuleBuilder } from '../../wasm/module.js';
import type { Long, Step, Word } from '../../wasm/words.js';
import {
  add,
  and,
  and64,
  ctz64,
  eq64,
  get,
  isZero64,
  leaveIf,
  load,
  load64,
  long,
  lowWord,
  mul,
  num,
  or64,
  repeat,
  seq,
  set,
  shl64,
  shrU64,
  store,
  store64,
  sub,
  sub64,
  when,
  widen,
} from '../../wasm/words.js';
import { pageShift } from './geometry.js';
import { metaOffset, type SetFunctions } from './set-code.js';

export type FilterKind = 'data' | 'fetch';

interface FilterTable {
  readonly field: number;
  readonly entryBytes: number;
}

const lineEntryBytes = 8;
const tables: Readonly<Record<FilterKind, readonly FilterTable[]>> = {
  data: [
    { field: hartField.readFilter, entryBytes: filterEntryBytes },
    { field: hartField.writeFilter, entryBytes: filterEntryBytes },
  ],
  fetch: [{ field: hartField.lineFilter, entryBytes: lineEntryBytes }],
};

/** Offset in a set of the word that names the filter entry of its most recent line. */
export function filterMeta({ plan }: SetFunctions): number {
  return metaOffset.filter(plan);
}

/** Empties the filter entry of a set's most recent line: another one is about to be that, or the state may change. */
export function dropSetFilter(hart: Word, start: Word, meta: number, kind: FilterKind): Step {
  const entry = (entryBytes: number): Word => add(hart, mul(sub(load(start, meta), num(1)), num(entryBytes)));
  return when(
    load(start, meta),
    seq(...tables[kind].map(({ field, entryBytes }) => store64(entry(entryBytes), long(-1n), field)), store(start, num(0), meta)),
  );
}

/** Shift from an address within a page to the number of its bit among the lines of the page: a bit stands for 64 bytes, or for a longer line. */
function lineBitShift(lineBytes: number): number {
  return Math.max(Math.log2(lineBytes), pageShift - 6);
}

/** The lines of a page, as bits, with that of `va` among them. */
export function withLine(lines: Long, va: Long, lineBytes: number): Long {
  const bit = and64(shrU64(va, long(BigInt(lineBitShift(lineBytes)))), long(BigInt((1 << (pageShift - lineBitShift(lineBytes))) - 1)));
  return or64(lines, shl64(long(1n), bit));
}

export const allLines = -1n;

/**
 * `drop(hart, vpn, lines: i64)`: empties the filter entries of those lines of a page whose translation is about to go, or to be no longer the
 * most recent of its set.
 */
export function addDropPage(module: ModuleBuilder, lineBytes: number, kind: FilterKind): number {
  const { index, code } = module.declare({ parameters: ['i32', 'i32', 'i64'], results: [] });
  emitDropPage(code, lineBytes, kind);
  return index;
}

function emitDropPage(code: Code, lineBytes: number, kind: FilterKind): void {
  const [hart, vpn, lines] = [get(0), get(1), get(2)];
  const entry = code.newLocal('i32');
  const linesPerBit = (1 << lineBitShift(lineBytes)) / lineBytes;
  const bits = (1 << pageShift) / lineBytes / linesPerBit;
  const page = (value: Long): Long => shrU64(shl64(value, long(25n)), long(BigInt(25 + pageShift)));
  const clear = (line: number): Step[] =>
    tables[kind].map(({ field, entryBytes }) => {
      const at = add(hart, mul(and(add(get(entry), num(line)), num(filterEntries - 1)), num(entryBytes)));
      return when(eq64(page(load64(at, field)), widen(vpn)), store64(at, long(-1n), field));
    });
  const first = add(mul(vpn, num(bits)), lowWord(ctz64(lines)));
  seq(
    set(2, and64(lines, long((1n << BigInt(bits)) - 1n))),
    repeat((done) =>
      seq(
        leaveIf(isZero64(lines), done),
        set(entry, mul(first, num(linesPerBit))),
        ...Array.from({ length: linesPerBit }, (_, line) => seq(...clear(line))),
        set(2, and64(lines, sub64(lines, long(1n)))),
      ),
    ),
  )(code);
}
