// The locals of a region's function, and the ways out of it. Knows registers and counters, no instruction.
import { hartField } from '../../layout.js';
import type { Code, Local } from '../../wasm/code.js';
import { memoryOp, op } from '../../wasm/opcodes.js';
import type { WasmValue } from '../wasm-values.js';
import { stopped } from '../region-call.js';
import { type Cost, noCost } from './block-costs.js';
import { floatBase, type Registers, registerNumbers } from './register-flow.js';

/**
 * Registers are read from locals and written to them, and to the hart's state before control may leave: so the ways out, of which there are many, are
 * short, and locals are alive only where they are read. That takes a fraction of the host's compile time that many long ways out take.
 */
export class RegionFrame {
  readonly hart: Local = 0;
  /** How many calls may still be nested. */
  readonly depth: Local = 1;
  /** Shares of a cycle up to the end of the budget (i32). */
  readonly left: Local;
  /** The word of counts (i64); undefined: it is not kept. */
  readonly counts: Local | undefined;
  /** Address of a data access (i64), the filter entry it selects (i32), what a call returned or a jump goes to (i64), cycles waited (i32). */
  readonly address: Local;
  readonly entry: Local;
  readonly target: Local;
  readonly waited: Local;
  readonly #registers = new Map<number, Local>();
  readonly #code: Code;

  /** @param registers all that will be asked for: their locals are nobody else's, for what one block leaves in them another one reads */
  constructor(code: Code, keepsCounts: boolean, registers: Registers) {
    this.#code = code;
    this.left = code.newLocal('i32');
    this.counts = keepsCounts ? code.newLocal('i64') : undefined;
    this.address = code.newLocal('i64');
    this.entry = code.newLocal('i32');
    this.target = code.newLocal('i64');
    this.waited = code.newLocal('i32');
    for (const number of registerNumbers(registers)) this.#registers.set(number, code.newLocal('i64'));
  }

  /** The local of register `number`: x below `floatBase`, f above. */
  register(number: number): Local {
    const local = this.#registers.get(number);
    if (local === undefined) throw new Error(`register ${number} has no local`);
    return local;
  }

  /** Reads counters and `registers` from the hart's state. */
  enter(registers: Registers): void {
    const code = this.#code;
    code.localGet(this.hart);
    code.memory(memoryOp.i32Load, hartField.regionLeft);
    code.localSet(this.left);
    if (this.counts !== undefined) {
      code.localGet(this.hart);
      code.memory(memoryOp.i64Load, hartField.regionCounts);
      code.localSet(this.counts);
    }
    for (const number of registerNumbers(registers)) {
      code.localGet(this.hart);
      code.memory(memoryOp.i64Load, registerField(number));
      code.localSet(this.register(number));
    }
  }

  /** Writes registers to the hart's state. */
  flush(registers: Registers): void {
    for (const number of registerNumbers(registers))
      this.#store(memoryOp.i64Store, registerField(number), () => this.#code.localGet(this.register(number)));
  }

  /** Writes the counters to the hart's state. @param ahead what of a block's cost has been counted and not been executed */
  writeCounters(ahead: Cost = noCost): void {
    const code = this.#code;
    this.#store(memoryOp.i32Store, hartField.regionLeft, () => {
      code.localGet(this.left);
      if (ahead.shares === 0) return;
      code.i32(ahead.shares);
      code.op(op.i32Add);
    });
    const { counts } = this;
    if (counts !== undefined)
      this.#store(memoryOp.i64Store, hartField.regionCounts, () => {
        code.localGet(counts);
        if (ahead.counts === 0n) return;
        code.i64(ahead.counts);
        code.op(op.i64Sub);
      });
  }

  /** Returns to whoever called, who goes on at `pc`. */
  leave(pc: WasmValue, ahead?: Cost): void {
    this.writeCounters(ahead);
    pc(this.#code);
    this.#code.op(op.return);
  }

  /** Returns from all calls: `status` (undefined: it is in the hart's state already) says why, and the hart's pc is `pc`. */
  stop(pc: WasmValue, { ahead, status }: { readonly ahead?: Cost; readonly status?: number } = {}): void {
    const code = this.#code;
    this.writeCounters(ahead);
    this.#store(memoryOp.i64Store, hartField.pc, () => pc(code));
    if (status !== undefined) this.#store(memoryOp.i32Store, hartField.regionStatus, () => code.i32(status));
    code.i64(stopped);
    code.op(op.return);
  }

  /** Counts the cost of a block. */
  pay({ shares, counts }: Cost): void {
    const code = this.#code;
    code.localGet(this.left);
    code.i32(shares);
    code.op(op.i32Sub);
    code.localSet(this.left);
    if (this.counts === undefined) return;
    code.localGet(this.counts);
    code.i64(counts);
    code.op(op.i64Add);
    code.localSet(this.counts);
  }

  /**
   * With the cycles on the stack that a miss took, or their complement when it failed: takes them from what is left; when it has failed, stops at `pc`.
   */
  afterMiss(issueWidth: number, pc: WasmValue, ahead: Cost): void {
    const code = this.#code;
    code.localSet(this.waited);
    code.localGet(this.left);
    code.localGet(this.waited);
    code.localGet(this.waited);
    code.i32(31);
    code.op(op.i32ShrS);
    code.op(op.i32Xor);
    if (issueWidth > 1) {
      code.i32(issueWidth);
      code.op(op.i32Mul);
    }
    code.op(op.i32Sub);
    code.localSet(this.left);
    code.localGet(this.waited);
    code.i32(0);
    code.op(op.i32LtS);
    code.if();
    this.stop(pc, { ahead });
    code.end();
  }

  #store(opcode: typeof memoryOp.i32Store | typeof memoryOp.i64Store, field: number, value: () => void): void {
    this.#code.localGet(this.hart);
    value();
    this.#code.memory(opcode, field);
  }
}

function registerField(number: number): number {
  return number < floatBase ? hartField.x + number * 8 : hartField.f + (number - floatBase) * 8;
}
