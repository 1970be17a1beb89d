import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { auxiliaryTypes } from '../../../src/abi/auxv.js';
import { ET_DYN, PF_R, PF_W, PF_X, PT_INTERP } from '../../../src/abi/elf.js';
import { utf8Decode, utf8Encode } from '../../../src/abi/text.js';
import { elfRefusals } from '../../../src/kernel/lifecycle/elf-header.js';
import {
  isLoadFailure,
  type LoadedProgram,
  type LoadFailure,
  loadProgram,
  type LoadRequest,
} from '../../../src/kernel/lifecycle/elf-loader.js';
import { RT_SIGRETURN_OFFSET } from '../../../src/kernel/lifecycle/vdso.js';
import { TASK_SIZE } from '../../../src/kernel/mm/address-space.js';
import { PAGE_BYTES } from '../../../src/kernel/mm/frame-allocator.js';
import { releaseAddressSpace } from '../../../src/kernel/mm/lifetime.js';
import type { MemoryManager } from '../../../src/kernel/mm/memory-manager.js';
import { handleFault } from '../../../src/kernel/mm/page-fault.js';
import { PROGRAM_BASE } from '../../../src/kernel/mm/placement.js';
import { UserMemory } from '../../../src/kernel/mm/user-memory.js';
import { vmaName, vmaPermissions } from '../../../src/kernel/mm/vma.js';
import { userCredentials } from '../../../src/kernel/sleep/credentials.js';
import { memoryForTest, SourceForTest, usedFrames } from '../mm/memory-for-test.js';
import { DATA_ADDRESS, elfForTest, plainSegments, TEXT_ADDRESS } from './elf-for-test.js';

function request(m: MemoryManager, bytes: Uint8Array, more: Partial<LoadRequest> = {}): LoadRequest {
  return {
    file: { source: new SourceForTest(m, bytes), name: '/bin/program' },
    path: utf8Encode('/bin/program'),
    argv: [utf8Encode('program'), utf8Encode('two words')],
    envp: [utf8Encode('HOME=/root')],
    credentials: userCredentials(1000, 100),
    openInterpreter: () => 'ENOENT',
    ...more,
  };
}

function load(
  bytes: Uint8Array,
  more: Partial<LoadRequest> = {},
  m = memoryForTest(),
): { m: typeof m; program: LoadedProgram; user: UserMemory } {
  const program = loadProgram(m, request(m, bytes, more));
  if (isLoadFailure(program)) throw new Error(program.text);
  return { m, program, user: new UserMemory(m, program.space) };
}

function failLoad(bytes: Uint8Array, more: Partial<LoadRequest> = {}, m = memoryForTest()): LoadFailure {
  const result = loadProgram(m, request(m, bytes, more));
  if (!isLoadFailure(result)) throw new Error('loaded');
  return result;
}

function maps({ space }: LoadedProgram): string[] {
  return space.vmas.map((vma) => `${vma.start.toString(16)}-${vma.end.toString(16)} ${vmaPermissions(vma)} ${vmaName(vma)}`.trimEnd());
}

/** Reads the initial stack as a C library's start code does. */
function readStack({ user, program }: { user: UserMemory; program: LoadedProgram }) {
  let at = BigInt(program.stackPointer);
  const word = (): bigint => {
    const value = user.readU64(at);
    if (value === 'EFAULT') throw new Error('stack too short');
    at += 8n;
    return value;
  };
  const text = (va: bigint): string => {
    const read = user.readCString(va, 4096);
    return typeof read === 'string' ? read : read.text;
  };
  const strings = (): string[] => {
    const read: string[] = [];
    for (let va = word(); va !== 0n; va = word()) read.push(text(va));
    return read;
  };
  const argc = Number(word());
  const argv = strings();
  const envp = strings();
  const auxiliary = new Map<number, number>();
  for (let type = word(); type !== 0n; type = word()) auxiliary.set(Number(type), Number(word()));
  return { argc, argv, envp, auxiliary, text };
}

