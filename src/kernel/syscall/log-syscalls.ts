// syslog: reading the kernel's ring of messages. Knows its lines and no writer.
import { syslogActions } from '../../abi/system-information.js';
import { utf8Encode } from '../../abi/text.js';
import { formatLogLine, type LogLine } from '../task/kernel-log.js';
import type { Syscall, SyscallContext, SyscallResult } from './syscall.js';

function text(lines: readonly LogLine[]): Uint8Array {
  return utf8Encode(lines.map((line) => `${formatLogLine(line)}\n`).join(''));
}

/** Stores the last whole lines that fit. */
function storeLast({ memory }: SyscallContext, lines: readonly LogLine[], address: bigint, length: number): SyscallResult {
  let first = lines.length;
  let size = 0;
  while (first > 0) {
    const line = lines[first - 1];
    size += line === undefined ? 0 : text([line]).length;
    if (size > length) break;
    first--;
  }
  const bytes = text(lines.slice(first));
  return memory.writeBytes(address, bytes) === 0 ? bytes.length : 'EFAULT';
}

function readAll(context: SyscallContext, lines: readonly LogLine[], address: bigint, length: bigint, clears: boolean): SyscallResult {
  const { log } = context.kernel;
  if (length < 0n || address === 0n) return 'EINVAL';
  const stored = storeLast(context, lines, address, Number(length));
  if (clears && typeof stored === 'number') log.clearedAt = log.nextSequence;
  return stored;
}

/** @see syslog(2): reading everything is everyone's, the rest root's */
function syslog(context: SyscallContext, action = 0n, address = 0n, length = 0n): SyscallResult {
  const { kernel, process } = context;
  const { log } = kernel;
  const kind = Number(action);
  const isReading = kind === syslogActions.READ_ALL || kind === syslogActions.SIZE_BUFFER;
  if (!isReading && process.credentials.euid !== 0) return 'EPERM';
  const unread = log.lines.filter(({ sequence }) => sequence >= log.clearedAt);
  switch (kind) {
    case syslogActions.READ_ALL:
    case syslogActions.READ_CLEAR:
      return readAll(context, unread, address, length, kind === syslogActions.READ_CLEAR);
    case syslogActions.CLEAR:
      log.clearedAt = log.nextSequence;
      return 0;
    case syslogActions.SIZE_BUFFER:
    case syslogActions.SIZE_UNREAD:
      return Math.max(text(unread).length, kind === syslogActions.SIZE_BUFFER ? 131_072 : 0);
    default:
      return kind >= 0 && kind <= syslogActions.SIZE_BUFFER && kind !== syslogActions.READ ? 0 : 'EINVAL';
  }
}

export const logSyscalls: readonly Syscall[] = [{ number: 116, name: 'syslog', parameters: ['int', 'address', 'int'], handle: syslog }];
