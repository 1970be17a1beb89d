// Instructions read as bigint arithmetic on one hart: every effect happens as soon as it is read. Knows no decoding.
import type { HartState } from '../../hart-state.js';
import type { AccessBytes, Algebra, JumpKind } from '../../isa/algebra.js';
import { csrName } from '../../isa/csr.js';
import { pageBytes } from '../../layout.js';
import type { MemoryPath, Place } from '../../memory/memory-path.js';
import type { PhysicalMemory } from '../../memory/physical-memory.js';
import type { AccessKind, Trap } from '../../trap.js';
import type { TimeSource } from '../engine.js';
import { evaluateFloat } from './bigint-floats.js';
import { BigintValues } from './bigint-values.js';

/** Effects are done when they are evaluated; there is nothing left to hand on. */
type Done = undefined;

const frmShift = 5;
const dynamicRounding = 7n;

/**
 * The state of one instruction under execution. After a trap the rest of the instruction has no effect.
 * Written for clarity: no filter, no decoded code; each access walks the page table.
 */
export class BigintHart extends BigintValues implements Algebra<bigint, boolean, Done, number> {
  readonly #hart: HartState;
  readonly #memory: PhysicalMemory;
  readonly #path: MemoryPath;
  readonly #time: TimeSource;
  readonly #raw: number;
  readonly #bytes: number;
  #trap: Trap | undefined;
  #next: bigint;
  #preemptible = false;

  /** Ready for the instruction `raw` of `bytes` bytes at the hart's pc. */
  constructor(hart: HartState, memory: PhysicalMemory, path: MemoryPath, time: TimeSource, raw: number, bytes: number) {
    super();
    this.#hart = hart;
    this.#memory = memory;
    this.#path = path;
    this.#time = time;
    this.#raw = raw;
    this.#bytes = bytes;
    this.#next = this.nextPc();
  }