describe('a static program', () => {
  test('is laid out as its segments say, with the break behind, vdso and stack above', () => {
    const { program } = load(elfForTest());
    expect(maps(program)).toEqual([
      '10000-11000 r-xp /bin/program',
      '11000-12000 rw-p /bin/program',
      '12000-14000 rw-p',
      '3ff7fff000-3ff8000000 r-xp [vdso]',
      '3ffffdf000-4000000000 rw-p [stack]',
    ]);
    expect(program.entry).toBe(TEXT_ADDRESS + 0x200);
    expect(program.space.layout).toMatchObject({ startCode: 0x10000, endCode: 0x10800, startData: 0x11000, endData: 0x11010 });
    expect(program.space.brkStart).toBe(0x14000);
  });

  test('finds its bytes, zeroes after its data, and read-only text', () => {
    const { m, program, user } = load(elfForTest());
    expect(user.readBytes(BigInt(program.entry), 2)).toEqual(Uint8Array.of(1, 1));
    expect(user.readBytes(BigInt(DATA_ADDRESS + 14), 4)).toEqual(Uint8Array.of(14, 15, 0, 0));
    expect(user.readBytes(BigInt(DATA_ADDRESS + 0xff8), 16)).toEqual(new Uint8Array(16));
    expect(handleFault(m, program.space, BigInt(TEXT_ADDRESS), 'store')).toMatchObject({ kind: 'signal' });
    expect(handleFault(m, program.space, BigInt(TEXT_ADDRESS), 'fetch')).toMatchObject({ kind: 'minor' });
    expect(user.writeU32(BigInt(DATA_ADDRESS), 1)).toBe(0);
  });

  test('gets a stack as the psABI has it', () => {
    const loaded = load(elfForTest());
    const { argc, argv, envp, auxiliary, text } = readStack(loaded);
    const { program, user } = loaded;
    expect(program.stackPointer % 16).toBe(0);
    expect([argc, argv, envp]).toEqual([2, ['program', 'two words'], ['HOME=/root']]);
    const { layout } = program.space;
    const value = (name: keyof typeof auxiliaryTypes): number | undefined => auxiliary.get(auxiliaryTypes[name]);
    expect(
      Object.fromEntries(
        (
          ['AT_PHDR', 'AT_PHENT', 'AT_PHNUM', 'AT_PAGESZ', 'AT_BASE', 'AT_FLAGS', 'AT_ENTRY', 'AT_HWCAP', 'AT_CLKTCK', 'AT_SECURE'] as const
        ).map((name) => [name, value(name)]),
      ),
    ).toEqual({
      AT_PHDR: 0x10040,
      AT_PHENT: 56,
      AT_PHNUM: 2,
      AT_PAGESZ: 4096,
      AT_BASE: 0,
      AT_FLAGS: 0,
      AT_ENTRY: program.entry,
      AT_HWCAP: 0x112d,
      AT_CLKTCK: 100,
      AT_SECURE: 0,
    });
    expect([value('AT_UID'), value('AT_EUID'), value('AT_GID'), value('AT_EGID')]).toEqual([1000, 1000, 100, 100]);
    expect(text(BigInt(value('AT_EXECFN') ?? 0))).toBe('/bin/program');
    expect(value('AT_SYSINFO_EHDR')).toBe(layout.vdso);
    expect(user.readU32(BigInt(layout.vdso + RT_SIGRETURN_OFFSET))).toBe(0x08b00893);
    expect(user.readBytes(BigInt(value('AT_RANDOM') ?? 0), 16)).not.toEqual(new Uint8Array(16));
    const bytesOf = (start: number, end: number) => user.readBytes(BigInt(start), end - start);
    expect(utf8Decode(bytesOf(layout.argStart, layout.argEnd) as Uint8Array)).toBe('program\0two words\0');
    expect(utf8Decode(bytesOf(layout.envStart, layout.envEnd) as Uint8Array)).toBe('HOME=/root\0');
    expect(layout.auxv.length).toBe((auxiliary.size + 1) * 16);
    expect(layout.startStack).toBe(program.stackPointer);
  });

  test('without any argument gets an empty one, as on Linux', () => {
    const { argc, argv } = readStack(load(elfForTest(), { argv: [] }));
    expect([argc, argv]).toEqual([1, ['']]);
  });

  test('shares its text frames with a second process of the same file, and gives all frames back', () => {
    const m = memoryForTest();
    const file = { source: new SourceForTest(m, elfForTest()), name: '/bin/program' };
    const before = usedFrames(m);
    const first = load(elfForTest(), { file }, m);
    const second = load(elfForTest(), { file }, m);
    for (const { program } of [first, second]) handleFault(m, program.space, BigInt(TEXT_ADDRESS), 'fetch');
    expect(m.frames.references(file.source.frames.get(0) ?? 0)).toBe(3);
    releaseAddressSpace(m, first.program.space);
    releaseAddressSpace(m, second.program.space);
    file.source.empty();
    // The vdso's frame stays.
    expect(usedFrames(m)).toBe(before + 1);
    expect(m.totals).toEqual({ anonymous: 0, shared: 0, pageTables: 0, committed: 0 });
  });

  test('built by zig loads', () => {
    const { program } = load(readFileSync(new URL('../../../dist/userland/bin/ps', import.meta.url)));
    expect(maps(program).at(-1)).toContain('[stack]');
    expect(program.entry).toBeGreaterThan(0x10000);
  });
});

