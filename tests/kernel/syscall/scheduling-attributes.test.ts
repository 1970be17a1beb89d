// sched_setattr and sched_getattr as their manual page has them.
import { expect, test } from 'vitest';
import { encodeSchedAttr, readSchedAttr, SCHED_ATTR_BYTES, SCHED_FIFO, type SchedAttr } from '../../../src/abi/sched.js';

test('the record reads back as it was written, cut to the size that was asked for', () => {
  const attr: SchedAttr = { policy: SCHED_FIFO, flags: 1, nice: -5, priority: 50, runtimeNs: 5e12 };
  expect(readSchedAttr(encodeSchedAttr(SCHED_ATTR_BYTES, attr))).toEqual(attr);
  expect(encodeSchedAttr(48, attr).length).toBe(48);
});
