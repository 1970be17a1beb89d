// Regions come and go: their entries in the records of decoded code, their places in the table, and what is forgotten with them.
import { beforeEach, describe, expect, test } from 'vitest';
import type { Region } from '../../../../src/machine/engine/translator/region.js';
import { RegionCache } from '../../../../src/machine/engine/translator/region-cache.js';
import {
  crossingFlag,
  firstRegionHandler,
  handlers,
  pageBytes,
  recordBytes,
  recordField,
  region as layoutRegion,
} from '../../../../src/machine/layout.js';
import { DecodedCode } from '../../../../src/machine/memory/decoded-code.js';
import { createMemory, type LinearMemory } from '../../../../src/machine/wasm/compile.js';
import { assemble } from '../../assembler.js';
import { instructionsAt } from './guest-code.js';

const ramBytes = 64 * pageBytes;
const mostInstructions = 10;
const own = handlers.firstRow + 5;
const va = 0x1_0000;

let memory: LinearMemory;
let view: DataView;
let decoded: DecodedCode;
/** What stands in the table. */
let functions: Map<number, unknown>;
let cache: RegionCache;
const body = 'a function';

beforeEach(() => {
  memory = createMemory(layoutRegion.ram + ramBytes);
  view = new DataView(memory.buffer);
  decoded = new DecodedCode(memory, 1, ramBytes);
  functions = new Map();
  const table = { set: (number: number, entry: unknown): void => void functions.set(number, entry) };
  cache = new RegionCache(memory, decoded, table, mostInstructions);
  decoded.watch((frame, offset, bytes) => cache.drop(frame, offset, bytes));
  for (const frame of [1, 2]) decoded.open(frame);
});

/** Where the handler of the record at `offset` of `frame` stands. */
function recordAt(frame: number, offset: number): number {
  return (decoded.recordsOf(frame) ?? 0) + (offset / 2) * recordBytes + recordField.handler;
}

function placeAt(frame: number, offset: number): number {
  return layoutRegion.ram + frame * pageBytes + offset;
}

/** A region of `count` instructions at `offset` of `frame`, at the address `at` of which the page is. */
function regionAt(frame: number, offset: number, count: number, page = va): Region {
  const start = page + offset;
  const instructions = instructionsAt(start, new Array<number>(count).fill(assemble('addi')));
  return {
    entry: start,
    pages: [{ va: page, frame: layoutRegion.ram + frame * pageBytes }],
    blocks: [{ start, instructions, end: { kind: 'far', seen: [] } }],
  };
}

const moduleBytes = 100;

/** Decodes the entries of regions and adds them as one module. */
function add(...regions: readonly Region[]): void {
  for (const { entry, pages } of regions) {
    const place = (pages[0]?.frame ?? 0) + (entry % pageBytes) - layoutRegion.ram;
    const record = recordAt(Math.floor(place / pageBytes), place % pageBytes);
    if (view.getUint16(record, true) === handlers.undecoded) view.setUint16(record, own, true);
  }
  cache.add(
    regions,
    regions.map(() => body),
    moduleBytes,
  );
}

function handlerAt(frame: number, offset: number): number {
  return view.getUint16(recordAt(frame, offset), true);
}

test('a region is entered at its record, and forgotten to the record as it was', () => {
  view.setUint16(recordAt(1, 8), crossingFlag | own, true);
  add(regionAt(1, 8, 2));
  expect(handlerAt(1, 8)).toBe(crossingFlag | firstRegionHandler);
  expect(cache.entryAt(placeAt(1, 8))).toBe(va + 8);
  expect(cache.canEnter(placeAt(1, 8))).toBe(false);
  expect(functions.get(0)).toBe(body);
  cache.evict(placeAt(1, 8));
  expect(handlerAt(1, 8)).toBe(crossingFlag | own);
  expect(cache.entryAt(placeAt(1, 8))).toBeUndefined();
  expect(functions.get(0)).toBe(null);
});

test('nothing is entered where no instruction of one page has been decoded', () => {
  for (const [offset, handler] of [handlers.undecoded, handlers.pageEnd, handlers.straddle, handlers.illegal].entries())
    view.setUint16(recordAt(1, 2 * offset), handler, true);
  expect([0, 2, 4, 6].map((offset) => cache.canEnter(placeAt(1, offset)))).toEqual([false, false, false, false]);
  expect(cache.canEnter(placeAt(3, 0))).toBe(false);
});

test('regions that were compiled together go together', () => {
  add(regionAt(1, 8, 1), regionAt(2, 16, 1));
  cache.evict(placeAt(1, 8));
  expect([handlerAt(1, 8), handlerAt(2, 16)]).toEqual([own, own]);
});

test('of two regions at one place, by two addresses, one is entered', () => {
  add(regionAt(1, 8, 1), regionAt(1, 8, 1, va + 0x5000));
  expect(cache.entryAt(placeAt(1, 8))).toBe(va + 8);
  cache.evict(placeAt(1, 8));
  expect(handlerAt(1, 8)).toBe(own);
});

describe('a store', () => {
  test.each([
    ['before it', 7, 1, true],
    ['over its first byte', 7, 2, false],
    ['over its last byte', 15, 1, false],
    ['behind it', 16, 8, true],
  ])('%s', (_, offset, bytes, stays) => {
    add(regionAt(1, 8, 2));
    cache.drop(1, offset, bytes);
    expect(cache.entryAt(placeAt(1, 8)) !== undefined).toBe(stays);
  });

  test('over the entry leaves no record, and room for another region', () => {
    add(regionAt(1, 8, 2));
    decoded.dropBytes(1, 8, 4);
    expect(handlerAt(1, 8)).toBe(handlers.undecoded);
    add(regionAt(1, 8, 1));
    expect(handlerAt(1, 8)).toBe(firstRegionHandler);
  });

  test('to another frame does nothing', () => {
    add(regionAt(1, 8, 2));
    cache.drop(2, 8, 8);
    expect(cache.entryAt(placeAt(1, 8))).toBe(va + 8);
  });
});

test('with the page of an entry all regions of it go, and those compiled with them', () => {
  add(regionAt(1, 8, 1), regionAt(2, 16, 1));
  add(regionAt(2, 32, 1));
  decoded.dropFrame(1);
  expect([handlerAt(2, 16), handlerAt(2, 32)]).toEqual([own, firstRegionHandler + 2]);
});

test('a record that has become another one is left alone', () => {
  add(regionAt(1, 8, 2));
  view.setUint16(recordAt(1, 8), own + 1, true);
  cache.evict(placeAt(1, 8));
  expect(handlerAt(1, 8)).toBe(own + 1);
});

test('the oldest modules make room for a new one', () => {
  add(regionAt(1, 0, 4));
  add(regionAt(1, 32, 4));
  add(regionAt(1, 64, 4), regionAt(2, 64, 1));
  expect([handlerAt(1, 0), handlerAt(1, 32)]).toEqual([own, firstRegionHandler + 1]);
  expect(cache.statistics).toMatchObject({ regions: 4, modules: 3, translatedInstructions: 13, evictions: 1 });
});
