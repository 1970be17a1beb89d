// The short pieces of assembly that capture-isa-vectors.ts runs: one or more for each instruction of I, M, A and C. Knows no oracle.

/** Operands arrive in a0 and a1, a2 points to 32 bytes; the result is left in a0. */
export interface Stub {
  readonly name: string;
  readonly lines: readonly string[];
  /** What besides a0 counts: nothing, or the 32 bytes. */
  readonly memory: boolean;
  /** How many operands matter: all pairs, or each value once. */
  readonly operands: 1 | 2;
}

const registerOps =
  'add sub sll slt sltu xor srl sra or and addw subw sllw srlw sraw mul mulh mulhsu mulhu div divu rem remu mulw divw divuw remw remuw'.split(
    ' ',
  );
const immediateOps = 'addi slti sltiu xori ori andi addiw'.split(' ');
const immediates = [0, 1, -1, 2047, -2048, 0x555];
const shifts64 = 'slli srli srai'.split(' ');
const shifts32 = 'slliw srliw sraiw'.split(' ');
const branches = 'beq bne blt bge bltu bgeu'.split(' ');
const loads = 'lb lh lw ld lbu lhu lwu'.split(' ');
const stores = 'sb sh sw sd'.split(' ');
const amos = 'swap add xor and or min max minu maxu'.split(' ');
const compressedRegisterOps = 'c.add c.mv c.sub c.xor c.or c.and c.subw c.addw'.split(' ');

function stub(name: string, lines: string | readonly string[], options: { memory?: boolean; operands?: 1 | 2 } = {}): Stub {
  const { memory = false, operands = 2 } = options;
  return { name, lines: typeof lines === 'string' ? [lines] : lines, memory, operands };
}

function* arithmetic(): Generator<Stub> {
  for (const name of registerOps) yield stub(name, `${name} a0, a0, a1`);
  for (const name of immediateOps) for (const imm of immediates) yield stub(`${name} ${imm}`, `${name} a0, a0, ${imm}`, { operands: 1 });
  for (const name of shifts64)
    for (const amount of [0, 1, 31, 32, 63]) yield stub(`${name} ${amount}`, `${name} a0, a0, ${amount}`, { operands: 1 });
  for (const name of shifts32)
    for (const amount of [0, 1, 31]) yield stub(`${name} ${amount}`, `${name} a0, a0, ${amount}`, { operands: 1 });
  for (const imm of [0, 1, 0x7_ffff, 0x8_0000, 0xf_ffff]) yield stub(`lui ${imm}`, `lui a0, ${imm}`, { operands: 1 });
}

function* control(): Generator<Stub> {
  for (const name of branches) yield stub(name, [`${name} a0, a1, 1f`, 'addi a0, zero, 5', 'ret', '1: addi a0, zero, 9']);
  yield stub('auipc', ['auipc t0, 0x12345', 'auipc t1, 0', 'sub a0, t0, t1'], { operands: 1 });
  yield stub('jal', ['auipc t1, 0', 'jal t0, 1f', 'addi t0, zero, 0', '1: sub a0, t0, t1'], { operands: 1 });
  yield stub('jalr', ['auipc t1, 0', 'jalr t1, 13(t1)', 'addi t1, zero, 0', 'auipc t0, 0', 'sub a0, t0, t1'], { operands: 1 });
}

function* memory(): Generator<Stub> {
  for (const name of loads)
    for (const offset of [0, 1, 3, 7]) yield stub(`${name} ${offset}`, ['sd a0, 0(a2)', 'sd a1, 8(a2)', `${name} a0, ${offset}(a2)`]);
  for (const name of stores)
    for (const offset of [0, 1, 5]) yield stub(`${name} ${offset}`, ['sd a1, 0(a2)', `${name} a0, ${offset}(a2)`], { memory: true });
  for (const width of ['w', 'd']) {
    for (const name of amos) yield stub(`amo${name}.${width}`, ['sd a0, 0(a2)', `amo${name}.${width} a0, a1, (a2)`], { memory: true });
    yield stub(
      `lr.${width} sc.${width}`,
      ['sd a0, 8(a2)', 'addi a3, a2, 8', `lr.${width} a4, (a3)`, `sc.${width} a5, a1, (a3)`, 'slli a5, a5, 40', 'xor a0, a4, a5'],
      { memory: true },
    );
    yield stub(`sc.${width} alone`, ['sd a0, 0(a2)', `sc.${width} a0, a1, (a2)`], { memory: true });
  }
}