  /** What came of the instruction: the trap, or where the hart goes on and whether it may be preempted there. */
  outcome(): { trap: Trap | undefined; next: bigint; preemptible: boolean } {
    return { trap: this.#trap, next: this.#next, preemptible: this.#preemptible };
  }

  bind(value: bigint, body: (value: bigint) => Done): Done {
    return body(value);
  }

  nop(): Done {}

  seq(): Done {}

  when(c: boolean, chosen: () => Done, otherwise?: () => Done): Done {
    if (c) return chosen();
    return otherwise?.();
  }

  readX(register: number): bigint {
    return this.#hart.readX(register);
  }

  writeX(register: number, value: bigint): Done {
    if (this.#trap === undefined) this.#hart.writeX(register, value);
  }

  readF(register: number): bigint {
    return this.#hart.readF(register);
  }

  writeF(register: number, value: bigint): Done {
    if (this.#trap === undefined) this.#hart.writeF(register, value);
  }

  pc(): bigint {
    return this.#hart.pc;
  }

  nextPc(): bigint {
    return this.add(this.#hart.pc, BigInt(this.#bytes));
  }

  jump(kind: JumpKind, target: bigint): Done {
    if (this.#trap !== undefined) return;
    this.#next = target;
    // Backward is a matter of the offset: a jump may lead back beyond address 0.
    this.#preemptible = kind !== 'jump' || BigInt.asIntN(64, target - this.#hart.pc) <= 0n;
  }

  branch(c: boolean, offset: bigint): Done {
    if (c) this.jump('jump', this.add(this.#hart.pc, offset));
  }

  load(bytes: AccessBytes, signed: boolean, address: bigint, use: (value: bigint) => Done): Done {
    const value = this.#read(address, bytes);
    if (value === undefined) return;
    use(signed ? this.const(BigInt.asIntN(bytes * 8, value)) : value);
  }

  store(bytes: AccessBytes, address: bigint, value: bigint): Done {
    this.#write(address, bytes, value);
  }

  loadReserved(bytes: 4 | 8, address: bigint, use: (value: bigint) => Done): Done {
    if (address % BigInt(bytes) !== 0n) return this.#raise({ cause: 'load-misaligned', tval: address });
    this.load(bytes, true, address, (value) => {
      this.#hart.reserve(address, bytes);
      return use(value);
    });
  }

  storeConditional(bytes: 4 | 8, address: bigint, value: bigint, use: (failed: bigint) => Done): Done {
    if (address % BigInt(bytes) !== 0n) return this.#raise({ cause: 'store-misaligned', tval: address });
    const holds = this.#hart.isReserved(address, bytes);
    if (holds && !this.#write(address, bytes, value)) return;
    if (holds && this.#path.rules.conditionalLoads) this.#path.count(this.#hart, 'load');
    this.#hart.clearReservation();
    use(holds ? 0n : 1n);
  }

  amo(bytes: 4 | 8, address: bigint, update: (old: bigint) => bigint, use: (old: bigint) => Done): Done {
    if (address % BigInt(bytes) !== 0n) return this.#raise({ cause: 'store-misaligned', tval: address });
    const pa = this.#translate(address, 'store');
    if (pa === undefined) return;
    const old = bytes === 8 ? this.#memory.readU64(pa) : this.signExtend(32, BigInt(this.#memory.readU32(pa)));
    this.#path.count(this.#hart, 'load');
    this.#write(address, bytes, update(old));
    use(old);
  }

  readCsr(csr: bigint, use: (value: bigint) => Done): Done {
    const value = this.#csrValue(Number(csr));
    if (value === undefined) return this.illegal();
    use(value);
  }

  writeCsr(csr: bigint, value: bigint): Done {
    const bits = Number(value & 0xffn);
    const { fcsr } = this.#hart;
    switch (csrName(Number(csr))) {
      case 'fflags':
        return this.#setFcsr((fcsr & ~0x1f) | (bits & 0x1f));
      case 'frm':
        return this.#setFcsr((fcsr & 0x1f) | ((bits & 7) << frmShift));
      case 'fcsr':
        return this.#setFcsr(bits);
      default:
        return this.illegal();
    }
  }

  illegal(): Done {
    this.#raise({ cause: 'illegal-instruction', tval: BigInt(this.#raw >>> 0) });
  }

  ecall(): Done {
    this.#raise({ cause: 'ecall', tval: 0n });
  }

  ebreak(): Done {
    this.#raise({ cause: 'breakpoint', tval: this.#hart.pc });
  }

  fence(): Done {}

  fenceI(): Done {}

  roundingMode(rm: bigint, use: (mode: bigint) => Done): Done {
    const mode = rm === dynamicRounding ? BigInt(this.#hart.fcsr >> frmShift) : rm;
    if (mode > 4n) return this.illegal();
    use(mode);
  }

  raise(flags: bigint): Done {
    if (this.#trap === undefined && flags !== 0n) this.#setFcsr(this.#hart.fcsr | Number(flags & 0x1fn));
  }

  float(name: string, args: readonly bigint[], use: (value: bigint, flags: bigint) => Done): Done {
    const { value, flags } = evaluateFloat(name, args);
    use(value, flags);
  }

  #raise(trap: Trap): Done {
    this.#trap ??= trap;
  }

  #setFcsr(value: number): Done {
    this.#hart.fcsr = value;
    this.#hart.fpDirty = true;
  }

  #csrValue(number: number): bigint | undefined {
    const { fcsr, cycles, instret } = this.#hart;
    switch (csrName(number)) {
      case 'fflags':
        return BigInt(fcsr & 0x1f);
      case 'frm':
        return BigInt(fcsr >> frmShift);
      case 'fcsr':
        return BigInt(fcsr);
      case 'cycle':
        return BigInt(cycles);
      case 'time':
        return BigInt(this.#time(this.#hart));
      case 'instret':
        return BigInt(instret);
      default:
        return undefined;
    }
  }

  #translate(address: bigint, kind: AccessKind): number | undefined {
    const result = this.#path.translate(this.#hart, address, kind);
    if (typeof result === 'number') return result;
    return this.#raise(result);
  }

  /** Where the bytes lie: most often in one piece, else split by a page's end. Undefined after a fault, whose tval is the first byte that faulted. */
  #pieces(address: bigint, bytes: number, kind: AccessKind): readonly Piece[] | undefined {
    const pa = this.#translate(address, kind);
    if (pa === undefined) return undefined;
    const here = Math.min(bytes, pageBytes - (pa % pageBytes));
    if (here === bytes) return [{ va: address, pa, bytes, shift: 0n }];
    const behind = this.add(address, BigInt(here));
    const rest = this.#translate(behind, kind);
    return rest === undefined
      ? undefined
      : [
          { va: address, pa, bytes: here, shift: 0n },
          { va: behind, pa: rest, bytes: bytes - here, shift: BigInt(8 * here) },
        ];
  }

  #read(address: bigint, bytes: number): bigint | undefined {
    const pieces = this.#pieces(address, bytes, 'load');
    this.#touch(pieces, 'load');
    return pieces?.reduce((value, piece) => value | (readPiece(this.#memory, piece) << piece.shift), 0n);
  }

  /** The lines of an access, one after the other. */
  #touch(pieces: readonly Piece[] | undefined, kind: 'load' | 'store'): void {
    if (pieces === undefined) return;
    this.#path.count(this.#hart, kind);
    const { bothLines } = this.#path.rules;
    for (const piece of bothLines ? pieces : pieces.slice(0, 1)) this.#path.access(this.#hart, piece, kind);
  }

  /** False after a fault. */
  #write(address: bigint, bytes: number, value: bigint): boolean {
    const pieces = this.#pieces(address, bytes, 'store');
    this.#touch(pieces, 'store');
    for (const piece of pieces ?? []) writePiece(this.#memory, piece, value >> piece.shift);
    return pieces !== undefined;
  }
}

/** Part of an access within one page; `shift` is the place of its bits in the value. */
interface Piece extends Place {
  readonly shift: bigint;
}

function readPiece(memory: PhysicalMemory, { pa, bytes }: Piece): bigint {
  if (bytes === 8) return memory.readU64(pa);
  if (bytes === 4) return BigInt(memory.readU32(pa));
  let value = 0n;
  for (let index = bytes - 1; index >= 0; index--) value = (value << 8n) | BigInt(memory.readU8(pa + index));
  return value;
}

function writePiece(memory: PhysicalMemory, { pa, bytes }: Piece, value: bigint): void {
  if (bytes === 8) memory.writeU64(pa, value);
  else for (let index = 0; index < bytes; index++) memory.writeU8(pa + index, Number((value >> BigInt(8 * index)) & 0xffn));
}
