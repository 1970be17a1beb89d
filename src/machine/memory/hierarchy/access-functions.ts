// An access to a line as wasm: a hit in L1, or a miss, which other harts and the levels below see to. Knows lines, not translations.
import type { Code, Local } from '../../wasm/code.js';
import type { ModuleBuilder } from '../../wasm/module.js';
import type { Step, Word } from '../../wasm/words.js';
import { and, call, drop, eq, get, long, lowWord, nothing, num, or64, seq, set, shl, store64, when, widen } from '../../wasm/words.js';
import { rulesOf } from './access-rules.js';
import { dropSetFilter, filterMeta } from './filter-code.js';
import type { Hierarchy } from './geometry.js';
import { addEvictions, addLower, addWriteBack, evictIfNeeded, newEntry, ownedEntry } from './lower-code.js';
import { bump, type HierarchyParts, lineState, ownCaches, setOf, stall } from './parts.js';
import type { HierarchyPlan } from './plan.js';
import { addReloads, type ReloadFunctions, reloadLevel } from './reload-code.js';
import { accessSet, addSetFunctions, openSetAccess } from './set-code.js';
import { addSnoop, mustSnoop } from './snoop-code.js';

/** One access to a line. A key is the number of a line of RAM + 1. */
export interface LineAccess {
  readonly hart: Word;
  readonly key: Word;
  /** Takes the address of the line's set in L1. */
  readonly start: Local;
}

export interface DataAccess extends LineAccess {
  /** 1: a store. */
  readonly write: Word;
  /** Who waits when it misses: one of `stallCause`. */
  readonly cause: Word;
}

/** Functions `data(hart, key, write, cause)` and `fetch(hart, key)`, and the same accesses in place, for those who are in a hurry. */
export interface AccessFunctions {
  readonly parts: HierarchyParts;
  readonly reloads: ReloadFunctions;
  readonly data: number;
  readonly fetch: number;
  dataHere(code: Code, access: DataAccess): Step;
  fetchHere(code: Code, access: LineAccess): Step;
}

export function addAccessFunctions(module: ModuleBuilder, hierarchy: Hierarchy, plan: HierarchyPlan, harts: number): AccessFunctions {
  const rules = rulesOf(hierarchy.semantics);
  const parts: HierarchyParts = {
    hierarchy,
    rules,
    plan,
    harts,
    l1i: addSetFunctions(module, plan.l1i),
    l1d: addSetFunctions(module, plan.l1d),
    l2: plan.l2 && addSetFunctions(module, plan.l2),
    l3: plan.l3 && addSetFunctions(module, plan.l3),
  };
  const reloads = addReloads(module);
  const evictions = addEvictions(module, parts, reloads.note);
  const lower = addLower(module, parts, evictions, reloads);
  const past = hierarchy.l2?.shared === true ? 'l1' : 'l2';
  const snoop = harts > 1 && rules.lineStates ? addSnoop(module, parts, addWriteBack(module, parts, past)) : undefined;
  const helpers: Helpers = { parts, lower, evict: evictions.l1, snoop };
  const dataMiss = addDataMiss(module, helpers);
  const fetchMiss = addFetchMiss(module, helpers);
  const dataHere = (code: Code, access: DataAccess): Step => emitData(code, helpers, dataMiss, access);
  const fetchHere = (code: Code, access: LineAccess): Step => emitFetch(code, helpers, fetchMiss, access);
  const data = module.declare({ parameters: ['i32', 'i32', 'i32', 'i32'], results: [] });
  const [hart, key] = [get(0), get(1)];
  dataHere(data.code, { hart, key, write: get(2), cause: get(3), start: data.code.newLocal('i32') })(data.code);
  const fetch = module.declare({ parameters: ['i32', 'i32'], results: [] });
  fetchHere(fetch.code, { hart, key, start: fetch.code.newLocal('i32') })(fetch.code);
  return { parts, reloads, data: data.index, fetch: fetch.index, dataHere, fetchHere };
}

interface Helpers {
  readonly parts: HierarchyParts;
  readonly lower: ReturnType<typeof addLower>;
  readonly evict: number;
  readonly snoop: number | undefined;
}

