// How everything but the interpreter's own wasm reaches memory: translation and the caches, for the reference engine and for the kernel. Knows no instruction.
import type { HartState } from '../hart-state.js';
import { hartField, pageBytes, ramBase, region } from '../layout.js';
import type { AccessKind, Trap } from '../trap.js';
import { compile, type CompiledModule, instantiate, type LinearMemory } from '../wasm/compile.js';
import { ModuleBuilder } from '../wasm/module.js';
import { type AccessRules, rulesOf, virtualLineMask } from './hierarchy/access-rules.js';
import { stallCause } from './hierarchy/lower-code.js';
import { addTouch, touchKinds } from './hierarchy/touch-code.js';
import { addMemoryFunctions, type PlannedHierarchy } from './memory-functions.js';
import type { PhysicalMemory } from './physical-memory.js';
import { translate } from './sv39.js';

/** The kernel's code and data lie behind the RAM of programs: so many addresses, which caches know and no byte stands behind. */
export const kernelImageBytes = 72 << 20;

/** Bytes of one page: where a program and where RAM has them. */
export interface Place {
  readonly va: bigint;
  readonly pa: number;
  readonly bytes: number;
}

/** Accesses of one hart. What they cost is added to the hart's `extraCycles`, which `bookRun` books. */
export interface MemoryPath {
  /** Of a cache line; of a page when there are no caches. */
  readonly lineBytes: number;
  /** The physical address of a byte for user mode, or the fault. */
  translate(hart: HartState, va: bigint, kind: AccessKind): number | Trap;
  /** What goes through the caches, and how. */
  readonly rules: AccessRules;
  /** Fetches the line of `va`, which lies at `pa`. */
  fetch(hart: HartState, va: bigint, pa: number): void;
  /** Reads or writes the lines of a place. */
  access(hart: HartState, place: Place, kind: 'load' | 'store'): void;
  /** The kernel touches `length` bytes at `pa`, line by line. */
  touch(hart: HartState, pa: number, length: number, kind: 'load' | 'store' | 'fetch'): void;
  /** Counts one access of an instruction. */
  count(hart: HartState, kind: 'load' | 'store'): void;
}

/** Memory without caches: translation only. */
export class PlainPath implements MemoryPath {
  readonly lineBytes = pageBytes;
  readonly rules = rulesOf();
  readonly #memory: PhysicalMemory;

  constructor(memory: PhysicalMemory) {
    this.#memory = memory;
  }

  translate(hart: HartState, va: bigint, kind: AccessKind): number | Trap {
    return translate(this.#memory, hart.satpRoot, va, kind);
  }

  fetch(): void {}

  access(): void {}

  touch(): void {}

  count(): void {}
}

interface PathExports {
  readonly data: (hart: number, key: number, write: number, cause: number) => void;
  readonly fetch: (hart: number, key: number) => void;
  readonly touch: (hart: number, first: number, last: number, kind: number) => void;
  readonly translateFetch: (hart: number, va: bigint) => number;
  readonly translateLoad: (hart: number, va: bigint) => number;
  readonly translateStore: (hart: number, va: bigint) => number;
}

const compiled = new Map<string, CompiledModule>();

function pathModule(planned: PlannedHierarchy): CompiledModule {
  const key = JSON.stringify(planned);
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const module = new ModuleBuilder();
  const { translate: translations, access } = addMemoryFunctions(module, planned);
  if (access === undefined) throw new Error('a planned hierarchy has no accesses');
  module.exportFunction('data', access.data);
  module.exportFunction('fetch', access.fetch);
  module.exportFunction('touch', addTouch(module, access));
  module.exportFunction('translateFetch', translations.fetch);
  module.exportFunction('translateLoad', translations.load);
  module.exportFunction('translateStore', translations.store);
  const built = compile(module.finish());
  compiled.set(key, built);
  return built;
}

/** Memory behind TLBs and caches. */
export class CachedPath implements MemoryPath {
  readonly lineBytes: number;
  readonly rules: AccessRules;
  readonly #lineShift: number;
  readonly #exports: PathExports;
  readonly #translations: Readonly<Record<AccessKind, (hart: number, va: bigint) => number>>;
  readonly #view: DataView;

  constructor(linear: LinearMemory, planned: PlannedHierarchy) {
    this.lineBytes = planned.hierarchy.lineBytes;
    this.rules = rulesOf(planned.hierarchy.semantics);
    this.#lineShift = Math.log2(this.lineBytes);
    this.#exports = instantiate(pathModule(planned), linear) as unknown as PathExports;
    this.#view = new DataView(linear.buffer);
    const { translateFetch, translateLoad, translateStore } = this.#exports;
    this.#translations = { fetch: translateFetch, load: translateLoad, store: translateStore };
  }

  translate(hart: HartState, va: bigint, kind: AccessKind): number | Trap {
    const page = this.#translations[kind](hart.address, va) >>> 0;
    if (page === 0) return hart.trap;
    return page - region.ram + ramBase + Number(va & BigInt(pageBytes - 1));
  }

  fetch(hart: HartState, va: bigint, pa: number): void {
    this.#exports.fetch(hart.address, this.#programKey(va, pa));
  }

  access(hart: HartState, { va, pa, bytes }: Place, kind: 'load' | 'store'): void {
    const write = kind === 'store' ? 1 : 0;
    const first = this.#programKey(va, pa);
    const lines = this.rules.bothLines ? this.#key(pa + bytes - 1) - this.#key(pa) + 1 : 1;
    for (let key = first; key < first + lines; key++) this.#exports.data(hart.address, key, write, stallCause.data);
  }

  touch(hart: HartState, pa: number, length: number, kind: 'load' | 'store' | 'fetch'): void {
    if (length === 0 || !this.rules.kernel) return;
    const { load, store, fetch } = touchKinds;
    const code = kind === 'fetch' ? fetch : kind === 'store' ? store : load;
    this.#exports.touch(hart.address, this.#key(pa), this.#key(pa + length - 1), code);
  }

  count(hart: HartState, kind: 'load' | 'store'): void {
    const field = hart.address + (kind === 'load' ? hartField.runLoads : hartField.runStores);
    this.#view.setInt32(field, this.#view.getInt32(field, true) + 1, true);
  }

  /** As the wasm's `programLineKey`. */
  #programKey(va: bigint, pa: number): number {
    return this.rules.isVirtual ? Number((va >> BigInt(this.#lineShift)) & BigInt(virtualLineMask)) + 1 : this.#key(pa);
  }

  /** The number of the line of `pa`, from the start of RAM, plus 1. */
  #key(pa: number): number {
    return ((pa - ramBase) >>> this.#lineShift) + 1;
  }
}
