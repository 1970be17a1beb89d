// The interpreter's loop: one wasm function that executes decoded records until something has to be done outside it.
// Knows rows only by their table.
import { lengthOf } from '../../isa/decode.js';
import type { Instruction } from '../../isa/instruction.js';
import {
  crossingFlag,
  filterAddend,
  filterFrame,
  handlers,
  hartField,
  recordBytes,
  recordField,
  recordShift,
  slotsPerPage,
  straddleSlot,
} from '../../layout.js';
import type { Code, Label, Local } from '../../wasm/code.js';
import { memoryOp, op } from '../../wasm/opcodes.js';
import { emitFilterEntry } from '../access-code.js';
import type { CompilationTarget } from '../region-call.js';
import { emitPageArrival, openArrivals } from './arrivals.js';
import type { Exits } from './loop-exits.js';
import { closeExits, fetched, openExits } from './loop-exits.js';
import type { LoopFrame, LoopLocals } from './loop-frame.js';
import { status } from '../status.js';
import { emitPc } from './loop-frame.js';
import {
  emitFetchLine,
  emitFetchNextLine,
  emitForgetLine,
  emitFetchSecondLine,
  emitSetLine,
  type LinedFrame,
  openLines,
} from './line-code.js';
import { emitRegionEntry } from './region-entry.js';
import { WasmHart } from './wasm-hart.js';

export interface DispatchTables extends CompilationTarget {
  readonly instructions: readonly Instruction[];
  /** The wasm function of each float function. */
  readonly floats: ReadonlyMap<string, number>;
  /** The loop looks for hot code and enters regions; undefined: there are none. */
  readonly regions: RegionTables | undefined;
}

interface RegionTables {
  /** Number of the type of a region's function. */
  readonly type: number;
  /** The count of arrivals at which code is hot. */
  readonly threshold: number;
}

/** From the last slot of a page to the record of the instruction that straddles its end, in bytes. */
const toStraddle = (straddleSlot - (slotsPerPage - 1)) * recordBytes;
/** Farther from every record than any relative jump: with `records` there, no jump seems to stay in its page. */
const farAway = 0x100_0000;

/**
 * Emits `execute(hart: i32) -> i32`, which runs from the hart's pc and returns a status of `loop-frame.ts`.
 * An instruction that leaves the loop on its way has had no effect and is not counted.
 */
export function emitDispatch(code: Code, tables: DispatchTables): void {
  const exits = openExits(code);
  const locals = openLocals(code, tables);
  const goto = code.loop();
  emitEnterPage(code, locals, exits);
  const next = code.loop();
  const { miss, trap, step, decode, preempt, hot } = exits;
  emitHandlers(code, { ...locals, labels: { next, goto, miss, trap, step, decode, preempt, hot } }, exits, tables);
  code.end();
  code.end();
  code.op(op.unreachable);
  closeExits(code, locals, exits);
}

/** Loads the counters, and takes pc for the target to go to. */
function openLocals(code: Code, { hierarchy, issueWidth, regions }: DispatchTables): LoopLocals {
  const hart = 0;
  const [ip, records, retired, budget, extra, entry] = [i32(code), i32(code), i32(code), i32(code), i32(code), i32(code)];
  const [delta, target, address] = [code.newLocal('i64'), code.newLocal('i64'), code.newLocal('i64')];
  code.localGet(hart);
  code.memory(memoryOp.i32Load, hartField.retired);
  code.localSet(retired);
  code.localGet(hart);
  code.memory(memoryOp.i32Load, hartField.budget);
  code.localGet(hart);
  code.memory(memoryOp.i32Load, hartField.extraCycles);
  code.localTee(extra);
  code.op(op.i32Sub);
  if (issueWidth > 1) emitCyclesToInstructions(code, hart, issueWidth);
  code.localSet(budget);
  code.localGet(hart);
  code.memory(memoryOp.i64Load, hartField.pc);
  code.localSet(target);
  const arrivals = regions && openArrivals(code, regions.threshold);
  const lines = hierarchy === undefined ? undefined : openLines(code, hart, retired, hierarchy);
  return { hart, ip, records, delta, retired, budget, extra, target, address, entry, lines, arrivals };
}

