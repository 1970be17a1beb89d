import { describe, expect, test } from 'vitest';
import { utf8Encode } from '../../../src/abi/text.js';
import { MAP_ANONYMOUS, MAP_FIXED, MAP_PRIVATE, PROT_READ, PROT_WRITE } from '../../../src/abi/mman.js';
import { TASK_SIZE } from '../../../src/kernel/mm/address-space.js';
import { FrameAllocator, PAGE_BYTES } from '../../../src/kernel/mm/frame-allocator.js';
import { mapRegion } from '../../../src/kernel/mm/regions.js';
import { MAX_ACCESS_BYTES, UserMemory } from '../../../src/kernel/mm/user-memory.js';
import { memoryForTest, spaceForTest } from './memory-for-test.js';

const BASE = 0x1_0000_0000n;
const PAGE = BigInt(PAGE_BYTES);

/** Two writable pages, then one that is read-only, then nothing. */
function twoPagesAndOne() {
  const m = memoryForTest();
  const space = spaceForTest(m);
  const flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED;
  mapRegion(m, space, { address: Number(BASE), length: 2 * PAGE_BYTES, prot: PROT_READ | PROT_WRITE, flags });
  mapRegion(m, space, { address: Number(BASE + 2n * PAGE), length: PAGE_BYTES, prot: PROT_READ, flags });
  return new UserMemory(m, space);
}

describe("the kernel's access to a program's memory", () => {
  test('crosses page borders at any alignment', () => {
    const user = twoPagesAndOne();
    for (let before = 0n; before <= 8n; before++) {
      const va = BASE + PAGE - before;
      expect(user.writeU64(va, 0x1122_3344_5566_7788n + before)).toBe(0);
      expect(user.readU64(va)).toBe(0x1122_3344_5566_7788n + before);
      expect(user.writeU32(va, 0xdead_beef)).toBe(0);
      expect([user.readU32(va), user.readU16(va), user.readU8(va)]).toEqual([0xdead_beef, 0xbeef, 0xef]);
    }
    expect(user.minorFaults).toBe(2);
  });

  test.each([
    0n,
    1n,
    BASE - 1n,
    BASE + 3n * PAGE - 1n,
    BigInt(TASK_SIZE) - 1n,
    BigInt(TASK_SIZE),
    2n ** 63n,
    2n ** 64n - 1n,
    2n ** 64n - 8n,
  ])('at the wild address %s is EFAULT', (va) => {
    const user = twoPagesAndOne();
    expect(user.readBytes(va, 8)).toBe('EFAULT');
    expect(user.readU64(va)).toBe('EFAULT');
    expect(user.writeBytes(va, new Uint8Array(8))).toBe('EFAULT');
    expect(user.readVectors(va, 1)).toBe('EFAULT');
  });

  test("obeys the program's rights", () => {
    const user = twoPagesAndOne();
    expect(user.readU32(BASE + 2n * PAGE)).toBe(0);
    expect(user.writeU32(BASE + 2n * PAGE, 1)).toBe('EFAULT');
    expect(user.accessibleBytes(BASE + 100n, 3 * PAGE_BYTES, 'store')).toBe(2 * PAGE_BYTES - 100);
    expect(user.accessibleBytes(BASE + 100n, 9 * PAGE_BYTES, 'load')).toBe(3 * PAGE_BYTES - 100);
    expect(user.accessibleBytes(BASE, 10, 'load')).toBe(10);
    expect(user.accessibleBytes(2n ** 64n - 1n, 10, 'load')).toBe(0);
  });

  test('never makes the host allocate what a guest merely names', () => {
    const user = twoPagesAndOne();
    expect(user.readBytes(BASE, MAX_ACCESS_BYTES + 1)).toBe('EFAULT');
    expect(user.readBytes(BASE, Number.POSITIVE_INFINITY)).toBe('EFAULT');
    expect(user.readBytes(2n ** 64n - 1n, 0)).toEqual(new Uint8Array(0));
  });

  test('reads strings up to their NUL, over pages, and tells too long from unmapped', () => {
    const user = twoPagesAndOne();
    const text = 'EFAULT/größe';
    const va = BASE + PAGE - 4n;
    user.writeBytes(va, Uint8Array.of(...utf8Encode(text), 0, 65));
    expect(user.readCString(va, 4096)).toEqual({ text });
    expect(user.readCStringBytes(va, 14)).toBe('ENAMETOOLONG');
    expect(user.readCStringBytes(va, 15)).toEqual(utf8Encode(text));
    user.writeBytes(BASE + 2n * PAGE - 3n, Uint8Array.of(1, 1, 1));
    expect(user.readCStringBytes(BASE + 2n * PAGE - 3n, 4096)).toEqual(Uint8Array.of(1, 1, 1));
    expect(user.readCString(BASE + 3n * PAGE, 10)).toBe('EFAULT');
  });

  test('reads vectors and refuses sums that are no length', () => {
    const user = twoPagesAndOne();
    [BASE, 5n, 7n, 2n ** 63n - 6n].forEach((word, index) => {
      user.writeU64(BASE + BigInt(index) * 8n, word);
    });
    expect(user.readVectors(BASE, 1)).toEqual([{ base: BASE, length: 5 }]);
    expect(user.readVectors(BASE, 2)).toEqual([
      { base: BASE, length: 5 },
      { base: 7n, length: 2 ** 63 },
    ]);
    user.writeU64(BASE + 24n, 2n ** 63n - 5n);
    expect(user.readVectors(BASE, 2)).toBe('EINVAL');
    expect(user.readVectors(BASE, 1025)).toBe('EINVAL');
    expect(user.readVectors(BASE, 0)).toEqual([]);
  });
});

