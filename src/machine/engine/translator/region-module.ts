// Makes one WebAssembly module of several regions, which call each other directly. Knows no cache of modules.
import { operandUse } from '../../isa/operand-use.js';
import type { Code } from '../../wasm/code.js';
import { compile, type CompiledModule, type Exports, instantiate, type LinearMemory } from '../../wasm/compile.js';
import { ModuleBuilder } from '../../wasm/module.js';
import { type CompilationTarget, enterType, regionType } from '../region-call.js';
import { addFloatFunctions, floatFunctionType } from '../wasm-floats.js';
import type { Address, Region } from './region.js';
import { emitRegion } from './region-code.js';
import type { RegionImports } from './translated-hart.js';

interface RegionFunction {
  readonly region: Region;
  readonly index: number;
  readonly code: Code;
}

/**
 * The bytes of a module that exports each region's function by its place in the list.
 *
 * @param missesOften whether the instruction at an address of a region has left it often because of a miss
 */
export function regionModule(
  regions: readonly Region[],
  target: CompilationTarget,
  missesOften: (region: Region, pc: Address) => boolean,
): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  const imports = importServices(module, regions, target);
  const functions = new Map<Address, RegionFunction>();
  for (const [place, region] of regions.entries()) functions.set(region.entry, { region, ...module.declare(regionType, `${place}`) });
  for (const { region, code } of functions.values())
    emitRegion(code, region, { target, imports, missesOften, functionAt: (entry) => functions.get(entry) });
  return module.finish();
}

function importServices(module: ModuleBuilder, regions: readonly Region[], { hierarchy }: CompilationTarget): RegionImports {
  const miss = { parameters: ['i32', 'i64', 'i32'], results: ['i32'] } as const;
  const load = module.importFunction('hub', 'load', miss);
  const store = module.importFunction('hub', 'store', miss);
  const enter = module.importFunction('hub', 'enter', enterType);
  const line = hierarchy && module.importFunction('hub', 'line', { parameters: ['i32', 'i64'], results: ['i32'] });
  const floats = new Map<string, number>();
  for (const name of floatsOf(regions)) floats.set(name, module.importFunction('float', name, floatFunctionType(name)));
  return { load, store, enter, line, floats };
}

function floatsOf(regions: readonly Region[]): ReadonlySet<string> {
  const instructions = regions.flatMap(({ blocks }) => blocks.flatMap((block) => block.instructions));
  return new Set(instructions.flatMap(({ row }) => [...operandUse(row).floats]));
}

export function usesFloats(regions: readonly Region[]): boolean {
  return floatsOf(regions).size > 0;
}

let floatModule: CompiledModule | undefined;

/** All float functions by name; they keep no state. */
export function floatFunctions(linear: LinearMemory): Exports {
  floatModule ??= compileFloats();
  return instantiate(floatModule, linear);
}

function compileFloats(): CompiledModule {
  const module = new ModuleBuilder();
  addFloatFunctions(module, { exported: true });
  return compile(module.finish());
}
