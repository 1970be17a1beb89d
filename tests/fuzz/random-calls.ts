// Lists of random system calls: arguments by their kind, mostly plausible, often at an edge. Knows the table's rows, not what they do.
import { syscalls } from '../../src/kernel/syscall/table.js';
import type { ParameterKind, Syscall } from '../../src/kernel/syscall/syscall.js';
import type { Random } from '../../src/kernel/task/random.js';
import { type Call, layTexts, places } from './call-program.js';

const longName = 'n'.repeat(255);
export const texts = layTexts([
  ...[
    'f',
    'd',
    'l',
    'p',
    'd/f',
    '.',
    '..',
    '/',
    '',
    '/tmp',
    '/tmp/f',
    '/dev/zero',
    '/dev/full',
    '/dev/null',
    '/dev/tty',
    '/dev/ptmx',
    '/proc/self/status',
  ],
  ...[
    '/proc/self/fd/3',
    '/proc/self/mem',
    '/proc/1/maps',
    '/proc/self/cwd/f',
    '/proc/stat',
    '/sys/devices/system/cpu',
    '/proc',
    '/dev/pts',
    '/dev/shm/s',
  ],
  ...[
    'tmpfs',
    'proc',
    'size=4k',
    'nr_inodes=3',
    longName,
    `${longName}n`,
    'd/../d/./f',
    '/tmp/f/',
    'loop',
    '/proc/self/exe',
    '/bin/seq',
    '\u{fffd}\u0001',
    'a/'.repeat(200),
  ],
]);

const edges: readonly bigint[] = [
  ...[
    0n,
    1n,
    2n,
    3n,
    4n,
    7n,
    8n,
    15n,
    16n,
    24n,
    32n,
    64n,
    100n,
    128n,
    144n,
    255n,
    256n,
    1000n,
    4095n,
    4096n,
    4097n,
    8192n,
    65535n,
    65536n,
    1n << 20n,
  ],
  ...[
    0x7fff_ffffn,
    0x8000_0000n,
    0xffff_ffffn,
    1n << 32n,
    (1n << 38n) - 1n,
    1n << 38n,
    (1n << 53n) + 1n,
    (1n << 63n) - 1n,
    1n << 63n,
    -1n,
    -2n,
    -100n,
    -4096n,
  ],
];

const wild: readonly bigint[] = [
  ...[
    0n,
    1n,
    8n,
    4095n,
    0xdead_b000n,
    BigInt(places.end),
    BigInt(places.end - 1),
    BigInt(places.end - 3),
    BigInt(places.end - 8),
    BigInt(places.scratch + 1),
  ],
  ...[(1n << 38n) - 4096n, (1n << 38n) - 1n, 1n << 38n, 1n << 39n, 0xffff_ffc0_0000_0000n, 1n << 63n, -1n, -8n, -4096n],
];

/** Pages that the first calls of every program make: read-only, without any right, shared, of a file. */
const mapped = { readOnly: 0x3_0000n, closed: 0x4_0000n, shared: 0x5_0000n, file: 0x6_0000n };

const MAP_FIXED_PRIVATE_ANONYMOUS = 0x32n;
const MAP_FIXED_SHARED_ANONYMOUS = 0x31n;

function call(name: string, ...values: readonly bigint[]): Call {
  const row = syscalls.find((candidate) => candidate.name === name);
  if (row === undefined) throw new Error(`there is no system call ${name}`);
  return { number: row.number, values };
}

const text = (content: number): bigint => texts.addresses[content] ?? 0n;
const AT_FDCWD = -100n;

/** Files 3 to 9: a file, a folder, both ends of a pipe, a device, a /proc file, a terminal; and pages of each kind. As a user without rights when `isUser`. */
export function prologue(isUser: boolean): Call[] {
  return [
    call('openat', AT_FDCWD, text(0), 0o102n, 0o666n),
    call('openat', AT_FDCWD, text(5), 0o200000n),
    call('pipe2', BigInt(places.scratch), 0o4000n),
    call('openat', AT_FDCWD, text(12), 2n),
    call('openat', AT_FDCWD, text(16), 0n),
    call('openat', AT_FDCWD, text(15), 2n),
    call('mmap', mapped.readOnly, 4096n, 1n, MAP_FIXED_PRIVATE_ANONYMOUS, -1n, 0n),
    call('mmap', mapped.closed, 4096n, 0n, MAP_FIXED_PRIVATE_ANONYMOUS, -1n, 0n),
    call('mmap', mapped.shared, 4096n, 3n, MAP_FIXED_SHARED_ANONYMOUS, -1n, 0n),
    call('mmap', mapped.file, 8192n, 3n, 0x11n, 3n, 0n),
    call('mkdirat', AT_FDCWD, text(1), 0o777n),
    ...(isUser ? [call('setresgid', 1000n, 1000n, 1000n), call('setresuid', 1000n, 1000n, 1000n)] : []),
  ];
}

