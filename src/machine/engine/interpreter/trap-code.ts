// Emits the end of an instruction that traps. Knows the loop's frame, not why.
import { hartField } from '../../layout.js';
import type { TrapCause } from '../../trap.js';
import { trapCodes } from '../../trap.js';
import type { Code } from '../../wasm/code.js';
import { memoryOp } from '../../wasm/opcodes.js';
import type { WasmValue } from '../wasm-values.js';
import type { LoopFrame } from './loop-frame.js';

/** Notes cause and tval in the hart's state and leaves the loop. */
export function emitTrap(code: Code, { hart, labels }: LoopFrame, cause: TrapCause, tval: WasmValue): void {
  code.localGet(hart);
  code.i32(trapCodes[cause]);
  code.memory(memoryOp.i32Store, hartField.trapCause);
  code.localGet(hart);
  tval(code);
  code.memory(memoryOp.i64Store, hartField.trapTval);
  code.br(labels.trap);
}
