// The bounded cache of decoded code: which frame of RAM has which page of records. Knows no instruction and no engine.
import {
  codePageBytes,
  codePages,
  filterAddend,
  filterEntries,
  filterEntryBytes,
  handlers,
  hartAddress,
  hartField,
  pageBytes,
  recordBytes,
  recordField,
  region,
  slotsPerPage,
  straddleEndSlot,
} from '../layout.js';
import type { LinearMemory } from '../wasm/compile.js';

/** Is told of code whose records are about to be forgotten: `bytes` from `offset` in `frame`. */
export type CodeWatcher = (frame: number, offset: number, bytes: number) => void;

/**
 * Frames are counted from the start of RAM here. Invariants: a frame with decoded code is in no hart's
 * write filter; a page of records that is dropped is in no hart's fetch filter.
 */
export class DecodedCode {
  readonly #pageOfFrame: Uint16Array;
  readonly #frameOfPage = new Int32Array(codePages).fill(-1);
  readonly #memory: LinearMemory;
  readonly #harts: number;
  /** Next page to take when all are in use: oldest first. */
  #next = 1;
  #watcher: CodeWatcher | undefined;

  constructor(memory: LinearMemory, harts: number, ramBytes: number) {
    this.#memory = memory;
    this.#harts = harts;
    this.#pageOfFrame = new Uint16Array(memory.buffer, region.codePageOfFrame, ramBytes / pageBytes);
  }

  /** From now on `watcher` hears of code that is forgotten. */
  watch(watcher: CodeWatcher): void {
    this.#watcher = watcher;
  }

  /** Where the records of `frame` lie in linear memory; undefined when it has none. */
  recordsOf(frame: number): number | undefined {
    const page = this.#pageOfFrame[frame];
    return page === undefined || page === 0 ? undefined : addressOfPage(page);
  }

  /** Gives `frame` an empty page of records and returns its address; stores to the frame are noticed from now on. */
  open(frame: number): number {
    const page = this.#next;
    this.#next = page + 1 < codePages ? page + 1 : 1;
    const old = this.#frameOfPage[page] ?? -1;
    if (old >= 0) this.dropFrame(old);
    this.#frameOfPage[page] = frame;
    this.#pageOfFrame[frame] = page;
    const address = addressOfPage(page);
    new Uint8Array(this.#memory.buffer, address, codePageBytes).fill(0);
    const records = new DataView(this.#memory.buffer, address, codePageBytes);
    for (const slot of [slotsPerPage, straddleEndSlot]) records.setUint16(slot * recordBytes + recordField.handler, handlers.pageEnd, true);
    this.#clearFilters(hartField.writeFilter, region.ram + frame * pageBytes, pageBytes);
    return address;
  }

  /** Forgets the records of `frame`, if it has any. */
  dropFrame(frame: number): void {
    const page = this.#pageOfFrame[frame];
    if (page === undefined || page === 0) return;
    this.#watcher?.(frame, 0, pageBytes);
    this.#pageOfFrame[frame] = 0;
    this.#frameOfPage[page] = -1;
    this.#clearFilters(hartField.fetchFilter, addressOfPage(page), codePageBytes);
  }

  /** Forgets the records that overlap a store of `bytes` at `offset` (bytes) within `frame`. */
  dropBytes(frame: number, offset: number, bytes: number): void {
    const address = this.recordsOf(frame);
    if (address === undefined) return;
    this.#watcher?.(frame, offset, bytes);
    const first = Math.max(0, (offset >> 1) - 1);
    const last = Math.min(slotsPerPage - 1, (offset + bytes - 1) >> 1);
    new Uint8Array(this.#memory.buffer, address + first * recordBytes, (last - first + 1) * recordBytes).fill(0);
  }

  /** Empties, in all harts, the entries of a filter table whose pages lie in `start` + `length` of linear memory. */
  #clearFilters(table: number, start: number, length: number): void {
    for (let id = 0; id < this.#harts; id++) {
      const view = new DataView(this.#memory.buffer, hartAddress(id) + table, filterEntries * filterEntryBytes);
      for (let at = 0; at < view.byteLength; at += filterEntryBytes) {
        // The addend of a write entry is relative to the page's virtual address, that of a fetch entry is absolute: both give the place of the page.
        const place =
          table === hartField.fetchFilter
            ? view.getUint32(at + filterAddend, true)
            : (view.getUint32(at, true) + view.getUint32(at + filterAddend, true)) >>> 0;
        if (place >= start && place < start + length) view.setBigInt64(at, -1n, true);
      }
    }
  }
}

function addressOfPage(page: number): number {
  return region.decodedCode + page * codePageBytes;
}
