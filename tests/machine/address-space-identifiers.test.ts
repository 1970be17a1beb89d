// Address space identifiers: what a switch keeps, what is forgotten for spaces that are not active, what counts as a reload.
import { beforeEach, describe, expect, test } from 'vitest';
import type { Hart } from '../../src/machine/hart.js';
import type { EngineName } from '../../src/machine/machine.js';
import { pteRead, pteWrite } from '../../src/machine/memory/sv39.js';
import { assemble } from './assembler.js';
import { tinyHierarchy } from './geometries.js';
import { layout, PagedMachine } from './paged-machine.js';

const engines: readonly EngineName[] = ['reference', 'interpreter', 'auto'];
/** Some root that no hart has. */
const nobodysRoot = 1;
/** Room for all code pages, not for all data pages. */
const hierarchy = tinyHierarchy('lru', {
  asid: true,
  itlb: { entries: 8, ways: 8, replacement: 'lru', latencyCycles: 0 },
  dtlb: { entries: 2, ways: 2, replacement: 'lru', latencyCycles: 0 },
});

describe.each(engines)('under the %s engine', (engine) => {
  let machine: PagedMachine;
  let hart: Hart;

  beforeEach(() => {
    machine = new PagedMachine(engine, { hierarchy });
    ({ hart } = machine);
    enter(1);
  });

  /** All spaces here have the same page table; their identifiers tell them apart. */
  function enter(asid: number | undefined): void {
    hart.setAddressSpace(hart.satpRoot, asid);
  }

  /** Accesses a page; gives the cause of the trap that ended it, an ecall when it went well. */
  function touch(va: number, kind: 'ld' | 'sd' = 'ld'): string {
    machine.place(layout.code, [assemble(kind, { rd: kind === 'ld' ? 11 : 0, rs1: 10, rs2: 12 }), assemble('ecall')]);
    hart.writeX(10, BigInt(va));
    hart.pc = BigInt(layout.code);
    machine.machine.step();
    return hart.trap.cause;
  }

  function missesOf(action: () => void): number {
    const before = hart.counter('dtlbMisses');
    action();
    return hart.counter('dtlbMisses') - before;
  }

  test('a space that comes back finds its translations, and none of another space', () => {
    touch(layout.data);
    enter(2);
    expect(missesOf(() => touch(layout.data))).toBe(1);
    enter(1);
    expect(missesOf(() => touch(layout.data))).toBe(0);
  });

  test('without an identifier a switch forgets all', () => {
    touch(layout.data);
    enter(undefined);
    enter(1);
    expect(missesOf(() => touch(layout.data))).toBe(1);
  });

  test('a right that was taken from a space while it was away is gone when it comes back', () => {
    expect(touch(layout.data, 'sd')).toBe('ecall');
    enter(2);
    machine.setPte(layout.data, machine.pte(layout.data) & ~pteWrite);
    machine.machine.flushTlb(nobodysRoot, layout.data, 1);
    enter(1);
    expect(touch(layout.data, 'sd')).toBe('store-page-fault');
  });

  test('a whole space is forgotten while it is away, the present one keeps what it has', () => {
    touch(layout.data);
    enter(2);
    touch(layout.readOnly);
    machine.setPte(layout.data, machine.pte(layout.data) & ~pteRead & ~pteWrite);
    machine.machine.flushTlb(nobodysRoot, undefined, 1);
    expect(missesOf(() => touch(layout.readOnly))).toBe(0);
    enter(1);
    expect(touch(layout.data)).toBe('load-page-fault');
  });

  test('identifiers are told apart by as many bits as a TLB holds', () => {
    touch(layout.data);
    enter(256 + 1);
    expect(missesOf(() => touch(layout.data))).toBe(0);
  });

  test('what another space pushed out is a reload, what a space pushed out itself is none', () => {
    for (const page of [layout.data, layout.dataBehind]) touch(page);
    enter(2);
    for (const page of [layout.data, layout.dataBehind, layout.readOnly]) touch(page);
    const before = hart.counter('reloadTranslations');
    touch(layout.data);
    expect(hart.counter('reloadTranslations')).toBe(before);
    enter(1);
    touch(layout.data);
    touch(layout.dataBehind);
    expect(hart.counter('reloadTranslations')).toBe(before + 2);
  });

  test('a space that has the identifier of an earlier one has no reloads of that one', () => {
    touch(layout.data);
    enter(2);
    for (const page of [layout.data, layout.dataBehind]) touch(page);
    hart.flushTranslations();
    enter(256 + 1);
    const before = hart.counter('reloadTranslations');
    touch(layout.data);
    expect(hart.counter('reloadTranslations')).toBe(before);
  });
});
