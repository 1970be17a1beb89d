// One hart's TLBs between runs: forgetting translations, all or one. Knows their layout, not who asks.
import {
  asidBits,
  hartAddress,
  hartField,
  pageBytes,
  region,
  reloadEntries,
  reloadEntryBytes,
  reloadGroupShift,
  reloadPlaces,
} from '../../layout.js';
import type { LinearMemory } from '../../wasm/compile.js';
import { entryBytes, type HierarchyPlan, type SetPlan } from './plan.js';

const pageNumberMask = 0x7ff_ffff;
const asidShift = 32 - asidBits;

/** Entries are u64: low word page number << 2 | 1, uppermost bits of the high word the address space, see `tlb-code.ts`; 0 is empty. */
export class HartTlbs {
  readonly #words: Uint32Array;
  readonly #tlbs: readonly SetPlan[];
  readonly #block: number;
  readonly #owner: number;

  constructor(linear: LinearMemory, plan: HierarchyPlan, id: number) {
    this.#words = new Uint32Array(linear.buffer);
    this.#block = plan.blocks + id * plan.blockBytes;
    this.#owner = (hartAddress(id) + hartField.owner) >>> 2;
    this.#tlbs = [plan.itlb, plan.dtlb, plan.l2tlb].flatMap((tlb) => tlb ?? []);
    this.#words[(hartAddress(id) + hartField.caches) >>> 2] = this.#block;
    this.#words[(hartAddress(id) + hartField.chance) >>> 2] = Math.imul(id + 1, 0x9e37_79b1);
  }

  /** Forgets all translations, since another address space follows: the owner will miss them when it comes back. */
  forgetForSwitch(): void {
    const owner = this.#words[this.#owner] ?? 0;
    for (const tlb of this.#tlbs) {
      const words = this.#setWords(tlb, 0, tlb.sets);
      if (owner !== 0) this.#noteAll(tlb, words, owner);
      words.fill(0);
    }
  }

  /** Forgets the translations of the page of `va`, or of all pages; with `asid` only those of that address space. */
  forget(va?: number, asid?: number): void {
    const isMeant = matcher(va, asid);
    for (const tlb of this.#tlbs) {
      const words = va === undefined ? this.#setWords(tlb, 0, tlb.sets) : this.#setWords(tlb, pageNumber(va) & (tlb.sets - 1), 1);
      if (isMeant === undefined) words.fill(0);
      else forgetIn(words, tlb, isMeant);
    }
  }

  #setWords({ at, setBytes }: SetPlan, first: number, count: number): Uint32Array {
    const start = (this.#block + at + first * setBytes) >>> 2;
    return this.#words.subarray(start, start + (count * setBytes) / 4);
  }

  #noteAll({ sets, ways, setBytes }: SetPlan, words: Uint32Array, owner: number): void {
    for (let set = 0; set < sets; set++) {
      for (let way = 0; way < ways; way++) {
        const tag = words[(set * setBytes + way * entryBytes) / 4] ?? 0;
        if (tag !== 0) this.#note(owner, tag & ~3);
      }
    }
  }

  /** As the wasm's `note`: the same hash and the same name. */
  #note(owner: number, what: number): void {
    const hash = Math.imul(Math.imul(owner, 0x85eb_ca6b) ^ (what & ~reloadPlaces), 0x9e37_79b1);
    const group = hash >>> (32 - Math.log2(reloadEntries) + reloadGroupShift);
    const entry = (group << reloadGroupShift) + ((what & reloadPlaces) >>> 2);
    const slot = (region.reloads + entry * reloadEntryBytes) >>> 2;
    this.#words[slot] = what;
    this.#words[slot + 1] = owner;
  }
}

function pageNumber(va: number): number {
  return Math.floor(va / pageBytes) & pageNumberMask;
}

/** Whether an entry, given by its two words, is meant. */
type Matcher = (low: number, high: number) => boolean;

/** Undefined: all entries are meant. */
function matcher(va: number | undefined, asid: number | undefined): Matcher | undefined {
  const tag = va === undefined ? undefined : (pageNumber(va) << 2) | 1;
  if (asid === undefined) return tag === undefined ? undefined : (low) => low === tag;
  const space = asid % 2 ** asidBits;
  return (low, high) => (tag === undefined || low === tag) && high >>> asidShift === space;
}

function forgetIn(words: Uint32Array, { ways, setBytes }: SetPlan, isMeant: Matcher): void {
  for (let set = 0; set < words.length; set += setBytes / 4) {
    for (let way = 0; way < ways; way++) {
      const at = set + (way * entryBytes) / 4;
      if (isMeant(words[at] ?? 0, words[at + 1] ?? 0)) words.fill(0, at, at + entryBytes / 4);
    }
  }
}
