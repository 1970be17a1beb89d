// Waiting for many files at once: ppoll and pselect6. Knows event masks; each file knows its own readiness.
import type { Errno } from '../../abi/errno.js';
import { pollEvents, selectEvents } from '../../abi/poll.js';
import { unblockable } from '../signal/sets.js';
import type { WaitQueue } from '../sleep/wait-queue.js';
import { descriptorLimit, fileAt } from './file-arguments.js';
import type { Syscall, SyscallContext, SyscallResult } from './syscall.js';

const { POLLERR, POLLHUP, POLLNVAL } = pollEvents;
const POLLFD_BYTES = 8;
const SIGSET_BYTES = 8n;
const SECOND_NS = 1_000_000_000;

/** End of the wait as mtime; Infinity: none. Computed once for all tries. */
function deadlineOf({ memory, progress, nowNs }: SyscallContext, timeout: bigint): number | Errno {
  if (progress.deadlineNs !== undefined) return progress.deadlineNs;
  progress.deadlineNs = Infinity;
  if (timeout === 0n) return Infinity;
  const bytes = memory.readBytes(timeout, 16);
  if (bytes === 'EFAULT') return bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const seconds = Number(view.getBigInt64(0, true));
  const nanoseconds = Number(view.getBigInt64(8, true));
  if (seconds < 0 || nanoseconds < 0 || nanoseconds >= SECOND_NS) return 'EINVAL';
  const end = nowNs + seconds * SECOND_NS + nanoseconds;
  progress.deadlineNs = Number.isSafeInteger(Math.ceil(end)) ? end : Infinity;
  return progress.deadlineNs;
}

/** Puts another signal mask in place for the time of the wait; the old one comes back when the call ends or after the handler. */
function replaceMask({ memory, progress, task }: SyscallContext, pointer: bigint, size: bigint): Errno | undefined {
  if (progress.tries > 0 || pointer === 0n) return undefined;
  if (size !== SIGSET_BYTES) return 'EINVAL';
  const mask = memory.readU64(pointer);
  if (mask === 'EFAULT') return mask;
  task.signals.savedMask = task.signals.blocked;
  task.signals.blocked = mask & ~unblockable;
  task.signals.attention = true;
  return undefined;
}

function restoreMask({ task }: SyscallContext): void {
  const { savedMask } = task.signals;
  if (savedMask === undefined) return;
  task.signals.blocked = savedMask;
  task.signals.savedMask = undefined;
  task.signals.attention = true;
}

/** One look at everything: how many are ready, and what to wait for if none is. */
interface Look {
  readonly ready: number;
  readonly queues: readonly WaitQueue[];
}

/** Looks, and waits until the deadline; a look that finds nothing at the deadline ends the call with 0. */
function lookOrWait(context: SyscallContext, deadlineNs: number, channel: string, look: () => Look | Errno): SyscallResult {
  const found = look();
  if (typeof found === 'object' && found.ready === 0 && context.nowNs < deadlineNs) {
    return { queues: found.queues, channel, ...(deadlineNs === Infinity ? {} : { deadlineNs }) };
  }
  restoreMask(context);
  return typeof found === 'string' ? found : found.ready;
}

/** Events of `fd` among `wanted`, its queues added to `queues`. */
function eventsOf(context: SyscallContext, fd: number, wanted: number, queues: WaitQueue[]): number {
  const file = fileAt(context, BigInt(fd));
  if (typeof file === 'string') return POLLNVAL;
  const readiness = file.poll();
  queues.push(...readiness.queues);
  return readiness.events & (wanted | POLLERR | POLLHUP);
}

/** @see ppoll(2) */
function ppoll(context: SyscallContext, fds = 0n, count = 0n, timeout = 0n, mask = 0n, maskSize = 0n): SyscallResult {
  if (count > BigInt(Math.min(descriptorLimit(context.process), Number.MAX_SAFE_INTEGER))) return 'EINVAL';
  const deadlineNs = deadlineOf(context, timeout);
  if (typeof deadlineNs === 'string') return deadlineNs;
  const refused = replaceMask(context, mask, maskSize);
  if (refused !== undefined) return refused;
  return lookOrWait(context, deadlineNs, 'poll_schedule_timeout', () => lookAtPollfds(context, fds, Number(count)));
}

