// Reloads as wasm: what somebody else pushed out while its owner was away is noted, and taken back by the miss that finds it. Knows no level's sets.
import {
  hartField,
  type MemoryCounter,
  notedOwnerBytes,
  region,
  reloadEntries,
  reloadEntryBytes,
  reloadGroupShift,
  reloadPlaces,
} from '../../layout.js';
import type { ModuleBuilder } from '../../wasm/module.js';
import type { Long, Step, Word } from '../../wasm/words.js';
import {
  add,
  and,
  call,
  eq64,
  get,
  giveBack,
  gtU,
  load,
  load64,
  load8,
  long,
  mul,
  num,
  or,
  or64,
  select,
  seq,
  set,
  shl,
  shl64,
  shrU,
  store64,
  store8,
  when,
  widen,
  xor,
} from '../../wasm/words.js';
import { bump } from './parts.js';

const notedMask = notedOwnerBytes - 1;

/** What a pushed-out line was in; part of its name in the table of reloads. */
export const reloadLevel = { translation: 0, l1d: 1, l2: 2, l1i: 3 } as const;

/** Indices of `note(owner, what)` and `take(owner, what) -> i32`. */
export interface ReloadFunctions {
  readonly note: number;
  readonly take: number;
}

export function addReloads(module: ModuleBuilder): ReloadFunctions {
  return { note: addNote(module), take: addTake(module) };
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

/** Where a byte says whether there has been a note for `owner`, or for one that shares its byte. */
function notedByte(owner: Word): Word {
  return and(owner, num(notedMask));
}

/** Most misses are of tasks that never lost anything: only for others it is worth looking into the table. */
export function mayBeNoted(owner: Word): Word {
  return load8(notedByte(owner), region.notedOwners);
}

/** `note(owner, what)`: remembers that somebody else pushed it out; a newer note may overwrite an older one. */
function addNote(module: ModuleBuilder): number {
  const { index, code } = module.declare({ parameters: ['i32', 'i32'], results: [] });
  seq(store8(notedByte(get(0)), num(1), region.notedOwners), store64(reloadSlot(get(0), get(1)), reloadName(get(0), get(1))))(code);
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

/** Of a line that has come into an L1: which it is, whether it came from L2, and the wait for a line from there. */
export interface Reloading {
  readonly l1Level: number;
  readonly cameFromL2: boolean;
  readonly fromL2Cycles: number;
}

/**
 * `reload(hart, key, cycles)`: counts what somebody else had pushed out. A line pushed out of L2 waits as long as it did; one pushed out of
 * L1 alone would have come from L2.
 */
export function addReload(module: ModuleBuilder, take: number, { l1Level, cameFromL2, fromL2Cycles }: Reloading): number {
  const { index, code } = module.declare({ parameters: ['i32', 'i32', 'i32'], results: [] });
  const [hart, key, cycles] = [get(0), get(1), get(2)];
  const named = (level: number): Word => call(take, load(hart, hartField.owner), or(shl(key, num(2)), num(level)));
  const reload = (counter: MemoryCounter, amount: Word): Step => seq(bump(hart, counter), bump(hart, 'reloadCycles', amount));
  const ofL1 = when(named(l1Level), reload('reloadLinesL1', select(gtU(cycles, num(fromL2Cycles)), num(fromL2Cycles), cycles)));
  const ofL2 = seq(reload('reloadLinesL2', cycles), when(named(l1Level), bump(hart, 'reloadLinesL1')));
  (cameFromL2 ? ofL1 : when(named(reloadLevel.l2), ofL2, ofL1))(code);
  return index;
}
