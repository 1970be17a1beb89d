// The program that a process runs: /proc/[pid]/comm, cmdline, environ, auxv. Knows where execve put things on the stack.
import { utf8Decode } from '../../../abi/text.js';
import type { Errno } from '../../../abi/errno.js';
import type { Caller } from '../../fs/inode.js';
import type { KernelState } from '../../kernel-state.js';
import type { AddressSpace } from '../../mm/address-space.js';
import { UserMemory } from '../../mm/user-memory.js';
import { type Subject, spaceOf } from '../subject.js';

/** Bytes of comm without its NUL. @see proc_pid_comm(5) */
const COMM_BYTES = 15;

export function pidComm({ task }: Subject): string {
  return `${task.comm}\n`;
}

/** Threads of the same process may be renamed, others not. What follows a NUL is no part of the name; a newline is. */
export function writeComm({ task, process }: Subject, bytes: Uint8Array, caller: Caller): number | Errno {
  if (caller.pid !== process.pid) return 'EINVAL';
  const name = bytes.subarray(0, COMM_BYTES);
  const end = name.indexOf(0);
  task.comm = utf8Decode(end < 0 ? name : name.subarray(0, end));
  return bytes.length;
}

function bytesBetween(kernel: KernelState, space: AddressSpace, start: number, end: number): Uint8Array {
  if (end <= start) return new Uint8Array(0);
  const bytes = new UserMemory(kernel.memory, space).readBytes(BigInt(start), end - start);
  return bytes === 'EFAULT' ? new Uint8Array(0) : bytes;
}

/**
 * Arguments with a NUL behind each, from the process's own memory, so a program can change them. When the last NUL is overwritten, the
 * program has put a title there, which may reach into the environment: it ends at its NUL.
 *
 * @see proc_pid_cmdline(5), Linux 6.6 fs/proc/base.c get_mm_cmdline
 */
export function pidCmdline(subject: Subject, kernel: KernelState): Uint8Array {
  const space = spaceOf(subject);
  if (space === undefined) return new Uint8Array(0);
  const { argStart, argEnd, envStart, envEnd } = space.layout;
  const bytes = bytesBetween(kernel, space, argStart, argEnd);
  if (bytes.length === 0 || bytes.at(-1) === 0) return bytes;
  const title = bytesBetween(kernel, space, argStart, envStart === argEnd ? envEnd : argEnd);
  const end = title.indexOf(0);
  return end < 0 ? title : title.subarray(0, end + 1);
}

/** @see proc_pid_environ(5) */
export function pidEnviron(subject: Subject, kernel: KernelState): Uint8Array {
  const space = spaceOf(subject);
  return space === undefined ? new Uint8Array(0) : bytesBetween(kernel, space, space.layout.envStart, space.layout.envEnd);
}

/** The vector as the kernel gave it. @see proc_pid_auxv(5) */
export function pidAuxv(subject: Subject): Uint8Array {
  return spaceOf(subject)?.layout.auxv ?? new Uint8Array(0);
}