describe('a position-independent program', () => {
  const segments = plainSegments.map((segment) => ({ ...segment, address: (segment.address ?? 0) - TEXT_ADDRESS }));
  const pie = elfForTest({ type: ET_DYN, entry: 0x200, segments });

  test('goes two thirds up, and its break follows it', () => {
    const { program } = load(pie);
    expect(program.space.vmas[0]?.start).toBe(PROGRAM_BASE);
    expect(program.entry).toBe(PROGRAM_BASE + 0x200);
    expect(program.space.brkStart).toBe(PROGRAM_BASE + 0x4000);
    expect(readStack(load(pie)).auxiliary.get(auxiliaryTypes.AT_PHDR)).toBe(PROGRAM_BASE + 0x40);
  });

  test('is aligned as its segments ask', () => {
    const aligned = elfForTest({ type: ET_DYN, entry: 0x200, segments: segments.map((segment) => ({ ...segment, align: 0x20_0000 })) });
    expect((load(aligned).program.space.vmas[0]?.start ?? 1) % 0x20_0000).toBe(0);
  });

  test('lies elsewhere with every seed, in the same place for the same', () => {
    const starts = [1, 2].map(() => load(pie, {}, memoryForTest({ aslr: true })).program);
    expect(starts[0]?.entry).toBe(starts[1]?.entry);
    expect(starts[0]?.stackPointer).toBe(starts[1]?.stackPointer);
    expect(starts[0]?.entry).not.toBe(PROGRAM_BASE + 0x200);
    expect((starts[0]?.stackPointer ?? 1) % 16).toBe(0);
    expect(starts[0]?.stackPointer).toBeLessThan(TASK_SIZE - PAGE_BYTES);
  });

  test('starts in its dynamic loader, which learns where it lies', () => {
    const named = elfForTest({ type: ET_DYN, entry: 0x200, segments: [...segments, { type: PT_INTERP, offset: 0x400, fileBytes: 11 }] });
    named.set(utf8Encode('/lib/ld.so\0'), 0x400);
    const m = memoryForTest();
    const asked: string[] = [];
    const openInterpreter = (path: string) => {
      asked.push(path);
      return { source: new SourceForTest(m, elfForTest({ type: ET_DYN, entry: 0x300, segments })), name: '/usr/lib/ld.so' };
    };
    const loaded = load(named, { openInterpreter }, m);
    expect(asked).toEqual(['/lib/ld.so']);
    const { auxiliary } = readStack(loaded);
    const base = auxiliary.get(auxiliaryTypes.AT_BASE) ?? 0;
    expect(base % PAGE_BYTES).toBe(0);
    expect(loaded.program.entry).toBe(base + 0x300);
    expect(auxiliary.get(auxiliaryTypes.AT_ENTRY)).toBe(PROGRAM_BASE + 0x200);
    expect(maps(loaded.program).filter((line) => line.endsWith('/usr/lib/ld.so')).length).toBe(2);
    expect(failLoad(named)).toMatchObject({ refusal: 'missing-interpreter', errno: 'ENOENT', text: expect.stringContaining('/lib/ld.so') });
    expect(failLoad(named, { openInterpreter: () => ({ source: new SourceForTest(m, utf8Encode('text')), name: '' }) }, m)).toMatchObject({
      refusal: 'interpreter-refused',
    });
  });
});

