// An access to a line, level by level, as wasm: hits, misses, victims, write-backs, stalls. Knows lines, not translations.
import {
  globalField,
  hartField,
  type MemoryCounter,
  region,
  reloadEntries,
  reloadEntryBytes,
  reloadGroupShift,
  reloadPlaces,
} from '../../layout.js';
import type { Code, Local } from '../../wasm/code.js';
import type { ModuleBuilder } from '../../wasm/module.js';
import type { Long, Step, Word } from '../../wasm/words.js';
import {
  add,
  and,
  call,
  drop,
  eq,
  eq64,
  get,
  giveBack,
  gtU,
  leave,
  load,
  load64,
  long,
  mul,
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
  store,
  store64,
  when,
  widen,
  xor,
} from '../../wasm/words.js';
import { filterMeta, dropSetFilter } from './filter-code.js';
import { rulesOf } from './access-rules.js';
import type { Hierarchy } from './geometry.js';
import type { HierarchyPlan } from './plan.js';
import { bump, type HierarchyParts, lineState, ownCaches, setOf, stall, tagMask, tagOf } from './parts.js';
import { addSetFunctions, find, place, type SetFunctions, touch } from './set-code.js';
import { addSnoop } from './snoop-code.js';

/** Who waits for a miss: each has its own stall counter. */
export const stallCause = { data: 0, fetch: 1, walk: 2 } as const;

/** What a pushed-out line was in; part of its name in the table of reloads. */
export const reloadLevel = { translation: 0, l1d: 1, l2: 2, l1i: 3 } as const;

/** `data(hart, key, write, cause) -> i32 state`, `fetch(hart, key)`; a key is the number of a line of RAM + 1. */
export interface AccessFunctions {
  readonly parts: HierarchyParts;
  readonly data: number;
  readonly fetch: number;
  readonly take: number;
  readonly note: number;
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
  const note = addNote(module);
  const take = addTake(module);
  const writeBack = rules.lineStates ? addWriteBacks(module, parts) : undefined;
  const evict = addEvict(module, note, writeBack?.l1);
  const below = { l2: addEvict(module, note, writeBack?.l2), l3: addEvict(module, note, writeBack?.l3) };
  const lower = addLower(module, parts, below, take);
  const snoop =
    harts > 1 && writeBack !== undefined ? addSnoop(module, parts, hierarchy.l2?.shared === true ? writeBack.l1 : writeBack.l2) : undefined;
  const data = module.declare({ parameters: ['i32', 'i32', 'i32', 'i32'], results: ['i32'] });
  emitData(data.code, parts, { lower, evict, snoop });
  const fetch = module.declare({ parameters: ['i32', 'i32'], results: [] });
  emitFetch(fetch.code, parts, { lower, evict, snoop });
  return { parts, data: data.index, fetch: fetch.index, take, note };
}

/** Base of a shared cache's sets is 0: its plan bears an address. */
function sharedOr(hart: Word, shared: boolean): Word {
  return shared ? num(0) : ownCaches(hart);
}

function l2Base({ hierarchy }: HierarchyParts, hart: Word): Word {
  return sharedOr(hart, hierarchy.l2?.shared === true);
}

/** `what` holds a number from bit 2 on and a level below. The same as `#note` of hart-tlbs.ts. */
function reloadSlot(owner: Word, what: Word): Word {
  const group = and(what, num(~reloadPlaces));
  const hash = mul(xor(mul(owner, num(0x85eb_ca6b)), group), num(0x9e37_79b1));
  const first = shl(shrU(hash, num(32 - Math.log2(reloadEntries) + reloadGroupShift)), num(reloadGroupShift));
  return add(num(region.reloads), mul(add(first, shrU(and(what, num(reloadPlaces)), num(2))), num(reloadEntryBytes)));
}

function reloadName(owner: Word, what: Word): Long {
  return or64(shl64(widen(owner), long(32n)), widen(what));
}

