// System calls on memory: they check what the arguments say and whether the caller may, then call mm/.
import type { Errno } from '../../abi/errno.js';
import {
  MAP_ANONYMOUS,
  MAP_HUGETLB,
  MAP_NORESERVE,
  MAP_PRIVATE,
  MAP_SHARED,
  MAP_SHARED_VALIDATE,
  MAP_SYNC,
  MAP_TYPE,
  MCL_CURRENT,
  MCL_FUTURE,
  MCL_ONFAULT,
  MLOCK_ONFAULT,
  MS_ASYNC,
  MS_INVALIDATE,
  MS_SYNC,
  PROT_EXEC,
  PROT_GROWSDOWN,
  PROT_GROWSUP,
  PROT_READ,
  PROT_SEM,
  PROT_WRITE,
} from '../../abi/mman.js';
import { mountFlags } from '../../abi/statfs.js';
import type { OpenFile } from '../fs/inode.js';
import { pathOf } from '../fs/namei.js';
import { type AddressSpace, TASK_SIZE } from '../mm/address-space.js';
import { PAGE_BYTES } from '../mm/frame-allocator.js';
import { pageUp } from '../mm/placement.js';
import { setBreak } from '../mm/program-break.js';
import { type MapRequest, mapRegion, protectRegion, unmapRegion } from '../mm/regions.js';
import { remapRegion } from '../mm/remap.js';
import { adviseRegion, lockRegion, residentMap, syncRegion, unlockRegion } from '../mm/residency.js';
import { SharedMemory } from '../mm/shared-memory.js';
import { VM_LOCKED } from '../mm/vma.js';
import type { Syscall, SyscallContext, SyscallResult } from './syscall.js';

/** Beyond every address and length that could be valid, yet exact as a number. */
const FAR = 2 ** 48;

/** A 64-bit argument as a number. What is far beyond user space stays beyond, at the same place in its page. */
function size(argument: bigint): number {
  return argument < BigInt(FAR) ? Number(argument) : FAR + Number(argument % BigInt(PAGE_BYTES));
}

function spaceOf({ memory }: SyscallContext): AddressSpace {
  return memory.space;
}

/** @see brk(2): the raw call returns the break that holds afterwards */
function brk({ kernel, memory }: SyscallContext, wanted = 0n): SyscallResult {
  return setBreak(kernel.memory, memory.space, size(wanted));
}

/** What a file mapping needs beside the caller's wishes; EACCES when the file was not opened for it. @see mmap(2) */
function fileMapping(
  context: SyscallContext,
  fd: number,
  shared: boolean,
  prot: number,
): Pick<MapRequest, 'source' | 'name' | 'maxProt'> | Errno {
  const file = context.process.files?.get(fd);
  if (file === undefined) return 'EBADF';
  const refusal = checkAccess(file, shared, prot);
  if (refusal !== undefined) return refusal;
  if (isZeroDevice(file)) return {};
  const source = file.pages();
  if (typeof source === 'string') return source;
  const root = context.process.fs?.root;
  const executable = (file.location.mount.flags & mountFlags.MS_NOEXEC) === 0 ? PROT_EXEC : 0;
  const writable = shared && !file.writable ? 0 : PROT_WRITE;
  return { source, name: root === undefined ? source.name : pathOf(file.location, root), maxProt: PROT_READ | writable | executable };
}

function checkAccess(file: OpenFile, shared: boolean, prot: number): Errno | undefined {
  if (!file.readable) return 'EACCES';
  if (shared && prot & PROT_WRITE && !file.writable) return 'EACCES';
  return prot & PROT_EXEC && file.location.mount.flags & mountFlags.MS_NOEXEC ? 'EPERM' : undefined;
}

/** /dev/zero: mapping it gives anonymous memory. */
const ZERO_DEVICE = 0x105;
const CHARACTER_DEVICE = 0o020000;
const TYPE_BITS = 0o170000;

function isZeroDevice({ inode }: OpenFile): boolean {
  return (inode.mode & TYPE_BITS) === CHARACTER_DEVICE && inode.status().rdev === ZERO_DEVICE;
}

const PROT_KNOWN = PROT_READ | PROT_WRITE | PROT_EXEC | PROT_SEM;

