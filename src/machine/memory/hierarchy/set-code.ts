// One set of a cache or TLB as wasm: finding an entry, and making room for one, by the replacement policy. Knows no level and no latency.
import { globalField, hartField } from '../../layout.js';
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
  isZero64,
  leaveIf,
  load,
  load64,
  long,
  lowWord,
  ltU,
  mul,
  ne,
  not,
  nothing,
  num,
  or,
  remU,
  repeat,
  seq,
  set,
  shl,
  shrU,
  store,
  store64,
  sub,
  when,
  xor,
} from '../../wasm/words.js';
import { entryBytes, type SetPlan } from './plan.js';

/**
 * `touch(set, mask: i64, want: i64) -> i32`: the address of the entry whose bits under `mask` are `want`, made the set's most recent; 0 = none.
 * `place(hart, set) -> i32`: the address of an entry that may be overwritten, made the most recent; what it held is at `globalField.victim`.
 * Sets under lru and fifo are lists, most recent (or newest) first, those of caches without gaps; under plru and random an entry keeps its place.
 */
export interface SetFunctions {
  readonly plan: SetPlan;
  readonly touch: number;
  readonly place: number;
}

export function addSetFunctions(module: ModuleBuilder, plan: SetPlan): SetFunctions {
  const touch = module.declare({ parameters: ['i32', 'i64', 'i64'], results: ['i32'] });
  emitTouch(touch.code, plan);
  const place = module.declare({ parameters: ['i32', 'i32'], results: ['i32'] });
  emitPlace(place.code, plan);
  return { plan, touch: touch.index, place: place.index };
}

/** Offsets behind a set's entries. */
export const metaOffset = {
  plru: (plan: SetPlan): number => plan.ways * entryBytes,
  filter: (plan: SetPlan): number => plan.ways * entryBytes + 4,
  lines: (plan: SetPlan): number => plan.ways * entryBytes + 8,
  front: (plan: SetPlan): number => plan.ways * entryBytes + 16,
};

/** Locals of an access in place: where the line's entry is (or is to be), and what it held. */
export interface SetAccess {
  readonly at: Local;
  readonly entry: Local;
}

/** A set and a line (as it looks but for its two lowest bits) that is wanted there. */
export interface SetWanted {
  readonly hart: Word;
  readonly start: Word;
  readonly tag: Word;
}

/** Up to so many ways are looked at one after the other without a loop. */
const mostUnrolled = 16;

export function openSetAccess(code: Code): SetAccess {
  return { at: code.newLocal('i32'), entry: code.newLocal('i64') };
}

/**
 * Emits an access in place: `found` when the line is there, the most recent now; else `missing`, which holds the step `place`. From there on
 * `at` may be overwritten, and what was there, in `entry`, is pushed out; before, nothing may look into the set.
 */
export function accessSet(
  functions: SetFunctions,
  wanted: SetWanted,
  access: SetAccess,
  found: Step,
  missing: (place: Step) => Step,
): Step {
  const { plan } = functions;
  if (plan.replacement === 'lru' && plan.ways <= mostUnrolled) return accessList(plan, wanted, access, found, missing(nothing));
  return accessPlaces(functions, wanted, access, found, missing);
}

/** Under lru each entry that is looked at moves one place on, until the line is found or the last one has no place: so the first is free. */
function accessList({ ways }: SetPlan, { start, tag }: SetWanted, { at, entry }: SetAccess, found: Step, missing: Step): Step {
  const isWanted = (local: Local): Word => isLine(lowWord(get(local)), tag);
  return (code) => {
    const other = code.newLocal('i64');
    set(at, start)(code);
    const out = code.block();
    const hit = code.block();
    seq(set(entry, load64(get(at))), leaveIf(isWanted(entry), hit))(code);
    for (let way = 1; way < ways; way++) {
      const [before, here] = way % 2 === 1 ? [entry, other] : [other, entry];
      const keep = here === entry ? nothing : set(entry, get(other));
      seq(
        set(here, load64(get(at), way * entryBytes)),
        store64(get(at), get(before), way * entryBytes),
        when(
          isWanted(here),
          seq(keep, (inner) => inner.br(hit)),
        ),
      )(code);
    }
    if (ways % 2 === 0) set(entry, get(other))(code);
    missing(code);
    code.br(out);
    code.end();
    found(code);
    code.end();
    code.freeLocal(other);
  };
}

