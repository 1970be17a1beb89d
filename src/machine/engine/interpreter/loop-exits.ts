// How the interpreter's loop is left: each label stands for a reason, and the code behind it writes the hart's state back. Knows no instruction.
import { hartField } from '../../layout.js';
import type { Code, Label, Local } from '../../wasm/code.js';
import { memoryOp, op } from '../../wasm/opcodes.js';
import type { AccessWidth, LoopLocals, MissLabels } from './loop-frame.js';
import { status } from '../status.js';
import { emitPc } from './loop-frame.js';

const widths: readonly AccessWidth[] = [1, 2, 4, 8];

/** Labels outside the loop. */
export interface Exits {
  readonly leave: Label;
  /** Ends with pc at the instruction being executed. */
  readonly here: Label;
  /** The same, for an access of `missBytes` at `address` whose page a filter lacks. */
  readonly missHere: Label;
  readonly miss: MissLabels;
  readonly trap: Label;
  readonly step: Label;
  readonly decode: Label;
  /** Ends with pc at `target`. */
  readonly fetchMiss: Label;
  readonly preempt: Label;
  readonly hot: Label;
  /** Set before `here` and `missHere`. */
  readonly status: Local;
  readonly missBytes: Local;
  /** What is left in the hart's `resume`. */
  readonly resume: Local;
}

/** What of the instruction at pc has been fetched; a fetch that is done is not done again. */
export const fetched = { nothing: 0, firstLine: 1, all: 2 } as const;

/** Opens the blocks, outermost first; `closeExits` closes them in reverse. */
export function openExits(code: Code): Exits {
  const open = (): Label => code.block();
  const [leave, here, missHere] = [open(), open(), open()];
  const store = { 1: open(), 2: open(), 4: open(), 8: open() };
  const load = { 1: open(), 2: open(), 4: open(), 8: open() };
  const [trap, step, decode, fetchMiss, hot, preempt] = [open(), open(), open(), open(), open(), open()];
  const [statusLocal, missBytes, resume] = [code.newLocal('i32'), code.newLocal('i32'), code.newLocal('i32')];
  return {
    leave,
    here,
    missHere,
    miss: { load, store },
    trap,
    step,
    decode,
    fetchMiss,
    hot,
    preempt,
    status: statusLocal,
    missBytes,
    resume,
  };
}

export function closeExits(code: Code, locals: LoopLocals, exits: Exits): void {
  const leaveWith = (reason: number, label: Label, resume: number = fetched.nothing): void => {
    code.i32(reason);
    code.localSet(exits.status);
    code.i32(resume);
    code.localSet(exits.resume);
    code.br(label);
  };
  for (const reason of [status.limit, status.hot]) {
    code.end();
    storePcFromTarget(code, locals);
    leaveWith(reason, exits.leave);
  }
  code.end();
  storePcFromTarget(code, locals);
  storeMiss(code, locals.hart, locals.target, () => code.i32(2));
  leaveWith(status.fetchMiss, exits.leave);
  for (const reason of [status.decode, status.step, status.trap]) {
    code.end();
    leaveWith(reason, exits.here, reason === status.decode ? fetched.firstLine : fetched.nothing);
  }
  for (const reason of [status.loadMiss, status.storeMiss]) {
    for (const bytes of widths.toReversed()) {
      code.end();
      code.i32(bytes);
      code.localSet(exits.missBytes);
      leaveWith(reason, exits.missHere, fetched.all);
    }
  }
  code.end();
  storeMiss(code, locals.hart, locals.address, () => code.localGet(exits.missBytes));
  code.end();
  storePcFromRecord(code, locals);
  code.end();
  storeCounters(code, locals, exits);
  code.localGet(exits.status);
}

function storePcFromTarget(code: Code, { hart, target }: LoopLocals): void {
  code.localGet(hart);
  code.localGet(target);
  code.memory(memoryOp.i64Store, hartField.pc);
}

function storeMiss(code: Code, hart: Local, address: Local, bytes: () => void): void {
  code.localGet(hart);
  code.localGet(address);
  code.memory(memoryOp.i64Store, hartField.missAddress);
  code.localGet(hart);
  bytes();
  code.memory(memoryOp.i32Store, hartField.missBytes);
}

/** The instruction has not been executed: it is not counted, and pc points to it. */
function storePcFromRecord(code: Code, { hart, delta, ip, retired }: LoopLocals): void {
  code.localGet(hart);
  emitPc(code, { delta, ip });
  code.memory(memoryOp.i64Store, hartField.pc);
  code.localGet(retired);
  code.i32(1);
  code.op(op.i32Sub);
  code.localSet(retired);
}

function storeCounters(code: Code, { hart, retired, extra, lines }: LoopLocals, { resume }: Exits): void {
  if (lines !== undefined) {
    code.localGet(hart);
    code.localGet(resume);
    code.memory(memoryOp.i32Store, hartField.resume);
    code.localGet(hart);
    code.localGet(lines.loads);
    code.memory(memoryOp.i32Store, hartField.runLoads);
    code.localGet(hart);
    code.localGet(lines.stores);
    code.memory(memoryOp.i32Store, hartField.runStores);
  }
  code.localGet(hart);
  code.localGet(retired);
  code.memory(memoryOp.i32Store, hartField.retired);
  code.localGet(hart);
  code.localGet(extra);
  code.memory(memoryOp.i32Store, hartField.extraCycles);
}
