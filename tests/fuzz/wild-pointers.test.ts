// Every system call of the table with pointers that lead nowhere, in each place where it takes one: EFAULT wherever Linux follows the pointer.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { errnos } from '../../src/abi/errno.js';
import type { ParameterKind, Syscall } from '../../src/kernel/syscall/syscall.js';
import { syscalls } from '../../src/kernel/syscall/table.js';
import { boot, type Vivarium } from '../../src/system/boot.js';
import { type Call, callProgram, layTexts, places, readResults } from './call-program.js';

/** Small, unmapped, the first byte after the program, the last page of user space, beyond it, the kernel's half, the sign bit, the top. */
const wild = [8n, 0x7777_7000n, BigInt(places.end), (1n << 38n) - 8n, 1n << 38n, 0xffff_ffc0_0000_0000n, 1n << 63n, -8n, -4096n];

/** Addresses that are no pointers, or that are not followed with these arguments because another is refused or not asked for. By row and place. */
const notFollowed = new Set([
  ...[
    'brk#0',
    'munmap#0',
    'mremap#0',
    'mremap#4',
    'mmap#0',
    'mprotect#0',
    'msync#0',
    'mlock#0',
    'munlock#0',
    'mlock2#0',
    'mincore#0',
    'madvise#0',
  ],
  ...[
    'clone#1',
    'clone#2',
    'clone#3',
    'clone#4',
    'clone3#0',
    'rseq#0',
    'set_tid_address#0',
    'set_robust_list#0',
    'riscv_flush_icache#0',
    'riscv_flush_icache#1',
  ],
  ...[
    'futex#3',
    'futex#4',
    'ioctl#2',
    'reboot#3',
    'syslog#1',
    'waitid#2',
    'waitid#4',
    'wait4#1',
    'wait4#3',
    'riscv_hwprobe#0',
    'riscv_hwprobe#3',
  ],
  ...[
    'capget#1',
    'capset#1',
    'sigaltstack#1',
    'rt_sigtimedwait#1',
    'nanosleep#1',
    'clock_nanosleep#3',
    'copy_file_range#1',
    'copy_file_range#3',
  ],
  // A record of one byte is too small.
  'sched_getattr#1',
  // The file that the path names is not there.
  ...['linkat#3', 'readlinkat#2', 'renameat2#3', 'newfstatat#2', 'statx#4', 'statfs#1', 'getdents64#1'],
]);

const texts = layTexts(['absent', '/dev/null']);
const AT_FDCWD = -100n;
const openDevice: Call = { number: 56, values: [AT_FDCWD, texts.addresses[1] ?? 0n, 2n] };

const plausible: Readonly<Record<ParameterKind, bigint>> = {
  ...{ fd: 3n, pid: 0n, signal: 10n, flags: 0n, mode: 0n, int: 1n, uint: 1n, size: 8n, long: 0n },
  ...{ address: BigInt(places.scratch), string: texts.addresses[0] ?? 0n },
};

/** Arguments with which the call would look at all its pointers; `pointer` at one place. */
function argumentsWith({ parameters }: Syscall, place: number, pointer: bigint): bigint[] {
  return parameters.map((kind, index) => {
    if (index === place) return pointer;
    return kind === 'fd' && parameters.includes('string') ? AT_FDCWD : plausible[kind];
  });
}

const cases = syscalls.flatMap((row) =>
  row.parameters.flatMap((kind, place) => (kind === 'address' || kind === 'string' ? [{ name: `${row.name}#${place}`, row, place }] : [])),
);

let os: Vivarium;
beforeAll(async () => {
  os = await boot({ cores: 1, memoryBytes: 64 * 2 ** 20 });
});
afterAll(() => os.close());

/** Results of one call for each wild pointer; undefined when the program did not get through them. */
function resultsOf(row: Syscall, place: number): bigint[] | undefined {
  // Each clone doubles the programs that go on.
  const pointers = row.name === 'clone' ? wild.slice(0, 3) : wild;
  const calls = [openDevice, ...pointers.map((pointer) => ({ number: row.number, values: argumentsWith(row, place, pointer) }))];
  os.install('/root/wild', callProgram(calls, texts.bytes, true));
  const pipes = os.pipes();
  const { pid } = os.spawn('/root/wild', [], { stdio: pipes, cwd: '/tmp' });
  os.run({ untilExit: pid, untilNs: os.nowNs + 20e6 });
  const output = pipes.stdout.read();
  if (!os.hasEnded(pid)) os.run({ untilExit: os.spawn('/bin/kill', ['-9', `${pid}`], { stdio: 'null' }).pid });
  return output.length === 0 ? undefined : readResults(output, calls.length).slice(1);
}

describe('a pointer that leads nowhere', () => {
  test.each(cases.filter(({ name }) => !notFollowed.has(name)))('gives EFAULT as argument $name', ({ row, place }) => {
    expect(resultsOf(row, place)).toEqual(wild.map(() => BigInt(-errnos.EFAULT)));
  });

  test.each(cases.filter(({ name }) => notFollowed.has(name)))('does no harm as argument $name', ({ row, place }) => {
    for (const result of resultsOf(row, place) ?? []) expect(result).toBeGreaterThan(-4096n);
  });

  test('leaves a system in which programs run', () => {
    const { pid } = os.spawn('/bin/true', [], { stdio: 'null' });
    os.run({ untilExit: pid });
    expect(os.endOf(pid)?.code).toBe(0);
  });
});
