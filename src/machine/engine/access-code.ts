// Emits loads, stores and atomics through the hart's filters, for every engine that is wasm. Knows neither engine, nor what happens on a miss.
import type { AccessBytes } from '../isa/algebra.js';
import { filterAddend, filterEntries, filterEntryBytes, hartField, pageBytes } from '../layout.js';
import type { AccessRules } from '../memory/hierarchy/access-rules.js';
import { type TrapCause, trapCodes } from '../trap.js';
import type { Code, Local } from '../wasm/code.js';
import type { MemoryOpcode } from '../wasm/opcodes.js';
import { memoryOp, op } from '../wasm/opcodes.js';
import type { WasmValue } from './wasm-values.js';

/** What an engine gives for an access. */
export interface AccessFrame {
  /** Where the hart's region begins (i32). */
  readonly hart: Local;
  /** Address of the access (i64), and the filter entry it selects (i32). */
  readonly address: Local;
  readonly entry: Local;
  /** What an entry of a data filter stands for: a cache line, or a page when there are no caches. */
  readonly unitBytes: number;
  readonly rules: AccessRules;
  /** With a condition on the stack that says that the filter lacks the entry: sees to it, or leaves the instruction, which then has had no effect. */
  onMiss(code: Code, kind: 'load' | 'store', bytes: AccessBytes): void;
  /** Counts an access that is certain to happen; `rarely`: not whenever the instruction retires. */
  count(code: Code, kind: 'load' | 'store', rarely?: 'rarely'): void;
  /** Ends the instruction with a trap. */
  trap(code: Code, cause: TrapCause, tval: WasmValue): void;
}

const pageShift = Math.log2(pageBytes);
const entryShift = Math.log2(filterEntryBytes);

/**
 * Emits the place of the entry that `address` selects in a filter table of the hart, but for the table's own offset:
 * bits `unitShift` and up of the address choose one of 256 entries of 16 bytes.
 */
export function emitFilterEntry(code: Code, hart: Local, address: Local, unitShift = pageShift): void {
  code.localGet(address);
  code.op(op.i32WrapI64);
  code.i32(unitShift - entryShift);
  code.op(op.i32ShrU);
  code.i32((filterEntries - 1) << entryShift);
  code.op(op.i32And);
  code.localGet(hart);
  code.op(op.i32Add);
}

/** Notes cause and tval of a trap in the hart's state. */
export function emitTrapCause(code: Code, hart: Local, cause: TrapCause, tval: WasmValue): void {
  code.localGet(hart);
  code.i32(trapCodes[cause]);
  code.memory(memoryOp.i32Store, hartField.trapCause);
  code.localGet(hart);
  tval(code);
  code.memory(memoryOp.i64Store, hartField.trapTval);
}

const loads: Readonly<Record<AccessBytes, Readonly<Record<'signed' | 'unsigned', MemoryOpcode>>>> = {
  1: { signed: memoryOp.i64Load8S, unsigned: memoryOp.i64Load8U },
  2: { signed: memoryOp.i64Load16S, unsigned: memoryOp.i64Load16U },
  4: { signed: memoryOp.i64Load32S, unsigned: memoryOp.i64Load32U },
  8: { signed: memoryOp.i64Load, unsigned: memoryOp.i64Load },
};

const stores: Readonly<Record<AccessBytes, MemoryOpcode>> = {
  1: memoryOp.i64Store8,
  2: memoryOp.i64Store16,
  4: memoryOp.i64Store32,
  8: memoryOp.i64Store,
};

/** Leaves the value at `address`, extended to 64 bits. */
export function emitLoad(code: Code, frame: AccessFrame, bytes: AccessBytes, signed: boolean, address: WasmValue): void {
  address(code);
  code.localSet(frame.address);
  emitLoadHere(code, frame, bytes, signed);
}

export function emitStore(code: Code, frame: AccessFrame, bytes: AccessBytes, address: WasmValue, value: WasmValue): void {
  address(code);
  code.localSet(frame.address);
  emitStoreHere(code, frame, bytes, value);
}

/** Leaves the value, sign-extended, and reserves its place. */
export function emitLoadReserved(code: Code, frame: AccessFrame, bytes: 4 | 8, address: WasmValue): void {
  address(code);
  code.localSet(frame.address);
  emitAlignmentCheck(code, frame, bytes, 'load-misaligned');
  emitLoadHere(code, frame, bytes, true);
  code.localGet(frame.hart);
  emitReservationTag(code, frame, bytes);
  code.memory(memoryOp.i64Store, hartField.reservation);
}

