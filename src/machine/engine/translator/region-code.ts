// Writes a region as the body of one wasm function: its blocks, and what lies between them. Knows no module.
import { registerName } from '../../isa/disassemble.js';
import { operandUse } from '../../isa/operand-use.js';
import { pageBytes } from '../../layout.js';
import type { Code } from '../../wasm/code.js';
import { op } from '../../wasm/opcodes.js';
import type { Step } from '../../wasm/words.js';
import { countsAreKept } from '../region-call.js';
import { costsAhead, noCost } from './block-costs.js';
import { EndWriter, noMoment, type OpenBlock, type RegionContext } from './end-code.js';
import { emitFetch, type FetchContext, fetchBetween, isInTwo } from './fetch-code.js';
import { type Address, blockTargets, type GuestBlock, type Region } from './region.js';
import { type Moment, RegionFrame } from './region-frame.js';
import { type BlockRegisters, floatBase, liveBefore, noRegisters, registerFlow, type Registers, registersOf } from './register-flow.js';
import { emitStructured, type WriteNode } from './structure.js';
import { type InstructionContext, TranslatedHart } from './translated-hart.js';

export function emitRegion(code: Code, region: Region, context: RegionContext): void {
  new RegionWriter(code, region, context).write();
}

class RegionWriter {
  readonly #code: Code;
  readonly #region: Region;
  readonly #context: RegionContext;
  readonly #frame: RegionFrame;
  readonly #registers: readonly BlockRegisters[];
  readonly #fetch: FetchContext;
  readonly #ends: EndWriter;
  readonly #indices: ReadonlyMap<Address, number>;

  constructor(code: Code, region: Region, context: RegionContext) {
    this.#code = code;
    this.#region = region;
    this.#context = context;
    this.#frame = new RegionFrame(code, countsAreKept(context.target), touchedBy(region));
    context.notes?.nameLocals(this.#frame, touchedBy(region), registerNameOf);
    this.#registers = registerFlow(region);
    this.#indices = new Map(region.blocks.map(({ start }, index) => [start, index]));
    const { hierarchy } = context.target;
    const frames = new Map(region.pages.map(({ va, frame }) => [va, frame]));
    this.#fetch = {
      frame: this.#frame,
      notes: context.notes,
      missesOften: (pc) => context.missesOften(region, pc),
      lineMiss: context.imports.line,
      lineBytes: hierarchy?.lineBytes ?? pageBytes,
      frameOf: (page) => frames.get(page) ?? this.#frameOfCallee(page),
    };
    this.#ends = new EndWriter(code, this.#frame, this.#fetch, context);
  }

  write(): void {
    const { blocks } = this.#region;
    const { notes } = this.#context;
    notes?.take('enter');
    this.#frame.enter(this.#registers[0]?.needed ?? noRegisters);
    const successors = blocks.map((block) => this.#successors(block));
    const writeNode: WriteNode = (_code, node, go) => {
      const block = blocks[node];
      const registers = this.#registers[node];
      if (block !== undefined && registers !== undefined) this.#writeBlock(block, registers, go);
    };
    emitStructured(this.#code, { successors }, writeNode, notes && ((kind, node) => notes.take(kind, node)));
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
    this.#context.notes?.take('block', block.start);
    this.#frame.pay(ahead[0] ?? noCost);
    const open: OpenBlock = {
      block,
      last,
      has: (to) => this.#indices.has(to),
      way: this.#waysOf(block, go),
    };
    this.#writeInstructions(open, registers, moments);
    if (block.end.kind === 'next') this.#ends.edge(open, block.end.to);
    else if (block.end.kind === 'outside') this.#ends.leaveTo(block.end.at);
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
      return { step: go(index), first, needed: this.#needed(this.#indices.get(to)) };
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
        this.#flush(unwritten);
        unwritten = noRegisters;
      }
      if (before !== undefined)
        emitFetch(this.#code, this.#fetch, fetchBetween(before, instruction, this.#context.target.hierarchy), instruction.pc, moment);
      const { writes } = registersOf(instruction);
      unwritten |= writes;
      this.#context.notes?.take('instruction', instruction.pc);
      this.#writeInstruction(open, { instruction, moment, floatsWritten }, unwritten);
      floatsWritten ||= writes >> BigInt(floatBase) !== 0n;
    }
    if (!operandUse(open.last.row).jumps) this.#flush(unwritten);
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
      missesOften: isInTwo(part.instruction, this.#fetch.lineBytes) || this.#context.missesOften(this.#region, part.instruction.pc),
      frame: this.#frame,
      target,
      imports,
      jump: (kind, value) => () => {
        this.#flush(unwritten);
        this.#ends.jump(open, kind, value);
      },
      branch: (c) => () => {
        this.#flush(unwritten);
        this.#ends.branch(open, c);
      },
    };
    const hart = new TranslatedHart(context);
    const { row, operands } = part.instruction;
    row.execute(hart, { ...operands, imm: hart.const(BigInt(operands.imm)), rm: hart.const(BigInt(operands.rm)) })(this.#code);
  }

  #flush(registers: Registers): void {
    if (registers !== noRegisters) this.#context.notes?.take('flush');
    this.#frame.flush(registers);
  }

  #frameOfCallee(page: Address): number {
    for (const { end } of this.#region.blocks) {
      const callees = end.kind === 'call' ? [end.target, ...end.seen] : [];
      const regions = callees.map((callee) => (callee === undefined ? undefined : this.#context.functionAt(callee)?.region));
      const found = regions.flatMap((region) => region?.pages ?? []).find(({ va }) => va === page);
      if (found !== undefined) return found.frame;
    }
    throw new Error(`page 0x${page.toString(16)} belongs to no region of the module`);
  }
}

function registerNameOf(register: number): string {
  return register < floatBase ? registerName('x', register) : registerName('f', register - floatBase);
}

function touchedBy({ blocks }: Region): Registers {
  const touched = blocks.flatMap(({ instructions }) => instructions).map(registersOf);
  return touched.reduce((all, { reads, writes }) => all | reads | writes, noRegisters);
}
