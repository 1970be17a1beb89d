// The heap of deadlines against a sorted list.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TimerHeap } from '../../../src/kernel/sched/timer-heap.js';

test('gives timers in order of deadline and then of id, also after removals', () => {
  const timers = fc.array(fc.record({ atNs: fc.nat(20), removed: fc.boolean() }), { maxLength: 100 });
  fc.assert(
    fc.property(timers, (rows) => {
      const heap = new TimerHeap();
      for (const [id, { atNs }] of rows.entries()) heap.add({ id, atNs, purpose: { kind: 'wake', tid: id } });
      for (const [id, { removed }] of rows.entries()) if (removed) expect(heap.remove(id)).toBe(true);
      const expected = rows.map(({ atNs, removed }, id) => ({ id, atNs, removed })).filter(({ removed }) => !removed);
      expected.sort((a, b) => a.atNs - b.atNs || a.id - b.id);
      const taken: number[] = [];
      for (let timer = heap.earliest; timer !== undefined; timer = heap.earliest) {
        taken.push(timer.id);
        heap.remove(timer.id);
      }
      expect(taken).toEqual(expected.map(({ id }) => id));
      expect(heap.earliestNs).toBe(Infinity);
    }),
    { seed: 4 },
  );
});

test('removing what is not there says so', () => {
  expect(new TimerHeap().remove(7)).toBe(false);
});
