import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { errnos } from '../../../src/abi/errno.js';
import {
  MAP_ANONYMOUS,
  MAP_FIXED,
  MAP_HUGETLB,
  MAP_PRIVATE,
  MAP_SHARED,
  MCL_CURRENT,
  MCL_FUTURE,
  MS_ASYNC,
  MS_SYNC,
  PROT_EXEC,
  PROT_READ,
  PROT_WRITE,
} from '../../../src/abi/mman.js';
import { openFlags } from '../../../src/abi/open-flags.js';
import { TASK_SIZE } from '../../../src/kernel/mm/address-space.js';
import { PAGE_BYTES } from '../../../src/kernel/mm/frame-allocator.js';
import { releaseAddressSpace } from '../../../src/kernel/mm/lifetime.js';
import { UserMemory } from '../../../src/kernel/mm/user-memory.js';
import { vmaName, vmaPermissions } from '../../../src/kernel/mm/vma.js';
import { userCredentials } from '../../../src/kernel/sleep/credentials.js';
import { memorySyscalls } from '../../../src/kernel/syscall/memory-syscalls.js';
import type { SyscallContext, SyscallResult } from '../../../src/kernel/syscall/syscall.js';
import { memoryForTest, SourceForTest, spaceForTest, usedFrames } from '../mm/memory-for-test.js';

const BASE = 0x1_0000_0000n;
const PAGE = BigInt(PAGE_BYTES);
const RW = PROT_READ | PROT_WRITE;

/** A process with nothing but memory and one open file, as descriptor 3. */
function caller({ flags = openFlags.O_RDWR, mountFlags = 0, uid = 1000 }: { flags?: number; mountFlags?: number; uid?: number } = {}) {
  const m = memoryForTest();
  const before = usedFrames(m);
  const space = spaceForTest(m);
  space.brkStart = space.brk = 0x20000;
  const memory = new UserMemory(m, space);
  const source = new SourceForTest(m, new Uint8Array(3 * PAGE_BYTES).fill(5));
  const access = flags & openFlags.O_ACCMODE;
  const file = {
    readable: access !== openFlags.O_WRONLY,
    writable: access !== openFlags.O_RDONLY,
    inode: { mode: 0o100644 },
    location: { mount: { flags: mountFlags } },
    pages: () => source,
  };
  const process = { credentials: userCredentials(uid, uid), files: { get: (fd: number) => (fd === 3 ? file : undefined) }, fs: undefined };
  const context = { kernel: { memory: m }, memory, process } as unknown as SyscallContext;
  const call = (name: string, ...parameters: (number | bigint)[]): SyscallResult => {
    const row = memorySyscalls.find((syscall) => syscall.name === name);
    if (row === undefined) throw new Error(name);
    return row.handle(context, ...parameters.map(BigInt));
  };
  return { m, space, memory, source, call, before };
}

