import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EHDR_BYTES, ehdrOffsets, ET_DYN, ET_REL, PF_R, PF_W, PF_X, PT_GNU_STACK, PT_INTERP, PT_PHDR } from '../../../src/abi/elf.js';
import { errnos } from '../../../src/abi/errno.js';
import { readerOfBytes } from '../../../src/kernel/lifecycle/byte-reader.js';
import { type ElfRefusal, elfRefusals, readElf } from '../../../src/kernel/lifecycle/elf-header.js';
import { vdsoImage } from '../../../src/kernel/lifecycle/vdso.js';
import { DATA_ADDRESS, elfForTest, plainSegments, type SegmentForTest, TEXT_ADDRESS } from './elf-for-test.js';

const read = (bytes: Uint8Array) => readElf(readerOfBytes(bytes));
const [text = {}, data = {}] = plainSegments;

function patched(offset: number, ...values: number[]): Uint8Array {
  const bytes = elfForTest();
  bytes.set(values, offset);
  return bytes;
}

function withSegments(...segments: SegmentForTest[]): Uint8Array {
  return elfForTest({ segments });
}

/** A file whose PT_INTERP holds `name`. */
function withInterpreter(name: string, fileBytes = name.length): Uint8Array {
  const bytes = elfForTest({ segments: [text, data, { type: PT_INTERP, offset: 0x400, fileBytes }] });
  bytes.set(
    [...name].map((character) => character.charCodeAt(0)),
    0x400,
  );
  return bytes;
}

describe('a file that is no program is refused for its reason', () => {
  const cases: readonly (readonly [ElfRefusal, string, Uint8Array])[] = [
    ['not-elf', 'an empty file', new Uint8Array(0)],
    ['not-elf', 'a text', Uint8Array.from([...'hello, world'].map((character) => character.charCodeAt(0)))],
    ['truncated-header', 'a header cut in the middle', elfForTest().subarray(0, 40)],
    ['truncated-header', 'the magic alone', elfForTest().subarray(0, 4)],
    ['wrong-class', '32 bits', patched(4, 1)],
    ['wrong-endianness', 'big endian', patched(5, 2)],
    ['wrong-version', 'another version', patched(6, 2)],
    ['wrong-machine', 'x86-64', elfForTest({ machine: 62 })],
    ['embedded-abi', 'RV64E', patched(ehdrOffsets.e_flags, 8)],
    ['not-executable', 'an object file', elfForTest({ type: ET_REL })],
    ['program-header-size', 'program headers of another size', patched(ehdrOffsets.e_phentsize, 32)],
    ['no-program-headers', 'no program headers', elfForTest({ segments: [] })],
    ['too-many-program-headers', '2000 program headers', patched(ehdrOffsets.e_phnum, 0xd0, 7)],
    ['truncated-program-headers', 'program headers behind the end', patched(ehdrOffsets.e_phoff, 0xf0, 0x10)],
    ['truncated-program-headers', 'program headers at 2^64 - 1', patched(ehdrOffsets.e_phoff, 255, 255, 255, 255, 255, 255, 255, 255)],
    ['no-loadable-segments', 'no PT_LOAD', withSegments({ ...text, type: PT_PHDR })],
    ['no-loadable-segments', 'empty segments only', withSegments({ ...text, fileBytes: 0, memoryBytes: 0 })],
    ['truncated-segment', 'a segment longer than the file', withSegments(text, { ...data, fileBytes: 0x200 })],
    ['segment-sizes', 'more in the file than in memory', withSegments({ ...text, memoryBytes: 1 })],
    ['segment-alignment', 'file and memory apart within the page', withSegments(text, { ...data, offset: 0x1008 })],
    ['segment-outside', 'a segment at 2^38', withSegments(text, { ...data, address: 2 ** 38 })],
    ['segment-outside', 'a segment that reaches over 2^38', withSegments(text, { ...data, memoryBytes: 2 ** 38 })],
    ['segments-overlap', 'overlapping segments', withSegments(text, { ...data, address: TEXT_ADDRESS, offset: 0 })],
    ['segments-overlap', 'segments out of order', withSegments({ ...data }, text)],
    ['entry-not-executable', 'an entry in the data', elfForTest({ entry: DATA_ADDRESS })],
    ['entry-not-executable', 'an entry nowhere', elfForTest({ entry: 0 })],
    ['bad-interpreter', 'an interpreter without a name', withInterpreter('\0\0')],
    ['bad-interpreter', 'an interpreter whose name does not end', withInterpreter('/lib/ld.so')],
    ['bad-interpreter', 'an interpreter behind the end of the file', withInterpreter('/lib/ld.so\0', 0x1000)],
  ];

  test.each(cases)('%s: %s', (reason, _what, bytes) => {
    expect(read(bytes)).toBe(reason);
  });

  test('a file that cannot be read is unreadable', () => {
    expect(readElf({ sizeBytes: 4096, read: () => 'EIO' })).toBe('unreadable');
  });

  test.each(Object.entries(elfRefusals))('%s has an errno and one line of text', (_name, { errno, text: line }) => {
    expect(errnos[errno]).toBeGreaterThan(0);
    expect(line).toMatch(/^[^\n]{10,100}$/);
  });
});

