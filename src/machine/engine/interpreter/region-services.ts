// What translated regions call: misses of their filters, and the way to a region by its address. Knows no instruction.
import {
  crossingFlag,
  filterAddend,
  filterEntries,
  firstRegionHandler,
  hartField,
  pageBytes,
  recordField,
  recordShift,
} from '../../layout.js';
import type { Code, Local } from '../../wasm/code.js';
import type { ModuleBuilder } from '../../wasm/module.js';
import type { Long, Step, Word } from '../../wasm/words.js';
import {
  add,
  add64,
  and,
  and64,
  call,
  geU,
  get,
  giveBack,
  leaveIf,
  load,
  load16,
  load64,
  long,
  lowWord,
  ltU,
  ne64,
  num,
  seq,
  set,
  shl,
  shrU,
  store64,
  sub,
  when,
} from '../../wasm/words.js';
import { emitFilterEntry } from '../access-code.js';
import { type CompilationTarget, enterType, regionType, stopped } from '../region-call.js';
import type { FillKind } from './filter-miss.js';
import { knownOf } from './region-entry.js';

/** Indices of the fills. */
export type Fills = Readonly<Record<FillKind, number | undefined>>;

/** Exports `enter`, and as `load`, `store` and `line` (with caches) the fills, which give 0 when they have seen to a miss. */
export function addRegionServices(module: ModuleBuilder, fills: Fills, target: CompilationTarget): void {
  for (const kind of ['load', 'store', 'line'] as const) if (fills[kind] !== undefined) module.exportFunction(kind, fills[kind]);
  const enter = module.declare(enterType, 'enter');
  emitEnter(enter.code, module.typeIndex(regionType), fills.line, target);
}

/**
 * `enter(hart, pc: i64, next: i64, depth) -> i64`: calls the region that begins at `pc`, when there is one and its page is where the hart fetches from,
 * and then that at the address it gives back, until this is `next`, or no region begins there. The caller's state is in memory.
 */
function emitEnter(code: Code, type: number, line: number | undefined, { hierarchy }: CompilationTarget): void {
  const [hart, pc, next, depth] = [0, 1, 2, 3];
  const [entry, record, handler] = [code.newLocal('i32'), code.newLocal('i32'), code.newLocal('i32')];
  const begun = code.newLocal('i64');
  const giveUp = giveBack(get(pc));
  const again = code.loop();
  emitFilterEntry(code, hart, pc);
  code.localSet(entry);
  seq(
    when(ne64(load64(get(entry), hartField.fetchFilter), and64(get(pc), long(-4096n))), giveUp),
    set(
      record,
      add(load(get(entry), hartField.fetchFilter + filterAddend), shl(and(lowWord(get(pc)), num(pageBytes - 1)), num(recordShift))),
    ),
    set(handler, and(load16(get(record), recordField.handler), num(crossingFlag - 1))),
    when(ltU(get(handler), num(firstRegionHandler)), giveUp),
    when(ne64(load64(knownOf(get(handler))), get(pc)), giveUp),
  )(code);
  if (line !== undefined && hierarchy !== undefined) {
    const { lineBytes } = hierarchy;
    const bring = (at: Long): Step =>
      when(
        lacksLine(hart, at, lineBytes),
        when(call(line, get(hart), at), seq(store64(get(hart), get(pc), hartField.pc), giveBack(long(stopped)))),
      );
    bring(get(pc))(code);
    when(geU(load16(get(record), recordField.handler), num(crossingFlag)), bring(add64(get(pc), long(2n))))(code);
  }
  seq(set(begun, get(pc)), get(hart), get(depth), sub(get(handler), num(firstRegionHandler)))(code);
  code.callIndirect(type);
  code.localSet(pc);
  // A region that gives its own entry back may have done nothing: the loop sees to it.
  const isElsewhere = and(ne64(get(pc), get(next)), and(ne64(get(pc), get(begun)), ne64(get(pc), long(stopped))));
  leaveIf(isElsewhere, again)(code);
  code.end();
  get(pc)(code);
}

/** Whether the table of fetched lines lacks that of `va`. */
function lacksLine(hart: Local, va: Long, lineBytes: number): Word {
  const entry = and(shrU(lowWord(va), num(Math.log2(lineBytes))), num(filterEntries - 1));
  return ne64(load64(add(get(hart), shl(entry, num(3))), hartField.lineFilter), and64(va, long(BigInt(-lineBytes))));
}