/** The cycles on the stack become the instructions that fill them, when some of the first cycle have begun already. */
function emitCyclesToInstructions(code: Code, hart: Local, issueWidth: number): void {
  code.i32(issueWidth);
  code.op(op.i32Mul);
  code.localGet(hart);
  code.memory(memoryOp.i32Load, hartField.issued);
  code.op(op.i32Sub);
}

function i32(code: Code): Local {
  return code.newLocal('i32');
}

/** Finds the records of the page of `target` and sets ip, records and delta. */
function emitEnterPage(code: Code, { hart, target, entry, records, delta, ip, lines, arrivals }: LoopLocals, exits: Exits): void {
  emitFilterEntry(code, hart, target);
  code.localTee(entry);
  code.memory(memoryOp.i64Load, hartField.fetchFilter);
  code.localGet(target);
  code.i64(-4096n);
  code.op(op.i64And);
  code.localTee(delta);
  code.op(op.i64Ne);
  code.brIf(exits.fetchMiss);
  code.localGet(delta);
  code.localGet(entry);
  code.memory(memoryOp.i32Load, hartField.fetchFilter + filterAddend);
  code.localTee(records);
  code.i32(recordShift);
  code.op(op.i32ShrU);
  code.op(op.i64ExtendI32U);
  code.op(op.i64Sub);
  code.localSet(delta);
  code.localGet(records);
  code.localGet(target);
  code.op(op.i32WrapI64);
  code.i32(4095);
  code.op(op.i32And);
  code.i32(recordShift);
  code.op(op.i32Shl);
  code.op(op.i32Add);
  code.localSet(ip);
  // The same line of the same frame may be fetched by another address now, whose translation has to be there.
  if (lines !== undefined) emitForgetLine(code, lines);
  emitPageArrival(code, arrivals, ip, exits.hot);
}

/** Opens one block for each handler, dispatches, and writes each handler behind the end of its block. */
function emitHandlers(code: Code, frame: LoopFrame, exits: Exits, tables: DispatchTables): void {
  const count = handlers.firstRow + tables.instructions.length;
  const labels = Array.from({ length: count }, () => code.block()).toReversed();
  addTo(code, frame.retired, 1);
  const undecoded = labels[handlers.undecoded] ?? 0;
  // What enters a region stands in front of the handlers; without regions, no number is beyond the table.
  const toRegion = tables.regions && code.block();
  const beyond = toRegion ?? undecoded;
  if (frame.lines === undefined) emitJumpToHandler(code, frame, labels, beyond);
  else emitLinedDispatch(code, { ...frame, lines: frame.lines }, exits, labels, beyond);
  if (tables.regions !== undefined) {
    code.end();
    emitToRegion(code, frame, exits, tables, tables.regions.type);
    code.brTable(labels, undecoded);
  }
  for (let handler = 0; handler < count; handler++) {
    code.end();
    emitHandler(code, frame, exits, tables, handler);
  }
}

/** Leaves the number of a handler when the region is not entered, or does nothing. */
function emitToRegion(code: Code, frame: LoopFrame, exits: Exits, target: CompilationTarget, type: number): void {
  const entry = { handler: i32(code), known: i32(code), retired: i32(code), type, target };
  code.localGet(frame.ip);
  code.memory(memoryOp.i32Load16U, recordField.handler);
  code.i32(crossingFlag - 1);
  code.op(op.i32And);
  code.localSet(entry.handler);
  emitRegionEntry(code, frame, entry, exits);
}

function emitJumpToHandler(code: Code, { ip }: LoopFrame, labels: readonly Label[], otherwise: Label): void {
  code.localGet(ip);
  code.memory(memoryOp.i32Load16U, recordField.handler);
  code.brTable(labels, otherwise);
}

/** Dispatch when lines are fetched: the line of the instruction, and the next one when its bytes lie in two. */
function emitLinedDispatch(code: Code, frame: LinedFrame, exits: Exits, labels: readonly Label[], beyond: Label): void {
  emitFetchLine(code, frame, exits);
  // Numbers with the crossing flag are beyond the table.
  const crossing = code.block();
  emitJumpToHandler(code, frame, labels, crossing);
  code.end();
  code.localGet(frame.ip);
  code.memory(memoryOp.i32Load16U, recordField.handler);
  code.i32(crossingFlag);
  code.op(op.i32LtU);
  code.brIf(beyond);
  emitFetchNextLine(code, frame, exits);
  code.localGet(frame.ip);
  code.memory(memoryOp.i32Load16U, recordField.handler);
  code.i32(crossingFlag);
  code.op(op.i32Xor);
  code.brTable(labels, beyond);
}

