import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { errnos } from '../../../src/abi/errno.js';
import { fcntlCommands } from '../../../src/abi/fcntl.js';
import { MAP_ANONYMOUS, MAP_FIXED, MAP_PRIVATE, PROT_READ, PROT_WRITE } from '../../../src/abi/mman.js';
import { AT_FDCWD, atFlags, openFlags } from '../../../src/abi/open-flags.js';
import { mapRegion } from '../../../src/kernel/mm/regions.js';
import { CallContext } from '../../../src/kernel/syscall/context.js';
import { fileSyscalls } from '../../../src/kernel/syscall/file-syscalls.js';
import { isWait, type SyscallResult } from '../../../src/kernel/syscall/syscall.js';
import { type CallProgress, freshProgress } from '../../../src/kernel/task/blocked-call.js';
import type { Process } from '../../../src/kernel/task/task.js';
import { TestSystem } from '../boot-for-test.js';

const { O_RDONLY, O_RDWR, O_WRONLY, O_CREAT, O_NONBLOCK } = openFlags;
/** A mapped stretch of the program's memory: strings and buffers go there. */
const AREA = 0x1000_0000;
const AREA_BYTES = 16 * 4096;
const BUFFER = AREA + 8192;
const program = readFileSync(new URL('../../../dist/userland/bin/true', import.meta.url));

let system: TestSystem;
let process: Process;

beforeEach(() => {
  system = new TestSystem({ ramMib: 16, harts: 1 });
  system.install('/bin/true', program);
  process = system.spawn('/bin/true');
  if (process.space === undefined) throw new Error('no memory');
  const request = {
    address: AREA,
    length: AREA_BYTES,
    prot: PROT_READ | PROT_WRITE,
    flags: MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED,
    offset: 0,
  };
  expect(mapRegion(system.kernel.state.memory, process.space, request)).toBe(AREA);
});

function context(progress: CallProgress = freshProgress()): CallContext {
  const [hart] = system.machine.harts;
  const [task] = process.tasks;
  if (hart === undefined || task === undefined) throw new Error('no caller');
  return new CallContext(system.kernel.state, hart, task, progress, 'noted');
}

function tryCall(name: string, progress: CallProgress, ...parameters: (number | bigint | string)[]): SyscallResult {
  const row = fileSyscalls.find((candidate) => candidate.name === name);
  if (row === undefined) throw new Error(name);
  const given = context(progress);
  let at = AREA;
  const raw = parameters.map((parameter) => {
    if (typeof parameter !== 'string') return BigInt(parameter);
    const bytes = Buffer.from(`${parameter}\0`);
    given.memory.writeBytes(BigInt(at), bytes);
    at += bytes.length;
    return BigInt(at - bytes.length);
  });
  return row.handle(given, ...raw);
}

const call = (name: string, ...parameters: (number | bigint | string)[]): SyscallResult => tryCall(name, freshProgress(), ...parameters);
const put = (text: string | Uint8Array): void => void context().memory.writeBytes(BigInt(BUFFER), Buffer.from(text));
const get = (length: number): Buffer => Buffer.from(context().memory.readBytes(BigInt(BUFFER), length));
const open = (path: string, flags: number = O_RDONLY, mode = 0o644): SyscallResult => call('openat', AT_FDCWD, path, flags, mode);

test('numbers and names stand once', () => {
  expect(new Set(fileSyscalls.map(({ number }) => number)).size).toBe(fileSyscalls.length);
  expect(new Set(fileSyscalls.map(({ name }) => name)).size).toBe(fileSyscalls.length);
});

describe('reading and writing', () => {
  test('go through the program’s memory and are counted', () => {
    const fd = Number(open('/tmp/f', O_RDWR | O_CREAT));
    put('hello');
    expect(call('write', fd, BUFFER, 5)).toBe(5);
    expect(call('pread64', fd, BUFFER + 100, 10, 1)).toBe(4);
    expect(get(104).subarray(100).toString()).toBe('ello');
    expect(process.io).toMatchObject({ readChars: 4, writtenChars: 5, readCalls: 1, writeCalls: 1 });
    expect(call('close', fd)).toBe(0);
    expect(call('close', fd)).toBe('EBADF');
  });

  test('stop at the first bad address with what was done before', () => {
    const fd = Number(open('/tmp/f', O_RDWR | O_CREAT));
    const end = AREA + AREA_BYTES;
    expect(call('write', fd, end - 10, 100)).toBe(10);
    expect(call('write', fd, end, 100)).toBe('EFAULT');
    call('lseek', fd, 0, 0);
    expect(call('read', fd, end, 100)).toBe('EFAULT');
    expect(call('read', fd, end - 4, 100)).toBe(4);
  });

  test('of a pipe: a long write waits, goes on where it stopped, and a vectored short one is whole', () => {
    expect(call('pipe2', BUFFER, 0)).toBe(0);
    const [reader = 0, writer = 0] = new Int32Array(new Uint8Array(get(8)).buffer);
    call('fcntl', writer, fcntlCommands.F_SETPIPE_SZ, 4096);
    const progress = freshProgress();
    expect(isWait(tryCall('write', progress, writer, BUFFER, 10_000))).toBe(true);
    expect(progress.done).toBe(4096);
    expect(call('read', reader, BUFFER, 5000)).toBe(4096);
    progress.tries++;
    expect(isWait(tryCall('write', progress, writer, BUFFER, 10_000))).toBe(true);
    expect(call('read', reader, BUFFER, 5000)).toBe(4096);
    expect(tryCall('write', progress, writer, BUFFER, 10_000)).toBe(10_000);
    call('close', reader);
    expect(call('write', writer, BUFFER, 1)).toBe('EPIPE');
  });
});

