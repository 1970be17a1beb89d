// Protocol buffers' wire format, reading: a message's fields as they come. Knows no message.
import { utf8Decode } from '../../abi/text.js';

/** One field: a varint as bigint (64 bits, unsigned), or bytes. Fixed-size values are passed as their bytes. */
export interface ProtobufField {
  readonly field: number;
  readonly value: bigint | Uint8Array;
  /** Where the next field begins. */
  readonly next: number;
}

const fixedBytes: Readonly<Record<number, number>> = { 1: 8, 5: 4 };

function readVarint(bytes: Uint8Array, start: number): { readonly value: bigint; readonly next: number } | undefined {
  let value = 0n;
  for (let index = 0; index < 10; index++) {
    const byte = bytes[start + index];
    if (byte === undefined) return undefined;
    value |= BigInt(byte & 0x7f) << BigInt(7 * index);
    if (byte < 0x80) return { value: BigInt.asUintN(64, value), next: start + index + 1 };
  }
  return undefined;
}

/** The field that begins at `start`; undefined when the bytes end before it does, or are no field. */
export function readField(bytes: Uint8Array, start: number): ProtobufField | undefined {
  const tag = readVarint(bytes, start);
  if (tag === undefined) return undefined;
  const field = Number(tag.value >> 3n);
  const wireType = Number(tag.value & 7n);
  if (wireType !== 0 && wireType !== 2 && fixedBytes[wireType] === undefined) return undefined;
  const first =
    wireType === 0 || wireType === 2 ? readVarint(bytes, tag.next) : { value: BigInt(fixedBytes[wireType] ?? 0), next: tag.next };
  if (first === undefined) return undefined;
  if (wireType === 0) return { field, value: first.value, next: first.next };
  const next = first.next + Number(first.value);
  return next > bytes.length ? undefined : { field, value: bytes.subarray(first.next, next), next };
}

/** A message's fields by number: the last one of each wins, but `all` has every one. */
export class ProtobufMessage {
  readonly #fields = new Map<number, (bigint | Uint8Array)[]>();

  constructor(bytes: Uint8Array) {
    for (let at = 0; at < bytes.length; ) {
      const field = readField(bytes, at);
      if (field === undefined) return;
      const values = this.#fields.get(field.field);
      if (values === undefined) this.#fields.set(field.field, [field.value]);
      else values.push(field.value);
      at = field.next;
    }
  }

  has(field: number): boolean {
    return this.#fields.has(field);
  }

  /** A varint, signed; 0 when it is missing. */
  number(field: number): number {
    const value = this.#fields.get(field)?.at(-1);
    return typeof value === 'bigint' ? Number(BigInt.asIntN(64, value)) : 0;
  }

  text(field: number): string {
    const value = this.#fields.get(field)?.at(-1);
    return value instanceof Uint8Array ? utf8Decode(value) : '';
  }

  message(field: number): ProtobufMessage | undefined {
    return this.all(field).at(-1);
  }

  all(field: number): ProtobufMessage[] {
    return (this.#fields.get(field) ?? []).flatMap((value) => (value instanceof Uint8Array ? [new ProtobufMessage(value)] : []));
  }
}
