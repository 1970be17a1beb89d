// Kernel work as the caches see it: a path's instructions, the lines of its code and data, words of memory that it moves. Knows rows, not what they do.
import type { Hart } from '../task/hardware.js';
import type { Task } from '../task/task.js';
import { type Footprint, footprints, instructionsOf, type KernelPathName, ownDataOf } from './kernel-paths.js';
import { book, category, type Ledger } from './ledger.js';

/** Bytes of the registers that a trap leaves on the kernel stack: x1-x31, pc, status, cause, value, the original a0. @see Linux 6.6 struct pt_regs */
const trapFrameBytes = 288;

/** Touches what one pass touches; the clock advances by what that waits for. */
function touchFootprint(hart: Hart, tid: number, { codeAt, codeBytes, sharedAt, sharedBytes, ownBytes }: Footprint): void {
  hart.touchKernel(codeAt, codeBytes, 'fetch');
  hart.touchKernel(sharedAt, sharedBytes, 'load');
  hart.touchKernel(ownDataOf(tid), ownBytes, 'store');
}

/** Charges one pass of a kernel path to the category `name`, with `units` of its work: its instructions, and the lines it touches. */
export function chargeWork(ledger: Ledger, hart: Hart, task: Task | undefined, name: string, path: KernelPathName, units = 0): void {
  const footprint = footprints[path];
  chargeFootprint(ledger, hart, task, name, footprint, instructionsOf(footprint, units));
}

/** The same for a pass whose instructions the caller has counted. */
export function chargePass(
  ledger: Ledger,
  hart: Hart,
  task: Task | undefined,
  name: string,
  path: KernelPathName,
  instructions: number,
): void {
  chargeFootprint(ledger, hart, task, name, footprints[path], instructions);
}

function chargeFootprint(
  ledger: Ledger,
  hart: Hart,
  task: Task | undefined,
  name: string,
  footprint: Footprint,
  instructions: number,
): void {
  const start = hart.cycles;
  touchFootprint(hart, task?.tid ?? 0, footprint);
  hart.chargeInstructions(instructions);
  book(ledger, hart, task, category(ledger, name), hart.cycles - start);
}

/** Charges the kernel's own loads or stores of `bytes` bytes at physical address `pa`, beside `cycles` of instructions. */
export function chargeMemory(
  ledger: Ledger,
  hart: Hart,
  task: Task | undefined,
  name: string,
  { pa, bytes, kind, cycles }: { readonly pa: number; readonly bytes: number; readonly kind: 'load' | 'store'; readonly cycles: number },
): void {
  const start = hart.cycles;
  hart.touch(pa, bytes, kind);
  hart.charge(cycles);
  book(ledger, hart, task, category(ledger, name), hart.cycles - start);
}

/** Charges a trap's way in or out: its cycles, and the registers on the task's kernel stack. */
export function chargeTrap(ledger: Ledger, hart: Hart, task: Task | undefined, name: string, way: 'in' | 'out', cycles: number): void {
  const start = hart.cycles;
  hart.touchKernel(ownDataOf(task?.tid ?? 0), trapFrameBytes, way === 'in' ? 'store' : 'load');
  hart.charge(cycles);
  book(ledger, hart, task, category(ledger, name), hart.cycles - start);
}
