// TLBs as wasm: a translation is looked for in L1, then L2, and entered after a walk, whose reads go through the data caches. Knows no page table's format.
import { asidBits, counterField, globalField, hartField, pageBytes, region } from '../../layout.js';
import type { AccessKind } from '../../trap.js';
import type { Code, Local } from '../../wasm/code.js';
import type { ModuleBuilder } from '../../wasm/module.js';
import type { Long, Step, Word } from '../../wasm/words.js';
import {
  add,
  and,
  and64,
  call,
  eq,
  eq64,
  get,
  giveBack,
  load,
  load64,
  long,
  lowWord,
  ne,
  not,
  nothing,
  num,
  or,
  or64,
  seq,
  set,
  shl,
  shl64,
  shrS64,
  shrU,
  shrU64,
  store,
  store64,
  sub,
  when,
  widen,
} from '../../wasm/words.js';
import type { AccessFunctions } from './access-functions.js';
import { addDropPage, allLines, withLine } from './filter-code.js';
import { type Hierarchy, pageShift } from './geometry.js';
import { stallCause } from './lower-code.js';
import { bump, lineKey, ownCaches, stall } from './parts.js';
import { mayBeNoted, reloadLevel } from './reload-code.js';
import { addSetFunctions, metaOffset, place, setAddress, type SetFunctions, touch } from './set-code.js';

/** Low word: page number << 2 | 1. High word: address space (8 bits), rights, frame of RAM (20 bits). */
const validBit = 1;
const right = { load: 1 << 20, store: 1 << 21, fetch: 1 << 22 } as const satisfies Record<AccessKind, number>;
/** Uppermost bits of an address: copies of the bit below. */
const unusedBits = 25n;
const frameMask = (1 << 20) - 1;
const asidShift = 32 - asidBits;
const asidMask = 2 ** asidBits - 1;
const sameTranslation = 0xff00_0000_ffff_ffffn;
const pageNumberMask = 0x7ff_ffff;
/** From the R W X bits of a page table entry (1-3) to the rights above. */
const pteRightsShift = 19;

export interface Entering {
  readonly hart: Local;
  readonly va: Local;
  /** Where the page lies in linear memory. */
  readonly page: Word;
  /** The leaf, A and D set. */
  readonly pte: Local;
}

/** Locals of one translation: what the hart had waited and reloaded when it missed a translation that others had pushed out. */
export interface Refill {
  /** `extraCycles` + 1 then; 0: this is no reload. */
  readonly from: Local;
  /** The counter of reloaded cycles then. */
  readonly reloaded: Local;
  /** The entry of the first level that has the page without the right that is needed, or 0. */
  readonly present: Local;
}

/** Steps of a translation; the first returns from the function when a TLB has the page with the right that is needed. */
export interface TlbCode {
  openRefill(code: Code): Refill;
  look(code: Code, kind: AccessKind, hart: Local, va: Local, refill: Refill): Step;
  /** A translation in place, for those who fill filters; `translate` does what is not often needed. */
  translateHere(code: Code, kind: AccessKind, access: TranslatedAccess, translate: number): TranslationHere;
  beginWalk(hart: Local): Step;
  /** The walk reads the page table entry at `linear`. */
  readEntry(code: Code, hart: Local, linear: Word): Step;
  enter(code: Code, kind: AccessKind, entering: Entering, refill: Refill): Step;
}

export interface TranslatedAccess {
  readonly hart: Word;
  readonly va: Long;
  /** Takes where the page lies in linear memory, or 0 when the hart has trapped. */
  readonly page: Local;
}

export interface TranslationHere {
  readonly translation: Step;
  /** Behind it: the line comes into the filters. */
  readonly noteLine: Step;
}

interface FirstLevel {
  readonly functions: SetFunctions;
  readonly dropPage: number;
  readonly misses: 'itlbMisses' | 'dtlbMisses';
  /** Sees to what the last placement has pushed out. */
  readonly noteVictim: (hart: Word) => Step;
}

