// Where computed jumps and calls were seen to go, gathered over time. Knows no code: a jump that goes elsewhere leaves its region.
import type { HartState } from '../../hart-state.js';
import type { Address } from './region.js';

/** Targets of one jump at most: beyond that it is cheaper to leave. */
const mostTargets = 64;
/** Jumps that are known at once, at most. */
const mostJumps = 4096;

export class KnownJumps {
  readonly #targets = new Map<Address, Set<Address>>();

  /** Of each jump, by its address. Programs share them: a target of another one is tried and not taken. */
  get targets(): ReadonlyMap<Address, ReadonlySet<Address>> {
    return this.#targets;
  }

  /** Adds what the hart has noted. */
  learn(hart: HartState): void {
    if (this.#targets.size > mostJumps) this.#targets.clear();
    for (const { from, to } of hart.notedJumps()) {
      const known = this.#targets.get(from) ?? new Set();
      if (known.size < mostTargets) known.add(to);
      this.#targets.set(from, known);
    }
  }
}
