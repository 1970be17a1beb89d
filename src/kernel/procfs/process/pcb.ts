// /proc/[pid]/pcb: the saved context of a task, read from guest memory where the kernel keeps it. Knows the PCB's layout.
import { pcbBytes, pcbF0, pcbFcsr, pcbPc, pcbX1 } from '../../../machine/pcb-layout.js';
import type { KernelState } from '../../kernel-state.js';
import type { Pcb } from '../../task/pcb.js';
import { hex64 } from '../format.js';
import { hartOf } from '../live-context.js';
import type { Subject } from '../subject.js';

/** ABI names of x1-x31. @see RISC-V ABIs Specification, "Integer Register Convention" */
const generalNames = [
  'ra',
  'sp',
  'gp',
  'tp',
  't0',
  't1',
  't2',
  's0',
  's1',
  'a0',
  'a1',
  'a2',
  'a3',
  'a4',
  'a5',
  'a6',
  'a7',
  's2',
  's3',
  's4',
  's5',
  's6',
  's7',
  's8',
  's9',
  's10',
  's11',
  't3',
  't4',
  't5',
  't6',
];

function row(label: string, value: string): string {
  return `${`${label}:`.padEnd(19)}${value}\n`;
}

function moment(ns: number): string {
  return ns < 0 ? 'never' : `${Math.floor(ns)} ns`;
}

function totals(pcb: Pcb): string {
  return [
    row('saves', `${pcb.saves}`),
    row('fp_saves', `${pcb.fpSaves}`),
    row('saved_cycles', `${pcb.savedCycles} cycles`),
    row('last_save', moment(pcb.lastSaveNs)),
    row('last_save_cost', `${pcb.lastSaveCycles} cycles`),
    row('restores', `${pcb.restores}`),
    row('fp_restores', `${pcb.fpRestores}`),
    row('restored_cycles', `${pcb.restoredCycles} cycles`),
    row('last_restore', moment(pcb.lastRestoreNs)),
    row('last_restore_cost', `${pcb.lastRestoreCycles} cycles`),
  ].join('');
}

/**
 * The registers as they lie in the PCB, one a line. While the task is on a core they are those of its last save: the live ones are in the hart.
 * Unlike Linux, which has no such file.
 */
export function pidPcb({ task }: Subject, kernel: KernelState): string {
  const { pcb } = task;
  const { memory } = kernel.machine;
  const read = (offset: number): string => `0x${hex64(memory.readU64(pcb.address + offset))}`;
  const hart = hartOf(kernel, task);
  const where =
    hart === undefined
      ? 'off the core: the registers below are the whole context'
      : `on core ${hart.id}: the registers below are those of the last save`;
  const head = row('address', `0x${hex64(BigInt(pcb.address))} physical`) + row('size', `${pcbBytes} bytes`) + row('context', where);
  const blank = pcb.dispatched ? '' : row('dispatched', 'never: all registers but pc and sp are blank');
  const general = generalNames.map((name, index) => row(`x${index + 1} ${name}`, read(pcbX1 + index * 8))).join('');
  return head + blank + totals(pcb) + row('pc', read(pcbPc)) + general + floats(pcb, read);
}

/** The f registers count only once they were saved: a task that never touched them costs nothing here. */
function floats(pcb: Pcb, read: (offset: number) => string): string {
  if (!pcb.fpSaved) return row('f0-f31', 'not saved: never written');
  const registers = Array.from({ length: 32 }, (_, index) => row(`f${index}`, read(pcbF0 + index * 8))).join('');
  return registers + row('fcsr', read(pcbFcsr));
}
