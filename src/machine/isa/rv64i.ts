// RV64I: the base integer instructions. Knows no engine. @see RISC-V Unprivileged ISA 20240411 §2, §4
import type { AccessBytes, JumpKind, ValueAlgebra } from './algebra.js';
import type { Instruction } from './instruction.js';

export type Execute = Instruction['execute'];

/** A result computed from two values. */
type Binary = <V, C>(m: ValueAlgebra<V, C>, a: V, b: V) => V;

const add: Binary = (m, a, b) => m.add(a, b);
const sub: Binary = (m, a, b) => m.sub(a, b);
const and: Binary = (m, a, b) => m.and(a, b);
const or: Binary = (m, a, b) => m.or(a, b);
const xor: Binary = (m, a, b) => m.xor(a, b);
const sll: Binary = (m, a, b) => m.shl(a, b);
const srl: Binary = (m, a, b) => m.shrU(a, b);
const sra: Binary = (m, a, b) => m.shrS(a, b);
const slt: Binary = (m, a, b) => m.flag(m.ltS(a, b));
const sltu: Binary = (m, a, b) => m.flag(m.ltU(a, b));
const addw: Binary = (m, a, b) => m.signExtend(32, m.add(a, b));
const subw: Binary = (m, a, b) => m.signExtend(32, m.sub(a, b));
const sllw: Binary = (m, a, b) => m.signExtend(32, m.shl(a, m.and(b, m.const(31n))));
const srlw: Binary = (m, a, b) => m.signExtend(32, m.shrU(m.zeroExtend(32, a), m.and(b, m.const(31n))));
const sraw: Binary = (m, a, b) => m.shrS(m.signExtend(32, a), m.and(b, m.const(31n)));

/** rd = rs1 op rs2, and rd = rs1 op imm. */
export function registers(compute: Binary): Execute {
  return (m, { rd, rs1, rs2 }) => m.writeX(rd, compute(m, m.readX(rs1), m.readX(rs2)));
}

function immediate(compute: Binary): Execute {
  return (m, { rd, rs1, imm }) => m.writeX(rd, compute(m, m.readX(rs1), imm));
}

function load(bytes: AccessBytes, signed: boolean): Execute {
  return (m, { rd, rs1, imm }) => m.load(bytes, signed, m.add(m.readX(rs1), imm), (value) => m.writeX(rd, value));
}

function store(bytes: AccessBytes): Execute {
  return (m, { rs1, rs2, imm }) => m.store(bytes, m.add(m.readX(rs1), imm), m.readX(rs2));
}

function jal(kind: JumpKind): Execute {
  return (m, { rd, imm }) => m.seq(m.writeX(rd, m.nextPc()), m.jump(kind, m.add(m.pc(), imm)));
}

/** The target is computed before rd is written, for rd may be rs1. */
function jalr(kind: JumpKind): Execute {
  return (m, { rd, rs1, imm }) => m.bind(m.and(m.add(m.readX(rs1), imm), m.const(-2n)), (target) => m.seq(m.writeX(rd, m.nextPc()), m.jump(kind, target)));
}

/** Meanings that compressed instructions share. */
export const base = {
  lui: (m, { rd, imm }) => m.writeX(rd, imm),
  move: (m, { rd, rs2 }) => m.writeX(rd, m.readX(rs2)),
  addi: immediate(add), addiw: immediate(addw), andi: immediate(and), slli: immediate(sll), srli: immediate(srl), srai: immediate(sra),
  add: registers(add), sub: registers(sub), xor: registers(xor), or: registers(or), and: registers(and), addw: registers(addw), subw: registers(subw),
  lw: load(4, true), ld: load(8, true), sw: store(4), sd: store(8),
  jump: (m, { imm }) => m.jump('jump', m.add(m.pc(), imm)),
  call: jal('call'), jalrCall: jalr('call'), jalrReturn: jalr('return'), jalrIndirect: jalr('indirect'),
  beq: (m, { rs1, rs2, imm }) => m.branch(m.eq(m.readX(rs1), m.readX(rs2)), imm),
  bne: (m, { rs1, rs2, imm }) => m.branch(m.ne(m.readX(rs1), m.readX(rs2)), imm),
  ebreak: (m) => m.ebreak(),
} as const satisfies Readonly<Record<string, Execute>>;

/** x1 and x5 are the link registers: writing one calls, jumping to one returns. @see §2.5.1 */
function isLink(register: number): boolean {
  return register === 1 || register === 5;
}

const rdIsLink = (raw: number): boolean => isLink((raw >>> 7) & 31);
const rs1IsLink = (raw: number): boolean => isLink((raw >>> 15) & 31);

