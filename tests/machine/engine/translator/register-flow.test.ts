// What a region reads of registers: against a walk of all ways through it.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findRegion } from '../../../../src/machine/engine/translator/find-region.js';
import { blockTargets, type GuestBlock, type Region } from '../../../../src/machine/engine/translator/region.js';
import {
  floatBase,
  liveBefore,
  registerFlow,
  type Registers,
  registerNumbers,
  registersOf,
} from '../../../../src/machine/engine/translator/register-flow.js';
import { assemble } from '../../assembler.js';
import { assembleProgram, programOf } from '../random-programs.js';
import { instructionsAt, PlacedCode } from './guest-code.js';

const start = 0x1_0000;
const frames = { 65536: 0x50_0000, 69632: 0x53_0000 };

test.each<[string, number, readonly number[], readonly number[]]>([
  ['add x3, x1, x2', assemble('add', { rd: 3, rs1: 1, rs2: 2 }), [1, 2], [3]],
  ['add x0, x0, x2', assemble('add', { rd: 0, rs1: 0, rs2: 2 }), [2], []],
  ['sd x2, (x1)', assemble('sd', { rs1: 1, rs2: 2 }), [1, 2], []],
  ['fld f0, (x1)', assemble('fld', { rd: 0, rs1: 1 }), [1], [floatBase]],
  ['fmadd.d f1, f2, f3, f4', assemble('fmadd.d', { rd: 1, rs1: 2, rs2: 3, rs3: 4 }), [34, 35, 36], [33]],
  ['fcvt.l.d x5, f6', assemble('fcvt.l.d', { rd: 5, rs1: 6 }), [38], [5]],
  ['jal x1', assemble('jal', { rd: 1 }), [], [1]],
  ['c.add x10, x11', 0x952e, [10, 11], [10]],
])('%s', (_, raw, reads, writes) => {
  const registers = instructionsAt(start, [raw]).map(registersOf);
  expect(registers.map((used) => [registerNumbers(used.reads), registerNumbers(used.writes)])).toEqual([[reads, writes]]);
});

/** Where a way through a region is: before a block, with what has been written so far. */
interface Point {
  readonly block: GuestBlock;
  readonly written: Registers;
}

/** Follows every way from the beginning of a block, as far as it goes on with the same registers; each point of it once. */
function walkFrom(region: Region, block: GuestBlock, visit: (point: Point) => boolean): void {
  const waiting: Point[] = [{ block, written: 0n }];
  const seen = new Set<string>();
  for (let point = waiting.pop(); point !== undefined; point = waiting.pop()) {
    const key = `${point.block.start} ${point.written}`;
    if (seen.has(key) || !visit(point)) continue;
    seen.add(key);
    const written = point.block.instructions.reduce((all, instruction) => all | registersOf(instruction).writes, point.written);
    for (const target of blockTargets(point.block)) {
      const next = region.blocks.find(({ start: at }) => at === target);
      if (next !== undefined) waiting.push({ block: next, written });
    }
  }
}

function neededOnSomeWay(region: Region, block: GuestBlock): Registers {
  let needed = 0n;
  walkFrom(region, block, (point) => {
    let { written } = point;
    for (const { reads, writes } of point.block.instructions.map(registersOf)) {
      needed |= reads & ~written;
      written |= writes;
    }
    // Behind a call all is read anew: nothing of what stands there is needed here.
    return point.block.end.kind !== 'call';
  });
  return needed;
}

/** Whether a way from the entry comes to the block without a float register being written. */
function floatsMayBeClean(region: Region, block: GuestBlock): boolean {
  const [entry] = region.blocks;
  let isClean = false;
  if (entry !== undefined)
    walkFrom(region, entry, (point) => {
      if (point.written >> BigInt(floatBase) !== 0n) return false;
      isClean ||= point.block === block;
      return true;
    });
  return isClean;
}

test('registers that a block needs are those that some way from it reads before it writes them', () => {
  fc.assert(
    fc.property(programOf({ structured: 2, wild: 1, calling: 1, floating: 2, computing: 2 }), (program) => {
      const code = assembleProgram(program, start).slice(0, 120);
      const region = findRegion(new PlacedCode(frames).place(start, code), start);
      if (region === undefined) return;
      const flow = registerFlow(region);
      for (const [index, block] of region.blocks.entries()) {
        expect(flow[index]).toEqual({ needed: neededOnSomeWay(region, block), floatsWritten: !floatsMayBeClean(region, block) });
      }
    }),
    { numRuns: 150, seed: 5 },
  );
});

test('registers that are alive before each instruction of a block', () => {
  const instructions = instructionsAt(start, [
    assemble('add', { rd: 3, rs1: 1, rs2: 2 }),
    assemble('add', { rd: 1, rs1: 3, rs2: 4 }),
    assemble('add', { rd: 4, rs1: 1, rs2: 1 }),
  ]);
  const live = liveBefore({ start, instructions, end: { kind: 'far', seen: [] } }, (1n << 4n) | (1n << 9n));
  expect(live.map(registerNumbers)).toEqual([
    [1, 2, 4, 9],
    [3, 4, 9],
    [1, 9],
  ]);
});
