// The kernel's own accesses as wasm: a row of lines, one after the other. Knows no path of the kernel.
import { hartField, type MemoryCounter } from '../../layout.js';
import type { Code, Local } from '../../wasm/code.js';
import type { ModuleBuilder } from '../../wasm/module.js';
import type { Step, Word } from '../../wasm/words.js';
import {
  add,
  and,
  call,
  eq,
  get,
  gtU,
  leaveIf,
  load,
  load64,
  not,
  nothing,
  num,
  or,
  repeat,
  seq,
  set,
  shl,
  store,
  store64,
  sub,
  when,
} from '../../wasm/words.js';
import type { AccessFunctions } from './access-functions.js';
import { dropSetFilter, type FilterKind, filterMeta } from './filter-code.js';
import { entryBytes } from './plan.js';
import { stallCause } from './lower-code.js';
import { bump, lineState, ownCaches, setOf } from './parts.js';
import type { SetFunctions } from './set-code.js';

/** What is done with each line. */
export const touchKinds = { load: 0, store: 1, fetch: 2 } as const;

const [hart, key, last, kind] = [get(0), get(1), get(2), get(3)];

/** `touch(hart, first, last, kind)`: accesses the lines from key `first` to key `last`. */
export function addTouch(module: ModuleBuilder, access: AccessFunctions): number {
  const { index, code } = module.declare({ parameters: ['i32', 'i32', 'i32', 'i32'], results: [] });
  const { l1i, l1d } = access.parts;
  const lines = code.newLocal('i32');
  const counted = (name: MemoryCounter): Step => bump(hart, name, get(lines));
  const each = (access: Step): Step => repeat((done) => seq(leaveIf(gtU(key, last), done), access, set(1, add(key, num(1)))));
  const fetch = call(access.fetch, hart, key);
  const data = call(access.data, hart, key, kind, num(stallCause.data));
  seq(
    set(lines, add(sub(last, key), num(1))),
    when(
      eq(kind, num(touchKinds.fetch)),
      seq(counted('kernelFetches'), each(throughFront(code, l1i, 'fetch', fetch))),
      seq(when(kind, counted('kernelWrites'), counted('kernelReads')), each(throughFront(code, l1d, 'data', data))),
    ),
  )(code);
  return index;
}

/**
 * The lines of a path of the kernel are the most recent of their sets or the ones behind: such hits are made here, where a switch does a
 * hundred of them, and all else by `access`.
 */
function throughFront(code: Code, cache: SetFunctions, filter: FilterKind, access: Step): Step {
  const { replacement, ways } = cache.plan;
  if (replacement === 'plru') return access;
  const start = code.newLocal('i32');
  const isAt = (entry: number): Word => {
    const found = eq(and(load(get(start), entry), num(-4)), shl(key, num(2)));
    return filter === 'fetch' ? found : and(found, mayWrite(load(get(start), entry)));
  };
  const hit = seq(
    dropSetFilter(hart, get(start), filterMeta(cache), filter),
    store(get(start), load(hart, hartField.owner), 4),
    filter === 'fetch' ? nothing : when(kind, store(get(start), or(load(get(start)), num(lineState.modified)))),
  );
  const second = replacement === 'lru' && ways > 1 ? when(isAt(entryBytes), seq(swapFront(code, start), hit), access) : access;
  return seq(set(start, setOf(cache, ownCaches(hart), key)), when(isAt(0), hit, second));
}

/** Under lru a hit on the second entry makes it the first. */
function swapFront(code: Code, start: Local): Step {
  const first = code.newLocal('i64');
  return seq(
    set(first, load64(get(start))),
    store64(get(start), load64(get(start), entryBytes)),
    store64(get(start), get(first), entryBytes),
  );
}

/** A store to a shared line has to ask the other harts. */
function mayWrite(entry: Word): Word {
  return or(not(kind), gtU(and(entry, num(3)), num(lineState.shared)));
}
