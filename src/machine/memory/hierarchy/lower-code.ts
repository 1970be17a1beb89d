// The levels below L1 as wasm: where a line comes from, what it pushes out on its way, how long that takes. Knows no L1 and no translation.
import { counterField, hartField, type MemoryCounter } from '../../layout.js';
import type { Code } from '../../wasm/code.js';
import type { ModuleBuilder } from '../../wasm/module.js';
import type { Long, Step, Word } from '../../wasm/words.js';
import {
  add,
  and,
  call,
  count,
  eq,
  get,
  leave,
  load,
  loadWide,
  long,
  lowWord,
  ne,
  not,
  nothing,
  num,
  or,
  or64,
  select,
  seq,
  set,
  shl,
  shl64,
  shrU,
  shrU64,
  store,
  store64,
  when,
  widen,
} from '../../wasm/words.js';
import type { Hierarchy } from './geometry.js';
import { bump, type HierarchyParts, lineState, ownCaches, setOf } from './parts.js';
import { addReload, mayBeNoted, type ReloadFunctions, reloadLevel } from './reload-code.js';
import { accessSet, findLine, openSetAccess, type SetAccess, type SetFunctions } from './set-code.js';

/** Who waits for a miss: each has its own stall counter. */
export const stallCause = { data: 0, fetch: 1, walk: 2 } as const;

/** What sees to lines that are pushed out of a level: `evict(hart, level, victim: i64)`, for each level. */
export interface Evictions {
  readonly l1: number;
  readonly l2: number;
  readonly l3: number;
}

/** Base of a shared cache's sets is 0: its plan bears an address. */
function l2Base({ hierarchy }: HierarchyParts, hart: Word): Word {
  return hierarchy.l2?.shared === true ? num(0) : ownCaches(hart);
}

/** `writeBack(hart, key)`: a modified line leaves a level: the next one below that has it becomes dirty, else RAM takes it. */
export function addWriteBack(module: ModuleBuilder, parts: HierarchyParts, from: keyof Evictions): number {
  const { index, code } = module.declare({ parameters: ['i32', 'i32'], results: [] });
  writeBack(code, parts, from, get(0), get(1))(code);
  return index;
}

/** Writes back in place; ends the function. */
function writeBack(code: Code, parts: HierarchyParts, from: keyof Evictions, hart: Word, key: Word): Step {
  const at = code.newLocal('i32');
  const into = (functions: SetFunctions | undefined, base: Word): Step =>
    functions === undefined
      ? nothing
      : seq(
          findLine(functions, setOf(functions, base, key), shl(key, num(2)), at),
          when(get(at), seq(store(get(at), or(load(get(at)), num(lineState.modified))), leave)),
        );
  return seq(
    bump(hart, 'writebacks'),
    from === 'l1' ? into(parts.l2, l2Base(parts, hart)) : nothing,
    from === 'l3' ? nothing : into(parts.l3, num(0)),
  );
}

export function addEvictions(module: ModuleBuilder, parts: HierarchyParts, note: number): Evictions {
  const add = (from: keyof Evictions): number => addEvict(module, parts, note, from);
  return { l1: add('l1'), l2: add('l2'), l3: add('l3') };
}

function addEvict(module: ModuleBuilder, parts: HierarchyParts, note: number, from: keyof Evictions): number {
  const { index, code } = module.declare({ parameters: ['i32', 'i32', 'i64'], results: [] });
  const [hart, level] = [get(0), get(1)];
  const [owner, tag] = [code.newLocal('i32'), code.newLocal('i32')];
  seq(
    set(tag, lowWord(get(2))),
    when(not(get(tag)), leave),
    set(owner, ownerOf(get(2))),
    when(
      and(ne(get(owner), num(0)), ne(get(owner), load(hart, hartField.owner))),
      call(note, get(owner), or(and(get(tag), num(-4)), level)),
    ),
    parts.rules.lineStates
      ? when(eq(and(get(tag), num(3)), num(lineState.modified)), writeBack(code, parts, from, hart, shrU(get(tag), num(2))))
      : nothing,
  )(code);
  return index;
}

function ownerOf(entry: Long): Word {
  return lowWord(shrU64(entry, long(32n)));
}

/** Sees to a line that was pushed out: most were clean, and of the task on the hart. */
export function evictIfNeeded(evict: number, hart: Word, level: number, victim: Long): Step {
  const isModified = eq(and(lowWord(victim), num(3)), num(lineState.modified));
  return when(or(ne(ownerOf(victim), load(hart, hartField.owner)), isModified), call(evict, hart, num(level), victim));
}

/** An entry whose low word is `low`, owned by the task on the hart. */
export function ownedEntry(hart: Word, low: Long): Long {
  return or64(low, shl64(loadWide(hart, hartField.owner), long(32n)));
}

