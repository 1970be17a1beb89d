// Counts where jumps arrive, to find the code that is worth translating. Knows records, not what is made of the counts.
import { arrivalCounters, recordBytes, region } from '../../layout.js';
import type { Code, Label, Local } from '../../wasm/code.js';
import type { Word } from '../../wasm/words.js';
import { add, and, eq, get, load16, num, seq, set, shl, shrU, store16, when } from '../../wasm/words.js';

/** Present in a loop that looks for hot code. */
export interface Arrivals {
  /** 1 when a jump leads to the page that is entered next (i32). */
  readonly jumped: Local;
  /** The counter, and its new value (i32). */
  readonly counter: Local;
  readonly count: Local;
  /** Arrivals after which code is hot. */
  readonly threshold: number;
}

export function openArrivals(code: Code, threshold: number): Arrivals {
  return { jumped: code.newLocal('i32'), counter: code.newLocal('i32'), count: code.newLocal('i32'), threshold };
}

/** Counts an arrival at `record`, and leaves for `hot` when it is the one that makes it hot: once in 65,536. */
export function emitArrival(code: Code, { counter, count, threshold }: Arrivals, record: Word, onHot: () => void): void {
  const number = and(shrU(record, num(Math.log2(recordBytes))), num(arrivalCounters - 1));
  seq(
    set(counter, shl(number, num(1))),
    set(count, add(load16(get(counter), region.arrivals), num(1))),
    store16(get(counter), get(count), region.arrivals),
    when(eq(get(count), num(threshold)), onHot),
  )(code);
}

/** The next page is entered because of a jump. */
export function emitJumped(code: Code, arrivals: Arrivals | undefined): void {
  if (arrivals === undefined) return;
  code.i32(1);
  code.localSet(arrivals.jumped);
}

/** In the page: counts the arrival at `record` if a jump has led here. */
export function emitPageArrival(code: Code, arrivals: Arrivals | undefined, record: Local, hot: Label): void {
  if (arrivals === undefined) return;
  code.localGet(arrivals.jumped);
  code.if();
  code.i32(0);
  code.localSet(arrivals.jumped);
  emitArrival(code, arrivals, get(record), () => code.br(hot));
  code.end();
}
