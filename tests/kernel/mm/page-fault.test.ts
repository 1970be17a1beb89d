import { describe, expect, test } from 'vitest';
import {
  MAP_ANONYMOUS,
  MAP_FIXED,
  MAP_GROWSDOWN,
  MAP_NORESERVE,
  MAP_PRIVATE,
  MAP_SHARED,
  PROT_EXEC,
  PROT_NONE,
  PROT_READ,
  PROT_WRITE,
} from '../../../src/abi/mman.js';
import { signals, siCodes } from '../../../src/abi/signals.js';
import { PAGE_BYTES } from '../../../src/kernel/mm/frame-allocator.js';
import { forkAddressSpace, releaseAddressSpace } from '../../../src/kernel/mm/lifetime.js';
import { handleFault } from '../../../src/kernel/mm/page-fault.js';
import { vmaSums } from '../../../src/kernel/mm/page-walk.js';
import { mapRegion, protectRegion, unmapRegion } from '../../../src/kernel/mm/regions.js';
import { SharedMemory } from '../../../src/kernel/mm/shared-memory.js';
import { collectDirtyPages, dropSourcePages } from '../../../src/kernel/mm/source-pages.js';
import { UserMemory } from '../../../src/kernel/mm/user-memory.js';
import { translate } from '../../../src/machine/memory/sv39.js';
import { memoryForTest, SourceForTest, spaceForTest, usedFrames } from './memory-for-test.js';

const BASE = 0x1_0000_0000;
const READ_WRITE = PROT_READ | PROT_WRITE;
const ANONYMOUS = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED;

function mappedSpace({ prot = READ_WRITE, pages = 4, flags = ANONYMOUS }: { prot?: number; pages?: number; flags?: number } = {}) {
  const m = memoryForTest({ ramBytes: 16 << 20 });
  const space = spaceForTest(m);
  expect(mapRegion(m, space, { address: BASE, length: pages * PAGE_BYTES, prot, flags })).toBe(BASE);
  return { m, space, user: new UserMemory(m, space) };
}

