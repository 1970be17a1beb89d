// The interpreter: decoded records executed by wasm. Does what the wasm leaves to the outside: decoding, opening pages of code, rare instructions.
import type { CostModel } from '../../cost-model.js';
import type { HartState } from '../../hart-state.js';
import { pageBytes, ramBase } from '../../layout.js';
import type { DecodedCode } from '../../memory/decoded-code.js';
import type { PlannedHierarchy } from '../../memory/memory-functions.js';
import type { MemoryPath } from '../../memory/memory-path.js';
import type { PhysicalMemory } from '../../memory/physical-memory.js';
import { translate } from '../../memory/sv39.js';
import type { Exports, FunctionTable, LinearMemory } from '../../wasm/compile.js';
import { instantiate } from '../../wasm/compile.js';
import type { Engine, RunEnd, TimeSource } from '../engine.js';
import { ReferenceEngine } from '../reference/reference.js';
import { Decoder } from './decoder.js';
import { interpreterModule } from './interpreter-module.js';
import { status } from '../status.js';

/** Shares of a cycle in one run. The host optimises a wasm function for its next call, not for the one that is running: so none runs for long. */
const longestRun = 1_000_000;

/** After this many steps the module with float functions is built. */
const stepsBeforeFloats = 50;

type RunFunction = (hart: number) => number;

export interface InterpreterParts {
  readonly linear: LinearMemory;
  readonly memory: PhysicalMemory;
  readonly decoded: DecodedCode;
  readonly costs: CostModel;
  readonly time: TimeSource;
  /** The caches and the way to them; undefined: none are simulated. */
  readonly planned: PlannedHierarchy | undefined;
  readonly path: MemoryPath;
}

/** Who translates what the interpreter finds to be hot. */
export interface HotCode {
  /** The count of arrivals at which code is hot. */
  readonly hotAfter: number;
  /** The functions of regions. */
  readonly table: FunctionTable;
  /** What regions call. */
  connect(services: Exports): void;
  /** The code at the hart's pc is hot. */
  translate(hart: HartState): void;
}

export class Interpreter implements Engine {
  readonly #memory: PhysicalMemory;
  readonly #decoded: DecodedCode;
  readonly #decoder: Decoder;
  readonly #reference: ReferenceEngine;
  readonly #linear: LinearMemory;
  readonly #planned: PlannedHierarchy | undefined;
  readonly #costs: CostModel;
  readonly #hotCode: HotCode | undefined;
  #run: RunFunction;
  /** Instructions stepped by the reference engine so far. */
  #steps = 0;

  constructor({ linear, memory, decoded, costs, time, planned, path }: InterpreterParts, hotCode?: HotCode) {
    this.#hotCode = hotCode;
    this.#memory = memory;
    this.#decoded = decoded;
    this.#decoder = new Decoder(linear, path.rules.bothLines ? path.lineBytes : pageBytes);
    this.#planned = planned;
    this.#reference = new ReferenceEngine(memory, costs.instructions, time, path);
    this.#linear = linear;
    this.#costs = costs;
    this.#run = this.#instantiate(false);
  }

  run(hart: HartState, limitCycles: number): RunEnd {
    const end = hart.cycles + limitCycles;
    for (;;) {
      hart.budget = Math.min(end - hart.cycles, longestRun / hart.issueWidth);
      const reason = this.#run(hart.address);
      hart.bookRun();
      if (reason === status.limit && hart.cycles >= end) return 'limit';
      if (reason !== status.limit && this.#attend(hart, reason) === 'trap') return 'trap';
    }
  }

  /** Does what the wasm has left; 'trap' when the hart has trapped. */
  #attend(hart: HartState, reason: number): 'trap' | 'done' {
    if (reason === status.trap || reason === status.step) hart.forgetFetch();
    if (reason === status.trap) return 'trap';
    if (reason === status.step) return this.#step(hart);
    if (reason === status.decode) this.#decode(hart);
    else if (reason === status.hot) this.#hotCode?.translate(hart);
    else this.#openPage(hart);
    return 'done';
  }

  /** Float functions are compiled when stepping them has become dearer; the guest cannot tell. */
  #step(hart: HartState): 'trap' | 'done' {
    this.#steps++;
    if (this.#steps === stepsBeforeFloats) this.#run = this.#instantiate(true);
    return this.#reference.step(hart, true) === 'trap' ? 'trap' : 'done';
  }

  #instantiate(floats: boolean): RunFunction {
    const { instructions: costs, issueWidth } = this.#costs;
    const hotCode = this.#hotCode;
    const module = interpreterModule({ costs, issueWidth, floats, planned: this.#planned, hotAfter: hotCode?.hotAfter });
    const exports = instantiate(module, this.#linear, hotCode && { table: hotCode.table });
    hotCode?.connect(exports);
    return exports['run'] as RunFunction;
  }

  #decode(hart: HartState): void {
    const { pc } = hart;
    const page = hart.fetchPage(pc);
    if (page === undefined) throw new Error(`the page of pc 0x${pc.toString(16)} is executed without being in the fetch filter`);
    this.#decoder.decode(page, Number(pc & 0xfffn), hart.fetchPage(BigInt.asUintN(64, (pc & ~0xfffn) + 0x1000n)));
  }

  /** Gives the page at the miss address its page of records; the fill has seen that it may be fetched from. */
  #openPage(hart: HartState): void {
    const pa = translate(this.#memory, hart.satpRoot, hart.missAddress, 'fetch');
    if (typeof pa !== 'number') throw new Error(`the page at 0x${hart.missAddress.toString(16)} could be fetched from, but not now`);
    this.#decoded.open(Math.floor((pa - ramBase) / pageBytes));
  }
}
