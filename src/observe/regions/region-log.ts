// Which translated regions somebody wants to see, with names for their addresses, kept while a system runs. Knows no text of them.
import { findVma, vmaName } from '../../kernel/mm/vma.js';
import type { KernelState } from '../../kernel/kernel-state.js';
import { runQueueOf } from '../../kernel/sched/scheduler.js';
import type { Task } from '../../kernel/task/task.js';
import { type Address, blockTargets, calleesOf, type Region } from '../../machine/engine/translator/region.js';
import type { Translation } from '../../machine/engine/translator/translator.js';
import { Symbols } from '../symbols/symbols.js';
import type { WantedCode } from './wanted-code.js';

/** One region as it was last translated. */
export interface LoggedRegion {
  readonly region: Region;
  /** With those of its module. */
  readonly translation: Translation;
  readonly pid: number;
  readonly comm: string;
  /** `name+0x12` of its blocks and of where they go, as far as files name them. */
  readonly names: ReadonlyMap<Address, string>;
  /** How often it was translated. */
  readonly times: number;
}

export class RegionLog {
  readonly #wanted: WantedCode;
  readonly #kernel: () => KernelState;
  readonly #symbols = new Symbols();
  readonly #regions = new Map<string, LoggedRegion>();
  readonly #translated = new Set<string>();

  /** `kernel` is asked while its machine translates. */
  constructor(wanted: WantedCode, kernel: () => KernelState) {
    this.#wanted = wanted;
    this.#kernel = kernel;
  }

  /** In the order of their entries; the regions of init, which nobody has started, are not among them. */
  get regions(): readonly LoggedRegion[] {
    return [...this.#regions.values()].toSorted((a, b) => a.region.entry - b.region.entry);
  }

  /** Functions that were translated, as far as files name them. */
  get functions(): readonly string[] {
    return [...this.#translated];
  }

  take(translation: Translation): void {
    const task = runQueueOf(this.#kernel().scheduler, translation.hart).current;
    if (task === undefined || task.process.pid === 1) return;
    for (const region of translation.regions) {
      const name = functionOf(this.#nameOf(task.process.space?.vmas ?? [], region.entry));
      if (name !== undefined) this.#translated.add(name);
      if (this.#isWanted(task, region)) this.#keep(task, region, translation);
    }
  }

  #keep({ process, comm }: Task, region: Region, translation: Translation): void {
    const vmas = process.space?.vmas ?? [];
    const names = new Map(
      addressesOf(region).flatMap((address) => {
        const name = this.#nameOf(vmas, address);
        return name === undefined ? [] : [[address, name] as const];
      }),
    );
    const vma = findVma(vmas, region.entry);
    const key = `${region.entry} ${vma === undefined ? '' : vmaName(vma)}`;
    const times = (this.#regions.get(key)?.times ?? 0) + 1;
    this.#regions.set(key, { region, translation, pid: process.pid, comm, names, times });
  }

  #isWanted({ process }: Task, region: Region): boolean {
    const wanted = this.#wanted;
    if ('address' in wanted) return region.blocks.some(({ start, instructions }) => holds(start, instructions, wanted.address));
    const vmas = process.space?.vmas ?? [];
    return region.blocks.some(({ start }) => functionOf(this.#nameOf(vmas, start)) === wanted.symbol);
  }

  #nameOf(vmas: Parameters<typeof findVma>[0], address: Address): string | undefined {
    const vma = findVma(vmas, address);
    return vma?.source && this.#symbols.at(vma.source, vma.offset + address - vma.start);
  }
}

function holds(start: Address, instructions: readonly { readonly bytes: number }[], address: Address): boolean {
  return address >= start && address < instructions.reduce((end, { bytes }) => end + bytes, start);
}

function addressesOf(region: Region): Address[] {
  return [...region.blocks.flatMap((block) => [block.start, ...blockTargets(block)]), ...calleesOf(region)];
}

function functionOf(symbol: string | undefined): string | undefined {
  return symbol?.replace(/\+0x[0-9a-f]+$/, '');
}
