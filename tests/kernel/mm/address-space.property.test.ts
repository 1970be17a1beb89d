// Random histories of mapping, unmapping, protecting, touching and forking, against a model that knows single pages only.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  MAP_ANONYMOUS,
  MAP_FIXED,
  MAP_PRIVATE,
  MAP_SHARED,
  MREMAP_DONTUNMAP,
  MREMAP_FIXED,
  MREMAP_MAYMOVE,
  PROT_READ,
  PROT_WRITE,
} from '../../../src/abi/mman.js';
import type { AddressSpace } from '../../../src/kernel/mm/address-space.js';
import { PAGE_BYTES } from '../../../src/kernel/mm/frame-allocator.js';
import { forkAddressSpace, releaseAddressSpace } from '../../../src/kernel/mm/lifetime.js';
import type { PageSource } from '../../../src/kernel/mm/page-source.js';
import { pageStates } from '../../../src/kernel/mm/page-walk.js';
import { mapRegion, protectRegion, unmapRegion } from '../../../src/kernel/mm/regions.js';
import { remapRegion } from '../../../src/kernel/mm/remap.js';
import { SharedMemory } from '../../../src/kernel/mm/shared-memory.js';
import { UserMemory } from '../../../src/kernel/mm/user-memory.js';
import { findVma, VM_EXEC, VM_READ, VM_SHARED, VM_WRITE } from '../../../src/kernel/mm/vma.js';
import { ppnOf, pteDirty, pteExecute, pteRead, pteValid, pteWrite, walk } from '../../../src/machine/memory/sv39.js';
import { cacheKey, type MemoryForTest, memoryForTest, SourceForTest, spaceForTest, usedFrames } from './memory-for-test.js';

/** Straddles a border of leaf tables. */
const BASE = 0x1020_0000 - 8 * PAGE_BYTES;
const PAGES = 20;

interface ModelPage {
  prot: number;
  shared: boolean;
  /** What lies behind: bytes by index; undefined for anonymous private memory. */
  object: Map<number, number> | undefined;
  index: number;
  /** Content once this space has a page of its own. */
  own: number | undefined;
}
interface Twin {
  space: AddressSpace;
  model: Map<number, ModelPage>;
}

type Step =
  | { kind: 'map'; who: number; at: number; length: number; prot: number; what: 'anonymous' | 'shared' | 'file private' | 'file shared' }
  | { kind: 'unmap'; who: number; at: number; length: number }
  | { kind: 'protect'; who: number; at: number; length: number; prot: number }
  | { kind: 'remap'; who: number; at: number; length: number; to: number; keep: boolean }
  | { kind: 'store'; who: number; at: number; value: number }
  | { kind: 'load'; who: number; at: number }
  | { kind: 'fork'; who: number }
  | { kind: 'exit'; who: number };

const range = { who: fc.nat(2), at: fc.nat(PAGES - 1), length: fc.integer({ min: 1, max: 6 }) };
const prot = fc.integer({ min: 0, max: 7 });
const usual = fc.oneof(fc.constant(PROT_READ | PROT_WRITE), prot);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('map' as const),
      ...range,
      prot: usual,
      what: fc.constantFrom('anonymous' as const, 'shared' as const, 'file private' as const, 'file shared' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('unmap' as const), ...range }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('protect' as const), ...range, prot: usual }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remap' as const), ...range, to: fc.nat(PAGES - 1), keep: fc.boolean() }) },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('store' as const), who: range.who, at: range.at, value: fc.integer({ min: 1, max: 255 }) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('load' as const), who: range.who, at: range.at }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('fork' as const), who: range.who }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('exit' as const), who: range.who }) },
);

class History {
  readonly m: MemoryForTest = memoryForTest();
  readonly before = usedFrames(this.m);
  readonly twins: Twin[] = [];
  readonly file: SourceForTest;
  readonly fileModel = new Map<number, number>();

  constructor() {
    this.twins.push({ space: spaceForTest(this.m), model: new Map() });
    const content = new Uint8Array(6 * PAGE_BYTES);
    for (let index = 0; index < 6; index++) {
      content[index * PAGE_BYTES] = 0x40 + index;
      this.fileModel.set(index, 0x40 + index);
    }
    this.file = new SourceForTest(this.m, content);
  }

