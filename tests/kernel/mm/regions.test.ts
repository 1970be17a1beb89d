import { describe, expect, test } from 'vitest';
import {
  advices,
  MAP_ANONYMOUS,
  MAP_FIXED,
  MAP_FIXED_NOREPLACE,
  MAP_NORESERVE,
  MAP_POPULATE,
  MAP_PRIVATE,
  MREMAP_DONTUNMAP,
  MREMAP_FIXED,
  MREMAP_MAYMOVE,
  PROT_READ,
  PROT_WRITE,
} from '../../../src/abi/mman.js';
import { TASK_SIZE } from '../../../src/kernel/mm/address-space.js';
import { PAGE_BYTES } from '../../../src/kernel/mm/frame-allocator.js';
import { forkAddressSpace, releaseAddressSpace } from '../../../src/kernel/mm/lifetime.js';
import { PROGRAM_BASE, placeBreak, placeProgram } from '../../../src/kernel/mm/placement.js';
import { setBreak } from '../../../src/kernel/mm/program-break.js';
import { mapRegion, protectRegion, unmapRegion } from '../../../src/kernel/mm/regions.js';
import { remapRegion } from '../../../src/kernel/mm/remap.js';
import { adviseRegion, lockRegion, residentMap, unlockRegion } from '../../../src/kernel/mm/residency.js';
import { UserMemory } from '../../../src/kernel/mm/user-memory.js';
import { vmaName, vmaPermissions } from '../../../src/kernel/mm/vma.js';
import { memoryForTest, SourceForTest, spaceForTest, usedFrames } from './memory-for-test.js';

const BASE = 0x1_0000_0000;
const RW = PROT_READ | PROT_WRITE;
const ANON = MAP_PRIVATE | MAP_ANONYMOUS;

function fresh(options: Parameters<typeof memoryForTest>[0] = {}) {
  const m = memoryForTest(options);
  const space = spaceForTest(m);
  const map = (address: number, pages: number, more: { flags?: number; prot?: number } = {}) =>
    mapRegion(m, space, { address, length: pages * PAGE_BYTES, prot: RW, flags: ANON, ...more });
  return { m, space, map, user: new UserMemory(m, space) };
}

describe('where mappings go', () => {
  test('top-down below the stack gap, each under the one before', () => {
    const { space, map } = fresh();
    const first = map(0, 2);
    expect(first).toBe(space.mmapBase - 2 * PAGE_BYTES);
    expect(map(0, 1)).toBe(Number(first) - PAGE_BYTES);
    expect(space.vmas.length).toBe(1);
  });

  test('into the highest hole that is large enough', () => {
    const { m, space, map } = fresh();
    const top = Number(map(0, 8));
    unmapRegion(m, space, top + 5 * PAGE_BYTES, PAGE_BYTES);
    unmapRegion(m, space, top + PAGE_BYTES, 2 * PAGE_BYTES);
    expect(map(0, 2)).toBe(top + PAGE_BYTES);
    expect(map(0, 1)).toBe(top + 5 * PAGE_BYTES);
    expect(map(0, 1)).toBe(top - PAGE_BYTES);
  });

  test('where the caller wishes if it is free, else elsewhere; with MAP_FIXED in any case', () => {
    const { space, map } = fresh();
    expect(map(BASE + 5, 1)).toBe(BASE);
    expect(map(BASE, 1)).toBe(space.mmapBase - PAGE_BYTES);
    expect(map(BASE, 1, { flags: ANON | MAP_FIXED })).toBe(BASE);
    expect(map(BASE, 1, { flags: ANON | MAP_FIXED_NOREPLACE })).toBe('EEXIST');
    expect(map(BASE + 1, 1, { flags: ANON | MAP_FIXED })).toBe('EINVAL');
    expect(map(0, 1, { flags: ANON | MAP_FIXED })).toBe('EPERM');
    expect(map(TASK_SIZE, 1, { flags: ANON | MAP_FIXED })).toBe('ENOMEM');
  });

  test('at the same places without chance, at seeded ones with it', () => {
    const plain = fresh();
    expect([plain.space.stackTop, placeProgram(plain.m), placeBreak(plain.m, 0x12345)]).toEqual([TASK_SIZE, PROGRAM_BASE, 0x13000]);
    const places = [fresh({ aslr: true }), fresh({ aslr: true })].map(({ m, space }) => [
      space.stackTop,
      space.mmapBase,
      placeProgram(m),
      placeBreak(m, 0),
    ]);
    expect(places[0]).toEqual(places[1]);
    for (const place of places[0] ?? []) expect(place % PAGE_BYTES).toBe(0);
    expect(places[0]).not.toContain(TASK_SIZE);
  });
});

