// Which regions exist: their functions in the table, their entries in the records of decoded code, and when they must go. Compiles nothing.
import {
  crossingFlag,
  firstRegionHandler,
  handlers,
  maximumRegions,
  recordBytes,
  recordField,
  region as layoutRegion,
  regionField,
  regionRecordBytes,
} from '../../layout.js';
import type { DecodedCode } from '../../memory/decoded-code.js';
import type { FunctionTable, LinearMemory } from '../../wasm/compile.js';
import { frameAt, placeOf, type Span, spansOf } from './frame-spans.js';
import { type Address, blockTargets, instructionsOf, type Region } from './region.js';

/** A region that can be entered. */
interface LiveRegion {
  readonly region: Region;
  readonly number: number;
  /** Place of the entry: its frame, counted from the start of RAM, and the offset in it. */
  readonly frame: number;
  readonly offset: number;
}

/** Regions that were compiled together: they call each other directly, so they go together. */
interface LiveModule {
  readonly regions: readonly LiveRegion[];
  readonly instructions: number;
  readonly bytes: number;
  readonly spans: ReadonlyMap<number, readonly Span[]>;
}

export interface RegionStatistics {
  regions: number;
  modules: number;
  translatedInstructions: number;
  evictions: number;
  /** Of the modules that live. */
  codeBytes: number;
}

export class RegionCache {
  readonly statistics: RegionStatistics = { regions: 0, modules: 0, translatedInstructions: 0, evictions: 0, codeBytes: 0 };
  readonly #view: DataView;
  readonly #decoded: DecodedCode;
  readonly #table: FunctionTable;
  readonly #mostInstructions: number;
  readonly #free = Array.from({ length: maximumRegions }, (_, number) => maximumRegions - 1 - number);
  /** Oldest first. */
  readonly #modules = new Set<LiveModule>();
  readonly #ofFrame = new Map<number, Set<LiveModule>>();
  #instructions = 0;

  constructor(linear: LinearMemory, decoded: DecodedCode, table: FunctionTable, mostInstructions: number) {
    this.#view = new DataView(linear.buffer);
    this.#decoded = decoded;
    this.#table = table;
    this.#mostInstructions = mostInstructions;
  }

