// Which bytes of which frames a region was made from.
import { expect, test } from 'vitest';
import { frameAt, placeOf, spansOf } from '../../../../src/machine/engine/translator/frame-spans.js';
import { pageBytes, region as layoutRegion } from '../../../../src/machine/layout.js';
import { assemble } from '../../assembler.js';
import { instructionsAt } from './guest-code.js';

const nop = assemble('addi');
const frames = { 65536: layoutRegion.ram + 7 * pageBytes, 69632: layoutRegion.ram + 3 * pageBytes };
const pages = Object.entries(frames).map(([va, frame]) => ({ va: Number(va), frame }));

function regionOf(...blocks: readonly (readonly [start: number, encodings: readonly number[]])[]): Parameters<typeof placeOf>[0] {
  const [entry = 0] = blocks[0] ?? [];
  const end = { kind: 'far', seen: [] } as const;
  return { entry, pages, blocks: blocks.map(([start, encodings]) => ({ start, end, instructions: instructionsAt(start, encodings) })) };
}

test('a place in linear memory is a frame of RAM and an offset in it', () => {
  expect(frameAt(layoutRegion.ram + 3 * pageBytes + 8)).toEqual({ frame: 3, offset: 8 });
});

test('an address has a place in the frame of its page, if the region has that page', () => {
  const region = regionOf([0x1_0ffc, [nop, nop]]);
  expect([0x1_0ffc, 0x1_1002, 0x1_2000].map((va) => placeOf(region, va))).toEqual([
    layoutRegion.ram + 7 * pageBytes + 0xffc,
    layoutRegion.ram + 3 * pageBytes + 2,
    undefined,
  ]);
});

test('blocks are spans, those across the end of a page one in each frame', () => {
  const regions = [regionOf([0x1_0100, [nop, 0x0001]], [0x1_0ffa, [nop, nop, nop]]), regionOf([0x1_1200, [0x0001]])];
  expect([...spansOf(regions)]).toEqual([
    [
      7,
      [
        { from: 0x100, to: 0x106 },
        { from: 0xffa, to: 0x1000 },
      ],
    ],
    [
      3,
      [
        { from: 0, to: 6 },
        { from: 0x200, to: 0x202 },
      ],
    ],
  ]);
});
