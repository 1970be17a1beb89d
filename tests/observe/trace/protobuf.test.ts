// The wire format, against protobufjs and against itself.
import fc from 'fast-check';
import protobuf from 'protobufjs';
import { describe, expect, test } from 'vitest';
import { ProtobufMessage, readField } from '../../../src/observe/trace/protobuf-reader.js';
import { message } from '../../../src/observe/trace/protobuf-writer.js';

const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

describe('a varint', () => {
  // @see Protocol Buffers documentation, "Encoding": 150 is 96 01
  test('of 150 is 96 01', () => {
    expect([...message().varint(1, 150).finish()]).toEqual([0x08, 0x96, 0x01]);
  });

  test('is the same from a number and from a bigint', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        expect(message().varint(3, value).finish()).toEqual(message().varint(3, BigInt(value)).finish());
      }),
    );
  });

  test('of 64 bits is what protobufjs writes', () => {
    fc.assert(
      fc.property(int64, fc.integer({ min: 1, max: 1000 }), (value, field) => {
        const expected = protobuf.Writer.create()
          .uint32(field * 8)
          .int64(String(value))
          .finish();
        expect([...message().varint(field, value).finish()]).toEqual([...expected]);
      }),
    );
  });

  test('comes back', () => {
    fc.assert(
      fc.property(int64, (value) => {
        expect(readField(message().varint(7, value).finish(), 0)).toEqual({
          field: 7,
          value: BigInt.asUintN(64, value),
          next: message().varint(7, value).finish().length,
        });
      }),
    );
  });

  test('without a value writes nothing', () => {
    expect(message().varint(1, undefined).text(2, undefined).finish()).toHaveLength(0);
  });
});

describe('a message', () => {
  test('of texts and messages comes back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.maxSafeInteger(), (text, number) => {
        const bytes = message().text(5, text).message(6, message().varint(1, number)).finish();
        const read = new ProtobufMessage(bytes);
        expect(read.text(5)).toBe(Buffer.from(text).toString());
        expect(read.message(6)?.number(1)).toBe(number);
      }),
    );
  });

  test('that is cut anywhere is no field', () => {
    const bytes = message().text(5, 'a text that is longer than a few bytes').finish();
    for (let length = 0; length < bytes.length; length++) expect(readField(bytes.subarray(0, length), 0)).toBeUndefined();
  });

  test('of any bytes is read without a throw', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void new ProtobufMessage(bytes)));
  });
});