/** What is wrong with the plain values, before any file is looked at. */
function checkMapping(flags: number, length: number, offset: bigint): Errno | undefined {
  const type = flags & MAP_TYPE;
  if (type !== MAP_SHARED && type !== MAP_PRIVATE && type !== MAP_SHARED_VALIDATE) return 'EINVAL';
  if (flags & MAP_SYNC && type === MAP_SHARED_VALIDATE) return 'EOPNOTSUPP';
  if (offset % BigInt(PAGE_BYTES) !== 0n || length === 0) return 'EINVAL';
  if (length > TASK_SIZE) return 'ENOMEM';
  return offset + BigInt(length) > BigInt(Number.MAX_SAFE_INTEGER) ? 'EOVERFLOW' : undefined;
}

/** @see mmap(2) */
function mmap(context: SyscallContext, address = 0n, length = 0n, prot = 0n, flags = 0n, fd = 0n, offset = 0n): SyscallResult {
  const bits = Number(flags);
  const refusal = checkMapping(bits, size(length), offset);
  if (refusal !== undefined) return refusal;
  const anonymous = (bits & MAP_ANONYMOUS) !== 0;
  // There are no huge pages to be had.
  if (bits & MAP_HUGETLB) return anonymous ? 'ENOMEM' : 'EINVAL';
  const request: MapRequest = { address: size(address), length: size(length), prot: Number(prot) & PROT_KNOWN, flags: bits };
  const shared = (bits & MAP_TYPE) !== MAP_PRIVATE;
  const mapping = anonymous ? {} : fileMapping(context, Number(fd), shared, request.prot);
  if (typeof mapping === 'string') return mapping;
  if (mapping.source === undefined && shared) return mapShared(context, request);
  return mapRegion(context.kernel.memory, spaceOf(context), { ...request, ...mapping, offset: Number(offset) });
}

/** Shared anonymous memory: an object of its own for each call. */
function mapShared(context: SyscallContext, request: MapRequest): SyscallResult {
  const { memory } = context.kernel;
  const source = SharedMemory.create(memory, pageUp(request.length), (request.flags & MAP_NORESERVE) === 0);
  if (source === 'ENOMEM') return source;
  const placed = mapRegion(memory, spaceOf(context), { ...request, source });
  if (typeof placed === 'string') source.discard();
  return placed;
}

/** @see munmap(2) */
function munmap(context: SyscallContext, address = 0n, length = 0n): SyscallResult {
  return unmapRegion(context.kernel.memory, spaceOf(context), size(address), size(length));
}

/** @see mprotect(2) */
function mprotect(context: SyscallContext, address = 0n, length = 0n, prot = 0n): SyscallResult {
  const bits = Number(BigInt.asIntN(32, prot));
  if (bits & ~(PROT_KNOWN | PROT_GROWSDOWN | PROT_GROWSUP)) return 'EINVAL';
  // riscv stacks grow down only, and no mapping grows up.
  if (bits & PROT_GROWSUP) return 'EINVAL';
  return protectRegion(context.kernel.memory, spaceOf(context), size(address), size(length), bits);
}

/** @see mremap(2) */
function mremap(context: SyscallContext, oldAddress = 0n, oldLength = 0n, newLength = 0n, flags = 0n, newAddress = 0n): SyscallResult {
  return remapRegion(context.kernel.memory, spaceOf(context), {
    oldAddress: size(oldAddress),
    oldLength: size(oldLength),
    newLength: size(newLength),
    flags: Number(flags),
    newAddress: size(newAddress),
  });
}

/** @see madvise(2) */
function madvise(context: SyscallContext, address = 0n, length = 0n, advice = 0n): SyscallResult {
  return adviseRegion(context.kernel.memory, spaceOf(context), size(address), size(length), Number(advice));
}

/** @see msync(2) */
function msync(context: SyscallContext, address = 0n, length = 0n, flags = 0n): SyscallResult {
  const bits = Number(flags);
  const start = size(address);
  const end = start + pageUp(size(length));
  if (bits & ~(MS_ASYNC | MS_INVALIDATE | MS_SYNC) || (bits & MS_ASYNC && bits & MS_SYNC) || start % PAGE_BYTES !== 0) return 'EINVAL';
  if (end > TASK_SIZE) return 'ENOMEM';
  return end === start ? 0 : syncRegion(context.kernel.memory, spaceOf(context), start, end);
}

/** Pages asked about at once: bounds the answer held on the host. */
const MINCORE_PAGES = 4096;

