// Assembles the interpreter: float functions, the loop, the fills, and `run`, which joins them. Knows the parts, not what is in them.
import type { InstructionClass } from '../../isa/instruction.js';
import { instructions } from '../../isa/instructions.js';
import { hartField } from '../../layout.js';
import { addMemoryFunctions, type PlannedHierarchy } from '../../memory/memory-functions.js';
import type { Code } from '../../wasm/code.js';
import type { CompiledModule } from '../../wasm/compile.js';
import { compile } from '../../wasm/compile.js';
import { ModuleBuilder } from '../../wasm/module.js';
import { call, eq, get, leaveIf, load, load64, num, seq, set, when } from '../../wasm/words.js';
import { regionType } from '../region-call.js';
import { addFloatFunctions } from '../wasm-floats.js';
import { emitDispatch } from './dispatch.js';
import { addRegionServices, type Fills } from './region-services.js';
import { emitFill, type FillKind, filled, fillType } from './filter-miss.js';
import { status } from '../status.js';

const onHart = { parameters: ['i32'], results: ['i32'] } as const;

/** What a module is built from. The float functions are most of its code, and most programs need none. */
export interface InterpreterVariant {
  readonly costs: Readonly<Record<InstructionClass, number>>;
  readonly issueWidth: number;
  readonly floats: boolean;
  /** The caches; undefined: none are simulated. */
  readonly planned: PlannedHierarchy | undefined;
  /** The count of arrivals at which code is hot, in a machine that translates it. */
  readonly hotAfter: number | undefined;
}

/** Compiled modules by what they were built from: all machines with the same costs share one. */
const compiled = new Map<string, CompiledModule>();

/** The module of a variant; it exports `run(hart: i32) -> i32`, and with regions what these call. */
export function interpreterModule(variant: InterpreterVariant): CompiledModule {
  const key = JSON.stringify(variant);
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const built = compile(emitInterpreter(variant));
  compiled.set(key, built);
  return built;
}

function emitInterpreter({ costs, issueWidth, floats: withFloats, planned, hotAfter }: InterpreterVariant): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  if (hotAfter !== undefined) module.importTable();
  const floats = withFloats ? addFloatFunctions(module, { exported: false }) : new Map<string, number>();
  const execute = module.declare(onHart);
  const memory = addMemoryFunctions(module, planned);
  const target = { costs, issueWidth, hierarchy: planned?.hierarchy };
  const regions = hotAfter === undefined ? undefined : { type: module.typeIndex(regionType), threshold: hotAfter };
  emitDispatch(execute.code, { ...target, instructions, floats, regions });
  const fill = (kind: FillKind): number => {
    const { index, code } = module.declare(fillType(kind));
    emitFill(code, kind, memory, issueWidth);
    return index;
  };
  const fills = { load: fill('load'), store: fill('store'), fetch: fill('fetch'), line: planned && fill('line') };
  emitRun(module.declare(onHart, 'run').code, execute.index, fills);
  if (hotAfter !== undefined) addRegionServices(module, fills, target);
  return module.finish();
}

const misses: Readonly<Record<FillKind, number>> = {
  load: status.loadMiss,
  store: status.storeMiss,
  fetch: status.fetchMiss,
  line: status.lineMiss,
};

/** Executes, and fills filters, until there is something that wasm does not do. */
function emitRun(code: Code, execute: number, fills: Fills): void {
  const hart = get(0);
  const reason = code.newLocal('i32');
  const again = code.loop();
  set(reason, call(execute, hart))(code);
  for (const kind of ['load', 'store', 'fetch', 'line'] as const) {
    const fill = fills[kind];
    if (fill === undefined) continue;
    const bytes = kind === 'load' || kind === 'store' ? [load(hart, hartField.missBytes)] : [];
    when(
      eq(get(reason), num(misses[kind])),
      seq(set(reason, call(fill, hart, load64(hart, hartField.missAddress), ...bytes)), leaveIf(eq(get(reason), num(filled)), again)),
    )(code);
  }
  code.end();
  get(reason)(code);
}