describe('demand paging', () => {
  test('a mapping of any size takes no frame until it is touched', () => {
    const m = memoryForTest();
    const space = spaceForTest(m);
    const before = usedFrames(m);
    mapRegion(m, space, { address: 0, length: 2 ** 36, prot: PROT_NONE, flags: MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE });
    expect(usedFrames(m)).toBe(before);
    expect(space.usage.total).toBe(2 ** 24);
    expect(unmapRegion(m, space, space.vmas[0]?.start ?? 0, 2 ** 36)).toBe(0);
  });

  test('a read shares the zero frame, a write gets a zeroed frame of its own', () => {
    const { m, space, user } = mappedSpace();
    expect(handleFault(m, space, BigInt(BASE), 'load')).toEqual({ kind: 'minor' });
    expect(translate(m.memory, space.rootFrame, BigInt(BASE), 'load')).toBe(m.zeroFrame * PAGE_BYTES);
    expect(translate(m.memory, space.rootFrame, BigInt(BASE), 'store')).toMatchObject({ cause: 'store-page-fault' });
    expect(space.usage.rssAnon).toBe(0);
    expect(handleFault(m, space, BigInt(BASE + 8), 'store')).toEqual({ kind: 'minor' });
    expect(space.usage.rssAnon).toBe(1);
    expect(m.totals.anonymous).toBe(1);
    expect(user.readU64(BigInt(BASE))).toBe(0n);
    expect(typeof translate(m.memory, space.rootFrame, BigInt(BASE), 'store')).toBe('number');
  });

  test('a fault of a page of a file is major when the source had to read, minor when it had not', () => {
    const m = memoryForTest();
    const file = new SourceForTest(m, new Uint8Array(3 * PAGE_BYTES));
    const spaces = [spaceForTest(m), spaceForTest(m)];
    for (const space of spaces)
      mapRegion(m, space, {
        address: BASE,
        length: 3 * PAGE_BYTES,
        prot: PROT_READ | PROT_EXEC,
        flags: MAP_PRIVATE | MAP_FIXED,
        source: file,
      });
    expect(spaces.map((space) => handleFault(m, space, BigInt(BASE), 'fetch').kind)).toEqual(['major', 'minor']);
    expect(m.frames.references(file.frames.get(0) ?? 0)).toBe(3);
    expect(spaces.map(({ usage }) => usage.rssFile)).toEqual([1, 1]);
  });

  test('out of frames is told, and the space still works when some come back', () => {
    const { m, space, user } = mappedSpace({ pages: 512 });
    const taken: number[] = [];
    for (let frame = m.frames.allocate(); frame !== undefined; frame = m.frames.allocate()) taken.push(frame);
    expect(handleFault(m, space, BigInt(BASE), 'store')).toEqual({ kind: 'out-of-memory' });
    expect(user.writeU32(BigInt(BASE), 7)).toBe('EFAULT');
    expect(user.outOfMemory).toBe(true);
    expect(forkAddressSpace(m, space)).toBe('ENOMEM');
    for (const frame of taken) m.frames.release(frame);
    expect(user.writeU32(BigInt(BASE), 7)).toBe(0);
    releaseAddressSpace(m, space);
    expect(usedFrames(m)).toBe(1);
  });

  test('a fork that runs out of frames half-way leaves parent and frames as they were', () => {
    const { m, space, user } = mappedSpace({ pages: 16 });
    mapRegion(m, space, { address: BASE + 2 ** 30, length: PAGE_BYTES, prot: READ_WRITE, flags: ANONYMOUS });
    user.writeU32(BigInt(BASE), 1);
    user.writeU32(BigInt(BASE + 2 ** 30), 2);
    const taken: number[] = [];
    for (let frame = m.frames.allocate(); frame !== undefined; frame = m.frames.allocate()) taken.push(frame);
    for (const frame of taken.splice(0, 4)) m.frames.release(frame);
    const before = usedFrames(m);
    const committed = m.totals.committed;
    expect(forkAddressSpace(m, space)).toBe('ENOMEM');
    expect(usedFrames(m)).toBe(before);
    expect(m.totals.committed).toBe(committed);
    expect(user.writeU32(BigInt(BASE), 3)).toBe(0);
    expect(m.spaces.size).toBe(1);
  });
});

