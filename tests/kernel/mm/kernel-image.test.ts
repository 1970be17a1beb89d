// The kernel's image: its parts lie one behind the other, and the machine has room for all of them.
import { expect, test } from 'vitest';
import { footprints, ownDataOf } from '../../../src/kernel/ledger/kernel-paths.js';
import { imageAt, ownData, pipeData, runQueueData } from '../../../src/kernel/mm/kernel-image.js';
import { maximumHarts } from '../../../src/machine/layout.js';
import { kernelImageBytes } from '../../../src/machine/memory/memory-path.js';

const paths = Object.values(footprints);

test.each([
  ['code', imageAt.code, Math.max(...paths.map(({ codeAt, codeBytes }) => codeAt + codeBytes)), imageAt.shared],
  ['shared data', imageAt.shared, Math.max(...paths.map(({ sharedAt, sharedBytes }) => sharedAt + sharedBytes)), imageAt.own],
  ['own data', imageAt.own, ownDataOf(ownData.places - 1) + ownData.bytes, imageAt.runQueues],
  ['run queues', imageAt.runQueues, imageAt.runQueues + maximumHarts * runQueueData.stride, imageAt.pipes],
  ['pipes', imageAt.pipes, imageAt.pipes + pipeData.places * pipeData.stride, kernelImageBytes],
])('%s ends before the next part begins', (_name, start, end, next) => {
  expect(end).toBeGreaterThan(start);
  expect(end).toBeLessThanOrEqual(next);
});

test('a run queue and a pipe fit their strides, and a path its task', () => {
  expect(runQueueData.headBytes + runQueueData.nodes * runQueueData.nodeBytes).toBeLessThanOrEqual(runQueueData.stride);
  expect(pipeData.bytes).toBeLessThan(pipeData.stride);
  for (const { ownBytes } of paths) expect(ownBytes).toBeLessThanOrEqual(ownData.bytes);
});