function lookAtPollfds(context: SyscallContext, address: bigint, count: number): Look | Errno {
  const bytes = context.memory.readBytes(address, count * POLLFD_BYTES);
  if (bytes === 'EFAULT') return bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const queues: WaitQueue[] = [];
  let ready = 0;
  for (let at = 0; at < bytes.length; at += POLLFD_BYTES) {
    const fd = view.getInt32(at, true);
    const events = fd < 0 ? 0 : eventsOf(context, fd, view.getUint16(at + 4, true), queues);
    view.setUint16(at + 6, events, true);
    if (events !== 0) ready++;
  }
  return context.memory.writeBytes(address, bytes) === 'EFAULT' ? 'EFAULT' : { ready, queues };
}

/** Sets of descriptors that pselect6 takes. */
const setKinds = ['read', 'write', 'except'] as const;

/** Most descriptors that one select looks at: the size of fd_set in any libc, with room. */
const SELECT_LIMIT = 65_536;

/** @see pselect6 in select(2): the last argument points to a pair (mask, size). */
function pselect6(context: SyscallContext, count = 0n, read = 0n, write = 0n, except = 0n, timeout = 0n, pair = 0n): SyscallResult {
  if (count < 0n) return 'EINVAL';
  const deadlineNs = deadlineOf(context, timeout);
  if (typeof deadlineNs === 'string') return deadlineNs;
  const [mask, size] = pair === 0n ? [0n, 0n] : [context.memory.readU64(pair), context.memory.readU64(pair + 8n)];
  if (mask === 'EFAULT' || size === 'EFAULT') return 'EFAULT';
  const refused = replaceMask(context, mask, size);
  if (refused !== undefined) return refused;
  const limit = Math.min(Number(count), SELECT_LIMIT);
  return lookOrWait(context, deadlineNs, 'do_select', () => lookAtSets(context, limit, [read, write, except]));
}

/** One fd_set: where it lies, what was asked, what is ready. */
interface DescriptorSet {
  readonly address: bigint;
  readonly events: number;
  readonly asked: Uint8Array;
  readonly ready: Uint8Array;
}

function lookAtSets(context: SyscallContext, count: number, addresses: readonly bigint[]): Look | Errno {
  const sets = readSets(context, Math.ceil(count / 64) * 8, addresses);
  if (typeof sets === 'string') return sets;
  const queues: WaitQueue[] = [];
  let ready = 0;
  for (let fd = 0; fd < count; fd++) {
    const found = lookAtDescriptor(context, fd, sets, queues);
    if (typeof found === 'string') return found;
    ready += found;
  }
  if (ready === 0 && context.nowNs < (context.progress.deadlineNs ?? 0)) return { ready, queues };
  const stored = sets.every((set) => context.memory.writeBytes(set.address, set.ready) === 0);
  return stored ? { ready, queues } : 'EFAULT';
}

function readSets({ memory }: SyscallContext, length: number, addresses: readonly bigint[]): readonly DescriptorSet[] | Errno {
  const sets: DescriptorSet[] = [];
  for (const [index, kind] of setKinds.entries()) {
    const address = addresses[index] ?? 0n;
    if (address === 0n) continue;
    const asked = memory.readBytes(address, length);
    if (asked === 'EFAULT') return asked;
    sets.push({ address, events: selectEvents[kind], asked, ready: new Uint8Array(length) });
  }
  return sets;
}

/** In how many sets the descriptor is ready; marks it there. */
function lookAtDescriptor(context: SyscallContext, fd: number, sets: readonly DescriptorSet[], queues: WaitQueue[]): number | Errno {
  const [byte, bit] = [fd >> 3, 1 << (fd & 7)];
  const asking = sets.filter(({ asked }) => ((asked[byte] ?? 0) & bit) !== 0);
  if (asking.length === 0) return 0;
  const wanted = asking.reduce((events, set) => events | set.events, 0);
  const events = eventsOf(context, fd, wanted, queues);
  if (events === POLLNVAL) return 'EBADF';
  const ready = asking.filter((set) => (events & set.events) !== 0);
  for (const set of ready) set.ready[byte] = (set.ready[byte] ?? 0) | bit;
  return ready.length;
}

export const filePollSyscalls: readonly Syscall[] = [
  {
    number: 72,
    name: 'pselect6',
    parameters: ['int', 'address', 'address', 'address', 'address', 'address'],
    handle: pselect6,
    instructions: 600,
    interruption: 'never',
  },
  {
    number: 73,
    name: 'ppoll',
    parameters: ['address', 'uint', 'address', 'address', 'size'],
    handle: ppoll,
    instructions: 500,
    interruption: 'never',
  },
];
