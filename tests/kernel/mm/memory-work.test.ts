// What memory management notes of its own reads and writes: the frames it clears and copies, the entries of page tables, and nothing else.
import { beforeEach, describe, expect, test } from 'vitest';
import { MAP_ANONYMOUS, MAP_FIXED, MAP_POPULATE, MAP_PRIVATE, PROT_READ, PROT_WRITE } from '../../../src/abi/mman.js';
import type { AddressSpace } from '../../../src/kernel/mm/address-space.js';
import { PAGE_BYTES } from '../../../src/kernel/mm/frame-allocator.js';
import { forkAddressSpace, releaseAddressSpace } from '../../../src/kernel/mm/lifetime.js';
import { noteAccess, resetWork, takeWork } from '../../../src/kernel/mm/memory-work.js';
import { handleFault } from '../../../src/kernel/mm/page-fault.js';
import { leafAddress, pteFrame } from '../../../src/kernel/mm/page-table.js';
import { mapRegion, protectRegion, unmapRegion } from '../../../src/kernel/mm/regions.js';
import { type MemoryForTest, memoryForTest, SourceForTest, spaceForTest } from './memory-for-test.js';

const BASE = 0x1_0000_0000;
const PRIVATE = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED;

interface Noted {
  readonly frames: number;
  /** `load 80201000 4096` */
  readonly accesses: string[];
}

function noted(m: MemoryForTest, action: () => void): Noted {
  resetWork(m.work, true);
  action();
  const accesses: string[] = [];
  const frames = takeWork(m.work, (pa, bytes, kind) => accesses.push(text(kind, pa, bytes)));
  return { frames, accesses };
}

function text(kind: 'load' | 'store', pa: number, bytes: number): string {
  return `${kind} ${pa.toString(16)} ${bytes}`;
}

function leaf(m: MemoryForTest, space: AddressSpace, va: number): number {
  return leafAddress(m.memory, space.rootFrame, va);
}

function frameOf(m: MemoryForTest, space: AddressSpace, va: number): number {
  return pteFrame(m.memory.readU32(leaf(m, space, va)));
}

let m: MemoryForTest;
let space: AddressSpace;

function map(pages: number, flags = PRIVATE): void {
  expect(
    mapRegion(m, space, {
      address: BASE,
      length: pages * PAGE_BYTES,
      prot: PROT_READ | PROT_WRITE,
      flags,
    }),
  ).toBe(BASE);
}

function fault(va: number, access: 'load' | 'store'): Noted {
  return noted(m, () => {
    expect(handleFault(m, space, BigInt(va), access).kind).toMatch(/minor|major/);
  });
}

beforeEach(() => {
  m = memoryForTest({ ramBytes: 16 << 20 });
  space = spaceForTest(m);
});

describe('a fault', () => {
  test('that gives a new page clears its frame and writes its entry; the first of a region clears two tables too', () => {
    map(4);
    const first = fault(BASE, 'store');
    expect(first.frames).toBe(3);
    const second = fault(BASE + PAGE_BYTES, 'store');
    expect(second.frames).toBe(1);
    expect(second.accesses.slice(-2)).toEqual([
      text('store', frameOf(m, space, BASE + PAGE_BYTES) * PAGE_BYTES, PAGE_BYTES),
      text('store', leaf(m, space, BASE + PAGE_BYTES), 8),
    ]);
    expect(second.accesses.filter((access) => access.startsWith('load'))).toHaveLength(3);
  });

  test('that shows the zero frame or a page of a file clears and copies nothing', () => {
    map(4);
    fault(BASE, 'load');
    expect(fault(BASE + PAGE_BYTES, 'load')).toMatchObject({
      frames: 0,
      accesses: { length: 4 },
    });
    const source = new SourceForTest(m, new Uint8Array(2 * PAGE_BYTES).fill(7));
    const request = {
      address: BASE,
      length: 2 * PAGE_BYTES,
      prot: PROT_READ,
      flags: MAP_PRIVATE | MAP_FIXED,
      source,
    };
    expect(mapRegion(m, space, request)).toBe(BASE);
    for (const index of [0, 1]) m.frames.release(source.page(index) as number);
    fault(BASE, 'load');
    expect(fault(BASE + PAGE_BYTES, 'load')).toMatchObject({
      frames: 0,
      accesses: { length: 4 },
    });
  });

  test('after fork reads the old frame, writes the new one and the entry', () => {
    map(1);
    fault(BASE, 'store');
    expect(forkAddressSpace(m, space)).not.toBe('ENOMEM');
    const old = frameOf(m, space, BASE);
    const { frames, accesses } = fault(BASE, 'store');
    expect(frames).toBe(1);
    expect(accesses.slice(-3)).toEqual([
      text('load', old * PAGE_BYTES, PAGE_BYTES),
      text('store', frameOf(m, space, BASE) * PAGE_BYTES, PAGE_BYTES),
      text('store', leaf(m, space, BASE), 8),
    ]);
  });
});

