// Writes a region as the body of one wasm function: its blocks, and what lies between them. Knows no module.
import { operandUse } from '../../isa/operand-use.js';
import { pageBytes } from '../../layout.js';
import type { Code } from '../../wasm/code.js';
import { op } from '../../wasm/opcodes.js';
import type { Step } from '../../wasm/words.js';
import { type CompilationTarget, countsAreKept } from '../region-call.js';
import { status } from '../status.js';
import type { WasmValue } from '../wasm-values.js';
import { costsAhead, noCost } from './block-costs.js';
import { emitFetch, type FetchContext, fetchBetween } from './fetch-code.js';
import { type Address, blockTargets, type GuestBlock, type GuestInstruction, type Region } from './region.js';
import { type Moment, RegionFrame } from './region-frame.js';
import { type BlockRegisters, floatBase, liveBefore, noRegisters, registerFlow, type Registers, registersOf } from './register-flow.js';
import { emitStructured } from './structure.js';
import { type InstructionContext, type RegionImports, TranslatedHart } from './translated-hart.js';

export interface RegionContext {
  readonly target: CompilationTarget;
  readonly imports: RegionImports;
  /** Whether the instruction at an address of the region has left it often because of a miss. */
  missesOften(region: Region, pc: Address): boolean;
  /** The function of the region that is entered at an address, when it is in the same module. */
  functionAt(entry: Address): { readonly index: number; readonly region: Region } | undefined;
}

export function emitRegion(code: Code, region: Region, context: RegionContext): void {
  new RegionWriter(code, region, context).write();
}

/** Behind a block, when nothing is read. */
const noMoment: Moment = { ahead: noCost, live: noRegisters };

/** A block being written. */
interface OpenBlock {
  readonly block: GuestBlock;
  readonly last: GuestInstruction;
  /** Goes to a block of the region by its address; undefined: it is not there. */
  readonly way: (to: Address) => { readonly step: Step; readonly first: GuestInstruction } | undefined;
  readonly afterCall: BlockRegisters | undefined;
}

class RegionWriter {
  readonly #code: Code;
  readonly #region: Region;
  readonly #context: RegionContext;
  readonly #frame: RegionFrame;
  readonly #registers: readonly BlockRegisters[];
  readonly #fetch: FetchContext;
  readonly #indices: ReadonlyMap<Address, number>;