describe('mmap', () => {
  const anonymous = MAP_PRIVATE | MAP_ANONYMOUS;

  test.each([
    ['EINVAL', [0, 4096, RW, MAP_ANONYMOUS, -1, 0]],
    ['EINVAL', [0, 0, RW, anonymous, -1, 0]],
    ['EINVAL', [0, 4096, RW, anonymous, -1, 1]],
    ['ENOMEM', [0, 2n ** 39n, RW, anonymous, -1, 0]],
    ['ENOMEM', [0, 2n ** 64n - 1n, RW, anonymous, -1, 0]],
    ['EINVAL', [BASE + 1n, 4096, RW, anonymous | MAP_FIXED, -1, 0]],
    ['EINVAL', [2n ** 64n - 1n, 4096, RW, anonymous | MAP_FIXED, -1, 0]],
    ['ENOMEM', [2n ** 64n - 4096n, 4096, RW, anonymous | MAP_FIXED, -1, 0]],
    ['ENOMEM', [0, 4096, RW, anonymous | MAP_HUGETLB, -1, 0]],
    ['EBADF', [0, 4096, RW, MAP_PRIVATE, 9, 0]],
    ['EOVERFLOW', [0, 4096, RW, MAP_PRIVATE, 3, 2n ** 64n - 4096n]],
  ] as const)('gives %s for %s', (errno, parameters) => {
    expect(caller().call('mmap', ...parameters)).toBe(errno);
  });

  test('of a file needs what the descriptor was opened for', () => {
    expect(caller({ flags: openFlags.O_WRONLY }).call('mmap', 0, 4096, PROT_READ, MAP_PRIVATE, 3, 0)).toBe('EACCES');
    const readOnly = caller({ flags: openFlags.O_RDONLY });
    expect(readOnly.call('mmap', 0, 4096, RW, MAP_SHARED, 3, 0)).toBe('EACCES');
    expect(typeof readOnly.call('mmap', 0, 4096, RW, MAP_PRIVATE, 3, 0)).toBe('number');
    const shared = Number(readOnly.call('mmap', 0, 4096, PROT_READ, MAP_SHARED, 3, 0));
    expect(readOnly.call('mprotect', shared, 4096, RW)).toBe('EACCES');
    expect(caller({ mountFlags: 8 }).call('mmap', 0, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, 3, 0)).toBe('EPERM');
  });

  test('of a file shows its content from the offset on; private writes stay private, shared ones do not', () => {
    const { call, memory, source } = caller();
    const first = BigInt(call('mmap', 0, 8192, RW, MAP_PRIVATE, 3, 4096) as number);
    const second = BigInt(call('mmap', 0, 8192, RW, MAP_SHARED, 3, 4096) as number);
    memory.writeBytes(first, Uint8Array.of(6));
    memory.writeBytes(second + PAGE, Uint8Array.of(7));
    expect([memory.readU8(first), memory.readU8(second), memory.readU8(first + PAGE)]).toEqual([6, 5, 7]);
    expect([...source.dirty]).toEqual([2]);
    expect(call('msync', second, 8192, MS_SYNC)).toBe(0);
    expect(call('munmap', first, 8192)).toBe(0);
    expect(source.holds).toBe(1);
  });

  test('of shared anonymous memory is one object for each call, named as on Linux', () => {
    const { m, space, call } = caller();
    const place = Number(call('mmap', 0, 8192, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    expect(space.vmas.map((vma) => [vma.start, vmaPermissions(vma), vmaName(vma)])).toEqual([[place, 'rw-s', '/dev/zero (deleted)']]);
    expect(m.totals.committed).toBe(2);
    expect(call('mmap', BASE + 1n, 8192, RW, MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, -1, 0)).toBe('EINVAL');
    expect(m.totals.committed).toBe(2);
  });
});

test('brk answers with the break, wild wishes included', () => {
  const { call } = caller();
  expect(call('brk', 0)).toBe(0x20000);
  expect(call('brk', 0x21001)).toBe(0x21001);
  for (const wish of [1, 2n ** 38n, 2n ** 63n, 2n ** 64n - 1n]) expect(call('brk', wish)).toBe(0x21001);
});

test('mincore and msync say where nothing is mapped', () => {
  const { call, memory } = caller();
  call('mmap', BASE, 3n * PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
  memory.writeU32(BASE + PAGE, 1);
  expect(call('mincore', BASE, 2n * PAGE, BASE + PAGE + 8n)).toBe(0);
  expect(memory.readBytes(BASE + PAGE + 8n, 3)).toEqual(Uint8Array.of(0, 1, 0));
  expect(call('mincore', BASE, 4n * PAGE, BASE)).toBe('ENOMEM');
  expect(call('mincore', BASE, PAGE, 1)).toBe('EFAULT');
  expect(call('mincore', BASE + 1n, PAGE, BASE)).toBe('EINVAL');
  expect(call('msync', BASE, 4n * PAGE, MS_ASYNC)).toBe('ENOMEM');
  expect(call('msync', BASE, PAGE, MS_ASYNC | MS_SYNC)).toBe('EINVAL');
});

test('mlockall locks what is and what comes, within RLIMIT_MEMLOCK but for root', () => {
  for (const uid of [0, 1000]) {
    const { call, space } = caller({ uid });
    call('mmap', BASE, 4n * PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    space.limits.lockedBytes = 2 * PAGE_BYTES;
    expect(call('mlockall', MCL_CURRENT | MCL_FUTURE)).toBe(uid === 0 ? 0 : 'ENOMEM');
    expect(space.usage.locked).toBe(uid === 0 ? 4 : 0);
    call('mmap', 0, PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    expect(space.usage).toMatchObject(uid === 0 ? { locked: 5, rssAnon: 5 } : { locked: 0, rssAnon: 0 });
    expect(call('munlockall')).toBe(0);
    expect(space.usage.locked).toBe(0);
    expect(call('mlockall', 0)).toBe('EINVAL');
  }
});

test.each(memorySyscalls)('$name with any arguments gives a value or an errno, and no frame is lost', ({ name, parameters }) => {
  const word = fc.oneof(
    fc.constantFrom(
      0n,
      1n,
      2n,
      3n,
      4096n,
      8192n,
      BASE,
      BASE + PAGE,
      0x20000n,
      BigInt(TASK_SIZE),
      BigInt(TASK_SIZE) - PAGE,
      2n ** 63n,
      2n ** 64n - 1n,
      2n ** 64n - 4096n,
    ),
    fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    fc.nat(64).map((bits) => BigInt(bits) * PAGE),
    fc.nat(0x20_ffff).map(BigInt),
  );
  const narrow = (kind: string, value: bigint): bigint => (kind === 'address' || kind === 'size' ? value : BigInt.asIntN(32, value));
  fc.assert(
    fc.property(fc.array(fc.array(word, { minLength: parameters.length, maxLength: parameters.length }), { maxLength: 6 }), (calls) => {
      const { m, space, source, call, before } = caller();
      call('mmap', BASE, 4n * PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
      call('brk', 0x23000);
      for (const values of calls) {
        const result = call(name, ...values.map((value, index) => narrow(parameters[index] ?? '', value)));
        if (typeof result === 'string') expect(errnos).toHaveProperty(result);
        else expect(Number(result)).toBeGreaterThanOrEqual(0);
      }
      releaseAddressSpace(m, space);
      source.empty();
      expect(usedFrames(m)).toBe(before);
      expect(m.totals).toEqual({ anonymous: 0, shared: 0, pageTables: 0, committed: 0 });
    }),
    { numRuns: 60 },
  );
});