describe("a fault that is the program's own", () => {
  const mapErr = { kind: 'signal', signo: signals.SIGSEGV, code: siCodes.SEGV_MAPERR };
  const accErr = { kind: 'signal', signo: signals.SIGSEGV, code: siCodes.SEGV_ACCERR };

  test.each([0n, 8n, BigInt(BASE - 1), 2n ** 38n, 2n ** 64n - 1n, 2n ** 63n])('at 0x%s, where nothing is mapped, is SEGV_MAPERR', (va) => {
    const { m, space } = mappedSpace();
    expect(handleFault(m, space, va, 'load')).toEqual(mapErr);
  });

  test.each([
    ['load', PROT_NONE, false],
    ['load', PROT_EXEC, false],
    ['load', PROT_WRITE, true],
    ['store', PROT_READ, false],
    ['store', PROT_READ | PROT_EXEC, false],
    ['fetch', PROT_READ | PROT_WRITE, false],
    ['fetch', PROT_EXEC, true],
  ] as const)('a %s under protection %d is SEGV_ACCERR unless allowed (%s)', (access, prot, allowed) => {
    const { m, space } = mappedSpace({ prot });
    expect(handleFault(m, space, BigInt(BASE), access)).toEqual(allowed ? { kind: 'minor' } : accErr);
  });

  test('beyond the end of a file is SIGBUS, and the rest of its last page is zero', () => {
    const m = memoryForTest();
    const space = spaceForTest(m);
    const file = new SourceForTest(m, new Uint8Array(PAGE_BYTES + 5).fill(9));
    mapRegion(m, space, { address: BASE, length: 3 * PAGE_BYTES, prot: PROT_READ, flags: MAP_PRIVATE | MAP_FIXED, source: file });
    const user = new UserMemory(m, space);
    expect(user.readBytes(BigInt(BASE + PAGE_BYTES + 3), 4)).toEqual(Uint8Array.of(9, 9, 0, 0));
    expect(handleFault(m, space, BigInt(BASE + 2 * PAGE_BYTES), 'load')).toEqual({
      kind: 'signal',
      signo: signals.SIGBUS,
      code: siCodes.BUS_ADRERR,
    });
  });

  test('a file that shrank gives SIGBUS where it ended, in every space', () => {
    const m = memoryForTest();
    const space = spaceForTest(m);
    const file = new SourceForTest(m, new Uint8Array(3 * PAGE_BYTES));
    mapRegion(m, space, {
      address: BASE,
      length: 2 * PAGE_BYTES,
      prot: READ_WRITE,
      flags: MAP_PRIVATE | MAP_FIXED,
      source: file,
      offset: PAGE_BYTES,
    });
    const user = new UserMemory(m, space);
    user.writeU32(BigInt(BASE), 1);
    user.writeU32(BigInt(BASE + PAGE_BYTES), 1);
    file.sizeBytes = 2 * PAGE_BYTES;
    dropSourcePages(m, file, 2);
    expect(user.readU32(BigInt(BASE))).toBe(1);
    expect(handleFault(m, space, BigInt(BASE + PAGE_BYTES), 'load')).toMatchObject({ signo: signals.SIGBUS });
    expect(space.usage.rssAnon).toBe(1);
  });
});

describe('copy-on-write', () => {
  test('after a fork each side sees its own writes only, and the last owner keeps the frame', () => {
    const { m, space, user } = mappedSpace();
    user.writeU64(BigInt(BASE), 1n);
    const before = usedFrames(m);
    const child = forkAddressSpace(m, space);
    if (child === 'ENOMEM') throw new Error('no memory');
    const childUser = new UserMemory(m, child);
    // Root, middle and leaf table; no page.
    expect(usedFrames(m)).toBe(before + 3);
    expect(m.totals.anonymous).toBe(1);
    expect(childUser.writeU64(BigInt(BASE), 2n)).toBe(0);
    expect([user.readU64(BigInt(BASE)), childUser.readU64(BigInt(BASE))]).toEqual([1n, 2n]);
    expect(usedFrames(m)).toBe(before + 4);
    user.writeU64(BigInt(BASE), 3n);
    expect(usedFrames(m)).toBe(before + 4);
    releaseAddressSpace(m, child);
    expect(usedFrames(m)).toBe(before);
    expect(m.totals.anonymous).toBe(1);
  });

  test('memory that is shared stays shared over a fork', () => {
    const m = memoryForTest();
    const space = spaceForTest(m);
    const source = SharedMemory.create(m, PAGE_BYTES, true);
    if (source === 'ENOMEM') throw new Error('no memory');
    mapRegion(m, space, { address: BASE, length: PAGE_BYTES, prot: READ_WRITE, flags: MAP_SHARED | MAP_FIXED, source });
    const child = forkAddressSpace(m, space);
    if (child === 'ENOMEM') throw new Error('no memory');
    new UserMemory(m, child).writeU32(BigInt(BASE), 77);
    expect(new UserMemory(m, space).readU32(BigInt(BASE))).toBe(77);
    expect(m.totals).toMatchObject({ shared: 1, committed: 1 });
    releaseAddressSpace(m, space);
    expect(new UserMemory(m, child).readU32(BigInt(BASE))).toBe(77);
    releaseAddressSpace(m, child);
    expect(m.totals).toEqual({ anonymous: 0, shared: 0, pageTables: 0, committed: 0 });
  });

  test('a shared page counts for its part only in Pss', () => {
    const { m, space, user } = mappedSpace({ pages: 2 });
    user.writeU32(BigInt(BASE), 1);
    user.writeU32(BigInt(BASE + PAGE_BYTES), 1);
    const child = forkAddressSpace(m, space);
    if (child === 'ENOMEM') throw new Error('no memory');
    user.writeU32(BigInt(BASE), 2);
    const [vma] = space.vmas;
    if (vma === undefined) throw new Error('no vma');
    expect(vmaSums(m, space, vma)).toMatchObject({ size: 8, rss: 8, pss: 6, sharedDirty: 4, privateDirty: 4, anonymous: 8, referenced: 8 });
  });
});

