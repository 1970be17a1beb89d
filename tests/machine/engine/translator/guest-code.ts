// Code for the translator's tests: instructions at addresses, as a hart that has executed all of it has them. Knows no machine.
import type { CodeSource } from '../../../../src/machine/engine/translator/find-region.js';
import type { Address, GuestInstruction } from '../../../../src/machine/engine/translator/region.js';
import { decode, lengthOf } from '../../../../src/machine/isa/decode.js';

const pageBytes = 4096;

/** The instructions of the encodings that stand one behind the other from `start` on. */
export function instructionsAt(start: Address, encodings: readonly number[]): GuestInstruction[] {
  let pc = start;
  return encodings.map((raw) => {
    const decoded = decode(raw);
    if (decoded === undefined) throw new Error(`0x${raw.toString(16)} is no instruction`);
    const instruction = { ...decoded, pc, raw };
    pc += decoded.bytes;
    return instruction;
  });
}

/** Pages have the frames that they are given; places in linear memory are whatever the frames say. */
export class PlacedCode implements CodeSource {
  readonly #frames: ReadonlyMap<Address, number>;
  readonly #halfwords = new Map<number, number>();
  /** Addresses whose instructions have not been decoded; by default none. */
  readonly undecoded = new Set<Address>();
  /** Where computed jumps were seen to go. */
  readonly targets = new Map<Address, readonly Address[]>();

  constructor(frames: Readonly<Record<number, number>>) {
    this.#frames = new Map(Object.entries(frames).map(([va, frame]) => [Number(va), frame]));
  }

  place(start: Address, encodings: readonly number[]): this {
    let at = start;
    for (const raw of encodings) {
      this.#write(at, raw & 0xffff);
      if (lengthOf(raw) === 4) this.#write(at + 2, raw >>> 16);
      at += lengthOf(raw);
    }
    return this;
  }

  frameOf(va: Address): number | undefined {
    return this.#frames.get(va - (va % pageBytes));
  }

  isDecoded(va: Address): boolean {
    const frame = this.frameOf(va);
    return frame !== undefined && this.#halfwords.has(frame + (va % pageBytes)) && !this.undecoded.has(va);
  }

  halfword(place: number): number {
    return this.#halfwords.get(place) ?? 0;
  }

  targetsOf(pc: Address): readonly Address[] {
    return this.targets.get(pc) ?? [];
  }

  #write(va: Address, halfword: number): void {
    const frame = this.frameOf(va);
    if (frame === undefined) throw new Error(`0x${va.toString(16)} has no frame`);
    this.#halfwords.set(frame + (va % pageBytes), halfword);
  }
}
