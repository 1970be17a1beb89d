// What is no possible memory hierarchy is refused, by the path of the field that cannot be.
import { describe, expect, test } from 'vitest';
import { type CacheGeometry, geometryProblem, type Hierarchy, type TlbGeometry } from '../../../src/machine/memory/hierarchy/geometry.js';
import { profiles } from '../../../src/machine/profiles.js';

const cache: CacheGeometry = { sizeBytes: 4096, ways: 4, latencyCycles: 10, replacement: 'lru' };
const tlb: TlbGeometry = { entries: 16, ways: 4, latencyCycles: 0, replacement: 'lru' };
const possible: Hierarchy = {
  lineBytes: 64,
  l1i: { ...cache, latencyCycles: 1 },
  l1d: { ...cache, latencyCycles: 2 },
  l2: { ...cache, shared: false },
  l3: { ...cache, latencyCycles: 30 },
  dramCycles: 100,
  sequentialOverlap: 8,
  itlb: tlb,
  dtlb: tlb,
  l2tlb: { ...tlb, latencyCycles: 5 },
  walkCycles: 10,
  asid: false,
};

const levels = ['l1i', 'l1d', 'l2', 'l3'] as const;
const tlbs = ['itlb', 'dtlb', 'l2tlb'] as const;
const otherNumbers = [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY];

function changed(part: (typeof levels)[number] | (typeof tlbs)[number], change: Partial<CacheGeometry & TlbGeometry>): Hierarchy {
  return { ...possible, [part]: { ...possible[part], ...change } };
}

function pathOf(hierarchy: Hierarchy): string | undefined {
  return geometryProblem(hierarchy)?.path;
}

test.each(Object.values(profiles))('the hierarchy of $name is possible', ({ hierarchy }) => {
  expect(geometryProblem(hierarchy)).toBeUndefined();
});

test('a hierarchy needs no L2, no L3 and no second TLB', () => {
  expect(geometryProblem({ ...possible, l2: undefined, l3: undefined, l2tlb: undefined })).toBeUndefined();
});

describe.each(levels)('%s', (level) => {
  test.each([0, 32, 4000, ...otherNumbers])('of %d bytes is no whole number of lines', (sizeBytes) => {
    expect(pathOf(changed(level, { sizeBytes }))).toBe(`${level}.sizeBytes`);
  });

  test.each([0, 3, 65, 128, ...otherNumbers])('of %d ways is none', (ways) => {
    expect(pathOf(changed(level, { ways }))).toBe(`${level}.ways`);
  });

  test('of 3 ways is possible when its sets are a power of two, but not as a tree', () => {
    expect(pathOf(changed(level, { sizeBytes: 3 * 1024, ways: 3 }))).toBeUndefined();
    expect(pathOf(changed(level, { sizeBytes: 3 * 1024, ways: 3, replacement: 'plru' }))).toBe(`${level}.ways`);
    expect(pathOf(changed(level, { ways: 64, replacement: 'plru' }))).toBe(`${level}.ways`);
  });

  test.each([...otherNumbers])('is not reached in %d cycles', (latencyCycles) => {
    expect(pathOf(changed(level, { latencyCycles }))).toBe(`${level}.latencyCycles`);
  });
});

describe.each(tlbs)('%s', (name) => {
  test.each([0, ...otherNumbers])('of %d entries is none', (entries) => {
    expect(pathOf(changed(name, { entries }))).toBe(`${name}.entries`);
  });

  test.each([0, 3, 17, ...otherNumbers])('of %d ways is none', (ways) => {
    expect(pathOf(changed(name, { ways }))).toBe(`${name}.ways`);
  });

  test.each([...otherNumbers])('is not reached in %d cycles', (latencyCycles) => {
    expect(pathOf(changed(name, { latencyCycles }))).toBe(`${name}.latencyCycles`);
  });
});

test.each(['itlb', 'dtlb'] as const)('a hit in the %s costs nothing of its own', (name) => {
  expect(pathOf(changed(name, { latencyCycles: 1 }))).toBe(`${name}.latencyCycles`);
});

test.each([
  ['l2', 'l1i', { latencyCycles: 11 }],
  ['l2', 'l1d', { latencyCycles: 11 }],
  ['l3', 'l2', { latencyCycles: 31 }],
] as const)('%s is not faster than %s', (farther, nearer, change) => {
  expect(pathOf(changed(nearer, change))).toBe(`${farther}.latencyCycles`);
});

test('RAM is not faster than the last cache', () => {
  expect(pathOf({ ...possible, dramCycles: 29 })).toBe('dramCycles');
  expect(pathOf({ ...possible, l3: undefined, dramCycles: 9 })).toBe('dramCycles');
  expect(pathOf({ ...possible, l2: undefined, l3: undefined, dramCycles: 1 })).toBe('dramCycles');
});

test.each([0, 8, 48, 1024, ...otherNumbers])('lines of %d bytes are none', (lineBytes) => {
  expect(pathOf({ ...possible, lineBytes })).toBe('lineBytes');
});

test.each([0, 3, 128, ...otherNumbers])('an overlap of %d is none', (sequentialOverlap) => {
  expect(pathOf({ ...possible, sequentialOverlap })).toBe('sequentialOverlap');
});

test.each<[string | undefined, Partial<Hierarchy>]>([
  [undefined, { l3: undefined }],
  [undefined, { l3: undefined, l2: undefined, l1d: { ...cache, replacement: 'fifo' } }],
  ['l3', {}],
  ['l2.shared', { l3: undefined, l2: { ...cache, shared: true } }],
  ['l1d.replacement', { l3: undefined, l1d: { ...cache, replacement: 'plru' } }],
  ['l1i.replacement', { l3: undefined, l1i: { ...cache, replacement: 'random' } }],
])("by the semantics of QEMU's cache plugin %s is impossible in %j", (path, changes) => {
  expect(pathOf({ ...possible, ...changes, semantics: 'qemu-cache-plugin' })).toBe(path);
  if (path !== undefined) expect(pathOf({ ...possible, ...changes })).toBeUndefined();
});

test.each(['walkCycles', 'dramCycles'] as const)('%s is a whole number', (field) => {
  for (const value of otherNumbers) expect(pathOf({ ...possible, [field]: value })).toBe(field);
});
