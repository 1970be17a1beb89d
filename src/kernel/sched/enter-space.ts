// A hart gets another address space: satp is written, and translations go where no identifier tells them apart. Knows no task and no registers.
import type { AddressSpace } from '../mm/address-space.js';
import { activateContext } from '../mm/asids.js';
import type { Hart } from '../task/hardware.js';
import { runQueueOf, type SchedulingContext } from './scheduler.js';

/** The cycles that this takes are the caller's to charge. */
export function enterSpace({ machine, memory, scheduler }: SchedulingContext, hart: Hart, space: AddressSpace): number {
  const { asids } = memory;
  const { satpWrite, tlbFlush } = machine.costs.events;
  runQueueOf(scheduler, hart.id).activeRoot = space.rootFrame;
  if (asids === undefined) {
    hart.setAddressSpace(space.rootFrame);
    return satpWrite + tlbFlush;
  }
  const flushDue = activateContext(asids, hart.id, space);
  hart.setAddressSpace(space.rootFrame, space.context);
  if (!flushDue) return satpWrite;
  hart.flushTranslations();
  return satpWrite + tlbFlush;
}

/** No core may translate through a table that is about to be freed: those that do get none. What their TLBs hold is the space's own affair. */
export function leaveSpace({ machine, memory, scheduler }: SchedulingContext, { rootFrame }: AddressSpace): void {
  for (const queue of scheduler.queues) {
    if (queue.activeRoot !== rootFrame) continue;
    queue.activeRoot = 0;
    machine.harts[queue.hartId]?.setAddressSpace(0, memory.asids && 0);
  }
}
