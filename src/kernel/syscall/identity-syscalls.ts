// User and group ids. Knows the rules of credentials(7); root stands for all capabilities.
import type { KernelState } from '../kernel-state.js';
import type { Credentials } from '../sleep/credentials.js';
import { moveTasksToUser } from '../task/task-table.js';
import type { Process } from '../task/task.js';
import type { Syscall, SyscallContext, SyscallResult } from './syscall.js';

/** Most supplementary groups. @see getgroups(2) NGROUPS_MAX */
const maximumGroups = 65536;
/** -1 as an id: leave it as it is. */
const KEEP = 0xffff_ffffn;

/** Puts new credentials in place; the count of tasks per user follows the real uid. */
function become(kernel: KernelState, process: Process, change: Partial<Credentials>): 0 {
  const before = process.credentials;
  process.credentials = { ...before, ...change };
  const after = process.credentials;
  if (before.uid !== after.uid) moveTasksToUser(kernel.tasks, process.tasks.length, before.uid, after.uid);
  if (before.euid !== after.euid || before.egid !== after.egid) process.dumpable = false;
  return 0;
}

const getuid = ({ process }: SyscallContext): SyscallResult => process.credentials.uid;
const geteuid = ({ process }: SyscallContext): SyscallResult => process.credentials.euid;
const getgid = ({ process }: SyscallContext): SyscallResult => process.credentials.gid;
const getegid = ({ process }: SyscallContext): SyscallResult => process.credentials.egid;

function isRoot({ process }: SyscallContext): boolean {
  return process.credentials.euid === 0;
}

/** @see setuid(2) */
function setuid(context: SyscallContext, id = 0n): SyscallResult {
  const { kernel, process } = context;
  const { uid, suid } = process.credentials;
  const wanted = Number(id);
  if (isRoot(context)) return become(kernel, process, { uid: wanted, euid: wanted, suid: wanted, fsuid: wanted });
  return wanted === uid || wanted === suid ? become(kernel, process, { euid: wanted, fsuid: wanted }) : 'EPERM';
}

/** @see setgid(2) */
function setgid(context: SyscallContext, id = 0n): SyscallResult {
  const { kernel, process } = context;
  const { gid, sgid } = process.credentials;
  const wanted = Number(id);
  if (isRoot(context)) return become(kernel, process, { gid: wanted, egid: wanted, sgid: wanted, fsgid: wanted });
  return wanted === gid || wanted === sgid ? become(kernel, process, { egid: wanted, fsgid: wanted }) : 'EPERM';
}

/** The id that an argument asks for; `undefined`: not allowed. */
function chosen(argument: bigint, current: number, allowed: readonly number[], root: boolean): number | undefined {
  if (argument === KEEP) return current;
  const wanted = Number(argument);
  return root || allowed.includes(wanted) ? wanted : undefined;
}

/** @see setreuid(2) */
function setreuid(context: SyscallContext, real = 0n, effective = 0n): SyscallResult {
  const { kernel, process } = context;
  const { uid, euid, suid } = process.credentials;
  const newUid = chosen(real, uid, [uid, euid], isRoot(context));
  const newEuid = chosen(effective, euid, [uid, euid, suid], isRoot(context));
  if (newUid === undefined || newEuid === undefined) return 'EPERM';
  const savesIt = real !== KEEP || (effective !== KEEP && newEuid !== uid);
  return become(kernel, process, { uid: newUid, euid: newEuid, fsuid: newEuid, suid: savesIt ? newEuid : suid });
}

/** @see setregid(2) */
function setregid(context: SyscallContext, real = 0n, effective = 0n): SyscallResult {
  const { kernel, process } = context;
  const { gid, egid, sgid } = process.credentials;
  const newGid = chosen(real, gid, [gid, egid], isRoot(context));
  const newEgid = chosen(effective, egid, [gid, egid, sgid], isRoot(context));
  if (newGid === undefined || newEgid === undefined) return 'EPERM';
  const savesIt = real !== KEEP || (effective !== KEEP && newEgid !== gid);
  return become(kernel, process, { gid: newGid, egid: newEgid, fsgid: newEgid, sgid: savesIt ? newEgid : sgid });
}

