// Effects read as WebAssembly, one behind the other, for every wasm engine. Knows no hart and no memory.
import type { Code } from '../wasm/code.js';
import { type WasmCondition, type WasmValue, WasmValues } from './wasm-values.js';

/** Emits code that leaves the stack as it was. */
export type WasmEffect = (code: Code) => void;

export class WasmEffects extends WasmValues {
  bind(value: WasmValue, body: (value: WasmValue) => WasmEffect): WasmEffect {
    return this.let(value, body);
  }

  nop(): WasmEffect {
    return () => {};
  }

  seq(...effects: WasmEffect[]): WasmEffect {
    return (code) => {
      for (const effect of effects) effect(code);
    };
  }

  when(c: WasmCondition, chosen: () => WasmEffect, otherwise?: () => WasmEffect): WasmEffect {
    return (code) => {
      c(code);
      code.if();
      chosen()(code);
      if (otherwise !== undefined) {
        code.else();
        otherwise()(code);
      }
      code.end();
    };
  }
}