  constructor(code: Code, region: Region, context: RegionContext) {
    this.#code = code;
    this.#region = region;
    this.#context = context;
    this.#frame = new RegionFrame(code, countsAreKept(context.target), touchedBy(region));
    this.#registers = registerFlow(region);
    this.#indices = new Map(region.blocks.map(({ start }, index) => [start, index]));
    const { hierarchy } = context.target;
    const frames = new Map(region.pages.map(({ va, frame }) => [va, frame]));
    this.#fetch = {
      frame: this.#frame,
      missesOften: (pc) => context.missesOften(region, pc),
      lineMiss: context.imports.line,
      lineBytes: hierarchy?.lineBytes ?? pageBytes,
      frameOf: (page) => frames.get(page) ?? this.#frameOfCallee(page),
    };
  }

  write(): void {
    const { blocks } = this.#region;
    this.#frame.enter(this.#registers[0]?.needed ?? noRegisters);
    const successors = blocks.map((block) => this.#successors(block));
    emitStructured(this.#code, { successors }, (_code, node, go) => {
      const block = blocks[node];
      const registers = this.#registers[node];
      if (block !== undefined && registers !== undefined) this.#writeBlock(block, registers, go);
    });
    this.#code.op(op.unreachable);
  }

  #successors(block: GuestBlock): number[] {
    return blockTargets(block).flatMap((target) => this.#indices.get(target) ?? []);
  }

  /** Whether control may leave before an instruction, or half-way through it. */
  #mayStop({ instructions }: GuestBlock, index: number): boolean {
    const [before, instruction] = [instructions[index - 1], instructions[index]];
    if (instruction === undefined) return false;
    if (operandUse(instruction.row).mayStop) return true;
    if (before === undefined) return false;
    const { pages, lines } = fetchBetween(before, instruction, this.#context.target.hierarchy);
    return pages.length + lines.length > 0;
  }

  #writeBlock(block: GuestBlock, registers: BlockRegisters, go: (index: number) => Step): void {
    const { instructions } = block;
    const last = instructions.at(-1);
    const ahead = costsAhead(instructions, this.#context.target);
    const live = liveBefore(block, this.#neededBehind(block));
    const moments = instructions.map((_, index): Moment => ({ ahead: ahead[index] ?? noCost, live: live[index] ?? noRegisters }));
    if (last === undefined) throw new Error('a block has an instruction');
    this.#frame.pay(ahead[0] ?? noCost);
    const open: OpenBlock = {
      block,
      last,
      way: this.#waysOf(block, go),
      afterCall: block.end.kind === 'call' ? this.#registers[this.#indices.get(block.end.next) ?? -1] : undefined,
    };
    this.#writeInstructions(open, registers, moments);
    if (block.end.kind === 'next') this.#edge(open, block.end.to);
    else if (block.end.kind === 'outside') this.#frame.leave(constant(block.end.at));
  }

  /** What the blocks behind need; behind a call all is read anew. */
  #neededBehind(block: GuestBlock): Registers {
    if (block.end.kind === 'call') return noRegisters;
    return this.#successors(block).reduce((all, index) => all | this.#needed(index), noRegisters);
  }

  #needed(index: number | undefined): Registers {
    return this.#registers[index ?? -1]?.needed ?? noRegisters;
  }

  /** Each way may be written once, so two ways to the same block are told apart by their order. */
  #waysOf(block: GuestBlock, go: (index: number) => Step): OpenBlock['way'] {
    const inside = blockTargets(block).filter((target) => this.#indices.has(target));
    const taken = new Set<number>();
    return (to) => {
      const index = inside.findIndex((target, at) => target === to && !taken.has(at));
      const first = this.#region.blocks[this.#indices.get(to) ?? -1]?.instructions[0];
      if (index < 0 || first === undefined) return undefined;
      taken.add(index);
      return { step: go(index), first };
    };
  }

  #writeInstructions(open: OpenBlock, registers: BlockRegisters, moments: readonly Moment[]): void {
    const { instructions } = open.block;
    let { floatsWritten } = registers;
    let unwritten = noRegisters;
    for (const [index, instruction] of instructions.entries()) {
      const moment = moments[index] ?? noMoment;
      const before = instructions[index - 1];
      if (this.#mayStop(open.block, index)) {
        this.#frame.flush(unwritten);
        unwritten = noRegisters;
      }
      if (before !== undefined)
        emitFetch(this.#code, this.#fetch, fetchBetween(before, instruction, this.#context.target.hierarchy), instruction.pc, moment);
      const { writes } = registersOf(instruction);
      unwritten |= writes;
      this.#writeInstruction(open, { instruction, moment, floatsWritten }, unwritten);
      floatsWritten ||= writes >> BigInt(floatBase) !== 0n;
    }
    if (!operandUse(open.last.row).jumps) this.#frame.flush(unwritten);
  }

  /** @param unwritten registers that its jump has to write to the hart's state before it */
  #writeInstruction(
    open: OpenBlock,
    part: Pick<InstructionContext, 'instruction' | 'moment' | 'floatsWritten'>,
    unwritten: Registers,
  ): void {
    const { target, imports } = this.#context;
    const context: InstructionContext = {
      ...part,
      missesOften: this.#context.missesOften(this.#region, part.instruction.pc),
      frame: this.#frame,
      target,
      imports,
      jump: (_kind, value) => () => {
        this.#frame.flush(unwritten);
        this.#jump(open, value);
      },
      branch: (c) => () => {
        this.#frame.flush(unwritten);
        this.#branch(open, c);
      },
    };
    const hart = new TranslatedHart(context);
    const { row, operands } = part.instruction;
    row.execute(hart, { ...operands, imm: hart.const(BigInt(operands.imm)), rm: hart.const(BigInt(operands.rm)) })(this.#code);
  }

  #branch(open: OpenBlock, c: WasmValue): void {
    const { end } = open.block;
    if (end.kind !== 'branch') throw new Error('a branch ends its block');
    const code = this.#code;
    c(code);
    code.if();
    this.#stopAtBackwardJump(open, end.taken);
    this.#edge(open, end.taken);
    code.else();
    this.#edge(open, end.next);
    code.end();
  }

  #jump(open: OpenBlock, target: WasmValue): void {
    const { end } = open.block;
    switch (end.kind) {
      case 'jump':
        this.#stopAtBackwardJump(open, end.to);
        this.#edge(open, end.to);
        break;
      case 'call':
        this.#call(open, end, target);
        break;
      default:
        this.#far(target);
    }
  }

  /** Goes to `to`, in the region or out of it. */
  #edge(open: OpenBlock, to: Address): void {
    const way = open.way(to);
    if (way === undefined) {
      this.#frame.leave(constant(to));
      return;
    }
    emitFetch(this.#code, this.#fetch, fetchBetween(open.last, way.first, this.#context.target.hierarchy), to, {
      ahead: noCost,
      live: this.#needed(this.#indices.get(to)),
    });
    way.step(this.#code);
  }

  #stopAtBackwardJump(open: OpenBlock, to: Address): void {
    if (to <= open.last.pc) this.#stopWhenUsedUp(constant(to));
  }

  /** A preemption point. */
  #stopWhenUsedUp(pc: WasmValue): void {
    const code = this.#code;
    code.localGet(this.#frame.left);
    code.i32(0);
    code.op(op.i32LeS);
    code.if();
    this.#frame.stop(pc, { status: status.limit });
    code.end();
  }

  #far(target: WasmValue): void {
    const local = this.#frame.target;
    target(this.#code);
    this.#code.localSet(local);
    const pc: WasmValue = (code) => code.localGet(local);
    this.#stopWhenUsedUp(pc);
    this.#frame.leave(pc);
  }

  /** Calls the region at the target, and goes on behind the call when that is where it returns to; else lets the caller see to it. */
  #call(open: OpenBlock, end: { readonly target: Address | undefined; readonly next: Address }, target: WasmValue): void {
    const code = this.#code;
    const { hart, depth, target: local } = this.#frame;
    const pc: WasmValue = end.target === undefined ? (inner) => inner.localGet(local) : constant(end.target);
    if (end.target === undefined) {
      target(code);
      code.localSet(local);
    }
    this.#stopWhenUsedUp(pc);
    code.localGet(depth);
    code.op(op.i32Eqz);
    code.if();
    this.#frame.leave(pc);
    code.end();
    const callee = end.target === undefined ? undefined : this.#context.functionAt(end.target);
    const first = callee?.region.blocks[0]?.instructions[0];
    if (first !== undefined)
      emitFetch(code, this.#fetch, fetchBetween(open.last, first, this.#context.target.hierarchy), first.pc, noMoment);
    this.#frame.writeCounters();
    if (callee === undefined) this.#enter(pc, end.next);
    else {
      code.localGet(hart);
      code.localGet(depth);
      code.i32(1);
      code.op(op.i32Sub);
      code.call(callee.index);
    }
    this.#afterCall(open, end.next, callee !== undefined);
  }

  /** Calls whatever begins at `pc`, until control arrives at `next`; leaves where it has arrived. */
  #enter(pc: WasmValue, next: Address): void {
    const code = this.#code;
    code.localGet(this.#frame.hart);
    pc(code);
    code.i64(BigInt(next));
    code.localGet(this.#frame.depth);
    code.i32(1);
    code.op(op.i32Sub);
    code.call(this.#context.imports.enter);
  }

  /** With the address on the stack where control has arrived: goes on at `next` if it is that; a direct callee may have jumped to another function. */
  #afterCall(open: OpenBlock, next: Address, isDirect: boolean): void {
    const code = this.#code;
    const { target: local } = this.#frame;
    const way = open.way(next);
    if (way === undefined || open.afterCall === undefined) {
      code.op(op.return);
      return;
    }
    code.localTee(local);
    code.i64(BigInt(next));
    code.op(op.i64Ne);
    code.if();
    if (isDirect) {
      this.#enter((inner) => inner.localGet(local), next);
      code.localTee(local);
      code.i64(BigInt(next));
      code.op(op.i64Ne);
      code.if();
    }
    code.localGet(local);
    code.op(op.return);
    code.end();
    if (isDirect) code.end();
    this.#frame.enter(open.afterCall.needed);
    emitFetch(code, this.#fetch, fetchBetween(open.last, way.first, this.#context.target.hierarchy, true), next, {
      ahead: noCost,
      live: open.afterCall.needed,
    });
    way.step(code);
  }

  #frameOfCallee(page: Address): number {
    for (const { end } of this.#region.blocks) {
      const target = end.kind === 'call' && end.target !== undefined ? this.#context.functionAt(end.target) : undefined;
      const found = target?.region.pages.find(({ va }) => va === page);
      if (found !== undefined) return found.frame;
    }
    throw new Error(`page 0x${page.toString(16)} belongs to no region of the module`);
  }
}

function touchedBy({ blocks }: Region): Registers {
  const touched = blocks.flatMap(({ instructions }) => instructions).map(registersOf);
  return touched.reduce((all, { reads, writes }) => all | reads | writes, noRegisters);
}

function constant(pc: Address): WasmValue {
  return (code) => code.i64(BigInt(pc));
}
