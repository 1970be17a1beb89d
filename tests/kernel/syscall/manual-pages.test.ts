// What the manual pages of the process, signal, time and identity calls promise, one row each: arguments and answer.
import { describe, expect, test } from 'vitest';
import { type Errno, errnos } from '../../../src/abi/errno.js';
import { userCredentials } from '../../../src/kernel/sleep/credentials.js';
import { CallerForTest, SCRATCH } from '../caller-for-test.js';

const KERNEL_ADDRESS = 0xffff_ffc0_0000_0000n;
const minusOne = -1n;

type Row = readonly [name: string, parameters: readonly bigint[], answer: bigint | Errno];

const asRoot: readonly Row[] = [
  ['getpid', [], 1n],
  ['gettid', [], 1n],
  ['getppid', [], 0n],
  ['getpgid', [0n], 1n],
  ['getsid', [0n], 1n],
  ['getuid', [], 0n],
  ['getpgid', [77n], 'ESRCH'],
  ['getsid', [77n], 'ESRCH'],
  ['setsid', [], 'EPERM'],
  ['setpgid', [0n, 0n], 'EPERM'],
  ['setpgid', [77n, 0n], 'ESRCH'],
  ['setpgid', [0n, minusOne], 'EINVAL'],
  ['kill', [77n, 0n], 'ESRCH'],
  ['kill', [1n, 0n], 0n],
  ['kill', [1n, 65n], 'EINVAL'],
  ['kill', [-77n, 9n], 'ESRCH'],
  ['tkill', [0n, 1n], 'EINVAL'],
  ['tkill', [1n, 65n], 'EINVAL'],
  ['tgkill', [77n, 1n, 1n], 'ESRCH'],
  ['tgkill', [-1n, 1n, 1n], 'EINVAL'],
  ['wait4', [minusOne, 0n, 0n, 0n], 'ECHILD'],
  ['wait4', [minusOne, 0n, 1n << 20n, 0n], 'EINVAL'],
  ['waitid', [0n, 0n, 0n, 4n, 0n], 'ECHILD'],
  ['waitid', [0n, 0n, 0n, 1n, 0n], 'EINVAL'],
  ['waitid', [9n, 0n, 0n, 4n, 0n], 'EINVAL'],
  ['clone', [0x1000_0000n, 0n], 'EINVAL'],
  ['clone', [0x800n, 0n], 'EINVAL'],
  ['clone', [0x1_0000n, 0n], 'EINVAL'],
  ['execve', [0n, 0n, 0n], 'EFAULT'],
  ['clone3', [0n, 0n], 'ENOSYS'],
  ['rt_sigaction', [9n, SCRATCH, 0n, 8n], 'EINVAL'],
  ['rt_sigaction', [9n, 0n, SCRATCH, 8n], 0n],
  ['rt_sigaction', [0n, 0n, 0n, 8n], 'EINVAL'],
  ['rt_sigaction', [2n, 0n, 0n, 4n], 'EINVAL'],
  ['rt_sigaction', [2n, KERNEL_ADDRESS, 0n, 8n], 'EFAULT'],
  ['rt_sigprocmask', [7n, SCRATCH, 0n, 8n], 'EINVAL'],
  ['rt_sigprocmask', [0n, 0n, KERNEL_ADDRESS, 8n], 'EFAULT'],
  ['rt_sigpending', [KERNEL_ADDRESS, 8n], 'EFAULT'],
  ['rt_sigpending', [SCRATCH, 16n], 'EINVAL'],
  ['sigaltstack', [0n, SCRATCH], 0n],
  ['sigaltstack', [KERNEL_ADDRESS, 0n], 'EFAULT'],
  ['prctl', [15n, KERNEL_ADDRESS], 'EFAULT'],
  ['prctl', [9999n], 'EINVAL'],
  ['prctl', [38n, 0n], 'EINVAL'],
  ['prctl', [1n, 65n], 'EINVAL'],
  ['futex', [SCRATCH, 0n, 12345n, 0n], 'EAGAIN'],
  ['futex', [SCRATCH + 1n, 0n, 0n, 0n], 'EINVAL'],
  ['futex', [KERNEL_ADDRESS, 1n, 1n], 'EFAULT'],
  ['futex', [SCRATCH, 1n, 1n], 0n],
  ['futex', [SCRATCH, 99n], 'ENOSYS'],
  ['nanosleep', [KERNEL_ADDRESS, 0n], 'EFAULT'],
  ['clock_gettime', [99n, SCRATCH], 'EINVAL'],
  ['clock_gettime', [0n, KERNEL_ADDRESS], 'EFAULT'],
  ['clock_getres', [1n, 0n], 0n],
  ['clock_settime', [0n, SCRATCH], 'EINVAL'],
  ['getitimer', [9n, SCRATCH], 'EINVAL'],
  ['setitimer', [9n, 0n, 0n], 'EINVAL'],
  ['setitimer', [0n, KERNEL_ADDRESS, 0n], 'EFAULT'],
  ['times', [KERNEL_ADDRESS], 'EFAULT'],
  ['getrusage', [5n, SCRATCH], 'EINVAL'],
  ['prlimit64', [0n, 16n, 0n, 0n], 'EINVAL'],
  ['prlimit64', [77n, 0n, 0n, 0n], 'ESRCH'],
  ['prlimit64', [0n, 7n, 0n, KERNEL_ADDRESS], 'EFAULT'],
  ['sched_setaffinity', [0n, 8n, KERNEL_ADDRESS], 'EFAULT'],
  ['sched_getaffinity', [0n, 8n, SCRATCH], 8n],
  ['sched_getaffinity', [0n, 4n, SCRATCH], 'EINVAL'],
  ['sched_getaffinity', [77n, 8n, SCRATCH], 'ESRCH'],
  ['sched_getscheduler', [0n], 0n],
  ['sched_getscheduler', [-1n], 'EINVAL'],
  ['sched_setscheduler', [0n, 77n, SCRATCH], 'EINVAL'],
  ['sched_get_priority_max', [1n], 99n],
  ['sched_get_priority_min', [77n], 'EINVAL'],
  ['getpriority', [0n, 0n], 20n],
  ['getpriority', [9n, 0n], 'EINVAL'],
  ['getpriority', [0n, 77n], 'ESRCH'],
  ['setpriority', [0n, 77n, 0n], 'ESRCH'],
  ['getgroups', [0n, 0n], 1n],
  ['getgroups', [-1n, 0n], 'EINVAL'],
  ['setgroups', [70_000n, 0n], 'EINVAL'],
  ['getresuid', [KERNEL_ADDRESS, 0n, 0n], 'EFAULT'],
  ['uname', [KERNEL_ADDRESS], 'EFAULT'],
  ['sethostname', [SCRATCH, 65n], 'EINVAL'],
  ['sysinfo', [KERNEL_ADDRESS], 'EFAULT'],
  ['getrandom', [SCRATCH, 16n, 0n], 16n],
  ['getrandom', [SCRATCH, 16n, 64n], 'EINVAL'],
  ['getrandom', [KERNEL_ADDRESS, 16n, 0n], 'EFAULT'],
  ['reboot', [1n, 2n, 3n, 0n], 'EINVAL'],
  ['syslog', [99n, 0n, 0n], 'EINVAL'],
  ['syslog', [3n, SCRATCH, -1n], 'EINVAL'],
  ['membarrier', [0n, 0n, 0n], 25n],
  ['riscv_hwprobe', [SCRATCH, 0n, 0n, 0n, 1n], 'EINVAL'],
  ['set_robust_list', [SCRATCH, 8n], 'EINVAL'],
  ['set_tid_address', [0n], 1n],
  ['personality', [0xffff_ffffn], 0n],
  ['rseq', [0n, 0n, 0n, 0n], 'ENOSYS'],
];

