// The system as a whole: names, limits, usage, memory and load, chance, the kernel log, reboot. Knows no device.
import type { Errno } from '../../abi/errno.js';
import { NR_OPEN, RLIM_INFINITY, RLIM_NLIMITS, RUSAGE_CHILDREN, RUSAGE_SELF, RUSAGE_THREAD, resources } from '../../abi/resource.js';
import { encodeSysinfo, encodeUtsname, hwprobeAnswers, rebootNumbers, utsFieldBytes } from '../../abi/system-information.js';
import { utf8Decode } from '../../abi/text.js';
import { exitGroup } from '../lifecycle/exit.js';
import { memoryLimits } from '../lifecycle/program.js';
import { processUsage, threadUsage } from '../lifecycle/usage.js';
import { PAGE_BYTES } from '../mm/frame-allocator.js';
import { loadAverages } from '../sched/load-average.js';
import type { Usage } from '../task/counters.js';
import { type Limit, withLimit } from '../task/limits.js';
import type { Process, Task } from '../task/task.js';
import type { Syscall, SyscallContext, SyscallResult } from './syscall.js';
import { encodeRusage } from './wait-syscalls.js';

/** @see uname(2) */
function uname({ kernel, memory }: SyscallContext, address = 0n): SyscallResult {
  const { release, version } = kernel.config;
  return memory.writeBytes(address, encodeUtsname(['Linux', kernel.hostname, release, version, 'riscv64', kernel.domainname]));
}

function readName({ process, memory }: SyscallContext, address: bigint, length: bigint): { readonly text: string } | Errno {
  if (process.credentials.euid !== 0) return 'EPERM';
  if (length < 0n || length >= BigInt(utsFieldBytes)) return 'EINVAL';
  const bytes = memory.readBytes(address, Number(length));
  return bytes === 'EFAULT' ? bytes : { text: utf8Decode(bytes) };
}

/** @see sethostname(2) */
function sethostname(context: SyscallContext, address = 0n, length = 0n): SyscallResult {
  const name = readName(context, address, length);
  if (typeof name === 'string') return name;
  context.kernel.hostname = name.text;
  return 0;
}

function setdomainname(context: SyscallContext, address = 0n, length = 0n): SyscallResult {
  const name = readName(context, address, length);
  if (typeof name === 'string') return name;
  context.kernel.domainname = name.text;
  return 0;
}

function encodeLimit({ soft, hard }: Limit): Uint8Array {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of [soft, hard].entries())
    view.setBigUint64(8 * index, Number.isFinite(value) ? BigInt(value) : RLIM_INFINITY, true);
  return bytes;
}

function decodeLimit(bytes: Uint8Array): Limit {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = (offset: number): number => {
    const raw = view.getBigUint64(offset, true);
    return raw > BigInt(Number.MAX_SAFE_INTEGER) ? Infinity : Number(raw);
  };
  return { soft: read(0), hard: read(8) };
}

/** @see getrlimit(2): raising a hard limit is root's */
function changeLimit({ process }: SyscallContext, target: Process, resource: number, limit: Limit): 0 | Errno {
  const before = target.limits[resource];
  if (limit.soft > limit.hard) return 'EINVAL';
  if (before !== undefined && limit.hard > before.hard && process.credentials.euid !== 0) return 'EPERM';
  if (resource === resources.RLIMIT_NOFILE && limit.hard > NR_OPEN) return 'EPERM';
  target.limits = withLimit(target.limits, resource, limit);
  if (target.space !== undefined) Object.assign(target.space.limits, memoryLimits(target.limits));
  return 0;
}

function mayLimit({ credentials: { uid, euid }, pid }: Process, target: Process): boolean {
  return pid === target.pid || euid === 0 || (uid === target.credentials.uid && uid === target.credentials.euid);
}

/** @see prlimit(2) */
function prlimit64(context: SyscallContext, pid = 0n, resourceBits = 0n, given = 0n, old = 0n): SyscallResult {
  const { kernel, process, memory } = context;
  const target = pid === 0n ? process : kernel.tasks.processes.get(Number(pid));
  const resource = Number(resourceBits);
  if (resource < 0 || resource >= RLIM_NLIMITS) return 'EINVAL';
  if (target === undefined) return 'ESRCH';
  if (!mayLimit(process, target)) return 'EPERM';
  const bytes = given === 0n ? undefined : memory.readBytes(given, 16);
  if (bytes === 'EFAULT') return bytes;
  const before = target.limits[resource];
  if (bytes !== undefined) {
    const changed = changeLimit(context, target, resource, decodeLimit(bytes));
    if (changed !== 0) return changed;
  }
  return old === 0n || before === undefined ? 0 : memory.writeBytes(old, encodeLimit(before));
}

function getrlimit(context: SyscallContext, resource = 0n, address = 0n): SyscallResult {
  return prlimit64(context, 0n, resource, 0n, address);
}

function setrlimit(context: SyscallContext, resource = 0n, address = 0n): SyscallResult {
  return address === 0n ? 'EFAULT' : prlimit64(context, 0n, resource, address, 0n);
}

/** @see getrusage(2) */
function getrusage({ task, process, memory }: SyscallContext, who = 0n, address = 0n): SyscallResult {
  const usage = usageFor(task, process, Number(who));
  return usage === undefined ? 'EINVAL' : memory.writeBytes(address, encodeRusage(usage));
}

