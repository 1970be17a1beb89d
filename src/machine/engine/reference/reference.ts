// The reference engine: one instruction at a time, decoded anew, read as bigint. The oracle for every other engine. Knows no other hart.
import type { HartState } from '../../hart-state.js';
import type { Decoded } from '../../isa/decode.js';
import { decode, lengthOf } from '../../isa/decode.js';
import type { InstructionClass } from '../../isa/instruction.js';
import { pageBytes } from '../../layout.js';
import type { MemoryPath } from '../../memory/memory-path.js';
import type { PhysicalMemory } from '../../memory/physical-memory.js';
import { translate } from '../../memory/sv39.js';
import type { Trap } from '../../trap.js';
import type { Engine, RunEnd, TimeSource } from '../engine.js';
import { BigintHart } from './bigint-hart.js';

/** What one step came to: a trap, a preemption point, or neither. */
type StepEnd = 'trap' | 'preemptible' | 'next';

export class ReferenceEngine implements Engine {
  readonly #memory: PhysicalMemory;
  readonly #costs: Readonly<Record<InstructionClass, number>>;
  readonly #time: TimeSource;
  readonly #path: MemoryPath;

  constructor(memory: PhysicalMemory, costs: Readonly<Record<InstructionClass, number>>, time: TimeSource, path: MemoryPath) {
    this.#memory = memory;
    this.#costs = costs;
    this.#time = time;
    this.#path = path;
  }

  run(hart: HartState, limitCycles: number): RunEnd {
    const end = hart.cycles + limitCycles;
    for (;;) {
      const step = this.step(hart);
      if (step === 'trap') return 'trap';
      if (step === 'preemptible' && hart.cycles >= end) return 'limit';
    }
  }

  /**
   * Executes the instruction at the hart's pc. An instruction that traps does not retire and costs nothing by itself.
   *
   * @param isFetched it went through TLB and caches already
   */
  step(hart: HartState, isFetched = false): StepEnd {
    const fetched = isFetched ? this.#read(hart) : this.#fetch(hart);
    if (typeof fetched !== 'number') return trapped(hart, fetched);
    const decoded = decode(fetched);
    if (decoded === undefined) return trapped(hart, { cause: 'illegal-instruction', tval: BigInt(fetched >>> 0) });
    const { trap, next, preemptible } = this.#execute(hart, fetched, decoded);
    if (trap !== undefined) return trapped(hart, trap);
    hart.pc = next;
    hart.bookStep(this.#costs[decoded.row.cost] - 1);
    return preemptible ? 'preemptible' : 'next';
  }

  #execute(hart: HartState, raw: number, { row, operands, bytes }: Decoded): ReturnType<BigintHart['outcome']> {
    const algebra = new BigintHart(hart, this.#memory, this.#path, this.#time, raw, bytes);
    const { rd, rs1, rs2, rs3, imm, rm } = operands;
    row.execute(algebra, { rd, rs1, rs2, rs3, imm: algebra.const(BigInt(imm)), rm: algebra.const(BigInt(rm)) });
    return algebra.outcome();
  }

  /** The encoding at pc, or the fault; the second half of a 4-byte instruction may lie in another page. */
  #fetch(hart: HartState): number | Trap {
    const pa = this.#translate(hart, hart.pc);
    if (typeof pa !== 'number') return pa;
    const low = this.#memory.readU16(pa);
    this.#path.fetch(hart, hart.pc, pa);
    if (lengthOf(low) === 2) return low;
    const second = BigInt.asUintN(64, hart.pc + 2n);
    const rest = (pa + 2) % pageBytes === 0 ? this.#translate(hart, second) : pa + 2;
    if (typeof rest !== 'number') return rest;
    if (rest % this.#path.lineBytes === 0 && this.#path.rules.bothLines) this.#path.fetch(hart, second, rest);
    return low | (this.#memory.readU16(rest) << 16);
  }

  /** The encoding at pc, which was fetched before. */
  #read(hart: HartState): number {
    const halfword = (va: bigint): number => {
      const pa = translate(this.#memory, hart.satpRoot, va, 'fetch');
      if (typeof pa !== 'number') throw new Error(`the code at 0x${va.toString(16)} could be fetched, but not now`);
      return this.#memory.readU16(pa);
    };
    const low = halfword(hart.pc);
    return lengthOf(low) === 2 ? low : low | (halfword(BigInt.asUintN(64, hart.pc + 2n)) << 16);
  }

  #translate(hart: HartState, va: bigint): number | Trap {
    return this.#path.translate(hart, va, 'fetch');
  }
}

function trapped(hart: HartState, { cause, tval }: Trap): 'trap' {
  hart.bookRun();
  hart.setTrap(cause, tval);
  return 'trap';
}
