// A set-associative table written for reading: which entries it holds and which one gives way. Knows no level, no latency and nothing of the wasm.
import type { Replacement } from '../../../src/machine/memory/hierarchy/geometry.js';

/** The chance of one hart, drawn only when a set is full. @see Marsaglia, "Xorshift RNGs" (2003): 13, 17, 5 */
export class PlainChance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** A whole number from 0 to below `count`. */
  below(count: number): number {
    for (const shift of [(state: number) => state << 13, (state: number) => state >>> 17, (state: number) => state << 5])
      this.#state ^= shift(this.#state);
    return (this.#state >>> 0) % count;
  }
}

/** Which way of a full set gives way. Free ways are used first, the lowest one before the others. */
interface Policy {
  filled(way: number): void;
  used(way: number): void;
  victim(chance: PlainChance): number;
}

/** Ways in the order of their last event; fifo counts only being filled as one. */
class Order implements Policy {
  #oldestFirst: number[] = [];
  readonly #usesCount: boolean;

  constructor(usesCount: boolean) {
    this.#usesCount = usesCount;
  }

  filled(way: number): void {
    this.#oldestFirst = [...this.#oldestFirst.filter((other) => other !== way), way];
  }

  used(way: number): void {
    if (this.#usesCount) this.filled(way);
  }

  victim(): number {
    return this.#oldestFirst[0] ?? 0;
  }
}

/** A binary tree over the ways. Each node points to the half that was not used last; the victim is where the arrows lead. */
class Tree implements Policy {
  readonly #middle: number;
  readonly #halves: readonly [Tree, Tree] | undefined;
  readonly #first: number;
  #next: 0 | 1 = 0;

  constructor(first: number, ways: number) {
    this.#first = first;
    this.#middle = first + ways / 2;
    this.#halves = ways === 1 ? undefined : [new Tree(first, ways / 2), new Tree(this.#middle, ways / 2)];
  }

  filled(way: number): void {
    this.used(way);
  }

  used(way: number): void {
    const half = way < this.#middle ? 0 : 1;
    this.#next = half === 0 ? 1 : 0;
    this.#halves?.[half].used(way);
  }

  victim(): number {
    return this.#halves === undefined ? this.#first : this.#halves[this.#next].victim();
  }
}

class Random implements Policy {
  readonly #ways: number;

  constructor(ways: number) {
    this.#ways = ways;
  }

  filled(): void {}

  used(): void {}

  victim(chance: PlainChance): number {
    return chance.below(this.#ways);
  }
}

function policyOf(replacement: Replacement, ways: number): Policy {
  if (replacement === 'random') return new Random(ways);
  return replacement === 'plru' ? new Tree(0, ways) : new Order(replacement === 'lru');
}

export interface PlainEntry<Value> {
  readonly key: number;
  value: Value;
}

interface PlainSet<Value> {
  readonly entries: (PlainEntry<Value> | undefined)[];
  readonly policy: Policy;
}

/** A cache of lines or a TLB of pages: `key` is the number of the line or page, its low bits choose the set. */
export class PlainCache<Value> {
  #sets: readonly PlainSet<Value>[] = [];
  readonly #emptySets: () => readonly PlainSet<Value>[];

  constructor(sets: number, ways: number, replacement: Replacement) {
    const emptySet = (): PlainSet<Value> => ({
      entries: Array.from({ length: ways }, () => undefined),
      policy: policyOf(replacement, ways),
    });
    this.#emptySets = () => Array.from({ length: sets }, emptySet);
    this.clear();
  }

  clear(): void {
    this.#sets = this.#emptySets();
  }

  /** All that it holds. */
  keys(): number[] {
    return this.#sets.flatMap(({ entries }) => entries.flatMap((entry) => entry?.key ?? []));
  }

  /** Looks without using. */
  peek(key: number): PlainEntry<Value> | undefined {
    return this.#setOf(key).entries.find((entry) => entry?.key === key);
  }

  use(key: number): PlainEntry<Value> | undefined {
    const { entries, policy } = this.#setOf(key);
    const way = entries.findIndex((entry) => entry?.key === key);
    if (way >= 0) policy.used(way);
    return entries[way];
  }

  /** Enters a key that is not there; gives what had to go, by the chance of the hart that asks. */
  insert(key: number, value: Value, chance: PlainChance): PlainEntry<Value> | undefined {
    const { entries, policy } = this.#setOf(key);
    const free = entries.indexOf(undefined);
    const way = free >= 0 ? free : policy.victim(chance);
    const victim = entries[way];
    entries[way] = { key, value };
    policy.filled(way);
    return victim;
  }

  /** Enters a key or renews what is there for it; gives what had to go. */
  put(key: number, value: Value, chance: PlainChance): PlainEntry<Value> | undefined {
    const entry = this.use(key);
    if (entry === undefined) return this.insert(key, value, chance);
    entry.value = value;
    return undefined;
  }

  remove(key: number): void {
    const { entries } = this.#setOf(key);
    const way = entries.findIndex((entry) => entry?.key === key);
    if (way >= 0) entries[way] = undefined;
  }

  #setOf(key: number): PlainSet<Value> {
    const set = this.#sets[key % this.#sets.length];
    if (set === undefined) throw new Error(`no set for ${key}`);
    return set;
  }
}
