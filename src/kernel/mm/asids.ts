// Address space identifiers: which translations in the TLBs are whose. Knows harts by their numbers, and no TLB.
// Identifiers are never given back: when all are used a new generation begins, and each hart forgets all translations at its next switch.
// @see Linux 6.6 arch/riscv/mm/context.c
import type { AddressSpace } from './address-space.js';

/** A context is a generation times this, plus an identifier: more than any TLB tells apart. */
const generationStep = 256;

/** What a hart's TLBs hold. */
interface HartContext {
  /** Context of the space it entered last; 0: none in this generation. */
  active: number;
  /** The context that was active when the generation ended: its identifier is nobody else's. */
  reserved: number;
  /** It has translations of an earlier generation. */
  flushDue: boolean;
}

/** Written here only. */
export interface AsidAllocator {
  /** Identifiers are 1 to `limit - 1`; 0 is nobody's. */
  readonly limit: number;
  readonly harts: readonly HartContext[];
  /** From 1 on. */
  generation: number;
  /** Where the search for a free identifier goes on. */
  next: number;
  /** By identifier: taken in this generation. */
  readonly used: boolean[];
}

/** Undefined when there are too few: each hart may keep one from the generation before, and as many must be left. */
export function createAsids(bits: number, harts: number): AsidAllocator | undefined {
  const limit = Math.min(2 ** bits, generationStep);
  if (limit <= 2 * harts) return undefined;
  return {
    limit,
    harts: Array.from({ length: harts }, () => ({ active: 0, reserved: 0, flushDue: false })),
    generation: 1,
    next: 1,
    used: Array.from({ length: limit }, (_, asid) => asid === 0),
  };
}

/** The space becomes the active one of a hart: it has a valid context afterwards. True: the hart must forget all translations first. */
export function activateContext(asids: AsidAllocator, hartId: number, space: AddressSpace): boolean {
  const hart = asids.harts[hartId];
  if (hart === undefined) throw new Error(`hart ${hartId} has no context`);
  if (generationOf(space.context) !== asids.generation) space.context = newContext(asids, space.context);
  const { flushDue } = hart;
  hart.flushDue = false;
  hart.active = space.context;
  return flushDue;
}

function generationOf(context: number): number {
  return Math.floor(context / generationStep);
}

/** A context of this generation; of the next one when no identifier is free. */
function newContext(asids: AsidAllocator, old: number): number {
  const asid = old % generationStep;
  const kept = asids.generation * generationStep + asid;
  if (old !== 0) {
    if (keepReserved(asids, old, kept)) return kept;
    if (asids.used[asid] === false) return take(asids, asid);
  }
  const free = asids.used.indexOf(false, asids.next);
  if (free > 0) {
    asids.next = free;
    return take(asids, free);
  }
  beginGeneration(asids);
  const first = asids.used.indexOf(false, 1);
  asids.next = first;
  return take(asids, first);
}

function take(asids: AsidAllocator, asid: number): number {
  asids.used[asid] = true;
  return asids.generation * generationStep + asid;
}

/** A space that was active somewhere when the generation ended keeps its identifier, on every hart where it was. */
function keepReserved({ harts }: AsidAllocator, old: number, kept: number): boolean {
  const holders = harts.filter(({ reserved }) => reserved === old);
  for (const holder of holders) holder.reserved = kept;
  return holders.length > 0;
}

function beginGeneration(asids: AsidAllocator): void {
  asids.generation++;
  asids.used.fill(false);
  asids.used[0] = true;
  for (const hart of asids.harts) {
    // A hart that has not switched since the last end of a generation still runs what was reserved then.
    if (hart.active !== 0) hart.reserved = hart.active;
    hart.active = 0;
    hart.flushDue = true;
    asids.used[hart.reserved % generationStep] = true;
  }
}
