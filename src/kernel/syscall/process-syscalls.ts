// Processes and threads: clone, execve, exit, wait, ids of threads. Knows arguments and structures; the work stands in lifecycle/.
import {
  CLONE_CHILD_SETTID,
  CLONE_NAMESPACES,
  CLONE_PARENT_SETTID,
  CLONE_SIGHAND,
  CLONE_THREAD,
  CLONE_VFORK,
  CLONE_VM,
  CSIGNAL,
} from '../../abi/clone.js';
import { isValidSignal } from '../signal/sets.js';
import { AT_FDCWD, atFlags, PATH_MAX } from '../../abi/open-flags.js';
import { exitedStatus } from '../../abi/wait.js';
import { replaceProgram } from '../lifecycle/exec.js';
import { endTask, exitGroup } from '../lifecycle/exit.js';
import { cloneTask, forkUnits } from '../lifecycle/fork.js';
import { type ExecRequest, isImageFailure, loadImage } from '../lifecycle/program.js';
import { callerOf, startingAt } from './file-arguments.js';
import { readStrings } from './process-arguments.js';
import type { Syscall, SyscallContext, SyscallResult } from './syscall.js';

/** @see getpid(2) */
function getpid({ process }: SyscallContext): SyscallResult {
  return process.pid;
}

function gettid({ task }: SyscallContext): SyscallResult {
  return task.tid;
}

function getppid({ process }: SyscallContext): SyscallResult {
  return process.parent?.pid ?? 0;
}

/** Combinations that make no sense, or ask for namespaces. @see clone(2) ERRORS */
function refusesFlags(flags: number): boolean {
  if ((flags & CLONE_NAMESPACES) !== 0) return true;
  if ((flags & CLONE_SIGHAND) !== 0 && (flags & CLONE_VM) === 0) return true;
  return (flags & CLONE_THREAD) !== 0 && (flags & CLONE_SIGHAND) === 0;
}

/** riscv's order of arguments. @see clone(2) "C library/kernel differences" */
function clone(context: SyscallContext, flagBits = 0n, stack = 0n, parentTid = 0n, tls = 0n, childTid = 0n): SyscallResult {
  const { kernel, hart, task, memory, progress } = context;
  const flags = Number(flagBits & 0xffff_ff00n);
  const exitSignal = Number(flagBits) & CSIGNAL;
  if (progress.data !== undefined) return vforkDone(context, progress.data as number);
  if (refusesFlags(flags) || (exitSignal !== 0 && !isValidSignal(exitSignal))) return 'EINVAL';
  if ((flags & CLONE_CHILD_SETTID) !== 0 && (childTid & 3n) !== 0n) return 'EINVAL';
  context.pass(flags & CLONE_VM ? 'thread' : 'fork', forkUnits(task.process, flags));
  const child = cloneTask(kernel, hart, task, { flags, exitSignal, stack, threadPointer: tls, childTid });
  if (typeof child === 'string') return child;
  if ((flags & CLONE_PARENT_SETTID) !== 0) memory.writeU32(parentTid, child.tid);
  if ((flags & CLONE_VFORK) === 0 || (flags & CLONE_THREAD) !== 0) return child.tid;
  progress.data = child.tid;
  return vforkDone(context, child.tid);
}

/** The parent of a vfork waits until the child calls execve or ends. */
function vforkDone({ kernel }: SyscallContext, tid: number): SyscallResult {
  const waiting = kernel.tasks.processes.get(tid)?.vforkDone;
  return waiting === undefined ? tid : { queues: [waiting], channel: 'kernel_clone', uninterruptible: true };
}

/** @see execve(2) */
function execve(context: SyscallContext, path = 0n, argv = 0n, envp = 0n): SyscallResult {
  return execveat(context, BigInt(AT_FDCWD), path, argv, envp, 0n);
}

