// The filters as the hierarchy sees them: an entry stands for a hit that changes nothing, and is dropped before it would not. Knows no cache's policy.
import { filterEntries, filterEntryBytes, hartField } from '../../layout.js';
import type { Code } from '../../wasm/code.js';
import type { ModuleBuilder } from '../../wasm/module.js';
import type { Step, Word } from '../../wasm/words.js';
import {
  add,
  and,
  eq64,
  get,
  leaveIf,
  load,
  load64,
  long,
  ltU,
  mul,
  num,
  repeat,
  seq,
  set,
  shl,
  shl64,
  shrU64,
  store,
  store64,
  sub,
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

/** `drop(hart, vpn)`: empties all filter entries of a page whose translation is about to go, or to be no longer the most recent of its set. */
export function addDropPage(module: ModuleBuilder, lineBytes: number, kind: FilterKind): number {
  const { index, code } = module.declare({ parameters: ['i32', 'i32'], results: [] });
  emitDropPage(code, lineBytes, kind);
  return index;
}

function emitDropPage(code: Code, lineBytes: number, kind: FilterKind): void {
  const linesPerPage = (1 << pageShift) / lineBytes;
  const [hart, vpn] = [get(0), get(1)];
  const [entry, left] = [code.newLocal('i32'), code.newLocal('i32')];
  const page = (value: (code: Code) => void) => shrU64(shl64(value, long(25n)), long(BigInt(25 + pageShift)));
  const clear = tables[kind].map(({ field, entryBytes }) => {
    const at = add(hart, mul(get(entry), num(entryBytes)));
    return when(eq64(page(load64(at, field)), widen(vpn)), store64(at, long(-1n), field));
  });
  seq(
    set(entry, and(shl(vpn, num(Math.log2(linesPerPage))), num(filterEntries - 1))),
    set(left, num(0)),
    repeat((done, again) =>
      seq(
        ...clear,
        set(entry, and(add(get(entry), num(1)), num(filterEntries - 1))),
        set(left, add(get(left), num(1))),
        leaveIf(ltU(get(left), num(Math.min(linesPerPage, filterEntries))), again),
        (inner) => inner.br(done),
      ),
    ),
  )(code);
}