/** @see setresuid(2) */
function setresuid(context: SyscallContext, real = 0n, effective = 0n, saved = 0n): SyscallResult {
  const { kernel, process } = context;
  const { uid, euid, suid } = process.credentials;
  const allowed = [uid, euid, suid];
  const root = isRoot(context);
  const ids = [chosen(real, uid, allowed, root), chosen(effective, euid, allowed, root), chosen(saved, suid, allowed, root)];
  const [newUid, newEuid, newSuid] = ids;
  if (newUid === undefined || newEuid === undefined || newSuid === undefined) return 'EPERM';
  return become(kernel, process, { uid: newUid, euid: newEuid, suid: newSuid, fsuid: newEuid });
}

/** @see setresgid(2) */
function setresgid(context: SyscallContext, real = 0n, effective = 0n, saved = 0n): SyscallResult {
  const { kernel, process } = context;
  const { gid, egid, sgid } = process.credentials;
  const allowed = [gid, egid, sgid];
  const root = isRoot(context);
  const ids = [chosen(real, gid, allowed, root), chosen(effective, egid, allowed, root), chosen(saved, sgid, allowed, root)];
  const [newGid, newEgid, newSgid] = ids;
  if (newGid === undefined || newEgid === undefined || newSgid === undefined) return 'EPERM';
  return become(kernel, process, { gid: newGid, egid: newEgid, sgid: newSgid, fsgid: newEgid });
}

function storeThree({ memory }: SyscallContext, addresses: readonly bigint[], values: readonly number[]): SyscallResult {
  for (const [index, address] of addresses.entries()) if (memory.writeU32(address, values[index] ?? 0) !== 0) return 'EFAULT';
  return 0;
}

/** @see getresuid(2) */
function getresuid(context: SyscallContext, real = 0n, effective = 0n, saved = 0n): SyscallResult {
  const { uid, euid, suid } = context.process.credentials;
  return storeThree(context, [real, effective, saved], [uid, euid, suid]);
}

function getresgid(context: SyscallContext, real = 0n, effective = 0n, saved = 0n): SyscallResult {
  const { gid, egid, sgid } = context.process.credentials;
  return storeThree(context, [real, effective, saved], [gid, egid, sgid]);
}

/** @see setfsuid(2): returns the former id, whether or not it changed */
function setfsuid(context: SyscallContext, id = 0n): SyscallResult {
  const { uid, euid, suid, fsuid } = context.process.credentials;
  const wanted = Number(id);
  if (isRoot(context) || [uid, euid, suid, fsuid].includes(wanted)) become(context.kernel, context.process, { fsuid: wanted });
  return fsuid;
}

/** @see setfsgid(2) */
function setfsgid(context: SyscallContext, id = 0n): SyscallResult {
  const { gid, egid, sgid, fsgid } = context.process.credentials;
  const wanted = Number(id);
  if (isRoot(context) || [gid, egid, sgid, fsgid].includes(wanted)) become(context.kernel, context.process, { fsgid: wanted });
  return fsgid;
}

/** @see getgroups(2) */
function getgroups({ process, memory }: SyscallContext, size = 0n, list = 0n): SyscallResult {
  const { groups } = process.credentials;
  if (size < 0n) return 'EINVAL';
  if (size === 0n) return groups.length;
  if (Number(size) < groups.length) return 'EINVAL';
  const bytes = new Uint8Array(Uint32Array.from(groups).buffer);
  return memory.writeBytes(list, bytes) === 0 ? groups.length : 'EFAULT';
}

/** @see setgroups(2) */
function setgroups(context: SyscallContext, size = 0n, list = 0n): SyscallResult {
  const { kernel, process, memory } = context;
  if (!isRoot(context)) return 'EPERM';
  if (size < 0n || size > BigInt(maximumGroups)) return 'EINVAL';
  const bytes = memory.readBytes(list, 4 * Number(size));
  if (bytes === 'EFAULT') return bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return become(kernel, process, { groups: Array.from({ length: Number(size) }, (_, index) => view.getUint32(4 * index, true)) });
}

