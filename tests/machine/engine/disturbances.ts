// What a kernel does to a program between two slices: rights and frames of its pages, its code, its registers. Knows no engine.
import fc from 'fast-check';
import {
  makePte,
  ppnOf,
  pteAccessed,
  pteDirty,
  pteExecute,
  pteRead,
  pteUser,
  pteValid,
  pteWrite,
} from '../../../src/machine/memory/sv39.js';
import { layout, pageBytes, type PagedMachine } from '../paged-machine.js';
import { tameInstruction } from '../random-instructions.js';

export type Disturbance = (machine: PagedMachine) => void;

const all = pteValid | pteUser | pteRead | pteWrite | pteExecute;
const rights = [
  all,
  all | pteAccessed | pteDirty,
  pteValid | pteUser | pteRead,
  pteValid | pteUser | pteRead | pteExecute,
  pteValid | pteRead | pteWrite | pteExecute,
  0n,
];
const pages = [
  layout.code,
  layout.codeBehind,
  layout.data,
  layout.dataBehind,
  layout.readOnly,
  layout.unmapped,
  layout.executeOnly,
] as const;
const page = fc.constantFrom(...pages);

/** Writes an entry and says so, to every space that may have the page. */
function change(machine: PagedMachine, va: number, pte: bigint): void {
  machine.setPte(va, pte);
  for (let asid = 0; asid < 4; asid++) machine.machine.flushTlb(machine.hart.satpRoot, va, asid);
}

/** A page gets the frame of another one, with all rights. */
function remap(machine: PagedMachine, va: number, other: number): void {
  change(machine, va, makePte(machine.physical(other) / pageBytes, all));
}

export const disturbance: fc.Arbitrary<Disturbance> = fc.oneof(
  fc.constant(() => {}),
  fc.tuple(page, fc.constantFrom(...rights)).map(
    ([va, bits]): Disturbance =>
      (machine) =>
        change(machine, va, makePte(ppnOf(machine.pte(va)), bits)),
  ),
  // Everything is where it was.
  fc.constant((machine: PagedMachine) => {
    for (const va of pages) remap(machine, va, va);
  }),
  fc.constantFrom(...pages).chain((va) =>
    page.map(
      (other): Disturbance =>
        (machine) =>
          remap(machine, va, other),
    ),
  ),
  // The other page has almost the same code, in another frame.
  fc.tuple(fc.constantFrom(layout.unmapped, layout.executeOnly), fc.nat(pageBytes - 2), tameInstruction).map(
    ([other, offset, raw]): Disturbance =>
      (machine) => {
        machine.machine.memory.copy(machine.physical(other), machine.physical(layout.code), pageBytes);
        machine.machine.memory.writeU16(machine.physical(other) + (offset & ~1), raw & 0xffff);
        remap(machine, layout.code, other);
      },
  ),
  fc.tuple(fc.nat(0x600), tameInstruction).map(
    ([offset, raw]): Disturbance =>
      (machine) =>
        machine.place(layout.code + (offset & ~1), [raw]),
  ),
  fc.nat(0xff).map(
    (fcsr): Disturbance =>
      ({ hart }) => {
        hart.fcsr = fcsr;
        hart.fpDirty = false;
      },
  ),
  // It goes on where the same frame may be mapped too, or in the middle of an instruction.
  fc.constantFrom(layout.unmapped - layout.code, layout.executeOnly - layout.code, 2, -2, -4).map(
    (distance): Disturbance =>
      ({ hart }) => {
        hart.pc = BigInt.asUintN(64, hart.pc + BigInt(distance));
      },
  ),
);
