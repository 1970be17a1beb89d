// Deadlines of one core in a binary heap: O(log n) to set, to cancel and to take the earliest. Knows no task and no clock.

/** What a timer does when it expires, as data. */
export type TimerPurpose = { readonly kind: 'wake'; readonly tid: number } | { readonly kind: 'real-timer'; readonly pid: number };

export interface Timer {
  readonly id: number;
  /** mtime, nanoseconds. */
  readonly atNs: number;
  readonly purpose: TimerPurpose;
}

/** Earliest first; equal deadlines in order of their ids. */
export class TimerHeap {
  readonly #timers: Timer[] = [];
  /** Timer id -> index in the heap. */
  readonly #places = new Map<number, number>();

  get size(): number {
    return this.#timers.length;
  }

  get earliest(): Timer | undefined {
    return this.#timers[0];
  }

  /** Deadline of the earliest timer; Infinity without one. */
  get earliestNs(): number {
    return this.#timers[0]?.atNs ?? Infinity;
  }

  has(id: number): boolean {
    return this.#places.has(id);
  }

  find(id: number): Timer | undefined {
    const place = this.#places.get(id);
    return place === undefined ? undefined : this.#timers[place];
  }

  add(timer: Timer): void {
    this.#timers.push(timer);
    this.#places.set(timer.id, this.#timers.length - 1);
    this.#rise(this.#timers.length - 1);
  }

  /** Whether the timer was there. */
  remove(id: number): boolean {
    const place = this.#places.get(id);
    if (place === undefined) return false;
    this.#places.delete(id);
    const last = this.#timers.pop();
    if (last === undefined || last.id === id) return true;
    this.#put(place, last);
    this.#rise(place);
    this.#sink(this.#places.get(last.id) ?? place);
    return true;
  }

  #rise(start: number): void {
    let place = start;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.#swapWhenEarlier(place, parent)) return;
      place = parent;
    }
  }

  #sink(start: number): void {
    let place = start;
    for (;;) {
      const left = 2 * place + 1;
      if (left >= this.#timers.length) return;
      const right = left + 1;
      const child = right < this.#timers.length && this.#earlier(right, left) ? right : left;
      if (!this.#swapWhenEarlier(child, place)) return;
      place = child;
    }
  }

  #swapWhenEarlier(lower: number, upper: number): boolean {
    const below = this.#timers[lower];
    const above = this.#timers[upper];
    if (below === undefined || above === undefined || !this.#earlier(lower, upper)) return false;
    this.#put(upper, below);
    this.#put(lower, above);
    return true;
  }

  #earlier(a: number, b: number): boolean {
    const first = this.#timers[a];
    const second = this.#timers[b];
    if (first === undefined || second === undefined) return false;
    return first.atNs < second.atNs || (first.atNs === second.atNs && first.id < second.id);
  }

  #put(place: number, timer: Timer): void {
    this.#timers[place] = timer;
    this.#places.set(timer.id, place);
  }
}
