// prctl: a task's name and a handful of flags. Knows operations by number.
import { prctlOperations, TASK_COMM_LEN } from '../../abi/prctl.js';
import { utf8Decode, utf8Encode } from '../../abi/text.js';
import { commOf } from '../lifecycle/program.js';
import { isValidSignal } from '../signal/sets.js';
import { traceComm } from '../trace/hooks.js';
import type { Syscall, SyscallContext, SyscallResult } from './syscall.js';

type Operation = (context: SyscallContext, value: bigint) => SyscallResult;

function flag(value: bigint): boolean | undefined {
  return value === 0n || value === 1n ? value === 1n : undefined;
}

const operations: Readonly<Record<number, Operation>> = {
  [prctlOperations.PR_SET_PDEATHSIG]: ({ task }, value) => {
    if (value !== 0n && !isValidSignal(Number(value))) return 'EINVAL';
    task.parentDeathSignal = Number(value);
    return 0;
  },
  [prctlOperations.PR_GET_PDEATHSIG]: ({ task, memory }, address) => memory.writeU32(address, task.parentDeathSignal),
  [prctlOperations.PR_GET_DUMPABLE]: ({ process }) => (process.dumpable ? 1 : 0),
  [prctlOperations.PR_SET_DUMPABLE]: ({ process }, value) => {
    const wanted = flag(value);
    if (wanted === undefined) return 'EINVAL';
    process.dumpable = wanted;
    return 0;
  },
  [prctlOperations.PR_SET_NAME]: ({ kernel, task, memory }, address) => {
    const name = memory.readBytes(address, TASK_COMM_LEN);
    const text = name === 'EFAULT' ? memory.readCStringBytes(address, TASK_COMM_LEN) : name;
    if (typeof text === 'string') return 'EFAULT';
    const end = text.indexOf(0);
    const decoded = utf8Decode(text.subarray(0, end < 0 ? TASK_COMM_LEN - 1 : Math.min(end, TASK_COMM_LEN - 1)));
    task.comm = decoded.includes('/') ? decoded : commOf(decoded);
    traceComm(kernel, task);
    return 0;
  },
  [prctlOperations.PR_GET_NAME]: ({ task, memory }, address) => {
    const bytes = new Uint8Array(TASK_COMM_LEN);
    bytes.set(utf8Encode(task.comm).subarray(0, TASK_COMM_LEN - 1));
    return memory.writeBytes(address, bytes);
  },
  [prctlOperations.PR_CAPBSET_READ]: (_context, capability) => (capability <= 40n ? 1 : 'EINVAL'),
  [prctlOperations.PR_SET_TIMERSLACK]: ({ task }, value) => {
    task.timerSlackNs = value <= 0n ? 50_000 : Number(value);
    return 0;
  },
  [prctlOperations.PR_GET_TIMERSLACK]: ({ task }) => task.timerSlackNs,
  [prctlOperations.PR_SET_CHILD_SUBREAPER]: ({ process }, value) => {
    process.subreaper = value !== 0n;
    return 0;
  },
  [prctlOperations.PR_GET_CHILD_SUBREAPER]: ({ process, memory }, address) => memory.writeU32(address, process.subreaper ? 1 : 0),
  [prctlOperations.PR_SET_NO_NEW_PRIVS]: ({ process }, value) => {
    if (value !== 1n) return 'EINVAL';
    process.noNewPrivileges = true;
    return 0;
  },
  [prctlOperations.PR_GET_NO_NEW_PRIVS]: ({ process }) => (process.noNewPrivileges ? 1 : 0),
};

/** @see prctl(2): operations that are not here give EINVAL, as on a kernel built without them */
function prctl(context: SyscallContext, operation = 0n, value = 0n): SyscallResult {
  return operations[Number(operation)]?.(context, value) ?? 'EINVAL';
}

export const prctlSyscalls: readonly Syscall[] = [
  { number: 167, name: 'prctl', parameters: ['int', 'size', 'size', 'size', 'size'], handle: prctl },
];
