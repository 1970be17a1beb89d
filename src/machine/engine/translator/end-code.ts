// Writes how a block ends: to another block, out of the region, by a call. Knows no instruction but that it jumps.
import type { JumpKind } from '../../isa/algebra.js';
import type { Code } from '../../wasm/code.js';
import { op } from '../../wasm/opcodes.js';
import type { Step } from '../../wasm/words.js';
import { noteJump } from '../noted-jumps.js';
import type { CompilationTarget } from '../region-call.js';
import { status } from '../status.js';
import type { WasmValue } from '../wasm-values.js';
import { noCost } from './block-costs.js';
import { emitFetch, type FetchContext, fetchBetween } from './fetch-code.js';
import type { Address, BlockEnd, GuestBlock, GuestInstruction, Region } from './region.js';
import type { Moment, RegionFrame } from './region-frame.js';
import type { RegionNotes } from './region-notes.js';
import { noRegisters, type Registers } from './register-flow.js';
import type { RegionImports } from './translated-hart.js';

export interface RegionContext {
  readonly target: CompilationTarget;
  readonly imports: RegionImports;
  /** Whether the instruction at an address of the region has left it often because of a miss. */
  missesOften(region: Region, pc: Address): boolean;
  /** The function of the region that is entered at an address, when it is in the same module. */
  functionAt(entry: Address): { readonly index: number; readonly region: Region } | undefined;
  /** Who wants to know what is written where. */
  readonly notes?: RegionNotes | undefined;
}

/** Callees that a computed call looks for, at most. */
const mostCallees = 3;
/** Behind a block, when nothing is read. */
export const noMoment: Moment = { ahead: noCost, live: noRegisters };

/** A block being written. */
export interface OpenBlock {
  readonly block: GuestBlock;
  readonly last: GuestInstruction;
  /** Whether the block that begins at an address is in the region, as one of those behind this block. */
  readonly has: (to: Address) => boolean;
  /** The way to it, each to be taken once. */
  readonly way: (to: Address) => Way | undefined;
}

interface Way {
  readonly step: Step;
  readonly first: GuestInstruction;
  /** Registers that must be in locals there. */
  readonly needed: Registers;
}

export class EndWriter {
  readonly #code: Code;
  readonly #frame: RegionFrame;
  readonly #fetch: FetchContext;
  readonly #context: RegionContext;

  constructor(code: Code, frame: RegionFrame, fetch: FetchContext, context: RegionContext) {
    this.#code = code;
    this.#frame = frame;
    this.#fetch = fetch;
    this.#context = context;
  }

  branch(open: OpenBlock, c: WasmValue): void {
    const { end } = open.block;
    if (end.kind !== 'branch') throw new Error('a branch ends its block');
    const code = this.#code;
    c(code);
    code.if();
    this.#stopAtBackwardJump(open, end.taken);
    this.edge(open, end.taken);
    code.else();
    this.edge(open, end.next);
    code.end();
  }

  jump(open: OpenBlock, kind: JumpKind, target: WasmValue): void {
    const { end } = open.block;
    switch (end.kind) {
      case 'jump':
        this.#stopAtBackwardJump(open, end.to);
        this.edge(open, end.to);
        break;
      case 'call':
        this.#call(open, end, target);
        break;
      case 'far':
        this.#far(open, { kind, target, seen: end.seen });
        break;
      default:
        throw new Error(`a jump does not end a block with "${end.kind}"`);
    }
  }

  /** Goes to `to`, in the region or out of it. */
  edge(open: OpenBlock, to: Address): void {
    const way = open.way(to);
    if (way === undefined) {
      this.leaveTo(to);
      return;
    }
    emitFetch(this.#code, this.#fetch, fetchBetween(open.last, way.first, this.#context.target.hierarchy), to, {
      ahead: noCost,
      live: way.needed,
    });
    this.#context.notes?.take('edge', to);
    way.step(this.#code);
  }

  /** Goes out of the region. */
  leaveTo(to: Address): void {
    this.#context.notes?.take('leave', to);
    this.#frame.leave(constant(to));
  }

