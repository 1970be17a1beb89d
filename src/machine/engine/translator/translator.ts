// Translates what the interpreter finds to be hot: finds regions, compiles them, and sees to it that they are entered. Knows no instruction.
import type { HartState } from '../../hart-state.js';
import { operandUse } from '../../isa/operand-use.js';
import { arrivalCounters, handlers, maximumRegions, pageBytes, recordBytes, recordField, region as layoutRegion } from '../../layout.js';
import type { DecodedCode } from '../../memory/decoded-code.js';
import { compile, createTable, type Exports, type FunctionTable, instantiate, type LinearMemory } from '../../wasm/compile.js';
import type { TranslationStatistics } from '../engine.js';
import type { HotCode } from '../interpreter/interpreter.js';
import type { CompilationTarget } from '../region-call.js';
import { type CodeSource, findRegion } from './find-region.js';
import { frameAt, placeOf } from './frame-spans.js';
import { type Address, calleesOf, instructionsOf, type Region } from './region.js';
import { KnownJumps } from './known-jumps.js';
import { RegionCache } from './region-cache.js';
import { floatFunctions, type ModulePlan, regionModule, usesFloats } from './region-module.js';

/** The count of arrivals (a jump counts 8, a return 1) after which a region repays its compilation. */
const defaultHotAfter = 8000;
/** A callee is translated with its caller when it was called at least this share of the arrivals that make code hot. */
const warmShare = 1 / 4;
/** An instruction is taken to miss often when it has left its region this share of the arrivals that make code hot. */
const missingShare = 1 / 64;
/** How often the inside of a region must be hot before it becomes the entry of another one. */
const timesInside = 6;
/** Instructions of one module, and of all: the host's compiled code of an instruction takes some hundred bytes. */
const mostInModule = 4000;
const mostInstructions = 400_000;

/** Regions that were translated together, before the first of them is entered. */
export interface Translation extends ModulePlan {
  readonly hart: number;
}

/** What of a translator its machine's owner says. None of it changes the history. */
export interface TranslatorSettings {
  /** The count of arrivals (a jump counts 8, a return 1) at which code is translated. */
  readonly hotAfter?: number | undefined;
  /** The host's clock in milliseconds, for statistics; the machine has none. */
  readonly hostClock?: (() => number) | undefined;
  /** Is told of each translation. */
  readonly onTranslation?: ((translation: Translation) => void) | undefined;
}

export class Translator implements HotCode {
  readonly hotAfter: number;
  readonly table: FunctionTable = createTable(maximumRegions);
  readonly #linear: LinearMemory;
  readonly #view: DataView;
  readonly #target: CompilationTarget;
  readonly #decoded: DecodedCode;
  readonly #cache: RegionCache;
  /** Places in linear memory of instructions that have left a region often because of a miss. */
  readonly #misses = new Set<number>();
  readonly #jumps = new KnownJumps();
  /** How often places inside of regions have been hot. */
  readonly #timesHot = new Map<number, number>();
  readonly #settings: TranslatorSettings;
  #compileMs = 0;
  #services: Exports = {};
  #floats: Exports | undefined;

  constructor(linear: LinearMemory, decoded: DecodedCode, target: CompilationTarget, settings: TranslatorSettings = {}) {
    this.hotAfter = settings.hotAfter ?? defaultHotAfter;
    this.#settings = settings;
    this.#linear = linear;
    this.#view = new DataView(linear.buffer);
    this.#target = target;
    this.#decoded = decoded;
    this.#cache = new RegionCache(linear, decoded, this.table, mostInstructions);
    decoded.watch((frame, offset, bytes) => {
      this.#cache.drop(frame, offset, bytes);
      this.#forgetArrivals(frame, offset, bytes);
      this.#forgetLearnt(frame, offset, bytes);
    });
  }