describe('a program that cannot be', () => {
  test('leaves nothing behind when its memory cannot be had', () => {
    const m = memoryForTest();
    const huge = elfForTest({
      segments: plainSegments.map((segment) => ({ ...segment, memoryBytes: segment.flags === (PF_R | PF_W) ? 2 ** 34 : 0x800 })),
    });
    const before = usedFrames(m);
    const file = { source: new SourceForTest(m, huge), name: '' };
    expect(failLoad(huge, { file }, m)).toMatchObject({ refusal: 'too-large', errno: 'ENOMEM' });
    file.source.empty();
    expect(usedFrames(m)).toBe(before);
    expect(m.spaces.size).toBe(0);
  });

  test('has arguments that are too long', () => {
    const long = new Uint8Array(131_072).fill(65);
    expect(failLoad(elfForTest(), { argv: [long] })).toMatchObject({ refusal: 'arguments-too-long', errno: 'E2BIG' });
    const many = Array.from({ length: 17 }, () => long.subarray(1));
    expect(failLoad(elfForTest(), { argv: many })).toMatchObject({ errno: 'E2BIG' });
    expect(readStack(load(elfForTest(), { argv: [long.subarray(1)] })).argc).toBe(1);
  });

  test('lies where the stack must be', () => {
    const high = elfForTest({
      entry: TASK_SIZE - 0x1000,
      segments: [{ flags: PF_R | PF_X, address: TASK_SIZE - 0x1000, fileBytes: 0x800 }],
    });
    expect(failLoad(high)).toMatchObject({ errno: 'ENOMEM' });
    const low = elfForTest({ entry: 0, segments: [{ flags: PF_R | PF_X, address: 0, fileBytes: 0x800 }] });
    expect(failLoad(low)).toMatchObject({ refusal: 'address-taken' });
  });

  test('never makes the host throw, whatever its bytes, and never leaks a frame', () => {
    const m = memoryForTest();
    load(elfForTest(), {}, m);
    const before = usedFrames(m);
    const base = elfForTest({ segments: [...plainSegments, { flags: PF_R | PF_X, address: 0x20000, fileBytes: 0, memoryBytes: 0x5000 }] });
    const place = fc.oneof(fc.nat(231), fc.integer({ min: 64, max: 231 }));
    const mutations = fc.array(fc.record({ place, value: fc.oneof(fc.constantFrom(0, 1, 2, 4, 8, 0x10, 0x20, 0xff), fc.nat(255)) }), {
      minLength: 1,
      maxLength: 4,
    });
    const seen = new Set<string>();
    fc.assert(
      fc.property(mutations, (list) => {
        const bytes = base.slice();
        for (const { place: at, value } of list) bytes[at] = value;
        const file = { source: new SourceForTest(m, bytes), name: '' };
        const result = loadProgram(m, request(m, bytes, { file }));
        seen.add(isLoadFailure(result) ? result.refusal : 'loaded');
        if (isLoadFailure(result)) expect(elfRefusals).toHaveProperty(result.refusal);
        else releaseAddressSpace(m, result.space);
        file.source.empty();
        expect(usedFrames(m)).toBe(before + (m.spaces.size - 1));
      }),
      { numRuns: 2000 },
    );
    expect(seen).toContain('loaded');
    expect(seen.size).toBeGreaterThan(6);
  });
});

test('PF_ and PROT_ bits are not the same', () => {
  const { program } = load(elfForTest({ segments: [...plainSegments, { flags: PF_W, address: 0x20000, fileBytes: 0, memoryBytes: 16 }] }));
  expect(maps(program)).toContain('20000-21000 -w-p');
});