  #stopAtBackwardJump(open: OpenBlock, to: Address): void {
    if (to <= open.last.pc) this.#stopWhenUsedUp(constant(to));
  }

  /** A preemption point. */
  #stopWhenUsedUp(pc: WasmValue): void {
    const code = this.#code;
    this.#context.notes?.take('budget');
    code.localGet(this.#frame.left);
    code.i32(0);
    code.op(op.i32LeS);
    code.if();
    this.#frame.stop(pc, { status: status.limit });
    code.end();
  }

  /** Goes to the target, which is in the region when it has been seen; else out of it. */
  #far(open: OpenBlock, { kind, target, seen }: { kind: JumpKind; target: WasmValue; seen: readonly Address[] }): void {
    const local = this.#frame.target;
    target(this.#code);
    this.#code.localSet(local);
    const pc: WasmValue = (code) => code.localGet(local);
    this.#stopWhenUsedUp(pc);
    this.#choose(seen.filter(open.has), (address) => this.edge(open, address));
    this.#context.notes?.take('leave');
    if (kind === 'indirect') noteJump(this.#frame.hart, constant(open.last.pc), pc)(this.#code);
    this.#frame.leave(pc);
  }

  /** Does what is to be done for the address that the target is, when it is one of `addresses` (in their order); else goes on. */
  #choose(addresses: readonly Address[], act: (address: Address) => void): void {
    const code = this.#code;
    const middle = addresses.length >> 1;
    const [address] = addresses;
    if (address === undefined) return;
    code.localGet(this.#frame.target);
    if (addresses.length === 1) {
      code.i64(BigInt(address));
      code.op(op.i64Eq);
      code.if();
      act(address);
      code.end();
      return;
    }
    code.i64(BigInt(addresses[middle] ?? 0));
    code.op(op.i64LtU);
    code.if();
    this.#choose(addresses.slice(0, middle), act);
    code.else();
    this.#choose(addresses.slice(middle), act);
    code.end();
  }

  /** Calls the region at the target, and goes on behind the call when that is where it returns to; else lets the caller see to it. */
  #call(open: OpenBlock, end: Extract<BlockEnd, { kind: 'call' }>, target: WasmValue): void {
    const code = this.#code;
    const { depth, target: local } = this.#frame;
    const pc: WasmValue = end.target === undefined ? (inner) => inner.localGet(local) : constant(end.target);
    if (end.target === undefined) {
      target(code);
      code.localSet(local);
    }
    this.#stopWhenUsedUp(pc);
    this.#context.notes?.take('call', end.target);
    code.localGet(depth);
    code.op(op.i32Eqz);
    code.if();
    this.#frame.leave(pc);
    code.end();
    if (end.target !== undefined) {
      this.#callAt(open, end.target, end.next);
      this.#afterCall(open, end.next, this.#context.functionAt(end.target) !== undefined);
      return;
    }
    this.#callSeen(open, end);
    this.#afterCall(open, end.next, true);
  }

  /** Calls the function at a known address; leaves where control has arrived. */
  #callAt(open: OpenBlock, address: Address, next: Address): void {
    const code = this.#code;
    const callee = this.#context.functionAt(address);
    const first = callee?.region.blocks[0]?.instructions[0];
    if (callee === undefined || first === undefined) {
      this.#frame.writeCounters();
      this.#enter(constant(address), next);
      return;
    }
    emitFetch(code, this.#fetch, fetchBetween(open.last, first, this.#context.target.hierarchy), first.pc, noMoment);
    this.#frame.writeCounters();
    code.localGet(this.#frame.hart);
    code.localGet(this.#frame.depth);
    code.i32(1);
    code.op(op.i32Sub);
    code.call(callee.index);
  }

  /** The same for a computed address, which is looked for among those that were seen, and noted when it is none of them. */
  #callSeen(open: OpenBlock, { seen, next }: { readonly seen: readonly Address[]; readonly next: Address }): void {
    const code = this.#code;
    const { hart, target } = this.#frame;
    const known = seen.filter((address) => this.#context.functionAt(address) !== undefined).slice(0, mostCallees);
    for (const address of known) {
      code.localGet(target);
      code.i64(BigInt(address));
      code.op(op.i64Eq);
      code.if('i64');
      this.#callAt(open, address, next);
      code.else();
    }
    const pc: WasmValue = (inner) => inner.localGet(target);
    noteJump(hart, constant(open.last.pc), pc)(code);
    this.#frame.writeCounters();
    this.#enter(pc, next);
    for (const _ of known) code.end();
  }

  /** Calls whatever begins at `pc`, until control arrives at `next`; leaves where it has arrived. */
  #enter(pc: WasmValue, next: Address): void {
    const code = this.#code;
    code.localGet(this.#frame.hart);
    pc(code);
    code.i64(BigInt(next));
    code.localGet(this.#frame.depth);
    code.i32(1);
    code.op(op.i32Sub);
    code.call(this.#context.imports.enter);
  }

  /** With the address on the stack where control has arrived: goes on at `next` if it is that; a direct callee may have jumped to another function. */
  #afterCall(open: OpenBlock, next: Address, isDirect: boolean): void {
    const code = this.#code;
    const { target: local } = this.#frame;
    this.#context.notes?.take('returned', next);
    const way = open.way(next);
    if (way === undefined) {
      code.op(op.return);
      return;
    }
    code.localTee(local);
    code.i64(BigInt(next));
    code.op(op.i64Ne);
    code.if();
    if (isDirect) {
      this.#enter((inner) => inner.localGet(local), next);
      code.localTee(local);
      code.i64(BigInt(next));
      code.op(op.i64Ne);
      code.if();
    }
    code.localGet(local);
    code.op(op.return);
    code.end();
    if (isDirect) code.end();
    this.#frame.enter(way.needed);
    emitFetch(code, this.#fetch, fetchBetween(open.last, way.first, this.#context.target.hierarchy, true), next, {
      ahead: noCost,
      live: way.needed,
    });
    this.#context.notes?.take('edge', next);
    way.step(code);
  }
}

export function constant(pc: Address): WasmValue {
  return (code) => code.i64(BigInt(pc));
}