describe('what is refused', () => {
  test('more than RAM at once, unless nothing is promised for it', () => {
    const { map } = fresh();
    expect(map(0, 1 << 20)).toBe('ENOMEM');
    expect(typeof map(0, 1 << 20, { flags: ANON | MAP_NORESERVE })).toBe('number');
    expect(typeof map(0, 1 << 20, { prot: PROT_READ })).toBe('number');
  });

  test('a right to write later for what could not be promised', () => {
    const { m, space, map } = fresh();
    const place = Number(map(0, 1 << 20, { prot: PROT_READ }));
    expect(protectRegion(m, space, place, 2 ** 32, RW)).toBe('ENOMEM');
    expect(protectRegion(m, space, place, 4 * PAGE_BYTES, RW)).toBe(0);
    expect(m.totals.committed).toBe(4);
  });

  test('what would exceed RLIMIT_AS or RLIMIT_DATA, but for the part that is replaced', () => {
    const { space, map } = fresh();
    space.limits.addressSpaceBytes = 8 * PAGE_BYTES;
    space.limits.dataBytes = 4 * PAGE_BYTES;
    expect(map(BASE, 4)).toBe(BASE);
    expect(map(0, 1)).toBe('ENOMEM');
    expect(typeof map(0, 4, { prot: PROT_READ })).toBe('number');
    expect(map(0, 1, { prot: PROT_READ })).toBe('ENOMEM');
    expect(map(BASE, 4, { prot: PROT_READ, flags: ANON | MAP_FIXED })).toBe(BASE);
  });

  test('unaligned and empty ranges', () => {
    const { m, space, map } = fresh();
    expect(map(0, 0)).toBe('EINVAL');
    expect(unmapRegion(m, space, 1, 10)).toBe('EINVAL');
    expect(unmapRegion(m, space, BASE, 0)).toBe('EINVAL');
    expect(unmapRegion(m, space, BASE, 10)).toBe(0);
    expect(protectRegion(m, space, 1, 10, 0)).toBe('EINVAL');
    expect(protectRegion(m, space, BASE, 10, 0)).toBe('ENOMEM');
  });
});

describe('page tables', () => {
  test('are freed with the last mapping that they serve', () => {
    const { m, space, map, user } = fresh();
    const before = usedFrames(m);
    map(BASE, 1);
    map(BASE + 2 ** 21, 1);
    user.writeU32(BigInt(BASE), 1);
    user.writeU32(BigInt(BASE + 2 ** 21), 1);
    expect(space.usage.pageTables).toBe(4);
    unmapRegion(m, space, BASE, PAGE_BYTES);
    expect(space.usage.pageTables).toBe(3);
    unmapRegion(m, space, BASE + 2 ** 21, PAGE_BYTES);
    expect(space.usage.pageTables).toBe(1);
    expect(usedFrames(m)).toBe(before);
  });
});

