// RV64C: compressed forms of integer instructions; each means what the instruction it stands for means. Knows no engine.
// Encodings marked HINT in the manual are legal and do nothing visible. @see RISC-V Unprivileged ISA 20240411, C extension
import type { Instruction } from './instruction.js';
import { base } from './rv64i.js';

/** The register in bits 11-7, the one in bits 6-2, and the immediate in bits 12 and 6-2. */
const high = (raw: number): number => (raw >>> 7) & 31;
const low = (raw: number): number => (raw >>> 2) & 31;
const hasImmediate = (raw: number): boolean => (raw & 0x107c) !== 0;
const rdIsNotZero = (raw: number): boolean => high(raw) !== 0;
const isReturn = (raw: number): boolean => high(raw) === 1 || high(raw) === 5;

export const rv64c: readonly Instruction[] = [
  { mnemonic: 'c.addi4spn', format: 'CIW',      mask: 0xe003, match: 0x0000, cost: 'alu',    legal: (raw) => (raw & 0x1fe0) !== 0, execute: base.addi },
  { mnemonic: 'c.lw',       format: 'CL-w',     mask: 0xe003, match: 0x4000, cost: 'load',   execute: base.lw },
  { mnemonic: 'c.ld',       format: 'CL-d',     mask: 0xe003, match: 0x6000, cost: 'load',   execute: base.ld },
  { mnemonic: 'c.sw',       format: 'CS-w',     mask: 0xe003, match: 0xc000, cost: 'store',  execute: base.sw },
  { mnemonic: 'c.sd',       format: 'CS-d',     mask: 0xe003, match: 0xe000, cost: 'store',  execute: base.sd },
  { mnemonic: 'c.addi',     format: 'CI',       mask: 0xe003, match: 0x0001, cost: 'alu',    execute: base.addi },
  { mnemonic: 'c.addiw',    format: 'CI',       mask: 0xe003, match: 0x2001, cost: 'alu',    legal: rdIsNotZero, execute: base.addiw },
  { mnemonic: 'c.li',       format: 'CI',       mask: 0xe003, match: 0x4001, cost: 'alu',    execute: base.lui },
  { mnemonic: 'c.addi16sp', format: 'CI-16sp',  mask: 0xef83, match: 0x6101, cost: 'alu',    legal: hasImmediate, execute: base.addi },
  { mnemonic: 'c.lui',      format: 'CI-lui',   mask: 0xe003, match: 0x6001, cost: 'alu',    legal: (raw) => high(raw) !== 2 && hasImmediate(raw), execute: base.lui },
  { mnemonic: 'c.srli',     format: 'CB-shift', mask: 0xec03, match: 0x8001, cost: 'alu',    execute: base.srli },
  { mnemonic: 'c.srai',     format: 'CB-shift', mask: 0xec03, match: 0x8401, cost: 'alu',    execute: base.srai },
  { mnemonic: 'c.andi',     format: 'CB-andi',  mask: 0xec03, match: 0x8801, cost: 'alu',    execute: base.andi },
  { mnemonic: 'c.sub',      format: 'CA',       mask: 0xfc63, match: 0x8c01, cost: 'alu',    execute: base.sub },
  { mnemonic: 'c.xor',      format: 'CA',       mask: 0xfc63, match: 0x8c21, cost: 'alu',    execute: base.xor },
  { mnemonic: 'c.or',       format: 'CA',       mask: 0xfc63, match: 0x8c41, cost: 'alu',    execute: base.or },
  { mnemonic: 'c.and',      format: 'CA',       mask: 0xfc63, match: 0x8c61, cost: 'alu',    execute: base.and },
  { mnemonic: 'c.subw',     format: 'CA',       mask: 0xfc63, match: 0x9c01, cost: 'alu',    execute: base.subw },
  { mnemonic: 'c.addw',     format: 'CA',       mask: 0xfc63, match: 0x9c21, cost: 'alu',    execute: base.addw },
  { mnemonic: 'c.j',        format: 'CJ',       mask: 0xe003, match: 0xa001, cost: 'jump',   execute: base.jump },
  { mnemonic: 'c.beqz',     format: 'CB',       mask: 0xe003, match: 0xc001, cost: 'branch', execute: base.beq },
  { mnemonic: 'c.bnez',     format: 'CB',       mask: 0xe003, match: 0xe001, cost: 'branch', execute: base.bne },
  { mnemonic: 'c.slli',     format: 'CI-shift', mask: 0xe003, match: 0x0002, cost: 'alu',    execute: base.slli },
  { mnemonic: 'c.lwsp',     format: 'CI-lwsp',  mask: 0xe003, match: 0x4002, cost: 'load',   legal: rdIsNotZero, execute: base.lw },
  { mnemonic: 'c.ldsp',     format: 'CI-ldsp',  mask: 0xe003, match: 0x6002, cost: 'load',   legal: rdIsNotZero, execute: base.ld },
  { mnemonic: 'c.jr',       format: 'CR-jr',    mask: 0xf07f, match: 0x8002, cost: 'jump',   legal: isReturn, execute: base.jalrReturn },
  { mnemonic: 'c.jr',       format: 'CR-jr',    mask: 0xf07f, match: 0x8002, cost: 'jump',   legal: (raw) => rdIsNotZero(raw) && !isReturn(raw), execute: base.jalrIndirect },
  { mnemonic: 'c.mv',       format: 'CR',       mask: 0xf003, match: 0x8002, cost: 'alu',    legal: (raw) => low(raw) !== 0, execute: base.move },
  { mnemonic: 'c.ebreak',   format: 'C-none',   mask: 0xffff, match: 0x9002, cost: 'system', execute: base.ebreak },
  { mnemonic: 'c.jalr',     format: 'CR-jr',    mask: 0xf07f, match: 0x9002, cost: 'jump',   legal: rdIsNotZero, execute: base.jalrCall },
  { mnemonic: 'c.add',      format: 'CR',       mask: 0xf003, match: 0x9002, cost: 'alu',    legal: (raw) => low(raw) !== 0, execute: base.add },
  { mnemonic: 'c.swsp',     format: 'CSS-swsp', mask: 0xe003, match: 0xc002, cost: 'store',  execute: base.sw },
  { mnemonic: 'c.sdsp',     format: 'CSS-sdsp', mask: 0xe003, match: 0xe002, cost: 'store',  execute: base.sd },
];
