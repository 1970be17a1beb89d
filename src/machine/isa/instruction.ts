// What one row of the instruction tables is. Knows no engine.
import type { Algebra } from './algebra.js';

/** The base formats of RV64GC; the decoder extracts operands by format. @see RISC-V Unprivileged ISA 20240411 §2.2, §2.3, ch. 26 (C) */
export type InstructionFormat =
  | 'R' | 'R4' | 'I' | 'I-shift64' | 'I-shift32' | 'S' | 'B' | 'U' | 'J' | 'csr' | 'csr-imm' | 'fence' | 'system' | 'amo'
  | 'R-rm' | 'R2-rm' | 'R2'
  | CompressedFormat;

/** One format for each way a compressed instruction lays out its immediate. */
export type CompressedFormat =
  | 'CR' | 'CI' | 'CI-shift' | 'CI-lui' | 'CI-16sp' | 'CI-lwsp' | 'CI-ldsp' | 'CSS-swsp' | 'CSS-sdsp' | 'CIW' | 'CL-w' | 'CL-d' | 'CS-w' | 'CS-d'
  | 'CA' | 'CB' | 'CB-shift' | 'CB-andi' | 'CJ' | 'CR-jr' | 'C-none';

/** Operands as the reader presents them: registers as its own kind, numbers as values. */
export interface Operands<V, R> {
  readonly rd: R;
  readonly rs1: R;
  readonly rs2: R;
  readonly rs3: R;
  /** Sign-extended immediate (shift amount, CSR number, zimm by format). */
  readonly imm: V;
  /** Rounding mode field, or the CSR immediate (zimm). */
  readonly rm: V;
}

/** Latency class of an instruction: a row of the cost model. */
export type InstructionClass =
  | 'alu' | 'mul' | 'div' | 'load' | 'store' | 'branch' | 'jump' | 'atomic' | 'csr' | 'fence' | 'system'
  | 'fp-add' | 'fp-mul' | 'fp-fma' | 'fp-div' | 'fp-sqrt' | 'fp-misc';

/**
 * One instruction. `mask` and `match` select its encodings; `execute` says what it does.
 * A compressed instruction is a row of its own whose `execute` is that of the instruction it stands for.
 */
export interface Instruction {
  readonly mnemonic: string;
  readonly format: InstructionFormat;
  readonly mask: number;
  readonly match: number;
  readonly cost: InstructionClass;
  /** Extra condition on an encoding (reserved operand values). True means legal. */
  readonly legal?: (raw: number) => boolean;
  readonly execute: <V, C, E, R>(m: Algebra<V, C, E, R>, operands: Operands<V, R>) => E;
}
