// What one task has cost by ledger category, as one row of numbers. Knows no category by name.

/**
 * Three numbers for each category that the task has met, in that order: its id, how often it was entered, its cycles. One array, since a switch looks
 * at several categories of a task that is in no cache of the host: a map would have it fetch a table and an object for each.
 */
export type CostTable = number[];

const fields = 3;

/** Adds to the counts of category `id`. A task meets few categories, so looking through them is fast. */
export function addCost(table: CostTable, id: number, count: number, cycles: number): void {
  for (let at = 0; at < table.length; at += fields) {
    if (table[at] !== id) continue;
    table[at + 1] = (table[at + 1] ?? 0) + count;
    table[at + 2] = (table[at + 2] ?? 0) + cycles;
    return;
  }
  table.push(id, count, cycles);
}

/** Adds all that `part` holds. */
export function addCosts(sum: CostTable, part: CostTable): void {
  for (const { id, count, cycles } of costRows(part)) addCost(sum, id, count, cycles);
}

/** Count and cycles of one category. */
export interface CostRow {
  readonly id: number;
  readonly count: number;
  readonly cycles: number;
}

/** In the order in which the categories were met. */
export function costRows(table: CostTable): CostRow[] {
  return Array.from({ length: table.length / fields }, (_, row) => {
    const [id = 0, count = 0, cycles = 0] = table.slice(row * fields, (row + 1) * fields);
    return { id, count, cycles };
  });
}
