// An instruction read without a hart: registers, memory and conditions are unknown, sums of constants are known. Reads both sides of every choice. Knows no engine.
import type { AccessBytes, Algebra, JumpKind } from './algebra.js';

/** A constant, or nothing that is known before the instruction is executed. */
export type Known = bigint | undefined;

function both(a: Known, b: Known, compute: (a: bigint, b: bigint) => bigint): Known {
  return a === undefined || b === undefined ? undefined : BigInt.asUintN(64, compute(a, b));
}

/** A reading that notes nothing; those that look for something override what they look at. */
export class StaticReading<R> implements Algebra<Known, undefined, undefined, R> {
  const(value: bigint): Known {
    return value;
  }

  add(a: Known, b: Known): Known {
    return both(a, b, (x, y) => x + y);
  }

  and(a: Known, b: Known): Known {
    return both(a, b, (x, y) => x & y);
  }

  sub(): Known {
    return undefined;
  }

  mul(): Known {
    return undefined;
  }

  mulh(): Known {
    return undefined;
  }

  mulhu(): Known {
    return undefined;
  }

  mulhsu(): Known {
    return undefined;
  }

  divS(): Known {
    return undefined;
  }

  divU(): Known {
    return undefined;
  }

  remS(): Known {
    return undefined;
  }

  remU(): Known {
    return undefined;
  }

  or(): Known {
    return undefined;
  }

  xor(): Known {
    return undefined;
  }

  shl(): Known {
    return undefined;
  }

  shrU(): Known {
    return undefined;
  }

  shrS(): Known {
    return undefined;
  }

  clz(): Known {
    return undefined;
  }

  signExtend(): Known {
    return undefined;
  }

  zeroExtend(): Known {
    return undefined;
  }

  eq(): undefined {}
  ne(): undefined {}
  ltS(): undefined {}
  ltU(): undefined {}
  geS(): undefined {}
  geU(): undefined {}
  not(): undefined {}
  both(): undefined {}
  either(): undefined {}

  flag(): Known {
    return undefined;
  }

  select(): Known {
    return undefined;
  }

  choose(_c: undefined, a: () => Known, b: () => Known): Known {
    a();
    b();
    return undefined;
  }

  let(value: Known, body: (value: Known) => Known): Known {
    return body(value);
  }

  bind(value: Known, body: (value: Known) => undefined): undefined {
    body(value);
  }

  nop(): undefined {}
  seq(): undefined {}

  when(_c: undefined, chosen: () => undefined, otherwise?: () => undefined): undefined {
    chosen();
    otherwise?.();
  }

  readX(_r: R): Known {
    return undefined;
  }

  writeX(_r: R, _value: Known): undefined {}

  readF(_r: R): Known {
    return undefined;
  }

  writeF(_r: R, _value: Known): undefined {}

  pc(): Known {
    return undefined;
  }

  nextPc(): Known {
    return undefined;
  }

  jump(_kind: JumpKind, _target: Known): undefined {}
  branch(_c: undefined, _offset: Known): undefined {}

  load(_bytes: AccessBytes, _signed: boolean, _address: Known, use: (value: Known) => undefined): undefined {
    use(undefined);
  }

  store(): undefined {}

  loadReserved(_bytes: 4 | 8, _address: Known, use: (value: Known) => undefined): undefined {
    use(undefined);
  }

  storeConditional(_bytes: 4 | 8, _address: Known, _value: Known, use: (failed: Known) => undefined): undefined {
    use(undefined);
  }

  amo(_bytes: 4 | 8, _address: Known, update: (old: Known) => Known, use: (old: Known) => undefined): undefined {
    update(undefined);
    use(undefined);
  }

  readCsr(_csr: Known, use: (value: Known) => undefined): undefined {
    use(undefined);
  }

  writeCsr(): undefined {}
  illegal(): undefined {}
  ecall(): undefined {}
  ebreak(): undefined {}
  fence(): undefined {}
  fenceI(): undefined {}

  roundingMode(_rm: Known, use: (mode: Known) => undefined): undefined {
    use(undefined);
  }

  raise(): undefined {}

  float(_name: string, _args: readonly Known[], use: (value: Known, flags: Known) => undefined): undefined {
    use(undefined, undefined);
  }
}
