// Finds a region: follows the code from an entry, breadth first, as far as limits and decoded pages reach. Emits nothing.
import { type ControlFlow, controlFlow } from '../../isa/control-flow.js';
import { decode, lengthOf } from '../../isa/decode.js';
import { operandUse } from '../../isa/operand-use.js';
import { pageBytes } from '../../layout.js';
import { type Address, blockEnd, type BlockEnd, blockTargets, type GuestBlock, type GuestInstruction, type Region } from './region.js';
import { strongComponents } from './strong-components.js';

/** The code of an address space, as far as it has been executed. */
export interface CodeSource {
  /** Where the frame of the page at `va` lies in linear memory; undefined: it has no decoded code, so that nobody would notice stores to it. */
  frameOf(va: Address): number | undefined;
  /** Whether the instruction at `va` has been decoded: what has not, has never been executed. */
  isDecoded(va: Address): boolean;
  /** Where the computed jump or call at `pc` was seen to go, smallest address first. */
  targetsOf(pc: Address): readonly Address[];
  /** The halfword at an even offset of linear memory. */
  halfword(place: number): number;
}

/** Instructions of one region at most: beyond that the host's compiler takes more time than it saves. */
const mostInstructions = 300;
/** Instructions of one straight line at most. */
const longestBlock = 200;
/** Addresses above are not those of user programs. */
const endOfUserSpace = 2 ** 47;

/** A line of code up to its first jump. */
interface Line {
  readonly instructions: readonly GuestInstruction[];
  readonly end: BlockEnd;
}

/** The region that is entered at `entry`; undefined when its first instruction has to be executed outside. */
export function findRegion(source: CodeSource, entry: Address): Region | undefined {
  const lines = new Map<Address, Line>();
  const waiting = [entry];
  let count = 0;
  for (let at = waiting.shift(); at !== undefined && count < mostInstructions; at = waiting.shift()) {
    if (lines.has(at) || !source.isDecoded(at)) continue;
    const line = readLine(source, at);
    if (line.instructions.length === 0) continue;
    lines.set(at, line);
    count += line.instructions.length;
    waiting.push(...blockTargets({ start: at, ...line }));
  }
  if (!lines.has(entry)) return undefined;
  const blocks = loopOf(cut(lines, entry));
  return { entry, blocks, pages: pagesOf(source, blocks) };
}

/**
 * When the first block begins a loop, only that: what comes behind it is executed once where the loop is executed often, and the function
 * that it is in becomes a region of its own when it is called often. A loop's first block is that with the lowest address; so outer loops are not in it.
 */
function loopOf(blocks: readonly GuestBlock[]): readonly GuestBlock[] {
  const [entry] = blocks;
  const behind = blocks.filter(({ start }) => entry !== undefined && start >= entry.start);
  const indices = new Map(behind.map(({ start }, index) => [start, index]));
  const successors = behind.map((block) => blockTargets(block).flatMap((target) => indices.get(target) ?? []));
  const component = strongComponents([...behind.keys()], { successors }).find((nodes) => nodes.includes(0)) ?? [];
  const isLoop = component.length > 1 || successors[0]?.includes(0) === true;
  return isLoop ? behind.filter((_, index) => component.includes(index)) : blocks;
}

/** Reads instructions from `start` up to a jump, an instruction that is executed outside, or the limit. */
function readLine(source: CodeSource, start: Address): Line {
  const instructions: GuestInstruction[] = [];
  let pc = start;
  for (;;) {
    if (instructions.length === longestBlock) return { instructions, end: { kind: 'next', to: pc } };
    const instruction = readInstruction(source, pc);
    if (instruction === undefined) return { instructions, end: { kind: 'outside', at: pc } };
    const flow: ControlFlow = controlFlow(instruction, pc);
    if (goesNowhere(flow)) return { instructions, end: { kind: 'outside', at: pc } };
    instructions.push(instruction);
    pc += instruction.bytes;
    if (flow.kind !== 'next') return { instructions, end: blockEnd(flow, pc, source.targetsOf(instruction.pc)) };
  }
}

/** To an address that a number may not hold exactly: a jump backward beyond address 0, which is one to the end of the address space. */
function goesNowhere(flow: ControlFlow): boolean {
  return flow.kind !== 'next' && flow.target !== undefined && flow.target >= endOfUserSpace;
}

/** The instruction at `pc`, when a region may contain it. */
function readInstruction(source: CodeSource, pc: Address): GuestInstruction | undefined {
  const low = readHalfword(source, pc);
  if (low === undefined) return undefined;
  const high = lengthOf(low) === 4 ? readHalfword(source, pc + 2) : 0;
  if (high === undefined) return undefined;
  const raw = low | (high << 16);
  const decoded = decode(raw);
  return decoded === undefined || operandUse(decoded.row).isRare ? undefined : { ...decoded, pc, raw };
}

function readHalfword(source: CodeSource, va: Address): number | undefined {
  if (va < 0 || va >= endOfUserSpace) return undefined;
  const frame = source.frameOf(va);
  return frame === undefined ? undefined : source.halfword(frame + (va % pageBytes));
}

/** Cuts lines where others enter them: no instruction is in two blocks, but where the same bytes are read from two starts. */
function cut(lines: ReadonlyMap<Address, Line>, entry: Address): GuestBlock[] {
  const [first, ...others] = [entry, ...[...lines.keys()].filter((start) => start !== entry).toSorted((a, b) => a - b)];
  return [first ?? entry, ...others].flatMap((start) => {
    const line = lines.get(start);
    return line === undefined ? [] : cutLine(start, line, lines);
  });
}

/** The part of a line before the first start of another one. */
function cutLine(start: Address, { instructions, end }: Line, starts: ReadonlyMap<Address, unknown>): GuestBlock {
  const length = instructions.findIndex(({ pc }, index) => index > 0 && starts.has(pc));
  const following = instructions[length];
  if (following === undefined) return { start, instructions, end };
  return { start, instructions: instructions.slice(0, length), end: { kind: 'next', to: following.pc } };
}

function pagesOf(source: CodeSource, blocks: readonly GuestBlock[]): Region['pages'] {
  const pages = new Map<Address, number>();
  for (const { pc, bytes } of blocks.flatMap(({ instructions }) => instructions)) {
    for (const at of [pc, pc + bytes - 1]) {
      const va = at - (at % pageBytes);
      const frame = source.frameOf(va);
      if (frame !== undefined) pages.set(va, frame);
    }
  }
  return Array.from(pages, ([va, frame]) => ({ va, frame }));
}
