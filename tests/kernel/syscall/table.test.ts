// Properties of every row of the system-call table.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { syscallByNumber, syscalls } from '../../../src/kernel/syscall/table.js';
import { CallerForTest } from '../caller-for-test.js';

/** Tier T1 of Linux riscv64's calls, and what users expect beside them, with the numbers of Linux's generic table. */
const required: Readonly<Record<string, number>> = {
  exit_group: 94,
  prlimit64: 261,
  riscv_hwprobe: 258,
  brk: 214,
  close: 57,
  fstat: 80,
  mprotect: 226,
  openat: 56,
  read: 63,
  rseq: 293,
  set_robust_list: 99,
  set_tid_address: 96,
  getrandom: 278,
  write: 64,
  mmap: 222,
  faccessat: 48,
  newfstatat: 79,
  clock_gettime: 113,
  rt_sigaction: 134,
  rt_sigprocmask: 135,
  ioctl: 29,
  prctl: 167,
  getuid: 174,
  lseek: 62,
  getdents64: 61,
  geteuid: 175,
  munmap: 215,
  getpid: 172,
  clone: 220,
  clock_nanosleep: 115,
  wait4: 260,
  fcntl: 25,
  rt_sigreturn: 139,
  getppid: 173,
  getegid: 177,
  getgid: 176,
  dup3: 24,
  readlinkat: 78,
  getcwd: 17,
  pipe2: 59,
  uname: 160,
  execve: 221,
  statfs: 43,
  unlinkat: 35,
  chdir: 49,
  mkdirat: 34,
  ppoll: 73,
  renameat2: 276,
  fchmodat: 53,
  kill: 129,
  ftruncate: 46,
  setpgid: 154,
  fchmod: 52,
  fchown: 55,
  getpgid: 155,
  rt_sigsuspend: 133,
  getgroups: 158,
  linkat: 37,
  sendfile: 71,
  symlinkat: 36,
  sync: 81,
  utimensat: 88,
  mknodat: 33,
  exit: 93,
  writev: 66,
  readv: 65,
  pread64: 67,
  pwrite64: 68,
  dup: 23,
  times: 153,
  getrusage: 165,
  sched_yield: 124,
  sched_setaffinity: 122,
  sched_getaffinity: 123,
  setpriority: 140,
  getpriority: 141,
  nanosleep: 101,
  gettimeofday: 169,
  umask: 166,
  setsid: 157,
  getsid: 156,
  waitid: 95,
  tkill: 130,
  tgkill: 131,
  gettid: 178,
  sysinfo: 179,
  mount: 40,
  futex: 98,
};

describe('the table of system calls', () => {
  test.each(Object.entries(required))('has %s under number %i', (name, number) => {
    expect(syscallByNumber(number)?.name).toBe(name);
  });

  test.each(syscalls.map((row) => [row.name, row] as const))('%s names at most six parameters and its own number', (_name, row) => {
    expect(row.parameters.length).toBeLessThanOrEqual(6);
    expect(syscallByNumber(row.number)).toBe(row);
  });

  test('an unknown call gives ENOSYS and is reported once per program', () => {
    const caller = new CallerForTest();
    expect(caller.callNumber(9999)).toBe(-38n);
    expect(caller.callNumber(9999)).toBe(-38n);
    const lines = caller.system.kernel.state.log.lines.filter(({ text }) => text.includes('9999'));
    expect(lines.map(({ text }) => text)).toEqual(['caller[1]: unknown system call 9999']);
  });
});

/** What wild programs pass: small numbers, addresses in and out of the program, ends of ranges. */
const wild = fc.oneof(
  fc.bigInt({ min: -4n, max: 70n }),
  fc.bigInt({ min: 0x11000n, max: 0x13200n }),
  fc.constantFrom(0n, -1n, 1n << 63n, (1n << 38n) - 1n, 1n << 38n, 0x3f_ffff_f000n, 0xffff_ffffn, 0x7fff_ffffn, 0x10000n, 4096n),
  fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
);

describe('wild arguments', () => {
  test.each(syscalls.map((row) => [row.name, row.number] as const))(
    '%s throws nothing at the host and the books balance',
    (_name, number) => {
      const caller = new CallerForTest({ ramMib: 8 });
      fc.assert(
        fc.property(fc.array(wild, { minLength: 6, maxLength: 6 }), (values) => {
          caller.revive();
          caller.callNumber(number, ...values);
        }),
        { numRuns: 12, seed: number },
      );
      caller.system.kernel.checkLedger();
    },
  );
});
