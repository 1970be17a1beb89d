import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LockTable, type RecordLock } from '../../../src/kernel/fs/lock-table.js';

const owners = [{}, {}, {}];
const lock = (owner: number, start: number, end: number, exclusive = true): RecordLock => ({
  owner: owners[owner] ?? {},
  pid: owner,
  exclusive,
  start,
  end,
});

test('record locks of others are in the way, own ones are replaced and split', () => {
  const table = new LockTable({ wake: () => undefined });
  expect(table.lock(lock(0, 0, 100))).toBeUndefined();
  expect(table.lock(lock(1, 50, 60, false))).toBe('EAGAIN');
  expect(table.conflict(lock(1, 99, Infinity))).toMatchObject({ pid: 0, start: 0, end: 100 });
  table.unlock(owners[0] ?? {}, 40, 60);
  expect(table.lock(lock(1, 40, 60))).toBeUndefined();
  expect(table.lock(lock(1, 40, 61))).toBe('EAGAIN');
  table.releaseRecords(owners[0] ?? {});
  expect(table.lock(lock(1, 0, Infinity))).toBeUndefined();
});

test('shared record locks live side by side', () => {
  const table = new LockTable({ wake: () => undefined });
  expect(table.lock(lock(0, 0, 10, false))).toBeUndefined();
  expect(table.lock(lock(1, 5, 15, false))).toBeUndefined();
  expect(table.lock(lock(1, 5, 15, true))).toBe('EAGAIN');
});

test('whole-file locks are apart from record locks and end with their file', () => {
  const table = new LockTable({ wake: () => undefined });
  const [one = {}, two = {}] = owners;
  table.lock(lock(2, 0, Infinity));
  expect(table.lockWhole(one, false)).toBeUndefined();
  expect(table.lockWhole(two, false)).toBeUndefined();
  expect(table.lockWhole(one, true)).toBe('EAGAIN');
  table.releaseFile(two);
  expect(table.lockWhole(one, true)).toBeUndefined();
});

test('releases wake those who wait', () => {
  let woken = 0;
  const table = new LockTable({ wake: () => woken++ });
  table.lock(lock(0, 0, 10));
  const before = woken;
  table.unlock(owners[0] ?? {}, 0, 10);
  expect(woken).toBe(before + 1);
});

type Held = 'none' | 'read' | 'write';

/** By owner and byte: whether another owner is in the way of `kind` on the bytes. */
function isBlocked(model: readonly Held[][], owner: number, start: number, end: number, kind: Held): boolean {
  const others = model.filter((_bytes, other) => other !== owner).flatMap((bytes) => bytes.slice(start, end));
  return others.includes('write') || (kind === 'write' && others.includes('read'));
}

function change(table: LockTable, wanted: RecordLock, kind: Held): string | undefined {
  if (kind !== 'none') return table.lock(wanted);
  table.unlock(wanted.owner, wanted.start, wanted.end);
  return undefined;
}

test('any sequence keeps the locks that a byte-by-byte model has', () => {
  const step = fc.record({
    owner: fc.integer({ min: 0, max: 2 }),
    start: fc.integer({ min: 0, max: 20 }),
    length: fc.integer({ min: 1, max: 10 }),
    kind: fc.constantFrom<Held>('read', 'write', 'none'),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const table = new LockTable({ wake: () => undefined });
      const model = owners.map(() => Array.from({ length: 32 }, (): Held => 'none'));
      for (const { owner, start, length, kind } of steps) {
        const end = start + length;
        const blocked = kind !== 'none' && isBlocked(model, owner, start, end, kind);
        expect(change(table, lock(owner, start, end, kind === 'write'), kind)).toBe(blocked ? 'EAGAIN' : undefined);
        if (!blocked) model[owner]?.fill(kind, start, end);
      }
    }),
  );
});