/** @see mincore(2) */
function mincore({ kernel, memory }: SyscallContext, address = 0n, length = 0n, vector = 0n): SyscallResult {
  const start = size(address);
  const end = start + pageUp(size(length));
  if (start % PAGE_BYTES !== 0) return 'EINVAL';
  if (end > TASK_SIZE) return 'ENOMEM';
  for (let at = start; at < end; at += MINCORE_PAGES * PAGE_BYTES) {
    const map = residentMap(kernel.memory, memory.space, at, Math.min(end, at + MINCORE_PAGES * PAGE_BYTES));
    if (map === 'ENOMEM') return map;
    if (memory.writeBytes(vector + BigInt((at - start) / PAGE_BYTES), map) !== 0) return 'EFAULT';
  }
  return 0;
}

/** Stands for CAP_IPC_LOCK. */
function mayExceed({ process }: SyscallContext): boolean {
  return process.credentials.euid === 0;
}

/** @see mlock(2) */
function mlock(context: SyscallContext, address = 0n, length = 0n): SyscallResult {
  return lockRegion(context.kernel.memory, spaceOf(context), size(address), size(length), { mayExceed: mayExceed(context) });
}

/** @see mlock2(2) */
function mlock2(context: SyscallContext, address = 0n, length = 0n, flags = 0n): SyscallResult {
  if (flags & ~BigInt(MLOCK_ONFAULT)) return 'EINVAL';
  const onFault = flags !== 0n;
  return lockRegion(context.kernel.memory, spaceOf(context), size(address), size(length), { onFault, mayExceed: mayExceed(context) });
}

/** @see munlock(2) */
function munlock(context: SyscallContext, address = 0n, length = 0n): SyscallResult {
  return unlockRegion(context.kernel.memory, spaceOf(context), size(address), size(length));
}

/** @see mlockall(2) */
function mlockall(context: SyscallContext, flags = 0n): SyscallResult {
  const bits = Number(flags);
  if (bits & ~(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) || (bits & (MCL_CURRENT | MCL_FUTURE)) === 0) return 'EINVAL';
  const space = spaceOf(context);
  const exceeds = mayExceed(context);
  if (!exceeds && space.limits.lockedBytes === 0) return 'EPERM';
  if (!exceeds && bits & MCL_CURRENT && space.usage.total * PAGE_BYTES > space.limits.lockedBytes) return 'ENOMEM';
  space.defaultFlags = bits & MCL_FUTURE ? VM_LOCKED : 0;
  if (!(bits & MCL_CURRENT)) return 0;
  // A list of its own: locking merges vmas. What cannot be made present is left, as on Linux.
  for (const { start, end } of [...space.vmas]) {
    lockRegion(context.kernel.memory, space, start, end - start, { onFault: (bits & MCL_ONFAULT) !== 0, mayExceed: true });
  }
  return 0;
}

/** @see munlockall(2) */
function munlockall(context: SyscallContext): SyscallResult {
  const space = spaceOf(context);
  space.defaultFlags = 0;
  for (const { start, end } of [...space.vmas]) unlockRegion(context.kernel.memory, space, start, end - start);
  return 0;
}

const path = 'memoryMap';

export const memorySyscalls: readonly Syscall[] = [
  { number: 214, name: 'brk', parameters: ['address'], handle: brk, path },
  { number: 215, name: 'munmap', parameters: ['address', 'size'], handle: munmap, path },
  { number: 216, name: 'mremap', parameters: ['address', 'size', 'size', 'flags', 'address'], handle: mremap, path },
  { number: 222, name: 'mmap', parameters: ['address', 'size', 'int', 'flags', 'fd', 'size'], handle: mmap, path },
  { number: 226, name: 'mprotect', parameters: ['address', 'size', 'int'], handle: mprotect, path },
  { number: 227, name: 'msync', parameters: ['address', 'size', 'flags'], handle: msync },
  { number: 228, name: 'mlock', parameters: ['address', 'size'], handle: mlock },
  { number: 229, name: 'munlock', parameters: ['address', 'size'], handle: munlock },
  { number: 230, name: 'mlockall', parameters: ['flags'], handle: mlockall },
  { number: 231, name: 'munlockall', parameters: [], handle: munlockall },
  { number: 232, name: 'mincore', parameters: ['address', 'size', 'address'], handle: mincore },
  { number: 233, name: 'madvise', parameters: ['address', 'size', 'int'], handle: madvise },
  { number: 284, name: 'mlock2', parameters: ['address', 'size', 'flags'], handle: mlock2 },
];
