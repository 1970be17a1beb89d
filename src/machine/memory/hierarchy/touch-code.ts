// The kernel's own accesses as wasm: a row of lines, one after the other. Knows no path of the kernel.
import type { ModuleBuilder } from '../../wasm/module.js';
import { add, call, drop, eq, get, gtU, leaveIf, num, repeat, seq, set, when } from '../../wasm/words.js';
import { type AccessFunctions, stallCause } from './access-functions.js';
import { bump } from './parts.js';

/** What is done with each line. */
export const touchKinds = { load: 0, store: 1, fetch: 2 } as const;

/** `touch(hart, first, last, kind)`: accesses the lines from key `first` to key `last`. */
export function addTouch(module: ModuleBuilder, access: AccessFunctions): number {
  const { index, code } = module.declare({ parameters: ['i32', 'i32', 'i32', 'i32'], results: [] });
  const [hart, key, last, kind] = [get(0), get(1), get(2), get(3)];
  const data = seq(
    when(kind, bump(hart, 'kernelWrites'), bump(hart, 'kernelReads')),
    drop(call(access.data, hart, key, kind, num(stallCause.data))),
  );
  repeat((done) =>
    seq(
      leaveIf(gtU(key, last), done),
      when(eq(kind, num(touchKinds.fetch)), seq(bump(hart, 'kernelFetches'), call(access.fetch, hart, key)), data),
      set(1, add(key, num(1))),
    ),
  )(code);
  return index;
}