describe('the break', () => {
  test('moves up and down by bytes, with pages behind it named [heap]', () => {
    const { m, space, user } = fresh();
    space.brkStart = space.brk = BASE;
    expect(setBreak(m, space, 0)).toBe(BASE);
    expect(setBreak(m, space, BASE + 10)).toBe(BASE + 10);
    expect(setBreak(m, space, BASE + PAGE_BYTES + 1)).toBe(BASE + PAGE_BYTES + 1);
    expect(space.vmas.map((vma) => [vma.start, vma.end, vmaName(vma), vmaPermissions(vma)])).toEqual([
      [BASE, BASE + 2 * PAGE_BYTES, '[heap]', 'rw-p'],
    ]);
    user.writeU32(BigInt(BASE + PAGE_BYTES), 5);
    expect(setBreak(m, space, BASE + 1)).toBe(BASE + 1);
    expect(user.readU32(BigInt(BASE + PAGE_BYTES))).toBe('EFAULT');
    setBreak(m, space, BASE + 2 * PAGE_BYTES);
    expect(user.readU32(BigInt(BASE + PAGE_BYTES))).toBe(0);
  });

  test('stays where it is when a limit, a neighbour or RAM forbids', () => {
    const { m, space, map } = fresh();
    space.brkStart = space.brk = BASE;
    map(BASE + 2 ** 21, 1);
    expect(setBreak(m, space, BASE + 2 ** 21)).toBe(BASE);
    expect(setBreak(m, space, BASE + 2 ** 21 - 2 ** 20)).toBe(BASE + 2 ** 20);
    space.limits.dataBytes = 2 ** 20;
    expect(setBreak(m, space, BASE + 2 ** 20 + 1)).toBe(BASE + 2 ** 20);
    expect(setBreak(m, space, 2 ** 60)).toBe(BASE + 2 ** 20);
  });
});

describe('mremap', () => {
  const request = (oldAddress: number, oldPages: number, newPages: number, flags = 0, newAddress = 0) => ({
    oldAddress,
    oldLength: oldPages * PAGE_BYTES,
    newLength: newPages * PAGE_BYTES,
    flags,
    newAddress,
  });

  test('shrinks, grows in place, and moves with the content when there is no room', () => {
    const { m, space, map, user } = fresh();
    map(BASE, 4);
    user.writeU32(BigInt(BASE), 11);
    expect(remapRegion(m, space, request(BASE, 4, 2))).toBe(BASE);
    expect(remapRegion(m, space, request(BASE, 2, 3))).toBe(BASE);
    map(BASE + 3 * PAGE_BYTES, 1, { prot: PROT_READ });
    expect(remapRegion(m, space, request(BASE, 3, 6))).toBe('ENOMEM');
    const before = usedFrames(m);
    const moved = Number(remapRegion(m, space, request(BASE, 3, 6, MREMAP_MAYMOVE)));
    expect(moved).not.toBe(BASE);
    expect(user.readU32(BigInt(moved))).toBe(11);
    expect(user.readU32(BigInt(BASE))).toBe('EFAULT');
    expect(space.usage).toMatchObject({ total: 7, rssAnon: 1 });
    // Two tables more: the target lies in another part of the space, the source's are still used by the page behind it.
    expect(usedFrames(m)).toBe(before + 2);
  });

  test('keeps the content when old and new place share a page table that nothing else uses', () => {
    const { m, space, map, user } = fresh();
    const target = BASE + 16 * PAGE_BYTES;
    map(BASE, 2);
    user.writeU32(BigInt(BASE), 11);
    const before = usedFrames(m);
    expect(remapRegion(m, space, request(BASE, 2, 4, MREMAP_MAYMOVE | MREMAP_FIXED, target))).toBe(target);
    expect([user.readU32(BigInt(target)), user.readU32(BigInt(BASE))]).toEqual([11, 'EFAULT']);
    expect(usedFrames(m)).toBe(before);
  });

  test('keeps the old range, empty, with MREMAP_DONTUNMAP, and takes the place of what stood at a fixed target', () => {
    const { m, space, map, user } = fresh();
    map(BASE, 1);
    map(2 * BASE, 1);
    user.writeU32(BigInt(BASE), 11);
    user.writeU32(BigInt(2 * BASE), 22);
    expect(remapRegion(m, space, request(BASE, 1, 1, MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP, 2 * BASE))).toBe(2 * BASE);
    expect([user.readU32(BigInt(BASE)), user.readU32(BigInt(2 * BASE))]).toEqual([0, 11]);
  });

  test('refuses what Linux refuses', () => {
    const { m, space, map } = fresh();
    map(BASE, 2);
    expect(remapRegion(m, space, request(BASE + 1, 1, 1))).toBe('EINVAL');
    expect(remapRegion(m, space, request(BASE, 1, 0))).toBe('EINVAL');
    expect(remapRegion(m, space, request(BASE, 2, 2, MREMAP_FIXED, 2 * BASE))).toBe('EINVAL');
    expect(remapRegion(m, space, request(BASE, 2, 2, MREMAP_FIXED | MREMAP_MAYMOVE, BASE))).toBe('EINVAL');
    expect(remapRegion(m, space, request(BASE, 3, 4, MREMAP_MAYMOVE))).toBe('EFAULT');
    expect(remapRegion(m, space, request(BASE, 0, 4, MREMAP_MAYMOVE))).toBe('EINVAL');
  });
});