/** Whether the low word of an entry is that of the wanted line, in whatever state. */
function isLine(low: Word, tag: Word): Word {
  return ltU(xor(low, tag), num(4));
}

/** Sets `at` to the entry of a line, or 0; nothing changes in the set. */
export function findLine(functions: SetFunctions, start: Word, tag: Word, at: Local): Step {
  return (code) => {
    const from = code.newLocal('i32');
    seq(
      set(from, start),
      search(functions.plan, from, at, (here, offset) => isLine(load(here, offset), tag)),
    )(code);
    code.freeLocal(from);
  };
}

/** Where entries keep their places, or are many. */
function accessPlaces(
  functions: SetFunctions,
  { hart, start, tag }: SetWanted,
  { at, entry }: SetAccess,
  found: Step,
  missing: (place: Step) => Step,
): Step {
  const { plan } = functions;
  return (code) => {
    const from = code.newLocal('i32');
    const place = seq(set(at, call(functions.place, hart, get(from))), set(entry, load64(num(globalField.victim))));
    seq(
      set(from, start),
      search(plan, from, at, (here, offset) => isLine(load(here, offset), tag)),
      when(get(at), seq(promote(code, plan, from, at), set(entry, load64(get(at))), found), missing(place)),
    )(code);
    code.freeLocal(from);
  };
}

/** Sets `at` to the first entry of the set at `start` that `isIt` tells, or 0. Some are looked at in a row, then comes the next turn of a loop. */
function search({ ways }: SetPlan, start: Local, at: Local, isIt: (at: Word, offset: number) => Word): Step {
  const row = rowOf(ways);
  return (code) => {
    set(at, get(start))(code);
    const done = code.block();
    const again = code.loop();
    for (let way = 0; way < row; way++) {
      const offset = way * entryBytes;
      when(
        isIt(get(at), offset),
        seq(set(at, add(get(at), num(offset))), (inner) => inner.br(done)),
      )(code);
    }
    if (row < ways)
      seq(set(at, add(get(at), num(row * entryBytes))), leaveIf(ltU(get(at), add(get(start), num(ways * entryBytes))), again))(code);
    code.end();
    set(at, num(0))(code);
    code.end();
  };
}

function rowOf(ways: number): number {
  if (ways <= mostUnrolled) return ways;
  return [8, 7, 6, 5, 4, 3, 2].find((row) => ways % row === 0) ?? 1;
}

/** Empties the entry at `at`. A list has no gaps: what is behind moves up. */
export function removeEntry({ plan }: SetFunctions, start: Word, at: Local): Step {
  if (plan.replacement !== 'lru' && plan.replacement !== 'fifo') return store64(get(at), long(0n));
  const last = add(start, num((plan.ways - 1) * entryBytes));
  return seq(
    repeat((done) =>
      seq(leaveIf(eq(get(at), last), done), store64(get(at), load64(get(at), entryBytes)), set(at, add(get(at), num(entryBytes)))),
    ),
    store64(get(at), long(0n)),
  );
}

function emitTouch(code: Code, plan: SetPlan): void {
  const [start, mask, want] = [0, 1, 2];
  const at = code.newLocal('i32');
  seq(
    search(plan, start, at, (here, offset) => eq64(and64(load64(here, offset), get(mask)), get(want))),
    when(get(at), promote(code, plan, start, at)),
    get(at),
  )(code);
}

/** Makes the entry at `at` the most recent: under lru it moves to the front, where `at` is then; under plru the tree's bits point away from it. */
function promote(code: Code, plan: SetPlan, start: Local, at: Local): Step {
  if (plan.replacement === 'plru') return pointAway(code, plan, start, at);
  if (plan.replacement !== 'lru') return nothing;
  const entry = code.newLocal('i64');
  return when(ne(get(at), get(start)), seq(set(entry, load64(get(at))), shiftDown(start, at), store64(get(start), get(entry))));
}

