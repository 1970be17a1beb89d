// Turns encodings in RAM into records of decoded code. Knows the record's fields, not what handlers do.
import { decodeIndex, lengthOf } from '../../isa/decode.js';
import type { Instruction } from '../../isa/instruction.js';
import { instructions } from '../../isa/instructions.js';
import { operandUse } from '../../isa/operand-use.js';
import { operandsOf } from '../../isa/operands.js';
import { crossingFlag, handlers, pageBytes, recordBytes, recordField, sinkRegister, slotsPerPage, straddleSlot } from '../../layout.js';
import type { LinearMemory } from '../../wasm/compile.js';

/** What of a row's use of operands the records depend on. */
interface RecordShape {
  /** rd is an x register that is written: x0 is then replaced by the sink. */
  readonly writesX: boolean;
  readonly endsBlock: boolean;
}

const shapes: (RecordShape | undefined)[] = [];

function shapeOf(index: number, row: Instruction): RecordShape {
  const known = shapes[index];
  if (known !== undefined) return known;
  const { registers, writes, endsBlock } = operandUse(row);
  const shape = { writesX: writes.has('rd') && registers.get('rd') === 'x', endsBlock };
  shapes[index] = shape;
  return shape;
}

/** A page of code: where its records and its bytes lie in linear memory. */
export interface CodePage {
  readonly records: number;
  readonly frame: number;
}

const registerBytes = 8;
/** Instructions decoded at once, at most. */
const runLength = 16;

export class Decoder {
  readonly #view: DataView;

  readonly #lineBytes: number;

  /** @param lineBytes an instruction whose bytes lie in two lines of this size fetches both; with that of a page none does */
  constructor(memory: LinearMemory, lineBytes: number) {
    this.#view = new DataView(memory.buffer);
    this.#lineBytes = lineBytes;
  }

  /**
   * Fills the record at `offset` (bytes) in the page, and those of the straight line behind it.
   *
   * @param next the page behind, when it can be fetched from; without it an instruction that ends there stays undecoded
   */
  decode(page: CodePage, offset: number, next: CodePage | undefined): void {
    let at = offset;
    for (let count = 0; count < runLength && at < pageBytes; count++) {
      const low = this.#view.getUint16(page.frame + at, true);
      const bytes = lengthOf(low);
      if (at + bytes > pageBytes) {
        this.#decodeStraddling(page, low, next);
        return;
      }
      // What is decoded already may be the entry of a region.
      if (count > 0 && this.#isDecoded(page, at)) return;
      if (this.#decodeWithin(page, at, low)) return;
      at += bytes;
    }
  }

  #isDecoded({ records }: CodePage, at: number): boolean {
    return this.#view.getUint16(records + (at / 2) * recordBytes + recordField.handler, true) !== handlers.undecoded;
  }

  /** True when what stands behind the instruction is not reached from it. */
  #decodeWithin({ records, frame }: CodePage, at: number, low: number): boolean {
    const isLong = lengthOf(low) === 4;
    const raw = isLong ? this.#view.getInt32(frame + at, true) : low;
    const crosses = isLong && (at + 2) % this.#lineBytes === 0;
    return this.#write(records + (at / 2) * recordBytes, raw, crosses ? crossingFlag : 0);
  }

  #decodeStraddling(page: CodePage, low: number, next: CodePage | undefined): void {
    const last = page.records + (slotsPerPage - 1) * recordBytes;
    this.#view.setUint16(last + recordField.handler, handlers.straddle, true);
    this.#view.setInt32(last + recordField.raw, low, true);
    if (next !== undefined) this.#write(page.records + straddleSlot * recordBytes, low | (this.#view.getUint16(next.frame, true) << 16));
  }

  /** Writes one record; true when what stands behind it is not reached from it. */
  #write(address: number, raw: number, flag = 0): boolean {
    const view = this.#view;
    const index = decodeIndex(raw);
    const row = instructions[index];
    view.setInt32(address + recordField.raw, raw, true);
    view.setUint16(address + recordField.handler, flag | (row === undefined ? handlers.illegal : handlers.firstRow + index), true);
    if (row === undefined) return true;
    const { rd, rs1, rs2, rs3, imm } = operandsOf(row.format, raw);
    const { writesX, endsBlock } = shapeOf(index, row);
    view.setUint16(address + recordField.rd, (rd === 0 && writesX ? sinkRegister : rd) * registerBytes, true);
    view.setUint16(address + recordField.rs1, rs1 * registerBytes, true);
    view.setUint16(address + recordField.rs2, rs2 * registerBytes, true);
    view.setInt32(address + recordField.imm, row.format === 'R4' ? rs3 * registerBytes : imm, true);
    return endsBlock;
  }
}
