// One hart's TLBs between runs: forgetting translations, all or one. Knows their layout, not who asks.
import {
  asidBits,
  hartAddress,
  hartField,
  notedOwnerBytes,
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
const groupHashShift = 32 - Math.log2(reloadEntries) + reloadGroupShift;

const entryWords = entryBytes >>> 2;

/** A TLB and all of its words. */
interface Tlb {
  readonly plan: SetPlan;
  readonly words: Uint32Array;
}

/** Entries are u64: low word page number << 2 | 1, uppermost bits of the high word the address space, see `tlb-code.ts`; 0 is empty. */
export class HartTlbs {
  readonly #words: Uint32Array;
  readonly #tlbs: readonly Tlb[];
  readonly #owner: number;
  readonly #noted: Uint8Array;

  constructor(linear: LinearMemory, plan: HierarchyPlan, id: number) {
    this.#words = new Uint32Array(linear.buffer);
    this.#noted = new Uint8Array(linear.buffer, region.notedOwners, notedOwnerBytes);
    const block = plan.blocks + id * plan.blockBytes;
    this.#owner = (hartAddress(id) + hartField.owner) >>> 2;
    const tlbOf = (tlb: SetPlan): Tlb => ({
      plan: tlb,
      words: new Uint32Array(linear.buffer, block + tlb.at, (tlb.sets * tlb.setBytes) / 4),
    });
    this.#tlbs = [plan.itlb, plan.dtlb, plan.l2tlb].flatMap((tlb) => (tlb === undefined ? [] : tlbOf(tlb)));
    this.#words[(hartAddress(id) + hartField.caches) >>> 2] = block;
    this.#words[(hartAddress(id) + hartField.chance) >>> 2] = Math.imul(id + 1, 0x9e37_79b1);
  }

  /** Forgets all translations, since another address space follows: the owner will miss them when it comes back. */
  forgetForSwitch(): void {
    const owner = this.#words[this.#owner] ?? 0;
    for (const { plan, words } of this.#tlbs) {
      if (owner === 0) words.fill(0);
      else this.#takeAll(plan, words, owner);
    }
  }

  /** Forgets the translations of the page of `va`, or of all pages; with `asid` only those of that address space. */
  forget(va?: number, asid?: number): void {
    const isMeant = matcher(va, asid);
    for (const { plan, words } of this.#tlbs) {
      if (isMeant === undefined) words.fill(0);
      else forgetIn(va === undefined ? words : setOf(plan, words, pageNumber(va)), plan, isMeant);
    }
  }

  /** Empties all entries and notes what they were. A pass over all of them for each switch: hence the steps in words. */
  #takeAll({ ways, setBytes }: SetPlan, words: Uint32Array, owner: number): void {
    const setWords = setBytes >>> 2;
    const usedWords = ways * entryWords;
    for (let set = 0; set < words.length; set += setWords) {
      for (let at = set; at < set + setWords; at += entryWords) {
        const tag = words[at] ?? 0;
        if (tag !== 0 && at < set + usedWords) this.#note(owner, tag & ~3);
        words[at] = 0;
        words[at + 1] = 0;
      }
    }
  }

  /** As the wasm's `note`: the same hash and the same name. */
  #note(owner: number, what: number): void {
    const hash = Math.imul(Math.imul(owner, 0x85eb_ca6b) ^ (what & ~reloadPlaces), 0x9e37_79b1);
    const group = hash >>> groupHashShift;
    const entry = (group << reloadGroupShift) + ((what & reloadPlaces) >>> 2);
    const slot = (region.reloads + entry * reloadEntryBytes) >>> 2;
    this.#words[slot] = what;
    this.#words[slot + 1] = owner;
    this.#noted[owner & (notedOwnerBytes - 1)] = 1;
  }
}

function setOf({ sets, setBytes }: SetPlan, words: Uint32Array, vpn: number): Uint32Array {
  const start = (vpn & (sets - 1)) * (setBytes >>> 2);
  return words.subarray(start, start + (setBytes >>> 2));
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