function usageFor(task: Task, process: Process, who: number): Usage | undefined {
  if (who === RUSAGE_SELF) return processUsage(process);
  if (who === RUSAGE_CHILDREN) return process.childrenUsage;
  return who === RUSAGE_THREAD ? threadUsage(task) : undefined;
}

/** @see sysinfo(2) */
function sysinfo({ kernel, memory, nowNs }: SyscallContext, address = 0n): SyscallResult {
  const { frames, totals } = kernel.memory;
  return memory.writeBytes(
    address,
    encodeSysinfo({
      uptimeSeconds: nowNs / 1e9,
      loads: loadAverages(kernel.scheduler, nowNs),
      totalRam: frames.totalCount * PAGE_BYTES,
      freeRam: frames.freeCount * PAGE_BYTES,
      sharedRam: totals.shared * PAGE_BYTES,
      bufferRam: 0,
      processes: kernel.tasks.tasks.size,
    }),
  );
}

/** Bytes given in one call. @see getrandom(2) */
const maximumRandomBytes = 256 * 1024;
const knownRandomFlags = 7n;

/** @see getrandom(2): from the one seeded generator, so that a run can be repeated */
function getrandom({ kernel, memory }: SyscallContext, address = 0n, length = 0n, flags = 0n): SyscallResult {
  if ((flags & ~knownRandomFlags) !== 0n) return 'EINVAL';
  const count = length > BigInt(maximumRandomBytes) ? maximumRandomBytes : Number(length);
  return memory.writeBytes(address, kernel.random.bytes(count)) === 0 ? count : 'EFAULT';
}

/** @see reboot(2) */
function reboot({ kernel, process }: SyscallContext, magic1 = 0n, magic2 = 0n, command = 0n): SyscallResult {
  if (process.credentials.euid !== 0) return 'EPERM';
  if (Number(magic1) !== rebootNumbers.magic1 || !rebootNumbers.magic2.some((magic) => magic === Number(magic2))) return 'EINVAL';
  switch (Number(command)) {
    case rebootNumbers.CAD_ON:
    case rebootNumbers.CAD_OFF:
      return 0;
    case rebootNumbers.RESTART:
      kernel.halted = 'restart';
      break;
    case rebootNumbers.HALT:
    case rebootNumbers.POWER_OFF:
      kernel.halted = 'poweroff';
      break;
    default:
      return 'EINVAL';
  }
  exitGroup(kernel, process, 0);
  return 0;
}

/** @see riscv_hwprobe in Linux Documentation/arch/riscv/hwprobe.rst: unknown keys become -1 */
function riscvHwprobe({ memory }: SyscallContext, pairs = 0n, count = 0n, _setSize = 0n, _set = 0n, flags = 0n): SyscallResult {
  if (flags !== 0n || count > 1024n) return 'EINVAL';
  for (let index = 0n; index < count; index++) {
    const key = memory.readU64(pairs + 16n * index);
    if (key === 'EFAULT') return key;
    const answer = hwprobeAnswers.get(Number(BigInt.asIntN(64, key)));
    if (answer === undefined && memory.writeU64(pairs + 16n * index, -1n) !== 0) return 'EFAULT';
    if (memory.writeU64(pairs + 16n * index + 8n, answer ?? 0n) !== 0) return 'EFAULT';
  }
  return 0;
}

/** Code that was written is seen at once: the machine watches writes to decoded pages. */
function riscvFlushIcache(): SyscallResult {
  return 0;
}

/** MEMBARRIER_CMD_QUERY tells of the global and private expedited commands; harts here see memory in order. @see membarrier(2) */
function membarrier(_context: SyscallContext, command = 0n): SyscallResult {
  const supported = 1n | 8n | 16n;
  if (command === 0n) return supported;
  return (command & ~supported) === 0n ? 0 : 'EINVAL';
}

export const systemSyscalls: readonly Syscall[] = [
  { number: 142, name: 'reboot', parameters: ['uint', 'uint', 'uint', 'address'], handle: reboot },
  { number: 160, name: 'uname', parameters: ['address'], handle: uname },
  { number: 161, name: 'sethostname', parameters: ['address', 'int'], handle: sethostname },
  { number: 162, name: 'setdomainname', parameters: ['address', 'int'], handle: setdomainname },
  { number: 163, name: 'getrlimit', parameters: ['int', 'address'], handle: getrlimit },
  { number: 164, name: 'setrlimit', parameters: ['int', 'address'], handle: setrlimit },
  { number: 165, name: 'getrusage', parameters: ['int', 'address'], handle: getrusage },
  { number: 179, name: 'sysinfo', parameters: ['address'], handle: sysinfo },
  { number: 258, name: 'riscv_hwprobe', parameters: ['address', 'size', 'size', 'address', 'uint'], handle: riscvHwprobe },
  { number: 259, name: 'riscv_flush_icache', parameters: ['address', 'address', 'size'], handle: riscvFlushIcache },
  { number: 261, name: 'prlimit64', parameters: ['pid', 'int', 'address', 'address'], handle: prlimit64 },
  { number: 278, name: 'getrandom', parameters: ['address', 'size', 'uint'], handle: getrandom },
  { number: 283, name: 'membarrier', parameters: ['int', 'uint', 'int'], handle: membarrier },
];