/** Version 3 of struct __user_cap_header: two words of each set. @see capget(2) */
const capabilityVersion = 0x2008_0522;
/** Two halves of effective, permitted and inheritable. */
const capabilityDataBytes = 24;
/** Capabilities 0-40. */
const allCapabilities = (1n << 41n) - 1n;

/** Root has all capabilities, others none: there is nothing between. */
function capget({ kernel, process, memory }: SyscallContext, header = 0n, data = 0n): SyscallResult {
  const version = memory.readU32(header);
  const pid = memory.readU32(header + 4n);
  if (version === 'EFAULT' || pid === 'EFAULT') return 'EFAULT';
  if (version !== capabilityVersion) return memory.writeU32(header, capabilityVersion) === 0 && data === 0n ? 0 : 'EINVAL';
  const target = pid === 0 ? process : kernel.tasks.processes.get(pid);
  if (target === undefined) return 'ESRCH';
  if (data === 0n) return 0;
  const effective = target.credentials.euid === 0 ? allCapabilities : 0n;
  const permitted = target.credentials.uid === 0 || target.credentials.euid === 0 ? allCapabilities : 0n;
  const words = [effective, permitted, 0n].map((set) => Number(set & 0xffff_ffffn));
  const upper = [effective, permitted, 0n].map((set) => Number(set >> 32n));
  return memory.writeBytes(data, new Uint8Array(Uint32Array.from([...words, ...upper]).buffer));
}

/** @see capset(2): dropping capabilities has no effect here, gaining them is refused */
function capset(context: SyscallContext, header = 0n, data = 0n): SyscallResult {
  const { memory } = context;
  const version = memory.readU32(header);
  if (version === 'EFAULT') return 'EFAULT';
  if (version !== capabilityVersion) return memory.writeU32(header, capabilityVersion) === 0 ? 'EINVAL' : 'EFAULT';
  if (memory.readBytes(data, capabilityDataBytes) === 'EFAULT') return 'EFAULT';
  return isRoot(context) ? 0 : 'EPERM';
}

export const identitySyscalls: readonly Syscall[] = [
  { number: 90, name: 'capget', parameters: ['address', 'address'], handle: capget },
  { number: 91, name: 'capset', parameters: ['address', 'address'], handle: capset },
  { number: 143, name: 'setregid', parameters: ['uint', 'uint'], handle: setregid },
  { number: 144, name: 'setgid', parameters: ['uint'], handle: setgid },
  { number: 145, name: 'setreuid', parameters: ['uint', 'uint'], handle: setreuid },
  { number: 146, name: 'setuid', parameters: ['uint'], handle: setuid },
  { number: 147, name: 'setresuid', parameters: ['uint', 'uint', 'uint'], handle: setresuid },
  { number: 148, name: 'getresuid', parameters: ['address', 'address', 'address'], handle: getresuid },
  { number: 149, name: 'setresgid', parameters: ['uint', 'uint', 'uint'], handle: setresgid },
  { number: 150, name: 'getresgid', parameters: ['address', 'address', 'address'], handle: getresgid },
  { number: 151, name: 'setfsuid', parameters: ['uint'], handle: setfsuid },
  { number: 152, name: 'setfsgid', parameters: ['uint'], handle: setfsgid },
  { number: 158, name: 'getgroups', parameters: ['int', 'address'], handle: getgroups },
  { number: 159, name: 'setgroups', parameters: ['int', 'address'], handle: setgroups },
  { number: 174, name: 'getuid', parameters: [], handle: getuid },
  { number: 175, name: 'geteuid', parameters: [], handle: geteuid },
  { number: 176, name: 'getgid', parameters: [], handle: getgid },
  { number: 177, name: 'getegid', parameters: [], handle: getegid },
];