/** @see execveat(2) */
function execveat(context: SyscallContext, fd = 0n, path = 0n, argv = 0n, envp = 0n, flagBits = 0n): SyscallResult {
  const { kernel, hart, task, process, memory } = context;
  const flags = Number(flagBits);
  const { AT_EMPTY_PATH, AT_SYMLINK_NOFOLLOW } = atFlags;
  if ((flags & ~(AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW)) !== 0) return 'EINVAL';
  const text = memory.readCString(path, PATH_MAX);
  if (typeof text === 'string') return text;
  const strings = readStrings(memory, argv);
  if (typeof strings === 'string') return strings;
  const environment = readStrings(memory, envp);
  if (typeof environment === 'string') return environment;
  const start = startingAt(context, fd, text.text);
  if (typeof start === 'string') return start;
  const request: ExecRequest = {
    ...start,
    emptyPath: (flags & AT_EMPTY_PATH) !== 0,
    follow: (flags & AT_SYMLINK_NOFOLLOW) === 0,
    argv: strings,
    envp: environment,
  };
  const image = loadImage(kernel, callerOf(task), request, process.limits, process.noNewPrivileges);
  if (isImageFailure(image)) return image.errno;
  replaceProgram(kernel, hart, task, image);
  context.pass('exec');
  return 0;
}

/** Ends the calling thread. @see _exit(2) */
function exit({ kernel, task }: SyscallContext, code = 0n): SyscallResult {
  const status = exitedStatus(Number(code));
  const others = task.process.tasks.some((other) => other !== task && other.state !== 'Z');
  if (others) endTask(kernel, task, status);
  else exitGroup(kernel, task.process, status);
  return 0;
}

/** @see exit_group(2) */
function exitGroupCall({ kernel, process }: SyscallContext, code = 0n): SyscallResult {
  exitGroup(kernel, process, exitedStatus(Number(code)));
  return 0;
}

/** @see set_tid_address(2) */
function setTidAddress({ task }: SyscallContext, address = 0n): SyscallResult {
  task.clearChildTid = Number(address);
  return task.tid;
}

/** Bytes of struct robust_list_head. */
const robustListBytes = 24;

/** @see set_robust_list(2) */
function setRobustList({ task }: SyscallContext, head = 0n, length = 0n): SyscallResult {
  if (length !== BigInt(robustListBytes)) return 'EINVAL';
  task.robustList = Number(head);
  return 0;
}

function getRobustList({ kernel, task, memory }: SyscallContext, pid = 0n, head = 0n, length = 0n): SyscallResult {
  const target = pid === 0n ? task : kernel.tasks.tasks.get(Number(pid));
  if (target === undefined) return 'ESRCH';
  if (memory.writeU64(length, BigInt(robustListBytes)) !== 0) return 'EFAULT';
  return memory.writeU64(head, BigInt(target.robustList));
}

/** Restartable sequences and clone3 are not there: C libraries fall back. @see rseq in Linux include/uapi/linux/rseq.h */
function notImplemented(): SyscallResult {
  return 'ENOSYS';
}

/** All programs have init's personality. @see personality(2) */
function personality(_context: SyscallContext, persona = 0n): SyscallResult {
  return persona === 0xffff_ffffn || persona === 0n ? 0 : 'EINVAL';
}

export const processSyscalls: readonly Syscall[] = [
  { number: 92, name: 'personality', parameters: ['uint'], handle: personality },
  { number: 93, name: 'exit', parameters: ['int'], handle: exit },
  { number: 94, name: 'exit_group', parameters: ['int'], handle: exitGroupCall },
  { number: 96, name: 'set_tid_address', parameters: ['address'], handle: setTidAddress },
  { number: 99, name: 'set_robust_list', parameters: ['address', 'size'], handle: setRobustList },
  { number: 100, name: 'get_robust_list', parameters: ['pid', 'address', 'address'], handle: getRobustList },
  { number: 172, name: 'getpid', parameters: [], handle: getpid },
  { number: 173, name: 'getppid', parameters: [], handle: getppid },
  { number: 178, name: 'gettid', parameters: [], handle: gettid },
  { number: 220, name: 'clone', parameters: ['size', 'address', 'address', 'address', 'address'], handle: clone },
  { number: 221, name: 'execve', parameters: ['string', 'address', 'address'], handle: execve },
  { number: 281, name: 'execveat', parameters: ['fd', 'string', 'address', 'address', 'flags'], handle: execveat },
  { number: 293, name: 'rseq', parameters: ['address', 'uint', 'flags', 'uint'], handle: notImplemented },
  { number: 435, name: 'clone3', parameters: ['address', 'size'], handle: notImplemented },
];