/** Stores if the place is still reserved, and leaves 0 when it was, else 1. */
export function emitStoreConditional(code: Code, frame: AccessFrame, bytes: 4 | 8, address: WasmValue, value: WasmValue): void {
  const failed = code.newLocal('i64');
  address(code);
  code.localSet(frame.address);
  emitAlignmentCheck(code, frame, bytes, 'store-misaligned');
  code.localGet(frame.hart);
  code.memory(memoryOp.i64Load, hartField.reservation);
  emitReservationTag(code, frame, bytes);
  code.op(op.i64Ne);
  code.op(op.i64ExtendI32U);
  code.localTee(failed);
  code.op(op.i64Eqz);
  code.if();
  emitStoreHere(code, frame, bytes, value, 'rarely');
  if (frame.rules.conditionalLoads) frame.count(code, 'load', 'rarely');
  code.end();
  code.localGet(frame.hart);
  code.i64(-1n);
  code.memory(memoryOp.i64Store, hartField.reservation);
  code.localGet(failed);
  code.freeLocal(failed);
}

/** Replaces the value at `address` and leaves the old one, sign-extended. */
export function emitAmo(code: Code, frame: AccessFrame, bytes: 4 | 8, address: WasmValue, update: (old: WasmValue) => WasmValue): void {
  const old = code.newLocal('i64');
  address(code);
  code.localSet(frame.address);
  emitAlignmentCheck(code, frame, bytes, 'store-misaligned');
  emitFilterCheck(code, frame, 'store', bytes);
  frame.count(code, 'load');
  frame.count(code, 'store');
  emitPlace(code, frame, 'store');
  code.memory(loads[bytes].signed, 0);
  code.localSet(old);
  emitPlace(code, frame, 'store');
  update((inner) => inner.localGet(old))(code);
  code.memory(stores[bytes], 0);
  code.localGet(old);
  code.freeLocal(old);
}

function emitLoadHere(code: Code, frame: AccessFrame, bytes: AccessBytes, signed: boolean): void {
  emitFilterCheck(code, frame, 'load', bytes);
  frame.count(code, 'load');
  emitPlace(code, frame, 'load');
  code.memory(loads[bytes][signed ? 'signed' : 'unsigned'], 0);
}

function emitStoreHere(code: Code, frame: AccessFrame, bytes: AccessBytes, value: WasmValue, rarely?: 'rarely'): void {
  emitFilterCheck(code, frame, 'store', bytes);
  frame.count(code, 'store', rarely);
  emitPlace(code, frame, 'store');
  value(code);
  code.memory(stores[bytes], 0);
}

const tables = { load: hartField.readFilter, store: hartField.writeFilter } as const;

/**
 * A miss unless the filter has the unit of the last of the `bytes` bytes at the access address, where it would be if it had that
 * of the first: so an access that crosses a page (or line) always misses. Sets the entry.
 */
function emitFilterCheck(code: Code, frame: AccessFrame, kind: 'load' | 'store', bytes: AccessBytes): void {
  const { hart, address, entry, unitBytes } = frame;
  emitFilterEntry(code, hart, address, Math.log2(unitBytes));
  code.localTee(entry);
  code.memory(memoryOp.i64Load, tables[kind]);
  code.localGet(address);
  if (bytes > 1) {
    code.i64(BigInt(bytes - 1));
    code.op(op.i64Add);
  }
  code.i64(BigInt(-unitBytes));
  code.op(op.i64And);
  code.op(op.i64Ne);
  frame.onMiss(code, kind, bytes);
}

/** Leaves the place of the access address in linear memory. */
function emitPlace(code: Code, { address, entry }: AccessFrame, kind: 'load' | 'store'): void {
  code.localGet(address);
  code.op(op.i32WrapI64);
  code.localGet(entry);
  code.memory(memoryOp.i32Load, tables[kind] + filterAddend);
  code.op(op.i32Add);
}

function emitAlignmentCheck(code: Code, frame: AccessFrame, bytes: 4 | 8, cause: TrapCause): void {
  code.localGet(frame.address);
  code.i64(BigInt(bytes - 1));
  code.op(op.i64And);
  code.op(op.i64Eqz);
  code.op(op.i32Eqz);
  code.if();
  frame.trap(code, cause, (inner) => inner.localGet(frame.address));
  code.end();
}

/** Leaves what the reservation of this access is called: its address, with bit 0 set for a doubleword. */
function emitReservationTag(code: Code, { address }: AccessFrame, bytes: 4 | 8): void {
  code.localGet(address);
  if (bytes === 4) return;
  code.i64(1n);
  code.op(op.i64Or);
}
