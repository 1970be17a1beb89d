// What a region is made of: blocks cut where they are entered, loops alone, limits, and what stands outside.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findRegion } from '../../../../src/machine/engine/translator/find-region.js';
import { blockTargets, type GuestBlock, instructionsOf, type Region } from '../../../../src/machine/engine/translator/region.js';
import { assemble } from '../../assembler.js';
import { assembleProgram, programOf } from '../random-programs.js';
import { PlacedCode } from './guest-code.js';

const start = 0x1_0000;
const nop = assemble('addi');
const ret = assemble('jalr', { rs1: 1 });
const frames = { 65536: 0x50_0000, 69632: 0x53_0000 };

function regionOf(encodings: readonly number[], entry = start): Region {
  const region = findRegion(new PlacedCode(frames).place(start, encodings), entry);
  if (region === undefined) throw new Error('no region');
  return region;
}

/** Each block as where it begins, how many instructions it has, and how it ends. */
function shapeOf({ blocks }: Region): unknown[] {
  return blocks.map(({ start: at, instructions, end }) => [at - start, instructions.length, end.kind]);
}

describe('blocks', () => {
  test('end at jumps and are cut where others enter them', () => {
    // Over one instruction when x10 is 0; the end of it all is a return.
    expect(shapeOf(regionOf([nop, assemble('beq', { rs1: 10, imm: 8 }), nop, nop, ret]))).toEqual([
      [0, 2, 'branch'],
      [8, 1, 'next'],
      [12, 2, 'far'],
    ]);
  });

  test('stand behind calls, whose goals are not part of the region', () => {
    const { blocks } = regionOf([assemble('jal', { rd: 1, imm: 12 }), nop, ret, nop, ret]);
    expect(blocks.map(({ end }) => end)).toMatchObject([{ kind: 'call', target: start + 12, next: start + 4 }, { kind: 'far' }]);
  });

  test('end before what is executed outside', () => {
    expect(regionOf([nop, nop, assemble('ecall'), nop, ret]).blocks.map(({ end }) => end)).toEqual([{ kind: 'outside', at: start + 8 }]);
  });

  test('end before a jump back beyond address 0', () => {
    expect(shapeOf(regionOf([nop, assemble('jal', { imm: -0x2_0000 })]))).toEqual([[0, 1, 'outside']]);
  });

  test('stand where a computed jump was seen to go; where one returns to, or is called, they do not', () => {
    const code = new PlacedCode(frames).place(start, [assemble('jalr', { rs1: 10 }), nop, ret, assemble('jalr', { rd: 1, rs1: 10 }), ret]);
    for (const pc of [start, start + 8, start + 12]) code.targets.set(pc, [start + 4, start + 12]);
    expect(findRegion(code, start)?.blocks.map(({ start: at, end }) => [at - start, end])).toEqual([
      [0, { kind: 'far', seen: [start + 4, start + 12] }],
      [4, { kind: 'far', seen: [] }],
      [12, { kind: 'call', target: undefined, seen: [start + 4, start + 12], next: start + 16 }],
      [16, { kind: 'far', seen: [] }],
    ]);
  });

  test('of the same bytes may begin in the middle of each other', () => {
    // Behind the branch the halves of the next instruction are one instruction each: 0x0001 is a nop.
    const halves = ((0x0001 << 16) | assemble('lui', { rd: 10, imm: 0x1_0000 })) >>> 0;
    const region = regionOf([assemble('beq', { rs1: 10, imm: 6 }), halves, ret]);
    expect(shapeOf(region)).toEqual([
      [0, 1, 'branch'],
      [4, 2, 'far'],
      [6, 2, 'far'],
    ]);
  });
});

describe('a loop', () => {
  const loop = [nop, nop, assemble('bne', { rs1: 10, imm: -8 }), nop, ret];

  test('that begins at the entry is alone in its region', () => {
    expect(shapeOf(regionOf(loop))).toEqual([[0, 3, 'branch']]);
  });

  test('that begins behind the entry is part of what is around it', () => {
    expect(shapeOf(regionOf([nop, ...loop]))).toEqual([
      [0, 1, 'next'],
      [4, 3, 'branch'],
      [16, 2, 'far'],
    ]);
  });

  test('around the one at the entry is not in its region', () => {
    const outer = [nop, ...loop.slice(0, 3), assemble('bne', { rs1: 11, imm: -16 }), ret];
    expect(shapeOf(regionOf(outer, start + 4))).toEqual([[4, 3, 'branch']]);
  });
});

describe('limits', () => {
  test('a straight line of more than 200 instructions is several blocks', () => {
    const region = regionOf([...new Array<number>(250).fill(nop), ret]);
    expect(shapeOf(region)).toEqual([
      [0, 200, 'next'],
      [800, 51, 'far'],
    ]);
  });

  test('a region takes no further line when it has 300 instructions', () => {
    const region = regionOf([...new Array<number>(1900).fill(nop), ret]);
    expect(instructionsOf(region)).toBe(400);
  });

  test('what has not been decoded is left out, whatever stands there', () => {
    const code = new PlacedCode(frames).place(start, [assemble('beq', { rs1: 10, imm: 8 }), ret, ret]);
    code.undecoded.add(start + 8);
    expect(findRegion(code, start)?.blocks.map(({ start: at }) => at - start)).toEqual([0, 4]);
    code.undecoded.add(start);
    expect(findRegion(code, start)).toBeUndefined();
  });

  test('there is no region where the first instruction is executed outside', () => {
    expect(findRegion(new PlacedCode(frames).place(start, [assemble('ecall')]), start)).toBeUndefined();
  });
});

test('pages are those of all bytes of the region, with their frames', () => {
  const { pages } = regionOf([...new Array<number>(1023).fill(nop), 0x0001, nop, ret], start + 4092);
  expect(pages).toEqual([
    { va: 0x1_0000, frame: 0x50_0000 },
    { va: 0x1_1000, frame: 0x53_0000 },
  ]);
  const alone = new PlacedCode({ 65536: 0x50_0000 }).place(start + 4092, [nop]);
  expect(findRegion(alone, start + 4092)).toMatchObject({
    pages: [{ va: 0x1_0000 }],
    blocks: [{ end: { kind: 'outside', at: start + 4096 } }],
  });
});

test('in random programs each instruction of a block is behind the one before, and no block is entered inside', () => {
  fc.assert(
    fc.property(programOf({ structured: 3, wild: 2, calling: 2 }), (program) => {
      const code = assembleProgram(program, start).slice(0, 2000);
      const blocks = findRegion(new PlacedCode(frames).place(start, code), start)?.blocks ?? [];
      const starts = new Set(blocks.map((block) => block.start));
      for (const block of blocks) expectInOnePiece(block, starts);
    }),
    { numRuns: 200, seed: 3 },
  );
});

function expectInOnePiece(block: GuestBlock, starts: ReadonlySet<number>): void {
  let at = block.start;
  for (const { pc, bytes } of block.instructions) {
    expect(pc).toBe(at);
    at += bytes;
  }
  expect(block.instructions.slice(1).filter(({ pc }) => starts.has(pc))).toEqual([]);
  if (block.end.kind === 'next') expect(blockTargets(block)).toEqual([at]);
}
