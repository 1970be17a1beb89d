// Instructions read as wasm with operands in memory: the interpreter's handlers. Knows the loop's frame, not how it dispatches.
import type { Algebra, JumpKind } from '../../isa/algebra.js';
import type { RegisterName } from '../../isa/operand-use.js';
import { hartField, pageBytes, recordField } from '../../layout.js';
import { rulesOf } from '../../memory/hierarchy/access-rules.js';
import type { Code, Local } from '../../wasm/code.js';
import { memoryOp, op } from '../../wasm/opcodes.js';
import type { AccessFrame } from '../access-code.js';
import { HartEffects } from '../hart-effects.js';
import type { WasmEffect } from '../wasm-effects.js';
import type { WasmCondition, WasmValue } from '../wasm-values.js';
import { emitFarJump, emitNearJump } from './jump-code.js';
import type { LoopFrame } from './loop-frame.js';
import { emitPc } from './loop-frame.js';
import { emitTrap } from './trap-code.js';

/** Where a record keeps the offset of each register operand; three-source instructions keep rs3 in place of the immediate. */
const registerField: Readonly<Record<RegisterName, number>> = {
  rd: recordField.rd,
  rs1: recordField.rs1,
  rs2: recordField.rs2,
  rs3: recordField.imm,
};

const dynamicRounding = 7;
const largestRoundingMode = 4;
const frmShift = 5;

/** Accesses as the loop makes them: a miss leaves it, to be filled and tried again. */
function accessFrame(frame: LoopFrame): AccessFrame {
  const { hart, address, entry, lines, labels } = frame;
  return {
    hart,
    address,
    entry,
    unitBytes: lines?.lineBytes ?? pageBytes,
    rules: lines?.rules ?? rulesOf(),
    onMiss: (code, kind, bytes) => code.brIf(labels.miss[kind][bytes]),
    count: (code, kind) => {
      if (lines !== undefined) emitIncrement(code, kind === 'load' ? lines.loads : lines.stores);
    },
    trap: (code, cause, tval) => emitTrap(code, frame, cause, tval),
  };
}

function emitIncrement(code: Code, counter: Local): void {
  code.localGet(counter);
  code.i32(1);
  code.op(op.i32Add);
  code.localSet(counter);
}

/** Reads one instruction; `bytes` is its length. Rare ones leave the loop and are stepped by the reference engine. */
export class WasmHart extends HartEffects implements Algebra<WasmValue, WasmCondition, WasmEffect, RegisterName> {
  readonly #frame: LoopFrame;
  /** So a jump is computed. */
  #readsRegister = false;
  readonly #bytes: 2 | 4;
  readonly #floats: ReadonlyMap<string, number>;

  /** @param floats the wasm function of each float function; those that are not there are left to the reference engine */
  constructor(frame: LoopFrame, bytes: 2 | 4, floats: ReadonlyMap<string, number>) {
    super(accessFrame(frame));
    this.#frame = frame;
    this.#bytes = bytes;
    this.#floats = floats;
  }

  readX(register: RegisterName): WasmValue {
    this.#readsRegister = true;
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
      this.setDirty()(code);
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
    return (code) => emitPc(code, this.#frame);
  }

  nextPc(): WasmValue {
    return this.add(this.pc(), this.const(BigInt(this.#bytes)));
  }

  jump(kind: JumpKind, target: WasmValue): WasmEffect {
    const frame = this.#frame;
    if (kind !== 'jump') return (code) => emitFarJump(code, frame, kind, target, this.#readsRegister);
    return (code) =>
      emitNearJump(code, frame, (inner) => {
        this.sub(target, this.pc())(inner);
        inner.op(op.i32WrapI64);
      });
  }

  branch(c: WasmCondition, offset: WasmValue): WasmEffect {
    return (code) => {
      c(code);
      code.if();
      emitNearJump(code, this.#frame, (inner) => {
        offset(inner);
        inner.op(op.i32WrapI64);
      });
      code.end();
    };
  }

  readCsr(): WasmEffect {
    return (code) => code.br(this.#frame.labels.step);
  }

  writeCsr(): WasmEffect {
    return (code) => code.br(this.#frame.labels.step);
  }

  illegal(): WasmEffect {
    const encoding: WasmValue = (code) => {
      code.localGet(this.#frame.ip);
      code.memory(memoryOp.i64Load32U, recordField.raw);
    };
    return (code) => emitTrap(code, this.#frame, 'illegal-instruction', encoding);
  }

  ecall(): WasmEffect {
    return (code) => emitTrap(code, this.#frame, 'ecall', this.const(0n));
  }

  ebreak(): WasmEffect {
    return (code) => emitTrap(code, this.#frame, 'breakpoint', this.pc());
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

  float(name: string, args: readonly WasmValue[], use: (value: WasmValue, flags: WasmValue) => WasmEffect): WasmEffect {
    const index = this.#floats.get(name);
    return index === undefined ? (code) => code.br(this.#frame.labels.step) : this.callFloat(index, args, use);
  }

  #registerAddress(code: Code, register: RegisterName): void {
    code.localGet(this.#frame.hart);
    code.localGet(this.#frame.ip);
    code.memory(memoryOp.i32Load16U, registerField[register]);
    code.op(op.i32Add);
  }
}