/** Moves the entries from `start` to before `at` one place on; `at` ends at `start`. */
function shiftDown(start: Local, at: Local): Step {
  return repeat((done) =>
    seq(
      leaveIf(eq(get(at), get(start)), done),
      store64(get(at), load64(sub(get(at), num(entryBytes)))),
      set(at, sub(get(at), num(entryBytes))),
    ),
  );
}

/** Node n of the tree has children 2n and 2n + 1; its bit (number n) says in which half the next victim is. Root: 1. */
function pointAway(code: Code, plan: SetPlan, start: Local, at: Local): Step {
  const [bits, node, bit] = [code.newLocal('i32'), code.newLocal('i32'), code.newLocal('i32')];
  const way = shrU(sub(get(at), get(start)), num(3));
  const meta = metaOffset.plru(plan);
  const levels = Math.log2(plan.ways);
  const steps = Array.from({ length: levels }, (_, level) =>
    seq(
      set(bit, and(shrU(way, num(levels - 1 - level)), num(1))),
      set(bits, or(and(get(bits), xor(shl(num(1), get(node)), num(-1))), shl(xor(get(bit), num(1)), get(node)))),
      set(node, or(shl(get(node), num(1)), get(bit))),
    ),
  );
  return seq(set(bits, load(get(start), meta)), set(node, num(1)), ...steps, store(get(start), get(bits), meta));
}

function emitPlace(code: Code, plan: SetPlan): void {
  const [hart, start] = [0, 1];
  const at = code.newLocal('i32');
  const isList = plan.replacement === 'lru' || plan.replacement === 'fifo';
  const last = add(get(start), num((plan.ways - 1) * entryBytes));
  const full = isList
    ? set(at, last)
    : set(at, plan.replacement === 'random' ? randomVictim(code, plan, hart, start) : plruVictim(plan, start));
  seq(
    search(plan, start, at, (here, offset) => isZero64(load64(here, offset))),
    when(not(get(at)), full),
    store64(num(globalField.victim), load64(get(at))),
    isList ? shiftDown(start, at) : nothing,
    plan.replacement === 'plru' ? pointAway(code, plan, start, at) : nothing,
    giveBack(get(at)),
  )(code);
}

/** @see Marsaglia, "Xorshift RNGs" (2003): 13, 17, 5 */
function randomVictim(code: Code, plan: SetPlan, hart: Local, start: Local): Word {
  const state = code.newLocal('i32');
  const shifted = (by: (word: Word) => Word): Step => set(state, xor(get(state), by(get(state))));
  return seq(
    set(state, load(get(hart), hartField.chance)),
    shifted((word) => shl(word, num(13))),
    shifted((word) => shrU(word, num(17))),
    shifted((word) => shl(word, num(5))),
    store(get(hart), get(state), hartField.chance),
    add(get(start), mul(remU(get(state), num(plan.ways)), num(entryBytes))),
  );
}

/** Follows the bits from the root to a leaf. */
function plruVictim(plan: SetPlan, start: Local): Word {
  const bits = load(get(start), metaOffset.plru(plan));
  let node = num(1);
  for (let level = Math.log2(plan.ways); level > 0; level--) {
    const parent = node;
    node = or(shl(parent, num(1)), and(shrU(bits, parent), num(1)));
  }
  return add(get(start), mul(sub(node, num(plan.ways)), num(entryBytes)));
}

/** The address of the set that `index` (a line or page number) falls in. */
export function setAddress(plan: SetPlan, base: Word, index: Word): Word {
  const place = plan.sets === 1 ? num(0) : mul(and(index, num(plan.sets - 1)), num(plan.setBytes));
  return add(add(base, num(plan.at)), place);
}

export function touch({ touch: index }: SetFunctions, start: Word, mask: bigint, want: Long): Word {
  return call(index, start, long(mask), want);
}

export function place({ place: index }: SetFunctions, hart: Word, start: Word): Word {
  return call(index, hart, start);
}