describe('advice and locks', () => {
  test('MADV_DONTNEED empties private memory and rereads a file', () => {
    const { m, space, map, user } = fresh();
    const file = new SourceForTest(m, new Uint8Array(PAGE_BYTES).fill(3));
    map(BASE, 1);
    mapRegion(m, space, { address: BASE + PAGE_BYTES, length: PAGE_BYTES, prot: RW, flags: MAP_PRIVATE | MAP_FIXED, source: file });
    user.writeBytes(BigInt(BASE), new Uint8Array(2 * PAGE_BYTES).fill(7));
    expect(adviseRegion(m, space, BASE, 2 * PAGE_BYTES, advices.MADV_DONTNEED)).toBe(0);
    expect([user.readU8(BigInt(BASE)), user.readU8(BigInt(BASE + PAGE_BYTES))]).toEqual([0, 3]);
    expect(adviseRegion(m, space, BASE, 3 * PAGE_BYTES, advices.MADV_DONTNEED)).toBe('ENOMEM');
    expect(adviseRegion(m, space, BASE, PAGE_BYTES, 77)).toBe('EINVAL');
  });

  test('MADV_DONTFORK and MADV_WIPEONFORK decide what a child gets', () => {
    const { m, space, map, user } = fresh();
    map(BASE, 3);
    user.writeBytes(BigInt(BASE), new Uint8Array(3 * PAGE_BYTES).fill(7));
    expect(adviseRegion(m, space, BASE, PAGE_BYTES, advices.MADV_DONTFORK)).toBe(0);
    expect(adviseRegion(m, space, BASE + PAGE_BYTES, PAGE_BYTES, advices.MADV_WIPEONFORK)).toBe(0);
    const child = forkAddressSpace(m, space);
    if (child === 'ENOMEM') throw new Error('no memory');
    const memory = new UserMemory(m, child);
    expect([0, 1, 2].map((page) => memory.readU8(BigInt(BASE + page * PAGE_BYTES)))).toEqual(['EFAULT', 0, 7]);
    adviseRegion(m, space, BASE, 2 * PAGE_BYTES, advices.MADV_DOFORK);
    adviseRegion(m, space, BASE, 2 * PAGE_BYTES, advices.MADV_KEEPONFORK);
    expect(space.vmas.length).toBe(1);
    releaseAddressSpace(m, child);
  });

  test('locked and populated pages are present, within RLIMIT_MEMLOCK', () => {
    const { m, space, map } = fresh();
    map(BASE, 2, { flags: ANON | MAP_POPULATE });
    expect(space.usage.rssAnon).toBe(2);
    map(BASE + 2 * PAGE_BYTES, 2);
    space.limits.lockedBytes = 3 * PAGE_BYTES;
    expect(lockRegion(m, space, BASE, 4 * PAGE_BYTES, {})).toBe('ENOMEM');
    expect(lockRegion(m, space, BASE + 10, 3 * PAGE_BYTES - 10, {})).toBe(0);
    expect(space.usage).toMatchObject({ rssAnon: 3, locked: 3 });
    expect(residentMap(m, space, BASE, BASE + 4 * PAGE_BYTES)).toEqual(Uint8Array.of(1, 1, 1, 0));
    expect(unlockRegion(m, space, BASE, 3 * PAGE_BYTES)).toBe(0);
    expect(space.usage.locked).toBe(0);
    expect(space.vmas.length).toBe(1);
    expect(residentMap(m, space, BASE, BASE + 5 * PAGE_BYTES)).toBe('ENOMEM');
  });
});
