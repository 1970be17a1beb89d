// Disassembly: every row gives text; worked examples as objdump writes them.
import { expect, test } from 'vitest';
import { disassemble, registerName } from '../../../src/machine/isa/disassemble.js';
import { instructions } from '../../../src/machine/isa/instructions.js';
import { samplesOf } from '../random-instructions.js';

test.each(instructions.map((row, index) => ({ row, title: `${row.mnemonic} (row ${index})` })))(
  '$title begins with its mnemonic',
  ({ row }) => {
    for (const raw of samplesOf(row, 10))
      expect(disassemble(raw, 0x1000n)).toMatch(new RegExp(`^${row.mnemonic.replaceAll('.', '\\.')}(\\.aq|\\.rl|\\.aqrl)?(\\t|$)`));
  },
);

test.each([
  [0x0015_0513, 'addi\ta0,a0,1'],
  [0x00c5_8533, 'add\ta0,a1,a2'],
  [0xff05_3603, 'ld\ta2,-16(a0)'],
  [0xfeb5_3c23, 'sd\ta1,-8(a0)'],
  [0x0000_0073, 'ecall'],
  [0xfe00_0ee3, 'beq\tzero,zero,ffc'],
  [0x0080_00ef, 'jal\tra,1008'],
  [0x0000_8067, 'jalr\tzero,ra,0'],
  [0x1234_5537, 'lui\ta0,0x12345'],
  [0x0070_9093, 'slli\tra,ra,0x7'],
  [0x00b5_322f, 'amoadd.d\ttp,a1,(a0)'],
  [0x1605_22af, 'lr.w.aqrl\tt0,(a0)'],
  [0x0031_10f3, 'csrrw\tra,fcsr,sp'],
  [0xc000_2573, 'csrrs\ta0,cycle,zero'],
  [0x0220_f053, 'fadd.d\tft0,ft1,ft2'],
  [0x0220_8053, 'fadd.d\tft0,ft1,ft2,rne'],
  [0x1a20_f043, 'fmadd.d\tft0,ft1,ft2,ft3'],
  [0x0001, 'c.addi\tzero,0'],
  [0x852e, 'c.mv\ta0,a1'],
  [0x9536, 'c.add\ta0,a3'],
  [0x8082, 'c.jr\tra'],
  [0x9502, 'c.jalr\ta0'],
  [0xbffd, 'c.j\tffe'],
  [0x7139, 'c.addi16sp\tsp,-64'],
  [0xf822, 'c.sdsp\ts0,48(sp)'],
  [0x0000, '.2byte\t0x0'],
  [0xffff_ffff, '.4byte\t0xffffffff'],
])('0x%s is %s', (raw, text) => {
  expect(disassemble(raw, 0x1000n)).toBe(text);
});

test('registers bear the names of the calling convention', () => {
  expect([registerName('x', 8), registerName('f', 10)]).toEqual(['s0', 'fa0']);
});
