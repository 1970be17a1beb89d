// F: single-precision floating point, with the 64-bit conversions of RV64F. Knows no engine.
// @see RISC-V Unprivileged ISA 20240411, F extension
import { single } from './float/float-format.js';
import {
  classification, comparison, floatToInteger, integerToFloat, loadFloat, moveFromInteger, moveToInteger, roundedBinary, roundedTernary, roundedUnary,
  selection, signInjection, storeFloat,
} from './float/meanings.js';
import type { Instruction } from './instruction.js';

export const rv64f: readonly Instruction[] = [
  { mnemonic: 'flw',       format: 'I',     mask: 0x0000_707f, match: 0x0000_2007, cost: 'load',    execute: loadFloat(single) },
  { mnemonic: 'fsw',       format: 'S',     mask: 0x0000_707f, match: 0x0000_2027, cost: 'store',   execute: storeFloat(single) },

  { mnemonic: 'fmadd.s',   format: 'R4',    mask: 0x0600_007f, match: 0x0000_0043, cost: 'fp-fma',  execute: roundedTernary('fmadd.s') },
  { mnemonic: 'fmsub.s',   format: 'R4',    mask: 0x0600_007f, match: 0x0000_0047, cost: 'fp-fma',  execute: roundedTernary('fmsub.s') },
  { mnemonic: 'fnmsub.s',  format: 'R4',    mask: 0x0600_007f, match: 0x0000_004b, cost: 'fp-fma',  execute: roundedTernary('fnmsub.s') },
  { mnemonic: 'fnmadd.s',  format: 'R4',    mask: 0x0600_007f, match: 0x0000_004f, cost: 'fp-fma',  execute: roundedTernary('fnmadd.s') },

  { mnemonic: 'fadd.s',    format: 'R-rm',  mask: 0xfe00_007f, match: 0x0000_0053, cost: 'fp-add',  execute: roundedBinary('fadd.s') },
  { mnemonic: 'fsub.s',    format: 'R-rm',  mask: 0xfe00_007f, match: 0x0800_0053, cost: 'fp-add',  execute: roundedBinary('fsub.s') },
  { mnemonic: 'fmul.s',    format: 'R-rm',  mask: 0xfe00_007f, match: 0x1000_0053, cost: 'fp-mul',  execute: roundedBinary('fmul.s') },
  { mnemonic: 'fdiv.s',    format: 'R-rm',  mask: 0xfe00_007f, match: 0x1800_0053, cost: 'fp-div',  execute: roundedBinary('fdiv.s') },
  { mnemonic: 'fsqrt.s',   format: 'R2-rm', mask: 0xfff0_007f, match: 0x5800_0053, cost: 'fp-sqrt', execute: roundedUnary('fsqrt.s') },

  { mnemonic: 'fsgnj.s',   format: 'R',     mask: 0xfe00_707f, match: 0x2000_0053, cost: 'fp-misc', execute: signInjection(single, 'copy') },
  { mnemonic: 'fsgnjn.s',  format: 'R',     mask: 0xfe00_707f, match: 0x2000_1053, cost: 'fp-misc', execute: signInjection(single, 'negate') },
  { mnemonic: 'fsgnjx.s',  format: 'R',     mask: 0xfe00_707f, match: 0x2000_2053, cost: 'fp-misc', execute: signInjection(single, 'multiply') },
  { mnemonic: 'fmin.s',    format: 'R',     mask: 0xfe00_707f, match: 0x2800_0053, cost: 'fp-misc', execute: selection('fmin.s') },
  { mnemonic: 'fmax.s',    format: 'R',     mask: 0xfe00_707f, match: 0x2800_1053, cost: 'fp-misc', execute: selection('fmax.s') },
  { mnemonic: 'fle.s',     format: 'R',     mask: 0xfe00_707f, match: 0xa000_0053, cost: 'fp-misc', execute: comparison('fle.s') },
  { mnemonic: 'flt.s',     format: 'R',     mask: 0xfe00_707f, match: 0xa000_1053, cost: 'fp-misc', execute: comparison('flt.s') },
  { mnemonic: 'feq.s',     format: 'R',     mask: 0xfe00_707f, match: 0xa000_2053, cost: 'fp-misc', execute: comparison('feq.s') },
  { mnemonic: 'fclass.s',  format: 'R2',    mask: 0xfff0_707f, match: 0xe000_1053, cost: 'fp-misc', execute: classification('fclass.s') },

  { mnemonic: 'fcvt.w.s',  format: 'R2-rm', mask: 0xfff0_007f, match: 0xc000_0053, cost: 'fp-misc', execute: floatToInteger('fcvt.w.s') },
  { mnemonic: 'fcvt.wu.s', format: 'R2-rm', mask: 0xfff0_007f, match: 0xc010_0053, cost: 'fp-misc', execute: floatToInteger('fcvt.wu.s') },
  { mnemonic: 'fcvt.l.s',  format: 'R2-rm', mask: 0xfff0_007f, match: 0xc020_0053, cost: 'fp-misc', execute: floatToInteger('fcvt.l.s') },
  { mnemonic: 'fcvt.lu.s', format: 'R2-rm', mask: 0xfff0_007f, match: 0xc030_0053, cost: 'fp-misc', execute: floatToInteger('fcvt.lu.s') },
  { mnemonic: 'fcvt.s.w',  format: 'R2-rm', mask: 0xfff0_007f, match: 0xd000_0053, cost: 'fp-misc', execute: integerToFloat('fcvt.s.w') },
  { mnemonic: 'fcvt.s.wu', format: 'R2-rm', mask: 0xfff0_007f, match: 0xd010_0053, cost: 'fp-misc', execute: integerToFloat('fcvt.s.wu') },
  { mnemonic: 'fcvt.s.l',  format: 'R2-rm', mask: 0xfff0_007f, match: 0xd020_0053, cost: 'fp-misc', execute: integerToFloat('fcvt.s.l') },
  { mnemonic: 'fcvt.s.lu', format: 'R2-rm', mask: 0xfff0_007f, match: 0xd030_0053, cost: 'fp-misc', execute: integerToFloat('fcvt.s.lu') },

  { mnemonic: 'fmv.x.w',   format: 'R2',    mask: 0xfff0_707f, match: 0xe000_0053, cost: 'fp-misc', execute: moveToInteger(single) },
  { mnemonic: 'fmv.w.x',   format: 'R2',    mask: 0xfff0_707f, match: 0xf000_0053, cost: 'fp-misc', execute: moveFromInteger(single) },
];
