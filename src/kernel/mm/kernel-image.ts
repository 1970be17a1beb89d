// What lies where in the kernel's image, the addresses behind RAM that are the kernel's own: they are touched, no byte is kept there. Knows places, not what uses them.
import type { Ram } from './ram.js';

/** Offsets. Code comes first, then data that all cores share, then tasks' own. */
export const imageAt = { code: 0, shared: 0x4_0000, own: 0x8_0000, runQueues: 0x10_0000, pipes: 0x40_0000 } as const;

/** A task's kernel stack and task structure: so many tasks have a place of their own, later ones share. */
export const ownData = { bytes: 2048, places: 256 } as const;

/** A core's run queue: so many nodes of a tree, a line each, behind its head. The stride is odd in lines, so that queues fall into different sets of a shared cache. */
export const runQueueData = { headBytes: 256, nodes: 511, nodeBytes: 64, stride: 0x8440 } as const;

/** A pipe's buffer, of the usual capacity. The stride is one page more, as buffers of real frames would have different colours. */
export const pipeData = { bytes: 0x1_0000, places: 1024, stride: 0x1_1000 } as const;

/** The physical address of an offset in the image. */
export function imageAddress({ base, size }: Ram, offset: number): number {
  return base + size + offset;
}
