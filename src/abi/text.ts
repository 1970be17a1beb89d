// UTF-8 without a host: the lower layers have no TextEncoder. Knows nothing but code points.
// A guest's names are bytes, not text. So that none is lost or taken for another, a byte 0x80 to 0xff that is no UTF-8 stands in a string as the lone
// surrogate U+DC80 to U+DCFF, as in Python's "surrogateescape" (PEP 383); decoding and encoding give back any bytes.

/** Where the escaped bytes lie: U+DC80 is byte 0x80. */
const escapeBase = 0xdc00;

/** Encodes as UTF-8; escaped bytes become those bytes, other lone surrogates U+FFFD. @see RFC 3629 */
export function utf8Encode(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code >= 0x80) return encodeAny(text);
    bytes[index] = code;
  }
  return bytes;
}

function encodeAny(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0xfffd;
    if (code < 0x80) bytes.push(code);
    else if (isEscapedByte(code)) bytes.push(code - escapeBase);
    else bytes.push(...sequenceOf(code >= 0xd800 && code <= 0xdfff ? 0xfffd : code));
  }
  return Uint8Array.from(bytes);
}

/** The bytes of a code point from U+0080. */
function sequenceOf(point: number): readonly number[] {
  const last = 0x80 | (point & 0x3f);
  if (point < 0x800) return [0xc0 | (point >> 6), last];
  const middle = 0x80 | ((point >> 6) & 0x3f);
  if (point < 0x10000) return [0xe0 | (point >> 12), middle, last];
  return [0xf0 | (point >> 18), 0x80 | ((point >> 12) & 0x3f), middle, last];
}

function isEscapedByte(code: number): boolean {
  return code >= escapeBase + 0x80 && code <= escapeBase + 0xff;
}

/** Whether nothing in it is escaped: a host that knows only Unicode can take it. */
export function isUnicode(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

/** Smallest code point that may use a sequence of 2, 3 or 4 bytes. */
const smallest = [0, 0, 0x80, 0x800, 0x10000];

/** Bytes in the sequence that `first` begins; 0 when none begins with it. */
function sequenceLength(first: number): number {
  if (first < 0x80) return 1;
  if (first < 0xc0 || first >= 0xf8) return 0;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}

/** Decodes UTF-8; each byte that starts no valid sequence is escaped. */
export function utf8Decode(bytes: Uint8Array): string {
  let text = '';
  let index = 0;
  while (index < bytes.length) {
    const length = sequenceLength(bytes[index] ?? 0);
    const point = length === 0 ? undefined : sequence(bytes, index, length);
    text += String.fromCodePoint(point ?? escapeBase + (bytes[index] ?? 0));
    index += point === undefined ? 1 : length;
  }
  return text;
}

function sequence(bytes: Uint8Array, index: number, length: number): number | undefined {
  const first = bytes[index] ?? 0;
  if (length === 1) return first;
  let point = first & (0xff >> (length + 1));
  for (let offset = 1; offset < length; offset++) {
    const next = bytes[index + offset];
    if (next === undefined || (next & 0xc0) !== 0x80) return undefined;
    point = (point << 6) | (next & 0x3f);
  }
  const valid = point >= (smallest[length] ?? 0) && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff);
  return valid ? point : undefined;
}
