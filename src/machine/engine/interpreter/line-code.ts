// How the loop fetches cache lines: one compare while it stays in a line, a look into the table of fetched lines when it leaves it. Knows no instruction.
import { filterEntries, hartField, recordShift } from '../../layout.js';
import { rulesOf } from '../../memory/hierarchy/access-rules.js';
import type { Hierarchy } from '../../memory/hierarchy/geometry.js';
import type { Code, Local } from '../../wasm/code.js';
import { memoryOp, op } from '../../wasm/opcodes.js';
import { type Exits, fetched } from './loop-exits.js';
import type { FetchedLines, LoopFrame } from './loop-frame.js';
import { status } from '../status.js';
import { emitPc } from './loop-frame.js';

/** A frame whose loop simulates caches. */
export interface LinedFrame extends LoopFrame {
  readonly lines: FetchedLines;
}

/** No line is fetched yet. */
const noLine = -1;
const entryShift = 3;

export function openLines(code: Code, hart: Local, retired: Local, { lineBytes, semantics }: Hierarchy): FetchedLines {
  const [line, loads, stores] = [code.newLocal('i32'), code.newLocal('i32'), code.newLocal('i32')];
  const [firstFetched, allFetched] = [code.newLocal('i32'), code.newLocal('i32')];
  code.i32(noLine);
  code.localSet(line);
  for (const [local, field] of [
    [loads, hartField.runLoads],
    [stores, hartField.runStores],
  ] as const) {
    code.localGet(hart);
    code.memory(memoryOp.i32Load, field);
    code.localSet(local);
  }
  for (const [local, least] of [
    [firstFetched, fetched.firstLine],
    [allFetched, fetched.all],
  ] as const) {
    code.localGet(retired);
    code.i32(1);
    code.op(op.i32Add);
    code.i32(-1);
    code.localGet(hart);
    code.memory(memoryOp.i32Load, hartField.resume);
    code.i32(least);
    code.op(op.i32GeU);
    code.op(op.select);
    code.localSet(local);
  }
  return { lineBytes, rules: rulesOf(semantics), line, loads, stores, firstFetched, allFetched };
}

/** The next line is fetched even if it is the last one. */
export function emitForgetLine(code: Code, { line }: FetchedLines): void {
  code.i32(noLine);
  code.localSet(line);
}

/** Leaves the place of the first record of the line of `ip`. */
function emitLineOfIp(code: Code, { ip, lines }: LinedFrame): void {
  code.localGet(ip);
  code.i32(-(lines.lineBytes << recordShift));
  code.op(op.i32And);
}

/** The line of `ip`, or the one `ahead` lines on, is the one fetched last. */
export function emitSetLine(code: Code, frame: LinedFrame, ahead: number): void {
  emitLineOfIp(code, frame);
  code.i32(ahead * (frame.lines.lineBytes << recordShift));
  code.op(op.i32Add);
  code.localSet(frame.lines.line);
}

/** Leaves the loop unless the line of `address` is in the table. */
function emitLineCheck(code: Code, { hart, address, lines }: LinedFrame, exits: Exits, resume: number): void {
  code.localGet(address);
  code.op(op.i32WrapI64);
  code.i32(Math.log2(lines.lineBytes) - entryShift);
  code.op(op.i32ShrU);
  code.i32((filterEntries - 1) << entryShift);
  code.op(op.i32And);
  code.localGet(hart);
  code.op(op.i32Add);
  code.memory(memoryOp.i64Load, hartField.lineFilter);
  code.localGet(address);
  code.i64(BigInt(-lines.lineBytes));
  code.op(op.i64And);
  code.op(op.i64Ne);
  code.if();
  code.i32(status.lineMiss);
  code.localSet(exits.status);
  code.i32(0);
  code.localSet(exits.missBytes);
  code.i32(resume);
  code.localSet(exits.resume);
  code.br(exits.missHere);
  code.end();
}

/** Fetches the line of the instruction at `ip`, unless it is the last one fetched. */
export function emitFetchLine(code: Code, frame: LinedFrame, exits: Exits): void {
  emitLineOfIp(code, frame);
  code.localGet(frame.lines.line);
  code.op(op.i32Ne);
  code.if();
  emitUnlessFetched(code, frame, frame.lines.firstFetched, () => {
    emitPc(code, frame);
    code.localSet(frame.address);
    emitLineCheck(code, frame, exits, fetched.nothing);
  });
  emitSetLine(code, frame, 0);
  code.end();
}

/** Leaves out a fetch that was done before the loop was left within the instruction. */
function emitUnlessFetched(code: Code, { retired }: LinedFrame, done: Local, fetch: () => void): void {
  code.localGet(retired);
  code.localGet(done);
  code.op(op.i32Ne);
  code.if();
  fetch();
  code.end();
}

/** Fetches the line that begins at the access address, as the second of the instruction at `ip`. */
export function emitFetchSecondLine(code: Code, frame: LinedFrame, exits: Exits): void {
  if (!frame.lines.rules.bothLines) return;
  emitUnlessFetched(code, frame, frame.lines.allFetched, () => emitLineCheck(code, frame, exits, fetched.firstLine));
}

/** Fetches the line of the second half of the instruction at `ip`. */
export function emitFetchNextLine(code: Code, frame: LinedFrame, exits: Exits): void {
  emitPc(code, frame);
  code.i64(2n);
  code.op(op.i64Add);
  code.localSet(frame.address);
  emitFetchSecondLine(code, frame, exits);
  emitSetLine(code, frame, 1);
}
