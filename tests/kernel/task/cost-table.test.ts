// Costs by category against a map.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addCost, addCosts, costRows, type CostTable } from '../../../src/kernel/task/cost-table.js';

const entries = fc.array(fc.record({ id: fc.nat(9), count: fc.nat(3), cycles: fc.nat(2 ** 40) }), { maxLength: 40 });

test('sums up each category, in the order in which they were met', () => {
  fc.assert(
    fc.property(entries, entries, (first, second) => {
      const [table, other]: [CostTable, CostTable] = [[], []];
      for (const { id, count, cycles } of first) addCost(table, id, count, cycles);
      for (const { id, count, cycles } of second) addCost(other, id, count, cycles);
      addCosts(table, other);
      const sums = new Map<number, { count: number; cycles: number }>();
      for (const { id, count, cycles } of [...first, ...second]) {
        const sum = sums.get(id) ?? { count: 0, cycles: 0 };
        sums.set(id, { count: sum.count + count, cycles: sum.cycles + cycles });
      }
      expect(costRows(table)).toEqual([...sums].map(([id, sum]) => ({ id, ...sum })));
    }),
    { seed: 3 },
  );
});
