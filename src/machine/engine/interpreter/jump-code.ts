// Emits the ways from one instruction to another, with the check of the budget at preemption points. Knows the loop's frame, not what jumps.
import type { JumpKind } from '../../isa/algebra.js';
import { recordBytes, recordShift, slotsPerPage } from '../../layout.js';
import type { Code } from '../../wasm/code.js';
import { op } from '../../wasm/opcodes.js';
import { get, num } from '../../wasm/words.js';
import { noteJump } from '../noted-jumps.js';
import type { WasmValue } from '../wasm-values.js';
import { arrivalWeight, emitArrival, emitJumped } from './arrivals.js';
import type { LoopFrame } from './loop-frame.js';
import { emitPc } from './loop-frame.js';

/** Bytes of the records of one page of code. */
const pageRecords = slotsPerPage * recordBytes;

/** A call, a return or an indirect jump: always a preemption point, and always by way of the fetch filter. */
export function emitFarJump(code: Code, frame: LoopFrame, kind: JumpKind, target: WasmValue, isComputed: boolean): void {
  target(code);
  code.localSet(frame.target);
  if (kind !== 'return' && isComputed && frame.arrivals !== undefined)
    noteJump(frame.hart, (inner) => emitPc(inner, frame), get(frame.target))(code);
  emitBudgetUsed(code, frame);
  code.brIf(frame.labels.preempt);
  emitJumped(code, frame.arrivals, kind === 'return' ? arrivalWeight.return : arrivalWeight.jump);
  code.br(frame.labels.goto);
}

/** A direct jump to pc + `offset` (bytes; leaves an i32): most stay in their page, where to jump is to move `ip`. */
export function emitNearJump(code: Code, frame: LoopFrame, offset: (code: Code) => void): void {
  const { ip, records, entry: destination, labels } = frame;
  code.localGet(ip);
  offset(code);
  code.i32(recordShift);
  code.op(op.i32Shl);
  code.op(op.i32Add);
  code.localTee(destination);
  code.localGet(ip);
  code.op(op.i32LeS);
  emitBudgetUsed(code, frame);
  code.op(op.i32And);
  code.if();
  emitTarget(code, frame);
  code.br(labels.preempt);
  code.end();
  code.localGet(destination);
  code.localGet(records);
  code.op(op.i32Sub);
  code.i32(pageRecords);
  code.op(op.i32LtU);
  code.if();
  emitBackwardArrival(code, frame);
  code.localGet(destination);
  code.localSet(ip);
  code.br(labels.next);
  code.end();
  emitTarget(code, frame);
  emitJumped(code, frame.arrivals, arrivalWeight.jump);
  code.br(labels.goto);
}

/** A backward jump is counted where it arrives. */
function emitBackwardArrival(code: Code, frame: LoopFrame): void {
  const { arrivals, ip, entry: destination, labels } = frame;
  if (arrivals === undefined) return;
  code.localGet(destination);
  code.localGet(ip);
  code.op(op.i32LeS);
  code.if();
  emitArrival(code, arrivals, num(arrivalWeight.jump), get(destination), () => {
    emitTarget(code, frame);
    code.br(labels.hot);
  });
  code.end();
}

/** target = pc + (destination - ip) in bytes of code; the difference may be negative. */
function emitTarget(code: Code, { delta, ip, entry: destination, target }: LoopFrame): void {
  emitPc(code, { delta, ip });
  code.localGet(destination);
  code.localGet(ip);
  code.op(op.i32Sub);
  code.i32(recordShift);
  code.op(op.i32ShrS);
  code.op(op.i64ExtendI32S);
  code.op(op.i64Add);
  code.localSet(target);
}

function emitBudgetUsed(code: Code, { retired, budget }: LoopFrame): void {
  code.localGet(retired);
  code.localGet(budget);
  code.op(op.i32GeS);
}
