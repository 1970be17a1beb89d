// Which guest registers a region keeps in locals, from where on, and until when: a data-flow analysis. Knows instructions, emits nothing.
// A register is read into its local where a value may be needed, and written back where control may leave and only if it may have changed.
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

export function registersOf({ row, operands }: GuestInstruction): InstructionRegisters {
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
  /** May differ from memory when the block begins. */
  readonly dirty: Registers;
  /** Must be in locals when the block begins. */
  readonly needed: Registers;
  /** A float register has been written on every way here, so that the floating-point state is dirty already. */
  readonly floatsWritten: boolean;
}

/**
 * The registers of each block, in the order of the region's blocks.
 *
 * @param mayStop says of the instruction with this index in its block whether control may leave before it
 */
export function registerFlow(region: Region, mayStop: (block: GuestBlock, index: number) => boolean): readonly BlockRegisters[] {
  const blocks = region.blocks.map((block) => summary(block, region, mayStop));
  const dirty = solveDirty(blocks);
  const needed = solveNeeded(blocks, dirty);
  const floats = solveFloats(blocks);
  return blocks.map((_, index) => ({
    dirty: dirty[index] ?? noRegisters,
    needed: needed[index] ?? noRegisters,
    floatsWritten: floats[index] ?? false,
  }));
}

interface Summary {
  readonly block: GuestBlock;
  readonly steps: readonly (InstructionRegisters & { readonly mayStop: boolean })[];
  readonly writes: Registers;
  /** Everything is written back at its end, and read anew behind it. */
  readonly calls: boolean;
  /** Indices of the successors inside of the region. Control may always leave at the end, too: the budget may be used up. */
  readonly successors: readonly number[];
}

function summary(block: GuestBlock, region: Region, mayStop: (block: GuestBlock, index: number) => boolean): Summary {
  const steps = block.instructions.map((instruction, index) => ({ ...registersOf(instruction), mayStop: mayStop(block, index) }));
  const targets = blockTargets(block).map((target) => region.blocks.findIndex(({ start }) => start === target));
  return {
    block,
    steps,
    writes: steps.reduce((all, { writes }) => all | writes, noRegisters),
    calls: block.end.kind === 'call',
    successors: targets.filter((index) => index >= 0),
  };
}

/** Forward: what may have been written since the last time that all was written back. */
function solveDirty(blocks: readonly Summary[]): Registers[] {
  const dirty = blocks.map(() => noRegisters);
  settle(blocks, (index, { writes, calls, successors }) => {
    const out = calls ? noRegisters : (dirty[index] ?? noRegisters) | writes;
    return successors.filter((successor) => grow(dirty, successor, out));
  });
  return dirty;
}

/** Backward: what must be in locals, because it is read, or written back without having been written on this way. */
function solveNeeded(blocks: readonly Summary[], dirty: readonly Registers[]): Registers[] {
  const needed = blocks.map(() => noRegisters);
  const predecessors = blocks.map((): number[] => []);
  for (const [index, { successors }] of blocks.entries()) for (const successor of successors) predecessors[successor]?.push(index);
  settle(blocks, (index, block) => {
    const before = neededBefore(block, dirty[index] ?? noRegisters, needed);
    return grow(needed, index, before) ? (predecessors[index] ?? []) : [];
  });
  return needed;
}

function neededBefore({ steps, calls, successors }: Summary, dirty: Registers, needed: readonly Registers[]): Registers {
  const dirtyBefore = steps.map(() => noRegisters);
  let written = dirty;
  for (const [index, { writes }] of steps.entries()) {
    dirtyBefore[index] = written;
    written |= writes;
  }
  let live = written;
  if (!calls) for (const successor of successors) live |= needed[successor] ?? noRegisters;
  for (const [index, { reads, writes, mayStop }] of [...steps.entries()].toReversed())
    live = (live & ~writes) | reads | (mayStop ? (dirtyBefore[index] ?? noRegisters) : noRegisters);
  return live;
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

function grow(sets: Registers[], index: number, more: Registers): boolean {
  const before = sets[index] ?? noRegisters;
  sets[index] = before | more;
  return (before | more) !== before;
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
