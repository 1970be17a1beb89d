// The context switch: registers of one task to its PCB in guest memory, those of the next into the hart. Knows neither why nor which task.
import type { SwitchReceipt } from '../ledger/receipt.js';
import { chargeMemory, chargeWork } from '../ledger/kernel-work.js';
import { chargePath, idleUntil, record } from '../ledger/ledger.js';
import type { Hart } from '../task/hardware.js';
import { countValue } from '../task/log-histogram.js';
import type { Task } from '../task/task.js';
import { enterSpace } from './enter-space.js';
import type { RunQueue, SchedulingContext } from './scheduler.js';

/** Words of the integer context: x1-x31 and pc; of the floating-point context: f0-f31 and fcsr. */
const integerWords = 32;
const floatWords = 33;
const wordBytes = 8;

/** Bytes of a PCB that a save or a restore moves. */
export function contextBytes(withFp: boolean): number {
  return (integerWords + (withFp ? floatWords : 0)) * wordBytes;
}

/** Stores the registers of `task` at its PCB; lazily, the f registers only when they changed since they were last there. */
export function saveTask(context: SchedulingContext, hart: Hart, queue: RunQueue, task: Task): void {
  const { pcb } = task;
  const withFp = hart.fpDirty || context.scheduler.pcbSaving === 'eager';
  const cycles = (integerWords + (withFp ? floatWords : 0)) * context.machine.costs.instructions.store;
  hart.saveContext(pcb.address, withFp);
  if (withFp) {
    hart.fpDirty = false;
    queue.fpHolder = task.tid;
    pcb.fpSaved = true;
    pcb.fpHart = hart.id;
    pcb.fpSaves++;
  }
  const start = hart.cycles;
  chargeMemory(context.ledger, hart, task, 'switch', { pa: pcb.address, bytes: contextBytes(withFp), kind: 'store', cycles });
  pcb.saves++;
  pcb.savedCycles += hart.cycles - start;
  pcb.lastSaveCycles = hart.cycles - start;
  pcb.lastSaveNs = hart.mtimeNs;
}

/** Whether the hart's f registers are already what `task` left: nobody else used them since, here or elsewhere. */
function holdsFloats(hart: Hart, queue: RunQueue, task: Task): boolean {
  const { pcb } = task;
  if (hart.fpDirty) return false;
  return pcb.fpSaved ? queue.fpHolder === task.tid && pcb.fpHart === hart.id : queue.fpHolder === 0;
}

/** Loads the registers of `task` from its PCB; lazily, the f registers only when the hart does not hold them. */
export function restoreTask(context: SchedulingContext, hart: Hart, queue: RunQueue, task: Task): void {
  const { pcb } = task;
  const withFp = context.scheduler.pcbSaving === 'eager' || !holdsFloats(hart, queue, task);
  const cycles = (integerWords + (withFp ? floatWords : 0)) * context.machine.costs.instructions.load;
  hart.restoreContext(pcb.address, withFp);
  if (withFp) {
    hart.fpDirty = false;
    queue.fpHolder = pcb.fpSaved ? task.tid : 0;
    pcb.fpHart = hart.id;
    pcb.fpRestores++;
  }
  const start = hart.cycles;
  chargeMemory(context.ledger, hart, task, 'switch', { pa: pcb.address, bytes: contextBytes(withFp), kind: 'load', cycles });
  pcb.dispatched = true;
  pcb.restores++;
  pcb.restoredCycles += hart.cycles - start;
  pcb.lastRestoreCycles = hart.cycles - start;
  pcb.lastRestoreNs = hart.mtimeNs;
}

/** Writes satp when the next task lives in another address space than the one that is active. */
function switchAddressSpace(context: SchedulingContext, hart: Hart, queue: RunQueue, task: Task): void {
  const { space } = task.process;
  if (space === undefined) throw new Error(`task ${task.tid} without memory was chosen`);
  if (space.rootFrame !== queue.activeRoot) chargePath(context.ledger, hart, task, 'switch', enterSpace(context, hart, space));
}

/**
 * Makes `next` the current task of `queue` in place of its present one, which was put away already. Undefined: the idle loop.
 * Fills the receipt's parts; `trapOut` and `total` follow when user mode is entered.
 */
export function switchTo(context: SchedulingContext, hart: Hart, queue: RunQueue, next: Task | undefined, receipt: SwitchReceipt): void {
  const { ledger } = context;
  const previous = queue.current;
  const start = hart.cycles;
  chargeWork(ledger, hart, previous, 'switch', 'switchState');
  // The registers of a task that has ended are of no more use.
  if (previous !== undefined && previous.state !== 'Z' && previous.state !== 'X') saveTask(context, hart, queue, previous);
  receipt.save = hart.cycles - start;
  if (previous !== undefined) leave(previous, hart);
  queue.current = next;
  queue.switches++;
  record(ledger, hart.cycles % 2 ** 32);
  record(ledger, hart.id * 2 ** 20 + (next?.tid ?? 0));
  if (next === undefined) return;
  const waitStart = hart.cycles;
  idleUntil(ledger, hart, next.scheduling.leftNs);
  // Waiting for the other core's clock is idle time, no cost of the switch.
  queue.entryCycles += hart.cycles - waitStart;
  const spaceStart = hart.cycles;
  switchAddressSpace(context, hart, queue, next);
  receipt.mmSwitch = hart.cycles - spaceStart;
  // Only now: what the flush has dropped was the previous task's.
  hart.cacheOwner = next.tid;
  const restoreStart = hart.cycles;
  restoreTask(context, hart, queue, next);
  receipt.restore = hart.cycles - restoreStart;
  arrive(queue, next, hart);
}

function leave(task: Task, hart: Hart): void {
  task.scheduling.onCore = false;
  task.scheduling.leftNs = hart.mtimeNs;
}

function arrive(queue: RunQueue, task: Task, hart: Hart): void {
  const { scheduling, counters } = task;
  const atNs = hart.mtimeNs;
  const delayNs = Math.max(0, atNs - scheduling.readyNs);
  scheduling.onCore = true;
  counters.dispatches++;
  counters.firstRunNs ??= atNs;
  counters.runDelayNs += delayNs;
  queue.dispatches++;
  queue.runDelayNs += delayNs;
  if (scheduling.wokenNs === undefined) return;
  const latencyNs = Math.max(0, atNs - scheduling.wokenNs);
  counters.wakeLatencyNs += latencyNs;
  counters.wakeLatencyMaxNs = Math.max(counters.wakeLatencyMaxNs, latencyNs);
  countValue(counters.wakeLatencies, latencyNs);
  countValue(queue.wakeLatencies, latencyNs);
  scheduling.wokenNs = undefined;
}
