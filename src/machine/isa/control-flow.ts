// Where an instruction goes, as far as its encoding says. Knows no engine.
import type { JumpKind } from './algebra.js';
import type { Decoded } from './decode.js';
import { operandUse } from './operand-use.js';
import { type Known, StaticReading } from './static-reading.js';

/** Addresses are those of user programs, which a number holds exactly. */
export type ControlFlow =
  | { readonly kind: 'next' }
  /** To `target` when its condition holds. */
  | { readonly kind: 'branch'; readonly target: number }
  /** To `target`; undefined: it is computed. */
  | { readonly kind: JumpKind; readonly target: number | undefined };

class ControlProbe extends StaticReading<number> {
  flow: ControlFlow = { kind: 'next' };
  readonly #pc: bigint;
  readonly #bytes: number;

  constructor(pc: number, bytes: number) {
    super();
    this.#pc = BigInt(pc);
    this.#bytes = bytes;
  }

  override pc(): Known {
    return this.#pc;
  }

  override nextPc(): Known {
    return this.#pc + BigInt(this.#bytes);
  }

  override readX(register: number): Known {
    return register === 0 ? 0n : undefined;
  }

  override jump(kind: JumpKind, target: Known): undefined {
    this.flow = { kind, target: target === undefined ? undefined : Number(target) };
  }

  override branch(_c: undefined, offset: Known): undefined {
    if (offset === undefined) throw new Error('a branch has a constant offset');
    this.flow = { kind: 'branch', target: Number(BigInt.asUintN(64, this.#pc + offset)) };
  }
}

const next: ControlFlow = { kind: 'next' };

/** Where the instruction at `pc` goes when it does not trap. */
export function controlFlow({ row, operands, bytes }: Decoded, pc: number): ControlFlow {
  if (!operandUse(row).jumps) return next;
  const probe = new ControlProbe(pc, bytes);
  row.execute<Known, undefined, undefined, number>(probe, { ...operands, imm: BigInt(operands.imm), rm: BigInt(operands.rm) });
  return probe.flow;
}
