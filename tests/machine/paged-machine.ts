// A machine with one paged address space for tests: pages of every kind of permission, and its whole state as something to compare.
import { type CostModel, defaultCosts } from '../../src/machine/cost-model.js';
import { profiles } from '../../src/machine/profiles.js';
import type { TranslatorSettings } from '../../src/machine/engine/translator/translator.js';
import type { Hart } from '../../src/machine/hart.js';
import type { Hierarchy } from '../../src/machine/memory/hierarchy/geometry.js';
import { lengthOf } from '../../src/machine/isa/decode.js';
import { type EngineName, Machine } from '../../src/machine/machine.js';
import { makePte, pteExecute, pteRead, pteUser, pteValid, pteWrite, vpnIndex } from '../../src/machine/memory/sv39.js';

export const pageBytes = 4096;
const ramBytes = 1 << 20;
const firstFrame = 0x8_0000;
const rootFrame = firstFrame + 1;
/** Frames are handed out in this odd order, so that neighbours in virtual memory are none in physical memory. */
const frameStep = 7;

const user = pteValid | pteUser;

/** Virtual pages by what they are for. Between `readOnly` and `kernelOnly` nothing is mapped. */
export const layout = {
  code: 0x1_0000,
  codeBehind: 0x1_1000,
  data: 0x2_0000,
  dataBehind: 0x2_1000,
  readOnly: 0x2_2000,
  unmapped: 0x2_3000,
  kernelOnly: 0x2_4000,
  executeOnly: 0x2_5000,
} as const;

const permissions: Readonly<Record<keyof typeof layout, bigint>> = {
  code: user | pteRead | pteWrite | pteExecute,
  codeBehind: user | pteRead | pteWrite | pteExecute,
  data: user | pteRead | pteWrite,
  dataBehind: user | pteRead | pteWrite,
  readOnly: user | pteRead,
  unmapped: 0n,
  kernelOnly: pteValid | pteRead | pteWrite,
  executeOnly: user | pteExecute,
};

/** The engine `auto` translates what a jump arrives at for the second time. */
export const soon = 9;

export class PagedMachine {
  readonly machine: Machine;
  readonly harts: readonly Hart[];
  readonly #frames = new Map<number, number>();
  readonly #pteAddress = new Map<number, number>();
  #next = 0;

  constructor(
    engine: EngineName,
    options: { harts?: number; leadCycles?: number; hierarchy?: Hierarchy; costs?: CostModel } & TranslatorSettings = {},
  ) {
    const { harts = 1, costs = defaultCosts, ...more } = options;
    this.machine = new Machine({ harts, ramBytes, costs, profile: profiles.textbook, engine, hotAfter: soon, ...more });
    this.harts = this.machine.harts;
    this.#mapAll();
    for (const hart of this.harts) hart.setAddressSpace(rootFrame);
  }

  get hart(): Hart {
    const [hart] = this.harts;
    if (hart === undefined) throw new Error('a machine without a hart');
    return hart;
  }

  /** Physical address of a byte of a page of the layout. */
  physical(va: number): number {
    const frame = this.#frames.get(Math.floor(va / pageBytes) * pageBytes);
    if (frame === undefined) throw new Error(`0x${va.toString(16)} is not mapped`);
    return frame * pageBytes + (va % pageBytes);
  }

  pte(va: number): bigint {
    return this.machine.memory.readU64(this.#pteAddress.get(va) ?? 0);
  }

  setPte(va: number, pte: bigint): void {
    this.machine.memory.writeU64(this.#pteAddress.get(va) ?? 0, pte);
  }

  write(va: number, bytes: Uint8Array): void {
    for (const [index, byte] of bytes.entries()) this.machine.memory.writeU8(this.physical(va + index), byte);
  }

  writeU32(va: number, value: number): void {
    this.write(va, Uint8Array.of(value, value >>> 8, value >>> 16, value >>> 24));
  }

  writeU16(va: number, value: number): void {
    this.write(va, Uint8Array.of(value, value >>> 8));
  }

  /** Puts the encodings one behind the other, from `start` on. */
  place(start: number, code: readonly number[]): void {
    let at = start;
    for (const raw of code) {
      if (lengthOf(raw) === 4) this.writeU32(at, raw);
      else this.writeU16(at, raw);
      at += lengthOf(raw);
    }
  }

  readU64(va: number): bigint {
    let value = 0n;
    for (let index = 7; index >= 0; index--) value = (value << 8n) | BigInt(this.machine.memory.readU8(this.physical(va + index)));
    return value;
  }

  /** Fills a page of the layout with a halfword. */
  fillPage(va: number, halfword: number): void {
    const bytes = new Uint8Array(pageBytes);
    new Uint16Array(bytes.buffer).fill(halfword);
    this.machine.memory.write(this.physical(va), bytes);
  }

  /** Back to the state after construction, but for the clock: page tables, memory, registers, translations. */
  reset(): void {
    this.#mapAll();
    for (const va of this.#frames.keys()) this.machine.memory.fill(this.physical(va), pageBytes, 0);
    for (const hart of this.harts) {
      for (let register = 1; register < 32; register++) hart.writeX(register, 0n);
      for (let register = 0; register < 32; register++) hart.writeF(register, 0n);
      hart.fcsr = 0;
      hart.fpDirty = false;
      hart.clearReservation();
      hart.setTrap('breakpoint', 0n);
      hart.setAddressSpace(rootFrame);
    }
  }

  /** All that a program could see or leave behind. */
  state(hart: Hart = this.hart): Readonly<Record<string, unknown>> {
    const { pc, fcsr, fpDirty, cycles, instret, trap } = hart;
    const x = Array.from({ length: 32 }, (_, register) => hart.readX(register));
    const f = Array.from({ length: 32 }, (_, register) => hart.readF(register));
    const memory = [...this.#frames.keys()].map((va) => hash(this.machine.memory.view(this.physical(va), pageBytes)));
    return { pc, fcsr, fpDirty, cycles, instret, trap, x, f, memory, ptes: [...this.#pteAddress.keys()].map((va) => this.pte(va)) };
  }

  #mapAll(): void {
    const { memory } = this.machine;
    this.#next = 2;
    memory.fill(rootFrame * pageBytes, pageBytes, 0);
    for (const name of Object.keys(layout) as (keyof typeof layout)[]) {
      const va = layout[name];
      const frame = this.#frame();
      this.#frames.set(va, frame);
      const pte = this.#leafAddress(va);
      this.#pteAddress.set(va, pte);
      memory.writeU64(pte, permissions[name] === 0n ? 0n : makePte(frame, permissions[name]));
    }
  }

  #leafAddress(va: number): number {
    const { memory } = this.machine;
    let table = rootFrame;
    for (const level of [2, 1]) {
      const address = table * pageBytes + vpnIndex(va, level) * 8;
      if (memory.readU64(address) === 0n) {
        const frame = this.#frame();
        memory.fill(frame * pageBytes, pageBytes, 0);
        memory.writeU64(address, makePte(frame, pteValid));
      }
      table = Number(memory.readU64(address) >> 10n);
    }
    return table * pageBytes + vpnIndex(va, 0) * 8;
  }

  #frame(): number {
    this.#next = (this.#next + frameStep) % 128;
    return firstFrame + this.#next;
  }
}

/** FNV-1a, 32 bits. */
function hash(bytes: Uint8Array): number {
  let value = 0x811c_9dc5;
  for (const byte of bytes) value = Math.imul(value ^ byte, 0x0100_0193);
  return value >>> 0;
}
