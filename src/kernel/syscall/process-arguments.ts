// Lists of strings as execve(2) takes them. Knows a program's memory and no process.
import type { Errno } from '../../abi/errno.js';
import type { UserMemory } from '../mm/user-memory.js';

/** Bytes of one string, its NUL included. @see execve(2) MAX_ARG_STRLEN */
const maximumStringBytes = 131_072;
/** Bytes of all strings and pointers together, whatever RLIMIT_STACK says. */
const maximumBytes = 6 * 1024 * 1024;

/** The strings of a NULL-terminated array of pointers; a NULL array is empty, as on Linux. */
export function readStrings(memory: UserMemory, array: bigint): Uint8Array[] | Errno {
  const strings: Uint8Array[] = [];
  if (array === 0n) return strings;
  let total = 0;
  for (let index = 0n; ; index++) {
    const pointer = memory.readU64(array + 8n * index);
    if (pointer === 'EFAULT') return pointer;
    if (pointer === 0n) return strings;
    const text = readString(memory, pointer);
    if (typeof text === 'string') return text;
    total += text.length + 9;
    if (total > maximumBytes) return 'E2BIG';
    strings.push(text);
  }
}

function readString(memory: UserMemory, pointer: bigint): Uint8Array | Errno {
  const text = memory.readCStringBytes(pointer, maximumStringBytes);
  return text === 'ENAMETOOLONG' ? 'E2BIG' : text;
}
