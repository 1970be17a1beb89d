// The locals of a region's function, and the ways out of it. Knows registers and counters, no instruction.
import { hartField } from '../../layout.js';
import type { Code, Local } from '../../wasm/code.js';
import { memoryOp, op } from '../../wasm/opcodes.js';
import type { WasmValue } from '../wasm-values.js';
import { stopped } from '../region-call.js';
import { type Cost, noCost } from './block-costs.js';
import { floatBase, noRegisters, type Registers, registerNumbers } from './register-flow.js';

/** Registers that are read anew behind a call for a miss, at most. */
const mostReloaded = 8;

/** Where in a block an instruction stands. */
export interface Moment {
  /** The cost of it and of what stands behind it in its block: it is counted and not done. */
  readonly ahead: Cost;
  /** Registers that are read from here on, before they are written. */
  readonly live: Registers;
}

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
  /** Address of a data access (i64), the filter entry it selects (i32), what a call returned or a jump goes to (i64). */
  readonly address: Local;
  readonly entry: Local;
  readonly target: Local;
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

  /** Returns from all calls: `status` says why, and the hart's pc is `pc`. */
  stop(pc: WasmValue, { ahead, status }: { readonly ahead?: Cost; readonly status: number }): void {
    const code = this.#code;
    this.writeCounters(ahead);
    this.#store(memoryOp.i64Store, hartField.pc, () => pc(code));
    this.#store(memoryOp.i32Store, hartField.regionStatus, () => code.i32(status));
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
   * Calls what sees to a miss: `call` leaves 0 when it has, else the region stops at `pc`. Registers that are needed behind it are read anew, so
   * that they are not alive across the call: else the host's compiler would spill them where there is no miss, too. Where they are more than the
   * host has registers, most are spilled anyway, and to join two copies of each is dearer.
   *
   * @param live registers that are read from here on
   */
  callOnMiss(call: () => void, pc: WasmValue, { ahead, live }: Moment): void {
    const code = this.#code;
    this.writeCounters(ahead);
    call();
    code.if();
    this.#store(memoryOp.i64Store, hartField.pc, () => pc(code));
    code.i64(stopped);
    code.op(op.return);
    code.end();
    this.enter(registerNumbers(live).length <= mostReloaded ? live : noRegisters);
    this.pay(ahead);
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