export const rv64i: readonly Instruction[] = [
  { mnemonic: 'lui',     format: 'U',         mask: 0x0000_007f, match: 0x0000_0037, cost: 'alu',    execute: base.lui },
  { mnemonic: 'auipc',   format: 'U',         mask: 0x0000_007f, match: 0x0000_0017, cost: 'alu',    execute: (m, { rd, imm }) => m.writeX(rd, m.add(m.pc(), imm)) },
  { mnemonic: 'jal',     format: 'J',         mask: 0x0000_007f, match: 0x0000_006f, cost: 'jump',   legal: (raw) => !rdIsLink(raw), execute: jal('jump') },
  { mnemonic: 'jal',     format: 'J',         mask: 0x0000_007f, match: 0x0000_006f, cost: 'jump',   legal: rdIsLink, execute: base.call },
  { mnemonic: 'jalr',    format: 'I',         mask: 0x0000_707f, match: 0x0000_0067, cost: 'jump',   legal: rdIsLink, execute: base.jalrCall },
  { mnemonic: 'jalr',    format: 'I',         mask: 0x0000_707f, match: 0x0000_0067, cost: 'jump',   legal: (raw) => !rdIsLink(raw) && rs1IsLink(raw), execute: base.jalrReturn },
  { mnemonic: 'jalr',    format: 'I',         mask: 0x0000_707f, match: 0x0000_0067, cost: 'jump',   legal: (raw) => !rdIsLink(raw) && !rs1IsLink(raw), execute: base.jalrIndirect },
  { mnemonic: 'beq',     format: 'B',         mask: 0x0000_707f, match: 0x0000_0063, cost: 'branch', execute: base.beq },
  { mnemonic: 'bne',     format: 'B',         mask: 0x0000_707f, match: 0x0000_1063, cost: 'branch', execute: base.bne },
  { mnemonic: 'blt',     format: 'B',         mask: 0x0000_707f, match: 0x0000_4063, cost: 'branch', execute: (m, { rs1, rs2, imm }) => m.branch(m.ltS(m.readX(rs1), m.readX(rs2)), imm) },
  { mnemonic: 'bge',     format: 'B',         mask: 0x0000_707f, match: 0x0000_5063, cost: 'branch', execute: (m, { rs1, rs2, imm }) => m.branch(m.geS(m.readX(rs1), m.readX(rs2)), imm) },
  { mnemonic: 'bltu',    format: 'B',         mask: 0x0000_707f, match: 0x0000_6063, cost: 'branch', execute: (m, { rs1, rs2, imm }) => m.branch(m.ltU(m.readX(rs1), m.readX(rs2)), imm) },
  { mnemonic: 'bgeu',    format: 'B',         mask: 0x0000_707f, match: 0x0000_7063, cost: 'branch', execute: (m, { rs1, rs2, imm }) => m.branch(m.geU(m.readX(rs1), m.readX(rs2)), imm) },
  { mnemonic: 'lb',      format: 'I',         mask: 0x0000_707f, match: 0x0000_0003, cost: 'load',   execute: load(1, true) },
  { mnemonic: 'lh',      format: 'I',         mask: 0x0000_707f, match: 0x0000_1003, cost: 'load',   execute: load(2, true) },
  { mnemonic: 'lw',      format: 'I',         mask: 0x0000_707f, match: 0x0000_2003, cost: 'load',   execute: base.lw },
  { mnemonic: 'ld',      format: 'I',         mask: 0x0000_707f, match: 0x0000_3003, cost: 'load',   execute: base.ld },
  { mnemonic: 'lbu',     format: 'I',         mask: 0x0000_707f, match: 0x0000_4003, cost: 'load',   execute: load(1, false) },
  { mnemonic: 'lhu',     format: 'I',         mask: 0x0000_707f, match: 0x0000_5003, cost: 'load',   execute: load(2, false) },
  { mnemonic: 'lwu',     format: 'I',         mask: 0x0000_707f, match: 0x0000_6003, cost: 'load',   execute: load(4, false) },
  { mnemonic: 'sb',      format: 'S',         mask: 0x0000_707f, match: 0x0000_0023, cost: 'store',  execute: store(1) },
  { mnemonic: 'sh',      format: 'S',         mask: 0x0000_707f, match: 0x0000_1023, cost: 'store',  execute: store(2) },
  { mnemonic: 'sw',      format: 'S',         mask: 0x0000_707f, match: 0x0000_2023, cost: 'store',  execute: base.sw },
  { mnemonic: 'sd',      format: 'S',         mask: 0x0000_707f, match: 0x0000_3023, cost: 'store',  execute: base.sd },
  { mnemonic: 'addi',    format: 'I',         mask: 0x0000_707f, match: 0x0000_0013, cost: 'alu',    execute: base.addi },
  { mnemonic: 'slti',    format: 'I',         mask: 0x0000_707f, match: 0x0000_2013, cost: 'alu',    execute: immediate(slt) },
  { mnemonic: 'sltiu',   format: 'I',         mask: 0x0000_707f, match: 0x0000_3013, cost: 'alu',    execute: immediate(sltu) },
  { mnemonic: 'xori',    format: 'I',         mask: 0x0000_707f, match: 0x0000_4013, cost: 'alu',    execute: immediate(xor) },
  { mnemonic: 'ori',     format: 'I',         mask: 0x0000_707f, match: 0x0000_6013, cost: 'alu',    execute: immediate(or) },
  { mnemonic: 'andi',    format: 'I',         mask: 0x0000_707f, match: 0x0000_7013, cost: 'alu',    execute: base.andi },
  { mnemonic: 'slli',    format: 'I-shift64', mask: 0xfc00_707f, match: 0x0000_1013, cost: 'alu',    execute: base.slli },
  { mnemonic: 'srli',    format: 'I-shift64', mask: 0xfc00_707f, match: 0x0000_5013, cost: 'alu',    execute: base.srli },
  { mnemonic: 'srai',    format: 'I-shift64', mask: 0xfc00_707f, match: 0x4000_5013, cost: 'alu',    execute: base.srai },
  { mnemonic: 'add',     format: 'R',         mask: 0xfe00_707f, match: 0x0000_0033, cost: 'alu',    execute: base.add },
  { mnemonic: 'sub',     format: 'R',         mask: 0xfe00_707f, match: 0x4000_0033, cost: 'alu',    execute: base.sub },
  { mnemonic: 'sll',     format: 'R',         mask: 0xfe00_707f, match: 0x0000_1033, cost: 'alu',    execute: registers(sll) },
  { mnemonic: 'slt',     format: 'R',         mask: 0xfe00_707f, match: 0x0000_2033, cost: 'alu',    execute: registers(slt) },
  { mnemonic: 'sltu',    format: 'R',         mask: 0xfe00_707f, match: 0x0000_3033, cost: 'alu',    execute: registers(sltu) },
  { mnemonic: 'xor',     format: 'R',         mask: 0xfe00_707f, match: 0x0000_4033, cost: 'alu',    execute: base.xor },
  { mnemonic: 'srl',     format: 'R',         mask: 0xfe00_707f, match: 0x0000_5033, cost: 'alu',    execute: registers(srl) },
  { mnemonic: 'sra',     format: 'R',         mask: 0xfe00_707f, match: 0x4000_5033, cost: 'alu',    execute: registers(sra) },
  { mnemonic: 'or',      format: 'R',         mask: 0xfe00_707f, match: 0x0000_6033, cost: 'alu',    execute: base.or },
  { mnemonic: 'and',     format: 'R',         mask: 0xfe00_707f, match: 0x0000_7033, cost: 'alu',    execute: base.and },
  { mnemonic: 'addiw',   format: 'I',         mask: 0x0000_707f, match: 0x0000_001b, cost: 'alu',    execute: base.addiw },
  { mnemonic: 'slliw',   format: 'I-shift32', mask: 0xfe00_707f, match: 0x0000_101b, cost: 'alu',    execute: immediate(sllw) },
  { mnemonic: 'srliw',   format: 'I-shift32', mask: 0xfe00_707f, match: 0x0000_501b, cost: 'alu',    execute: immediate(srlw) },
  { mnemonic: 'sraiw',   format: 'I-shift32', mask: 0xfe00_707f, match: 0x4000_501b, cost: 'alu',    execute: immediate(sraw) },
  { mnemonic: 'addw',    format: 'R',         mask: 0xfe00_707f, match: 0x0000_003b, cost: 'alu',    execute: base.addw },
  { mnemonic: 'subw',    format: 'R',         mask: 0xfe00_707f, match: 0x4000_003b, cost: 'alu',    execute: base.subw },
  { mnemonic: 'sllw',    format: 'R',         mask: 0xfe00_707f, match: 0x0000_103b, cost: 'alu',    execute: registers(sllw) },
  { mnemonic: 'srlw',    format: 'R',         mask: 0xfe00_707f, match: 0x0000_503b, cost: 'alu',    execute: registers(srlw) },
  { mnemonic: 'sraw',    format: 'R',         mask: 0xfe00_707f, match: 0x4000_503b, cost: 'alu',    execute: registers(sraw) },
  { mnemonic: 'fence',   format: 'fence',     mask: 0x0000_707f, match: 0x0000_000f, cost: 'fence',  execute: (m) => m.fence() },
  { mnemonic: 'fence.i', format: 'fence',     mask: 0x0000_707f, match: 0x0000_100f, cost: 'fence',  execute: (m) => m.fenceI() },
  { mnemonic: 'ecall',   format: 'system',    mask: 0xffff_ffff, match: 0x0000_0073, cost: 'system', execute: (m) => m.ecall() },
  { mnemonic: 'ebreak',  format: 'system',    mask: 0xffff_ffff, match: 0x0010_0073, cost: 'system', execute: base.ebreak },
];
