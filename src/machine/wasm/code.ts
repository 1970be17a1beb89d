// Builds the body of one WebAssembly function: instructions, labels, locals. Knows no module and no machine.
import { pushSigned, pushSigned64, pushUnsigned } from './leb128.js';
import type { MemoryOpcode, Opcode, ValueType } from './opcodes.js';
import { valueTypes } from './opcodes.js';

/** A place to branch to: the depth at which its block was opened. */
export type Label = number;

/** Index of a local or a parameter of the function. */
export type Local = number;

/** The body of one function. Parameters are the first locals. */
export class Code {
  readonly #bytes: number[] = [];
  readonly #locals: ValueType[] = [];
  readonly #free: Record<ValueType, Local[]> = { i32: [], i64: [], f32: [], f64: [] };
  readonly #parameterCount: number;
  #depth = 0;

  constructor(parameterCount: number) {
    this.#parameterCount = parameterCount;
  }

  /** Bytes of the instructions so far. */
  get length(): number {
    return this.#bytes.length;
  }

  /** The instructions so far, with what ends a function behind them. */
  get instructions(): readonly number[] {
    return [...this.#bytes, 0x0b];
  }

  /** A local for the time until `freeLocal`; its first value is unspecified, for locals are used again. */
  newLocal(type: ValueType): Local {
    const reused = this.#free[type].pop();
    if (reused !== undefined) return reused;
    this.#locals.push(type);
    return this.#parameterCount + this.#locals.length - 1;
  }

  freeLocal(local: Local): void {
    const type = this.#locals[local - this.#parameterCount];
    if (type === undefined) throw new Error(`local ${local} is not a local of this function`);
    this.#free[type].push(local);
  }

  op(opcode: Opcode): void {
    if (opcode > 0xff) this.#bytes.push(opcode >> 8);
    this.#bytes.push(opcode & 0xff);
  }

  i32(value: number): void {
    this.#bytes.push(0x41);
    pushSigned(this.#bytes, value);
  }

  i64(value: bigint): void {
    this.#bytes.push(0x42);
    pushSigned64(this.#bytes, value);
  }

  localGet(local: Local): void {
    this.#withIndex(0x20, local);
  }

  localSet(local: Local): void {
    this.#withIndex(0x21, local);
  }

  localTee(local: Local): void {
    this.#withIndex(0x22, local);
  }

  call(functionIndex: number): void {
    this.#withIndex(0x10, functionIndex);
  }

  /** Calls the function of the imported table whose index is on the stack, behind its arguments. */
  callIndirect(typeIndex: number): void {
    this.#withIndex(0x11, typeIndex);
    this.#bytes.push(0x00);
  }

  /** A load or store; alignment is only a hint and is left at one byte. */
  memory(opcode: MemoryOpcode, offset: number): void {
    this.#bytes.push(opcode, 0);
    pushUnsigned(this.#bytes, offset);
  }

  block(type?: ValueType): Label {
    return this.#open(0x02, type);
  }

  loop(type?: ValueType): Label {
    return this.#open(0x03, type);
  }

  if(type?: ValueType): Label {
    return this.#open(0x04, type);
  }

  else(): void {
    this.#bytes.push(0x05);
  }

  end(): void {
    this.#depth--;
    this.#bytes.push(0x0b);
  }

  br(label: Label): void {
    this.#withIndex(0x0c, this.#distance(label));
  }

  brIf(label: Label): void {
    this.#withIndex(0x0d, this.#distance(label));
  }

  brTable(labels: readonly Label[], otherwise: Label): void {
    this.#withIndex(0x0e, labels.length);
    for (const label of labels) pushUnsigned(this.#bytes, this.#distance(label));
    pushUnsigned(this.#bytes, this.#distance(otherwise));
  }

  /** The finished body: declared locals, instructions, final end. Nothing may follow. */
  finish(): number[] {
    if (this.#depth !== 0) throw new Error(`${this.#depth} blocks are still open`);
    const declared: number[] = [];
    pushUnsigned(declared, this.#locals.length);
    for (const type of this.#locals) declared.push(1, valueTypes[type]);
    this.#bytes.push(0x0b);
    return declared.concat(this.#bytes);
  }

  #open(opcode: number, type: ValueType | undefined): Label {
    this.#bytes.push(opcode, type === undefined ? 0x40 : valueTypes[type]);
    this.#depth++;
    return this.#depth;
  }

  #distance(label: Label): number {
    if (label > this.#depth) throw new Error('branch to a block that is closed');
    return this.#depth - label;
  }

  #withIndex(opcode: number, index: number): void {
    this.#bytes.push(opcode);
    pushUnsigned(this.#bytes, index);
  }
}
