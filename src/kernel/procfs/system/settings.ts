// /proc/sys: what administrators read and set. Knows which number stands where, not what it does.
import type { Errno } from '../../../abi/errno.js';
import { utf8Decode } from '../../../abi/text.js';
import type { TreeFile } from '../../fs/virtual/virtual-tree.js';
import type { KernelState } from '../../kernel-state.js';

/** Longest host or domain name. @see sethostname(2) */
const NAME_BYTES = 64;

function firstLine(bytes: Uint8Array): string {
  return utf8Decode(bytes).split('\n', 1)[0] ?? '';
}

function writeName(set: (name: string) => void, bytes: Uint8Array): number | Errno {
  const name = firstLine(bytes);
  if (name.length > NAME_BYTES) return 'EINVAL';
  set(name);
  return bytes.length;
}

function writeOvercommit({ memory }: KernelState, bytes: Uint8Array): number | Errno {
  const mode = Number(firstLine(bytes));
  if (mode !== 0 && mode !== 1 && mode !== 2) return 'EINVAL';
  memory.overcommit = mode;
  return bytes.length;
}

/** A version-4 UUID from the seed: the same machine boots with the same id. */
function bootId({ config }: KernelState): string {
  let state = BigInt(config.seed) ^ 0x9e3779b97f4a7c15n;
  let digits = '';
  for (let word = 0; word < 2; word++) {
    state = BigInt.asUintN(64, (state ^ (state >> 31n)) * 0xbf58476d1ce4e5b9n + 0x94d049bb133111ebn);
    digits += state.toString(16).padStart(16, '0');
  }
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20)}\n`;
}

/** @see proc_sys_kernel(5), proc_sys_vm(5), proc_sys_fs(5) */
export const settings: readonly TreeFile<KernelState>[] = [
  { path: 'sys/fs/file-max', read: ({ vfs }) => `${vfs.limits.openFiles}\n` },
  { path: 'sys/fs/file-nr', read: ({ vfs }) => `${vfs.openFiles}\t0\t${vfs.limits.openFiles}\n` },
  { path: 'sys/fs/pipe-max-size', read: ({ vfs }) => `${Math.min(1_048_576, vfs.limits.pipeBytes)}\n` },
  {
    path: 'sys/kernel/hostname',
    permissions: 0o644,
    read: (kernel) => `${kernel.hostname}\n`,
    write: (kernel, bytes) =>
      writeName((name) => {
        kernel.hostname = name;
      }, bytes),
  },
  {
    path: 'sys/kernel/domainname',
    permissions: 0o644,
    read: (kernel) => `${kernel.domainname}\n`,
    write: (kernel, bytes) =>
      writeName((name) => {
        kernel.domainname = name;
      }, bytes),
  },
  { path: 'sys/kernel/ostype', read: () => 'Linux\n' },
  { path: 'sys/kernel/osrelease', read: ({ config }) => `${config.release}\n` },
  { path: 'sys/kernel/version', read: ({ config }) => `${config.version}\n` },
  { path: 'sys/kernel/pid_max', read: ({ tasks }) => `${tasks.pidMax}\n` },
  { path: 'sys/kernel/threads-max', read: ({ tasks }) => `${tasks.maxTasks}\n` },
  { path: 'sys/kernel/randomize_va_space', read: ({ memory }) => `${memory.aslr ? 2 : 0}\n` },
  { path: 'sys/kernel/random/boot_id', read: bootId },
  { path: 'sys/vm/overcommit_memory', permissions: 0o644, read: ({ memory }) => `${memory.overcommit}\n`, write: writeOvercommit },
];
