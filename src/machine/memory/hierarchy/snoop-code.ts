// Coherence between private caches as wasm (MESI): a miss or a store looks for the line in the other harts' caches. Knows no latency.
import { counterField, hartBytes, hartField, region } from '../../layout.js';
import type { Label, Local } from '../../wasm/code.js';
import type { ModuleBuilder } from '../../wasm/module.js';
import type { Step, Word } from '../../wasm/words.js';
import {
  add,
  and,
  call,
  count,
  divU,
  eq,
  get,
  giveBack,
  leaveIf,
  load,
  load8,
  ltU,
  ne,
  nothing,
  num,
  or,
  repeat,
  seq,
  set,
  shl,
  shrU,
  store,
  store8,
  sub,
  when,
} from '../../wasm/words.js';
import { type HierarchyParts, lineState, ownCaches, setOf } from './parts.js';
import { dropSetFilter, filterMeta } from './filter-code.js';
import { holderShift } from './plan.js';
import { findLine, removeEntry, type SetFunctions } from './set-code.js';

/** Several harts may hold the line. */
const several = 255;

/**
 * `snoop(hart, key, write) -> i32`: 1 when another hart held the line. A write takes it from them; a read leaves it with them, shared.
 * A hart that held it modified, in whichever of its own caches, writes it back once, past all of them.
 * The holders' notes name at least every hart that may hold a line, so that most misses ask nobody.
 */
export function addSnoop(module: ModuleBuilder, parts: HierarchyParts, writeBack: number): number {
  const { index, code } = module.declare({ parameters: ['i32', 'i32', 'i32'], results: ['i32'] });
  const { plan, harts, hierarchy, l1d, l2 } = parts;
  const [hart, key, write] = [get(0), get(1), get(2)];
  const [holder, me, block, other, at, held, seen, dirty] = Array.from({ length: 8 }, () => code.newLocal('i32')) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const lookIn = (functions: SetFunctions, then: Step): Step =>
    seq(
      findLine(functions, setOf(functions, get(block), key), shl(key, num(2)), at),
      when(get(at), seq(set(seen, num(1)), when(eq(and(load(get(at)), num(3)), num(lineState.modified)), set(dirty, num(1))), then)),
    );
  const toShared = store(get(at), or(and(load(get(at)), num(-4)), num(lineState.shared)));
  const take = (functions: SetFunctions): Step => removeEntry(functions, setOf(functions, get(block), key), at);
  const inL1 = seq(
    dropSetFilter(get(other), setOf(l1d, get(block), key), filterMeta(l1d), 'data'),
    when(write, seq(take(l1d), count(get(other), counterField('invalidations'), num(1))), toShared),
  );
  const hasOwnL2 = l2 !== undefined && hierarchy.l2?.shared !== true;
  const step = seq(
    set(dirty, num(0)),
    set(seen, num(0)),
    lookIn(l1d, inL1),
    hasOwnL2 ? lookIn(l2, when(write, take(l2), toShared)) : nothing,
    when(get(seen), seq(set(held, num(1)), when(or(write, get(dirty)), noteContention(hart, get(other))))),
    when(get(dirty), call(writeBack, get(other), key)),
  );
  seq(
    set(holder, holderOf(parts, key)),
    set(me, holderName(hart)),
    when(eq(load8(get(holder)), get(me)), giveBack(num(0))),
    when(eq(load8(get(holder)), num(0)), seq(store8(get(holder), get(me)), giveBack(num(0)))),
    set(held, num(0)),
    forEachOther({ plan, harts }, hart, { block, other }, step),
    noteHolders(hierarchy.lineBytes, get(holder), get(me), write),
    giveBack(get(held)),
  )(code);
  return index;
}

/** Where it is noted who may hold a line. */
function holderOf({ plan, hierarchy }: HierarchyParts, key: Word): Word {
  return add(num(plan.holders), shrU(shl(sub(key, num(1)), num(Math.log2(hierarchy.lineBytes))), num(holderShift)));
}

function holderName(hart: Word): Word {
  return add(divU(sub(hart, num(region.harts)), num(hartBytes)), num(1));
}

/** Whether a miss of `hart` has to ask the others. */
export function mustSnoop(parts: HierarchyParts, hart: Word, key: Word): Word {
  return ne(load8(holderOf(parts, key)), holderName(hart));
}

/** Only a line that somebody writes is fought for. */
function noteContention(...harts: readonly Word[]): Step {
  return seq(...harts.map((hart) => store(hart, num(1), hartField.contended)));
}

/** After a write nobody else holds the line; smaller lines share their note. */
function noteHolders(lineBytes: number, holder: Word, me: Word, write: Word): Step {
  const many = store8(holder, num(several));
  return lineBytes >= 1 << holderShift ? when(write, store8(holder, me), many) : many;
}

/** Runs `step` for each other hart: its region is `other`, its caches are `block`. */
function forEachOther(
  { plan, harts }: Pick<HierarchyParts, 'plan' | 'harts'>,
  hart: Word,
  { block, other }: { readonly block: Local; readonly other: Local },
  step: Step,
): Step {
  const body = (done: Label, again: Label): Step =>
    seq(
      when(eq(get(block), ownCaches(hart)), nothing, step),
      set(block, add(get(block), num(plan.blockBytes))),
      set(other, add(get(other), num(hartBytes))),
      leaveIf(ltU(get(other), num(region.harts + harts * hartBytes)), again),
      (inner) => inner.br(done),
    );
  return seq(set(other, num(region.harts)), set(block, num(plan.blocks)), repeat(body));
}
