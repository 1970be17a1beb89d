import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { MAP_FIXED, MAP_SHARED, PROT_READ, PROT_WRITE } from '../../../src/abi/mman.js';
import { openFlags } from '../../../src/abi/open-flags.js';
import { mkdir, unlink } from '../../../src/kernel/fs/directory.js';
import type { OpenFile } from '../../../src/kernel/fs/inode.js';
import { mount } from '../../../src/kernel/fs/mount.js';
import { createAddressSpace, releaseAddressSpace } from '../../../src/kernel/mm/lifetime.js';
import type { AddressSpace } from '../../../src/kernel/mm/address-space.js';
import { mapRegion, unmapRegion } from '../../../src/kernel/mm/regions.js';
import { UserMemory } from '../../../src/kernel/mm/user-memory.js';
import { memoryForTest } from '../mm/memory-for-test.js';
import { FsForTest } from './fs-for-test.js';

const { O_RDWR, O_CREAT } = openFlags;
const PAGE = 4096;
const BASE = 0x20_0000;
let memory: ReturnType<typeof memoryForTest>;
let os: FsForTest;
let space: AddressSpace;
let program: UserMemory;

beforeEach(() => {
  memory = memoryForTest();
  os = new FsForTest({ memory });
  mkdir(os.vfs, os.caller, { path: '/tmp' }, 0o755);
  mount(os.vfs, os.caller, { source: 'none', path: '/tmp', type: 'tmpfs', flags: 0, data: '' });
  const made = createAddressSpace(memory);
  if (typeof made === 'string') throw new Error(made);
  space = made;
  program = new UserMemory(memory, space);
});

function map(file: OpenFile, pages: number, flags = MAP_SHARED): void {
  const source = file.pages();
  if (typeof source === 'string') throw new Error(source);
  const request = {
    address: BASE,
    length: pages * PAGE,
    prot: PROT_READ | PROT_WRITE,
    flags: flags | MAP_FIXED,
    offset: 0,
    source,
    name: '',
  };
  expect(mapRegion(memory, space, request)).toBe(BASE);
}

const poke = (offset: number, text: string): unknown => program.writeBytes(BigInt(BASE + offset), Buffer.from(text));
const peek = (offset: number, length: number): string => {
  const bytes = program.readBytes(BigInt(BASE + offset), length);
  return bytes === 'EFAULT' ? bytes : Buffer.from(bytes).toString();
};

describe.each(['/file', '/tmp/file'])('a mapped file at %s', (path) => {
  let file: OpenFile;

  beforeEach(() => {
    file = os.open(path, O_RDWR | O_CREAT);
    file.write(Buffer.from('x'.repeat(2 * PAGE)));
  });

  test('shows what write(2) writes', () => {
    map(file, 2);
    expect(peek(0, 3)).toBe('xxx');
    file.write(Buffer.from('abc'), PAGE - 1);
    expect(peek(PAGE - 2, 5)).toBe('xabcx');
  });

  test('shows stores to read(2), to host tools, and after it is unmapped', () => {
    map(file, 2);
    poke(PAGE - 1, 'abc');
    expect(os.read(path).slice(PAGE - 2, PAGE + 3)).toBe('xabcx');
    expect(os.volume.fs.readFileSync(path, 'utf8').slice(PAGE - 2, PAGE + 3)).toBe('xabcx');
    poke(0, 'second');
    expect(os.volume.fs.readFileSync(path, 'utf8').slice(0, 7)).toBe('secondx');
    expect(os.read(path).slice(0, 7)).toBe('secondx');
    poke(1, 'THIRD');
    expect(unmapRegion(memory, space, BASE, 2 * PAGE)).toBe(0);
    expect(os.read(path).slice(0, 7)).toBe('sTHIRDx');
  });

  test('shows what a host tool writes', () => {
    map(file, 2);
    expect(peek(0, 2)).toBe('xx');
    os.volume.fs.writeFileSync(path, 'hosthost');
    expect(peek(0, 8)).toBe('hosthost');
    expect(peek(8, 1)).toBe('\0');
  });

  test('loses the pages beyond a new end, and finds zeroes when it grows again', () => {
    map(file, 2);
    poke(10, 'abc');
    poke(PAGE, 'abc');
    file.inode.resize(11);
    expect(peek(PAGE, 1)).toBe('EFAULT');
    expect(peek(9, 4)).toBe('xa\0\0');
    file.inode.resize(2 * PAGE);
    expect(peek(PAGE, 1)).toBe('\0');
    expect(peek(11, 1)).toBe('\0');
  });

  test('gives its frames back once it is unmapped, closed and without a name', () => {
    const free = memory.frames.freeCount;
    map(file, 2);
    poke(0, 'a');
    poke(PAGE, 'b');
    unlink(os.vfs, os.caller, { path });
    file.drop();
    expect(peek(0, 2)).toBe('ax');
    expect(os.vfs.pageCaches?.pages).toBe(2);
    releaseAddressSpace(memory, space);
    expect(os.vfs.pageCaches?.pages).toBe(0);
    expect(memory.frames.freeCount).toBeGreaterThanOrEqual(free);
    expect(os.volume.storage.usedBytes).toBe(0);
  });

  test('keeps clean pages for the next mapping until memory is short', () => {
    map(file, 2);
    peek(0, 2 * PAGE);
    unmapRegion(memory, space, BASE, 2 * PAGE);
    expect(os.vfs.pageCaches?.pages).toBe(2);
    expect(os.vfs.pageCaches?.reclaim(1)).toBe(1);
    expect(os.vfs.pageCaches?.pages).toBe(1);
    map(file, 2);
    expect(peek(0, 2)).toBe('xx');
    expect(os.vfs.pageCaches?.reclaim(10)).toBeLessThan(2);
  });
});