/** `note(owner, what)`: remembers that somebody else pushed it out; a newer note may overwrite an older one. */
function addNote(module: ModuleBuilder): number {
  const { index, code } = module.declare({ parameters: ['i32', 'i32'], results: [] });
  store64(reloadSlot(get(0), get(1)), reloadName(get(0), get(1)))(code);
  return index;
}

/** `take(owner, what) -> i32`: 1 when it was noted, which is then forgotten. */
function addTake(module: ModuleBuilder): number {
  const { index, code } = module.declare({ parameters: ['i32', 'i32'], results: ['i32'] });
  const slot = code.newLocal('i32');
  seq(
    set(slot, reloadSlot(get(0), get(1))),
    when(eq64(load64(get(slot)), reloadName(get(0), get(1))), seq(store64(get(slot), long(0n)), giveBack(num(1)))),
    giveBack(num(0)),
  )(code);
  return index;
}

/** One number for each level. */
interface ByLevel {
  readonly l1: number;
  readonly l2: number;
  readonly l3: number;
}

/** `writeBack(hart, key)`, for each level that a modified line may leave: the next level below that has the line becomes dirty, else RAM takes it. */
function addWriteBacks(module: ModuleBuilder, parts: HierarchyParts): ByLevel {
  const add = (below: readonly (readonly [SetFunctions | undefined, (hart: Word) => Word])[]): number => {
    const { index, code } = module.declare({ parameters: ['i32', 'i32'], results: [] });
    const at = code.newLocal('i32');
    const [hart, key] = [get(0), get(1)];
    const into = (functions: SetFunctions, base: Word): Step =>
      seq(
        set(at, find(functions, setOf(functions, base, key), tagMask, tagOf(key))),
        when(get(at), seq(store(get(at), or(load(get(at)), num(lineState.modified))), leave)),
      );
    seq(
      bump(hart, 'writebacks'),
      ...below.map(([functions, base]) => (functions === undefined ? nothing : into(functions, base(hart)))),
    )(code);
    return index;
  };
  const l2 = [parts.l2, (hart: Word) => l2Base(parts, hart)] as const;
  const l3 = [parts.l3, () => num(0)] as const;
  return { l1: add([l2, l3]), l2: add([l3]), l3: add([]) };
}

/** `evict(hart, level)`: sees to what the last placement pushed out of the level that `writeBack` is for. */
function addEvict(module: ModuleBuilder, note: number, writeBack: number | undefined): number {
  const { index, code } = module.declare({ parameters: ['i32', 'i32'], results: [] });
  const [hart, level] = [get(0), get(1)];
  const owner = code.newLocal('i32');
  const tag = code.newLocal('i32');
  seq(
    set(tag, load(num(globalField.victim))),
    when(not(get(tag)), leave),
    set(owner, load(num(globalField.victim + 4))),
    when(
      and(ne(get(owner), num(0)), ne(get(owner), load(hart, hartField.owner))),
      call(note, get(owner), or(and(get(tag), num(-4)), level)),
    ),
    writeBack === undefined
      ? nothing
      : when(eq(and(get(tag), num(3)), num(lineState.modified)), call(writeBack, hart, shrU(get(tag), num(2)))),
  )(code);
  return index;
}

interface Helpers {
  readonly lower: number;
  readonly evict: number;
  readonly snoop?: number | undefined;
}

/** Overwrites the entry at `at`: the line `key` in `state`, its owner the task on the hart. */
function fillEntry(at: Local, hart: Word, key: Word, state: Word): Step {
  return seq(store(get(at), or(shl(key, num(2)), state)), store(get(at), load(hart, hartField.owner), 4));
}

