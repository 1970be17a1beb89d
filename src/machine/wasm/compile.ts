// The door to the host's WebAssembly. Public signatures name only the types declared here.

/** Linear memory, as far as the machine uses it. */
export interface LinearMemory {
  readonly buffer: ArrayBuffer;
}

/** The functions that a compiled module exports. */
export type Exports = Readonly<Record<string, (...args: never[]) => unknown>>;

/** The slice of the host's WebAssembly object that is used here; lib.dom alone would declare it. */
interface HostWebAssembly {
  readonly Memory: new (limits: { initial: number; maximum: number }) => LinearMemory;
  readonly Table: new (limits: { element: 'anyfunc'; initial: number; maximum: number }) => FunctionTable;
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
}

/** A table of functions that compiled code calls by number. */
export interface FunctionTable {
  set(index: number, value: unknown): void;
}

const host = (globalThis as unknown as { readonly WebAssembly: HostWebAssembly }).WebAssembly;

/** Bytes of one page of WebAssembly memory. */
const wasmPageBytes = 65536;

/** Zeroed memory of at least `bytes`; the host provides its pages when they are first touched. */
export function createMemory(bytes: number): LinearMemory {
  const pages = Math.ceil(bytes / wasmPageBytes);
  return new host.Memory({ initial: pages, maximum: pages });
}

/** A table of `size` places, all empty. */
export function createTable(size: number): FunctionTable {
  return new host.Table({ element: 'anyfunc', initial: size, maximum: size });
}

/** Compiled code, not yet bound to a memory. */
export interface CompiledModule {
  readonly module: object;
}

export function compile(bytes: Uint8Array<ArrayBuffer>): CompiledModule {
  return { module: new host.Module(bytes) };
}

/** What a module may import beside memory: a table, and functions by the name of who gives them. */
export interface ModuleImports {
  readonly table?: FunctionTable;
  readonly functions?: Readonly<Record<string, Exports>>;
}

/** Binds a module to a memory and gives its functions. */
export function instantiate({ module }: CompiledModule, memory: LinearMemory, { table, functions }: ModuleImports = {}): Exports {
  const machine = table === undefined ? { memory } : { memory, table };
  return new host.Instance(module, { ...functions, machine }).exports as Exports;
}
