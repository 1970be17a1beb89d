// A random program run in short slices, and all that it was seen to do. Knows no engine.
import { memoryCounters } from '../../../src/machine/layout.js';
import type { Hart } from '../../../src/machine/hart.js';
import { layout, type PagedMachine } from '../paged-machine.js';

export interface Sequence {
  readonly start: number;
  readonly code: readonly number[];
  /** Of x1 and f1 on. */
  readonly values: readonly bigint[];
  readonly sliceNs: number;
  readonly slices: number;
  /** Called before the first slice, when all harts stand at `start` with `values`. */
  readonly before?: (machine: PagedMachine) => void;
  /** Called behind each slice. */
  readonly between?: (machine: PagedMachine, slice: number) => void;
}

/** After a trap the program goes on behind the instruction, as if a handler had skipped it. */
export function history(machine: PagedMachine, { start, code, values, sliceNs, slices, before, between }: Sequence): unknown[] {
  machine.reset();
  machine.fillPage(layout.code, 0x0001);
  machine.fillPage(layout.codeBehind, 0x0001);
  machine.place(start, code);
  for (const hart of machine.harts) {
    for (const [index, value] of values.entries()) {
      hart.writeX(index + 1, value);
      hart.writeF(index + 1, value);
    }
    hart.cycles = 0;
    hart.instret = 0;
    hart.pc = BigInt(start);
  }
  before?.(machine);
  const seen: unknown[] = [];
  for (let slice = 1; slice <= slices; slice++) {
    const step = machine.machine.step(slice * sliceNs);
    seen.push({ event: step.event, harts: machine.harts.map((hart) => seenOf(machine, hart)) });
    if (step.event === 'trap') skip(step.hart, start);
    between?.(machine, slice);
  }
  return seen;
}

function seenOf(machine: PagedMachine, hart: Hart): unknown {
  return { ...machine.state(hart), counters: memoryCounters.map((name) => `${name} ${hart.counter(name)}`) };
}

function skip(hart: Hart, start: number): void {
  hart.pc = hart.trap.cause.startsWith('instruction') ? BigInt(start) : hart.pc + 2n;
  hart.charge(1);
}
