// A task's registers wherever they are: in its hart while it runs, else in its PCB in guest memory. Knows the PCB's layout and no format.
import { pcbPc, pcbX1 } from '../../machine/pcb-layout.js';
import type { KernelState } from '../kernel-state.js';
import type { Hart } from '../task/hardware.js';
import type { Task } from '../task/task.js';

/** The hart whose registers are the task's; undefined while it is off the core. */
export function hartOf(kernel: KernelState, task: Task): Hart | undefined {
  return task.scheduling.onCore ? kernel.machine.harts[task.scheduling.hart] : undefined;
}

export function programCounter(kernel: KernelState, task: Task): bigint {
  return hartOf(kernel, task)?.pc ?? kernel.machine.memory.readU64(task.pcb.address + pcbPc);
}

/** Register x`register`, 1-31. */
export function generalRegister(kernel: KernelState, task: Task, register: number): bigint {
  const hart = hartOf(kernel, task);
  return hart === undefined ? kernel.machine.memory.readU64(task.pcb.address + pcbX1 + (register - 1) * 8) : hart.readX(register);
}

/** Numbers of registers in the calling convention. @see RISC-V ABIs Specification, "Integer Register Convention" */
export const SP = 2;
export const A0 = 10;
export const A7 = 17;
