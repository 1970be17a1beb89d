// The machine: RAM, harts that take turns by their own clocks, interrupts. Knows no kernel and no host.
import type { CostModel } from './cost-model.js';
import type { Engine, TranslationStatistics } from './engine/engine.js';
import type { InterpreterParts } from './engine/interpreter/interpreter.js';
import { Interpreter } from './engine/interpreter/interpreter.js';
import { ReferenceEngine } from './engine/reference/reference.js';
import { Translator, type TranslatorSettings } from './engine/translator/translator.js';
import { Hart, type HartParts } from './hart.js';
import type { HartState } from './hart-state.js';
import { asidBits, cachesAddress, globalField, maximumHarts, maximumRamBytes, pageBytes } from './layout.js';
import { DecodedCode } from './memory/decoded-code.js';
import { geometryProblem, type Hierarchy } from './memory/hierarchy/geometry.js';
import { HartTlbs } from './memory/hierarchy/hart-tlbs.js';
import { planHierarchy } from './memory/hierarchy/plan.js';
import type { PlannedHierarchy } from './memory/memory-functions.js';
import { CachedPath, kernelImageBytes, PlainPath } from './memory/memory-path.js';
import { PhysicalMemory } from './memory/physical-memory.js';
import type { Profile } from './profiles.js';
import { createMemory } from './wasm/compile.js';

/** `auto`: the interpreter, and translated regions where code is hot. */
export type EngineName = 'auto' | 'interpreter' | 'reference';

/** Those of the translator are for the engine `auto`. */
export interface MachineOptions extends TranslatorSettings {
  /** 1 to 64. */
  readonly harts: number;
  /** A multiple of 4096, at most 3.5 GiB. */
  readonly ramBytes: number;
  readonly costs: CostModel;
  readonly profile: Pick<Profile, 'name' | 'frequencyHz'>;
  readonly engine: EngineName;
  /** Caches and TLBs to simulate; left out: instructions and kernel paths cost what their rows say, memory nothing. */
  readonly hierarchy?: Hierarchy | undefined;
  /** Bits of address space identifiers that satp takes, 0 to 8; 0: a switch forgets all translations. Default: as `hierarchy` says. */
  readonly asidBits?: number;
  /** How far a hart may at most run ahead of the slowest one that is not parked. Default: 10 microseconds. */
  readonly leadCycles?: number;
}

/** Why `step` returned: something the kernel has to see to, nothing left to do, or the time asked for. */
export type MachineEvent =
  | { readonly event: 'trap' | 'timer' | 'ipi'; readonly hart: Hart }
  | { readonly event: 'idle' }
  | { readonly event: 'limit' };

const defaultLeadNs = 10_000;
/** Of a hart that has just fought for a line: less than a line takes to come, so that it has the line no longer than a core would. */
const shortestLeadNs = 10;
/** Of a hart whose last fight is a while ago, as a share of that while: so harts that wait for each other by spinning see each other soon. */
const leadShare = 1 / 8;

export class Machine {
  readonly harts: readonly Hart[];
  readonly memory: PhysicalMemory;
  readonly profile: Pick<Profile, 'name' | 'frequencyHz'>;
  readonly costs: CostModel;
  readonly hierarchy: Hierarchy | undefined;
  readonly asidBits: number;
  readonly engineName: EngineName;
  readonly #engine: Engine;
  readonly #translator: Translator | undefined;
  readonly #leadNs: number;

  constructor(options: MachineOptions) {
    const { harts, ramBytes, costs, profile, engine, hierarchy, leadCycles } = options;
    if (!Number.isInteger(harts) || harts < 1 || harts > maximumHarts)
      throw new Error(`a machine has 1 to ${maximumHarts} harts, not ${harts}`);
    if (ramBytes % pageBytes !== 0 || ramBytes <= 0 || ramBytes > maximumRamBytes)
      throw new Error(`${ramBytes} bytes of RAM are not possible`);
    const planned = plan(hierarchy, harts, ramBytes);
    const linear = createMemory(planned?.plan.end ?? cachesAddress(ramBytes));
    new DataView(linear.buffer).setUint32(globalField.ramBytes, ramBytes, true);
    const decoded = new DecodedCode(linear, harts, ramBytes);
    const memory = new PhysicalMemory(linear, ramBytes, decoded);
    this.memory = memory;
    this.profile = profile;
    this.costs = costs;
    const path = planned === undefined ? new PlainPath(memory) : new CachedPath(linear, planned);
    const tlbs = (id: number): HartTlbs | undefined => planned && new HartTlbs(linear, planned.plan, id);
    const parts = (id: number): HartParts => ({ memory, path, tlbs: tlbs(id), issueWidth: costs.issueWidth });
    this.hierarchy = hierarchy;
    this.asidBits = options.asidBits ?? (hierarchy?.asid === true ? asidBits : 0);
    this.harts = Array.from({ length: harts }, (_, id) => new Hart(linear, id, parts(id), profile.frequencyHz));
    this.#leadNs = leadCycles === undefined ? defaultLeadNs : Math.ceil((leadCycles * 1e9) / profile.frequencyHz);
    const time = (hart: HartState): number => this.#hartOf(hart.id).mtimeNs;
    const engineParts = { linear, memory, decoded, planned, path, costs, time };
    this.engineName = engine;
    this.#translator = engine === 'auto' ? createTranslator(engineParts, options) : undefined;
    this.#engine = createEngine(engine, engineParts, this.#translator);
  }

