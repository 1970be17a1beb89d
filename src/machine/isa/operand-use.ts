// How a row uses its operands and the hart, found by reading the row itself. Knows no engine and no encoding.
import type { AccessBytes } from './algebra.js';
import type { Instruction } from './instruction.js';
import { type Known, StaticReading } from './static-reading.js';

export type RegisterName = 'rd' | 'rs1' | 'rs2' | 'rs3';

/** The register file of each operand that the row touches, and what else it does, whatever the operands. */
export interface OperandUse {
  readonly registers: ReadonlyMap<RegisterName, 'x' | 'f'>;
  readonly reads: ReadonlySet<RegisterName>;
  readonly writes: ReadonlySet<RegisterName>;
  readonly usesImmediate: boolean;
  readonly usesPc: boolean;
  /** True when the instruction behind it is not reached: a jump or a trap, whatever the operands. */
  readonly endsBlock: boolean;
  /** It may jump or branch. */
  readonly jumps: boolean;
  /** It reads or writes a CSR other than fcsr, or always traps. */
  readonly isRare: boolean;
  /** Accesses that it makes whenever it retires. */
  readonly loads: number;
  readonly stores: number;
  /** It may trap or be given up half-way: it accesses memory, or depends on a rounding mode. */
  readonly mayStop: boolean;
  /** The float functions that it calls. */
  readonly floats: ReadonlySet<string>;
}

/** Reads both sides of every choice and notes what is touched. */
class OperandProbe extends StaticReading<RegisterName> {
  readonly registers = new Map<RegisterName, 'x' | 'f'>();
  readonly reads = new Set<RegisterName>();
  readonly writes = new Set<RegisterName>();
  usesPc = false;
  endsBlock = false;
  jumps = false;
  isRare = false;
  loads = 0;
  stores = 0;
  mayStop = false;
  readonly floats = new Set<string>();

  override when(c: undefined, chosen: () => undefined, otherwise?: () => undefined): undefined {
    const before = this.endsBlock;
    super.when(c, chosen, otherwise);
    this.endsBlock = before;
  }

  override readX(register: RegisterName): Known {
    this.registers.set(register, 'x');
    this.reads.add(register);
    return undefined;
  }

  override writeX(register: RegisterName): undefined {
    this.registers.set(register, 'x');
    this.writes.add(register);
  }

  override readF(register: RegisterName): Known {
    this.registers.set(register, 'f');
    this.reads.add(register);
    return undefined;
  }

  override writeF(register: RegisterName): undefined {
    this.registers.set(register, 'f');
    this.writes.add(register);
  }

  override pc(): Known {
    this.usesPc = true;
    return undefined;
  }

  override jump(): undefined {
    this.endsBlock = true;
    this.jumps = true;
  }

  override branch(): undefined {
    this.usesPc = true;
    this.jumps = true;
  }

  override load(bytes: AccessBytes, signed: boolean, address: Known, use: (value: Known) => undefined): undefined {
    this.#access(1, 0);
    super.load(bytes, signed, address, use);
  }

  override store(): undefined {
    this.#access(0, 1);
  }

  override loadReserved(bytes: 4 | 8, address: Known, use: (value: Known) => undefined): undefined {
    this.#access(1, 0);
    super.loadReserved(bytes, address, use);
  }

  override storeConditional(bytes: 4 | 8, address: Known, value: Known, use: (failed: Known) => undefined): undefined {
    this.#access(0, 0);
    super.storeConditional(bytes, address, value, use);
  }

  override amo(bytes: 4 | 8, address: Known, update: (old: Known) => Known, use: (old: Known) => undefined): undefined {
    this.#access(1, 1);
    super.amo(bytes, address, update, use);
  }

  override readCsr(csr: Known, use: (value: Known) => undefined): undefined {
    this.isRare = true;
    super.readCsr(csr, use);
  }

  override writeCsr(): undefined {
    this.isRare = true;
  }

  override illegal(): undefined {
    this.endsBlock = true;
    this.isRare = true;
  }

  override ecall(): undefined {
    this.isRare = true;
  }

  override ebreak(): undefined {
    this.endsBlock = true;
    this.isRare = true;
  }

  override roundingMode(rm: Known, use: (mode: Known) => undefined): undefined {
    this.mayStop = true;
    super.roundingMode(rm, use);
  }

  override float(name: string, args: readonly Known[], use: (value: Known, flags: Known) => undefined): undefined {
    this.floats.add(name);
    super.float(name, args, use);
  }

  #access(loads: number, stores: number): void {
    this.loads += loads;
    this.stores += stores;
    this.mayStop = true;
  }
}

const uses = new WeakMap<Instruction, OperandUse>();

export function operandUse(row: Instruction): OperandUse {
  const known = uses.get(row);
  if (known !== undefined) return known;
  const use = probe(row);
  uses.set(row, use);
  return use;
}

function probe(row: Instruction): OperandUse {
  const reading = new OperandProbe();
  let usesImmediate = false;
  row.execute<Known, undefined, undefined, RegisterName>(reading, {
    rd: 'rd',
    rs1: 'rs1',
    rs2: 'rs2',
    rs3: 'rs3',
    rm: undefined,
    get imm(): Known {
      usesImmediate = true;
      return undefined;
    },
  });
  return { ...reading, usesImmediate };
}
