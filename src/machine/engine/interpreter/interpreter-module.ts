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
import { addFloatFunctions } from '../wasm-floats.js';
import { emitDispatch } from './dispatch.js';
import { emitFill, emitFillLine, filled } from './filter-miss.js';
import { status } from './loop-frame.js';

const onHart = { parameters: ['i32'], results: ['i32'] } as const;

/** What a module is built from. The float functions are most of its code, and most programs need none. */
export interface InterpreterVariant {
  readonly costs: Readonly<Record<InstructionClass, number>>;
  readonly issueWidth: number;
  readonly floats: boolean;
  /** The caches; undefined: none are simulated. */
  readonly planned: PlannedHierarchy | undefined;
}

/** Compiled modules by what they were built from: all machines with the same costs share one. */
const compiled = new Map<string, CompiledModule>();

/** The module of a variant; it exports `run(hart: i32) -> i32`. */
export function interpreterModule(variant: InterpreterVariant): CompiledModule {
  const key = JSON.stringify(variant);
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const built = compile(emitInterpreter(variant));
  compiled.set(key, built);
  return built;
}

function emitInterpreter({ costs, issueWidth, floats: withFloats, planned }: InterpreterVariant): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  const floats = withFloats ? addFloatFunctions(module, { exported: false }) : new Map<string, number>();
  const execute = module.declare(onHart);
  const memory = addMemoryFunctions(module, planned);
  emitDispatch(execute.code, { instructions, costs, issueWidth, floats, hierarchy: planned?.hierarchy });
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
  const fills: [reason: number, fill: number][] = [
    [status.loadMiss, fill('load')],
    [status.storeMiss, fill('store')],
    [status.fetchMiss, fill('fetch')],
  ];
  if (planned !== undefined) fills.push([status.lineMiss, fillLine()]);
  emitRun(module.declare(onHart, 'run').code, execute.index, fills);
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
