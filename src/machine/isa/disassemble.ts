// From an encoding to text as objdump writes it, from the same rows. Knows no engine and no symbol.
import { csrName } from './csr.js';
import type { Decoded } from './decode.js';
import { decode, lengthOf } from './decode.js';
import type { InstructionFormat } from './instruction.js';
import type { OperandUse, RegisterName } from './operand-use.js';
import { operandUse } from './operand-use.js';

const xNames = 'zero ra sp gp tp t0 t1 t2 s0 s1 a0 a1 a2 a3 a4 a5 a6 a7 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11 t3 t4 t5 t6'.split(' ');
const fNames =
  'ft0 ft1 ft2 ft3 ft4 ft5 ft6 ft7 fs0 fs1 fa0 fa1 fa2 fa3 fa4 fa5 fa6 fa7 fs2 fs3 fs4 fs5 fs6 fs7 fs8 fs9 fs10 fs11 ft8 ft9 ft10 ft11'.split(
    ' ',
  );
const roundingModes = ['rne', 'rtz', 'rdn', 'rup', 'rmm'];

/** Instructions whose operands are a register and a place in memory. */
const memoryFormats: ReadonlySet<InstructionFormat> = new Set([
  'S',
  'CI-lwsp',
  'CI-ldsp',
  'CSS-swsp',
  'CSS-sdsp',
  'CL-w',
  'CL-d',
  'CS-w',
  'CS-d',
]);
/** Instructions whose immediate is relative to pc. */
const relativeFormats: ReadonlySet<InstructionFormat> = new Set(['B', 'J', 'CB', 'CJ']);
/** Instructions whose destination is also their first source, and is written once. */
const twoAddressFormats: ReadonlySet<InstructionFormat> = new Set(['CI', 'CI-shift', 'CI-16sp', 'CA', 'CB-shift', 'CB-andi', 'CR']);
const roundedFormats: ReadonlySet<InstructionFormat> = new Set(['R-rm', 'R2-rm', 'R4']);

/** The name by which software calls an x or f register. */
export function registerName(file: 'x' | 'f', register: number): string {
  return (file === 'x' ? xNames : fNames)[register] ?? `${file}${register}`;
}

/**
 * One instruction as text: mnemonic, a tab, operands.
 *
 * @param raw the encoding; of a compressed one, only the low 16 bits count
 * @param pc  its address, for the targets of branches and jumps
 */
export function disassemble(raw: number, pc = 0n): string {
  const encoding = lengthOf(raw) === 2 ? raw & 0xffff : raw;
  const decoded = decode(encoding);
  if (decoded === undefined)
    return lengthOf(raw) === 2 ? `.2byte\t0x${encoding.toString(16)}` : `.4byte\t0x${(encoding >>> 0).toString(16)}`;
  const operands = operandTexts(decoded, encoding, pc);
  return operands.length === 0 ? mnemonicOf(decoded, encoding) : `${mnemonicOf(decoded, encoding)}\t${operands.join(',')}`;
}

function mnemonicOf({ row }: Decoded, raw: number): string {
  if (row.format !== 'amo') return row.mnemonic;
  return row.mnemonic + ['', '.rl', '.aq', '.aqrl'][(raw >>> 25) & 3];
}

/** A row's use of its operands, and their names in one encoding. */
interface NamedOperands extends OperandUse {
  readonly name: (which: RegisterName) => string;
}

function operandTexts(decoded: Decoded, raw: number, pc: bigint): string[] {
  const { row, operands } = decoded;
  const use = operandUse(row);
  const named: NamedOperands = { ...use, name: (which) => registerName(use.registers.get(which) ?? 'x', operands[which]) };
  if (row.format === 'csr') return [named.name('rd'), csrText(operands.imm), registerName('x', operands.rs1)];
  if (row.format === 'csr-imm') return [named.name('rd'), csrText(operands.imm), String(operands.rm)];
  if (row.format === 'amo') return atomicOperands(named);
  if (memoryFormats.has(row.format) || row.cost === 'load') return memoryOperands(decoded, named);
  return [
    ...registerOperands(decoded, named),
    ...(named.usesImmediate && row.format !== 'CR-jr' ? [immediateText(decoded, pc)] : []),
    ...roundingOperand(decoded, raw),
  ];
}

function atomicOperands({ registers, name }: NamedOperands): string[] {
  return [name('rd'), ...(registers.has('rs2') ? [name('rs2')] : []), `(${name('rs1')})`];
}

function memoryOperands({ operands }: Decoded, { registers, name }: NamedOperands): string[] {
  return [name(registers.has('rd') ? 'rd' : 'rs2'), `${operands.imm}(${name('rs1')})`];
}

function registerOperands(decoded: Decoded, { registers, name }: NamedOperands): string[] {
  const named: readonly RegisterName[] = twoAddressFormats.has(decoded.row.format) ? ['rd', 'rs2'] : ['rd', 'rs1', 'rs2', 'rs3'];
  return named.filter((which) => registers.has(which) && !isImplied(decoded, which)).map(name);
}

/** The dynamic rounding mode is not written. */
function roundingOperand({ row }: Decoded, raw: number): string[] {
  const mode = roundedFormats.has(row.format) ? roundingModes[(raw >>> 12) & 7] : undefined;
  return mode === undefined ? [] : [mode];
}

/** Operands that the encoding does not name: x0 of c.beqz and c.j, the link register of c.jalr. */
function isImplied({ row }: Decoded, which: RegisterName): boolean {
  if (row.format === 'CB') return which === 'rs2';
  return row.format === 'CR-jr' && which === 'rd';
}

function immediateText({ row, operands }: Decoded, pc: bigint): string {
  if (relativeFormats.has(row.format)) return BigInt.asUintN(64, pc + BigInt(operands.imm)).toString(16);
  if (row.format === 'U' || row.format === 'CI-lui') return `0x${((operands.imm >>> 12) & 0xf_ffff).toString(16)}`;
  return row.format.includes('shift') ? `0x${operands.imm.toString(16)}` : String(operands.imm);
}

function csrText(number: number): string {
  return csrName(number) ?? `0x${number.toString(16)}`;
}
