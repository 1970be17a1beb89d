// Which bytes of which frames a region was translated from. Knows addresses and places, no instruction's meaning.
import { pageBytes, region as layoutRegion } from '../../layout.js';
import type { Address, GuestBlock, Region } from './region.js';

/** Bytes of a frame: offsets in it. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The frame, counted from the start of RAM, and the offset in it, of a place in linear memory. */
export function frameAt(place: number): { readonly frame: number; readonly offset: number } {
  const inRam = place - layoutRegion.ram;
  return { frame: Math.floor(inRam / pageBytes), offset: inRam % pageBytes };
}

/** Where the byte at `va` lies in linear memory; undefined when the region has nothing of its page. */
export function placeOf({ pages }: Region, va: Address): number | undefined {
  const page = pages.find((candidate) => va >= candidate.va && va < candidate.va + pageBytes);
  return page === undefined ? undefined : page.frame + va - page.va;
}

/** What of each frame the regions are made of. */
export function spansOf(regions: readonly Region[]): ReadonlyMap<number, readonly Span[]> {
  const spans = new Map<number, Span[]>();
  for (const region of regions) {
    for (const [frame, span] of region.blocks.flatMap((block) => spansOfBlock(region, block))) {
      const known = spans.get(frame);
      if (known === undefined) spans.set(frame, [span]);
      else known.push(span);
    }
  }
  return spans;
}

/** A block's bytes are one behind the other in virtual memory; each page has its own frame. */
function spansOfBlock(region: Region, { start, instructions }: GuestBlock): (readonly [frame: number, span: Span])[] {
  const end = instructions.reduce((at, { bytes }) => at + bytes, start);
  const spans: (readonly [number, Span])[] = [];
  for (let va = start; va < end; va = va - (va % pageBytes) + pageBytes) {
    const place = placeOf(region, va);
    if (place === undefined) continue;
    const { frame, offset } = frameAt(place);
    spans.push([frame, { from: offset, to: Math.min(pageBytes, offset + end - va) }]);
  }
  return spans;
}
