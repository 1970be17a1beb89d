// What happens when a filter lacks a page: the Sv39 walk as wasm, and the filling of the filter. Knows no instruction.
// The same walk as `memory/sv39.ts`, which is the one to read first.
import { codePageBytes, filterAddend, filterFrame, globalField, hartField, pageBytes, ramBase, region } from '../../layout.js';
import { pteAccessed, pteDirty, pteExecute, pteRead, pteReserved, pteUser, pteValid, pteWrite } from '../../memory/sv39.js';
import type { AccessKind } from '../../trap.js';
import { accessFaults, pageFaults, trapCodes } from '../../trap.js';
import type { Code, Label, Local } from '../../wasm/code.js';
import { memoryOp, op } from '../../wasm/opcodes.js';
import type { WasmCondition, WasmValue } from '../wasm-values.js';
import { WasmValues } from '../wasm-values.js';
import { emitFilterEntry, status } from './loop-frame.js';

/** Result of a fill that has made the entry. */
export const filled = -1;

const m = new WasmValues();
const leafBits = pteRead | pteWrite | pteExecute;
const tablePointerReserved = pteReserved | pteUser | pteAccessed | pteDirty;
const needed: Readonly<Record<AccessKind, bigint>> = { fetch: pteExecute, load: pteRead, store: pteWrite };
const filters: Readonly<Record<AccessKind, number>> = {
  fetch: hartField.fetchFilter,
  load: hartField.readFilter,
  store: hartField.writeFilter,
};

/** Locals of one fill: values are i64, `hart` is the parameter. */
interface Walk {
  readonly hart: Local;
  readonly kind: AccessKind;
  readonly va: Local;
  /** Physical address: of a table, then of the page. */
  readonly pa: Local;
  readonly pte: Local;
  readonly pteAddress: Local;
  /** Address bits below this one are the page's own at the level reached: 30, 21, 12. */
  readonly shift: Local;
  readonly pageFault: Label;
  readonly accessFault: Label;
}

function get(local: Local): WasmValue {
  return (code) => code.localGet(local);
}

function set(code: Code, local: Local, value: WasmValue): void {
  value(code);
  code.localSet(local);
}

function leaveIf(code: Code, condition: WasmCondition, label: Label): void {
  condition(code);
  code.brIf(label);
}

function any(value: WasmValue, bits: bigint): WasmCondition {
  return m.ne(m.and(value, m.const(bits)), m.const(0n));
}

/** A physical address as one in linear memory (i32 on the stack). */
function linear(code: Code, pa: Local): void {
  code.localGet(pa);
  code.op(op.i32WrapI64);
  code.i32(region.ram - ramBase);
  code.op(op.i32Add);
}

/** True when the 8 bytes (aligned) or the page at `pa` are not RAM. */
function outsideRam(pa: Local): WasmCondition {
  const ramBytes: WasmValue = (code) => {
    code.i32(0);
    code.memory(memoryOp.i64Load32U, globalField.ramBytes);
  };
  return m.geU(m.sub(get(pa), m.const(BigInt(ramBase))), ramBytes);
}

/**
 * Emits `fill(hart: i32) -> i32` for one kind of access: makes the filter entry for the page of `missAddress` and returns
 * `filled`, or returns a status: trap, step (the access crosses a page, or stores to a page with decoded code), openPage.
 */
export function emitFill(code: Code, kind: AccessKind): void {
  const hart = 0;
  const [va, pa, pte, pteAddress, shift] = [i64(code), i64(code), i64(code), i64(code), i64(code)];
  code.localGet(hart);
  code.memory(memoryOp.i64Load, hartField.missAddress);
  code.localSet(va);
  emitCrossing(code, hart, va);
  const accessFault = code.block();
  const pageFault = code.block();
  const walk: Walk = { hart, kind, va, pa, pte, pteAddress, shift, pageFault, accessFault };
  const root: WasmValue = (inner) => {
    inner.localGet(hart);
    inner.memory(memoryOp.i64Load32U, hartField.satpRoot);
  };
  m.eq(root, m.const(0n))(code);
  code.if();
  set(code, pa, m.and(get(va), m.const(-4096n)));
  leaveIf(code, outsideRam(pa), accessFault);
  code.else();
  emitWalk(code, walk, root);
  code.end();
  emitEntry(code, walk);
  code.end();
  emitTrap(code, walk, trapCodes[pageFaults[kind]]);
  code.end();
  emitTrap(code, walk, trapCodes[accessFaults[kind]]);
}

function i64(code: Code): Local {
  return code.newLocal('i64');
}

/** An access that ends in the next page is executed by the reference engine. */
function emitCrossing(code: Code, hart: Local, va: Local): void {
  const bytes: WasmValue = (inner) => {
    inner.localGet(hart);
    inner.memory(memoryOp.i64Load32U, hartField.missBytes);
  };
  m.ltU(m.const(BigInt(pageBytes)), m.add(m.and(get(va), m.const(4095n)), bytes))(code);
  code.if();
  leaveWith(code, status.step);
  code.end();
}

function leaveWith(code: Code, result: number): void {
  code.i32(result);
  code.op(op.return);
}