describe('copying between files', () => {
  test('sendfile moves bytes and leaves the source’s offset alone when told a place', () => {
    const from = Number(open('/tmp/a', O_RDWR | O_CREAT));
    const to = Number(open('/tmp/b', O_RDWR | O_CREAT));
    put('0123456789');
    call('write', from, BUFFER, 10);
    put(new Uint8Array(new BigUint64Array([3n]).buffer));
    expect(call('sendfile', to, from, BUFFER, 4)).toBe(4);
    expect(get(8).readBigUInt64LE()).toBe(7n);
    expect(call('lseek', from, 0, 1)).toBe(10);
    call('lseek', from, 0, 0);
    expect(call('copy_file_range', from, 0, to, 0, 100, 0)).toBe(10);
    expect(call('pread64', to, BUFFER, 100, 0)).toBe(14);
    expect(get(14).toString()).toBe('34560123456789');
  });
});

describe('waiting for files', () => {
  const pollfd = (fd: number, events: number): Uint8Array => {
    const bytes = Buffer.alloc(8);
    bytes.writeInt32LE(fd, 0);
    bytes.writeInt16LE(events, 4);
    return bytes;
  };

  test('ppoll finds what is ready, says what is no descriptor, and waits for its time', () => {
    call('pipe2', BUFFER, O_NONBLOCK);
    const [reader = 0, writer = 0] = new Int32Array(new Uint8Array(get(8)).buffer);
    put(Buffer.concat([pollfd(reader, 1), pollfd(writer, 4), pollfd(99, 1), pollfd(-1, 1)]));
    expect(call('ppoll', BUFFER, 4, 0, 0, 8)).toBe(2);
    expect([6, 14, 22, 30].map((at) => get(32).readUInt16LE(at))).toEqual([0, 4, 0x20, 0]);
    put(Buffer.concat([pollfd(reader, 1), new Uint8Array(8), new Uint8Array(new BigInt64Array([2n, 5n]).buffer)]));
    expect(call('ppoll', BUFFER, 1, BUFFER + 16, 0, 8)).toMatchObject({ queues: [expect.anything()], deadlineNs: 2_000_000_005 });
    expect(call('ppoll', BUFFER, 1, 0, 0, 8)).not.toHaveProperty('deadlineNs');
  });

  test('pselect6 clears what is not ready', () => {
    call('pipe2', BUFFER, 0);
    const [reader = 0, writer = 0] = new Int32Array(new Uint8Array(get(8)).buffer);
    put(new Uint8Array(new BigUint64Array([1n << BigInt(reader), 1n << BigInt(writer)]).buffer));
    expect(call('pselect6', 64, BUFFER, BUFFER + 8, 0, 0, 0)).toBe(1);
    expect(get(8).readBigUInt64LE()).toBe(0n);
    put(new Uint8Array(new BigUint64Array([1n << 50n]).buffer));
    expect(call('pselect6', 64, BUFFER, 0, 0, 0, 0)).toBe('EBADF');
  });
});

describe('locks', () => {
  test('of two open files of one process: record locks never clash, flock does', () => {
    const [one, two] = [Number(open('/tmp/l', O_RDWR | O_CREAT)), Number(open('/tmp/l', O_RDWR))];
    const whole = Buffer.alloc(32);
    whole.writeInt16LE(1, 0);
    put(whole);
    expect(call('fcntl', one, fcntlCommands.F_SETLK, BUFFER)).toBe(0);
    expect(call('fcntl', two, fcntlCommands.F_SETLK, BUFFER)).toBe(0);
    expect(call('fcntl', two, fcntlCommands.F_OFD_SETLK, BUFFER)).toBe('EAGAIN');
    expect(call('flock', one, 2)).toBe(0);
    expect(call('flock', two, 2 | 4)).toBe('EAGAIN');
    expect(isWait(call('flock', two, 2))).toBe(true);
    call('close', one);
    expect(call('flock', two, 2)).toBe(0);
  });
});