/** Looks the line up in a level below L1, and puts it there when it was missing; leaves whether it was there in `found`. */
function lookBelow(functions: SetFunctions, base: Word, evict: number, hart: Word, key: Word, at: Local, found: Local): Step {
  const start = setOf(functions, base, key);
  return seq(
    set(at, touch(functions, start, tagMask, tagOf(key))),
    set(found, get(at)),
    when(
      get(at),
      store(get(at), load(hart, hartField.owner), 4),
      seq(
        set(at, place(functions, hart, start)),
        call(evict, hart, num(reloadLevel.l2)),
        fillEntry(at, hart, key, num(lineState.exclusive)),
      ),
    ),
  );
}

/** `lower(hart, key, cause)`: the line comes from the nearest level below L1 that has it; the hart waits. */
function addLower(module: ModuleBuilder, parts: HierarchyParts, evict: Pick<ByLevel, 'l2' | 'l3'>, take: number): number {
  const { index, code } = module.declare({ parameters: ['i32', 'i32', 'i32'], results: [] });
  const [hart, key, cause] = [get(0), get(1), get(2)];
  const [at, found, cycles] = [code.newLocal('i32'), code.newLocal('i32'), code.newLocal('i32')];
  const { hierarchy, l2, l3 } = parts;
  const served = (latency: number, name: MemoryCounter, fromL2: boolean): Step =>
    seq(set(cycles, beyondL1(hierarchy, cause, latency)), wait(parts, { hart, key, cause, cycles, take }, name, fromL2), leave);
  const level = (
    functions: SetFunctions | undefined,
    base: Word,
    latency: number,
    names: readonly [MemoryCounter, MemoryCounter, MemoryCounter],
  ): Step =>
    functions === undefined
      ? nothing
      : seq(
          bump(hart, names[0]),
          lookBelow(functions, base, functions === l2 ? evict.l2 : evict.l3, hart, key, at, found),
          when(get(found), served(latency, names[2], functions === l2)),
          bump(hart, names[1]),
        );
  seq(
    level(l2, l2Base(parts, hart), hierarchy.l2?.latencyCycles ?? 0, ['l2Accesses', 'l2Misses', 'stallL2']),
    level(l3, num(0), hierarchy.l3?.latencyCycles ?? 0, ['l3Accesses', 'l3Misses', 'stallL3']),
    served(hierarchy.dramCycles, 'stallDram', false),
  )(code);
  return index;
}

/** What a level costs beyond a hit in the L1 that was asked first. */
function beyondL1({ l1i, l1d }: Hierarchy, cause: Word, latency: number): Word {
  const [fetch, data] = [l1i, l1d].map((l1) => num(Math.max(0, latency - l1.latencyCycles))) as [Word, Word];
  return l1i.latencyCycles === l1d.latencyCycles ? data : select(eq(cause, num(stallCause.fetch)), fetch, data);
}

interface Waiting {
  readonly hart: Word;
  readonly key: Word;
  readonly cause: Word;
  readonly cycles: Local;
  readonly take: number;
}

/** Waits `cycles`, less for the line behind the last missed one; what somebody else had pushed out is a reload. */
function wait({ hierarchy }: HierarchyParts, { hart, key, cause, cycles, take }: Waiting, name: MemoryCounter, fromL2: boolean): Step {
  const isFetch = eq(cause, num(stallCause.fetch));
  const lastField = add(hart, select(isFetch, num(hartField.lastFetchMiss), num(hartField.lastDataMiss)));
  const overlap = Math.log2(hierarchy.sequentialOverlap);
  const owner = load(hart, hartField.owner);
  const named = (level: Word): Word => call(take, owner, or(shl(key, num(2)), level));
  const l1Level = select(isFetch, num(reloadLevel.l1i), num(reloadLevel.l1d));
  const fromL2Cycles = beyondL1(hierarchy, cause, hierarchy.l2?.latencyCycles ?? hierarchy.dramCycles);
  const reload = (counter: MemoryCounter, amount: Word): Step => seq(bump(hart, counter), bump(hart, 'reloadCycles', amount));
  return seq(
    overlap === 0 ? nothing : when(eq(key, add(load(lastField), num(1))), set(cycles, shrU(get(cycles), num(overlap)))),
    store(lastField, key),
    store(hart, add(load(hart, hartField.extraCycles), get(cycles)), hartField.extraCycles),
    when(
      isFetch,
      bump(hart, 'stallFetch', get(cycles)),
      when(eq(cause, num(stallCause.walk)), bump(hart, 'stallWalk', get(cycles)), bump(hart, name, get(cycles))),
    ),
    fromL2
      ? when(named(l1Level), reload('reloadLinesL1', get(cycles)))
      : when(
          named(num(reloadLevel.l2)),
          seq(reload('reloadLinesL2', get(cycles)), when(named(l1Level), bump(hart, 'reloadLinesL1'))),
          when(named(l1Level), reload('reloadLinesL1', select(gtU(get(cycles), fromL2Cycles), fromL2Cycles, get(cycles)))),
        ),
  );
}

