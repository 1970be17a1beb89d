// The language in which instructions are described. Each engine reads it in its own way:
// the reference engine as bigint arithmetic, the interpreter as wasm with operands in memory,
// the translator as wasm with constants. A row never knows who reads it.

/** Bytes of one memory access. */
export type AccessBytes = 1 | 2 | 4 | 8;

/**
 * How control leaves an instruction. Calls, returns, indirect jumps and taken backward jumps are the
 * architectural preemption points: there, and at traps, a timer may interrupt.
 */
export type JumpKind = 'jump' | 'call' | 'return' | 'indirect';

/** IEEE 754 widths: 32 (F) and 64 (D). */
export type FloatWidth = 32 | 64;

/**
 * Pure arithmetic on 64-bit values: all that float functions (`isa/float/`) need of a reader.
 *
 * `V` is a 64-bit value, `C` a condition. A value used twice must be bound, else wasm computes it
 * twice. Arguments of type `() => ...` are evaluated only when chosen.
 */
export interface ValueAlgebra<V, C> {
  const(value: bigint): V;
  add(a: V, b: V): V;
  sub(a: V, b: V): V;
  mul(a: V, b: V): V;
  /** High 64 bits of the 128-bit product: both signed, both unsigned, signed by unsigned. */
  mulh(a: V, b: V): V;
  mulhu(a: V, b: V): V;
  mulhsu(a: V, b: V): V;
  /** Division proper: the caller has excluded a zero divisor and signed overflow. */
  divS(a: V, b: V): V;
  divU(a: V, b: V): V;
  remS(a: V, b: V): V;
  remU(a: V, b: V): V;
  and(a: V, b: V): V;
  or(a: V, b: V): V;
  xor(a: V, b: V): V;
  /** Shifts use the low 6 bits of the amount. */
  shl(a: V, amount: V): V;
  shrU(a: V, amount: V): V;
  shrS(a: V, amount: V): V;
  /** Leading zero bits, 64 for zero. */
  clz(a: V): V;
  /** Extends the low 8, 16 or 32 bits to 64. */
  signExtend(bits: 8 | 16 | 32, a: V): V;
  zeroExtend(bits: 8 | 16 | 32, a: V): V;

  // --- conditions
  eq(a: V, b: V): C;
  ne(a: V, b: V): C;
  ltS(a: V, b: V): C;
  ltU(a: V, b: V): C;
  geS(a: V, b: V): C;
  geU(a: V, b: V): C;
  not(c: C): C;
  both(a: C, b: C): C;
  either(a: C, b: C): C;
  /** 1 or 0. */
  flag(c: C): V;
  /** Both sides are computed. */
  select(c: C, a: V, b: V): V;
  /** Only the chosen side is computed. */
  choose(c: C, a: () => V, b: () => V): V;
  /** Computes `value` once and hands it on. */
  let(value: V, body: (value: V) => V): V;
}

/**
 * An algebra of instructions over 64-bit values.
 *
 * `E` is an effect (a statement), `R` a register operand. Effects happen in the order of `seq`.
 */
export interface Algebra<V, C, E, R> extends ValueAlgebra<V, C> {
  // --- effects
  /** Computes `value` once and hands it on. */
  bind(value: V, body: (value: V) => E): E;
  nop(): E;
  seq(...effects: E[]): E;
  when(c: C, then: () => E, otherwise?: () => E): E;

  // --- the hart
  /** Reading x0 gives 0; writing it does nothing. */
  readX(r: R): V;
  writeX(r: R, value: V): E;
  /** The raw 64 bits of an f register. Writing one makes the FP state dirty. */
  readF(r: R): V;
  writeF(r: R, value: V): E;
  /** Address of this instruction, and of the one that stands behind it. */
  pc(): V;
  nextPc(): V;
  /** Goes to `target`, whose bit 0 the caller has cleared. */
  jump(kind: JumpKind, target: V): E;
  /** Goes to pc + `offset` when `c` holds. A taken backward branch is a preemption point. */
  branch(c: C, offset: V): E;

  // --- memory; misaligned accesses work, faults end the instruction and leave no effect
  /** `value` reaches the continuation zero- or sign-extended to 64 bits. */
  load(bytes: AccessBytes, signed: boolean, address: V, then: (value: V) => E): E;
  store(bytes: AccessBytes, address: V, value: V): E;
  /** Atomics; misaligned ones trap. `then` gets the old value, sign-extended. */
  loadReserved(bytes: 4 | 8, address: V, then: (value: V) => E): E;
  /** `then` gets 0 on success and 1 on failure. */
  storeConditional(bytes: 4 | 8, address: V, value: V, then: (failed: V) => E): E;
  amo(bytes: 4 | 8, address: V, update: (old: V) => V, then: (old: V) => E): E;

  // --- control and status
  /** Reads CSR number `csr` (a V because it is an operand); an unknown one is an illegal instruction. */
  readCsr(csr: V, then: (value: V) => E): E;
  /** Writes CSR `csr`; a read-only or unknown one is an illegal instruction. */
  writeCsr(csr: V, value: V): E;
  illegal(): E;
  /** Environment call and breakpoint. */
  ecall(): E;
  ebreak(): E;
  /** `fence` and `fence.i`. Instruction fetch is coherent with stores here, so both only cost time. */
  fence(): E;
  fenceI(): E;

  // --- floating point
  /** Resolves the rm field (7 = dynamic: frm); hands on 0-4, or raises an illegal instruction for 5 and 6. */
  roundingMode(rm: V, then: (mode: V) => E): E;
  /** ORs `flags` into fflags (and makes the FP state dirty when it is not 0). */
  raise(flags: V): E;
  /**
   * Calls a named float function of `isa/float/`, which is itself written once, over `FloatAlgebra`, and so
   * read by every engine. The result is a value plus the fflags it raises: `then(value, flags)`.
   */
  float(name: string, args: readonly V[], then: (value: V, flags: V) => E): E;
}