function* compressed(): Generator<Stub> {
  for (const name of compressedRegisterOps) yield stub(name, `${name} a0, a1`);
  for (const imm of [1, -1, 31, -32]) {
    yield stub(`c.addi ${imm}`, `c.addi a0, ${imm}`, { operands: 1 });
    yield stub(`c.addiw ${imm}`, `c.addiw a0, ${imm}`, { operands: 1 });
    yield stub(`c.andi ${imm}`, `c.andi a0, ${imm}`, { operands: 1 });
    yield stub(`c.li ${imm}`, `c.li a0, ${imm}`, { operands: 1 });
  }
  for (const imm of [1, 31, 0xf_ffe0, 0xf_ffff]) yield stub(`c.lui ${imm}`, `c.lui a0, ${imm}`, { operands: 1 });
  for (const amount of [1, 31, 32, 63])
    for (const name of ['c.slli', 'c.srli', 'c.srai']) yield stub(`${name} ${amount}`, `${name} a0, ${amount}`, { operands: 1 });
  for (const imm of [4, 8, 64, 512, 1020])
    yield stub(`c.addi4spn ${imm}`, [`c.addi4spn a0, sp, ${imm}`, 'sub a0, a0, sp'], { operands: 1 });
}

function* compressedMemory(): Generator<Stub> {
  for (const imm of [16, -16, 32, 64, 128, 256, -512, 496])
    yield stub(`c.addi16sp ${imm}`, ['mv t0, sp', `c.addi16sp sp, ${imm}`, 'sub a0, sp, t0', 'mv sp, t0'], { operands: 1 });
  for (const offset of [0, 4, 8, 16]) {
    yield stub(`c.sw c.lw ${offset}`, [`c.sw a0, ${offset}(a2)`, `c.lw a0, ${offset}(a2)`], { memory: true, operands: 1 });
    yield stub(`c.swsp c.lwsp ${offset}`, ['mv t0, sp', 'mv sp, a2', `c.swsp a0, ${offset}(sp)`, `c.lwsp a0, ${offset}(sp)`, 'mv sp, t0'], {
      memory: true,
      operands: 1,
    });
  }
  for (const offset of [0, 8, 16, 24]) {
    yield stub(`c.sd c.ld ${offset}`, [`c.sd a0, ${offset}(a2)`, `c.ld a0, ${offset}(a2)`], { memory: true, operands: 1 });
    yield stub(`c.sdsp c.ldsp ${offset}`, ['mv t0, sp', 'mv sp, a2', `c.sdsp a0, ${offset}(sp)`, `c.ldsp a0, ${offset}(sp)`, 'mv sp, t0'], {
      memory: true,
      operands: 1,
    });
  }
  // Offsets that reach every bit of the immediates, beyond the 32 bytes: the base is moved back.
  for (const offset of [64, 124])
    yield stub(`c.lw ${offset}`, ['sw a0, 8(a2)', `addi a3, a2, 8-${offset}`, `c.lw a0, ${offset}(a3)`], { operands: 1 });
  for (const offset of [64, 128, 248])
    yield stub(`c.ld ${offset}`, ['sd a0, 8(a2)', `addi a3, a2, 8-${offset}`, `c.ld a0, ${offset}(a3)`], { operands: 1 });
  for (const offset of [32, 64, 128, 252])
    yield stub(`c.lwsp ${offset}`, ['mv t0, sp', 'sw a0, 8(a2)', `addi sp, a2, 8-${offset}`, `c.lwsp a0, ${offset}(sp)`, 'mv sp, t0'], {
      operands: 1,
    });
  for (const offset of [64, 128, 256, 504])
    yield stub(`c.ldsp ${offset}`, ['mv t0, sp', 'sd a0, 8(a2)', `addi sp, a2, 8-${offset}`, `c.ldsp a0, ${offset}(sp)`, 'mv sp, t0'], {
      operands: 1,
    });
}

function* compressedControl(): Generator<Stub> {
  for (const name of ['c.beqz', 'c.bnez']) yield stub(name, [`${name} a0, 1f`, 'c.li a0, 5', 'ret', '1: c.li a0, 9'], { operands: 1 });
  yield stub('c.j', ['c.j 1f', 'c.li a0, 5', '1: c.addi a0, 1'], { operands: 1 });
  yield stub('c.jr', ['auipc t1, 0', 'addi t1, t1, 12', 'c.jr t1', 'c.li a0, 5', 'c.addi a0, 1'], { operands: 1 });
  yield stub(
    'c.jalr',
    [
      'mv t0, ra',
      'auipc t1, 0',
      'addi t2, t1, 12',
      'c.jalr t2',
      'c.li a0, 5',
      'c.addi a0, 1',
      'sub t1, ra, t1',
      'add a0, a0, t1',
      'mv ra, t0',
    ],
    { operands: 1 },
  );
}

export const stubs: readonly Stub[] = [
  ...arithmetic(),
  ...control(),
  ...memory(),
  ...compressed(),
  ...compressedMemory(),
  ...compressedControl(),
];

/** The assembly of all stubs: each between a label and the next one; compressed ones are written as such, never chosen by the assembler. */
export function assembly(): string {
  const body = stubs.map(
    ({ lines }, index) => `.globl stub${index}\nstub${index}:\n${lines.map((line) => `  ${compressedLine(line)}\n`).join('')}  ret\n`,
  );
  return `.text\n.option norvc\n.balign 8\n${body.join('.balign 8\n')}stub${stubs.length}:\n.globl stub${stubs.length}\n`;
}

function compressedLine(line: string): string {
  return /(^|: )c\./.test(line) ? `.option rvc\n  ${line}\n  .option norvc` : line;
}
