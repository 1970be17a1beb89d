// Protocol buffers' wire format, writing: varints and length-delimited fields. Knows no message.
import { utf8Encode } from '../../abi/text.js';

/** @see Protocol Buffers documentation, "Encoding": wire types */
const VARINT = 0;
const LENGTH_DELIMITED = 2;

/** Builds one message. Fields stand in the order in which they are written; undefined values write nothing. */
export class ProtobufWriter {
  // Most messages are short: an array of numbers is made sooner than a typed one.
  readonly #bytes: number[] = [];

  /** A number from 0 to 2^53 - 1, or a bigint of 64 bits, signed or not: negative ones take ten bytes, as int32 and int64 do. */
  varint(field: number, value: number | bigint | undefined): this {
    if (value === undefined) return this;
    this.#tag(field, VARINT);
    this.#varint(value);
    return this;
  }

  text(field: number, value: string | undefined): this {
    return value === undefined ? this : this.bytes(field, utf8Encode(value));
  }

  message(field: number, message: ProtobufWriter): this {
    return this.bytes(field, message.#bytes);
  }

  bytes(field: number, value: ArrayLike<number>): this {
    this.#tag(field, LENGTH_DELIMITED);
    this.#varint(value.length);
    for (let index = 0; index < value.length; index++) this.#bytes.push(value[index] ?? 0);
    return this;
  }

  finish(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  #tag(field: number, wireType: number): void {
    this.#varint(field * 8 + wireType);
  }

  #varint(value: number | bigint): void {
    if (typeof value === 'bigint' || value < 0) this.#bigVarint(BigInt.asUintN(64, BigInt(value)));
    else this.#smallVarint(value);
  }

  #smallVarint(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes.push((rest % 0x80) + 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes.push(rest);
  }

  #bigVarint(value: bigint): void {
    let rest = value;
    while (rest >= 0x80n) {
      this.#bytes.push(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    this.#bytes.push(Number(rest));
  }
}

export function message(): ProtobufWriter {
  return new ProtobufWriter();
}