function emitHandler(code: Code, frame: LoopFrame, exits: Exits, tables: DispatchTables, handler: number): void {
  const row = tables.instructions[handler - handlers.firstRow];
  if (row !== undefined) emitRow(code, frame, tables, row);
  else if (handler === handlers.pageEnd) emitPageEnd(code, frame);
  else if (handler === handlers.straddle) emitStraddle(code, frame, exits);
  else if (handler === handlers.illegal) new WasmHart(frame, 4, tables.floats).illegal()(code);
  else code.br(exits.decode);
}

function emitRow(code: Code, frame: LoopFrame, { costs, issueWidth, floats }: DispatchTables, row: Instruction): void {
  const bytes = lengthOf(row.match);
  const reading = new WasmHart(frame, bytes, floats);
  const jumps = row.cost === 'jump' || row.cost === 'branch';
  if (jumps) emitExtraCost(code, frame, costs[row.cost], issueWidth);
  row.execute(reading, { rd: 'rd', rs1: 'rs1', rs2: 'rs2', rs3: 'rs3', imm: reading.immediate(), rm: reading.roundingField() })(code);
  if (!jumps) emitExtraCost(code, frame, costs[row.cost], issueWidth);
  addTo(code, frame.ip, bytes << recordShift);
  code.br(frame.labels.next);
}

/** What an instruction costs beyond the cycle that its count already stands for; only those that have had their effect pay. */
function emitExtraCost(code: Code, { extra, budget }: LoopLocals, cycles: number, issueWidth: number): void {
  if (cycles === 1) return;
  addTo(code, extra, cycles - 1);
  addTo(code, budget, (1 - cycles) * issueWidth);
}

/** Not an instruction: goes on in the page behind. */
function emitPageEnd(code: Code, frame: LoopFrame): void {
  emitPc(code, frame);
  code.localSet(frame.target);
  addTo(code, frame.retired, -1);
  code.br(frame.labels.goto);
}

/**
 * The last halfword of a page begins an instruction that ends in the next one. Its record lies behind the page's slots
 * and holds while both halves are the same; pc and relative jumps are computed as if it stood in the last slot.
 */
function emitStraddle(code: Code, frame: LoopFrame, exits: Exits): void {
  const { hart, ip, address, entry, delta, records, retired, labels } = frame;
  emitPc(code, frame);
  code.i64(2n);
  code.op(op.i64Add);
  code.localSet(address);
  emitFilterEntry(code, hart, address);
  code.localTee(entry);
  code.memory(memoryOp.i64Load, hartField.fetchFilter);
  code.localGet(address);
  code.op(op.i64Ne);
  code.if();
  code.i32(2);
  code.localSet(exits.missBytes);
  code.i32(status.fetchMiss);
  code.localSet(exits.status);
  code.i32(fetched.firstLine);
  code.localSet(exits.resume);
  code.br(exits.missHere);
  code.end();
  code.localGet(ip);
  code.memory(memoryOp.i32Load16U, recordField.raw);
  code.localGet(entry);
  code.memory(memoryOp.i32Load, hartField.fetchFilter + filterFrame);
  code.memory(memoryOp.i32Load16U, 0);
  code.i32(16);
  code.op(op.i32Shl);
  code.op(op.i32Or);
  code.localGet(ip);
  code.memory(memoryOp.i32Load, toStraddle + recordField.raw);
  code.op(op.i32Ne);
  code.brIf(labels.decode);
  if (frame.lines !== undefined) emitFetchSecondLine(code, { ...frame, lines: frame.lines }, exits);
  addTo(code, ip, toStraddle);
  if (frame.lines !== undefined) emitSetLine(code, { ...frame, lines: frame.lines }, 0);
  code.localGet(delta);
  code.i64(BigInt(toStraddle >> recordShift));
  code.op(op.i64Sub);
  code.localSet(delta);
  code.localGet(ip);
  code.i32(farAway);
  code.op(op.i32Add);
  code.localSet(records);
  addTo(code, retired, -1);
  code.br(labels.next);
}

function addTo(code: Code, local: Local, amount: number): void {
  code.localGet(local);
  code.i32(amount);
  code.op(op.i32Add);
  code.localSet(local);
}
