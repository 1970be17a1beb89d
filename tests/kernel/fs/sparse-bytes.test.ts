import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CHUNK_BYTES, SparseBytes } from '../../../src/kernel/fs/sparse-bytes.js';

function budget(limit = Infinity) {
  return {
    used: 0,
    take(chunks: number) {
      if (this.used + chunks > limit) return false;
      this.used += chunks;
      return true;
    },
    give(chunks: number) {
      this.used -= chunks;
    },
  };
}

const position = fc.integer({ min: 0, max: 5 * CHUNK_BYTES });
const operation = fc.oneof(
  fc.record({ kind: fc.constant('write' as const), position, bytes: fc.uint8Array({ minLength: 1, maxLength: 2 * CHUNK_BYTES }) }),
  fc.record({ kind: fc.constant('resize' as const), position }),
);

describe('the bytes of a file', () => {
  test('are those of a plain array after any writes and cuts', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 25 }), (operations) => {
        const purse = budget();
        const file = new SparseBytes(purse);
        let model = new Uint8Array(0);
        const resize = (size: number): void => {
          const next = new Uint8Array(size);
          next.set(model.subarray(0, size));
          model = next;
        };
        for (const step of operations) {
          if (step.kind === 'resize') {
            file.resize(step.position);
            resize(step.position);
          } else {
            expect(file.write(step.bytes, step.position)).toBe(step.bytes.length);
            resize(Math.max(model.length, step.position + step.bytes.length));
            model.set(step.bytes, step.position);
          }
          const into = new Uint8Array(model.length + 10).fill(0xee);
          expect(file.size).toBe(model.length);
          expect(file.read(into, 0)).toBe(model.length);
          expect(Buffer.compare(into.subarray(0, model.length), model)).toBe(0);
          expect(file.allocatedBytes).toBe(purse.used * CHUNK_BYTES);
        }
        file.resize(0);
        expect(purse.used).toBe(0);
      }),
      { numRuns: 150 },
    );
  });

  test('cost nothing in a hole of 1 TiB', () => {
    const purse = budget();
    const file = new SparseBytes(purse);
    file.resize(2 ** 40);
    expect(purse.used).toBe(0);
    expect(file.write(Uint8Array.of(7), 2 ** 40 - 1)).toBe(1);
    expect(purse.used).toBe(1);
    const into = new Uint8Array(2);
    expect(file.read(into, 2 ** 40 - 2)).toBe(2);
    expect([...into]).toEqual([0, 7]);
  });

  test('tell data from holes', () => {
    const file = new SparseBytes(budget());
    file.write(new Uint8Array(10), 3 * CHUNK_BYTES);
    expect(file.next(0, 'data')).toBe(3 * CHUNK_BYTES);
    expect(file.next(0, 'hole')).toBe(0);
    expect(file.next(3 * CHUNK_BYTES + 1, 'hole')).toBe(3 * CHUNK_BYTES + 10);
    expect(file.next(4 * CHUNK_BYTES, 'data')).toBeUndefined();
  });

  test('stop where the budget ends', () => {
    const file = new SparseBytes(budget(2));
    expect(file.write(new Uint8Array(3 * CHUNK_BYTES), 100)).toBe(2 * CHUNK_BYTES - 100);
    expect(file.write(Uint8Array.of(1), 5 * CHUNK_BYTES)).toBe(0);
    expect(file.size).toBe(2 * CHUNK_BYTES);
  });
});
