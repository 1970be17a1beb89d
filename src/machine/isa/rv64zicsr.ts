// Zicsr: access to control and status registers. Knows no engine and no register's meaning.
// @see RISC-V Unprivileged ISA 20240411, Zicsr
import type { ValueAlgebra } from './algebra.js';
import type { Instruction } from './instruction.js';
import type { Execute } from './rv64i.js';

/** What is written, from the old value and the operand. */
type Update = <V, C>(m: ValueAlgebra<V, C>, old: V, operand: V) => V;

const replace: Update = (_m, _old, operand) => operand;
const set: Update = (m, old, operand) => m.or(old, operand);
const clear: Update = (m, old, operand) => m.and(old, m.xor(operand, m.const(-1n)));

function register(update: Update): Execute {
  return (m, { rd, rs1, imm }) => m.bind(m.readX(rs1), (operand) =>
    m.readCsr(imm, (old) => m.seq(m.writeCsr(imm, update(m, old, operand)), m.writeX(rd, old))));
}

function immediate(update: Update): Execute {
  return (m, { rd, imm, rm }) => m.readCsr(imm, (old) => m.seq(m.writeCsr(imm, update(m, old, rm)), m.writeX(rd, old)));
}

/** Setting or clearing nothing does not write, so that read-only registers can be read. */
const readOnly: Execute = (m, { rd, imm }) => m.readCsr(imm, (old) => m.writeX(rd, old));

const names = (raw: number): boolean => ((raw >>> 15) & 31) !== 0;
const namesNothing = (raw: number): boolean => !names(raw);

export const rv64zicsr: readonly Instruction[] = [
  { mnemonic: 'csrrw',  format: 'csr',     mask: 0x0000_707f, match: 0x0000_1073, cost: 'csr', execute: register(replace) },
  { mnemonic: 'csrrs',  format: 'csr',     mask: 0x0000_707f, match: 0x0000_2073, cost: 'csr', legal: names, execute: register(set) },
  { mnemonic: 'csrrs',  format: 'csr',     mask: 0x0000_707f, match: 0x0000_2073, cost: 'csr', legal: namesNothing, execute: readOnly },
  { mnemonic: 'csrrc',  format: 'csr',     mask: 0x0000_707f, match: 0x0000_3073, cost: 'csr', legal: names, execute: register(clear) },
  { mnemonic: 'csrrc',  format: 'csr',     mask: 0x0000_707f, match: 0x0000_3073, cost: 'csr', legal: namesNothing, execute: readOnly },
  { mnemonic: 'csrrwi', format: 'csr-imm', mask: 0x0000_707f, match: 0x0000_5073, cost: 'csr', execute: immediate(replace) },
  { mnemonic: 'csrrsi', format: 'csr-imm', mask: 0x0000_707f, match: 0x0000_6073, cost: 'csr', legal: names, execute: immediate(set) },
  { mnemonic: 'csrrsi', format: 'csr-imm', mask: 0x0000_707f, match: 0x0000_6073, cost: 'csr', legal: namesNothing, execute: readOnly },
  { mnemonic: 'csrrci', format: 'csr-imm', mask: 0x0000_707f, match: 0x0000_7073, cost: 'csr', legal: names, execute: immediate(clear) },
  { mnemonic: 'csrrci', format: 'csr-imm', mask: 0x0000_707f, match: 0x0000_7073, cost: 'csr', legal: namesNothing, execute: readOnly },
];
