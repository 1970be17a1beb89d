// Instructions read as wasm with registers in locals and constant operands: the translator's reading. Knows the region's frame, not where its blocks go.
import type { Algebra, JumpKind } from '../../isa/algebra.js';
import { NX } from '../../isa/float/float-format.js';
import { hartField, pageBytes } from '../../layout.js';
import { rulesOf } from '../../memory/hierarchy/access-rules.js';
import type { Code } from '../../wasm/code.js';
import { memoryOp, op } from '../../wasm/opcodes.js';
import { type AccessFrame, emitFilterEntry, emitTrapCause } from '../access-code.js';
import { type CompilationTarget, countShift } from '../region-call.js';
import { status } from '../status.js';
import { HartEffects } from '../hart-effects.js';
import type { WasmEffect } from '../wasm-effects.js';
import type { WasmCondition, WasmValue } from '../wasm-values.js';
import { type HostFloat, hostFloats } from './host-floats.js';
import type { GuestInstruction } from './region.js';
import type { Moment, RegionFrame } from './region-frame.js';
import { floatBase } from './register-flow.js';

/** Indices of the functions that a region's code calls. */
export interface RegionImports {
  /** `load` and `store`: (hart, va: i64, bytes) -> 0 when the filter has the entry; `line`, with caches: the same without bytes. */
  readonly load: number;
  readonly store: number;
  readonly line: number | undefined;
  /** Of `enterType`. */
  readonly enter: number;
  readonly floats: ReadonlyMap<string, number>;
}

/** What an instruction is translated in. */
export interface InstructionContext {
  readonly frame: RegionFrame;
  readonly target: CompilationTarget;
  readonly imports: RegionImports;
  readonly instruction: GuestInstruction;
  readonly moment: Moment;
  /** It has left the region often because of a miss, or must not be fetched again: so it calls what sees to one. */
  readonly missesOften: boolean;
  /** A float register has been written before, so that the state is dirty already. */
  readonly floatsWritten: boolean;
  /** The ways on when it jumps, at the end of the block. */
  readonly jump: (kind: JumpKind, target: WasmValue) => WasmEffect;
  readonly branch: (c: WasmCondition) => WasmEffect;
}

/** Raises nothing. */
const noFlags: WasmValue = (code) => code.i64(0n);

const dynamicRounding = 7n;
const largestRoundingMode = 4n;
const frmShift = 5n;

export class TranslatedHart extends HartEffects implements Algebra<WasmValue, WasmCondition, WasmEffect, number> {
  readonly #context: InstructionContext;

  constructor(context: InstructionContext) {
    super(accessFrame(context));
    this.#context = context;
  }

  readX(register: number): WasmValue {
    if (register === 0) return this.const(0n);
    const local = this.#context.frame.register(register);
    return (code) => code.localGet(local);
  }

  writeX(register: number, value: WasmValue): WasmEffect {
    if (register === 0) return this.nop();
    return this.#write(register, value);
  }

  readF(register: number): WasmValue {
    const local = this.#context.frame.register(floatBase + register);
    return (code) => code.localGet(local);
  }

  writeF(register: number, value: WasmValue): WasmEffect {
    const write = this.#write(floatBase + register, value);
    return this.#context.floatsWritten ? write : this.seq(write, this.setDirty());
  }