  /** The address for which the code at `place` (linear memory) is translated, when it is. */
  entryAt(place: number): Address | undefined {
    const record = this.#recordAt(place);
    if (record === undefined) return undefined;
    const handler = this.#view.getUint16(record, true) & (crossingFlag - 1);
    return handler < firstRegionHandler ? undefined : Number(this.#view.getBigUint64(knownOf(handler) + regionField.entry, true));
  }

  /** Forgets the region whose entry lies at `place`, and those that were compiled with it. */
  evict(place: number): void {
    const { frame, offset } = frameAt(place);
    for (const module of this.#modulesAt(place))
      if (module.regions.some((live) => live.frame === frame && live.offset === offset)) this.#remove(module);
  }

  /** Regions with code at `place`, or compiled with such. */
  regionsAt(place: number): readonly Region[] {
    return this.#modulesAt(place).flatMap(({ regions }) => regions.map(({ region }) => region));
  }

  /** Regions that go to `target`, as far as their code says or jumps were seen to go, and do not contain it. */
  regionsLeavingTo(target: Address): readonly Region[] {
    const regions = [...this.#modules].flatMap((module) => module.regions.map(({ region }) => region));
    return regions.filter(
      ({ blocks }) => !blocks.some(({ start }) => start === target) && blocks.some((block) => blockTargets(block).includes(target)),
    );
  }

  /** Forgets regions with code at `place`, and those that were compiled with them. */
  evictAround(place: number): void {
    for (const module of this.#modulesAt(place)) this.#remove(module);
  }

  /** Modules that were compiled from the code at `place`. */
  #modulesAt(place: number): readonly LiveModule[] {
    const { frame, offset } = frameAt(place);
    const modules = [...(this.#ofFrame.get(frame) ?? [])];
    return modules.filter(({ spans }) => spans.get(frame)?.some(({ from, to }) => from <= offset && offset < to));
  }

  /** Forgets all regions with code in `bytes` from `offset` of `frame`. */
  drop(frame: number, offset: number, bytes: number): void {
    for (const module of [...(this.#ofFrame.get(frame) ?? [])]) {
      const spans = module.spans.get(frame) ?? [];
      if (spans.some(({ from, to }) => from < offset + bytes && offset < to)) this.#remove(module);
    }
  }

  /** Whether an entry at `place` can be noted: its record holds an instruction of one page. */
  canEnter(place: number): boolean {
    const record = this.#recordAt(place);
    if (record === undefined) return false;
    const handler = this.#view.getUint16(record, true) & (crossingFlag - 1);
    return handler >= handlers.firstRow && handler < firstRegionHandler;
  }

  /** From now on `regions` are entered where they begin; their functions stand at the same places of `functions`. Their module has so many `bytes`. */
  add(regions: readonly Region[], functions: readonly unknown[], bytes: number): void {
    const instructions = regions.reduce((sum, region) => sum + instructionsOf(region), 0);
    this.#makeRoom(instructions, regions.length);
    const live = regions.flatMap((region, place) => this.#enter(region, functions[place]) ?? []);
    const module: LiveModule = { regions: live, instructions, bytes, spans: spansOf(regions) };
    this.#modules.add(module);
    this.#instructions += instructions;
    for (const frame of module.spans.keys()) {
      const modules = this.#ofFrame.get(frame) ?? new Set();
      this.#ofFrame.set(frame, modules.add(module));
    }
    this.statistics.regions += live.length;
    this.statistics.modules++;
    this.statistics.translatedInstructions += instructions;
    this.statistics.codeBytes += bytes;
  }

  /** Undefined when a region is entered there already: a module may hold the same code at several addresses. */
  #enter(region: Region, entryFunction: unknown): LiveRegion | undefined {
    const place = placeOf(region, region.entry);
    if (place === undefined || !this.canEnter(place)) return undefined;
    const [record, number] = [this.#recordAt(place), this.#free.pop()];
    if (record === undefined || number === undefined) return undefined;
    const handler = this.#view.getUint16(record, true);
    const known = knownOf(firstRegionHandler + number);
    this.#view.setBigUint64(known + regionField.entry, BigInt(region.entry), true);
    this.#view.setUint32(known + regionField.handler, handler & (crossingFlag - 1), true);
    this.#view.setUint16(record, (handler & crossingFlag) | (firstRegionHandler + number), true);
    this.#table.set(number, entryFunction);
    return { region, number, ...frameAt(place) };
  }

  /** Evicts the oldest modules until there is room. */
  #makeRoom(instructions: number, regions: number): void {
    for (const module of this.#modules) {
      if (this.#instructions + instructions <= this.#mostInstructions && this.#free.length >= regions) return;
      this.#remove(module);
      this.statistics.evictions++;
    }
  }

  #remove(module: LiveModule): void {
    for (const live of module.regions) this.#restore(live);
    for (const frame of module.spans.keys()) {
      const modules = this.#ofFrame.get(frame);
      modules?.delete(module);
      if (modules?.size === 0) this.#ofFrame.delete(frame);
    }
    this.#modules.delete(module);
    this.#instructions -= module.instructions;
    this.statistics.codeBytes -= module.bytes;
  }

  /** The record has its own handler again, if it still stands. */
  #restore({ number, frame, offset }: LiveRegion): void {
    const records = this.#decoded.recordsOf(frame);
    const record = records === undefined ? undefined : records + (offset / 2) * recordBytes + recordField.handler;
    const own = firstRegionHandler + number;
    if (record !== undefined) {
      const handler = this.#view.getUint16(record, true);
      if ((handler & (crossingFlag - 1)) === own)
        this.#view.setUint16(record, (handler & crossingFlag) | this.#view.getUint32(knownOf(own) + regionField.handler, true), true);
    }
    this.#table.set(number, null);
    this.#free.push(number);
  }

  /** Where the handler of the record for the code at `place` stands. */
  #recordAt(place: number): number | undefined {
    const { frame, offset } = frameAt(place);
    const records = this.#decoded.recordsOf(frame);
    return records === undefined ? undefined : records + (offset / 2) * recordBytes + recordField.handler;
  }
}

function knownOf(handler: number): number {
  return layoutRegion.regions + (handler - firstRegionHandler) * regionRecordBytes;
}
