// Float functions read as bigint, with the host's arithmetic for the IEEE operations. Knows no hart.
import type { FloatAlgebra } from '../../isa/float/float-algebra.js';
import { floatFunctions } from '../../isa/float/float-functions.js';
import { BigintValues } from './bigint-values.js';

const scratch = new DataView(new ArrayBuffer(8));

function toDouble(bits: bigint): number {
  scratch.setBigUint64(0, bits);
  return scratch.getFloat64(0);
}

function fromDouble(value: number): bigint {
  scratch.setFloat64(0, value);
  return scratch.getBigUint64(0);
}

/** One evaluation; collects the flags that it raises. */
class BigintFloats extends BigintValues implements FloatAlgebra<bigint, boolean> {
  flags = 0n;

  f64Add(a: bigint, b: bigint): bigint {
    return fromDouble(toDouble(a) + toDouble(b));
  }
  f64Sub(a: bigint, b: bigint): bigint {
    return fromDouble(toDouble(a) - toDouble(b));
  }
  f64Mul(a: bigint, b: bigint): bigint {
    return fromDouble(toDouble(a) * toDouble(b));
  }
  f64Div(a: bigint, b: bigint): bigint {
    return fromDouble(toDouble(a) / toDouble(b));
  }
  f64Sqrt(a: bigint): bigint {
    return fromDouble(Math.sqrt(toDouble(a)));
  }
  f64Demote(a: bigint): bigint {
    scratch.setFloat32(0, toDouble(a));
    return BigInt(scratch.getUint32(0));
  }
  f64Promote(a: bigint): bigint {
    scratch.setUint32(0, Number(BigInt.asUintN(32, a)));
    return fromDouble(scratch.getFloat32(0));
  }
  raising(flags: bigint, value: bigint): bigint {
    this.flags |= flags;
    return value;
  }
}

/** The result of float function `name` and the fflags that it raises. */
export function evaluateFloat(name: string, args: readonly bigint[]): { readonly value: bigint; readonly flags: bigint } {
  const row = floatFunctions.get(name);
  if (row === undefined) throw new Error(`no float function is called ${name}`);
  const reading = new BigintFloats();
  const value = row.compute(reading, ...args);
  return { value, flags: reading.flags };
}