  pc(): WasmValue {
    return this.const(BigInt(this.#context.instruction.pc));
  }

  nextPc(): WasmValue {
    const { pc, bytes } = this.#context.instruction;
    return this.const(BigInt(pc + bytes));
  }

  jump(kind: JumpKind, target: WasmValue): WasmEffect {
    return this.#context.jump(kind, target);
  }

  branch(c: WasmCondition): WasmEffect {
    return this.#context.branch(c);
  }

  readCsr(): WasmEffect {
    return this.#leave();
  }

  writeCsr(): WasmEffect {
    return this.#leave();
  }

  illegal(): WasmEffect {
    return this.#leave();
  }

  ecall(): WasmEffect {
    return this.#leave();
  }

  ebreak(): WasmEffect {
    return this.#leave();
  }

  roundingMode(_rm: WasmValue, use: (mode: WasmValue) => WasmEffect): WasmEffect {
    const rm = BigInt(this.#context.instruction.operands.rm);
    if (rm !== dynamicRounding) return rm <= largestRoundingMode ? use(this.const(rm)) : this.#leave();
    const { hart } = this.#context.frame;
    const frm: WasmValue = (code) => {
      code.localGet(hart);
      code.memory(memoryOp.i64Load32U, hartField.fcsr);
      code.i64(frmShift);
      code.op(op.i64ShrU);
    };
    return this.bind(frm, (mode) =>
      this.seq(
        this.when(this.ltU(this.const(largestRoundingMode), mode), () => this.#leave()),
        use(mode),
      ),
    );
  }

  override raise(flags: WasmValue): WasmEffect {
    return flags === noFlags ? this.nop() : super.raise(flags);
  }

  float(name: string, args: readonly WasmValue[], use: (value: WasmValue, flags: WasmValue) => WasmEffect): WasmEffect {
    const host = hostFloats.get(name);
    const exactly = this.#callFloat(name, args, use);
    if (host === undefined) return exactly;
    const operands = args.slice(args.length - host.operands);
    const [mode] = args.length > host.operands ? args : [];
    return this.bind(host.compute(...operands), (result) =>
      this.when(
        this.both(this.#hostMayRound(host, mode), host.holds(result, ...operands)),
        () => use(result, host.flags?.(result, ...operands) ?? noFlags),
        () => exactly,
      ),
    );
  }

  /** The host rounds to nearest, or cuts off, and does not say whether that was exact. */
  #hostMayRound({ mode: wanted, rounds }: HostFloat, mode: WasmValue | undefined): WasmCondition {
    const { hart } = this.#context.frame;
    const isInexact: WasmCondition = (code) => {
      code.localGet(hart);
      code.memory(memoryOp.i32Load, hartField.fcsr);
      code.i32(Number(NX));
      code.op(op.i32And);
    };
    const inMode = wanted === undefined || mode === undefined ? undefined : this.eq(mode, this.const(wanted));
    if (!rounds) return inMode ?? ((code) => code.i32(1));
    return inMode === undefined ? isInexact : this.both(inMode, isInexact);
  }

  #callFloat(name: string, args: readonly WasmValue[], use: (value: WasmValue, flags: WasmValue) => WasmEffect): WasmEffect {
    const index = this.#context.imports.floats.get(name);
    if (index === undefined) throw new Error(`there is no float function ${name}`);
    return this.callFloat(index, args, use);
  }

  #write(number: number, value: WasmValue): WasmEffect {
    const local = this.#context.frame.register(number);
    return (code) => {
      value(code);
      code.localSet(local);
    };
  }

  /** The instruction, which has been fetched, is executed outside. */
  #leave(): WasmEffect {
    const { frame, moment } = this.#context;
    return () => frame.stop(this.pc(), { ahead: moment.ahead, status: status.step });
  }
}

/** Accesses as a region makes them: a rare miss leaves it, so that the loop sees to it; a frequent one is seen to by a call, behind which the filter has the entry. */
function accessFrame({ frame, target, imports, instruction, moment, missesOften }: InstructionContext): AccessFrame {
  const { hart, address, entry } = frame;
  const pc: WasmValue = (code) => code.i64(BigInt(instruction.pc));
  const unitBytes = target.hierarchy?.lineBytes ?? pageBytes;
  return {
    hart,
    address,
    entry,
    unitBytes,
    rules: rulesOf(target.hierarchy?.semantics),
    onMiss: (code, kind, bytes) => {
      code.if();
      if (!missesOften) {
        frame.leave(pc, moment.ahead);
        code.end();
        return;
      }
      const fill = (): void => {
        code.localGet(hart);
        code.localGet(address);
        code.i32(bytes);
        code.call(imports[kind]);
      };
      frame.callOnMiss(fill, pc, moment);
      code.localGet(hart);
      code.memory(memoryOp.i64Load, hartField.missAddress);
      code.localSet(address);
      emitFilterEntry(code, hart, address, Math.log2(unitBytes));
      code.localSet(entry);
      code.end();
    },
    count: (code, kind, rarely) => {
      if (rarely !== undefined) emitCount(code, frame, kind, target);
    },
    trap: (code, cause, tval) => {
      emitTrapCause(code, hart, cause, tval);
      frame.stop(pc, { ahead: moment.ahead, status: status.trap });
    },
  };
}

/** Counts an access that the block's cost does not have in it. */
function emitCount(code: Code, { counts }: RegionFrame, kind: 'load' | 'store', { hierarchy }: CompilationTarget): void {
  if (counts === undefined || hierarchy === undefined) return;
  code.localGet(counts);
  code.i64(1n << (kind === 'load' ? countShift.loads : countShift.stores));
  code.op(op.i64Add);
  code.localSet(counts);
}