function emitWalk(code: Code, walk: Walk, root: WasmValue): void {
  const { va, pa, pte, pteAddress, shift, pageFault, accessFault } = walk;
  leaveIf(code, m.ne(m.shrS(m.shl(get(va), m.const(25n)), m.const(25n)), get(va)), pageFault);
  set(code, pa, m.shl(root, m.const(12n)));
  set(code, shift, m.const(30n));
  const found = code.block();
  const level = code.loop();
  set(code, pteAddress, m.add(get(pa), m.shl(m.and(m.shrU(get(va), get(shift)), m.const(511n)), m.const(3n))));
  leaveIf(code, outsideRam(pteAddress), accessFault);
  set(code, pte, (inner) => {
    linear(inner, pteAddress);
    inner.memory(memoryOp.i64Load, 0);
  });
  leaveIf(code, m.not(any(get(pte), pteValid)), pageFault);
  leaveIf(code, any(get(pte), leafBits), found);
  leaveIf(code, m.either(m.eq(get(shift), m.const(12n)), any(get(pte), tablePointerReserved)), pageFault);
  set(code, pa, pagePointedTo(pte));
  set(code, shift, m.sub(get(shift), m.const(9n)));
  code.br(level);
  code.end();
  code.end();
  emitLeaf(code, walk);
}

/** Physical address in the entry's ppn field (bits 53-10). */
function pagePointedTo(pte: Local): WasmValue {
  return m.and(m.shl(get(pte), m.const(2n)), m.const(0xff_ffff_ffff_f000n));
}

/** Checks the leaf, sets A and D, and leaves the page's physical address in `pa`. */
function emitLeaf(code: Code, { kind, va, pa, pte, pteAddress, shift, pageFault, accessFault }: Walk): void {
  const offsetMask = (): WasmValue => m.sub(m.shl(m.const(1n), get(shift)), m.const(1n));
  const permitted = m.eq(m.and(get(pte), m.const(pteUser | needed[kind])), m.const(pteUser | needed[kind]));
  leaveIf(code, m.either(m.not(permitted), any(get(pte), pteReserved)), pageFault);
  leaveIf(code, m.eq(m.and(get(pte), m.const(pteRead | pteWrite)), m.const(pteWrite)), pageFault);
  set(code, pa, pagePointedTo(pte));
  leaveIf(code, m.ne(m.and(get(pa), offsetMask()), m.const(0n)), pageFault);
  set(code, pa, m.add(get(pa), m.and(m.and(get(va), offsetMask()), m.const(-4096n))));
  leaveIf(code, outsideRam(pa), accessFault);
  linear(code, pteAddress);
  m.or(get(pte), m.const(pteAccessed | (kind === 'store' ? pteDirty : 0n)))(code);
  code.memory(memoryOp.i64Store, 0);
}

/** Writes the filter entry for the page at `pa`. */
function emitEntry(code: Code, { hart, kind, va, pa }: Walk): void {
  const [page, entry, codePage] = [code.newLocal('i32'), code.newLocal('i32'), code.newLocal('i32')];
  linear(code, pa);
  code.localSet(page);
  emitCodePageOf(code, page);
  code.localSet(codePage);
  if (kind === 'store') emitReturnIf(code, () => code.localGet(codePage), status.step);
  if (kind === 'fetch') {
    emitReturnIf(
      code,
      () => {
        code.localGet(codePage);
        code.op(op.i32Eqz);
      },
      status.openPage,
    );
  }
  emitFilterEntry(code, hart, va);
  code.localTee(entry);
  m.and(get(va), m.const(-4096n))(code);
  code.memory(memoryOp.i64Store, filters[kind]);
  code.localGet(entry);
  if (kind === 'fetch') {
    code.localGet(codePage);
    code.i32(codePageBytes);
    code.op(op.i32Mul);
    code.i32(region.decodedCode);
    code.op(op.i32Add);
  } else {
    code.localGet(page);
    m.and(get(va), m.const(-4096n))(code);
    code.op(op.i32WrapI64);
    code.op(op.i32Sub);
  }
  code.memory(memoryOp.i32Store, filters[kind] + filterAddend);
  code.localGet(entry);
  code.localGet(page);
  code.memory(memoryOp.i32Store, filters[kind] + filterFrame);
  leaveWith(code, filled);
}

function emitReturnIf(code: Code, condition: () => void, result: number): void {
  condition();
  code.if();
  leaveWith(code, result);
  code.end();
}

/** Leaves the number of the page of decoded code that the frame at `page` (linear) has. */
function emitCodePageOf(code: Code, page: Local): void {
  code.localGet(page);
  code.i32(region.ram);
  code.op(op.i32Sub);
  code.i32(Math.log2(pageBytes));
  code.op(op.i32ShrU);
  code.i32(1);
  code.op(op.i32Shl);
  code.memory(memoryOp.i32Load16U, region.codePageOfFrame);
}

function emitTrap(code: Code, { hart, va }: Walk, cause: number): void {
  code.localGet(hart);
  code.i32(cause);
  code.memory(memoryOp.i32Store, hartField.trapCause);
  code.localGet(hart);
  code.localGet(va);
  code.memory(memoryOp.i64Store, hartField.trapTval);
  leaveWith(code, status.trap);
}