export function addTlbs(module: ModuleBuilder, access: AccessFunctions): TlbCode {
  const { hierarchy, plan } = access.parts;
  const { lineBytes } = hierarchy;
  const noteVictim = (hart: Word): Step => (hierarchy.asid ? noteOfOther(access, hart) : nothing);
  const data: FirstLevel = {
    functions: addSetFunctions(module, plan.dtlb),
    dropPage: addDropPage(module, lineBytes, 'data'),
    misses: 'dtlbMisses',
    noteVictim,
  };
  const fetch: FirstLevel = {
    functions: addSetFunctions(module, plan.itlb),
    dropPage: addDropPage(module, lineBytes, 'fetch'),
    misses: 'itlbMisses',
    noteVictim,
  };
  const second = plan.l2tlb && addSetFunctions(module, plan.l2tlb);
  const firstOf = (kind: AccessKind): FirstLevel => (kind === 'fetch' ? fetch : data);
  return {
    openRefill: (code) => ({ from: code.newLocal('i32'), reloaded: code.newLocal('i64'), present: code.newLocal('i32') }),
    look: (code, kind, hart, va, refill) =>
      look(code, { first: firstOf(kind), second, hierarchy, access, kind, refill }, get(hart), get(va)),
    translateHere: (code, kind, translated, translate) =>
      translateHere(code, firstOf(kind).functions, { kind, lineBytes, translate }, translated),
    beginWalk: (hart) => (hierarchy.walkCycles === 0 ? nothing : stall(get(hart), num(hierarchy.walkCycles), 'stallWalk')),
    readEntry: (code, hart, linear) => readEntry(code, access, get(hart), linear),
    enter: (code, kind, entering, refill) =>
      seq(enter(code, firstOf(kind), second, entering, refill.present), endRefill(get(entering.hart), refill)),
  };
}

function readEntry(code: Code, { parts, dataHere }: AccessFunctions, hart: Word, linear: Word): Step {
  const [key, start] = [code.newLocal('i32'), code.newLocal('i32')];
  return seq(
    bump(hart, 'walkReads'),
    set(key, lineKey(parts.hierarchy.lineBytes, linear)),
    dataHere(code, { hart, key: get(key), start, write: num(0), cause: num(stallCause.walk) }),
  );
}

function pageNumber(va: Long): Word {
  return and(lowWord(shrU64(va, long(BigInt(pageShift)))), num(pageNumberMask));
}

/** What an entry of the page looks like under `sameTranslation`. */
function wanted(hart: Word, vpn: Word): Long {
  const low = or(shl(vpn, num(2)), num(validBit));
  return or64(shl64(widen(and(load(hart, hartField.asid), num(asidMask))), long(BigInt(32 + asidShift))), widen(low));
}

/** Who a translation is somebody's reload for: with identifiers it is the address space's, else the task's. */
function ownerOf(hart: Word, { asid }: Hierarchy): Word {
  return load(hart, asid ? hartField.asid : hartField.owner);
}

/** Remembers what the last placement in a set has pushed out when it was another address space's: that one will miss it. */
function noteOfOther({ reloads: { note } }: AccessFunctions, hart: Word): Step {
  const [low, high] = [load(num(globalField.victim)), load(num(globalField.victim + 4))];
  const present = load(hart, hartField.asid);
  const owner = or(and(present, num(~asidMask)), shrU(high, num(asidShift)));
  return when(and(ne(low, num(0)), ne(owner, present)), call(note, owner, or(and(low, num(-4)), num(reloadLevel.translation))));
}

/** Whether a repeated hit may change a set: then only its most recent translation may be in the filters, else all of them. */
function dependsOnOrder({ plan }: SetFunctions): boolean {
  return plan.replacement === 'lru' || plan.replacement === 'plru';
}

