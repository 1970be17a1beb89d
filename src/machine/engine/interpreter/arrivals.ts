// Counts where jumps arrive, to find the code that is worth translating. Knows records, not what is made of the counts.
import { arrivalCounters, recordBytes, region } from '../../layout.js';
import type { Code, Label, Local } from '../../wasm/code.js';
import type { Word } from '../../wasm/words.js';
import { add, and, geU, get, load16, ltU, num, seq, set, shl, shrU, store16, when } from '../../wasm/words.js';

/** What an arrival counts: loops and functions shall be hot long before what stands behind a call in them, or where a region was left for once. */
export const arrivalWeight = { jump: 8, return: 1 } as const;

/** Present in a loop that looks for hot code. */
export interface Arrivals {
  /** What the arrival counts when a jump leads to the page that is entered next; 0: none does (i32). */
  readonly jumped: Local;
  /** The counter, and what it was (i32). */
  readonly counter: Local;
  readonly count: Local;
  /** The count at which code is hot. */
  readonly threshold: number;
}

export function openArrivals(code: Code, threshold: number): Arrivals {
  return { jumped: code.newLocal('i32'), counter: code.newLocal('i32'), count: code.newLocal('i32'), threshold };
}

/** Adds `weight` for an arrival at `record`, and leaves when that makes it hot: once in 65,536. */
export function emitArrival(code: Code, { counter, count, threshold }: Arrivals, weight: Word, record: Word, onHot: () => void): void {
  const number = and(shrU(record, num(Math.log2(recordBytes))), num(arrivalCounters - 1));
  const sum = add(get(count), weight);
  seq(
    set(counter, shl(number, num(1))),
    set(count, load16(get(counter), region.arrivals)),
    store16(get(counter), sum, region.arrivals),
    when(and(ltU(get(count), num(threshold)), geU(sum, num(threshold))), onHot),
  )(code);
}

/** The next page is entered because of a jump. */
export function emitJumped(code: Code, arrivals: Arrivals | undefined, weight: number): void {
  if (arrivals === undefined) return;
  code.i32(weight);
  code.localSet(arrivals.jumped);
}

/** In the page: counts the arrival at `record` if a jump has led here. */
export function emitPageArrival(code: Code, arrivals: Arrivals | undefined, record: Local, hot: Label): void {
  if (arrivals === undefined) return;
  code.localGet(arrivals.jumped);
  code.if();
  emitArrival(code, arrivals, get(arrivals.jumped), get(record), () => code.br(hot));
  code.i32(0);
  code.localSet(arrivals.jumped);
  code.end();
}