  run(todo: Step): void {
    const twin = this.twins[todo.who % this.twins.length];
    if (twin === undefined) return;
    if (todo.kind === 'map') this.map(twin, todo);
    else if (todo.kind === 'unmap') this.unmap(twin, todo);
    else if (todo.kind === 'protect') this.protect(twin, todo);
    else if (todo.kind === 'remap') this.remap(twin, todo);
    else if (todo.kind === 'store') this.store(twin, todo.at, todo.value);
    else if (todo.kind === 'load') this.load(twin, todo.at);
    else if (todo.kind === 'fork') this.fork(twin);
    else if (this.twins.length > 1) this.exit(twin);
  }

  map({ space, model }: Twin, { at, length, prot: wanted, what }: Step & { kind: 'map' }): void {
    let source: PageSource | undefined;
    let object: Map<number, number> | undefined;
    if (what === 'shared') {
      const made = SharedMemory.create(this.m, length * PAGE_BYTES, true);
      if (made === 'ENOMEM') throw new Error('unexpected');
      source = made;
      object = new Map();
    } else if (what !== 'anonymous') {
      source = this.file;
      object = this.fileModel;
    }
    const shared = what === 'shared' || what === 'file shared';
    const flags = MAP_FIXED | (shared ? MAP_SHARED : MAP_PRIVATE) | (source === undefined ? MAP_ANONYMOUS : 0);
    const address = BASE + at * PAGE_BYTES;
    expect(mapRegion(this.m, space, { address, length: length * PAGE_BYTES, prot: wanted, flags, ...(source && { source }) })).toBe(
      address,
    );
    for (let index = 0; index < length; index++) model.set(at + index, { prot: wanted, shared, object, index, own: undefined });
  }

  unmap({ space, model }: Twin, { at, length }: Step & { kind: 'unmap' }): void {
    expect(unmapRegion(this.m, space, BASE + at * PAGE_BYTES, length * PAGE_BYTES)).toBe(0);
    for (let index = 0; index < length; index++) model.delete(at + index);
  }

  protect({ space, model }: Twin, { at, length, prot: wanted }: Step & { kind: 'protect' }): void {
    const result = protectRegion(this.m, space, BASE + at * PAGE_BYTES, length * PAGE_BYTES, wanted);
    let hole = false;
    for (let index = at; index < at + length && !hole; index++) {
      const page = model.get(index);
      if (page === undefined) hole = true;
      else page.prot = wanted;
    }
    expect(result).toBe(hole ? 'ENOMEM' : 0);
  }

  remap({ space, model }: Twin, { at, length, to, keep }: Step & { kind: 'remap' }): void {
    const size = length * PAGE_BYTES;
    const flags = MREMAP_MAYMOVE | MREMAP_FIXED | (keep ? MREMAP_DONTUNMAP : 0);
    const newAddress = BASE + to * PAGE_BYTES;
    const result = remapRegion(this.m, space, { oldAddress: BASE + at * PAGE_BYTES, oldLength: size, newLength: size, flags, newAddress });
    if (result === 'EINVAL') {
      expect(Math.abs(at - to)).toBeLessThan(length);
      return;
    }
    for (let index = 0; index < length; index++) model.delete(to + index);
    expect(['EFAULT', newAddress]).toContain(result);
    for (let index = 0; index < length && result === newAddress; index++) {
      const page = model.get(at + index);
      if (page === undefined) throw new Error('moved what is not there');
      model.set(to + index, page);
      if (keep) model.set(at + index, { ...page, own: undefined });
      else model.delete(at + index);
    }
  }

  store({ space, model }: Twin, at: number, value: number): void {
    const page = model.get(at);
    const allowed = page !== undefined && (page.prot & PROT_WRITE) !== 0 && !(page.object === this.fileModel && page.index >= 6);
    const result = new UserMemory(this.m, space).writeBytes(BigInt(BASE + at * PAGE_BYTES), Uint8Array.of(value));
    expect(result).toBe(allowed ? 0 : 'EFAULT');
    if (!allowed) return;
    if (page.shared) page.object?.set(page.index, value);
    else page.own = value;
    if (page.shared && page.object === this.fileModel) expect(this.file.dirty.has(page.index)).toBe(true);
  }

  load({ space, model }: Twin, at: number): void {
    const page = model.get(at);
    const present = page?.own !== undefined || !(page?.object === this.fileModel && page.index >= 6);
    const allowed = page !== undefined && (page.prot & (PROT_READ | PROT_WRITE)) !== 0 && present;
    const result = new UserMemory(this.m, space).readU8(BigInt(BASE + at * PAGE_BYTES));
    expect(result).toBe(allowed ? (page.own ?? page.object?.get(page.index) ?? 0) : 'EFAULT');
  }

