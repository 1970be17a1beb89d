// The locals and labels of the interpreter's loop, which its parts share. Knows no instruction.
import { recordShift } from '../../layout.js';
import type { AccessRules } from '../../memory/hierarchy/access-rules.js';
import type { Code, Label, Local } from '../../wasm/code.js';
import { op } from '../../wasm/opcodes.js';
import type { Arrivals } from './arrivals.js';

export type AccessWidth = 1 | 2 | 4 | 8;

/** The places to leave the loop at, from within an instruction, which is then as if it had not begun. */
export interface MissLabels {
  readonly load: Readonly<Record<AccessWidth, Label>>;
  readonly store: Readonly<Record<AccessWidth, Label>>;
}

export interface LoopLocals {
  /** Parameter: where the hart's region begins. */
  readonly hart: Local;
  /** The record being executed (i32). */
  readonly ip: Local;
  /** Records of the page being executed (i32). */
  readonly records: Local;
  /** pc = delta + (ip >>> 3) (i64). */
  readonly delta: Local;
  /** Instructions begun in this run (i32), and the number of them at which a preemption point ends it. */
  readonly retired: Local;
  readonly budget: Local;
  /** Cycles beyond one per instruction (i32). */
  readonly extra: Local;
  /** Where a jump that leaves the page goes (i64). */
  readonly target: Local;
  /** Address of the data access (i64), and the filter entry it selects (i32). */
  readonly address: Local;
  readonly entry: Local;
  /** Present when caches are simulated. */
  readonly lines: FetchedLines | undefined;
  /** Present when hot code is looked for. */
  readonly arrivals: Arrivals | undefined;
}

/** How the loop keeps account of cache lines. */
export interface FetchedLines {
  readonly lineBytes: number;
  readonly rules: AccessRules;
  /** The line that was fetched last, as the place of its first record (i32). */
  readonly line: Local;
  /** Loads and stores of this run (i32). */
  readonly loads: Local;
  readonly stores: Local;
  /** The number (as `retired` counts) of the instruction whose first line, or whose every line, was fetched before the loop was left (i32). */
  readonly firstFetched: Local;
  readonly allFetched: Local;
}

export interface LoopFrame extends LoopLocals {
  readonly labels: {
    /** Executes the record at `ip`. */
    readonly next: Label;
    /** Goes to `target`. */
    readonly goto: Label;
    /** Stops at `target`. */
    readonly preempt: Label;
    /** Stops at `target`, which is hot. */
    readonly hot: Label;
    readonly trap: Label;
    readonly step: Label;
    readonly decode: Label;
    readonly miss: MissLabels;
  };
}

/** Leaves pc, the address of the instruction whose record is being executed. */
export function emitPc(code: Code, { delta, ip }: Pick<LoopLocals, 'delta' | 'ip'>): void {
  code.localGet(delta);
  code.localGet(ip);
  code.i32(recordShift);
  code.op(op.i32ShrU);
  code.op(op.i64ExtendI32U);
  code.op(op.i64Add);
}
