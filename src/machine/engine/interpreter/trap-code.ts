// Emits the end of an instruction that traps. Knows the loop's frame, not why.
import type { TrapCause } from '../../trap.js';
import type { Code } from '../../wasm/code.js';
import { emitTrapCause } from '../access-code.js';
import type { WasmValue } from '../wasm-values.js';
import type { LoopFrame } from './loop-frame.js';

/** Notes the trap and leaves the loop. */
export function emitTrap(code: Code, { hart, labels }: LoopFrame, cause: TrapCause, tval: WasmValue): void {
  emitTrapCause(code, hart, cause, tval);
  code.br(labels.trap);
}