const asUser: readonly Row[] = [
  ['setuid', [0n], 'EPERM'],
  ['setuid', [1000n], 0n],
  ['setgid', [0n], 'EPERM'],
  ['setreuid', [0n, -1n], 'EPERM'],
  ['setresuid', [-1n, 1000n, -1n], 0n],
  ['setresuid', [-1n, 0n, -1n], 'EPERM'],
  ['setresgid', [0n, 0n, 0n], 'EPERM'],
  ['setfsuid', [0n], 1000n],
  ['setgroups', [0n, 0n], 'EPERM'],
  ['kill', [1n, 0n], 'EPERM'],
  ['setpriority', [0n, 0n, -5n], 'EACCES'],
  ['setpriority', [0n, 0n, 5n], 0n],
  ['sethostname', [SCRATCH, 4n], 'EPERM'],
  ['reboot', [1n, 2n, 3n, 0n], 'EPERM'],
  ['clock_settime', [0n, SCRATCH], 'EPERM'],
  ['syslog', [5n, 0n, 0n], 'EPERM'],
  ['sched_setscheduler', [0n, 1n, SCRATCH], 'EINVAL'],
];

function answerOf(row: bigint | Errno): bigint {
  return typeof row === 'bigint' ? row : BigInt(-errnos[row]);
}

