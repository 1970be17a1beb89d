// Notes where computed jumps go, so that translated code can go there without looking. Knows neither engine.
import { hartField, notedJumps } from '../layout.js';
import type { Local } from '../wasm/code.js';
import type { Long, Step } from '../wasm/words.js';
import { add, and, get, load, num, seq, shl, store, store64 } from '../wasm/words.js';

const entryBytes = 16;
const entryShift = Math.log2(entryBytes);

/** Notes that the jump at `from` goes to `to`. */
export function noteJump(hart: Local, from: Long, to: Long): Step {
  const count = load(get(hart), hartField.jumpCount);
  const entry = add(get(hart), shl(and(count, num(notedJumps - 1)), num(entryShift)));
  return seq(
    store64(entry, from, hartField.jumps),
    store64(entry, to, hartField.jumps + 8),
    store(get(hart), add(count, num(1)), hartField.jumpCount),
  );
}
