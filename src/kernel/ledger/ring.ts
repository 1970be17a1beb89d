// The last few of many, in bounded memory. Knows nothing of what it keeps.

/** `items` fills up to `capacity`, then the oldest gives way; item number n (from 0) lies at n modulo `capacity`. */
export interface Ring<T> {
  readonly capacity: number;
  readonly items: T[];
  /** How many were ever put in. */
  total: number;
}

export function emptyRing<T>(capacity: number): Ring<T> {
  return { capacity, items: [], total: 0 };
}

/** Puts `item` in. Returns the one that gave way. O(1). */
export function pushRing<T>(ring: Ring<T>, item: T): T | undefined {
  const place = ring.total % ring.capacity;
  const oldest = ring.items[place];
  ring.items[place] = item;
  ring.total++;
  return oldest;
}

/** Oldest first, each with its number since boot. */
export function ringEntries<T>({ capacity, items, total }: Ring<T>): (readonly [number: number, item: T])[] {
  const first = Math.max(0, total - capacity);
  const ordered = total > capacity ? [...items.slice(total % capacity), ...items.slice(0, total % capacity)] : items;
  return ordered.map((item, index) => [first + index, item] as const);
}
