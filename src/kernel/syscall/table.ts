// Every system call there is: the rows of all topics, by number. Knows no handler's work.
import { fileSyscalls } from './file-syscalls.js';
import { futexSyscalls } from './futex-syscalls.js';
import { identitySyscalls } from './identity-syscalls.js';
import { jobControlSyscalls } from './job-control-syscalls.js';
import { killSyscalls } from './kill-syscalls.js';
import { logSyscalls } from './log-syscalls.js';
import { memorySyscalls } from './memory-syscalls.js';
import { prctlSyscalls } from './prctl-syscalls.js';
import { processSyscalls } from './process-syscalls.js';
import { schedulingAttributeSyscalls } from './scheduling-attributes.js';
import { schedulingSyscalls } from './scheduling-syscalls.js';
import { signalSyscalls } from './signal-syscalls.js';
import type { Syscall } from './syscall.js';
import { systemSyscalls } from './system-syscalls.js';
import { timeSyscalls } from './time-syscalls.js';
import { waitSyscalls } from './wait-syscalls.js';

export const syscalls: readonly Syscall[] = [
  ...fileSyscalls,
  ...memorySyscalls,
  ...processSyscalls,
  ...waitSyscalls,
  ...jobControlSyscalls,
  ...prctlSyscalls,
  ...futexSyscalls,
  ...signalSyscalls,
  ...killSyscalls,
  ...schedulingSyscalls,
  ...schedulingAttributeSyscalls,
  ...timeSyscalls,
  ...identitySyscalls,
  ...systemSyscalls,
  ...logSyscalls,
];

const byNumber: readonly (Syscall | undefined)[] = index(syscalls);

function index(rows: readonly Syscall[]): (Syscall | undefined)[] {
  const table: (Syscall | undefined)[] = [];
  for (const row of rows) {
    if (table[row.number] !== undefined) throw new Error(`system call ${row.number} has two rows`);
    table[row.number] = row;
  }
  return table;
}

export function syscallByNumber(number: number): Syscall | undefined {
  return byNumber[number];
}