function pick<T>(random: Random, list: readonly T[]): T {
  return list[random.below(list.length)] as T;
}

function bits64(random: Random): bigint {
  return (BigInt(random.next32()) << 32n) | BigInt(random.next32());
}

function number(random: Random): bigint {
  switch (random.below(8)) {
    case 0:
      return bits64(random);
    case 1:
      return 1n << BigInt(random.below(64));
    case 2:
      return BigInt(random.next32());
    case 3:
      return pick(random, edges) + BigInt(random.below(3)) - 1n;
    case 4:
      return pick(random, edges);
    default:
      return BigInt(random.below(40));
  }
}

function address(random: Random): bigint {
  switch (random.below(8)) {
    case 0:
      return pick(random, wild);
    case 1:
      return pick(random, Object.values(mapped)) + BigInt(random.below(3) * 2044);
    case 2:
      return pick(random, texts.addresses);
    case 3:
      return BigInt(random.below(2)) * bits64(random);
    default:
      return BigInt(places.scratch + random.below(1024) * 8);
  }
}

const byKind: Readonly<Record<ParameterKind, (random: Random) => bigint>> = {
  fd: (random) => (random.below(8) === 0 ? number(random) : random.below(6) === 0 ? AT_FDCWD : BigInt(random.below(14))),
  pid: (random) => (random.below(4) === 0 ? number(random) : pick(random, [0n, 0n, 0n, 1n, -1n, 2n, 300n])),
  signal: (random) => (random.below(6) === 0 ? number(random) : BigInt(random.below(66))),
  string: (random) => (random.below(6) === 0 ? address(random) : pick(random, texts.addresses)),
  address,
  int: number,
  uint: number,
  size: number,
  long: number,
  flags: (random) => (random.below(3) === 0 ? number(random) : random.below(2) === 0 ? 0n : BigInt(random.next32() & random.next32())),
  mode: (random) => BigInt(random.next32() & 0o7777),
};

function argumentsOf(random: Random, row: Syscall | undefined): bigint[] {
  return Array.from({ length: 6 }, (_, index) => {
    const kind = row?.parameters[index];
    if (kind === undefined) return number(random);
    if (random.below(12) === 0) return random.below(2) === 0 ? number(random) : address(random);
    return byKind[kind](random);
  });
}

/** What the system itself needs to stay usable: root may hide or remove it, or tell init to end, and that would be no mistake of the kernel. */
const vital = new Set([text(7), text(13), text(5), text(6)]);
const spared: Readonly<Record<string, (value: bigint) => bigint>> = {
  ...Object.fromEntries(
    ['mount', 'umount2', 'unlinkat', 'renameat2'].map((name) => [name, (value: bigint) => (vital.has(value) ? text(1) : value)]),
  ),
  ...Object.fromEntries(
    ['kill', 'tkill', 'tgkill', 'rt_sigqueueinfo', 'rt_tgsigqueueinfo'].map((name) => [
      name,
      (value: bigint) => (value === 1n ? 2n : value),
    ]),
  ),
};

/** One call: nearly always of a row of the table, else of any number. */
export function randomCall(random: Random): Call {
  const row = random.below(40) === 0 ? undefined : pick(random, syscalls);
  const values = argumentsOf(random, row);
  const spare = spared[row?.name ?? ''];
  return { number: row?.number ?? random.below(500), values: spare === undefined ? values : values.map(spare) };
}

/** A call as a person reads it. */
export function describeCall({ number: wanted, values }: Call): string {
  const name = syscalls.find((row) => row.number === wanted)?.name ?? `call ${wanted}`;
  return `${name}(${values.map((value) => `0x${BigInt.asUintN(64, value).toString(16)}`).join(', ')})`;
}