/** Filters of a page hold only while its translation is the most recent of its set, where that matters. */
function noteMostRecent({ functions, dropPage }: FirstLevel, hart: Word, start: Word, vpn: Word): Step {
  if (!dependsOnOrder(functions)) return nothing;
  const meta = metaOffset.filter(functions.plan);
  const last = load(start, meta);
  const lines = metaOffset.lines(functions.plan);
  return when(
    ne(last, add(vpn, num(1))),
    seq(
      when(last, call(dropPage, hart, sub(last, num(1)), load64(start, lines))),
      store(start, add(vpn, num(1)), meta),
      store64(start, long(0n), lines),
    ),
  );
}

interface TranslatingHere {
  readonly kind: AccessKind;
  readonly lineBytes: number;
  readonly translate: number;
}

/** The page is often the most recent of its set, and then nothing changes; else `translate` is called. */
function translateHere(
  code: Code,
  functions: SetFunctions,
  { kind, lineBytes, translate }: TranslatingHere,
  { hart, va, page }: TranslatedAccess,
): TranslationHere {
  const [vpn, start, front] = [code.newLocal('i32'), code.newLocal('i32'), code.newLocal('i32')];
  const isCanonical = eq64(shrS64(shl64(va, long(unusedBits)), long(unusedBits)), va);
  const permitted = BigInt(right[kind]) << 32n;
  const isThere = eq64(and64(load64(get(front)), long(sameTranslation | permitted)), or64(wanted(hart, get(vpn)), long(permitted)));
  const isLast = eq(load(get(start), metaOffset.filter(functions.plan)), add(get(vpn), num(1)));
  const translation = seq(
    set(vpn, pageNumber(va)),
    set(start, setAddress(functions.plan, ownCaches(hart), get(vpn))),
    set(front, frontOf(functions, get(start))),
    set(page, num(0)),
    when(
      dependsOnOrder(functions) ? and(isThere, isLast) : isThere,
      when(and(isCanonical, ne(load(hart, hartField.satpRoot), num(0))), set(page, pageOf(get(front)))),
    ),
    when(not(get(page)), set(page, call(translate, hart, va))),
  );
  if (!dependsOnOrder(functions)) return { translation, noteLine: nothing };
  const lines = metaOffset.lines(functions.plan);
  return { translation, noteLine: store64(get(start), withLine(load64(get(start), lines), va, lineBytes), lines) };
}

/** Where the page of an entry lies in linear memory. */
function pageOf(at: Word): Word {
  return add(shl(and(load(at, 4), num(frameMask)), num(pageShift)), num(region.ram));
}

/** Where the entry that was found last lies; of sets whose entries keep their places it is noted. */
function frontOf({ plan }: SetFunctions, start: Word): Word {
  return plan.replacement === 'lru' ? start : load(start, metaOffset.front(plan));
}

function noteFront({ plan }: SetFunctions, start: Word, at: Word): Step {
  return plan.replacement === 'lru' ? nothing : store(start, at, metaOffset.front(plan));
}

interface Looking {
  readonly first: FirstLevel;
  readonly second: SetFunctions | undefined;
  readonly hierarchy: Hierarchy;
  readonly access: AccessFunctions;
  readonly kind: AccessKind;
  readonly refill: Refill;
}

function beginRefill(hart: Word, { from, reloaded }: Refill): Step {
  return seq(
    bump(hart, 'reloadTranslations'),
    set(from, add(load(hart, hartField.extraCycles), num(1))),
    set(reloaded, load64(hart, counterField('reloadCycles'))),
  );
}

/** The whole wait for a translation that is a reload is one; what of it was for lines pushed out as well is not counted twice. */
function endRefill(hart: Word, { from, reloaded }: Refill): Step {
  const waited = sub(add(load(hart, hartField.extraCycles), num(1)), get(from));
  return when(get(from), seq(store64(hart, get(reloaded), counterField('reloadCycles')), bump(hart, 'reloadCycles', waited)));
}

