// Functions in the order of their addresses, and which of them an offset of the file lies in. Knows no file format.
import { utf8Decode } from '../../abi/text.js';
import type { ElfSegment } from '../../kernel/lifecycle/elf-header.js';

/** A symbol that names code. `name` is its place among the names; addresses are the file's own, in bytes. */
export interface FunctionSymbol {
  readonly start: number;
  /** 0: unknown; it reaches to the next one. */
  readonly sizeBytes: number;
  readonly name: number;
  readonly isGlobal: boolean;
}

/** Of a longer name only this many bytes are shown. */
const longestName = 256;
const underscore = 0x5f;
const mostUnderscores = 4;

/** Immutable. */
export class FunctionTable {
  readonly #starts: Float64Array;
  readonly #sizes: Float64Array;
  readonly #names: Uint32Array;
  readonly #strings: Uint8Array;
  readonly #code: readonly ElfSegment[];

  /** `code`: the segments that are executed. */
  constructor(functions: readonly FunctionSymbol[], names: DataView, code: readonly ElfSegment[]) {
    this.#strings = new Uint8Array(names.buffer, names.byteOffset, names.byteLength);
    this.#code = code;
    const sorted = functions.toSorted((a, b) => a.start - b.start || this.#preference(a, b));
    const kept = sorted.filter(({ start }, index) => sorted[index - 1]?.start !== start);
    this.#starts = Float64Array.from(kept, ({ start }) => start);
    this.#sizes = Float64Array.from(kept, ({ sizeBytes }) => sizeBytes);
    this.#names = Uint32Array.from(kept, ({ name }) => name);
  }

  /** What it costs to keep. */
  get bytes(): number {
    return this.#starts.byteLength + this.#sizes.byteLength + this.#names.byteLength + this.#strings.byteLength;
  }

  /** Whether a function is called so, by the name that is shown. */
  has(name: string): boolean {
    return this.#names.some((at) => this.#text(at) === name);
  }

  /** `name+0x12` of the code at `offset` bytes from the file's start; undefined between functions. */
  symbolAt(offset: number): string | undefined {
    const load = this.#code.find((segment) => offset >= segment.offset && offset < segment.offset + segment.fileBytes);
    if (load === undefined) return undefined;
    const address = load.address + offset - load.offset;
    const index = this.#last(address);
    const start = this.#starts[index];
    const sizeBytes = this.#sizes[index];
    if (start === undefined || sizeBytes === undefined) return undefined;
    // Nothing of another segment belongs to it.
    if (start < load.address || (sizeBytes > 0 && address >= start + sizeBytes)) return undefined;
    return `${this.#text(this.#names[index] ?? 0)}+0x${(address - start).toString(16)}`;
  }

  /** The last function that starts at `address` or before; -1: none. */
  #last(address: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#starts[middle] ?? Infinity) <= address) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  #text(name: number): string {
    const bytes = this.#strings.subarray(name, name + longestName);
    const end = bytes.indexOf(0);
    return utf8Decode(end < 0 ? bytes : bytes.subarray(0, end));
  }

  /** Which of two names of the same code is shown: one with a size, what a program calls it (`read`, not `__read`), a global one. */
  #preference(a: FunctionSymbol, b: FunctionSymbol): number {
    const sized = Number(b.sizeBytes > 0) - Number(a.sizeBytes > 0);
    return sized || this.#underscores(a.name) - this.#underscores(b.name) || Number(b.isGlobal) - Number(a.isGlobal);
  }

  #underscores(name: number): number {
    let count = 0;
    while (count < mostUnderscores && this.#strings[name + count] === underscore) count++;
    return count;
  }
}