  get statistics(): TranslationStatistics {
    return { ...this.#cache.statistics, compileMs: this.#settings.hostClock && this.#compileMs };
  }

  connect(services: Exports): void {
    this.#services = services;
  }

  translate(hart: HartState): void {
    const { hostClock } = this.#settings;
    const begun = hostClock?.() ?? 0;
    this.#translate(hart);
    this.#compileMs += (hostClock?.() ?? 0) - begun;
  }

  #translate(hart: HartState): void {
    this.#jumps.learn(hart);
    const source = new FetchedCode(hart, this.#view, this.#jumps.targets);
    const entry = Number(hart.pc);
    const place = source.placeOf(entry);
    if (place === undefined) return;
    const known = this.#cache.entryAt(place);
    if (known === entry) return;
    if (known !== undefined) this.#cache.evict(place);
    if (!this.#misses.has(place) && this.#learnMisses(source, place)) return;
    if (this.#isInside(place) || this.#grow(source, entry)) return;
    this.#compile(source, this.#collect(source, entry));
  }

  /**
   * What stands inside of a region is mostly arrived at because a region that it calls has missed, which it will do less often when it has learnt where.
   * So it becomes an entry only when it has been hot several times.
   */
  #isInside(place: number): boolean {
    if (this.#cache.regionsAt(place).length === 0) return false;
    const times = (this.#timesHot.get(place) ?? 0) + 1;
    this.#timesHot.set(place, times);
    this.#forgetArrivals(frameAt(place).frame, frameAt(place).offset, 2);
    return times < timesInside;
  }

  #compile(source: FetchedCode, regions: readonly Region[]): void {
    if (regions.length === 0) return;
    const plan = { regions, target: this.#target, missesOften: missesIn(this.#misses) };
    const { onTranslation } = this.#settings;
    if (onTranslation !== undefined) onTranslation({ ...plan, missesOften: missesIn(new Set(this.#misses)), hart: source.hart });
    const bytes = regionModule(plan);
    const module = compile(bytes);
    if (usesFloats(regions)) this.#floats ??= floatFunctions(this.#linear);
    const exports = instantiate(module, this.#linear, { functions: { hub: this.#services, float: this.#floats ?? {} } });
    this.#cache.add(
      regions,
      regions.map((_, index) => exports[`${index}`]),
      bytes.length,
    );
  }

  /**
   * When the instruction at `place` is inside of regions and may miss, it has: they are compiled anew so that it, and others that have missed nearly as
   * often, see to it by a call. If it was arrived at for another reason, it will be hot once more, and an entry then. False: it is in no region.
   */
  #learnMisses(source: FetchedCode, place: number): boolean {
    const around = this.#cache.regionsAt(place).filter((region) => mayMiss(region, place));
    if (around.length === 0) return false;
    this.#misses.add(place);
    for (const region of around) {
      for (const { pc } of region.blocks.flatMap(({ instructions }) => instructions)) {
        const at = placeOf(region, pc);
        if (at !== undefined && source.arrivalsAt(pc) >= this.hotAfter * missingShare) this.#misses.add(at);
      }
    }
    this.#forgetArrivals(frameAt(place).frame, frameAt(place).offset, 2);
    this.#cache.evictAround(place);
    for (const { entry } of around) this.#compile(source, this.#collect(source, entry));
    return true;
  }

  /**
   * A region that goes to `entry`, which had not been executed when it was found, is found and compiled anew with what stands there. False: there is none,
   * or it would not go on there.
   */
  #grow(source: FetchedCode, entry: Address): boolean {
    const place = source.placeOf(entry);
    const region = this.#cache.regionsLeavingTo(entry).find((leaving) => {
      const grown = findRegion(source, leaving.entry);
      return grown?.blocks.some(({ start }) => start === entry) === true && place === placeOf(grown, entry);
    });
    const start = region === undefined ? undefined : source.placeOf(region.entry);
    if (region === undefined || start === undefined || this.#cache.entryAt(start) !== region.entry) return false;
    this.#cache.evict(start);
    this.#compile(source, this.#collect(source, region.entry));
    return true;
  }

  /** Other code will stand there, and begins cold. */
  #forgetArrivals(frame: number, offset: number, bytes: number): void {
    const records = this.#decoded.recordsOf(frame);
    if (records === undefined) return;
    for (let at = offset & ~1; at < offset + bytes; at += 2) this.#view.setUint16(arrivalsOf(records + (at / 2) * recordBytes), 0, true);
  }

  #forgetLearnt(frame: number, offset: number, bytes: number): void {
    if (this.#misses.size + this.#timesHot.size === 0) return;
    const start = layoutRegion.ram + frame * pageBytes;
    for (let place = start + (offset & ~1); place < start + offset + bytes; place += 2) {
      this.#misses.delete(place);
      this.#timesHot.delete(place);
    }
  }

  /** The region at `entry`, and those that it calls often. */
  #collect(source: FetchedCode, entry: Address): Region[] {
    const regions = new Map<Address, Region>();
    const waiting = [entry];
    let instructions = 0;
    for (let at = waiting.shift(); at !== undefined && instructions < mostInModule; at = waiting.shift()) {
      const isWanted = at === entry || source.arrivalsAt(at) >= this.hotAfter * warmShare;
      const found = isWanted && !regions.has(at) ? this.#find(source, at) : undefined;
      if (found === undefined) continue;
      regions.set(at, found);
      instructions += instructionsOf(found);
      waiting.push(...calleesOf(found));
    }
    return [...regions.values()];
  }

  #find(source: FetchedCode, entry: Address): Region | undefined {
    const place = source.placeOf(entry);
    return place === undefined || !this.#cache.canEnter(place) ? undefined : findRegion(source, entry);
  }
}

/** Looks places up among those that miss often. */
function missesIn(places: ReadonlySet<number>): ModulePlan['missesOften'] {
  return (region, pc) => places.has(placeOf(region, pc) ?? 0);
}

/** Whether the instruction at `place` accesses memory; fetching it is not looked at, as lines of hot code seldom miss. */
function mayMiss(region: Region, place: number): boolean {
  const instructions = region.blocks.flatMap((block) => block.instructions);
  return instructions.some(({ pc, row }) => operandUse(row).mayStop && placeOf(region, pc) === place);
}

/** Where the counter of the arrivals at a record stands. */
function arrivalsOf(record: number): number {
  return layoutRegion.arrivals + (Math.floor(record / recordBytes) % arrivalCounters) * 2;
}

/** Code that the hart has fetched, as its fetch filter has the pages. */
class FetchedCode implements CodeSource {
  readonly #hart: HartState;
  readonly #view: DataView;
  readonly #jumps: ReadonlyMap<Address, ReadonlySet<Address>>;
  readonly #pages = new Map<Address, { records: number; frame: number } | undefined>();

  constructor(hart: HartState, view: DataView, jumps: ReadonlyMap<Address, ReadonlySet<Address>>) {
    this.#jumps = jumps;
    this.#hart = hart;
    this.#view = view;
  }

  /** The hart's number. */
  get hart(): number {
    return this.#hart.id;
  }

  frameOf(va: Address): number | undefined {
    return this.#page(va)?.frame;
  }

  halfword(place: number): number {
    return this.#view.getUint16(place, true);
  }

  isDecoded(va: Address): boolean {
    const record = this.#recordOf(va);
    return record !== undefined && this.#view.getUint16(record + recordField.handler, true) !== handlers.undecoded;
  }

  targetsOf(pc: Address): readonly Address[] {
    return [...(this.#jumps.get(pc) ?? [])].toSorted((a, b) => a - b);
  }

  placeOf(va: Address): number | undefined {
    const page = this.#page(va);
    return page === undefined ? undefined : page.frame + (va % pageBytes);
  }

  /** How often jumps have arrived at `va`, or at code that shares its counter. */
  arrivalsAt(va: Address): number {
    const record = this.#recordOf(va);
    if (record === undefined) return 0;
    return this.#view.getUint16(arrivalsOf(record), true);
  }

  #recordOf(va: Address): number | undefined {
    const page = this.#page(va);
    return page === undefined ? undefined : page.records + ((va % pageBytes) / 2) * recordBytes;
  }

  #page(va: Address): { records: number; frame: number } | undefined {
    const page = va - (va % pageBytes);
    if (!this.#pages.has(page)) this.#pages.set(page, this.#hart.fetchPage(BigInt(page)));
    return this.#pages.get(page);
  }
}
