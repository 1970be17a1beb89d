// Instructions read as wasm with operands in memory: the interpreter's handlers. Knows the loop's frame, not how it dispatches.
import type { AccessBytes, Algebra, JumpKind } from '../../isa/algebra.js';
import type { RegisterName } from '../../isa/operand-use.js';
import { filterAddend, hartField, recordBytes, recordField, recordShift, slotsPerPage } from '../../layout.js';
import type { TrapCause } from '../../trap.js';
import { trapCodes } from '../../trap.js';
import type { Code } from '../../wasm/code.js';
import type { MemoryOpcode } from '../../wasm/opcodes.js';
import { memoryOp, op } from '../../wasm/opcodes.js';
import type { WasmCondition, WasmValue } from '../wasm-values.js';
import { WasmValues } from '../wasm-values.js';
import type { LoopFrame } from './loop-frame.js';
import { emitFilterEntry } from './loop-frame.js';

/** Emits code that leaves the stack as it was. */
export type WasmEffect = (code: Code) => void;

/** Where a record keeps the offset of each register operand; three-source instructions keep rs3 in place of the immediate. */
const registerField: Readonly<Record<RegisterName, number>> = {
  rd: recordField.rd,
  rs1: recordField.rs1,
  rs2: recordField.rs2,
  rs3: recordField.imm,
};

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

/** Bytes of the records of one page of code. */
const pageRecords = slotsPerPage * recordBytes;

const dynamicRounding = 7;
const largestRoundingMode = 4;
const frmShift = 5;

/** Reads one instruction; `bytes` is its length. Rare ones leave the loop and are stepped by the reference engine. */
export class WasmHart extends WasmValues implements Algebra<WasmValue, WasmCondition, WasmEffect, RegisterName> {
  readonly #frame: LoopFrame;
  readonly #bytes: 2 | 4;
  readonly #floats: ReadonlyMap<string, number>;

  /** @param floats the wasm function of each float function; those that are not there are left to the reference engine */
  constructor(frame: LoopFrame, bytes: 2 | 4, floats: ReadonlyMap<string, number>) {
    super();
    this.#frame = frame;
    this.#bytes = bytes;
    this.#floats = floats;
  }

  bind(value: WasmValue, body: (value: WasmValue) => WasmEffect): WasmEffect {
    return (code) => {
      const local = code.newLocal('i64');
      value(code);
      code.localSet(local);
      body((inner) => inner.localGet(local))(code);
      code.freeLocal(local);
    };
  }

  nop(): WasmEffect {
    return () => {};
  }

  seq(...effects: WasmEffect[]): WasmEffect {
    return (code) => {
      for (const effect of effects) effect(code);
    };
  }

  when(c: WasmCondition, chosen: () => WasmEffect, otherwise?: () => WasmEffect): WasmEffect {
    return (code) => {
      c(code);
      code.if();
      chosen()(code);
      if (otherwise !== undefined) {
        code.else();
        otherwise()(code);
      }
      code.end();
    };
  }

  readX(register: RegisterName): WasmValue {
    return (code) => {
      this.#registerAddress(code, register);
      code.memory(memoryOp.i64Load, hartField.x);
    };
  }

  writeX(register: RegisterName, value: WasmValue): WasmEffect {
    return (code) => {
      this.#registerAddress(code, register);
      value(code);
      code.memory(memoryOp.i64Store, hartField.x);
    };
  }

  readF(register: RegisterName): WasmValue {
    return (code) => {
      this.#registerAddress(code, register);
      code.memory(memoryOp.i64Load, hartField.f);
    };
  }

  writeF(register: RegisterName, value: WasmValue): WasmEffect {
    return (code) => {
      this.#registerAddress(code, register);
      value(code);
      code.memory(memoryOp.i64Store, hartField.f);
      this.#setDirty(code);
    };
  }

