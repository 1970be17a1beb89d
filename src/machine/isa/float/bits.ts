// Small arithmetic that float functions share: naming several values at once, jamming shifts, conditional negation,
// and numbers of 128 bits. Knows no format.
import type { ValueAlgebra } from '../algebra.js';

/** Binds every value of a record, in its order, and hands on the record of bound values. */
export function letEach<V, C, K extends string>(
  m: ValueAlgebra<V, C>,
  values: Readonly<Record<K, NoInfer<V>>>,
  body: (bound: Readonly<Record<K, NoInfer<V>>>) => NoInfer<V>,
): V {
  const names = Object.keys(values) as K[];
  const bindFrom = (index: number, bound: Partial<Record<K, V>>): V => {
    const name = names[index];
    if (name === undefined) return body(bound as Record<K, V>);
    return m.let(values[name], (value) => bindFrom(index + 1, { ...bound, [name]: value }));
  };
  return bindFrom(0, {});
}

/** All ones when the condition holds, else 0. */
export function maskOf<V, C>(m: ValueAlgebra<V, C>, c: C): V {
  return m.sub(m.const(0n), m.flag(c));
}

/** `x` negated when `mask` is all ones, as it is when `mask` is 0. `mask` must be bound. */
export function negateIf<V, C>(m: ValueAlgebra<V, C>, mask: V, x: V): V {
  return m.sub(m.xor(x, mask), mask);
}

/** The low `count` (0-63) bits of `x`. */
function lowBits<V, C>(m: ValueAlgebra<V, C>, x: V, count: V): V {
  return m.and(x, m.sub(m.shl(m.const(1n), count), m.const(1n)));
}

/** `x` with its lowest bit set when `lost` is not 0: a sticky bit. */
export function jam<V, C>(m: ValueAlgebra<V, C>, x: V, lost: V): V {
  return m.or(x, m.flag(m.ne(lost, m.const(0n))));
}

/** `x` shifted right by `amount` (>= 0, of any size); a 1 that falls out sticks in the lowest bit. Bit 63 of `x` is 0. */
export function shiftRightJam<V, C>(m: ValueAlgebra<V, C>, x: V, amount: V): V {
  const clamped = m.let(amount, (n) => m.select(m.ltU(n, m.const(63n)), n, m.const(63n)));
  return letEach(m, { x, n: clamped }, (b) => jam(m, m.shrU(b.x, b.n), lowBits(m, b.x, b.n)));
}

/** A 128-bit number. */
export interface Wide<V> {
  readonly hi: V;
  readonly lo: V;
}

/** The product of two unsigned numbers, both bound. */
export function wideProduct<V, C>(m: ValueAlgebra<V, C>, a: V, b: V): Wide<V> {
  return { hi: m.mulhu(a, b), lo: m.mul(a, b) };
}

/** `x` when the condition holds, else `y`. */
export function wideSelect<V, C>(m: ValueAlgebra<V, C>, c: C, x: Wide<V>, y: Wide<V>): Wide<V> {
  return { hi: m.select(c, x.hi, y.hi), lo: m.select(c, x.lo, y.lo) };
}

/** The sum of two bound numbers, modulo 2^128. */
export function wideAdd<V, C>(m: ValueAlgebra<V, C>, x: Wide<V>, y: Wide<V>, body: (sum: Wide<V>) => V): V {
  return m.let(m.add(x.lo, y.lo), (lo) => m.let(m.add(m.add(x.hi, y.hi), m.flag(m.ltU(lo, y.lo))), (hi) => body({ hi, lo })));
}

/** `x` negated when `mask` is all ones, as it is when `mask` is 0; both bound. */
export function wideNegateIf<V, C>(m: ValueAlgebra<V, C>, mask: V, x: Wide<V>, body: (result: Wide<V>) => V): V {
  return m.let(negateIf(m, mask, x.lo), (lo) => {
    const carry = m.and(mask, m.flag(m.eq(lo, m.const(0n))));
    return m.let(m.add(m.xor(x.hi, mask), carry), (hi) => body({ hi, lo }));
  });
}

/** Like `shiftRightJam`, on a bound 128-bit number whose bit 127 is 0. */
export function wideShiftRightJam<V, C>(m: ValueAlgebra<V, C>, x: Wide<V>, amount: V, body: (result: Wide<V>) => V): V {
  const limit = m.const(127n);
  const clamped = m.let(amount, (n) => m.select(m.ltU(n, limit), n, limit));
  return m.let(clamped, (n) => {
    const short = m.ltU(n, m.const(64n));
    // Shifts take the amount modulo 64. Two steps make the left shift by 64 - n right for n = 0.
    const fromHigh = m.shl(m.shl(x.hi, m.const(1n)), m.sub(m.const(63n), n));
    const shortLow = jam(m, m.or(fromHigh, m.shrU(x.lo, n)), lowBits(m, x.lo, n));
    const longLow = jam(m, m.shrU(x.hi, n), m.or(lowBits(m, x.hi, n), x.lo));
    const shifted = {
      hi: m.select(short, m.shrU(x.hi, n), m.const(0n)),
      lo: m.choose(
        short,
        () => shortLow,
        () => longLow,
      ),
    };
    return letEach(m, shifted, body);
  });
}

/** Shifts a bound number, not 0 and below 2^127, left until bit 126 is its highest; hands on the upper half, the lower jammed into it, and the amount. */
export function wideNormalise<V, C>(m: ValueAlgebra<V, C>, x: Wide<V>, body: (top: V, amount: V) => V): V {
  const highEmpty = m.eq(x.hi, m.const(0n));
  const zeros = m.select(highEmpty, m.add(m.const(64n), m.clz(x.lo)), m.clz(x.hi));
  return m.let(m.sub(zeros, m.const(1n)), (amount) => {
    const short = m.ltU(amount, m.const(64n));
    const fromLow = m.shrU(m.shrU(x.lo, m.const(1n)), m.sub(m.const(63n), amount));
    const shortTop = jam(m, m.or(m.shl(x.hi, amount), fromLow), m.shl(x.lo, amount));
    const longTop = m.shl(x.lo, amount);
    return m.let(
      m.choose(
        short,
        () => shortTop,
        () => longTop,
      ),
      (top) => body(top, amount),
    );
  });
}
