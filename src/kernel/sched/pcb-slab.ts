// Places for PCBs in guest physical memory: kernel frames cut into slots. Knows what a slot holds only by its size.
import type { FrameAllocator, Frame } from '../mm/frame-allocator.js';
import { PAGE_BYTES } from '../mm/frame-allocator.js';

/** Nine lines of 64 bytes: 520 bytes of registers, rounded up. */
export const pcbSlotBytes = 576;
const slotsPerFrame = Math.floor(PAGE_BYTES / pcbSlotBytes);

/** Frames are taken when no slot is free and given back when their last PCB is. */
export interface PcbSlab {
  /** Frame -> free slots of it, for frames that have a PCB. */
  readonly frames: Map<Frame, number[]>;
  /** Frames with at least one free slot. */
  readonly partial: Set<Frame>;
}

export function createPcbSlab(): PcbSlab {
  return { frames: new Map(), partial: new Set() };
}

/** Physical address of a slot; undefined when RAM is full. The content is whatever stood there. */
export function allocatePcb(slab: PcbSlab, frames: FrameAllocator): number | undefined {
  const frame = firstOf(slab.partial) ?? addFrame(slab, frames);
  if (frame === undefined) return undefined;
  const free = slab.frames.get(frame);
  const slot = free?.pop();
  if (free === undefined || slot === undefined) throw new Error(`PCB frame ${frame} has no free slot`);
  if (free.length === 0) slab.partial.delete(frame);
  return frame * PAGE_BYTES + slot * pcbSlotBytes;
}

export function releasePcb(slab: PcbSlab, frames: FrameAllocator, address: number): void {
  const frame = Math.floor(address / PAGE_BYTES);
  const free = slab.frames.get(frame);
  if (free === undefined) throw new Error(`no PCB lies at ${address.toString(16)}`);
  free.push((address % PAGE_BYTES) / pcbSlotBytes);
  slab.partial.add(frame);
  if (free.length < slotsPerFrame) return;
  slab.frames.delete(frame);
  slab.partial.delete(frame);
  frames.release(frame);
}

function addFrame(slab: PcbSlab, frames: FrameAllocator): Frame | undefined {
  const frame = frames.allocateDirty();
  if (frame === undefined) return undefined;
  slab.frames.set(
    frame,
    Array.from({ length: slotsPerFrame }, (_, index) => slotsPerFrame - 1 - index),
  );
  slab.partial.add(frame);
  return frame;
}

function firstOf(set: ReadonlySet<Frame>): Frame | undefined {
  for (const frame of set) return frame;
  return undefined;
}
