// D: double-precision floating point, and its compressed loads and stores. Knows no engine.
// @see RISC-V Unprivileged ISA 20240411, D and C extensions
import { double } from './float/float-format.js';
import {
  classification, comparison, exactUnary, floatToInteger, integerToFloat, loadFloat, moveFromInteger, moveToInteger, roundedBinary, roundedTernary, roundedUnary,
  selection, signInjection, storeFloat,
} from './float/meanings.js';
import type { Instruction } from './instruction.js';

export const rv64d: readonly Instruction[] = [
  { mnemonic: 'fld',       format: 'I',        mask: 0x0000_707f, match: 0x0000_3007, cost: 'load',    execute: loadFloat(double) },
  { mnemonic: 'fsd',       format: 'S',        mask: 0x0000_707f, match: 0x0000_3027, cost: 'store',   execute: storeFloat(double) },

  { mnemonic: 'fmadd.d',   format: 'R4',       mask: 0x0600_007f, match: 0x0200_0043, cost: 'fp-fma',  execute: roundedTernary('fmadd.d') },
  { mnemonic: 'fmsub.d',   format: 'R4',       mask: 0x0600_007f, match: 0x0200_0047, cost: 'fp-fma',  execute: roundedTernary('fmsub.d') },
  { mnemonic: 'fnmsub.d',  format: 'R4',       mask: 0x0600_007f, match: 0x0200_004b, cost: 'fp-fma',  execute: roundedTernary('fnmsub.d') },
  { mnemonic: 'fnmadd.d',  format: 'R4',       mask: 0x0600_007f, match: 0x0200_004f, cost: 'fp-fma',  execute: roundedTernary('fnmadd.d') },

  { mnemonic: 'fadd.d',    format: 'R-rm',     mask: 0xfe00_007f, match: 0x0200_0053, cost: 'fp-add',  execute: roundedBinary('fadd.d') },
  { mnemonic: 'fsub.d',    format: 'R-rm',     mask: 0xfe00_007f, match: 0x0a00_0053, cost: 'fp-add',  execute: roundedBinary('fsub.d') },
  { mnemonic: 'fmul.d',    format: 'R-rm',     mask: 0xfe00_007f, match: 0x1200_0053, cost: 'fp-mul',  execute: roundedBinary('fmul.d') },
  { mnemonic: 'fdiv.d',    format: 'R-rm',     mask: 0xfe00_007f, match: 0x1a00_0053, cost: 'fp-div',  execute: roundedBinary('fdiv.d') },
  { mnemonic: 'fsqrt.d',   format: 'R2-rm',    mask: 0xfff0_007f, match: 0x5a00_0053, cost: 'fp-sqrt', execute: roundedUnary('fsqrt.d') },

  { mnemonic: 'fsgnj.d',   format: 'R',        mask: 0xfe00_707f, match: 0x2200_0053, cost: 'fp-misc', execute: signInjection(double, 'copy') },
  { mnemonic: 'fsgnjn.d',  format: 'R',        mask: 0xfe00_707f, match: 0x2200_1053, cost: 'fp-misc', execute: signInjection(double, 'negate') },
  { mnemonic: 'fsgnjx.d',  format: 'R',        mask: 0xfe00_707f, match: 0x2200_2053, cost: 'fp-misc', execute: signInjection(double, 'multiply') },
  { mnemonic: 'fmin.d',    format: 'R',        mask: 0xfe00_707f, match: 0x2a00_0053, cost: 'fp-misc', execute: selection('fmin.d') },
  { mnemonic: 'fmax.d',    format: 'R',        mask: 0xfe00_707f, match: 0x2a00_1053, cost: 'fp-misc', execute: selection('fmax.d') },
  { mnemonic: 'fle.d',     format: 'R',        mask: 0xfe00_707f, match: 0xa200_0053, cost: 'fp-misc', execute: comparison('fle.d') },
  { mnemonic: 'flt.d',     format: 'R',        mask: 0xfe00_707f, match: 0xa200_1053, cost: 'fp-misc', execute: comparison('flt.d') },
  { mnemonic: 'feq.d',     format: 'R',        mask: 0xfe00_707f, match: 0xa200_2053, cost: 'fp-misc', execute: comparison('feq.d') },
  { mnemonic: 'fclass.d',  format: 'R2',       mask: 0xfff0_707f, match: 0xe200_1053, cost: 'fp-misc', execute: classification('fclass.d') },

  { mnemonic: 'fcvt.w.d',  format: 'R2-rm',    mask: 0xfff0_007f, match: 0xc200_0053, cost: 'fp-misc', execute: floatToInteger('fcvt.w.d') },
  { mnemonic: 'fcvt.wu.d', format: 'R2-rm',    mask: 0xfff0_007f, match: 0xc210_0053, cost: 'fp-misc', execute: floatToInteger('fcvt.wu.d') },
  { mnemonic: 'fcvt.l.d',  format: 'R2-rm',    mask: 0xfff0_007f, match: 0xc220_0053, cost: 'fp-misc', execute: floatToInteger('fcvt.l.d') },
  { mnemonic: 'fcvt.lu.d', format: 'R2-rm',    mask: 0xfff0_007f, match: 0xc230_0053, cost: 'fp-misc', execute: floatToInteger('fcvt.lu.d') },
  { mnemonic: 'fcvt.d.w',  format: 'R2-rm',    mask: 0xfff0_007f, match: 0xd200_0053, cost: 'fp-misc', execute: integerToFloat('fcvt.d.w') },
  { mnemonic: 'fcvt.d.wu', format: 'R2-rm',    mask: 0xfff0_007f, match: 0xd210_0053, cost: 'fp-misc', execute: integerToFloat('fcvt.d.wu') },
  { mnemonic: 'fcvt.d.l',  format: 'R2-rm',    mask: 0xfff0_007f, match: 0xd220_0053, cost: 'fp-misc', execute: integerToFloat('fcvt.d.l') },
  { mnemonic: 'fcvt.d.lu', format: 'R2-rm',    mask: 0xfff0_007f, match: 0xd230_0053, cost: 'fp-misc', execute: integerToFloat('fcvt.d.lu') },
  { mnemonic: 'fcvt.s.d',  format: 'R2-rm',    mask: 0xfff0_007f, match: 0x4010_0053, cost: 'fp-misc', execute: roundedUnary('fcvt.s.d') },
  { mnemonic: 'fcvt.d.s',  format: 'R2-rm',    mask: 0xfff0_007f, match: 0x4200_0053, cost: 'fp-misc', execute: exactUnary('fcvt.d.s') },

  { mnemonic: 'fmv.x.d',   format: 'R2',       mask: 0xfff0_707f, match: 0xe200_0053, cost: 'fp-misc', execute: moveToInteger(double) },
  { mnemonic: 'fmv.d.x',   format: 'R2',       mask: 0xfff0_707f, match: 0xf200_0053, cost: 'fp-misc', execute: moveFromInteger(double) },

  { mnemonic: 'c.fld',     format: 'CL-d',     mask: 0x0000_e003, match: 0x0000_2000, cost: 'load',    execute: loadFloat(double) },
  { mnemonic: 'c.fsd',     format: 'CS-d',     mask: 0x0000_e003, match: 0x0000_a000, cost: 'store',   execute: storeFloat(double) },
  { mnemonic: 'c.fldsp',   format: 'CI-ldsp',  mask: 0x0000_e003, match: 0x0000_2002, cost: 'load',    execute: loadFloat(double) },
  { mnemonic: 'c.fsdsp',   format: 'CSS-sdsp', mask: 0x0000_e003, match: 0x0000_a002, cost: 'store',   execute: storeFloat(double) },
];
