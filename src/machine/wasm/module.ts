// Assembles a WebAssembly module: types, imported memory and functions, functions, exports. Knows no machine.
import { Code } from './code.js';
import { pushUnsigned } from './leb128.js';
import type { ValueType } from './opcodes.js';
import { valueTypes } from './opcodes.js';

export interface FunctionType {
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
}

interface DefinedFunction {
  readonly type: number;
  readonly code: Code;
  readonly exportName: string | undefined;
}

/** A module under construction; its memory is imported as `machine.memory`. */
export class ModuleBuilder {
  readonly #types: string[] = [];
  readonly #typeBytes: number[][] = [];
  readonly #imports: number[][] = [[...text('machine'), ...text('memory'), 0x02, 0x00, 0x01]];
  #importedFunctions = 0;
  readonly #functions: DefinedFunction[] = [];
  readonly #exports: (readonly [name: string, index: number])[] = [];

  /** Imports a function as `from.name`; all imports go before the first declaration, since their indices do. */
  importFunction(from: string, name: string, type: FunctionType): number {
    if (this.#functions.length > 0) throw new Error(`${from}.${name} is imported after functions have been declared`);
    this.#imports.push([...text(from), ...text(name), 0x00, ...unsigned(this.typeIndex(type))]);
    this.#importedFunctions++;
    return this.#importedFunctions - 1;
  }

  /** Imports the one table of functions, as `machine.table`. */
  importTable(): void {
    this.#imports.push([...text('machine'), ...text('table'), 0x01, 0x70, 0x00, 0x00]);
  }

  /** Declares a function; its index is known at once, so that others may call it before its body is written. */
  declare(type: FunctionType, exportName?: string): { index: number; code: Code } {
    const code = new Code(type.parameters.length);
    this.#functions.push({ type: this.typeIndex(type), code, exportName });
    return { index: this.#importedFunctions + this.#functions.length - 1, code };
  }

  /** Exports a function that was declared without a name. */
  exportFunction(name: string, index: number): void {
    this.#exports.push([name, index]);
  }

  finish(): Uint8Array<ArrayBuffer> {
    const named = this.#functions.flatMap(({ exportName }, index) =>
      exportName === undefined ? [] : [[exportName, this.#importedFunctions + index] as const],
    );
    const exported = [...named, ...this.#exports].map(([name, index]) => [...text(name), 0x00, ...unsigned(index)]);
    return joined([
      [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
      ...section(1, this.#typeBytes),
      ...section(2, this.#imports),
      ...section(
        3,
        this.#functions.map(({ type }) => unsigned(type)),
      ),
      ...section(7, exported),
      ...section(
        10,
        this.#functions.map(({ code }) => code.finish()),
        sized,
      ),
    ]);
  }

  /** The number of a function type, for indirect calls. */
  typeIndex({ parameters, results }: FunctionType): number {
    const encoded = [
      0x60,
      ...unsigned(parameters.length),
      ...parameters.map((type) => valueTypes[type]),
      ...unsigned(results.length),
      ...results.map((type) => valueTypes[type]),
    ];
    const key = encoded.join();
    const known = this.#types.indexOf(key);
    if (known >= 0) return known;
    this.#types.push(key);
    this.#typeBytes.push(encoded);
    return this.#types.length - 1;
  }
}

function unsigned(value: number): number[] {
  const bytes: number[] = [];
  pushUnsigned(bytes, value);
  return bytes;
}

/** A name; only ASCII names are used here. */
function text(value: string): number[] {
  return [...unsigned(value.length), ...Array.from(value, (character) => character.charCodeAt(0))];
}

/** The bytes of a function's body, behind their number. */
function sized(content: number[]): readonly number[][] {
  return [unsigned(content.length), content];
}

/** Section `id`, a vector of `entries`, as pieces to be joined. @see WebAssembly Core Specification §5.5.2 */
function section(
  id: number,
  entries: readonly number[][],
  wrap: (entry: number[]) => readonly number[][] = (entry) => [entry],
): number[][] {
  const pieces = [unsigned(entries.length), ...entries.flatMap(wrap)];
  return [[id, ...unsigned(lengthOf(pieces))], ...pieces];
}

function lengthOf(pieces: readonly number[][]): number {
  return pieces.reduce((sum, piece) => sum + piece.length, 0);
}

function joined(pieces: readonly number[][]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(lengthOf(pieces));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
