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
  readonly #functions: DefinedFunction[] = [];

  /** Declares a function; its index is known at once, so that others may call it before its body is written. */
  declare(type: FunctionType, exportName?: string): { index: number; code: Code } {
    const code = new Code(type.parameters.length);
    this.#functions.push({ type: this.#typeIndex(type), code, exportName });
    return { index: this.#functions.length - 1, code };
  }

  finish(): Uint8Array<ArrayBuffer> {
    const bytes = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
    const exported = this.#functions.flatMap(({ exportName }, index) =>
      exportName === undefined ? [] : [[...text(exportName), 0x00, ...unsigned(index)]],
    );
    section(bytes, 1, this.#typeBytes);
    section(bytes, 2, [[...text('machine'), ...text('memory'), 0x02, 0x00, 0x01]]);
    section(
      bytes,
      3,
      this.#functions.map(({ type }) => unsigned(type)),
    );
    section(bytes, 7, exported);
    section(
      bytes,
      10,
      this.#functions.map(({ code }) => sized(code.finish())),
    );
    return Uint8Array.from(bytes);
  }

  #typeIndex({ parameters, results }: FunctionType): number {
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

function sized(content: number[]): number[] {
  return unsigned(content.length).concat(content);
}

/** Appends section `id`, a vector of `entries`. @see WebAssembly Core Specification §5.5.2 */
function section(bytes: number[], id: number, entries: readonly number[][]): void {
  const count = unsigned(entries.length);
  const size = entries.reduce((sum, entry) => sum + entry.length, count.length);
  bytes.push(id, ...unsigned(size), ...count);
  for (const entry of entries) for (const byte of entry) bytes.push(byte);
}
