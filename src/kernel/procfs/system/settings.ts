// /proc/sys: what administrators read and set. Knows which number stands where, not what it does.
import type { Errno } from '../../../abi/errno.js';
import { utf8Decode } from '../../../abi/text.js';
import type { TreeFile } from '../../fs/virtual/virtual-tree.js';
import type { KernelState } from '../../kernel-state.js';
import { MMAP_MIN_ADDRESS } from '../../mm/placement.js';
import { MAX_MAP_COUNT } from '../../mm/vma-list.js';

/** Longest host or domain name. @see sethostname(2) */
const NAME_BYTES = 64;
/** Share of RAM, in percent, that overcommit mode 2 promises. */
const OVERCOMMIT_RATIO = 50;
/** Number of the last capability that Linux 6.6 knows. */
const CAP_LAST_CAP = 40;

/** As Linux reads a string: up to the end of the line, and no more than fits. */
function writeName(set: (name: string) => void, bytes: Uint8Array): number {
  const name = utf8Decode(bytes).split(/[\n\0]/, 1)[0] ?? '';
  set(name.slice(0, NAME_BYTES));
  return bytes.length;
}

function writeOvercommit({ memory }: KernelState, bytes: Uint8Array): number | Errno {
  const text = utf8Decode(bytes).trim();
  const mode = /^\d+$/.test(text) ? Number(text) : -1;
  if (mode !== 0 && mode !== 1 && mode !== 2) return 'EINVAL';
  memory.overcommit = mode;
  return bytes.length;
}

/** A version-4 UUID of 128 bits in hexadecimal. */
function uuid(digits: string): string {
  const variant = '89ab'[Number.parseInt(digits.charAt(16), 16) % 4];
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20, 32)}\n`;
}

/** From the seed: the same machine boots with the same id. */
function bootId({ config }: KernelState): string {
  let state = BigInt(config.seed) ^ 0x9e3779b97f4a7c15n;
  let digits = '';
  for (let word = 0; word < 2; word++) {
    state = BigInt.asUintN(64, (state ^ (state >> 31n)) * 0xbf58476d1ce4e5b9n + 0x94d049bb133111ebn);
    digits += state.toString(16).padStart(16, '0');
  }
  return uuid(digits);
}

/** @see proc_sys_kernel(5), proc_sys_vm(5), proc_sys_fs(5) */
export const settings: readonly TreeFile<KernelState>[] = [
  { path: 'sys/fs/file-max', read: ({ vfs }) => `${vfs.limits.openFiles}\n` },
  { path: 'sys/fs/file-nr', read: ({ vfs }) => `${vfs.openFiles}\t0\t${vfs.limits.openFiles}\n` },
  { path: 'sys/fs/pipe-max-size', read: ({ vfs }) => `${Math.min(1_048_576, vfs.limits.pipeBytes)}\n` },
  { path: 'sys/kernel/cap_last_cap', read: () => `${CAP_LAST_CAP}\n` },
  {
    path: 'sys/kernel/domainname',
    permissions: 0o644,
    read: (kernel) => `${kernel.domainname}\n`,
    write: (kernel, bytes) =>
      writeName((name) => {
        kernel.domainname = name;
      }, bytes),
  },
  {
    path: 'sys/kernel/hostname',
    permissions: 0o644,
    read: (kernel) => `${kernel.hostname}\n`,
    write: (kernel, bytes) =>
      writeName((name) => {
        kernel.hostname = name;
      }, bytes),
  },
  { path: 'sys/kernel/osrelease', read: ({ config }) => `${config.release}\n` },
  { path: 'sys/kernel/ostype', read: () => 'Linux\n' },
  { path: 'sys/kernel/pid_max', read: ({ tasks }) => `${tasks.pidMax}\n` },
  { path: 'sys/kernel/random/boot_id', read: bootId },
  { path: 'sys/kernel/randomize_va_space', read: ({ memory }) => `${memory.aslr ? 2 : 0}\n` },
  { path: 'sys/kernel/threads-max', read: ({ tasks }) => `${tasks.maxTasks}\n` },
  { path: 'sys/kernel/version', read: ({ config }) => `${config.version}\n` },
  { path: 'sys/vm/max_map_count', read: () => `${MAX_MAP_COUNT}\n` },
  { path: 'sys/vm/mmap_min_addr', read: () => `${MMAP_MIN_ADDRESS}\n` },
  { path: 'sys/vm/overcommit_memory', permissions: 0o644, read: ({ memory }) => `${memory.overcommit}\n`, write: writeOvercommit },
  { path: 'sys/vm/overcommit_ratio', read: () => `${OVERCOMMIT_RATIO}\n` },
];