  /** What has been translated; undefined: the engine translates nothing. */
  get translationStatistics(): TranslationStatistics | undefined {
    return this.#translator?.statistics;
  }

  /**
   * Runs harts in the order of their clocks (ties: lowest id) until one traps or takes an interrupt.
   *
   * @param untilNs returns 'limit' when no hart has anything to do before this mtime
   */
  step(untilNs = Number.POSITIVE_INFINITY): MachineEvent {
    for (;;) {
      const hart = this.#slowest();
      if (hart === undefined) return { event: 'idle' };
      if (dueNs(hart) >= untilNs) return { event: 'limit' };
      if (hart.waiting) hart.idleUntil(hart.cyclesAtNs(dueNs(hart)));
      const event = hart.takeInterrupt() ?? this.#run(hart, untilNs);
      if (event !== undefined) return { event, hart };
    }
  }

  /**
   * Forgets translations on all harts, as a change of page tables needs.
   *
   * @param rootFrame only those of this address space; left out: all
   * @param va        only that of the page of this address
   * @param asid      the space's identifier: harts that left it have translations of it too. 0: it has none
   */
  flushTlb(rootFrame?: number, va?: number, asid = 0): void {
    for (const hart of this.harts) {
      // Without identifiers a switch flushes, so a hart has translations of the present space only.
      if (rootFrame !== undefined && asid === 0 && hart.satpRoot !== rootFrame) continue;
      hart.flushTranslations(va, asid === 0 ? undefined : asid);
    }
  }

  /** From now on mtime advances at this frequency on every hart. */
  setFrequency(frequencyHz: number): void {
    for (const hart of this.harts) hart.setFrequency(frequencyHz);
  }

  /** Moves every parked hart's clock to mtime `toNs` (which must not lie beyond its next interrupt): host time passed while all were idle. */
  advanceIdle(toNs: number): void {
    for (const hart of this.harts) {
      if (hart.waiting) hart.idleUntil(hart.cyclesAtNs(Math.min(toNs, hart.nextEventNs)));
    }
  }

  /** One turn of `hart`. An access reservation does not outlive it, so no other hart can come between LR and SC. */
  #run(hart: Hart, untilNs: number): 'trap' | undefined {
    const others = this.harts.reduce(
      (lowest, other) => (other === hart ? lowest : Math.min(lowest, dueNs(other))),
      Number.POSITIVE_INFINITY,
    );
    const endNs = Math.min(untilNs, hart.nextEventNs, others + this.#lead(hart));
    const result = this.#engine.run(hart, hart.cyclesAtNs(endNs) - hart.cycles);
    hart.clearReservation();
    if (result !== 'trap') return undefined;
    if (hart.trapCause === 'ecall') hart.bookCall();
    return 'trap';
  }

  /** How far `hart` may run ahead now. Harts that write to each other's lines must take short turns: within a long one, nobody takes the line away. */
  #lead(hart: Hart): number {
    const peaceNs = hart.mtimeNs - hart.lastContentionNs();
    return Math.min(this.#leadNs, Math.max(shortestLeadNs, peaceNs * leadShare));
  }

  /** The hart that has something to do first; undefined when all wait for nothing. */
  #slowest(): Hart | undefined {
    let slowest: Hart | undefined;
    let lowest = Number.POSITIVE_INFINITY;
    for (const hart of this.harts) {
      const due = dueNs(hart);
      if (due < lowest) {
        slowest = hart;
        lowest = due;
      }
    }
    return slowest;
  }

  #hartOf(id: number): Hart {
    const hart = this.harts[id];
    if (hart === undefined) throw new Error(`there is no hart ${id}`);
    return hart;
  }
}

function plan(hierarchy: Hierarchy | undefined, harts: number, ramBytes: number): PlannedHierarchy | undefined {
  if (hierarchy === undefined) return undefined;
  const problem = geometryProblem(hierarchy);
  if (problem !== undefined) throw new Error(`${problem.path}: ${problem.problem}`);
  return { hierarchy, harts, plan: planHierarchy(hierarchy, harts, ramBytes + kernelImageBytes, cachesAddress(ramBytes)) };
}

function createEngine(name: EngineName, parts: InterpreterParts, translator: Translator | undefined): Engine {
  if (name === 'reference') return new ReferenceEngine(parts.memory, parts.costs.instructions, parts.time, parts.path);
  return new Interpreter(parts, translator);
}

function createTranslator({ linear, decoded, costs, planned }: InterpreterParts, settings: TranslatorSettings): Translator {
  const { issueWidth, instructions } = costs;
  return new Translator(linear, decoded, { costs: instructions, issueWidth, hierarchy: planned?.hierarchy }, settings);
}

/** The mtime at which a hart has something to do; Infinity when it is parked with nothing pending. */
function dueNs(hart: Hart): number {
  return hart.waiting ? Math.max(hart.mtimeNs, hart.nextEventNs) : hart.mtimeNs;
}
