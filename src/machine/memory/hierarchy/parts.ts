// What the parts of the hierarchy share while its module is built: its caches' functions, states of a line, counters. Emits no function.
import { counterField, hartField, type MemoryCounter, pageBytes, region } from '../../layout.js';
import type { Long, Step, Word } from '../../wasm/words.js';
import { add, and, count, load, long, lowWord, num, seq, shrU, shrU64, store, sub } from '../../wasm/words.js';
import { type AccessRules, virtualLineMask } from './access-rules.js';
import type { Hierarchy } from './geometry.js';
import type { HierarchyPlan } from './plan.js';
import { setAddress, type SetFunctions } from './set-code.js';

/** MESI, in the two low bits of an entry; 0 is invalid. L2 and L3 know only clean (exclusive) and dirty (modified). */
export const lineState = { shared: 1, exclusive: 2, modified: 3 } as const;

/** Everything that the parts share while the module is built. */
export interface HierarchyParts {
  readonly hierarchy: Hierarchy;
  readonly rules: AccessRules;
  readonly plan: HierarchyPlan;
  readonly harts: number;
  readonly l1i: SetFunctions;
  readonly l1d: SetFunctions;
  readonly l2: SetFunctions | undefined;
  readonly l3: SetFunctions | undefined;
}

/** The number of the line at a linear address of RAM, plus 1. */
export function lineKey(lineBytes: number, linear: Word): Word {
  return add(shrU(sub(linear, num(region.ram)), num(Math.log2(lineBytes))), num(1));
}

/** What the line of `va`, whose page lies at `page` in linear memory, is called in the caches. */
export function programLineKey({ hierarchy: { lineBytes }, rules }: HierarchyParts, va: Long, page: Word): Word {
  if (!rules.isVirtual) return lineKey(lineBytes, add(page, and(lowWord(va), num(pageBytes - 1))));
  return add(and(lowWord(shrU64(va, long(BigInt(Math.log2(lineBytes))))), num(virtualLineMask)), num(1));
}

export function bump(hart: Word, name: MemoryCounter, amount: Word = num(1)): Step {
  return count(hart, counterField(name), amount);
}

/** Makes the hart wait `cycles` and books them under `name`. */
export function stall(hart: Word, cycles: Word, name: MemoryCounter): Step {
  return seq(store(hart, add(load(hart, hartField.extraCycles), cycles), hartField.extraCycles), bump(hart, name, cycles));
}

/** The set of `key` in a cache of the hart's own, or in a shared one. */
export function setOf(functions: SetFunctions, base: Word, key: Word): Word {
  return setAddress(functions.plan, base, sub(key, num(1)));
}

export function ownCaches(hart: Word): Word {
  return load(hart, hartField.caches);
}