function emitData(code: Code, parts: HierarchyParts, { lower, evict, snoop }: Helpers): void {
  const [hart, key, write, cause] = [get(0), get(1), get(2), get(3)];
  const [start, at, state] = [code.newLocal('i32'), code.newLocal('i32'), code.newLocal('i32')];
  const { l1d, hierarchy } = parts;
  const beyond = (hierarchy.l2?.shared === true ? hierarchy.l2 : hierarchy.l3)?.latencyCycles ?? hierarchy.dramCycles;
  const upgrade =
    snoop === undefined
      ? nothing
      : when(
          eq(get(state), num(lineState.shared)),
          seq(
            drop(call(snoop, hart, key, num(1))),
            bump(hart, 'upgrades'),
            stall(hart, num(beyond - hierarchy.l1d.latencyCycles), 'stallUpgrade'),
          ),
        );
  const hit = seq(
    set(state, and(load(get(at)), num(3))),
    store(get(at), load(hart, hartField.owner), 4),
    when(write, seq(upgrade, store(get(at), or(load(get(at)), num(lineState.modified))))),
    giveBack(and(load(get(at)), num(3))),
  );
  const alone = num(lineState.exclusive);
  seq(
    set(start, setOf(l1d, ownCaches(hart), key)),
    dropSetFilter(hart, get(start), filterMeta(l1d), 'data'),
    set(at, touch(l1d, get(start), tagMask, tagOf(key))),
    when(get(at), hit),
    when(write, bump(hart, 'l1dWriteMisses'), bump(hart, 'l1dReadMisses')),
    set(state, snoop === undefined ? alone : select(call(snoop, hart, key, write), num(lineState.shared), alone)),
    when(write, set(state, num(lineState.modified))),
    call(lower, hart, key, cause),
    set(at, place(l1d, hart, get(start))),
    call(evict, hart, num(reloadLevel.l1d)),
    fillEntry(at, hart, key, get(state)),
    giveBack(get(state)),
  )(code);
}

/** An L1I is not kept coherent; but a private L2, where the line comes to lie too, is, so that the other harts are asked as for data. */
function emitFetch(code: Code, { l1i, hierarchy }: HierarchyParts, { lower, evict, snoop }: Helpers): void {
  const [hart, key] = [get(0), get(1)];
  const [start, at] = [code.newLocal('i32'), code.newLocal('i32')];
  seq(
    set(start, setOf(l1i, ownCaches(hart), key)),
    dropSetFilter(hart, get(start), filterMeta(l1i), 'fetch'),
    set(at, touch(l1i, get(start), tagMask, tagOf(key))),
    when(
      get(at),
      store(get(at), load(hart, hartField.owner), 4),
      seq(
        bump(hart, 'l1iMisses'),
        snoop !== undefined && hierarchy.l2?.shared === false ? drop(call(snoop, hart, key, num(0))) : nothing,
        call(lower, hart, key, num(stallCause.fetch)),
        set(at, place(l1i, hart, get(start))),
        call(evict, hart, num(reloadLevel.l1i)),
        fillEntry(at, hart, key, num(lineState.exclusive)),
      ),
    ),
  )(code);
}