  fork({ space, model }: Twin): void {
    if (this.twins.length > 2) return;
    const child = forkAddressSpace(this.m, space);
    if (child === 'ENOMEM') throw new Error('unexpected');
    this.twins.push({ space: child, model: new Map([...model].map(([at, page]) => [at, { ...page }])) });
  }

  exit(twin: Twin): void {
    releaseAddressSpace(this.m, twin.space);
    this.twins.splice(this.twins.indexOf(twin), 1);
  }

  check(): void {
    for (const { space, model } of this.twins) {
      checkList(space);
      expect(space.usage.total).toBe(model.size);
      expect(space.usage.data).toBe([...model.values()].filter((page) => page.prot & PROT_WRITE && !page.shared).length);
      for (let at = -1; at <= PAGES + 6; at++) checkPage(this.m, space, BASE + at * PAGE_BYTES, model.get(at));
      checkCounters(this.m, space);
    }
  }

  end(): void {
    for (const twin of [...this.twins]) this.exit(twin);
    expect(this.file.holds).toBe(0);
    this.file.empty();
    expect(usedFrames(this.m)).toBe(this.before);
    expect(this.m.totals).toEqual({ anonymous: 0, shared: 0, pageTables: 0, committed: 0 });
  }
}

function checkList({ vmas }: AddressSpace): void {
  for (const [index, vma] of vmas.entries()) {
    expect(vma.start).toBeLessThan(vma.end);
    const next = vmas[index + 1];
    if (next === undefined) continue;
    expect(vma.end).toBeLessThanOrEqual(next.start);
    const continues =
      vma.end === next.start &&
      vma.flags === next.flags &&
      vma.source === next.source &&
      vma.offset + (vma.source ? vma.end - vma.start : 0) === next.offset;
    expect(continues).toBe(false);
  }
}

function checkPage(m: MemoryForTest, space: AddressSpace, va: number, page: ModelPage | undefined): void {
  const vma = findVma(space.vmas, va);
  expect(vma !== undefined).toBe(page !== undefined);
  const location = walk(m.memory, space.rootFrame, va);
  const leaf = location?.level === 0 ? location.pte : 0n;
  checkTranslation(m, space, va, leaf);
  if (vma === undefined || page === undefined) {
    expect(leaf).toBe(0n);
    return;
  }
  expect(vma.flags & (VM_READ | VM_WRITE | VM_EXEC)).toBe(page.prot);
  expect((vma.flags & VM_SHARED) !== 0).toBe(page.shared);
  if (page.object !== undefined) expect(vma.offset + va - vma.start).toBe(page.index * PAGE_BYTES);
  if (!(leaf & pteValid)) return;
  if (leaf & pteWrite) expect(page.prot & PROT_WRITE).toBeTruthy();
  expect((leaf & pteRead) !== 0n).toBe((page.prot & (PROT_READ | PROT_WRITE)) !== 0);
  const frame = ppnOf(leaf);
  if (frame !== m.zeroFrame && !page.shared && leaf & pteWrite) expect(m.frames.references(frame)).toBe(1);
}

/** A translation that a hart may still hold gives no more than the table does now. */
function checkTranslation(m: MemoryForTest, space: AddressSpace, va: number, leaf: bigint): void {
  const key = cacheKey(space.rootFrame, va);
  const held = m.cached.get(key) ?? 0n;
  const rights = pteValid | pteRead | pteWrite | pteExecute | pteDirty;
  if (held !== 0n) {
    expect(ppnOf(held)).toBe(ppnOf(leaf));
    expect(held & rights & ~leaf).toBe(0n);
  }
  if (leaf & pteValid) m.cached.set(key, leaf);
}

function checkCounters(m: MemoryForTest, space: AddressSpace): void {
  const states = space.vmas.flatMap((vma) => pageStates(m, space, vma).map((state) => ({ ...state, kind: vma.source?.kind })));
  expect(space.usage.rssAnon).toBe(states.filter((state) => state.anonymous).length);
  expect(space.usage.rssFile).toBe(states.filter((state) => !state.anonymous && state.kind === 'file').length);
  expect(space.usage.rssShmem).toBe(states.filter((state) => !state.anonymous && state.kind === 'shmem').length);
}

describe('an address space', () => {
  test('equals a model of single pages through any history, and gives every frame back', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
        const history = new History();
        for (const todo of steps) {
          history.run(todo);
          history.check();
        }
        history.end();
      }),
      { numRuns: 300 },
    );
  });
});
