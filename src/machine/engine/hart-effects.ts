// What an instruction does to memory and to the floating-point state, read as WebAssembly for every wasm engine. Knows no register's place and no jump.
import type { AccessBytes } from '../isa/algebra.js';
import { hartField } from '../layout.js';
import type { Code } from '../wasm/code.js';
import { memoryOp, op } from '../wasm/opcodes.js';
import { type AccessFrame, emitAmo, emitLoad, emitLoadReserved, emitStore, emitStoreConditional } from './access-code.js';
import { type WasmEffect, WasmEffects } from './wasm-effects.js';
import type { WasmValue } from './wasm-values.js';

export class HartEffects extends WasmEffects {
  readonly #access: AccessFrame;

  constructor(access: AccessFrame) {
    super();
    this.#access = access;
  }

  load(bytes: AccessBytes, signed: boolean, address: WasmValue, use: (value: WasmValue) => WasmEffect): WasmEffect {
    return this.bind((code) => emitLoad(code, this.#access, bytes, signed, address), use);
  }

  store(bytes: AccessBytes, address: WasmValue, value: WasmValue): WasmEffect {
    return (code) => emitStore(code, this.#access, bytes, address, value);
  }

  loadReserved(bytes: 4 | 8, address: WasmValue, use: (value: WasmValue) => WasmEffect): WasmEffect {
    return this.bind((code) => emitLoadReserved(code, this.#access, bytes, address), use);
  }

  storeConditional(bytes: 4 | 8, address: WasmValue, value: WasmValue, use: (failed: WasmValue) => WasmEffect): WasmEffect {
    return this.bind((code) => emitStoreConditional(code, this.#access, bytes, address, value), use);
  }

  amo(bytes: 4 | 8, address: WasmValue, update: (old: WasmValue) => WasmValue, use: (old: WasmValue) => WasmEffect): WasmEffect {
    return this.bind((code) => emitAmo(code, this.#access, bytes, address, update), use);
  }

  fence(): WasmEffect {
    return this.nop();
  }

  fenceI(): WasmEffect {
    return this.nop();
  }

  raise(flags: WasmValue): WasmEffect {
    const { hart } = this.#access;
    return this.bind(flags, (raised) =>
      this.when(this.ne(raised, this.const(0n)), () => (code) => {
        code.localGet(hart);
        code.localGet(hart);
        code.memory(memoryOp.i64Load32U, hartField.fcsr);
        raised(code);
        code.op(op.i64Or);
        code.memory(memoryOp.i64Store32, hartField.fcsr);
        this.setDirty()(code);
      }),
    );
  }

  /** Calls the float function of this index. */
  protected callFloat(index: number, args: readonly WasmValue[], use: (value: WasmValue, flags: WasmValue) => WasmEffect): WasmEffect {
    return (code: Code) => {
      const value = code.newLocal('i64');
      const flags = code.newLocal('i64');
      for (const argument of args) argument(code);
      code.call(index);
      code.localSet(flags);
      code.localSet(value);
      use(
        (inner) => inner.localGet(value),
        (inner) => inner.localGet(flags),
      )(code);
      code.freeLocal(flags);
      code.freeLocal(value);
    };
  }

  /** The floating-point state has been written. */
  protected setDirty(): WasmEffect {
    const { hart } = this.#access;
    return (code) => {
      code.localGet(hart);
      code.i32(1);
      code.memory(memoryOp.i32Store, hartField.fpDirty);
    };
  }
}
