// Which guest registers must be in locals where: a data-flow analysis. Knows instructions, emits nothing.
import { operandUse } from '../../isa/operand-use.js';
import { blockTargets, type GuestBlock, type GuestInstruction, type Region } from './region.js';

/** A set of registers: bit n is x[n], bit 32 + n is f[n]. */
export type Registers = bigint;

export const noRegisters: Registers = 0n;
export const floatBase = 32;

/** The numbers of the registers in a set, x0 never among them. */
export function registerNumbers(set: Registers): number[] {
  const numbers: number[] = [];
  for (let rest = set, number = 0; rest !== 0n; rest >>= 1n, number++) if ((rest & 1n) !== 0n) numbers.push(number);
  return numbers;
}

/** What an instruction reads and writes. */
export interface InstructionRegisters {
  readonly reads: Registers;
  readonly writes: Registers;
}

const known = new WeakMap<GuestInstruction, InstructionRegisters>();

export function registersOf(instruction: GuestInstruction): InstructionRegisters {
  const registers = known.get(instruction) ?? readAndWritten(instruction);
  known.set(instruction, registers);
  return registers;
}

function readAndWritten({ row, operands }: GuestInstruction): InstructionRegisters {
  const { registers, reads, writes } = operandUse(row);
  let [read, written] = [noRegisters, noRegisters];
  for (const [name, file] of registers) {
    const number = operands[name] + (file === 'f' ? floatBase : 0);
    if (number === 0) continue;
    if (reads.has(name)) read |= 1n << BigInt(number);
    if (writes.has(name)) written |= 1n << BigInt(number);
  }
  return { reads: read, writes: written };
}

/** Of one block. */
export interface BlockRegisters {
  /** Must be in locals when the block begins. */
  readonly needed: Registers;
  /** A float register has been written on every way here, so that the floating-point state is dirty already. */
  readonly floatsWritten: boolean;
}

/** The registers of each block, in the order of the region's blocks. */
export function registerFlow(region: Region): readonly BlockRegisters[] {
  const indices = new Map(region.blocks.map(({ start }, index) => [start, index]));
  const blocks = region.blocks.map((block) => summary(block, indices));
  const needed = solveNeeded(blocks);
  const floats = solveFloats(blocks);
  return blocks.map((_, index) => ({ needed: needed[index] ?? noRegisters, floatsWritten: floats[index] ?? false }));
}

interface Summary {
  /** Read before they are written, and written. */
  readonly reads: Registers;
  readonly writes: Registers;
  /** Registers are read anew behind its end. */
  readonly calls: boolean;
  /** Indices of the successors inside of the region. */
  readonly successors: readonly number[];
}

function summary(block: GuestBlock, indices: ReadonlyMap<number, number>): Summary {
  let [reads, writes] = [noRegisters, noRegisters];
  for (const instruction of block.instructions) {
    const registers = registersOf(instruction);
    reads |= registers.reads & ~writes;
    writes |= registers.writes;
  }
  return {
    reads,
    writes,
    calls: block.end.kind === 'call',
    successors: blockTargets(block).flatMap((target) => indices.get(target) ?? []),
  };
}

/** Backward: what is read, on some way, before it is written or read anew. */
function solveNeeded(blocks: readonly Summary[]): Registers[] {
  const needed = blocks.map(({ reads }) => reads);
  const predecessors = blocks.map((): number[] => []);
  for (const [index, { successors }] of blocks.entries()) for (const successor of successors) predecessors[successor]?.push(index);
  settle(blocks, (index, { reads, writes, calls, successors }) => {
    const behind = calls ? noRegisters : successors.reduce((all, successor) => all | (needed[successor] ?? noRegisters), noRegisters);
    const before = reads | (behind & ~writes);
    if (before === needed[index]) return [];
    needed[index] = before;
    return predecessors[index] ?? [];
  });
  return needed;
}

/** Forward, on every way: starts from "all" and takes away. */
function solveFloats(blocks: readonly Summary[]): boolean[] {
  const written = blocks.map((_, index) => index !== 0);
  settle(blocks, (index, { writes, successors }) => {
    const out = written[index] === true || writes >> BigInt(floatBase) !== 0n;
    const changed = out ? [] : successors.filter((successor) => written[successor] === true);
    for (const successor of changed) written[successor] = false;
    return changed;
  });
  return written;
}

/**
 * What is read from each instruction of a block on.
 *
 * @param behind what is needed where control goes on in the region
 */
export function liveBefore({ instructions }: GuestBlock, behind: Registers): Registers[] {
  let live = behind;
  const before = instructions.toReversed().map((instruction) => {
    const { reads, writes } = registersOf(instruction);
    live = (live & ~writes) | reads;
    return live;
  });
  return before.toReversed();
}

/** Visits all blocks, and again those that `visit` names, until it names none. */
function settle(blocks: readonly Summary[], visit: (index: number, block: Summary) => readonly number[]): void {
  const waiting = new Set(blocks.keys());
  for (const index of waiting) {
    waiting.delete(index);
    const block = blocks[index];
    if (block !== undefined) for (const again of visit(index, block)) waiting.add(again);
  }
}
