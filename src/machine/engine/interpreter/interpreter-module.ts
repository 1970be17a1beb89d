// Assembles the interpreter: float functions, the loop, the fills, and `run`, which joins them. Knows the parts, not what is in them.
import type { InstructionClass } from '../../isa/instruction.js';
import { instructions } from '../../isa/instructions.js';
import { addMemoryFunctions, type PlannedHierarchy } from '../../memory/memory-functions.js';
import type { AccessKind } from '../../trap.js';
import type { Code } from '../../wasm/code.js';
import type { CompiledModule } from '../../wasm/compile.js';
import { compile } from '../../wasm/compile.js';
import { ModuleBuilder } from '../../wasm/module.js';
import { op } from '../../wasm/opcodes.js';
import { regionType } from '../region-call.js';
import { addFloatFunctions } from '../wasm-floats.js';
import { emitDispatch } from './dispatch.js';
import { addRegionServices } from './region-services.js';
import { emitFill, emitFillLine, filled } from './filter-miss.js';
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
  const fill = (kind: AccessKind): number => {
    const { index, code } = module.declare(onHart);
    emitFill(code, kind, memory);
    return index;
  };
  const fillLine = (): number => {
    const { index, code } = module.declare(onHart);
    emitFillLine(code, memory);
    return index;
  };
  const fills = { load: fill('load'), store: fill('store'), fetch: fill('fetch'), line: planned && fillLine() };
  emitRun(module.declare(onHart, 'run').code, execute.index, [
    [status.loadMiss, fills.load],
    [status.storeMiss, fills.store],
    [status.fetchMiss, fills.fetch],
    ...(fills.line === undefined ? [] : [[status.lineMiss, fills.line] as const]),
  ]);
  if (hotAfter !== undefined) addRegionServices(module, fills, target);
  return module.finish();
}

/** Executes, and fills filters, until there is something that wasm does not do. */
function emitRun(code: Code, execute: number, fills: readonly (readonly [reason: number, fill: number])[]): void {
  const hart = 0;
  const reason = code.newLocal('i32');
  const again = code.loop();
  code.localGet(hart);
  code.call(execute);
  code.localSet(reason);
  for (const [miss, fill] of fills) {
    code.localGet(reason);
    code.i32(miss);
    code.op(op.i32Eq);
    code.if();
    code.localGet(hart);
    code.call(fill);
    code.localTee(reason);
    code.i32(filled);
    code.op(op.i32Eq);
    code.brIf(again);
    code.end();
  }
  code.end();
  code.localGet(reason);
}
