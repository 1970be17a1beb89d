// What stands where in the function of a region, for those who want to see how it was made. Knows no text, and changes nothing in the function.
import type { Code, Local } from '../../wasm/code.js';
import type { RegionFrame } from './region-frame.js';
import type { Registers } from './register-flow.js';
import { registerNumbers } from './register-flow.js';

/** What begins at a place of the function. Where a note's subject is not named, it is 0. */
export type NoteKind =
  /** A wasm block, behind whose end the code of a node stands; a wasm loop, whose header is the node. */
  | 'openBlock'
  | 'openLoop'
  /** The end of the one that was opened for the node. */
  | 'close'
  /** The node that goes to one of several entries of a loop. */
  | 'dispatch'
  /** The block of the region that begins at an address, which counts what it costs. */
  | 'block'
  /** The instruction at an address. */
  | 'instruction'
  /** The check that the page, or the line, at an address is what it was. */
  | 'page'
  | 'line'
  /** Registers are written to the hart's state, or read from it. */
  | 'flush'
  | 'enter'
  /** A preemption point. */
  | 'budget'
  /** The call of a function at an address (0: computed), and what follows when it returns. */
  | 'call'
  | 'returned'
  /** The way to the block at an address; the way out of the region to an address (0: computed). */
  | 'edge'
  | 'leave';

export interface RegionNote {
  readonly kind: NoteKind;
  /** Bytes of the function's instructions before it. */
  readonly at: number;
  /** An address, or a node: the number of a block in its region, or beyond. */
  readonly subject: number;
}

/** Of one function. */
export class RegionNotes {
  readonly list: RegionNote[] = [];
  readonly locals = new Map<Local, string>();
  readonly #code: Code;

  constructor(code: Code) {
    this.#code = code;
  }

  take(kind: NoteKind, subject = 0): void {
    this.list.push({ kind, at: this.#code.length, subject });
  }

  /** @param nameOf the register of a number as in `Registers` */
  nameLocals(frame: RegionFrame, registers: Registers, nameOf: (register: number) => string): void {
    const { hart, depth, left, counts, address, entry, target } = frame;
    for (const [name, local] of Object.entries({ hart, depth, left, counts, address, entry, target }))
      if (local !== undefined) this.locals.set(local, name);
    for (const register of registerNumbers(registers)) this.locals.set(frame.register(register), nameOf(register));
  }
}