describe('a range', () => {
  test('that is populated clears each page and writes each entry', () => {
    const { frames, accesses } = noted(m, () => map(16, PRIVATE | MAP_POPULATE));
    expect(frames).toBe(16 + 2);
    const cleared = Array.from({ length: 16 }, (_, page) =>
      text('store', frameOf(m, space, BASE + page * PAGE_BYTES) * PAGE_BYTES, PAGE_BYTES),
    );
    expect(accesses).toEqual(expect.arrayContaining(cleared));
  });

  test('that is protected or unmapped reads and writes its entries, one row of them', () => {
    map(16, PRIVATE | MAP_POPULATE);
    const entry = leaf(m, space, BASE);
    const row = [text('load', entry, 128), text('store', entry, 128)];
    expect(noted(m, () => protectRegion(m, space, BASE, 16 * PAGE_BYTES, PROT_READ)).accesses).toEqual(expect.arrayContaining(row));
    expect(noted(m, () => unmapRegion(m, space, BASE, 16 * PAGE_BYTES)).accesses).toEqual(expect.arrayContaining(row));
  });

  test('that fork copies is read once and written twice: the parent loses its right to write', () => {
    map(16, PRIVATE | MAP_POPULATE);
    let child: AddressSpace | 'ENOMEM' = 'ENOMEM';
    const { frames, accesses } = noted(m, () => {
      child = forkAddressSpace(m, space);
    });
    if (child === 'ENOMEM') throw new Error(child);
    expect(frames).toBe(3);
    const [parents, childs] = [leaf(m, space, BASE), leaf(m, child, BASE)];
    const rows = [text('load', parents, 128), text('store', parents, 128), text('store', childs, 128)];
    expect(accesses).toEqual(expect.arrayContaining(rows));
    expect(noted(m, () => releaseAddressSpace(m, child as AddressSpace)).accesses).toContain(text('load', childs, 128));
  });
});

describe('the list', () => {
  test('keeps no address unless it is asked to, but counts frames', () => {
    resetWork(m.work, false);
    map(4, PRIVATE | MAP_POPULATE);
    expect(m.work.accesses).toEqual([]);
    expect(takeWork(m.work, () => undefined)).toBe(6);
    expect(takeWork(m.work, () => undefined)).toBe(0);
  });

  test('joins neighbours of a kind, but never across a page', () => {
    const { accesses } = noted(m, () => {
      for (const [pa, kind] of [
        [0x1ff0, 'load'],
        [0x5000, 'store'],
        [0x1ff8, 'load'],
        [0x5008, 'store'],
        [0x2000, 'load'],
      ] as const)
        noteAccess(m.work, pa, 8, kind);
    });
    expect(accesses).toEqual(['load 1ff0 16', 'store 5000 16', 'load 2000 8']);
  });
});
