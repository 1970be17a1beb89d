// Instructions of a function's body as WebAssembly text, one a line: those that the machine emits. Knows no module and no machine.
import { memoryOp, op, valueTypes } from './opcodes.js';

/** One instruction. */
export interface InstructionText {
  /** Where it begins, in bytes. */
  readonly at: number;
  readonly text: string;
  /** How many blocks are around it; of `else` and `end`, around the block that they belong to. */
  readonly depth: number;
}

/** Names for what instructions only number. Undefined: the number stands. */
export interface TextNames {
  local(index: number): string | undefined;
  function(index: number): string | undefined;
  /** Of the block or loop that is opened at a place. */
  label(at: number): string | undefined;
  /** What a comment says of an offset of a load or store. */
  field(offset: number): string | undefined;
}

/** `i32Load8U` is written `i32.load8_u`. @see WebAssembly Core Specification §6.5 */
function written(name: string): string {
  const [, type = '', rest = ''] = /^([if](?:32|64))(.+)$/.exec(name) ?? [];
  if (type === '') return name;
  const conversion = /^(Wrap|Extend|Demote|Promote|Convert|Reinterpret|TruncSat)([IF](?:32|64))([SU]?)$/.exec(rest);
  if (conversion !== null) {
    const [, verb = '', from = '', sign = ''] = conversion;
    return `${type}.${verb.replace(/(?<=[a-z])S/, '_s')}_${from}${sign === '' ? '' : `_${sign}`}`.toLowerCase();
  }
  return `${type}.${rest.replace(/([a-z0-9])([SU])$/, '$1_$2').toLowerCase()}`;
}

const plain = new Map(Object.entries(op).map(([name, code]): [number, string] => [code, written(name)]));
const memory = new Map(Object.entries(memoryOp).map(([name, code]): [number, string] => [code, written(name)]));
const types = new Map(Object.entries(valueTypes).map(([name, code]): [number, string] => [code, name]));
/** Begins opcodes of two bytes. */
const longOpcode = 0xfc;
const openers = new Map([
  [0x02, 'block'],
  [0x03, 'loop'],
  [0x04, 'if'],
]);
const locals = new Map([
  [0x20, 'local.get'],
  [0x21, 'local.set'],
  [0x22, 'local.tee'],
]);

/** The text of `body`: a function's instructions with the final `end`, as `Code` makes them. */
export function instructionTexts(body: Uint8Array | readonly number[], names: TextNames): InstructionText[] {
  return [...new BodyReader(body, names).read()];
}

class BodyReader {
  readonly #body: Uint8Array | readonly number[];
  readonly #names: TextNames;
  /** Names of the blocks that are open, the innermost last. */
  readonly #labels: (string | undefined)[] = [];
  #at = 0;

  constructor(body: Uint8Array | readonly number[], names: TextNames) {
    this.#body = body;
    this.#names = names;
  }

  *read(): Generator<InstructionText> {
    // The last byte ends the function; the text says that by a bracket.
    while (this.#at < this.#body.length - 1) {
      const at = this.#at;
      const depth = this.#labels.length;
      const opcode = this.#opcode();
      if (opcode === 0x0b) this.#labels.pop();
      const text = this.#textOf(opcode, at);
      yield { at, text, depth: opcode === 0x0b || opcode === 0x05 ? depth - 1 : depth };
    }
  }

  #textOf(opcode: number, at: number): string {
    const opener = openers.get(opcode);
    if (opener !== undefined) return this.#open(opener, at);
    const local = locals.get(opcode);
    if (local !== undefined) return `${local} ${this.#named('local')}`;
    const access = memory.get(opcode);
    if (access !== undefined) return `${access}${this.#memoryOperands()}`;
    return plain.get(opcode) ?? this.#special(opcode);
  }

  #special(opcode: number): string {
    switch (opcode) {
      case 0x05:
        return 'else';
      case 0x0b:
        return 'end';
      case 0x0c:
        return `br ${this.#label()}`;
      case 0x0d:
        return `br_if ${this.#label()}`;
      case 0x0e:
        return `br_table ${Array.from({ length: this.#unsigned() + 1 }, () => this.#label()).join(' ')}`;
      case 0x10:
        return `call ${this.#named('function')}`;
      case 0x11:
        return this.#callIndirect();
      case 0x41:
        return `i32.const ${this.#signed()}`;
      case 0x42:
        return `i64.const ${constant(this.#signed())}`;
      default:
        throw new Error(`there is no text for opcode 0x${opcode.toString(16)}`);
    }
  }

  #open(opener: string, at: number): string {
    const type = types.get(this.#byte());
    const name = this.#names.label(at);
    this.#labels.push(name);
    return `${opener}${name === undefined ? '' : ` $${name}`}${type === undefined ? '' : ` (result ${type})`}`;
  }

  #callIndirect(): string {
    const type = this.#unsigned();
    this.#unsigned();
    return `call_indirect (type ${type})`;
  }

  #named(what: 'local' | 'function'): string {
    const index = this.#unsigned();
    const name = this.#names[what](index);
    return name === undefined ? `${index}` : `$${name}`;
  }

  #label(): string {
    const distance = this.#unsigned();
    const name = this.#labels[this.#labels.length - 1 - distance];
    return name === undefined ? `${distance}` : `$${name}`;
  }

  #memoryOperands(): string {
    const align = 2 ** this.#unsigned();
    const offset = this.#unsigned();
    const field = this.#names.field(offset);
    return `${offset === 0 ? '' : ` offset=${offset}`} align=${align}${field === undefined ? '' : ` ;; ${field}`}`;
  }

  /** Of two bytes, the first is the upper one. */
  #opcode(): number {
    const first = this.#byte();
    return first === longOpcode ? (first << 8) | this.#byte() : first;
  }

  #byte(): number {
    return this.#body[this.#at++] ?? 0;
  }

  #unsigned(): number {
    let [value, scale] = [0, 1];
    for (;;) {
      const byte = this.#byte();
      value += (byte & 0x7f) * scale;
      scale *= 128;
      if (byte < 0x80) return value;
    }
  }

  #signed(): bigint {
    let [value, shift] = [0n, 0n];
    for (;;) {
      const byte = this.#byte();
      value |= BigInt(byte & 0x7f) << shift;
      shift += 7n;
      if (byte < 0x80) return BigInt.asIntN(Number(shift), value);
    }
  }
}

/** Addresses in hexadecimal. */
function constant(value: bigint): string {
  return value > 0xfffn ? `0x${value.toString(16)}` : String(value);
}
