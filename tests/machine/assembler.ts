// A small assembler for tests: uncompressed instructions by mnemonic and operands, encodings from the rows.
import type { InstructionFormat } from '../../src/machine/isa/instruction.js';
import { instructions } from '../../src/machine/isa/instructions.js';

export interface AssemblerOperands {
  readonly rd?: number;
  readonly rs1?: number;
  readonly rs2?: number;
  readonly rs3?: number;
  /** Offset of branches and jumps, CSR number of CSR instructions. */
  readonly imm?: number;
  /** Rounding mode, or zimm. */
  readonly rm?: number;
}

type Encode = (operands: Required<AssemblerOperands>) => number;

const rd: Encode = (o) => o.rd << 7;
const rs1: Encode = (o) => o.rs1 << 15;
const rs2: Encode = (o) => o.rs2 << 20;
const rm: Encode = (o) => o.rm << 12;
const upper: Encode = (o) => o.imm << 20;

function all(...parts: readonly Encode[]): Encode {
  return (operands) => parts.reduce((raw, part) => raw | part(operands), 0);
}

const branch: Encode = ({ imm }) => ((imm & 0x1000) << 19) | ((imm & 0x7e0) << 20) | ((imm & 0x1e) << 7) | ((imm & 0x800) >> 4);
const jump: Encode = ({ imm }) => ((imm & 0x10_0000) << 11) | ((imm & 0x7fe) << 20) | ((imm & 0x800) << 9) | (imm & 0xf_f000);
const store: Encode = ({ imm }) => ((imm & 0xfe0) << 20) | ((imm & 0x1f) << 7);

const encoders: Partial<Readonly<Record<InstructionFormat, Encode>>> = {
  R: all(rd, rs1, rs2),
  amo: all(rd, rs1, rs2),
  'R-rm': all(rd, rs1, rs2, rm),
  'R2-rm': all(rd, rs1, rm),
  R2: all(rd, rs1),
  R4: all(rd, rs1, rs2, rm, (o) => o.rs3 << 27),
  I: all(rd, rs1, upper),
  'I-shift64': all(rd, rs1, upper),
  'I-shift32': all(rd, rs1, upper),
  S: all(rs1, rs2, store),
  B: all(rs1, rs2, branch),
  U: all(rd, (o) => o.imm & ~0xfff),
  J: all(rd, jump),
  csr: all(rd, rs1, upper),
  'csr-imm': all(rd, upper, (o) => o.rm << 15),
  fence: () => 0,
  system: () => 0,
};

const none: Required<AssemblerOperands> = { rd: 0, rs1: 0, rs2: 0, rs3: 0, imm: 0, rm: 0 };

/** The encoding of an instruction; operands that are left out are 0. */
export function assemble(mnemonic: string, operands: AssemblerOperands = {}): number {
  const row = instructions.find((candidate) => candidate.mnemonic === mnemonic);
  const encode = row && encoders[row.format];
  if (row === undefined || encode === undefined) throw new Error(`cannot assemble ${mnemonic}`);
  return (row.match | encode({ ...none, ...operands })) >>> 0;
}