function titled(row: Row): [title: string, row: Row] {
  const [name, parameters, answer] = row;
  return [`${name}(${parameters.join(', ')}) answers ${answer}`, row];
}

describe('as root', () => {
  test.each(asRoot.map(titled))('%s', (_title, [name, parameters, answer]) => {
    expect(new CallerForTest({ ramMib: 8 }).call(name, ...parameters)).toBe(answerOf(answer));
  });
});

describe('as an ordinary user', () => {
  test.each(asUser.map(titled))('%s', (_title, [name, parameters, answer]) => {
    const caller = new CallerForTest({ ramMib: 8 });
    // Number 1 stays root's, so that there is somebody to have no power over.
    caller.process = caller.system.spawn('/bin/caller');
    caller.process.credentials = userCredentials(1000, 1000);
    expect(caller.call(name, ...parameters)).toBe(answerOf(answer));
  });
});

describe('limits', () => {
  test('a limit that was set is the one that is told, and RLIMIT_NPROC stops an ordinary user', () => {
    const caller = new CallerForTest();
    caller.call('getpid');
    caller.memory.writeU64(SCRATCH, 2n);
    caller.memory.writeU64(SCRATCH + 8n, 2n);
    expect(caller.call('prlimit64', 0n, 6n, SCRATCH, 0n)).toBe(0n);
    expect(caller.call('prlimit64', 0n, 6n, 0n, SCRATCH + 16n)).toBe(0n);
    expect([caller.memory.readU64(SCRATCH + 16n), caller.memory.readU64(SCRATCH + 24n)]).toEqual([2n, 2n]);
    expect(caller.call('setresuid', 1000n, 1000n, 1000n)).toBe(0n);
    expect(caller.call('clone', 17n)).toBeGreaterThan(0n);
    expect(caller.call('clone', 17n)).toBe(answerOf('EAGAIN'));
  });
});

describe('clocks', () => {
  test('the real time is the boot epoch and the time since boot', () => {
    const caller = new CallerForTest({ bootEpochNs: 5_000_000_000n });
    expect(caller.call('clock_gettime', 0n, SCRATCH)).toBe(0n);
    expect(caller.memory.readU64(SCRATCH)).toBe(5n);
    expect(caller.call('clock_gettime', 1n, SCRATCH)).toBe(0n);
    expect(caller.memory.readU64(SCRATCH)).toBe(0n);
  });

  test('random bytes follow the seed', () => {
    const bytes = (seed: number): bigint | 'EFAULT' => {
      const caller = new CallerForTest({ seed, aslr: false });
      caller.call('getrandom', SCRATCH, 8n, 0n);
      return caller.memory.readU64(SCRATCH);
    };
    expect(bytes(1)).toBe(bytes(1));
    expect(bytes(1)).not.toBe(bytes(2));
  });
});