test('pages, writes, stores and cuts in any order agree with a plain array', () => {
  const step = fc.record({
    kind: fc.constantFrom('write' as const, 'store' as const, 'resize' as const, 'host' as const, 'sync' as const),
    at: fc.integer({ min: 0, max: 4 * PAGE - 10 }),
    byte: fc.integer({ min: 1, max: 255 }),
  });
  fc.assert(
    fc.property(fc.constantFrom('/a', '/tmp/a'), fc.array(step, { maxLength: 40 }), (path, steps) => {
      const file = os.open(path, O_RDWR | O_CREAT);
      file.inode.resize(0);
      file.inode.resize(2 * PAGE);
      map(file, 4);
      let model = new Uint8Array(2 * PAGE);
      const grow = (size: number): void => {
        const next = new Uint8Array(size);
        next.set(model.subarray(0, size));
        model = next;
      };
      const actions: Record<(typeof steps)[number]['kind'], (at: number, bytes: Uint8Array) => void> = {
        write: (at, bytes) => {
          grow(Math.max(model.length, at + bytes.length));
          model.set(bytes, at);
          expect(file.write(bytes, at)).toBe(bytes.length);
        },
        store: (at, bytes) => {
          const end = Math.ceil(model.length / PAGE) * PAGE;
          const done = program.writeBytes(BigInt(BASE + at), bytes) === 0;
          expect(done).toBe(at + bytes.length <= end);
          model.set(bytes.subarray(0, Math.max(0, model.length - at)).subarray(0, at < end ? bytes.length : 0), Math.min(at, model.length));
        },
        resize: (at) => {
          grow(at);
          expect(file.inode.resize(at)).toBeUndefined();
        },
        host: (at, bytes) => {
          grow(Math.max(model.length, at + bytes.length));
          model.set(bytes, at);
          const fd = os.volume.fs.openSync(path, 'r+');
          os.volume.fs.writeSync(fd, bytes, 0, bytes.length, at);
          os.volume.fs.closeSync(fd);
        },
        sync: () => os.vfs.pageCaches?.writeBack(),
      };
      for (const { kind, at, byte } of steps) {
        actions[kind](at, new Uint8Array(kind === 'store' ? 1 : 9).fill(byte));
        const into = new Uint8Array(model.length);
        expect(file.read(into, 0)).toBe(model.length);
        expect(Buffer.compare(into, model)).toBe(0);
      }
      expect(Buffer.compare(os.volume.fs.readFileSync(path) as Buffer, model)).toBe(0);
      const end = Math.floor(model.length / PAGE) * PAGE;
      const mapped = program.readBytes(BigInt(BASE), end);
      expect(mapped !== 'EFAULT' && Buffer.compare(mapped, model.subarray(0, end)) === 0).toBe(true);
      unmapRegion(memory, space, BASE, 4 * PAGE);
      file.drop();
    }),
    { numRuns: 3000 },
  );
});
