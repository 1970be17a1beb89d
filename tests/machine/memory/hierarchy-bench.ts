// Harts with caches and a page table, to be accessed one by one for tests. Knows no engine and no program.
import { Hart } from '../../../src/machine/hart.js';
import { cachesAddress, globalField, ramBase } from '../../../src/machine/layout.js';
import { DecodedCode } from '../../../src/machine/memory/decoded-code.js';
import type { Hierarchy } from '../../../src/machine/memory/hierarchy/geometry.js';
import { HartTlbs } from '../../../src/machine/memory/hierarchy/hart-tlbs.js';
import { planHierarchy } from '../../../src/machine/memory/hierarchy/plan.js';
import { CachedPath } from '../../../src/machine/memory/memory-path.js';
import { PhysicalMemory } from '../../../src/machine/memory/physical-memory.js';
import { makePte, pteExecute, pteRead, pteUser, pteValid, pteWrite, vpnIndex } from '../../../src/machine/memory/sv39.js';
import type { AccessKind } from '../../../src/machine/trap.js';
import { createMemory } from '../../../src/machine/wasm/compile.js';
import type { PlainPage } from './plain-hierarchy.js';

const ramBytes = 1 << 20;
const pageBytes = 4096;
const firstFrame = ramBase / pageBytes;
const rootFrame = firstFrame + 128;
const pageSizeLog2 = 12n;
const bits: Readonly<Record<AccessKind, bigint>> = { load: pteRead, store: pteWrite, fetch: pteExecute };

/** A machine's memory path without its engine. */
export class HierarchyBench {
  readonly harts: readonly Hart[];
  readonly #path: CachedPath;
  readonly #memory: PhysicalMemory;
  #tables = 0;

  constructor(hierarchy: Hierarchy, harts: number) {
    const plan = planHierarchy(hierarchy, harts, ramBytes, cachesAddress(ramBytes));
    const linear = createMemory(plan.end);
    new DataView(linear.buffer).setUint32(globalField.ramBytes, ramBytes, true);
    const memory = new PhysicalMemory(linear, ramBytes, new DecodedCode(linear, harts, ramBytes));
    const path = new CachedPath(linear, { hierarchy, plan, harts });
    this.harts = Array.from(
      { length: harts },
      (_, id) => new Hart(linear, id, { memory, path, issueWidth: 1, tlbs: new HartTlbs(linear, plan, id) }, 1e9),
    );
    this.#path = path;
    this.#memory = memory;
    for (const hart of this.harts) hart.setAddressSpace(rootFrame);
  }

  hart(id: number): Hart {
    const hart = this.harts[id];
    if (hart === undefined) throw new Error(`no hart ${id}`);
    return hart;
  }

  access(id: number, address: number, bytes: number, kind: 'load' | 'store'): void {
    this.#path.access(this.hart(id), { va: BigInt(address), pa: ramBase + address, bytes }, kind);
    this.hart(id).bookRun();
  }

  fetch(id: number, address: number): void {
    this.#path.fetch(this.hart(id), BigInt(address), ramBase + address);
    this.hart(id).bookRun();
  }

  /** Another identifier, or (undefined) another space without one; the page table stays. */
  switchTo(id: number, asid: number | undefined): void {
    this.hart(id).setAddressSpace(rootFrame, asid);
  }

  /** True when the access is permitted. */
  translate(id: number, page: number, kind: AccessKind): boolean {
    const result = this.#path.translate(this.hart(id), BigInt(page) << pageSizeLog2, kind);
    this.hart(id).bookRun();
    return typeof result === 'number';
  }

  /** Maps a virtual page to some frame. */
  map(page: number, permits: readonly AccessKind[]): PlainPage {
    const va = page * pageBytes;
    const entryAddresses: number[] = [];
    let table = rootFrame;
    for (const level of [2, 1, 0]) {
      const address = table * pageBytes + vpnIndex(va, level) * 8;
      entryAddresses.push(address - ramBase);
      if (level === 0) this.#memory.writeU64(address, leaf(permits));
      else if (this.#memory.readU64(address) === 0n) this.#memory.writeU64(address, makePte(rootFrame + ++this.#tables, pteValid));
      table = Number(this.#memory.readU64(address) >> 10n);
    }
    return { number: page, entryAddresses, permits, dirty: false };
  }
}

function leaf(permits: readonly AccessKind[]): bigint {
  const rights = permits.reduce((sum, kind) => sum | bits[kind], 0n);
  return rights === 0n ? 0n : makePte(firstFrame, rights | pteUser | pteValid);
}
