// Protocol buffers' wire format, writing: varints and length-delimited fields. Knows no message.
import { utf8Encode } from '../../abi/text.js';

/** @see Protocol Buffers documentation, "Encoding": wire types */
const VARINT = 0;
const LENGTH_DELIMITED = 2;

/** Builds one message. Fields stand in the order in which they are written; undefined values write nothing. */
export class ProtobufWriter {
  #bytes = new Uint8Array(128);
  #length = 0;

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
    return this.bytes(field, message.finish());
  }

  bytes(field: number, value: Uint8Array): this {
    this.#tag(field, LENGTH_DELIMITED);
    this.#varint(value.length);
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
    return this;
  }

  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #tag(field: number, wireType: number): void {
    this.#varint(field * 8 + wireType);
  }

  #varint(value: number | bigint): void {
    this.#reserve(10);
    if (typeof value === 'bigint' || value < 0) this.#bigVarint(BigInt.asUintN(64, BigInt(value)));
    else this.#smallVarint(value);
  }

  #smallVarint(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest % 0x80) + 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length++] = rest;
  }

  #bigVarint(value: bigint): void {
    let rest = value;
    while (rest >= 0x80n) {
      this.#bytes[this.#length++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.#bytes[this.#length++] = Number(rest);
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + count));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}

export function message(): ProtobufWriter {
  return new ProtobufWriter();
}
