// How a row uses its operands, found by reading the row itself. Knows no engine and no encoding.
import type { Algebra } from './algebra.js';
import type { Instruction } from './instruction.js';

export type RegisterName = 'rd' | 'rs1' | 'rs2' | 'rs3';

/** The register file of each operand that the row touches, and whether it writes rd or is a jump. */
export interface OperandUse {
  readonly registers: ReadonlyMap<RegisterName, 'x' | 'f'>;
  readonly writes: ReadonlySet<RegisterName>;
  readonly usesImmediate: boolean;
  readonly usesPc: boolean;
  /** True when the instruction behind it is not reached: a jump or a trap, whatever the operands. */
  readonly endsBlock: boolean;
}

/** What a value is here: nothing, for only the reading of operands counts. */
type Unknown = undefined;

/** Reads both sides of every choice and notes what is touched. */
class OperandProbe implements Algebra<Unknown, Unknown, Unknown, RegisterName> {
  readonly registers = new Map<RegisterName, 'x' | 'f'>();
  readonly writes = new Set<RegisterName>();
  usesPc = false;
  endsBlock = false;

  const(): Unknown {}
  add(): Unknown {}
  sub(): Unknown {}
  mul(): Unknown {}
  mulh(): Unknown {}
  mulhu(): Unknown {}
  mulhsu(): Unknown {}
  divS(): Unknown {}
  divU(): Unknown {}
  remS(): Unknown {}
  remU(): Unknown {}
  and(): Unknown {}
  or(): Unknown {}
  xor(): Unknown {}
  shl(): Unknown {}
  shrU(): Unknown {}
  shrS(): Unknown {}
  clz(): Unknown {}
  signExtend(): Unknown {}
  zeroExtend(): Unknown {}
  eq(): Unknown {}
  ne(): Unknown {}
  ltS(): Unknown {}
  ltU(): Unknown {}
  geS(): Unknown {}
  geU(): Unknown {}
  not(): Unknown {}
  both(): Unknown {}
  either(): Unknown {}
  flag(): Unknown {}
  select(): Unknown {}
  nop(): Unknown {}
  seq(): Unknown {}
  fence(): Unknown {}
  fenceI(): Unknown {}
  raise(): Unknown {}
  writeCsr(): Unknown {}
  store(): Unknown {}

  choose(_c: Unknown, a: () => Unknown, b: () => Unknown): Unknown {
    a();
    b();
  }

  let(value: Unknown, body: (value: Unknown) => Unknown): Unknown {
    body(value);
  }

  bind(value: Unknown, body: (value: Unknown) => Unknown): Unknown {
    body(value);
  }

  when(_c: Unknown, chosen: () => Unknown, otherwise?: () => Unknown): Unknown {
    const before = this.endsBlock;
    chosen();
    otherwise?.();
    this.endsBlock = before;
  }

  readX(register: RegisterName): Unknown {
    this.registers.set(register, 'x');
  }

  writeX(register: RegisterName): Unknown {
    this.registers.set(register, 'x');
    this.writes.add(register);
  }

  readF(register: RegisterName): Unknown {
    this.registers.set(register, 'f');
  }

  writeF(register: RegisterName): Unknown {
    this.registers.set(register, 'f');
    this.writes.add(register);
  }

  pc(): Unknown {
    this.usesPc = true;
  }

  nextPc(): Unknown {}

  jump(): Unknown {
    this.endsBlock = true;
  }

  branch(): Unknown {
    this.usesPc = true;
  }

  load(_bytes: number, _signed: boolean, _address: Unknown, use: (value: Unknown) => Unknown): Unknown {
    use(undefined);
  }

  loadReserved(_bytes: number, _address: Unknown, use: (value: Unknown) => Unknown): Unknown {
    use(undefined);
  }

  storeConditional(_bytes: number, _address: Unknown, _value: Unknown, use: (failed: Unknown) => Unknown): Unknown {
    use(undefined);
  }

  amo(_bytes: number, _address: Unknown, update: (old: Unknown) => Unknown, use: (old: Unknown) => Unknown): Unknown {
    update(undefined);
    use(undefined);
  }

  readCsr(_csr: Unknown, use: (value: Unknown) => Unknown): Unknown {
    use(undefined);
  }

  illegal(): Unknown {
    this.endsBlock = true;
  }

  ecall(): Unknown {}

  ebreak(): Unknown {
    this.endsBlock = true;
  }

  roundingMode(_rm: Unknown, use: (mode: Unknown) => Unknown): Unknown {
    use(undefined);
  }

  float(_name: string, _args: readonly Unknown[], use: (value: Unknown, flags: Unknown) => Unknown): Unknown {
    use(undefined, undefined);
  }
}

export function operandUse(row: Instruction): OperandUse {
  const probe = new OperandProbe();
  let usesImmediate = false;
  row.execute<Unknown, Unknown, Unknown, RegisterName>(probe, {
    rd: 'rd',
    rs1: 'rs1',
    rs2: 'rs2',
    rs3: 'rs3',
    rm: undefined,
    get imm(): Unknown {
      usesImmediate = true;
      return undefined;
    },
  });
  const { registers, writes, usesPc, endsBlock } = probe;
  return { registers, writes, usesImmediate, usesPc, endsBlock };
}
