// What happens when a filter lacks a page or a line: translation, the access to the caches, and the filling of the filter. Knows no instruction.
import { codePageBytes, filterAddend, filterEntries, filterEntryBytes, filterFrame, hartField, pageBytes, region } from '../../layout.js';
import type { AccessFunctions } from '../../memory/hierarchy/access-functions.js';
import { filterMeta } from '../../memory/hierarchy/filter-code.js';
import { stallCause } from '../../memory/hierarchy/lower-code.js';
import { programLineKey } from '../../memory/hierarchy/parts.js';
import type { MemoryFunctions } from '../../memory/memory-functions.js';
import type { AccessKind } from '../../trap.js';
import type { Code, Label, Local } from '../../wasm/code.js';
import type { FunctionType } from '../../wasm/module.js';
import type { Long, Step, Word } from '../../wasm/words.js';
import {
  add,
  and,
  and64,
  call,
  get,
  gtU,
  leaveIf,
  load,
  load16,
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
export const filled = 0;

/** What a fill is for: an access's page or line, an instruction's page, an instruction's line. */
export type FillKind = AccessKind | 'line';

/** `fill(hart, va: i64, bytes) -> filled or a status`, the latter without bytes for instructions. */
export function fillType(kind: FillKind): FunctionType {
  return { parameters: kind === 'fetch' || kind === 'line' ? ['i32', 'i64'] : ['i32', 'i64', 'i32'], results: ['i32'] };
}

const [hart, va, bytes] = [get(0), get(1), get(2)];

/** One fill while it is emitted. */
interface Fill {
  readonly memory: MemoryFunctions;
  /** What an entry of a data filter stands for. */
  readonly unitBytes: number;
  /** Where the page lies in linear memory. */
  readonly page: Local;
  /** Ends the fill with a status when `condition` holds. */
  readonly endIf: (condition: Word, reason: number) => Step;
}

/**
 * Emits the fill of one kind: makes the filter entry for the page (with caches: the line) of `va`, or gives a status: trap, step (the access
 * crosses a page or line, or stores to a page with decoded code), openPage. Of a region, which may have called it, it takes what the hart
 * waits from what is left to use, and leaves the status to the loop.
 */
export function emitFill(code: Code, kind: FillKind, memory: MemoryFunctions, issueWidth: number): void {
  const [result, before, page] = [code.newLocal('i32'), code.newLocal('i32'), code.newLocal('i32')];
  const unitBytes = memory.access?.parts.hierarchy.lineBytes ?? pageBytes;
  const waited = sub(load(hart, hartField.extraCycles), get(before));
  const left = sub(load(hart, hartField.regionLeft), mul(waited, num(issueWidth)));
  store64(hart, va, hartField.missAddress)(code);
  set(before, load(hart, hartField.extraCycles))(code);
  const end = code.block();
  const fill: Fill = { memory, unitBytes, page, endIf: (condition, reason) => endIf(condition, reason, result, end) };
  seq(emitKind(code, kind, fill), set(result, num(filled)))(code);
  code.end();
  seq(
    memory.access === undefined ? nothing : store(hart, left, hartField.regionLeft),
    when(get(result), store(hart, get(result), hartField.regionStatus)),
    get(result),
  )(code);
}

function endIf(condition: Word, reason: number, result: Local, end: Label): Step {
  return seq(set(result, num(reason)), leaveIf(condition, end));
}

function emitKind(code: Code, kind: FillKind, fill: Fill): Step {
  if (kind === 'line') return fillLine(code, fill);
  if (kind === 'fetch') return fillPage(code, fill);
  const { memory, unitBytes, endIf: end } = fill;
  // The reference engine executes an access that ends in the next page or line.
  const crosses = gtU(add(and(lowWord(va), num(unitBytes - 1)), bytes), num(unitBytes));
  const { access } = memory;
  return seq(end(crosses, status.step), access === undefined ? fillData(code, fill, kind) : fillDataLine(code, fill, kind, access));
}

/** The number of the page of decoded code that the frame at `page` (linear) has. */
function codePageOf(page: Local): Word {
  const frame = shrU(sub(get(page), num(region.ram)), num(Math.log2(pageBytes)));
  return load16(shl(frame, num(1)), region.codePageOfFrame);
}

/** The number of the entry that `va` selects in a table of lines (or pages). */
function entryNumber(unitBytes: number): Word {
  return and(shrU(lowWord(va), num(Math.log2(unitBytes))), num(filterEntries - 1));
}

function entryAt(number: Word): Word {
  return add(hart, mul(number, num(filterEntryBytes)));
}

function unitOf(address: Long, unitBytes: number): Long {
  return and64(address, long(BigInt(-unitBytes)));
}

function translation({ memory, page }: Fill, kind: AccessKind): Step {
  return set(page, call(memory.translate[kind], hart, va));
}

function fillPage(code: Code, fill: Fill): Step {
  const { page, endIf: end } = fill;
  const [codePage, entry] = [code.newLocal('i32'), code.newLocal('i32')];
  const records = add(mul(get(codePage), num(codePageBytes)), num(region.decodedCode));
  return seq(
    translation(fill, 'fetch'),
    end(not(get(page)), status.trap),
    set(codePage, codePageOf(page)),
    end(not(get(codePage)), status.openPage),
    set(entry, entryAt(entryNumber(pageBytes))),
    store64(get(entry), unitOf(va, pageBytes), hartField.fetchFilter),
    store(get(entry), records, hartField.fetchFilter + filterAddend),
    store(get(entry), get(page), hartField.fetchFilter + filterFrame),
  );
}

/** Nothing can be stored to a page with decoded code but by the reference engine. */
function checkPage({ page, endIf: end }: Fill, kind: 'load' | 'store'): Step {
  return seq(end(not(get(page)), status.trap), kind === 'store' ? end(codePageOf(page), status.step) : nothing);
}

function enterData({ page, unitBytes }: Fill, entry: Local, table: number): Step {
  return seq(
    store64(get(entry), unitOf(va, unitBytes), table),
    store(get(entry), sub(get(page), and(lowWord(va), num(-pageBytes))), table + filterAddend),
  );
}

/** Without caches an entry stands for a page. */
function fillData(code: Code, fill: Fill, kind: 'load' | 'store'): Step {
  const entry = code.newLocal('i32');
  return seq(
    translation(fill, kind),
    checkPage(fill, kind),
    set(entry, entryAt(entryNumber(pageBytes))),
    enterData(fill, entry, kind === 'store' ? hartField.writeFilter : hartField.readFilter),
  );
}

/** The line is accessed first; a store's entry also serves loads, since what may be written may be read. */
function fillDataLine(code: Code, fill: Fill, kind: 'load' | 'store', access: AccessFunctions): Step {
  const [number, key, start, entry] = [code.newLocal('i32'), code.newLocal('i32'), code.newLocal('i32'), code.newLocal('i32')];
  const line = { hart, key: get(key), start, write: num(kind === 'store' ? 1 : 0), cause: num(stallCause.data) };
  const { translate, noteLine } = translationHere(code, fill, kind);
  return seq(
    translate,
    checkPage(fill, kind),
    set(key, programLineKey(access.parts, va, get(fill.page))),
    access.dataHere(code, line),
    set(number, entryNumber(fill.unitBytes)),
    store(get(start), add(get(number), num(1)), filterMeta(access.parts.l1d)),
    noteLine,
    set(entry, entryAt(get(number))),
    kind === 'store' ? enterData(fill, entry, hartField.writeFilter) : nothing,
    enterData(fill, entry, hartField.readFilter),
  );
}

function translationHere(code: Code, fill: Fill, kind: AccessKind): { translate: Step; noteLine: Step } {
  const { tlbs, translate } = fill.memory;
  if (tlbs === undefined) return { translate: translation(fill, kind), noteLine: nothing };
  const here = tlbs.translateHere(code, kind, { hart, va, page: fill.page }, translate[kind]);
  return { translate: here.translation, noteLine: here.noteLine };
}

/** Fetches the line into L1I and enters it into the table of fetched lines. */
function fillLine(code: Code, fill: Fill): Step {
  const { access } = fill.memory;
  if (access === undefined) throw new Error('without caches no line is fetched');
  const [key, number, start] = [code.newLocal('i32'), code.newLocal('i32'), code.newLocal('i32')];
  const { translate, noteLine } = translationHere(code, fill, 'fetch');
  return seq(
    translate,
    fill.endIf(not(get(fill.page)), status.trap),
    set(key, programLineKey(access.parts, va, get(fill.page))),
    access.fetchHere(code, { hart, key: get(key), start }),
    noteLine,
    set(number, entryNumber(fill.unitBytes)),
    store(get(start), add(get(number), num(1)), filterMeta(access.parts.l1i)),
    store64(add(hart, shl(get(number), num(3))), unitOf(va, fill.unitBytes), hartField.lineFilter),
  );
}