describe('frames', () => {
  test('come in rising order, the last released first, zeroed', () => {
    const { memory } = memoryForTest();
    const frames = new FrameAllocator(memory, memory.base / PAGE_BYTES, 3);
    const [first = 0, second = 0, third = 0] = [frames.allocate(), frames.allocate(), frames.allocate()];
    expect([second - first, third - first, frames.allocate(), frames.freeCount]).toEqual([1, 2, undefined, 0]);
    memory.fill(second * PAGE_BYTES, PAGE_BYTES, 0xff);
    frames.share(second);
    frames.release(second);
    expect(frames.references(second)).toBe(1);
    frames.release(second);
    frames.release(third);
    expect([frames.allocate(), frames.allocate()]).toEqual([third, second]);
    expect(memory.view(second * PAGE_BYTES, PAGE_BYTES).every((byte) => byte === 0)).toBe(true);
  });

  test('are asked of the page cache before anyone is refused', () => {
    const { memory } = memoryForTest();
    const frames = new FrameAllocator(memory, memory.base / PAGE_BYTES, 2);
    const kept = [frames.allocate() ?? 0, frames.allocate() ?? 0];
    frames.setReclaimer({
      reclaim: () => {
        const frame = kept.pop();
        if (frame !== undefined) frames.release(frame);
        return 1;
      },
    });
    expect([frames.allocate(), frames.allocate(), frames.allocate()]).toEqual([
      memory.base / PAGE_BYTES + 1,
      memory.base / PAGE_BYTES,
      undefined,
    ]);
  });

  test('that are not in use cannot be released', () => {
    const { memory } = memoryForTest();
    const frames = new FrameAllocator(memory, memory.base / PAGE_BYTES, 2);
    expect(() => frames.release(memory.base / PAGE_BYTES)).toThrow('not allocated');
    frames.release(frames.allocate() ?? 0);
    expect(() => frames.release(memory.base / PAGE_BYTES)).toThrow('not allocated');
    expect(frames.references(memory.base / PAGE_BYTES)).toBe(0);
  });
});
