// What happens when a filter lacks a page or a line: translation, the access to the caches, and the filling of the filter. Knows no instruction.
import { codePageBytes, filterAddend, filterEntries, filterEntryBytes, filterFrame, hartField, pageBytes, region } from '../../layout.js';
import { stallCause } from '../../memory/hierarchy/lower-code.js';
import { filterMeta } from '../../memory/hierarchy/filter-code.js';
import { ownCaches, programLineKey, setOf } from '../../memory/hierarchy/parts.js';
import type { MemoryFunctions } from '../../memory/memory-functions.js';
import type { AccessKind } from '../../trap.js';
import type { Code, Local } from '../../wasm/code.js';
import type { Long, Step, Word } from '../../wasm/words.js';
import {
  add,
  and,
  and64,
  call,
  get,
  giveBack,
  gtU,
  load,
  load16,
  load64,
  long,
  lowWord,
  mul,
  not,
  nothing,
  num,
  seq,
  set,
  shl,
  shrU,
  store,
  store64,
  sub,
  when,
} from '../../wasm/words.js';
import { status } from '../status.js';

/** Result of a fill that has made the entry. */
export const filled = -1;

/** Locals of one fill. */
interface Fill {
  readonly hart: Word;
  readonly va: Long;
  /** Where the page lies in linear memory, and its page of decoded code (0 = none). */
  readonly page: Word;
  readonly codePage: Word;
  readonly entry: Local;
  readonly lineBytes: number;
}

/**
 * Emits `fill(hart: i32) -> i32` for one kind of access: makes the filter entry for the page (with caches: the line) of `missAddress` and
 * returns `filled`, or returns a status: trap, step (the access crosses a page or line, or stores to a page with decoded code), openPage.
 */
export function emitFill(code: Code, kind: AccessKind, memory: MemoryFunctions): void {
  const hart = get(0);
  const va = code.newLocal('i64');
  const [page, codePage, entry] = [code.newLocal('i32'), code.newLocal('i32'), code.newLocal('i32')];
  const lineBytes = memory.access?.parts.hierarchy.lineBytes ?? pageBytes;
  const fill: Fill = { hart, va: get(va), page: get(page), codePage: get(codePage), entry, lineBytes };
  seq(
    set(va, load64(hart, hartField.missAddress)),
    kind === 'fetch' ? nothing : when(crosses(fill), giveBack(num(status.step))),
    set(page, call(memory.translate[kind], hart, get(va))),
    when(not(get(page)), giveBack(num(status.trap))),
    set(codePage, codePageOf(get(page))),
    kind === 'fetch' ? enterCodePage(fill) : enterData(code, fill, kind, memory),
    giveBack(num(filled)),
  )(code);
}

/** An access that ends in the next page or line is executed by the reference engine. */
function crosses({ hart, va, lineBytes }: Fill): Word {
  return gtU(add(and(lowWord(va), num(lineBytes - 1)), load(hart, hartField.missBytes)), num(lineBytes));
}

/** The number of the page of decoded code that the frame at `page` (linear) has. */
function codePageOf(page: Word): Word {
  const frame = shrU(sub(page, num(region.ram)), num(Math.log2(pageBytes)));
  return load16(shl(frame, num(1)), region.codePageOfFrame);
}

/** The number of the entry that `va` selects in a table of lines (or pages). */
function entryNumber(va: Long, lineBytes: number): Word {
  return and(shrU(lowWord(va), num(Math.log2(lineBytes))), num(filterEntries - 1));
}

function enterCodePage({ hart, va, page, codePage, entry }: Fill): Step {
  const records = add(mul(codePage, num(codePageBytes)), num(region.decodedCode));
  return seq(
    when(not(codePage), giveBack(num(status.openPage))),
    set(entry, add(hart, mul(entryNumber(va, pageBytes), num(filterEntryBytes)))),
    store64(get(entry), and64(va, long(-4096n)), hartField.fetchFilter),
    store(get(entry), records, hartField.fetchFilter + filterAddend),
    store(get(entry), page, hartField.fetchFilter + filterFrame),
  );
}

/** With caches, the line is accessed first; a store's entry also serves loads, since what may be written may be read. */
function enterData(code: Code, fill: Fill, kind: 'load' | 'store', { access, tlbs }: MemoryFunctions): Step {
  const { hart, va, page, codePage, entry, lineBytes } = fill;
  const field = kind === 'store' ? hartField.writeFilter : hartField.readFilter;
  const enter = (table: number): Step =>
    seq(
      store64(get(entry), and64(va, long(BigInt(-lineBytes))), table),
      store(get(entry), sub(page, and(lowWord(va), num(-pageBytes))), table + filterAddend),
      store(get(entry), page, table + filterFrame),
    );
  const number = code.newLocal('i32');
  const key = code.newLocal('i32');
  const touchLine =
    access === undefined
      ? nothing
      : seq(
          set(key, programLineKey(access.parts, va, page)),
          call(access.data, hart, get(key), num(kind === 'store' ? 1 : 0), num(stallCause.data)),
          store(setOf(access.parts.l1d, ownCaches(hart), get(key)), add(get(number), num(1)), filterMeta(access.parts.l1d)),
          tlbs?.noteLine(kind, hart, va) ?? nothing,
        );
  return seq(
    kind === 'store' ? when(codePage, giveBack(num(status.step))) : nothing,
    set(number, entryNumber(va, lineBytes)),
    touchLine,
    set(entry, add(hart, mul(get(number), num(filterEntryBytes)))),
    enter(field),
    kind === 'store' && access !== undefined ? enter(hartField.readFilter) : nothing,
  );
}

/** Emits `fillLine(hart) -> i32`: fetches the line of `missAddress` into L1I and enters it into the table of fetched lines. */
export function emitFillLine(code: Code, memory: MemoryFunctions): void {
  const { access, tlbs } = memory;
  if (access === undefined) throw new Error('without caches no line is fetched');
  const { lineBytes } = access.parts.hierarchy;
  const hart = get(0);
  const va = code.newLocal('i64');
  const [page, key, number] = [code.newLocal('i32'), code.newLocal('i32'), code.newLocal('i32')];
  seq(
    set(va, load64(hart, hartField.missAddress)),
    set(page, call(memory.translate.fetch, hart, get(va))),
    when(not(get(page)), giveBack(num(status.trap))),
    set(key, programLineKey(access.parts, get(va), get(page))),
    call(access.fetch, hart, get(key)),
    tlbs?.noteLine('fetch', hart, get(va)) ?? nothing,
    set(number, entryNumber(get(va), lineBytes)),
    store(setOf(access.parts.l1i, ownCaches(hart), get(key)), add(get(number), num(1)), filterMeta(access.parts.l1i)),
    store64(add(hart, shl(get(number), num(3))), and64(get(va), long(BigInt(-lineBytes))), hartField.lineFilter),
    giveBack(num(filled)),
  )(code);
}
