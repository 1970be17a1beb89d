// The language of float functions: 64-bit arithmetic, the host's own IEEE operations, and exception flags.
// A float function never knows who reads it: bigint (reference) or a wasm function of its own (interpreter, translator).
import type { ValueAlgebra } from '../algebra.js';

/**
 * Values, and the IEEE operations that every host has: round to nearest even, no flags, operands and
 * results as bit patterns. Which NaN a host operation gives is not determined: never let one through.
 */
export interface FloatAlgebra<V, C> extends ValueAlgebra<V, C> {
  f64Add(a: V, b: V): V;
  f64Sub(a: V, b: V): V;
  f64Mul(a: V, b: V): V;
  f64Div(a: V, b: V): V;
  f64Sqrt(a: V): V;
  /** A double rounded to single: the 32 bits, zero-extended. */
  f64Demote(a: V): V;
  /** The double equal to the single in the low 32 bits. */
  f64Promote(a: V): V;
  /** `value`, having raised `flags` (bits of fflags): they join those raised so far by the same call. */
  raising(flags: V, value: V): V;
}

/** A named float function: what `Algebra.float` calls. */
export interface FloatFunction {
  readonly name: string;
  /** How many arguments it takes: the rounding mode (0-4) first when it rounds, then raw 64-bit operands. */
  readonly arity: number;
  /** The raw 64 bits of the result: singles come boxed, integers as an x register holds them. */
  readonly compute: <V, C>(m: FloatAlgebra<V, C>, ...args: V[]) => V;
}
