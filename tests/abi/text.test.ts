// Text and bytes: what Node's own coder says for text, and that no bytes are lost.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isUnicode, utf8Decode, utf8Encode } from '../../src/abi/text.js';

test('encodes and decodes Unicode as TextEncoder and TextDecoder do', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const bytes = utf8Encode(text);
      expect(Array.from(bytes)).toEqual(Array.from(new TextEncoder().encode(text)));
      expect(utf8Decode(bytes)).toBe(text);
    }),
  );
});

test('gives back any bytes, UTF-8 or not', () => {
  const byte = fc.oneof(fc.nat(255), fc.constantFrom(0x41, 0x80, 0xbf, 0xc3, 0xe2, 0xed, 0xa0, 0xf0, 0x9f, 0xf8, 0xff));
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 20 }), (list) => {
      expect(Array.from(utf8Encode(utf8Decode(Uint8Array.from(list))))).toEqual(list);
    }),
    { numRuns: 2000 },
  );
});

test('makes different texts of different bytes', () => {
  const names = [[0x81], [0x82], [0xed, 0xb2, 0x81], [0xef, 0xbf, 0xbd]].map((bytes) => utf8Decode(Uint8Array.from(bytes)));
  expect(new Set(names).size).toBe(names.length);
});

test('encodes a surrogate that stands for no byte as U+FFFD', () => {
  expect(Array.from(utf8Encode('\ud800'))).toEqual([0xef, 0xbf, 0xbd]);
  expect(Array.from(utf8Encode('\udc7f'))).toEqual([0xef, 0xbf, 0xbd]);
});

test('tells text that a host can take from text with escaped bytes', () => {
  expect(['', 'plain', 'größe', '\u{1f600}'].map(isUnicode)).toEqual([true, true, true, true]);
  expect(isUnicode(utf8Decode(Uint8Array.of(0x61, 0xff)))).toBe(false);
});
