// Makes one WebAssembly module of several regions, which call each other directly. Knows no cache of modules.
import { operandUse } from '../../isa/operand-use.js';
import type { Code } from '../../wasm/code.js';
import { compile, type CompiledModule, type Exports, instantiate, type LinearMemory } from '../../wasm/compile.js';
import { ModuleBuilder } from '../../wasm/module.js';
import { type CompilationTarget, enterType, regionType } from '../region-call.js';
import { addFloatFunctions, floatFunctionType } from '../wasm-floats.js';
import type { Address, Region } from './region.js';
import { emitRegion } from './region-code.js';
import { RegionNotes } from './region-notes.js';
import type { RegionImports } from './translated-hart.js';

interface RegionFunction {
  readonly region: Region;
  readonly index: number;
  readonly code: Code;
}

/** What a module is made of: its bytes depend on nothing else. */
export interface ModulePlan {
  readonly regions: readonly Region[];
  readonly target: CompilationTarget;
  /** Whether the instruction at an address of a region has left it often because of a miss. */
  missesOften(region: Region, pc: Address): boolean;
}

/** The bytes of a module that exports each region's function by its place in the list. */
export function regionModule(plan: ModulePlan): Uint8Array<ArrayBuffer> {
  return writeModule(plan).module.finish();
}

/** One function of such a module, for those who want to read it. */
export interface RegionListing {
  /** Its instructions, with the final `end`. */
  readonly body: readonly number[];
  readonly notes: RegionNotes;
  /** What it can call, by index. */
  readonly functions: ReadonlyMap<number, string>;
}

/** The function of `region` as the module of its plan has it. */
export function listRegion(plan: ModulePlan, region: Region): RegionListing {
  let notes: RegionNotes | undefined;
  const { imports, functions } = writeModule(plan, (of, code) => {
    if (of === region) notes = new RegionNotes(code);
    return of === region ? notes : undefined;
  });
  const listed = functions.get(region.entry);
  if (listed === undefined || notes === undefined) throw new Error('a region is listed with its own module');
  const { load, store, enter, line, floats } = imports;
  const named = Object.entries({ load, store, enter, line }).flatMap(([name, index]) =>
    index === undefined ? [] : [[index, name] as const],
  );
  const others = [...functions.values()].map(({ index, region: { entry } }) => [index, `region_${entry.toString(16)}`] as const);
  return {
    body: listed.code.instructions,
    notes,
    functions: new Map([...named, ...[...floats].map(([name, index]) => [index, name] as const), ...others]),
  };
}

interface WrittenModule {
  readonly module: ModuleBuilder;
  readonly imports: RegionImports;
  readonly functions: ReadonlyMap<Address, RegionFunction>;
}

type NotesOf = (region: Region, code: Code) => RegionNotes | undefined;

function writeModule({ regions, target, missesOften }: ModulePlan, notesOf?: NotesOf): WrittenModule {
  const module = new ModuleBuilder();
  const imports = importServices(module, regions, target);
  const functions = new Map<Address, RegionFunction>();
  for (const [place, region] of regions.entries()) functions.set(region.entry, { region, ...module.declare(regionType, `${place}`) });
  for (const { region, code } of functions.values())
    emitRegion(code, region, {
      target,
      imports,
      missesOften,
      functionAt: (entry) => functions.get(entry),
      notes: notesOf?.(region, code),
    });
  return { module, imports, functions };
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