describe('places', () => {
  test('getcwd counts its end mark and needs room', () => {
    call('mkdirat', AT_FDCWD, '/tmp/d', 0o755);
    expect(call('chdir', '/tmp/d')).toBe(0);
    expect(call('getcwd', BUFFER, 6)).toBe('ERANGE');
    expect(call('getcwd', BUFFER, 8)).toBe(7);
    expect(get(7).toString()).toBe('/tmp/d\0');
    call('unlinkat', AT_FDCWD, '/tmp/d', atFlags.AT_REMOVEDIR);
    expect(call('getcwd', BUFFER, 100)).toBe('ENOENT');
    expect(open('x', O_WRONLY | O_CREAT)).toBe('ENOENT');
  });

  test('a relative path starts at its descriptor', () => {
    const fd = Number(open('/tmp'));
    expect(call('openat', fd, 'rel', O_WRONLY | O_CREAT, 0o600)).toBeGreaterThan(0);
    const file = Number(open('/tmp/rel'));
    expect(call('openat', file, 'x', O_RDONLY, 0)).toBe('ENOTDIR');
    expect(call('openat', 77, 'x', O_RDONLY, 0)).toBe('EBADF');
    expect(call('newfstatat', file, '', BUFFER, atFlags.AT_EMPTY_PATH)).toBe(0);
    expect(get(20).readUInt32LE(16)).toBe(0o100600);
    expect(call('newfstatat', file, '', BUFFER, 0)).toBe('ENOENT');
  });
});

describe('any arguments', () => {
  const paths = [
    '/',
    '/tmp',
    '/tmp/a',
    '/tmp/b',
    '/tmp/a/c',
    'a',
    '.',
    '..',
    '/dev/null',
    '/dev/tty',
    '/dev/ptmx',
    '/bin/true',
    '',
    '/tmp/fifo',
    '/dev/zero',
  ];
  const address = fc.oneof(
    fc.nat(AREA_BYTES - 1).map((offset) => BigInt(AREA + offset)),
    fc.constantFrom(0n, 1n, BigInt(AREA + AREA_BYTES - 3), 0x3f_ffff_ffffn, 0xffff_ffff_ffff_fff0n),
  );
  const small = fc.integer({ min: -2, max: 12 }).map(BigInt);
  const size = fc.oneof(fc.nat(5000).map(BigInt), fc.constantFrom(0n, 1n << 20n, 0xffff_ffffn, 0xffff_ffff_ffff_ffffn));
  const long = fc.oneof(fc.nat(10_000).map(BigInt), fc.constantFrom(-1n, 2n ** 40n, 2n ** 62n, -(2n ** 63n)));
  const flags = fc.oneof(fc.nat(0x40_0000).map(BigInt), small, fc.constantFrom(0n, 0o102n, 0o2102n, -1n));
  const path = fc.constantFrom(...paths);
  const arbitraries = {
    int: flags,
    flags,
    fd: fc.oneof(small, fc.constant(BigInt(AT_FDCWD))),
    pid: small,
    signal: small,
    uint: flags,
    mode: flags,
    long,
    size,
    address,
  };

  const anyCall = fc.constantFrom(...fileSyscalls).chain((row) =>
    fc.record({
      row: fc.constant(row),
      // Most strings are paths that exist or may be made; some are wild pointers.
      parameters: fc.tuple(
        ...row.parameters.map((kind) =>
          kind === 'string' ? fc.oneof({ arbitrary: path, weight: 4 }, { arbitrary: address, weight: 1 }) : arbitraries[kind],
        ),
      ),
    }),
  );

  test('give a value, an errno or a wait, and never an exception', () => {
    let calls = 0;
    fc.assert(
      fc.property(
        fc.array(anyCall, { minLength: 100, maxLength: 100 }),
        fc.uint8Array({ minLength: 64, maxLength: 64 }),
        (sequence, noise) => {
          for (const [index, { row, parameters }] of sequence.entries()) {
            context().memory.writeBytes(BigInt(BUFFER + ((index * 64) % 4096)), noise);
            const result = tryCall(row.name, freshProgress(), ...parameters);
            calls++;
            if (typeof result === 'string') expect(errnos).toHaveProperty(result);
            else if (!isWait(result)) expect(Number(result)).toBeGreaterThanOrEqual(0);
          }
        },
      ),
      { numRuns: 100, seed: 1 },
    );
    expect(calls).toBe(10_000);
  });
});
