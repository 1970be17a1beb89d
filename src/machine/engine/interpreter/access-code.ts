// Emits loads, stores and atomics through the hart's filters. Knows the loop's frame, not what happens on a miss.
import type { AccessBytes } from '../../isa/algebra.js';
import { filterAddend, hartField, pageBytes } from '../../layout.js';
import type { TrapCause } from '../../trap.js';
import type { Code, Label } from '../../wasm/code.js';
import type { MemoryOpcode } from '../../wasm/opcodes.js';
import { memoryOp, op } from '../../wasm/opcodes.js';
import type { WasmValue } from '../wasm-values.js';
import type { LoopFrame } from './loop-frame.js';
import { emitFilterEntry } from './loop-frame.js';
import { emitTrap } from './trap-code.js';

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
export function emitLoad(code: Code, frame: LoopFrame, bytes: AccessBytes, signed: boolean, address: WasmValue): void {
  address(code);
  code.localSet(frame.address);
  emitLoadHere(code, frame, bytes, signed);
}

export function emitStore(code: Code, frame: LoopFrame, bytes: AccessBytes, address: WasmValue, value: WasmValue): void {
  address(code);
  code.localSet(frame.address);
  emitStoreHere(code, frame, bytes, value);
}

/** Leaves the value, sign-extended, and reserves its place. */
export function emitLoadReserved(code: Code, frame: LoopFrame, bytes: 4 | 8, address: WasmValue): void {
  address(code);
  code.localSet(frame.address);
  emitAlignmentCheck(code, frame, bytes, 'load-misaligned');
  emitLoadHere(code, frame, bytes, true);
  code.localGet(frame.hart);
  emitReservationTag(code, frame, bytes);
  code.memory(memoryOp.i64Store, hartField.reservation);
}

/** Stores if the place is still reserved, and leaves 0 when it was, else 1. */
export function emitStoreConditional(code: Code, frame: LoopFrame, bytes: 4 | 8, address: WasmValue, value: WasmValue): void {
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
  emitStoreHere(code, frame, bytes, value);
  if (frame.lines?.rules.conditionalLoads === true) emitCount(code, frame, 'loads');
  code.end();
  code.localGet(frame.hart);
  code.i64(-1n);
  code.memory(memoryOp.i64Store, hartField.reservation);
  code.localGet(failed);
  code.freeLocal(failed);
}

/** Replaces the value at `address` and leaves the old one, sign-extended. */
export function emitAmo(code: Code, frame: LoopFrame, bytes: 4 | 8, address: WasmValue, update: (old: WasmValue) => WasmValue): void {
  const old = code.newLocal('i64');
  address(code);
  code.localSet(frame.address);
  emitAlignmentCheck(code, frame, bytes, 'store-misaligned');
  emitFilterCheck(code, frame, hartField.writeFilter, bytes, frame.labels.miss.store[bytes]);
  emitCount(code, frame, 'loads');
  emitCount(code, frame, 'stores');
  emitPlace(code, frame, hartField.writeFilter);
  code.memory(loads[bytes].signed, 0);
  code.localSet(old);
  emitPlace(code, frame, hartField.writeFilter);
  update((inner) => inner.localGet(old))(code);
  code.memory(stores[bytes], 0);
  code.localGet(old);
  code.freeLocal(old);
}

function emitLoadHere(code: Code, frame: LoopFrame, bytes: AccessBytes, signed: boolean): void {
  emitFilterCheck(code, frame, hartField.readFilter, bytes, frame.labels.miss.load[bytes]);
  emitCount(code, frame, 'loads');
  emitPlace(code, frame, hartField.readFilter);
  code.memory(loads[bytes][signed ? 'signed' : 'unsigned'], 0);
}

function emitStoreHere(code: Code, frame: LoopFrame, bytes: AccessBytes, value: WasmValue): void {
  emitFilterCheck(code, frame, hartField.writeFilter, bytes, frame.labels.miss.store[bytes]);
  emitCount(code, frame, 'stores');
  emitPlace(code, frame, hartField.writeFilter);
  value(code);
  code.memory(stores[bytes], 0);
}

/** Counts an access that is certain to happen. */
function emitCount(code: Code, { lines }: LoopFrame, kind: 'loads' | 'stores'): void {
  if (lines === undefined) return;
  code.localGet(lines[kind]);
  code.i32(1);
  code.op(op.i32Add);
  code.localSet(lines[kind]);
}

/**
 * Leaves for `miss` unless the filter has the page (with caches: the line) of the last of the `bytes` bytes at the access address, where it would be if
 * it had that of the first: so an access that crosses a page (or line) always misses. Sets the entry.
 */
function emitFilterCheck(code: Code, { hart, address, entry, lines }: LoopFrame, table: number, bytes: AccessBytes, miss: Label): void {
  const unitBytes = lines?.lineBytes ?? pageBytes;
  emitFilterEntry(code, hart, address, Math.log2(unitBytes));
  code.localTee(entry);
  code.memory(memoryOp.i64Load, table);
  code.localGet(address);
  if (bytes > 1) {
    code.i64(BigInt(bytes - 1));
    code.op(op.i64Add);
  }
  code.i64(BigInt(-unitBytes));
  code.op(op.i64And);
  code.op(op.i64Ne);
  code.brIf(miss);
}

/** Leaves the place of the access address in linear memory. */
function emitPlace(code: Code, { address, entry }: LoopFrame, table: number): void {
  code.localGet(address);
  code.op(op.i32WrapI64);
  code.localGet(entry);
  code.memory(memoryOp.i32Load, table + filterAddend);
  code.op(op.i32Add);
}

function emitAlignmentCheck(code: Code, frame: LoopFrame, bytes: 4 | 8, cause: TrapCause): void {
  code.localGet(frame.address);
  code.i64(BigInt(bytes - 1));
  code.op(op.i64And);
  code.op(op.i64Eqz);
  code.op(op.i32Eqz);
  code.if();
  emitTrap(code, frame, cause, (inner) => inner.localGet(frame.address));
  code.end();
}

/** Leaves what the reservation of this access is called: its address, with bit 0 set for a doubleword. */
function emitReservationTag(code: Code, { address }: LoopFrame, bytes: 4 | 8): void {
  code.localGet(address);
  if (bytes === 4) return;
  code.i64(1n);
  code.op(op.i64Or);
}
