// Names for places in mapped files, as they are asked for. Keeps a bounded number of tables; changes nothing in the system, not even a file's time of access.
import type { PageSource } from '../../kernel/mm/page-source.js';
import { readFunctions } from './elf-symbols.js';
import type { FunctionTable } from './function-table.js';

/** Tables that are kept; the one that was asked last goes last. */
const mostFiles = 64;
const mostBytes = 2 ** 26;

export class Symbols {
  /** In the order of use; undefined: the file names no function. */
  readonly #tables = new Map<PageSource, FunctionTable | undefined>();
  #bytes = 0;

  /** `name+0x12`; undefined when the file does not say. */
  at(source: PageSource, offset: number): string | undefined {
    return this.#tableOf(source)?.symbolAt(offset);
  }

  /** A file may have other content now. */
  forget(): void {
    this.#tables.clear();
    this.#bytes = 0;
  }

  #tableOf(source: PageSource): FunctionTable | undefined {
    const isKnown = this.#tables.has(source);
    const known = this.#tables.get(source);
    const table = isKnown ? known : readFunctions({ sizeBytes: source.sizeBytes, read: (offset, length) => source.peek(offset, length) });
    if (!isKnown) this.#bytes += table?.bytes ?? 0;
    this.#tables.delete(source);
    this.#tables.set(source, table);
    if (!isKnown) this.#shed();
    return table;
  }

  #shed(): void {
    for (const [source, table] of this.#tables) {
      if (this.#tables.size <= 1 || (this.#tables.size <= mostFiles && this.#bytes <= mostBytes)) return;
      this.#tables.delete(source);
      this.#bytes -= table?.bytes ?? 0;
    }
  }
}