describe('a program', () => {
  test('is described as its headers say', () => {
    expect(read(elfForTest())).toMatchObject({
      positionIndependent: false,
      entry: TEXT_ADDRESS + 0x200,
      headerOffset: EHDR_BYTES,
      headerCount: 2,
      headerAddress: TEXT_ADDRESS + EHDR_BYTES,
      interpreter: undefined,
      executableStack: false,
      loads: [
        { flags: PF_R | PF_X, address: TEXT_ADDRESS, fileBytes: 0x800 },
        { flags: PF_R | PF_W, address: DATA_ADDRESS, memoryBytes: 0x2100 },
      ],
    });
  });

  test('may be position independent, name a loader and ask for an executable stack', () => {
    expect(read(withInterpreter('/lib/ld-musl-riscv64.so.1\0'))).toMatchObject({ interpreter: '/lib/ld-musl-riscv64.so.1' });
    expect(
      read(elfForTest({ type: ET_DYN, segments: [...plainSegments, { type: PT_GNU_STACK, flags: PF_R | PF_W | PF_X }] })),
    ).toMatchObject({
      positionIndependent: true,
      executableStack: true,
    });
  });

  test('built by zig is accepted', () => {
    const folder = new URL('../../../dist/userland/bin/', import.meta.url);
    const programs = readdirSync(folder);
    expect(programs.length).toBeGreaterThan(10);
    for (const name of programs) expect(read(readFileSync(new URL(name, folder)))).toMatchObject({ headerCount: expect.any(Number) });
  });

  test('is what the vdso is', () => {
    expect(read(vdsoImage())).toMatchObject({ positionIndependent: true, headerAddress: EHDR_BYTES });
  });
});

describe('whatever the bytes', () => {
  const mutation = fc.record({
    offset: fc.oneof(fc.nat(175), fc.nat(0x10ff)),
    value: fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.nat(255)),
  });

  test('the answer is a header or a reason, never an exception', () => {
    const accept = (bytes: Uint8Array): void => {
      const header = read(bytes);
      if (typeof header === 'string') expect(elfRefusals).toHaveProperty(header);
      else expect(header.loads.length).toBeGreaterThan(0);
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), accept));
    const mutant = fc.tuple(fc.array(mutation, { maxLength: 12 }), fc.integer({ min: 0, max: 0x1100 }));
    const base = withInterpreter('/lib/ld.so\0');
    fc.assert(
      fc.property(mutant, ([mutations, length]) => {
        const bytes = base.slice();
        for (const { offset, value } of mutations) bytes[offset] = value;
        accept(bytes);
        accept(bytes.subarray(0, length));
      }),
      { numRuns: 3000 },
    );
  });
});
