// Loads, stores and fetches at the edges: misaligned, across pages, faults and what they report; the same in every engine.
import { beforeEach, describe, expect, test } from 'vitest';
import type { EngineName } from '../../../src/machine/machine.js';
import { makePte, pteAccessed, pteDirty, pteExecute, pteRead, pteUser, pteValid, pteWrite } from '../../../src/machine/memory/sv39.js';
import { assemble } from '../assembler.js';
import { layout, PagedMachine } from '../paged-machine.js';

const engines = (['reference', 'interpreter', 'auto'] as const satisfies readonly EngineName[]).map((name) => ({
  name,
  machine: new PagedMachine(name),
}));
const ecall = assemble('ecall');
const user = pteValid | pteUser;

describe.each(engines)('the $name engine', ({ machine }) => {
  const { hart } = machine;

  beforeEach(() => machine.reset());

  /** Executes instructions up to the first trap. */
  function run(...code: readonly number[]): string {
    for (const [index, raw] of [...code, ecall].entries()) machine.writeU32(layout.code + 4 * index, raw);
    hart.pc = BigInt(layout.code);
    machine.machine.step(hart.mtimeNs + 1000);
    return hart.trap.cause;
  }

  test.each([1, 3, 5, 7])('reads and writes a doubleword at an address that is %i more than aligned', (offset) => {
    hart.writeX(10, BigInt(layout.data + offset));
    hart.writeX(11, 0x8877_6655_4433_2211n);
    expect(
      run(assemble('sd', { rs1: 10, rs2: 11 }), assemble('ld', { rd: 12, rs1: 10 }), assemble('lw', { rd: 13, rs1: 10, imm: 4 })),
    ).toBe('ecall');
    expect([hart.readX(12), hart.readX(13)]).toEqual([0x8877_6655_4433_2211n, 0xffff_ffff_8877_6655n]);
  });

  test.each([1, 2, 3, 4, 5, 6, 7])('reads and writes a doubleword of which %i bytes lie in the next page', (behind) => {
    hart.writeX(10, BigInt(layout.dataBehind - 8 + behind));
    hart.writeX(11, 0x8877_6655_4433_2211n);
    expect(run(assemble('sd', { rs1: 10, rs2: 11 }), assemble('ld', { rd: 12, rs1: 10 }))).toBe('ecall');
    expect(hart.readX(12)).toBe(0x8877_6655_4433_2211n);
    expect(machine.machine.memory.readU8(machine.physical(layout.dataBehind))).toBe(0x88 - 0x11 * (behind - 1));
  });

  test('a store across a page of which the second may not be written leaves no byte behind', () => {
    hart.writeX(10, BigInt(layout.readOnly - 4));
    hart.writeX(11, -1n & 0xffff_ffff_ffff_ffffn);
    expect(run(assemble('sd', { rs1: 10, rs2: 11 }))).toBe('store-page-fault');
    expect(hart.trap.tval).toBe(BigInt(layout.readOnly));
    expect(machine.readU64(layout.dataBehind + 4088)).toBe(0n);
    expect(hart.pc).toBe(BigInt(layout.code));
  });

  test.each([
    ['an unmapped page', 'ld', BigInt(layout.unmapped), 'load-page-fault'],
    ['an unmapped page', 'sd', BigInt(layout.unmapped + 16), 'store-page-fault'],
    ['a page of the kernel', 'lw', BigInt(layout.kernelOnly), 'load-page-fault'],
    ['a page that is for execution only', 'lb', BigInt(layout.executeOnly), 'load-page-fault'],
    ['a page that is for reading only', 'sb', BigInt(layout.readOnly + 4095), 'store-page-fault'],
    ['a page that is for reading only', 'amoadd.w', BigInt(layout.readOnly), 'store-page-fault'],
    ['an address that is not canonical', 'ld', 1n << 38n, 'load-page-fault'],
    ['an address that aliases a mapped one but for high bits', 'ld', (1n << 63n) | BigInt(layout.data), 'load-page-fault'],
    ['address 0', 'lr.d', 0n, 'load-page-fault'],
    ['a misaligned place', 'lr.w', BigInt(layout.data + 2), 'load-misaligned'],
    ['a misaligned place', 'sc.d', BigInt(layout.data + 4), 'store-misaligned'],
    ['a misaligned place', 'amoswap.d', BigInt(layout.unmapped + 4), 'store-misaligned'],
  ])('%s: %s faults and reports the address', (_name, mnemonic, address, cause) => {
    hart.writeX(10, address);
    const before = hart.instret;
    expect(run(assemble('addi', { rd: 5, imm: 1 }), assemble(mnemonic, { rd: 11, rs1: 10 }))).toBe(cause);
    expect(hart.trap.tval).toBe(address);
    expect(hart.pc).toBe(BigInt(layout.code + 4));
    expect(hart.instret - before).toBe(1);
    expect(hart.readX(11)).toBe(0n);
  });

  test.each([
    ['an unmapped page', BigInt(layout.unmapped), 'instruction-page-fault'],
    ['a page without permission to execute', BigInt(layout.data), 'instruction-page-fault'],
    ['address 0', 0n, 'instruction-page-fault'],
    ['an address that is not canonical', 1n << 40n, 'instruction-page-fault'],
  ])('a jump to %s faults at its target', (_name, target, cause) => {
    hart.writeX(10, target);
    expect(run(assemble('jalr', { rs1: 10 }))).toBe(cause);
    expect([hart.trap.tval, hart.pc]).toEqual([target, target]);
  });

  test('running off the last page of code faults at the first byte of the next', () => {
    machine.writeU32(layout.codeBehind + 4092, assemble('addi', { rd: 5, imm: 3 }));
    hart.pc = BigInt(layout.codeBehind + 4092);
    expect(machine.machine.step()).toMatchObject({ event: 'trap' });
    expect(hart.trap).toEqual({ cause: 'instruction-page-fault', tval: BigInt(layout.codeBehind + 4096) });
    expect([hart.pc, hart.readX(5)]).toEqual([BigInt(layout.codeBehind + 4096), 3n]);
  });

  test('an instruction whose second half lies in an unmapped page faults there, with pc at its beginning', () => {
    machine.writeU16(layout.codeBehind + 4094, 0x0513);
    hart.pc = BigInt(layout.codeBehind + 4094);
    machine.machine.step();
    expect(hart.trap).toEqual({ cause: 'instruction-page-fault', tval: BigInt(layout.codeBehind + 4096) });
    expect(hart.pc).toBe(BigInt(layout.codeBehind + 4094));
  });

  test.each([
    ['a forward jump', assemble('jal', { rd: 7, imm: 20 }), 20],
    ['a backward jump', assemble('jal', { imm: -62 }), -62],
    ['a backward jump to another page', assemble('jal', { imm: -4094 - 8 }), undefined],
    ['a taken forward branch', assemble('beq', { imm: 8 }), 8],
    ['a taken backward branch', assemble('beq', { imm: -4092 }), -4092],
    ['a branch that is not taken', assemble('bne', { imm: -4092 }), 4],
    ['a call', assemble('jal', { rd: 1, imm: 20 }), 20],
    ['an address computation', assemble('auipc', { rd: 7, imm: 0x1000 }), 4],
  ])('%s that straddles two pages counts from its own address', (_name, raw, offset) => {
    const at = layout.codeBehind - 2;
    machine.fillPage(layout.code, 0x9002);
    machine.fillPage(layout.codeBehind, 0x9002);
    machine.writeU32(at, raw);
    for (const _ of [1, 2]) {
      hart.pc = BigInt(at);
      machine.machine.step();
      if (offset === undefined) expect(hart.trap.cause).toBe('instruction-page-fault');
      else expect(hart.trap).toEqual({ cause: 'breakpoint', tval: BigInt(at + offset) });
    }
  });

  test('an instruction that straddles two pages follows changes of both of its halves', () => {
    const at = layout.codeBehind - 2;
    machine.fillPage(layout.codeBehind, 0x9002);
    for (const imm of [1, 2, 3]) {
      machine.writeU32(at, assemble('addi', { rd: 5, imm }));
      hart.pc = BigInt(at);
      machine.machine.step();
      expect(hart.readX(5)).toBe(BigInt(imm));
    }
    machine.writeU16(at, 0x0313);
    hart.pc = BigInt(at);
    machine.machine.step();
    expect([hart.readX(5), hart.readX(6)]).toEqual([3n, 3n]);
  });

  test('reading sets A, writing sets D as well, executing sets A', () => {
    hart.writeX(10, BigInt(layout.data));
    hart.writeX(11, BigInt(layout.dataBehind));
    run(assemble('ld', { rd: 12, rs1: 10 }), assemble('sd', { rs1: 11 }));
    const used = pteAccessed | pteDirty;
    expect(machine.pte(layout.data) & used).toBe(pteAccessed);
    expect(machine.pte(layout.dataBehind) & used).toBe(used);
    expect(machine.pte(layout.code) & used).toBe(pteAccessed);
    expect(machine.pte(layout.codeBehind) & used).toBe(0n);
  });

  test('a page that was read before becomes dirty when it is written', () => {
    hart.writeX(10, BigInt(layout.data));
    run(assemble('ld', { rd: 12, rs1: 10 }), assemble('sd', { rs1: 10 }));
    expect(machine.pte(layout.data) & pteDirty).toBe(pteDirty);
  });

  test('a change of a page table counts after a flush', () => {
    hart.writeX(10, BigInt(layout.data));
    expect(run(assemble('sd', { rs1: 10 }))).toBe('ecall');
    machine.setPte(layout.data, machine.pte(layout.data) & ~pteWrite);
    machine.machine.flushTlb(hart.satpRoot, layout.data);
    expect(run(assemble('sd', { rs1: 10 }))).toBe('store-page-fault');
    expect(run(assemble('ld', { rd: 11, rs1: 10 }))).toBe('ecall');
  });

  test.each([
    ['write without read', user | pteWrite, 'load-page-fault'],
    ['a reserved bit', user | pteRead | (1n << 60n), 'load-page-fault'],
    ['no permission at all at the last level', user, 'load-page-fault'],
    ['not valid', pteUser | pteRead | pteWrite | pteExecute, 'load-page-fault'],
  ])('an entry with %s faults', (_name, bits, cause) => {
    machine.setPte(layout.data, makePte(0x8_0010, bits));
    machine.machine.flushTlb();
    hart.writeX(10, BigInt(layout.data));
    expect(run(assemble('ld', { rd: 11, rs1: 10 }))).toBe(cause);
  });

  test('an entry that points outside RAM gives an access fault', () => {
    machine.setPte(layout.data, makePte(0x1_0000, user | pteRead | pteWrite));
    machine.machine.flushTlb();
    hart.writeX(10, BigInt(layout.data));
    expect(run(assemble('ld', { rd: 11, rs1: 10 }))).toBe('load-access-fault');
    expect(run(assemble('sd', { rs1: 10 }))).toBe('store-access-fault');
  });

  test('a superpage maps 2 MiB, and one that is not aligned faults', () => {
    const root = hart.satpRoot * 4096;
    const middle = Number(machine.machine.memory.readU64(root) >> 10n) * 4096;
    const bits = user | pteRead | pteWrite;
    machine.machine.memory.writeU64(middle + 8 * 8, makePte(0x8_0000, bits));
    machine.machine.memory.writeU64(middle + 9 * 8, makePte(0x8_0001, bits));
    machine.machine.memory.writeU64(0x8000_0000 + 0xa_1238, 0x1122n);
    hart.writeX(10, BigInt(8 * 0x20_0000 + 0xa_1238));
    expect(run(assemble('ld', { rd: 11, rs1: 10 }))).toBe('ecall');
    expect(hart.readX(11)).toBe(0x1122n);
    hart.writeX(10, BigInt(9 * 0x20_0000));
    expect(run(assemble('ld', { rd: 11, rs1: 10 }))).toBe('load-page-fault');
  });

  test('without a page table addresses are physical, and what is not RAM gives access faults', () => {
    hart.setAddressSpace(0);
    const at = machine.physical(layout.data);
    machine.writeU32(layout.data, assemble('ld', { rd: 11, rs1: 10 }));
    for (const [address, cause] of [
      [at, 'illegal-instruction'],
      [0x1000, 'load-access-fault'],
      [2 ** 40, 'load-access-fault'],
    ] as const) {
      hart.pc = BigInt(at);
      hart.writeX(10, BigInt(address));
      machine.machine.step();
      expect(hart.trap.cause).toBe(cause);
    }
  });

  test('SC fails without a reservation, after another SC, on another address and on another width', () => {
    hart.writeX(10, BigInt(layout.data));
    hart.writeX(11, BigInt(layout.data + 8));
    const sc = (rd: number, rs1: number): number => assemble('sc.d', { rd, rs1, rs2: 10 });
    const lr = assemble('lr.d', { rd: 5, rs1: 10 });
    run(sc(12, 10), lr, sc(13, 10), sc(14, 10), lr, sc(15, 11), sc(16, 10), assemble('lr.w', { rd: 5, rs1: 10 }), sc(17, 10));
    expect([12, 13, 14, 15, 16, 17].map((register) => hart.readX(register))).toEqual([1n, 0n, 1n, 1n, 1n, 1n]);
  });

  test('x0 stays zero whatever is written to it', () => {
    hart.writeX(10, BigInt(layout.data));
    run(
      assemble('addi', { rd: 0, rs1: 0, imm: 5 }),
      assemble('ld', { rd: 0, rs1: 10 }),
      assemble('jal', { rd: 0, imm: 4 }),
      assemble('add', { rd: 11 }),
    );
    expect([hart.readX(0), hart.readX(11)]).toEqual([0n, 0n]);
  });

  test('the counters read what the instruction before has left', () => {
    const [cycles, instret] = [hart.cycles, hart.instret];
    run(
      assemble('addi'),
      assemble('csrrs', { rd: 10, imm: 0xc00 }),
      assemble('csrrs', { rd: 11, imm: 0xc02 }),
      assemble('csrrs', { rd: 12, imm: 0xc01 }),
    );
    expect([10, 11, 12].map((register) => hart.readX(register))).toEqual([BigInt(cycles + 1), BigInt(instret + 2), BigInt(cycles + 3)]);
  });

  test('fflags, frm and fcsr are views of one register', () => {
    run(assemble('csrrwi', { imm: 0x002, rm: 5 }), assemble('csrrsi', { imm: 0x001, rm: 9 }), assemble('csrrs', { rd: 10, imm: 0x003 }));
    expect([hart.readX(10), hart.fcsr, hart.fpDirty]).toEqual([0xa9n, 0xa9, true]);
    hart.writeX(11, 0xfff0n);
    run(
      assemble('csrrw', { rd: 12, rs1: 11, imm: 0x003 }),
      assemble('csrrci', { rd: 13, imm: 0x001, rm: 16 }),
      assemble('csrrs', { rd: 14, imm: 0x002 }),
    );
    expect([12, 13, 14].map((register) => hart.readX(register))).toEqual([0xa9n, 16n, 7n]);
    expect(hart.fcsr).toBe(0xe0);
  });

  test.each([
    ['a write to a read-only register', assemble('csrrw', { rd: 0, rs1: 0, imm: 0xc00 })],
    ['a set of a read-only register', assemble('csrrs', { rs1: 5, imm: 0xc02 })],
    ['a register that does not exist', assemble('csrrs', { rd: 5, imm: 0x7c0 })],
    ['a register of supervisors', assemble('csrrs', { rd: 5, imm: 0x100 })],
    ['sret', 0x1020_0073],
    ['wfi', 0x1050_0073],
    ['sfence.vma', 0x1200_0073],
    ['all ones', 0xffff_ffff],
    ['an amo of a byte', 0x0000_002f],
    ['lr with rs2', assemble('lr.w') | (1 << 20)],
    ['slliw by 32', assemble('slliw') | (1 << 25)],
    ['a dynamic rounding mode of 5', assemble('fadd.d', { rm: 7 })],
    ['rounding mode 6', assemble('fadd.d', { rm: 6 })],
    ['a custom opcode', 0x0000_000b],
  ])('%s is an illegal instruction, with the encoding in tval', (_name, raw) => {
    hart.fcsr = 0xa0;
    hart.writeX(10, 7n);
    expect(run(raw)).toBe('illegal-instruction');
    expect([hart.trap.tval, hart.pc, hart.readX(5)]).toEqual([BigInt(raw >>> 0), BigInt(layout.code), 0n]);
  });

  test.each([
    ['all zeros', 0x0000],
    ['c.addi4spn without an immediate', 0x0004],
    ['the reserved place of quadrant 0', 0x8000],
    ['c.addiw to x0', 0x2005],
    ['c.lui without an immediate', 0x6081],
    ['c.addi16sp without an immediate', 0x6101],
    ['the reserved places of CA', 0x9c41],
    ['c.lwsp to x0', 0x4002],
    ['c.ldsp to x0', 0x6002],
    ['c.jr x0', 0x8002],
  ])('%s is an illegal compressed instruction', (_name, raw) => {
    expect(run((ecall << 16) | raw)).toBe('illegal-instruction');
    expect(hart.trap.tval).toBe(BigInt(raw));
  });

  test.each([
    ['c.nop with an immediate', 0x0005],
    ['c.li to x0', 0x4005],
    ['c.lui to x0', 0x6005],
    ['c.slli of x0', 0x0006],
    ['c.mv to x0', 0x8006],
    ['c.add to x0', 0x9006],
    ['c.srli by 0', 0x8001],
  ])('%s is a hint and does nothing', (_name, raw) => {
    machine.writeU16(layout.code, raw);
    machine.writeU32(layout.code + 2, ecall);
    hart.pc = BigInt(layout.code);
    machine.machine.step();
    expect([hart.trap.cause, hart.pc]).toEqual(['ecall', BigInt(layout.code + 2)]);
    for (let register = 0; register < 32; register++) expect(hart.readX(register)).toBe(0n);
  });

  test('ecall and ebreak leave pc at themselves and do not retire', () => {
    const before = hart.instret;
    expect(run()).toBe('ecall');
    expect([hart.pc, hart.instret - before]).toEqual([BigInt(layout.code), 0]);
    expect(run(assemble('ebreak'))).toBe('breakpoint');
    expect(hart.trap.tval).toBe(BigInt(layout.code));
  });

  test('code that the kernel replaces is executed as it is now', () => {
    for (const imm of [1, 2]) {
      expect(run(assemble('addi', { rd: 5, imm }))).toBe('ecall');
      expect(hart.readX(5)).toBe(BigInt(imm));
    }
    machine.machine.memory.copy(machine.physical(layout.code), machine.physical(layout.data), 4096);
    hart.pc = BigInt(layout.code);
    machine.machine.step();
    expect(hart.trap).toEqual({ cause: 'illegal-instruction', tval: 0n });
  });
});