function look(code: Code, { first, second, hierarchy, access, kind, refill }: Looking, hart: Word, va: Long): Step {
  const [vpn, start, at] = [code.newLocal('i32'), code.newLocal('i32'), code.newLocal('i32')];
  const { functions } = first;
  const page = pageOf(get(at));
  const permitted = and(load(get(at), 4), num(right[kind]));
  const reload = when(
    mayBeNoted(ownerOf(hart, hierarchy)),
    when(
      call(access.reloads.take, ownerOf(hart, hierarchy), or(shl(get(vpn), num(2)), num(reloadLevel.translation))),
      beginRefill(hart, refill),
    ),
  );
  return seq(
    set(refill.from, num(0)),
    set(vpn, pageNumber(va)),
    set(start, setAddress(functions.plan, ownCaches(hart), get(vpn))),
    noteMostRecent(first, hart, get(start), get(vpn)),
    set(at, touch(functions, get(start), sameTranslation, wanted(hart, get(vpn)))),
    set(refill.present, get(at)),
    when(get(at), when(permitted, seq(noteFront(functions, get(start), get(at)), giveBack(page))), seq(bump(hart, first.misses), reload)),
    second === undefined
      ? nothing
      : seq(
          set(at, touch(second, setAddress(second.plan, ownCaches(hart), get(vpn)), sameTranslation, wanted(hart, get(vpn)))),
          when(
            get(at),
            when(
              permitted,
              seq(
                stall(hart, num(hierarchy.l2tlb?.latencyCycles ?? 0), 'stallWalk'),
                putInto(first, hart, get(start), load64(get(at)), refill.present),
                endRefill(hart, refill),
                giveBack(page),
              ),
            ),
            bump(hart, 'l2tlbMisses'),
          ),
        ),
  );
}

/** Puts an entry into a set of the first level: in place of one of the same page, else of a victim, whose filters go. */
function putInto({ functions, dropPage, noteVictim }: FirstLevel, hart: Word, start: Word, entry: Long, present: Local): Step {
  const victim = load(num(globalField.victim));
  return seq(
    when(
      not(get(present)),
      seq(
        set(present, place(functions, hart, start)),
        dependsOnOrder(functions) ? nothing : when(victim, call(dropPage, hart, shrU(victim, num(2)), long(allLines))),
        noteVictim(hart),
      ),
    ),
    store64(get(present), entry),
    noteFront(functions, start, get(present)),
  );
}

function enter(code: Code, first: FirstLevel, second: SetFunctions | undefined, { hart, va, page, pte }: Entering, present: Local): Step {
  const [vpn, at] = [code.newLocal('i32'), code.newLocal('i32')];
  const entry = code.newLocal('i64');
  const start = setAddress(first.functions.plan, ownCaches(get(hart)), get(vpn));
  const rwx = and(lowWord(get(pte)), num(0b1110));
  // Without D the next store has to walk again.
  const dirty = shrU(lowWord(get(pte)), num(7));
  const rights = and(shl(rwx, num(pteRightsShift)), or(num(right.load | right.fetch), shl(and(dirty, num(1)), num(21))));
  const high = or(rights, shrU(sub(page, num(region.ram)), num(Math.log2(pageBytes))));
  return seq(
    set(vpn, pageNumber(get(va))),
    set(entry, or64(wanted(get(hart), get(vpn)), shl64(widen(high), long(32n)))),
    putInto(first, get(hart), start, get(entry), present),
    second === undefined ? nothing : putSecond(second, first, get(hart), get(vpn), get(entry), at),
  );
}

function putSecond(second: SetFunctions, { noteVictim }: FirstLevel, hart: Word, vpn: Word, entry: Long, at: Local): Step {
  const start = setAddress(second.plan, ownCaches(hart), vpn);
  return seq(
    set(at, touch(second, start, sameTranslation, and64(entry, long(sameTranslation)))),
    when(not(get(at)), seq(set(at, place(second, hart, start)), noteVictim(hart))),
    store64(get(at), entry),
  );
}
