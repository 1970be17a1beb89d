// What others have pushed out of caches and TLBs while its owner was away: whose an entry is, and what was noted. Knows no cache's inside.

/** Where an entry was, as its name says it; L3's count as L2's. */
const places = { translation: 0, l1d: 1, l2: 2, l1i: 3 } as const;

export type ReloadPlace = keyof typeof places;

/** Caches are told apart by identity. */
export class PlainReloads {
  readonly #owners = new Map<object, Map<number, number>>();
  /** By slot: of two names that share one, the newer. */
  readonly #notes = new Map<number, string>();

  /** The entry is `owner`'s from now on; 0 is nobody. */
  use(cache: object, key: number, owner: number): void {
    const owners = this.#owners.get(cache) ?? new Map<number, number>();
    this.#owners.set(cache, owners.set(key, owner));
  }

  /** `by` has pushed the entry out. */
  pushOut(cache: object, place: ReloadPlace, key: number, by: number): void {
    const owner = this.#owners.get(cache)?.get(key) ?? 0;
    if (owner !== 0 && owner !== by) this.note(owner, place, key);
  }

  note(owner: number, place: ReloadPlace, key: number): void {
    this.#notes.set(slotOf(owner, place, key), `${owner} ${place} ${key}`);
  }

  /** Whether it was noted, which is then forgotten. */
  take(owner: number, place: ReloadPlace, key: number): boolean {
    const slot = slotOf(owner, place, key);
    return this.#notes.get(slot) === `${owner} ${place} ${key}` && this.#notes.delete(slot);
  }
}

/** One of 65,536: a group of eight by two multiplicative hashes, in which eight neighbours lie side by side; lines are counted from 1. */
function slotOf(owner: number, place: ReloadPlace, key: number): number {
  const number = place === 'translation' ? key : key + 1;
  const group = Math.floor(number / 8) * 32 + places[place];
  return (Math.imul(Math.imul(owner, 0x85eb_ca6b) ^ group, 0x9e37_79b1) >>> 19) * 8 + (number % 8);
}
