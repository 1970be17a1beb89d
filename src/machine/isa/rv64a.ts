// RV64A: load-reserved, store-conditional and atomic memory operations. The aq and rl bits change nothing:
// harts take turns, so all accesses are in one order. Knows no engine. @see RISC-V Unprivileged ISA 20240411, A extension
import type { ValueAlgebra } from './algebra.js';
import type { Instruction } from './instruction.js';
import type { Execute } from './rv64i.js';

/** The new value from the old one and rs2; words come sign-extended, which keeps their unsigned order too. */
type Update = <V, C>(m: ValueAlgebra<V, C>, old: V, operand: V) => V;

const swap: Update = (_m, _old, operand) => operand;
const add: Update = (m, old, operand) => m.add(old, operand);
const xor: Update = (m, old, operand) => m.xor(old, operand);
const and: Update = (m, old, operand) => m.and(old, operand);
const or: Update = (m, old, operand) => m.or(old, operand);
const min: Update = (m, old, operand) => m.let(operand, (b) => m.select(m.ltS(old, b), old, b));
const max: Update = (m, old, operand) => m.let(operand, (b) => m.select(m.ltS(old, b), b, old));
const minu: Update = (m, old, operand) => m.let(operand, (b) => m.select(m.ltU(old, b), old, b));
const maxu: Update = (m, old, operand) => m.let(operand, (b) => m.select(m.ltU(old, b), b, old));

function amo(bytes: 4 | 8, update: Update): Execute {
  return (m, { rd, rs1, rs2 }) => {
    const operand = bytes === 4 ? m.signExtend(32, m.readX(rs2)) : m.readX(rs2);
    return m.amo(bytes, m.readX(rs1), (old) => update(m, old, operand), (old) => m.writeX(rd, old));
  };
}

function loadReserved(bytes: 4 | 8): Execute {
  return (m, { rd, rs1 }) => m.loadReserved(bytes, m.readX(rs1), (value) => m.writeX(rd, value));
}

function storeConditional(bytes: 4 | 8): Execute {
  return (m, { rd, rs1, rs2 }) => m.storeConditional(bytes, m.readX(rs1), m.readX(rs2), (failed) => m.writeX(rd, failed));
}

export const rv64a: readonly Instruction[] = [
  { mnemonic: 'lr.w',      format: 'amo', mask: 0xf9f0_707f, match: 0x1000_202f, cost: 'load', execute: loadReserved(4) },
  { mnemonic: 'sc.w',      format: 'amo', mask: 0xf800_707f, match: 0x1800_202f, cost: 'store', execute: storeConditional(4) },
  { mnemonic: 'amoswap.w', format: 'amo', mask: 0xf800_707f, match: 0x0800_202f, cost: 'atomic', execute: amo(4, swap) },
  { mnemonic: 'amoadd.w',  format: 'amo', mask: 0xf800_707f, match: 0x0000_202f, cost: 'atomic', execute: amo(4, add) },
  { mnemonic: 'amoxor.w',  format: 'amo', mask: 0xf800_707f, match: 0x2000_202f, cost: 'atomic', execute: amo(4, xor) },
  { mnemonic: 'amoand.w',  format: 'amo', mask: 0xf800_707f, match: 0x6000_202f, cost: 'atomic', execute: amo(4, and) },
  { mnemonic: 'amoor.w',   format: 'amo', mask: 0xf800_707f, match: 0x4000_202f, cost: 'atomic', execute: amo(4, or) },
  { mnemonic: 'amomin.w',  format: 'amo', mask: 0xf800_707f, match: 0x8000_202f, cost: 'atomic', execute: amo(4, min) },
  { mnemonic: 'amomax.w',  format: 'amo', mask: 0xf800_707f, match: 0xa000_202f, cost: 'atomic', execute: amo(4, max) },
  { mnemonic: 'amominu.w', format: 'amo', mask: 0xf800_707f, match: 0xc000_202f, cost: 'atomic', execute: amo(4, minu) },
  { mnemonic: 'amomaxu.w', format: 'amo', mask: 0xf800_707f, match: 0xe000_202f, cost: 'atomic', execute: amo(4, maxu) },
  { mnemonic: 'lr.d',      format: 'amo', mask: 0xf9f0_707f, match: 0x1000_302f, cost: 'load', execute: loadReserved(8) },
  { mnemonic: 'sc.d',      format: 'amo', mask: 0xf800_707f, match: 0x1800_302f, cost: 'store', execute: storeConditional(8) },
  { mnemonic: 'amoswap.d', format: 'amo', mask: 0xf800_707f, match: 0x0800_302f, cost: 'atomic', execute: amo(8, swap) },
  { mnemonic: 'amoadd.d',  format: 'amo', mask: 0xf800_707f, match: 0x0000_302f, cost: 'atomic', execute: amo(8, add) },
  { mnemonic: 'amoxor.d',  format: 'amo', mask: 0xf800_707f, match: 0x2000_302f, cost: 'atomic', execute: amo(8, xor) },
  { mnemonic: 'amoand.d',  format: 'amo', mask: 0xf800_707f, match: 0x6000_302f, cost: 'atomic', execute: amo(8, and) },
  { mnemonic: 'amoor.d',   format: 'amo', mask: 0xf800_707f, match: 0x4000_302f, cost: 'atomic', execute: amo(8, or) },
  { mnemonic: 'amomin.d',  format: 'amo', mask: 0xf800_707f, match: 0x8000_302f, cost: 'atomic', execute: amo(8, min) },
  { mnemonic: 'amomax.d',  format: 'amo', mask: 0xf800_707f, match: 0xa000_302f, cost: 'atomic', execute: amo(8, max) },
  { mnemonic: 'amominu.d', format: 'amo', mask: 0xf800_707f, match: 0xc000_302f, cost: 'atomic', execute: amo(8, minu) },
  { mnemonic: 'amomaxu.d', format: 'amo', mask: 0xf800_707f, match: 0xe000_302f, cost: 'atomic', execute: amo(8, maxu) },
];
