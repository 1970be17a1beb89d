// How the loop enters a translated region that begins at a record, and takes over what it has counted. Knows no instruction.
import { firstRegionHandler, hartField, region, regionField, regionRecordBytes } from '../../layout.js';
import type { Code, Local } from '../../wasm/code.js';
import { op } from '../../wasm/opcodes.js';
import type { Word } from '../../wasm/words.js';
import {
  add,
  and64,
  divS,
  eq64,
  get,
  load,
  load64,
  long,
  lowWord,
  mul,
  ne64,
  nothing,
  num,
  or,
  seq,
  set,
  shrU64,
  store,
  store64,
  sub,
  when,
} from '../../wasm/words.js';
import { type CompilationTarget, countMask, countsAreKept, countShift, deepestCall, stopped } from '../region-call.js';
import { arrivalWeight, emitJumped } from './arrivals.js';
import { type Exits, fetched } from './loop-exits.js';
import type { LoopFrame } from './loop-frame.js';
import { emitPc } from './loop-frame.js';

/** Locals of an entry. */
export interface RegionEntry {
  /** The handler of the record (i32), what is known of the region (i32), and how many instructions it retired (i32). */
  readonly handler: Local;
  readonly known: Local;
  readonly retired: Local;
  /** Number of the type of regions. */
  readonly type: number;
  readonly target: CompilationTarget;
}

/** Where what is known of the region with `handler` lies. */
export function knownOf(handler: Word): Word {
  return add(mul(sub(handler, num(firstRegionHandler)), num(regionRecordBytes)), num(region.regions));
}

/**
 * Calls the region whose number `handler` holds; goes on where it says. When it is another address's, or has done nothing, leaves the
 * handler that it stands in place of on the stack.
 */
export function emitRegionEntry(code: Code, frame: LoopFrame, entry: RegionEntry, exits: Exits): void {
  const { hart, retired, target } = frame;
  const original = code.block();
  set(entry.known, knownOf(get(entry.handler)))(code);
  emitPc(code, frame);
  code.localTee(target);
  load64(get(entry.known), regionField.entry)(code);
  code.op(op.i64Ne);
  code.brIf(original);
  seq(
    set(retired, sub(get(retired), num(1))),
    store(get(hart), sub(get(frame.budget), get(retired)), hartField.regionLeft),
    store64(get(hart), long(0n), hartField.regionCounts),
    store(get(hart), get(frame.extra), hartField.extraCycles),
  )(code);
  code.localGet(hart);
  code.i32(deepestCall);
  sub(get(entry.handler), num(firstRegionHandler))(code);
  code.callIndirect(entry.type);
  code.localSet(target);
  takeCounts(code, frame, entry);
  emitGoOn(code, frame, entry, exits);
  code.end();
  load(get(entry.known), regionField.handler)(code);
}

/** Unless nothing was done: leaves the loop, or goes to the target. */
function emitGoOn(code: Code, frame: LoopFrame, { known, retired }: RegionEntry, exits: Exits): void {
  const { hart, target } = frame;
  const stop = seq(set(exits.status, load(get(hart), hartField.regionStatus)), set(exits.resume, num(fetched.nothing)), (inner) =>
    inner.br(exits.leave),
  );
  when(eq64(get(target), long(stopped)), stop)(code);
  or(get(retired), ne64(get(target), load64(get(known), regionField.entry)))(code);
  code.if();
  emitJumped(code, frame.arrivals, arrivalWeight.return);
  code.br(frame.labels.goto);
  code.end();
  set(frame.retired, add(get(frame.retired), num(1)))(code);
}

/** Adds to the loop's counters what the region has counted. */
function takeCounts(code: Code, frame: LoopFrame, { retired, target }: RegionEntry): void {
  const { hart, lines } = frame;
  const counts = load64(get(hart), hartField.regionCounts);
  const used = sub(sub(get(frame.budget), get(frame.retired)), load(get(hart), hartField.regionLeft));
  const field = (shift: bigint): Word => lowWord(and64(shrU64(counts, long(shift)), long(countMask)));
  const beyond = divS(sub(used, get(retired)), num(target.issueWidth));
  const kept = countsAreKept(target);
  seq(
    set(retired, kept ? field(countShift.retired) : used),
    kept ? set(frame.extra, add(get(frame.extra), beyond)) : nothing,
    lines === undefined ? nothing : set(lines.loads, add(get(lines.loads), field(countShift.loads))),
    lines === undefined ? nothing : set(lines.stores, add(get(lines.stores), field(countShift.stores))),
    set(frame.retired, add(get(frame.retired), get(retired))),
    set(frame.budget, add(load(get(hart), hartField.regionLeft), get(frame.retired))),
  )(code);
}