  /** The immediate of the record. */
  immediate(): WasmValue {
    return (code) => {
      code.localGet(this.#frame.ip);
      code.memory(memoryOp.i64Load32S, recordField.imm);
    };
  }

  /** Bits 14-12 of the encoding. */
  roundingField(): WasmValue {
    return (code) => {
      code.localGet(this.#frame.ip);
      code.memory(memoryOp.i64Load32U, recordField.raw);
      code.i64(12n);
      code.op(op.i64ShrU);
      code.i64(7n);
      code.op(op.i64And);
    };
  }

  pc(): WasmValue {
    return (code) => {
      code.localGet(this.#frame.delta);
      code.localGet(this.#frame.ip);
      code.i32(recordShift);
      code.op(op.i32ShrU);
      code.op(op.i64ExtendI32U);
      code.op(op.i64Add);
    };
  }

  nextPc(): WasmValue {
    return this.add(this.pc(), this.const(BigInt(this.#bytes)));
  }

  /** A direct jump mostly stays in its page, where going to an address is moving `ip`; others look the page up. */
  jump(kind: JumpKind, target: WasmValue): WasmEffect {
    const { labels, target: targetLocal } = this.#frame;
    if (kind === 'jump')
      return this.#relativeJump((code) => {
        target(code);
        code.localGet(this.#frame.delta);
        code.op(op.i64Sub);
        code.op(op.i32WrapI64);
        code.i32(recordShift);
        code.op(op.i32Shl);
      });
    return (code) => {
      target(code);
      code.localSet(targetLocal);
      this.#budgetUsed(code);
      code.brIf(labels.preempt);
      code.br(labels.goto);
    };
  }

  branch(c: WasmCondition, offset: WasmValue): WasmEffect {
    return (code) => {
      c(code);
      code.if();
      this.#relativeJump((inner) => {
        inner.localGet(this.#frame.ip);
        offset(inner);
        inner.op(op.i32WrapI64);
        inner.i32(recordShift);
        inner.op(op.i32Shl);
        inner.op(op.i32Add);
      })(code);
      code.end();
    };
  }

  load(bytes: AccessBytes, signed: boolean, address: WasmValue, use: (value: WasmValue) => WasmEffect): WasmEffect {
    return (code) => {
      address(code);
      code.localSet(this.#frame.address);
      this.#checkFilter(code, hartField.readFilter, bytes, this.#frame.labels.miss.load[bytes]);
      const local = code.newLocal('i64');
      this.#place(code, hartField.readFilter);
      code.memory(loads[bytes][signed ? 'signed' : 'unsigned'], 0);
      code.localSet(local);
      use((inner) => inner.localGet(local))(code);
      code.freeLocal(local);
    };
  }

  store(bytes: AccessBytes, address: WasmValue, value: WasmValue): WasmEffect {
    return (code) => {
      address(code);
      code.localSet(this.#frame.address);
      this.#storeAt(code, bytes, value);
    };
  }

  loadReserved(bytes: 4 | 8, address: WasmValue, use: (value: WasmValue) => WasmEffect): WasmEffect {
    return (code) => {
      address(code);
      code.localSet(this.#frame.address);
      this.#checkAlignment(code, bytes, 'load-misaligned');
      this.load(
        bytes,
        true,
        (inner) => inner.localGet(this.#frame.address),
        (value) => this.seq(this.#reserve(bytes), use(value)),
      )(code);
    };
  }

  storeConditional(bytes: 4 | 8, address: WasmValue, value: WasmValue, use: (failed: WasmValue) => WasmEffect): WasmEffect {
    return (code) => {
      const failed = code.newLocal('i64');
      address(code);
      code.localSet(this.#frame.address);
      this.#checkAlignment(code, bytes, 'store-misaligned');
      code.localGet(this.#frame.hart);
      code.memory(memoryOp.i64Load, hartField.reservation);
      this.#reservationTag(code, bytes);
      code.op(op.i64Ne);
      code.op(op.i64ExtendI32U);
      code.localTee(failed);
      code.op(op.i64Eqz);
      code.if();
      this.#storeAt(code, bytes, value);
      code.end();
      code.localGet(this.#frame.hart);
      code.i64(-1n);
      code.memory(memoryOp.i64Store, hartField.reservation);
      use((inner) => inner.localGet(failed))(code);
      code.freeLocal(failed);
    };
  }

  amo(bytes: 4 | 8, address: WasmValue, update: (old: WasmValue) => WasmValue, use: (old: WasmValue) => WasmEffect): WasmEffect {
    return (code) => {
      const old = code.newLocal('i64');
      address(code);
      code.localSet(this.#frame.address);
      this.#checkAlignment(code, bytes, 'store-misaligned');
      this.#checkFilter(code, hartField.writeFilter, bytes, this.#frame.labels.miss.store[bytes]);
      this.#place(code, hartField.writeFilter);
      code.memory(loads[bytes].signed, 0);
      code.localSet(old);
      this.#place(code, hartField.writeFilter);
      update((inner) => inner.localGet(old))(code);
      code.memory(stores[bytes], 0);
      use((inner) => inner.localGet(old))(code);
      code.freeLocal(old);
    };
  }

  readCsr(): WasmEffect {
    return (code) => code.br(this.#frame.labels.step);
  }

  writeCsr(): WasmEffect {
    return (code) => code.br(this.#frame.labels.step);
  }

  illegal(): WasmEffect {
    return this.#trap('illegal-instruction', (code) => {
      code.localGet(this.#frame.ip);
      code.memory(memoryOp.i64Load32U, recordField.raw);
    });
  }

  ecall(): WasmEffect {
    return this.#trap('ecall', this.const(0n));
  }

  ebreak(): WasmEffect {
    return this.#trap('breakpoint', this.pc());
  }

  fence(): WasmEffect {
    return this.nop();
  }

  fenceI(): WasmEffect {
    return this.nop();
  }

  roundingMode(rm: WasmValue, use: (mode: WasmValue) => WasmEffect): WasmEffect {
    const resolved = this.let(rm, (field) =>
      this.choose(
        this.eq(field, this.const(BigInt(dynamicRounding))),
        () => (code) => {
          code.localGet(this.#frame.hart);
          code.memory(memoryOp.i64Load32U, hartField.fcsr);
          code.i64(BigInt(frmShift));
          code.op(op.i64ShrU);
        },
        () => field,
      ),
    );
    return this.bind(resolved, (mode) =>
      this.seq(
        this.when(this.ltU(this.const(BigInt(largestRoundingMode)), mode), () => this.illegal()),
        use(mode),
      ),
    );
  }

  raise(flags: WasmValue): WasmEffect {
    return this.bind(flags, (raised) =>
      this.when(this.ne(raised, this.const(0n)), () => (code) => {
        code.localGet(this.#frame.hart);
        code.localGet(this.#frame.hart);
        code.memory(memoryOp.i64Load32U, hartField.fcsr);
        raised(code);
        code.op(op.i64Or);
        code.memory(memoryOp.i64Store32, hartField.fcsr);
        this.#setDirty(code);
      }),
    );
  }

  float(name: string, args: readonly WasmValue[], use: (value: WasmValue, flags: WasmValue) => WasmEffect): WasmEffect {
    const index = this.#floats.get(name);
    if (index === undefined) return (code) => code.br(this.#frame.labels.step);
    return (code) => {
      const value = code.newLocal('i64');
      const flags = code.newLocal('i64');
      for (const argument of args) argument(code);
      code.call(index);
      code.localSet(flags);
      code.localSet(value);
      use(
        (inner) => inner.localGet(value),
        (inner) => inner.localGet(flags),
      )(code);
      code.freeLocal(flags);
      code.freeLocal(value);
    };
  }

  #registerAddress(code: Code, register: RegisterName): void {
    code.localGet(this.#frame.hart);
    code.localGet(this.#frame.ip);
    code.memory(memoryOp.i32Load16U, registerField[register]);
    code.op(op.i32Add);
  }

  #setDirty(code: Code): void {
    code.localGet(this.#frame.hart);
    code.i32(1);
    code.memory(memoryOp.i32Store, hartField.fpDirty);
  }

  /** Goes to the record whose address `destination` leaves, when it lies in this page; else to its pc. */
  #relativeJump(destination: (code: Code) => void): WasmEffect {
    const { ip, records, target, delta, entry, labels } = this.#frame;
    return (code) => {
      destination(code);
      code.localTee(entry);
      code.localGet(ip);
      code.op(op.i32LeS);
      this.#budgetUsed(code);
      code.op(op.i32And);
      code.if();
      targetOf(code);
      code.br(labels.preempt);
      code.end();
      code.localGet(entry);
      code.localGet(records);
      code.op(op.i32Sub);
      code.i32(pageRecords);
      code.op(op.i32LtU);
      code.if();
      code.localGet(entry);
      code.localSet(ip);
      code.br(labels.next);
      code.end();
      targetOf(code);
      code.br(labels.goto);
    };

    /** target = delta + (entry >> 3), where the difference to ip may be negative. */
    function targetOf(code: Code): void {
      code.localGet(delta);
      code.localGet(ip);
      code.i32(recordShift);
      code.op(op.i32ShrU);
      code.op(op.i64ExtendI32U);
      code.op(op.i64Add);
      code.localGet(entry);
      code.localGet(ip);
      code.op(op.i32Sub);
      code.i32(recordShift);
      code.op(op.i32ShrS);
      code.op(op.i64ExtendI32S);
      code.op(op.i64Add);
      code.localSet(target);
    }
  }

  #budgetUsed(code: Code): void {
    code.localGet(this.#frame.retired);
    code.localGet(this.#frame.budget);
    code.op(op.i32GeS);
  }

  /** Leaves for `miss` unless the filter has the page of all `bytes` bytes at the access address; sets the entry. */
  #checkFilter(code: Code, table: number, bytes: AccessBytes, miss: number): void {
    const { hart, address, entry } = this.#frame;
    emitFilterEntry(code, hart, address);
    code.localTee(entry);
    code.memory(memoryOp.i64Load, table);
    code.localGet(address);
    if (bytes > 1) {
      code.i64(BigInt(bytes - 1));
      code.op(op.i64Add);
    }
    code.i64(-4096n);
    code.op(op.i64And);
    code.op(op.i64Ne);
    code.brIf(miss);
  }

  /** Leaves the place of the access address in linear memory. */
  #place(code: Code, table: number): void {
    code.localGet(this.#frame.address);
    code.op(op.i32WrapI64);
    code.localGet(this.#frame.entry);
    code.memory(memoryOp.i32Load, table + filterAddend);
    code.op(op.i32Add);
  }

  #storeAt(code: Code, bytes: AccessBytes, value: WasmValue): void {
    this.#checkFilter(code, hartField.writeFilter, bytes, this.#frame.labels.miss.store[bytes]);
    this.#place(code, hartField.writeFilter);
    value(code);
    code.memory(stores[bytes], 0);
  }

  #checkAlignment(code: Code, bytes: 4 | 8, cause: TrapCause): void {
    code.localGet(this.#frame.address);
    code.i64(BigInt(bytes - 1));
    code.op(op.i64And);
    code.op(op.i64Eqz);
    code.op(op.i32Eqz);
    code.if();
    this.#trap(cause, (inner) => inner.localGet(this.#frame.address))(code);
    code.end();
  }

  #reservationTag(code: Code, bytes: 4 | 8): void {
    code.localGet(this.#frame.address);
    if (bytes === 4) return;
    code.i64(1n);
    code.op(op.i64Or);
  }

  #reserve(bytes: 4 | 8): WasmEffect {
    return (code) => {
      code.localGet(this.#frame.hart);
      this.#reservationTag(code, bytes);
      code.memory(memoryOp.i64Store, hartField.reservation);
    };
  }

  #trap(cause: TrapCause, tval: WasmValue): WasmEffect {
    return (code) => {
      code.localGet(this.#frame.hart);
      code.i32(trapCodes[cause]);
      code.memory(memoryOp.i32Store, hartField.trapCause);
      code.localGet(this.#frame.hart);
      tval(code);
      code.memory(memoryOp.i64Store, hartField.trapTval);
      code.br(this.#frame.labels.trap);
    };
  }
}