/** `miss(hart, key, write, cause) -> i32`: brings a line that L1D lacks; the state that it comes in. */
function addDataMiss(module: ModuleBuilder, { parts, lower, snoop }: Helpers): number {
  const { index, code } = module.declare({ parameters: ['i32', 'i32', 'i32', 'i32'], results: ['i32'] });
  const [hart, key, write, cause] = [get(0), get(1), get(2), get(3)];
  const state = code.newLocal('i32');
  const ask = (called: number): Step =>
    when(mustSnoop(parts, hart, key), when(call(called, hart, key, write), set(state, num(lineState.shared))));
  seq(
    when(write, bump(hart, 'l1dWriteMisses'), bump(hart, 'l1dReadMisses')),
    set(state, num(lineState.exclusive)),
    snoop === undefined ? nothing : ask(snoop),
    when(write, set(state, num(lineState.modified))),
    lower(code, { hart, key, cause }),
    get(state),
  )(code);
  return index;
}

/** An L1I is not kept coherent; but a private L2, where the line comes to lie too, is, so that the other harts are asked as for data. */
function addFetchMiss(module: ModuleBuilder, { parts, lower, snoop }: Helpers): number {
  const { index, code } = module.declare({ parameters: ['i32', 'i32'], results: [] });
  const [hart, key] = [get(0), get(1)];
  const asks = snoop !== undefined && parts.hierarchy.l2?.shared === false;
  seq(
    bump(hart, 'l1iMisses'),
    asks ? when(mustSnoop(parts, hart, key), drop(call(snoop, hart, key, num(0)))) : nothing,
    lower(code, { hart, key, cause: undefined }),
  )(code);
  return index;
}

function emitData(code: Code, { parts, evict, snoop }: Helpers, miss: number, { hart, key, write, cause, start }: DataAccess): Step {
  const { l1d } = parts;
  const access = openSetAccess(code);
  const { at, entry } = access;
  const found = seq(
    snoop === undefined ? nothing : when(write, upgradeShared(parts, snoop, hart, key, entry)),
    set(entry, ownedEntry(hart, widen(lowWord(get(entry))))),
    when(write, set(entry, or64(get(entry), long(BigInt(lineState.modified))))),
    store64(get(at), get(entry)),
  );
  const state = code.newLocal('i32');
  const missing = (place: Step): Step =>
    seq(
      set(state, call(miss, hart, key, write, cause)),
      place,
      evictIfNeeded(evict, hart, reloadLevel.l1d, get(entry)),
      store64(get(at), newEntry(hart, key, get(state))),
    );
  return seq(
    set(start, setOf(l1d, ownCaches(hart), key)),
    dropSetFilter(hart, get(start), filterMeta(l1d), 'data'),
    accessSet(l1d, { hart, start: get(start), tag: shl(key, num(2)) }, access, found, missing),
  );
}

/** A store to a shared line has to be told to the others, over the nearest level that all share. */
function upgradeShared({ hierarchy }: HierarchyParts, snoop: number, hart: Word, key: Word, entry: Local): Step {
  const beyond = (hierarchy.l2?.shared === true ? hierarchy.l2 : hierarchy.l3)?.latencyCycles ?? hierarchy.dramCycles;
  return when(
    eq(and(lowWord(get(entry)), num(3)), num(lineState.shared)),
    seq(
      drop(call(snoop, hart, key, num(1))),
      bump(hart, 'upgrades'),
      stall(hart, num(beyond - hierarchy.l1d.latencyCycles), 'stallUpgrade'),
    ),
  );
}

function emitFetch(code: Code, { parts, evict }: Helpers, miss: number, { hart, key, start }: LineAccess): Step {
  const { l1i } = parts;
  const access = openSetAccess(code);
  const { at, entry } = access;
  const found = store64(get(at), ownedEntry(hart, widen(lowWord(get(entry)))));
  const missing = (place: Step): Step =>
    seq(
      call(miss, hart, key),
      place,
      evictIfNeeded(evict, hart, reloadLevel.l1i, get(entry)),
      store64(get(at), newEntry(hart, key, num(lineState.exclusive))),
    );
  return seq(
    set(start, setOf(l1i, ownCaches(hart), key)),
    dropSetFilter(hart, get(start), filterMeta(l1i), 'fetch'),
    accessSet(l1i, { hart, start: get(start), tag: shl(key, num(2)) }, access, found, missing),
  );
}