describe('writes to shared files', () => {
  test('are noticed once, and again after they were collected', () => {
    const m = memoryForTest();
    const space = spaceForTest(m);
    const file = new SourceForTest(m, new Uint8Array(2 * PAGE_BYTES));
    mapRegion(m, space, { address: BASE, length: 2 * PAGE_BYTES, prot: READ_WRITE, flags: MAP_SHARED | MAP_FIXED, source: file });
    const user = new UserMemory(m, space);
    user.readU32(BigInt(BASE));
    expect(file.dirty.size).toBe(0);
    user.writeU32(BigInt(BASE + PAGE_BYTES), 5);
    expect([...file.dirty]).toEqual([1]);
    file.dirty.clear();
    collectDirtyPages(m, file);
    expect([...file.dirty]).toEqual([1]);
    file.dirty.clear();
    collectDirtyPages(m, file);
    expect(file.dirty.size).toBe(0);
    user.writeU32(BigInt(BASE + PAGE_BYTES), 6);
    expect([...file.dirty]).toEqual([1]);
  });

  test('through a read-only file cannot be had with mprotect', () => {
    const m = memoryForTest();
    const space = spaceForTest(m);
    const file = new SourceForTest(m, new Uint8Array(PAGE_BYTES));
    mapRegion(m, space, {
      address: BASE,
      length: PAGE_BYTES,
      prot: PROT_READ,
      flags: MAP_SHARED | MAP_FIXED,
      source: file,
      maxProt: PROT_READ,
    });
    expect(protectRegion(m, space, BASE, PAGE_BYTES, READ_WRITE)).toBe('EACCES');
  });
});

describe('a stack', () => {
  const stack = { flags: ANONYMOUS | MAP_GROWSDOWN };

  test('grows down to its limit and not beyond', () => {
    const { m, space } = mappedSpace({ ...stack, pages: 2 });
    const end = BASE + 2 * PAGE_BYTES;
    expect(handleFault(m, space, BigInt(end - space.limits.stackBytes), 'store')).toEqual({ kind: 'minor' });
    expect(space.usage.stack).toBe(space.limits.stackBytes / PAGE_BYTES);
    expect(handleFault(m, space, BigInt(end - space.limits.stackBytes - 1), 'store')).toMatchObject({ code: siCodes.SEGV_MAPERR });
  });

  test('keeps 1 MiB of distance to what lies below', () => {
    const { m, space } = mappedSpace(stack);
    const below = BASE - 4 * 2 ** 20;
    mapRegion(m, space, { address: below, length: PAGE_BYTES, prot: READ_WRITE, flags: ANONYMOUS });
    expect(handleFault(m, space, BigInt(below + PAGE_BYTES + 2 ** 20 - 1), 'store')).toMatchObject({ kind: 'signal' });
    expect(handleFault(m, space, BigInt(below + PAGE_BYTES + 2 ** 20), 'store')).toEqual({ kind: 'minor' });
  });

  test('has its guard gap respected by new mappings', () => {
    const { m, space } = mappedSpace(stack);
    space.mmapBase = BASE;
    expect(mapRegion(m, space, { address: 0, length: PAGE_BYTES, prot: READ_WRITE, flags: MAP_PRIVATE | MAP_ANONYMOUS })).toBe(
      BASE - 2 ** 20 - PAGE_BYTES,
    );
  });
});