/** The entry of a line in a state, owned by the task on the hart. */
export function newEntry(hart: Word, key: Word, state: Word): Long {
  return ownedEntry(hart, widen(or(shl(key, num(2)), state)));
}

/** A miss of an L1. */
interface Miss {
  readonly hart: Word;
  readonly key: Word;
  /** Whose wait it is; undefined: a fetch's. */
  readonly cause: Word | undefined;
}

type Names = readonly [accesses: MemoryCounter, misses: MemoryCounter, stall: MemoryCounter];

/** Emits the way of a line that an L1 lacks: it comes from the nearest level below that has it; the hart waits. */
export function addLower(module: ModuleBuilder, parts: HierarchyParts, evictions: Evictions, reloads: ReloadFunctions) {
  const wait = waits(module, parts, reloads);
  return (code: Code, miss: Miss): Step => {
    const { hierarchy, l2, l3 } = parts;
    const access = openSetAccess(code);
    return (inner) => {
      const served = inner.block();
      const level = (functions: SetFunctions, base: Word, latency: number, [accesses, misses, stall]: Names): Step =>
        seq(
          bump(miss.hart, accesses),
          lookBelow(functions, base, functions === l2 ? evictions.l2 : evictions.l3, miss, access, (branch) => {
            wait(code, miss, latency, stall, functions === l2)(branch);
            branch.br(served);
          }),
          bump(miss.hart, misses),
        );
      if (l2 !== undefined)
        level(l2, l2Base(parts, miss.hart), hierarchy.l2?.latencyCycles ?? 0, ['l2Accesses', 'l2Misses', 'stallL2'])(inner);
      if (l3 !== undefined) level(l3, num(0), hierarchy.l3?.latencyCycles ?? 0, ['l3Accesses', 'l3Misses', 'stallL3'])(inner);
      wait(code, miss, hierarchy.dramCycles, 'stallDram', false)(inner);
      inner.end();
    };
  };
}

/** Looks the line up in a level below L1, and puts it there when it was missing. */
function lookBelow(functions: SetFunctions, base: Word, evict: number, { hart, key }: Miss, access: SetAccess, found: Step): Step {
  const { at, entry } = access;
  return accessSet(
    functions,
    { hart, start: setOf(functions, base, key), tag: shl(key, num(2)) },
    access,
    seq(store64(get(at), ownedEntry(hart, widen(lowWord(get(entry))))), found),
    (place) =>
      seq(place, evictIfNeeded(evict, hart, reloadLevel.l2, get(entry)), store64(get(at), newEntry(hart, key, num(lineState.exclusive)))),
  );
}

/** What a level costs beyond a hit in the L1 that was asked first. */
function beyondL1({ l1i, l1d }: Hierarchy, isFetch: boolean, latency: number): number {
  return Math.max(0, latency - (isFetch ? l1i : l1d).latencyCycles);
}

/** Emits waits of `latency` cycles, less for the line behind the last missed one; what somebody else had pushed out is a reload. */
function waits(module: ModuleBuilder, { hierarchy }: HierarchyParts, { take }: ReloadFunctions) {
  const overlap = Math.log2(hierarchy.sequentialOverlap);
  const reloadOf = (isFetch: boolean, cameFromL2: boolean): number => {
    const fromL2Cycles = beyondL1(hierarchy, isFetch, hierarchy.l2?.latencyCycles ?? hierarchy.dramCycles);
    return addReload(module, take, { l1Level: isFetch ? reloadLevel.l1i : reloadLevel.l1d, cameFromL2, fromL2Cycles });
  };
  const reload = [false, true].map((isFetch) => [reloadOf(isFetch, false), reloadOf(isFetch, true)] as const);
  return (code: Code, { hart, key, cause }: Miss, latency: number, name: MemoryCounter, cameFromL2: boolean): Step => {
    const isFetch = cause === undefined;
    const lastField = isFetch ? hartField.lastFetchMiss : hartField.lastDataMiss;
    const full = beyondL1(hierarchy, isFetch, latency);
    const isNext = eq(key, add(load(hart, lastField), num(1)));
    const cycles = code.newLocal('i32');
    const booked = isFetch
      ? num(counterField('stallFetch'))
      : select(eq(cause, num(stallCause.walk)), num(counterField('stallWalk')), num(counterField(name)));
    return seq(
      set(cycles, overlap === 0 ? num(full) : select(isNext, num(full >>> overlap), num(full))),
      store(hart, key, lastField),
      store(hart, add(load(hart, hartField.extraCycles), get(cycles)), hartField.extraCycles),
      count(add(hart, booked), 0, get(cycles)),
      when(mayBeNoted(load(hart, hartField.owner)), call(reload[isFetch ? 1 : 0]?.[cameFromL2 ? 1 : 0] ?? 0, hart, key, get(cycles))),
    );
  };
}
